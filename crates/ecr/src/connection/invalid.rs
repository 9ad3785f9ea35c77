//! Why a connection cannot be made.

use thiserror::Error;

use super::ROLE_POLICY_CHARS_MAX;

/// What does not go together in a connection.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum InvalidConnection {
    /// There is no repository.
    #[error("a connection needs at least one repository")]
    Empty,
    /// Who this server is, is no role or user.
    #[error(
        "`{found}` is not the ARN of an IAM role or user; the operator sets who this server is"
    )]
    Principal {
        /// What it is.
        found: String,
    },
    /// A repository cannot exist.
    #[error("`{found}` is no repository on Amazon ECR")]
    Repository {
        /// Its ARN.
        found: String,
    },
    /// The repositories belong to several accounts.
    #[error(
        "`{found}` does not belong to the account {account} like the others; connect each account by \
         itself"
    )]
    Accounts {
        /// The ARN of the other.
        found: String,
        /// The account of the first.
        account: String,
    },
    /// The repositories are where this server cannot be.
    #[error(
        "`{found}` is not in the partition `{partition}` of this server; AWS allows nothing between two"
    )]
    Partition {
        /// The repository's ARN.
        found: String,
        /// Ours.
        partition: String,
    },
    /// There are too many repositories for one role.
    #[error(
        "the role's policy would have {chars} characters, and IAM takes {ROLE_POLICY_CHARS_MAX}; \
         connect fewer repositories at once"
    )]
    TooLong {
        /// How many.
        chars: usize,
    },
}

//! Roles that owners name themselves.

use thiserror::Error;

use crate::arn::Arn;

/// Most bytes of a role's ARN: its name has at most 64 characters and the path in front of it 512 (IAM
/// User Guide, IAM and AWS STS quotas), which leaves room for the rest.
const ROLE_ARN_BYTES_MAX: usize = 700;

/// Why a text names no role of an account.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum InvalidRole {
    /// It is no ARN of a role.
    #[error(
        "this is not the ARN of an IAM role; write it as `arn:{partition}:iam::{account}:role/NAME`"
    )]
    NoRole {
        /// The partition of the account.
        partition: String,
        /// The account.
        account: String,
    },
    /// It is a role of another account.
    #[error("the role is in the account `{found}`, and the connection is to {account}")]
    Account {
        /// Which one.
        found: String,
        /// The one that is connected.
        account: String,
    },
    /// It is a role in another partition.
    #[error("the role is in the partition `{found}`, and the account in `{partition}`")]
    Partition {
        /// Which one.
        found: String,
        /// The one of the account.
        partition: String,
    },
}

/// That a text is the ARN of a role in an account. Whether there is such a role, and whether it lets us
/// in, [`examine`](crate::Amazon::examine) finds out.
///
/// # Errors
/// [`InvalidRole`] says what it is instead.
///
/// ```
/// use wharfinger_ecr::connection::check_role;
/// let arn = "arn:aws:iam::111122223333:role/wharfinger-ecr-tools";
/// assert!(check_role(arn, "aws", "111122223333").is_ok());
/// assert!(check_role(arn, "aws", "444455556666").is_err());
/// ```
pub fn check_role(arn: &str, partition: &str, account: &str) -> Result<(), InvalidRole> {
    let is_short = arn.len() <= ROLE_ARN_BYTES_MAX;
    let parts = Arn::global(arn).filter(|arn| is_short && arn.role().is_some());
    let Some(parts) = parts else {
        return Err(InvalidRole::NoRole {
            partition: partition.to_owned(),
            account: account.to_owned(),
        });
    };
    if parts.partition != partition {
        return Err(InvalidRole::Partition {
            found: parts.partition.to_owned(),
            partition: partition.to_owned(),
        });
    }
    if parts.account != account {
        return Err(InvalidRole::Account {
            found: parts.account.to_owned(),
            account: account.to_owned(),
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_names_no_role_of_the_account_says_what_it_is() {
        let long = format!("arn:aws:iam::111122223333:role/{}", "a".repeat(700));
        for (arn, expected) in [
            ("", "not the ARN of an IAM role"),
            ("111122223333", "not the ARN of an IAM role"),
            ("arn:aws:iam::111122223333:user/ada", "not the ARN"),
            ("arn:aws:iam::111122223333:role/*", "not the ARN"),
            (
                "arn:aws:sts::111122223333:assumed-role/a/b",
                "write it as `arn:aws:iam::111122223333:role/NAME`",
            ),
            (&long, "not the ARN"),
            ("arn:aws:iam::444455556666:role/a", "`444455556666`"),
            ("arn:aws-cn:iam::111122223333:role/a", "`aws-cn`"),
        ] {
            let refused = check_role(arn, "aws", "111122223333").unwrap_err();
            assert!(refused.to_string().contains(expected), "{arn}: {refused}");
        }
        let role = "arn:aws:iam::111122223333:role/ops/deploy";
        assert_eq!(check_role(role, "aws", "111122223333"), Ok(()));
    }
}

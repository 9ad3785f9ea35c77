//! Connecting an AWS account: the role that its owner makes for us, in the three ways in which
//! people make roles.
//!
//! All is a function of a [`Connection`]: whose role it is for, what we say when we assume it, and
//! exactly which repositories it reaches. Nothing here calls AWS; whether the role was made as it
//! should be is what [`examine`](crate::Amazon::examine) finds out.

mod cloudformation;
mod commands;
mod documents;
mod external_id;
mod invalid;
mod principal;
mod quick_create;
mod role;
mod terraform;

use crate::repository::is_well_formed;
use wharfinger_core::grants::{Authority, Repository};

pub use cloudformation::published_template;
pub(crate) use documents::{PULL_ACTIONS, REGISTRY_ACTIONS, TOKEN_ACTION};
pub use external_id::{ExternalId, InvalidExternalId};
pub use invalid::InvalidConnection;
pub use principal::partition_of;
pub use role::{InvalidRole, check_role};

/// Most characters of all policies inside a role, white space not counted (IAM User Guide, IAM and AWS
/// STS quotas).
pub const ROLE_POLICY_CHARS_MAX: usize = 10_240;

/// The role that an owner makes for us.
///
/// ```
/// use wharfinger_core::grants::Repository;
/// use wharfinger_ecr::connection::{Connection, ExternalId};
/// let md5sum = Repository {
///     partition: "aws".to_owned(),
///     account: "111122223333".to_owned(),
///     region: "us-west-2".to_owned(),
///     name: "tools/md5sum".to_owned(),
/// };
/// let us = "arn:aws:iam::999900001111:role/wharfinger";
/// let connection = Connection::new(us, ExternalId::from_random(7), vec![md5sum]).unwrap();
/// assert!(connection.cloudformation().contains("repository/tools/md5sum"));
/// assert!(connection.terraform().starts_with("resource \"aws_iam_role\""));
/// assert!(connection.commands().starts_with("aws iam create-role"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connection {
    principal: String,
    external_id: ExternalId,
    /// The ARN of the role; the external id names it where its owner does not.
    role_arn: String,
    /// Of one account; never empty, sorted, each once.
    repositories: Vec<Repository>,
    looks_up_events: bool,
    hands_out_passwords: bool,
}

impl Connection {
    /// A role for `principal`, the ARN of the role or user that this server is, which reaches exactly
    /// these repositories.
    ///
    /// # Errors
    /// [`InvalidConnection`] says what does not go together.
    pub fn new(
        principal: &str,
        external_id: ExternalId,
        mut repositories: Vec<Repository>,
    ) -> Result<Self, InvalidConnection> {
        repositories.sort_unstable();
        repositories.dedup();
        let first = repositories.first().ok_or(InvalidConnection::Empty)?;
        let ours = partition_of(principal)?.id;
        for repository in &repositories {
            let found = || repository.arn();
            if !is_well_formed(repository) {
                return Err(InvalidConnection::Repository { found: found() });
            }
            if repository.account != first.account {
                let account = first.account.clone();
                return Err(InvalidConnection::Accounts {
                    found: found(),
                    account,
                });
            }
            if repository.partition != ours {
                let partition = ours.to_owned();
                return Err(InvalidConnection::Partition {
                    found: found(),
                    partition,
                });
            }
        }
        let connection = Self {
            principal: principal.to_owned(),
            role_arn: external_id.role_arn(&first.partition, &first.account),
            external_id,
            repositories,
            looks_up_events: false,
            hands_out_passwords: false,
        };
        connection.fits()
    }

    /// The same for a role that its owner has named, such as one that was there before. The templates and
    /// commands make none of another name, so they are not for it ([`is_named_by_us`](Self::is_named_by_us)):
    /// its owner gives it the [trust policy](Self::trust_policy) and the
    /// [permissions policy](Self::permissions_policy).
    ///
    /// ```
    /// # use wharfinger_core::grants::Repository;
    /// # use wharfinger_ecr::connection::{Connection, ExternalId};
    /// # let md5sum = Repository {
    /// #     partition: "aws".to_owned(), account: "111122223333".to_owned(),
    /// #     region: "us-west-2".to_owned(), name: "tools/md5sum".to_owned(),
    /// # };
    /// # let us = "arn:aws:iam::999900001111:role/wharfinger";
    /// let connection = Connection::new(us, ExternalId::from_random(7), vec![md5sum]).unwrap();
    /// assert!(connection.is_named_by_us());
    /// let role = "arn:aws:iam::111122223333:role/wharfinger-ecr-tools";
    /// let connection = connection.by_role(role);
    /// assert!(!connection.is_named_by_us());
    /// assert_eq!(connection.authority().role_arn, role);
    /// ```
    #[must_use]
    pub fn by_role(mut self, role_arn: &str) -> Self {
        role_arn.clone_into(&mut self.role_arn);
        self
    }

    /// Whether the role has the name that the templates and commands give it.
    #[must_use]
    pub fn is_named_by_us(&self) -> bool {
        self.role_arn == self.external_id.role_arn(self.partition(), self.account())
    }

    /// Whether the role may look up in CloudTrail who changed a policy (`cloudtrail:LookupEvents`,
    /// which reads all events of the account): it lets what was overwritten be put back, and is the
    /// owner's choice.
    ///
    /// # Errors
    /// [`InvalidConnection::TooLong`] when it makes the policy too long.
    pub fn looking_up_events(mut self, looks_up: bool) -> Result<Self, InvalidConnection> {
        self.looks_up_events = looks_up;
        self.fits()
    }

    /// Whether the role may pull from the repositories and fetch a password for it
    /// (`ecr:GetAuthorizationToken`, which knows no resource), so that passwords can be handed out to
    /// whoever has access: the owner's choice as well.
    ///
    /// ```
    /// # use wharfinger_core::grants::Repository;
    /// # use wharfinger_ecr::connection::{Connection, ExternalId};
    /// # let md5sum = Repository {
    /// #     partition: "aws".to_owned(), account: "111122223333".to_owned(),
    /// #     region: "us-west-2".to_owned(), name: "tools/md5sum".to_owned(),
    /// # };
    /// # let us = "arn:aws:iam::999900001111:role/wharfinger";
    /// let connection = Connection::new(us, ExternalId::from_random(7), vec![md5sum]).unwrap();
    /// assert!(!connection.permissions_policy().contains("ecr:GetAuthorizationToken"));
    /// let connection = connection.handing_out_passwords(true).unwrap();
    /// assert!(connection.permissions_policy().contains("ecr:GetAuthorizationToken"));
    /// ```
    ///
    /// # Errors
    /// [`InvalidConnection::TooLong`] when it makes the policy too long.
    pub fn handing_out_passwords(mut self, hands_out: bool) -> Result<Self, InvalidConnection> {
        self.hands_out_passwords = hands_out;
        self.fits()
    }

    fn fits(self) -> Result<Self, InvalidConnection> {
        let chars = self.permissions().to_string().len();
        if chars > ROLE_POLICY_CHARS_MAX {
            return Err(InvalidConnection::TooLong { chars });
        }
        Ok(self)
    }

    /// The account that it connects.
    #[must_use]
    pub fn account(&self) -> &str {
        &self.first().account
    }

    /// The partition of that account.
    #[must_use]
    pub fn partition(&self) -> &str {
        &self.first().partition
    }

    /// The repositories, sorted.
    #[must_use]
    pub fn repositories(&self) -> &[Repository] {
        &self.repositories
    }

    /// How we act in the account once the role is there.
    #[must_use]
    pub fn authority(&self) -> Authority {
        Authority {
            role_arn: self.role_arn.clone(),
            external_id: self.external_id.to_string(),
        }
    }

    fn first(&self) -> &Repository {
        let first = self.repositories.first();
        first.expect("`new` makes none without a repository")
    }

    fn arns(&self) -> impl Iterator<Item = String> {
        self.repositories.iter().map(Repository::arn)
    }
}

#[cfg(test)]
mod tests;

//! Repositories, and reading and writing their policies.

use wharfinger_core::grants::Failure;

/// A private repository on Amazon ECR.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Repository {
    /// The partition, such as `aws`.
    pub partition: String,
    /// The 12-digit account that owns it.
    pub account: String,
    /// The region, such as `us-west-2`.
    pub region: String,
    /// The name, without the host.
    pub name: String,
}

impl Repository {
    /// Its ARN (Service Authorization Reference, Amazon ECR: resource types).
    ///
    /// ```
    /// let repository = wharfinger_ecr::Repository {
    ///     partition: "aws".to_owned(),
    ///     account: "312767926603".to_owned(),
    ///     region: "us-west-2".to_owned(),
    ///     name: "tools/md5sum".to_owned(),
    /// };
    /// assert_eq!(
    ///     repository.arn(),
    ///     "arn:aws:ecr:us-west-2:312767926603:repository/tools/md5sum"
    /// );
    /// ```
    #[must_use]
    pub fn arn(&self) -> String {
        format!(
            "arn:{}:ecr:{}:{}:repository/{}",
            self.partition, self.region, self.account, self.name
        )
    }
}

/// How we may act in somebody's account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authority {
    /// The role that its owner made for us.
    pub role_arn: String,
    /// What we say when we assume it, so that nobody can make us use somebody else's role. It is no
    /// secret (IAM User Guide, The confused deputy problem).
    pub external_id: String,
}

/// A repository, and how we may act on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Which repository.
    pub repository: Repository,
    /// As whom.
    pub authority: Authority,
}

/// Reads and writes the policies of repositories.
///
/// An implementation answers within [`CALL_TIMEOUT`](crate::CALL_TIMEOUT), and never repeats a
/// write by itself: a repeated write is one that can land behind a newer one.
#[expect(
    async_fn_in_trait,
    reason = "a worker stays on its thread; nothing is sent"
)]
pub trait Cloud {
    /// The text of a repository's policy; `None` where it has none.
    async fn read(&self, target: &Target) -> Result<Option<String>, Failure>;

    /// Replaces a repository's policy, or deletes it, once.
    async fn write(&self, target: &Target, text: Option<&str>) -> Result<(), Failure>;
}

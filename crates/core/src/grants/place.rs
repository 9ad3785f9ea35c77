//! Where a repository is, and as whom we act on it.

use crate::registry::EcrHost;
use crate::tool_path::{EMPTY_NAMESPACE, ToolPath};

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
    /// The repository that holds a tool's image; `None` where that is not private Amazon ECR.
    #[must_use]
    pub fn of_tool(path: &ToolPath) -> Option<Self> {
        let host = EcrHost::parse(path.host())?;
        let name = match path.namespace() {
            EMPTY_NAMESPACE => path.name().to_owned(),
            namespace => [namespace, "/", path.name()].concat(),
        };
        Some(Self {
            partition: host.partition().id.to_owned(),
            account: host.account().to_owned(),
            region: host.region().to_owned(),
            name,
        })
    }

    /// Its ARN (Service Authorization Reference, Amazon ECR: resource types).
    ///
    /// ```
    /// let repository = wharfinger_core::grants::Repository {
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

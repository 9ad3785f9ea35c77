//! The calls that are understood.

use std::fmt;

/// A service of AWS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Service {
    /// The Security Token Service: XML.
    Sts,
    /// The Elastic Container Registry: JSON.
    Ecr,
    /// CloudTrail: JSON.
    CloudTrail,
}

impl Service {
    /// What a signature is scoped to, and what actions begin with.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Sts => "sts",
            Self::Ecr => "ecr",
            Self::CloudTrail => "cloudtrail",
        }
    }
}

macro_rules! operations {
    ($($(#[doc = $doc:literal])* $name:ident: $service:ident),+ $(,)?) => {
        /// A call.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Operation {
            $($(#[doc = $doc])* $name),+
        }

        impl Operation {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// What AWS calls it.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => stringify!($name)),+ }
            }

            /// The service that answers it.
            #[must_use]
            pub fn service(self) -> Service {
                match self { $(Self::$name => Service::$service),+ }
            }
        }
    };
}

operations! {
    /// Become a role.
    AssumeRole: Sts,
    /// Who am I.
    GetCallerIdentity: Sts,
    /// Make a repository.
    CreateRepository: Ecr,
    /// List repositories.
    DescribeRepositories: Ecr,
    /// Read a repository's policy.
    GetRepositoryPolicy: Ecr,
    /// Replace a repository's policy.
    SetRepositoryPolicy: Ecr,
    /// Take a repository's policy away.
    DeleteRepositoryPolicy: Ecr,
    /// List images.
    DescribeImages: Ecr,
    /// Read manifests, the first half of a pull.
    BatchGetImage: Ecr,
    /// Read the password for `docker login`.
    GetAuthorizationToken: Ecr,
    /// Read a repository's tags.
    ListTagsForResource: Ecr,
    /// Read the policy of all repositories together.
    GetRegistryPolicy: Ecr,
    /// Read a setting, such as what the registry's policy is asked about.
    GetAccountSetting: Ecr,
    /// Read what was done.
    LookupEvents: CloudTrail,
}

impl Operation {
    /// The action that a policy must allow, such as `ecr:SetRepositoryPolicy`.
    ///
    /// ```
    /// use wharfinger_aws_sim::Operation;
    /// assert_eq!(Operation::AssumeRole.action(), "sts:AssumeRole");
    /// ```
    #[must_use]
    pub fn action(self) -> String {
        format!("{}:{}", self.service().name(), self.name())
    }

    /// The call of a service by its name.
    pub(crate) fn named(service: Service, name: &str) -> Option<Self> {
        let mut all = Self::ALL.iter().copied();
        all.find(|operation| operation.service() == service && operation.name() == name)
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

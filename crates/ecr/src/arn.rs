//! ARNs, taken apart.

use wharfinger_core::registry::{Partition, is_account};

/// The parts of an ARN that we look at (IAM User Guide, Identify AWS resources with ARNs).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Arn<'a> {
    pub(crate) partition: &'a str,
    pub(crate) service: &'a str,
    pub(crate) account: &'a str,
    /// What stands behind the account, such as `role/ops/deploy`.
    pub(crate) resource: &'a str,
}

impl<'a> Arn<'a> {
    /// Takes the ARN of something global apart, such as everything of IAM and STS is; `None` where
    /// the text is none.
    pub(crate) fn global(text: &'a str) -> Option<Self> {
        let mut parts = text.splitn(6, ':');
        let mut part = || parts.next();
        let (scheme, partition, service) = (part()?, part()?, part()?);
        let (region, account, resource) = (part()?, part()?, part()?);
        let is_one = scheme == "arn"
            && Partition::by_id(partition).is_some()
            && region.is_empty()
            && is_account(account)
            && !resource.is_empty();
        is_one.then_some(Self {
            partition,
            service,
            account,
            resource,
        })
    }

    /// The name of a role, without its path; `None` where this is no role, or none that a policy
    /// can name.
    pub(crate) fn role(&self) -> Option<&'a str> {
        let path_and_name = self.resource.strip_prefix("role/")?;
        (self.service == "iam" && is_plain(path_and_name))
            .then(|| path_and_name.rsplit('/').next().unwrap_or_default())
            .filter(|name| !name.is_empty())
    }
}

/// Whether a text has only the characters of names and paths in IAM (IAM User Guide, IAM and AWS STS
/// quotas: letters, digits, `+=,.@_-`), and so nothing that a policy reads as a pattern.
pub(crate) fn is_plain(text: &str) -> bool {
    let is_one = |byte: u8| byte.is_ascii_alphanumeric() || b"+=,.@_-/".contains(&byte);
    text.bytes().all(is_one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_has_a_name_behind_its_path() {
        for (text, role) in [
            ("arn:aws:iam::111122223333:role/deploy", Some("deploy")),
            (
                "arn:aws-cn:iam::111122223333:role/ops/eu/deploy",
                Some("deploy"),
            ),
            ("arn:aws:iam::111122223333:user/deploy", None),
            ("arn:aws:iam::111122223333:role/", None),
            ("arn:aws:iam::111122223333:role/ops/", None),
            ("arn:aws:iam::111122223333:role/*", None),
            ("arn:aws:iam::111122223333:role/a?", None),
            ("arn:aws:iam::111122223333:role/${aws:username}", None),
            ("arn:aws:sts::111122223333:role/deploy", None),
        ] {
            assert_eq!(Arn::global(text).unwrap().role(), role, "{text}");
        }
    }

    #[test]
    fn what_is_no_arn_has_no_parts() {
        for text in [
            "",
            "arn",
            "arn:aws:iam::111122223333",
            "arn:aws:iam::111122223333:",
            "arn:aws:iam::11112222333:role/deploy",
            "arn:aws:iam:us-east-1:111122223333:role/deploy",
            "arn:azure:iam::111122223333:role/deploy",
            "ARN:aws:iam::111122223333:role/deploy",
        ] {
            assert_eq!(Arn::global(text), None, "{text}");
        }
    }
}

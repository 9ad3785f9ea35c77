//! What each registry calls those whom it lets in.

use std::borrow::Cow;

use wharfinger_core::registry::EcrHost;

use crate::pages::view::ask::Words;

/// The words for a registry, which is called `name`, on `host`.
pub(super) fn words(id: &str, name: &str, host: &str) -> Words {
    if let Some(ecr) = EcrHost::parse(host) {
        let partition = ecr.partition().id;
        return Words {
            label: Cow::Borrowed("AWS account id or ARN"),
            hint: Cow::Owned(format!(
                "The 12 digits of your AWS account, or the ARN of your role or user, such as \
                 `arn:{partition}:iam::111122223333:role/puller`."
            )),
        };
    }
    let (label, hint) = match id {
        "docker-hub" => (
            "Docker ID",
            "Your user name on Docker Hub, such as `adalovelace`.",
        ),
        "quay" => (
            "Quay.io user name",
            "Your user name on Quay.io, such as `ada`, or a robot account, such as `team+puller`.",
        ),
        "gitlab" => (
            "GitLab user name",
            "Your user name on GitLab, without the `@`.",
        ),
        "ghcr" => (
            "GitHub user name",
            "Your user name on GitHub, without the `@`.",
        ),
        "seven-bridges" => (
            "Seven Bridges user name",
            "Your user name on the platform, such as `ada`; in a division `division/ada`.",
        ),
        _ => {
            return Words {
                label: Cow::Owned(format!("User name on {name}")),
                hint: Cow::Owned(format!("The name that you log in to `{host}` with.")),
            };
        }
    };
    Words {
        label: Cow::Borrowed(label),
        hint: Cow::Borrowed(hint),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_partition_has_its_own_example() {
        let hint = |host: &str| words("amazon-ecr", "Amazon ECR", host).hint;
        assert!(
            hint("312767926603.dkr.ecr.us-west-2.amazonaws.com").contains("`arn:aws:iam::1111")
        );
        assert!(
            hint("312767926603.dkr.ecr.cn-north-1.amazonaws.com.cn")
                .contains("`arn:aws-cn:iam::1111")
        );
    }

    #[test]
    fn an_unknown_registry_is_called_by_its_name() {
        let words = words("our-harbor", "Our Harbor", "harbor.example.org");
        assert_eq!(words.label, "User name on Our Harbor");
        assert_eq!(
            words.hint,
            "The name that you log in to `harbor.example.org` with."
        );
    }
}

//! Which registry a password is for.

use wharfinger_core::registry::{EcrHost, NotEcrHost};
use wharfinger_store::Registry;

use crate::problem::{Problem, Unfit};
use crate::query::shortened;

/// The field with the host of a registry.
const REGISTRY: &str = "registry";

/// The field with the repository that a password must open.
const REPOSITORY: &str = "repository";

/// The registry of a host, as it stands in front of an image.
pub(super) fn read(host: &str) -> Result<Registry, Problem> {
    let read = EcrHost::parse(host).ok_or_else(|| {
        let refused = shortened(host);
        let refused = NotEcrHost(&refused);
        let reason = format!("{refused}; there are pull passwords for those alone");
        Problem::InvalidFields(vec![Unfit::new(REGISTRY, reason)])
    })?;
    Ok(Registry::from(&read))
}

/// The name of a repository of the registry, as it stands in front of a tag.
pub(super) fn name_in<'a>(host: &str, repository: &'a str) -> Result<&'a str, Problem> {
    let name = repository.strip_prefix(host);
    let name = name.and_then(|rest| rest.strip_prefix('/'));
    name.filter(|name| !name.is_empty()).ok_or_else(|| {
        let reason = format!(
            "`{}` is not a repository of the registry `{}`; it begins with the registry, as in \
             `312767926603.dkr.ecr.us-west-2.amazonaws.com/tools/md5sum`, and has no tag",
            shortened(repository),
            shortened(host)
        );
        Problem::InvalidFields(vec![Unfit::new(REPOSITORY, reason)])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_a_registry_is_the_same_one() {
        let expected = Registry {
            partition: "aws".to_owned(),
            aws_account: "312767926603".to_owned(),
            region: "us-west-2".to_owned(),
        };
        for host in [
            "312767926603.dkr.ecr.us-west-2.amazonaws.com",
            "312767926603.dkr.ecr-fips.us-west-2.amazonaws.com",
            "312767926603.dkr-ecr.us-west-2.on.aws",
        ] {
            assert_eq!(read(host).unwrap(), expected, "{host}");
        }
    }

    #[test]
    fn a_repository_is_named_with_its_registry() {
        let host = "312767926603.dkr.ecr.us-west-2.amazonaws.com";
        let named = format!("{host}/tools/md5sum");
        assert_eq!(name_in(host, &named).unwrap(), "tools/md5sum");
        let elsewhere = "312767926603.dkr.ecr.eu-west-1.amazonaws.com/tools/md5sum";
        for other in ["", "tools/md5sum", host, &format!("{host}/"), elsewhere] {
            let refused = name_in(host, other);
            assert!(matches!(refused, Err(Problem::InvalidFields(_))), "{other}");
        }
    }

    #[test]
    fn what_is_no_registry_of_amazon_ecr_is_refused() {
        for host in [
            "",
            "quay.io",
            "public.ecr.aws",
            "https://312767926603.dkr.ecr.us-west-2.amazonaws.com",
            "312767926603.dkr.ecr.us-west-2.amazonaws.com/md5sum",
            "312767926603.dkr.ecr.us-west-2.amazonaws.com.evil.example",
        ] {
            let refused = read(host);
            assert!(matches!(refused, Err(Problem::InvalidFields(_))), "{host}");
        }
    }
}

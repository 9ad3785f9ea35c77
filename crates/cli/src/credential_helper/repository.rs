//! Which repository a password has to open.
//!
//! A password opens as many repositories as fit into one session of AWS, and those that one connection keeps.
//! Docker names the registry alone, so who pulls from another one says so beside it.

use anyhow::Context as _;
use wharfinger_core::registry::EcrHost;

use crate::client::shown;

/// The environment variable that names it: the registry, `/` and the repository.
pub(super) const VARIABLE: &str = "WHARFINGER_REPOSITORY";

/// Most repositories that are named where many are left out: a line or two of a terminal.
const NAMED_MAX: usize = 3;

/// The repository that the variable names, as servers take it beside this registry. Nothing where it is in
/// another registry, since that is not what is pulled from now. A tag or a digest may follow, as in the image
/// that is pulled.
pub(super) fn named(text: &str, registry: &str) -> anyhow::Result<Option<String>> {
    let read = text.split_once('/').and_then(|(host, rest)| {
        let host = host.to_ascii_lowercase();
        let is_here = place(&EcrHost::parse(&host)?) == place(&EcrHost::parse(registry)?);
        let name = rest.split([':', '@']).next()?;
        (!name.is_empty()).then(|| is_here.then(|| format!("{registry}/{name}")))
    });
    read.with_context(|| {
        format!(
            "`{VARIABLE}` is `{}`, which is no repository on Amazon ECR; it begins with the registry, as in \
             `{registry}/tools/md5sum`",
            shown(text)
        )
    })
}

/// Where a registry is, whichever of its hosts was named.
fn place<'a>(host: &EcrHost<'a>) -> (&'static str, &'a str, &'a str) {
    (host.partition().id, host.account(), host.region())
}

/// What whoever pulls is told of a password that opens so many repositories, and not these.
pub(super) fn note(registry: &str, opened: usize, left_out: &[String]) -> Option<String> {
    let (named, others) = left_out.split_at(left_out.len().min(NAMED_MAX));
    let named: Vec<_> = named
        .iter()
        .map(|name| format!("`{}`", shown(name)))
        .collect();
    if named.is_empty() {
        return None;
    }
    let others = match others.len() {
        0 => String::new(),
        count => format!(" and {count} more"),
    };
    Some(format!(
        "of what you have access to in `{registry}`, this password opens {opened}, and not {}{others}; to pull \
         from one of those, set `{VARIABLE}` to it",
        named.join(", ")
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOST: &str = "312767926603.dkr.ecr.us-west-2.amazonaws.com";

    #[test]
    fn a_repository_is_known_by_the_image_too() {
        let expected = format!("{HOST}/tools/md5sum");
        for text in [
            expected.clone(),
            format!("{expected}:1.0"),
            format!("{expected}@sha256:00"),
            format!("{expected}:1.0@sha256:00"),
            "312767926603.DKR.ecr.us-west-2.amazonaws.com/tools/md5sum".to_owned(),
            "312767926603.dkr-ecr.us-west-2.on.aws/tools/md5sum".to_owned(),
        ] {
            assert_eq!(
                named(&text, HOST).unwrap().as_ref(),
                Some(&expected),
                "{text}"
            );
        }
    }

    #[test]
    fn that_of_another_registry_is_none_here() {
        for text in [
            "312767926603.dkr.ecr.eu-west-1.amazonaws.com/tools/md5sum",
            "111122223333.dkr.ecr.us-west-2.amazonaws.com/tools/md5sum",
        ] {
            assert_eq!(named(text, HOST).unwrap(), None, "{text}");
        }
    }

    #[test]
    fn what_names_none_is_told() {
        for text in [
            "",
            "tools/md5sum",
            HOST,
            &format!("{HOST}/"),
            &format!("{HOST}/:1"),
        ] {
            let said = named(text, HOST).unwrap_err().to_string();
            assert!(
                said.contains(&format!("`{VARIABLE}` is `{text}`, which is no")),
                "{said}"
            );
        }
    }

    #[test]
    fn what_is_left_out_is_told_shortly() {
        assert_eq!(note(HOST, 1, &[]), None);
        let names = ["a", "b", "c", "d", "e"].map(str::to_owned);
        let told = |count| note("HOST", 2, &names[..count]).unwrap();
        assert_eq!(
            told(1),
            "of what you have access to in `HOST`, this password opens 2, and not `a`; to pull from one of those, \
             set `WHARFINGER_REPOSITORY` to it"
        );
        assert!(told(3).contains("not `a`, `b`, `c`; to pull"));
        assert!(told(5).contains("not `a`, `b`, `c` and 2 more; to pull"));
    }
}

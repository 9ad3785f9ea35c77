//! Which registry a caller means.

use wharfinger_core::registry::EcrHost;

/// The host of a private registry on Amazon ECR, as callers and people name it; `None` where it is another
/// registry, for which there are no passwords here.
///
/// Docker asks with the host alone for what is in `credHelpers`, and with `https://` and a path for what it
/// has an older entry of.
pub(super) fn host(named: &str) -> Option<String> {
    let lower = named.to_ascii_lowercase();
    let rest = lower.strip_prefix("https://").unwrap_or(&lower);
    let host = rest.split_once('/').map_or(rest, |(host, _)| host);
    EcrHost::parse(host).map(|_| host.to_owned())
}

#[cfg(test)]
mod tests {
    use super::host;

    #[test]
    fn a_registry_is_known_however_it_is_named() {
        let expected = "312767926603.dkr.ecr.us-west-2.amazonaws.com";
        for named in [
            "312767926603.dkr.ecr.us-west-2.amazonaws.com",
            "https://312767926603.dkr.ecr.us-west-2.amazonaws.com",
            "https://312767926603.dkr.ecr.us-west-2.amazonaws.com/v2/",
            "312767926603.DKR.ECR.us-west-2.amazonaws.com",
        ] {
            assert_eq!(host(named).as_deref(), Some(expected), "{named}");
        }
        for named in [
            "",
            "https://index.docker.io/v1/",
            "public.ecr.aws",
            "http://312767926603.dkr.ecr.us-west-2.amazonaws.com",
            "312767926603.dkr.ecr.us-west-2.amazonaws.com:443",
            "312767926603.dkr.ecr.us-west-2.amazonaws.com.evil.example",
            "evil.example/312767926603.dkr.ecr.us-west-2.amazonaws.com",
        ] {
            assert_eq!(host(named), None, "{named}");
        }
    }
}

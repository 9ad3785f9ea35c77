//! The texts under which one tool path may be looked up.

use wharfinger_core::tool_path::EMPTY_NAMESPACE;

/// The host whose one-segment repositories belong to a namespace of their own.
const DOCKER_HUB: &str = "docker.io";

/// The namespace of Docker Hub's official images, which `docker` leaves out.
const DOCKER_HUB_NAMESPACE: &str = "library";

/// The tool path that `path` means when `docker` would have left the namespace out:
/// `HOST/repo` for `HOST/_/repo`, and `docker.io/nginx` for `docker.io/library/nginx`.
///
/// Ask for the exact text first: it wins where both exist. `None` when there is nothing to put in.
pub(crate) fn with_namespace(path: &str) -> Option<String> {
    let (host, rest) = path.split_once('/')?;
    let namespace = if host == DOCKER_HUB {
        DOCKER_HUB_NAMESPACE
    } else {
        EMPTY_NAMESPACE
    };
    let first = rest.split('/').next().unwrap_or(rest);
    if first.is_empty() || first == namespace {
        return None;
    }
    Some([host, namespace, rest].join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn puts_in_what_docker_leaves_out() {
        for (asked, meant) in [
            ("docker.io/nginx", Some("docker.io/library/nginx")),
            ("docker.io/library/nginx", None),
            (
                "312767926603.dkr.ecr.us-west-2.amazonaws.com/a/b",
                Some("312767926603.dkr.ecr.us-west-2.amazonaws.com/_/a/b"),
            ),
            (
                "registry.example.org:5000/x",
                Some("registry.example.org:5000/_/x"),
            ),
            ("registry.example.org/_/x", None),
            ("nginx", None),
            ("", None),
            ("/", None),
            ("host/", None),
            ("host//x", None),
        ] {
            assert_eq!(with_namespace(asked).as_deref(), meant, "{asked}");
        }
    }
}

//! What stands in front of a reference: schemes and transports.

use crate::code::Code;
use crate::report::Span;

use super::{Found, Layer};

/// Schemes that name a place an image can be pulled from.
const IMAGE_SCHEMES: &[&str] = &[
    "http",
    "https",
    "docker",
    "docker-image",
    "docker-daemon",
    "docker-pullable",
    "containers-storage",
    "oci",
    "oras",
];

/// Transports of container tools, which stand in front of a reference with a single `:`.
const TRANSPORTS: &[&str] = &[
    "docker-daemon",
    "containers-storage",
    "docker-image",
    "docker",
    "oci",
    "https",
    "http",
];

/// Transports that name a file or a folder instead of a registry.
const FILE_TRANSPORTS: &[&str] = &["docker-archive", "oci-archive", "ocidir", "dir", "oci"];

/// What ends the names of image files.
const FILE_ENDINGS: &[&str] = &[".sif", ".simg", ".tar", ".tar.gz", ".tgz"];

impl Layer<'_> {
    pub(super) fn scheme(&self) -> Option<Found> {
        let outer = self.outer_text();
        let (scheme, rest) = outer.split_once("://").or_else(|| {
            let (scheme, rest) = outer.split_once(":/").or_else(|| outer.split_once("//"))?;
            matches!(scheme, "http" | "https").then_some((scheme, rest))
        })?;
        let lower = scheme.to_ascii_lowercase();
        if scheme.is_empty()
            || !scheme
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"+.-".contains(&byte))
        {
            return None;
        }
        let marked = Span::new(self.outer.start, self.outer.end - rest.len());
        let help =
            "name the image by its registry, for example `quay.io/biocontainers/samtools:1.17`";
        if rest.is_empty() {
            let message = format!("nothing follows `{}`", marked.of(self.text));
            return Some(self.hopeless(Code::ReferenceScheme, marked, message, help));
        }
        if !IMAGE_SCHEMES.contains(&lower.as_str()) {
            let message = format!("`{scheme}://` does not name a container image");
            return Some(self.hopeless(Code::ReferenceScheme, marked, message, help));
        }
        Some(self.found(
            Code::ReferenceScheme,
            self.span_of(rest),
            format!("a reference has no scheme such as `{scheme}://`"),
            "Remove the scheme",
        ))
    }

    pub(super) fn transport(&self) -> Option<Found> {
        let outer = self.outer_text();
        let file = |name: &str| {
            self.hopeless(
                Code::ReferenceTransport,
                Span::new(self.outer.start, self.outer.start + name.len()),
                format!("`{name}` names a file on one machine, not an image in a registry"),
                "push the image to a registry and name it there",
            )
        };
        let Some((transport, rest)) = outer.split_once(':') else {
            let is_file = FILE_ENDINGS.iter().any(|ending| outer.ends_with(ending))
                && (!outer.contains('/') || outer.starts_with(['/', '.', '~']));
            return is_file.then(|| file(outer));
        };
        // `dir:1` and `oci:1` may be images.
        let is_path = rest.starts_with(['/', '\\', '.']);
        let is_drive = transport.len() == 1 && rest.starts_with('\\');
        let is_file = FILE_TRANSPORTS.contains(&transport) && (is_path || transport.len() > 3);
        if is_file || is_drive {
            return Some(file(&outer[..=transport.len()]));
        }
        // `docker:24` is an image, `docker:nginx:1.25` is not.
        let is_transport = TRANSPORTS.contains(&transport)
            && !rest.is_empty()
            && (!matches!(transport, "docker" | "oci") || rest.contains(['/', ':']));
        is_transport.then(|| {
            self.found(
                Code::ReferenceTransport,
                self.span_of(rest),
                format!("`{transport}:` is a transport, not part of the reference"),
                "Remove the transport",
            )
        })
    }
}

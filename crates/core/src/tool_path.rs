//! Tool paths: the text under which a tool is registered, looked up and kept unique.

use std::fmt;

/// The text of an empty namespace, as in `HOST/_/repository` on private Amazon ECR.
pub const EMPTY_NAMESPACE: &str = "_";

/// Most bytes of a tool path: host 253 and port 6 (DNS, RFC 1035), repository 255
/// (distribution/reference), tool name 64, and the slashes and `_` between them.
pub const TOOL_PATH_BYTES_MAX: usize = 600;

/// `host/namespace/name[/tool_name]`, unique as text.
///
/// The parts cannot be told from the text alone (`foo/bar` may be a nested name or a name and a
/// tool name), so the type keeps them; the text alone is the key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ToolPath {
    text: String,
    host_end: usize,
    namespace_end: usize,
    name_end: usize,
}

impl ToolPath {
    /// Joins parts that have been checked; `namespace` is empty or [`EMPTY_NAMESPACE`] when the
    /// registry has none.
    #[must_use]
    pub(crate) fn join(host: &str, namespace: &str, name: &str, tool_name: Option<&str>) -> Self {
        let namespace = if namespace.is_empty() {
            EMPTY_NAMESPACE
        } else {
            namespace
        };
        let mut text = [host, namespace, name].join("/");
        let host_end = host.len();
        let namespace_end = host_end + 1 + namespace.len();
        let name_end = text.len();
        if let Some(tool_name) = tool_name {
            text.push('/');
            text.push_str(tool_name);
        }
        Self {
            text,
            host_end,
            namespace_end,
            name_end,
        }
    }

    /// The whole path.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The registry host, with its port if it has one.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.text[..self.host_end]
    }

    /// The namespace; [`EMPTY_NAMESPACE`] when empty.
    #[must_use]
    pub fn namespace(&self) -> &str {
        &self.text[self.host_end + 1..self.namespace_end]
    }

    /// The repository name below the namespace; may contain slashes.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.text[self.namespace_end + 1..self.name_end]
    }

    /// The name that tells tools of one image apart.
    #[must_use]
    pub fn tool_name(&self) -> Option<&str> {
        self.text.get(self.name_end + 1..)
    }

    /// The repository as `docker` knows it: namespace and name, without [`EMPTY_NAMESPACE`].
    #[must_use]
    pub fn repository(&self) -> &str {
        if self.namespace() == EMPTY_NAMESPACE {
            self.name()
        } else {
            &self.text[self.host_end + 1..self.name_end]
        }
    }
}

impl fmt::Display for ToolPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

//! Tool paths: the text under which a tool is registered, looked up and kept unique.

use std::fmt;

use crate::code::Code;
use crate::reference::{DOCKER_HUB_HOST, OFFICIAL_NAMESPACE};
use crate::report::{Field, Fix, Issue, Span};

/// The text of an empty namespace, as in `HOST/_/repository` on private Amazon ECR.
pub const EMPTY_NAMESPACE: &str = "_";

/// Most bytes of a tool path: host 253 and port 6 (DNS, RFC 1035), repository 255
/// (distribution/reference), tool name 256, and the slashes and `_` between them.
pub const TOOL_PATH_BYTES_MAX: usize = 800;

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

/// The tool path that `path` means when `docker` would have left the namespace out:
/// `HOST/repo` for `HOST/_/repo`, and `docker.io/nginx` for `docker.io/library/nginx`.
///
/// Ask for the exact text first: it wins where both exist. `None` when there is nothing to put in.
///
/// ```
/// use wharfinger_core::tool_path::with_namespace;
/// assert_eq!(with_namespace("docker.io/nginx").unwrap(), "docker.io/library/nginx");
/// assert_eq!(with_namespace("registry.example.org/x").unwrap(), "registry.example.org/_/x");
/// assert_eq!(with_namespace("registry.example.org/_/x"), None);
/// ```
#[must_use]
pub fn with_namespace(path: &str) -> Option<String> {
    let (host, rest) = path.split_once('/')?;
    let namespace = if host == DOCKER_HUB_HOST {
        OFFICIAL_NAMESPACE
    } else {
        EMPTY_NAMESPACE
    };
    let first = rest.split('/').next().unwrap_or(rest);
    if first.is_empty() || first == namespace {
        return None;
    }
    Some([host, namespace, rest].join("/"))
}

/// Most bytes of a tool name: what Dockstore's database holds, so that its tools fit.
pub const TOOL_NAME_BYTES_MAX: usize = 256;

/// Whether a text is a tool name, without a word about why not.
pub(crate) fn is_tool_name(text: &str) -> bool {
    let mut issues = Vec::new();
    check_tool_name(text, &mut issues);
    issues.is_empty() && !text.is_empty() && text.trim().len() == text.len()
}

/// Checks the name that tells tools of one image apart.
///
/// Letters, digits, and one or two of `-` and `_` between them, as Dockstore's server has it.
pub(crate) fn check_tool_name(text: &str, issues: &mut Vec<Issue>) {
    let name = text.trim();
    let start = text.len() - text.trim_start().len();
    let issue = |span: Span, message: String| {
        Issue::new(
            Code::ToolPathToolName,
            Field::ToolName,
            span.shifted(start),
            message,
        )
        .help("allowed are letters, digits, and one or two `-` or `_` between them")
    };
    if name.len() > TOOL_NAME_BYTES_MAX {
        issues.push(
            Issue::new(
                Code::ToolPathToolNameTooLong,
                Field::ToolName,
                Span::whole(name).shifted(start),
                format!(
                    "the tool name has {} characters, {TOOL_NAME_BYTES_MAX} are allowed",
                    name.len()
                ),
            )
            .help("use a shorter one"),
        );
    }
    let is_separator = |c: char| matches!(c, '-' | '_');
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || is_separator(c);
    if let Some(at) = name.find(|c| !is_allowed(c)) {
        let end = name[at..]
            .find(is_allowed)
            .map_or(name.len(), |length| at + length);
        let span = Span::new(at, end);
        let mut issue = issue(
            span,
            format!("`{}` cannot stand in a tool name", span.of(name)),
        );
        // All such characters at once, so that nothing is left to mend.
        let mut meant = String::new();
        for c in name.chars() {
            if is_allowed(c) {
                meant.push(c);
            } else if meant
                .bytes()
                .last()
                .is_some_and(|last| last != b'-' && last != b'_')
            {
                meant.push('-');
            }
        }
        let meant = meant
            .trim_start_matches(is_separator)
            .trim_end_matches(is_separator);
        if !meant.is_empty() && name.len() <= TOOL_NAME_BYTES_MAX {
            let whole = Span::whole(name).shifted(start);
            issue = issue.fix(Fix::new(
                format!("Use `{meant}`"),
                Field::ToolName,
                whole,
                meant,
            ));
        }
        issues.push(issue);
        return;
    }
    if name.chars().all(is_separator) {
        let whole = Span::whole(name);
        let fix = Fix::new("Leave it out", Field::ToolName, whole.shifted(start), "");
        issues.push(issue(whole, format!("`{name}` has no letter and no digit")).fix(fix));
        return;
    }
    let front = name.len() - name.trim_start_matches(is_separator).len();
    let back = name.trim_end_matches(is_separator).len();
    for span in [Span::new(0, front), Span::new(back, name.len())] {
        if !span.is_empty() {
            let found = span.of(name);
            let label = format!("Remove `{found}`");
            let fix = Fix::new(label, Field::ToolName, span.shifted(start), "");
            let message = format!("a tool name does not begin or end with `{found}`");
            issues.push(issue(span, message).fix(fix));
        }
    }
    let mut at = front;
    for run in name[front..back].split(|c: char| !is_separator(c)) {
        if run.len() > SEPARATORS_MAX {
            let span = Span::new(at, at + run.len());
            let fix = Fix::new("Use one `-`", Field::ToolName, span.shifted(start), "-");
            issues.push(issue(span, format!("`{run}` are too many separators in a row")).fix(fix));
        }
        at += run.len() + 1;
    }
}

/// Most separators in a row in a tool name: Dockstore's `ENTRY_NAME`.
const SEPARATORS_MAX: usize = 2;

#[cfg(test)]
mod tests {
    use super::with_namespace;

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

//! What people paste around a reference: commands, quotes, schemes, whole web pages.
//!
//! Layers are peeled one at a time, from the outside in; each is an issue with a fix of its own.

use crate::code::Code;
use crate::report::{Field, Fix, Issue, Span};

use super::shadow::{is_invisible, is_space};
use super::web_page;

/// Most layers that are peeled; nobody pastes more, and each costs one walk.
const LAYERS_MAX: usize = 8;

/// Programs whose command lines name an image.
const PROGRAMS: &[&str] = &[
    "docker",
    "podman",
    "nerdctl",
    "buildah",
    "skopeo",
    "crane",
    "ctr",
    "crictl",
    "singularity",
    "apptainer",
    "finch",
];

/// Options of `docker run` and its kin that take the next word as their value.
const OPTIONS_WITH_VALUE: &[&str] = &[
    "-a",
    "-c",
    "-e",
    "-h",
    "-l",
    "-m",
    "-p",
    "-u",
    "-v",
    "-w",
    "--add-host",
    "--cpus",
    "--device",
    "--entrypoint",
    "--env",
    "--env-file",
    "--gpus",
    "--hostname",
    "--label",
    "--memory",
    "--mount",
    "--name",
    "--namespace",
    "--net",
    "--network",
    "--platform",
    "--publish",
    "--pull",
    "--restart",
    "--user",
    "--volume",
    "--volumes-from",
    "--workdir",
];

/// Schemes that name a place an image can be pulled from.
const IMAGE_SCHEMES: &[&str] = &["http", "https", "docker", "docker-image", "oci", "oras"];

/// Transports of container tools, which stand in front of a reference with a single `:`.
const TRANSPORTS: &[&str] = &[
    "docker-daemon",
    "containers-storage",
    "docker-image",
    "https",
    "http",
];

/// Transports that name a file or a folder instead of a registry.
const FILE_TRANSPORTS: &[&str] = &["docker-archive", "oci-archive", "ocidir"];

const QUOTES: &[(char, char)] = &[
    ('"', '"'),
    ('\'', '\''),
    ('`', '`'),
    ('´', '´'),
    ('“', '”'),
    ('„', '“'),
    ('‘', '’'),
    ('«', '»'),
    ('(', ')'),
];

/// What is left when the layers are off.
pub(super) struct Peeled {
    /// The rest; empty when a web page was turned into a reference.
    pub(super) inner: Span,
    /// Whether what is left needs no further look: a page whose fix is the whole reference, or
    /// something that cannot be an image at all.
    pub(super) is_done: bool,
}

/// Takes off everything that surrounds a reference, and says so.
pub(super) fn peel(field: Field, text: &str, issues: &mut Vec<Issue>) -> Peeled {
    let mut inner = Span::whole(text);
    for _ in 0..LAYERS_MAX {
        let layer = Layer {
            field,
            text,
            outer: inner,
        };
        let found = layer
            .space()
            .or_else(|| layer.quotes())
            .or_else(|| layer.web_page())
            .or_else(|| layer.key())
            .or_else(|| layer.command())
            .or_else(|| layer.scheme())
            .or_else(|| layer.transport())
            .or_else(|| layer.credentials())
            .or_else(|| layer.query())
            .or_else(|| layer.punctuation());
        let Some(Found { issue, inner: next }) = found else {
            break;
        };
        issues.push(issue);
        match next {
            Some(next) => inner = next,
            None => {
                return Peeled {
                    inner,
                    is_done: true,
                };
            }
        }
    }
    Peeled {
        inner,
        is_done: false,
    }
}

struct Layer<'t> {
    field: Field,
    text: &'t str,
    outer: Span,
}

struct Found {
    issue: Issue,
    /// What is inside; `None` when there is nothing more to look at.
    inner: Option<Span>,
}

impl Layer<'_> {
    fn outer_text(&self) -> &str {
        self.outer.of(self.text)
    }

    /// The span of `part`, which must have been cut out of the outer text.
    fn span_of(&self, part: &str) -> Span {
        let offset = part.as_ptr() as usize - self.text.as_ptr() as usize;
        Span::new(offset, offset + part.len())
    }

    /// A layer whose fix keeps nothing but `inner`.
    fn found(&self, code: Code, inner: Span, message: String, label: &'static str) -> Found {
        let before = Span::new(self.outer.start, inner.start);
        let behind = Span::new(inner.end, self.outer.end);
        let marked = if before.is_empty() { behind } else { before };
        let mut fix = Fix {
            label: label.into(),
            edits: Vec::new(),
        };
        for around in [before, behind] {
            if !around.is_empty() {
                fix = fix.and(self.field, around, "");
            }
        }
        Found {
            issue: Issue::new(code, self.field, marked, message)
                .help(
                    "paste the reference alone, for example `quay.io/biocontainers/samtools:1.17`",
                )
                .fix(fix),
            inner: Some(inner),
        }
    }

    fn space(&self) -> Option<Found> {
        let outer = self.outer_text();
        let trimmed = outer.trim_matches(|c| is_space(c) || is_invisible(c));
        let shown = outer.len() != trimmed.len() && !trimmed.is_empty();
        shown.then(|| {
            self.found(
                Code::ReferenceSurroundingSpace,
                self.span_of(trimmed),
                "there is white space around the reference".to_owned(),
                "Remove the white space",
            )
        })
    }

    fn quotes(&self) -> Option<Found> {
        let outer = self.outer_text();
        let inner = QUOTES.iter().find_map(|(open, close)| {
            let behind = outer.strip_prefix(*open);
            let ahead = behind.unwrap_or(outer);
            let inner = ahead.strip_suffix(*close);
            match (behind, inner) {
                (_, Some(inner)) => Some(inner),
                (Some(behind), None) => Some(behind),
                (None, None) => None,
            }
        })?;
        (!inner.is_empty()).then(|| {
            self.found(
                Code::ReferenceQuoted,
                self.span_of(inner),
                "the quotes are not part of the reference".to_owned(),
                "Remove the quotes",
            )
        })
    }

    fn web_page(&self) -> Option<Found> {
        let reference = web_page::reference_of(self.outer_text())?;
        let issue = Issue::new(
            Code::ReferenceWebPage,
            self.field,
            self.outer,
            "this is the address of a web page about the image, not the image reference",
        )
        .help(format!("the image is `{reference}`"))
        .fix(Fix::new(
            format!("Use `{reference}`"),
            self.field,
            self.outer,
            reference,
        ));
        Some(Found { issue, inner: None })
    }

    /// `image: nginx` of YAML, `"image": "nginx"` of JSON, `- image: nginx`.
    fn key(&self) -> Option<Found> {
        let outer = self.outer_text();
        let bare = outer.strip_prefix("- ").unwrap_or(outer).trim_start();
        let (key, value) = bare.split_once(':')?;
        let value = value.strip_prefix([' ', '"', '\''])?.trim_start();
        let key = key.trim_matches(['"', '\'']);
        let is_key = !key.is_empty()
            && key
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        (is_key && !value.is_empty()).then(|| {
            self.found(
                Code::ReferencePastedCommand,
                self.span_of(value),
                format!("`{key}:` is the key of a configuration file, not part of the reference"),
                "Keep the reference",
            )
        })
    }

    /// `docker pull X`, `FROM X AS y`, and comments behind a reference.
    fn command(&self) -> Option<Found> {
        let outer = self.outer_text();
        let mut words = outer
            .split(is_space)
            .filter(|word| !word.is_empty())
            .peekable();
        while let Some(prompt) =
            words.next_if(|word| matches!(*word, "$" | "#" | ">" | "%" | "sudo"))
        {
            debug_assert!(!prompt.is_empty());
        }
        let first = words.next()?;
        let rest: Vec<&str> = words.collect();
        let image = if first.eq_ignore_ascii_case("FROM") {
            rest.iter().find(|word| !word.starts_with('-')).copied()
        } else if PROGRAMS.contains(&first) {
            image_of_command(&rest)
        } else if matches!(rest.first(), Some(word) if word.starts_with('#') || word.eq_ignore_ascii_case("AS"))
        {
            Some(first)
        } else {
            None
        }?;
        Some(self.found(
            Code::ReferencePastedCommand,
            self.span_of(image),
            "this is a whole command, not the reference alone".to_owned(),
            "Keep the reference",
        ))
    }

    fn scheme(&self) -> Option<Found> {
        let outer = self.outer_text();
        let (scheme, rest) = outer.split_once("://").or_else(|| {
            let (scheme, rest) = outer.split_once(":/")?;
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
        if !IMAGE_SCHEMES.contains(&lower.as_str()) {
            let span = Span::new(self.outer.start, self.outer.end - rest.len());
            let issue = Issue::new(
                Code::ReferenceScheme,
                self.field,
                span,
                format!("`{scheme}://` does not name a container image"),
            )
            .help(
                "name the image by its registry, for example `quay.io/biocontainers/samtools:1.17`",
            );
            return Some(Found { issue, inner: None });
        }
        (!rest.is_empty()).then(|| {
            self.found(
                Code::ReferenceScheme,
                self.span_of(rest),
                format!("a reference has no scheme such as `{scheme}://`"),
                "Remove the scheme",
            )
        })
    }

    fn transport(&self) -> Option<Found> {
        let outer = self.outer_text();
        let (transport, rest) = outer.split_once(':')?;
        if FILE_TRANSPORTS.contains(&transport) {
            let issue = Issue::new(
                Code::ReferenceTransport,
                self.field,
                Span::new(self.outer.start, self.outer.start + transport.len() + 1),
                format!("`{transport}:` names a file on one machine, not an image in a registry"),
            )
            .help("push the image to a registry and name it there");
            return Some(Found { issue, inner: None });
        }
        (TRANSPORTS.contains(&transport) && !rest.is_empty()).then(|| {
            self.found(
                Code::ReferenceTransport,
                self.span_of(rest),
                format!("`{transport}:` is a transport, not part of the reference"),
                "Remove the transport",
            )
        })
    }

    /// `user:password@host/...`: an `@` in front of the first slash.
    fn credentials(&self) -> Option<Found> {
        let outer = self.outer_text();
        let (authority, _) = outer.split_once('/')?;
        let (user, host) = authority.rsplit_once('@')?;
        (!user.is_empty() && !host.is_empty() && !host.contains("sha256")).then(|| {
            let inner = Span::new(self.span_of(host).start, self.outer.end);
            self.found(
                Code::ReferenceCredentials,
                inner,
                "a reference names no user; this one may show a password".to_owned(),
                "Remove the user",
            )
        })
    }

    /// `?query` and `#fragment`, left over from an address.
    fn query(&self) -> Option<Found> {
        let outer = self.outer_text();
        let end = outer.find(['?', '#']).filter(|end| *end > 0)?;
        let inner = Span::new(self.outer.start, self.outer.start + end);
        Some(self.found(
            Code::ReferenceQuery,
            inner,
            "a reference has no query and no fragment".to_owned(),
            "Remove it",
        ))
    }

    fn punctuation(&self) -> Option<Found> {
        let outer = self.outer_text();
        let inner = outer.trim_end_matches([',', ';', '!']);
        (inner.len() < outer.len() && !inner.is_empty()).then(|| {
            self.found(
                Code::ReferencePunctuation,
                self.span_of(inner),
                "the punctuation behind the reference is not part of it".to_owned(),
                "Remove the punctuation",
            )
        })
    }
}

/// The word of a command line, behind the program, that names the image.
fn image_of_command<'w>(words: &[&'w str]) -> Option<&'w str> {
    let mut words = words.iter().copied().peekable();
    // The sub-command, of one word or two: `pull`, `image pull`, `run`.
    while words
        .next_if(|word| {
            matches!(
                *word,
                "pull"
                    | "push"
                    | "run"
                    | "create"
                    | "exec"
                    | "image"
                    | "images"
                    | "container"
                    | "inspect"
                    | "build"
                    | "save"
                    | "manifest"
                    | "tag"
                    | "copy"
                    | "digest"
                    | "from"
            )
        })
        .is_some()
    {}
    while let Some(word) = words.next() {
        if OPTIONS_WITH_VALUE.contains(&word) {
            words.next();
        } else if !word.starts_with('-') {
            return Some(word);
        }
    }
    None
}

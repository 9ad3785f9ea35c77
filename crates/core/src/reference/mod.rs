//! Image references: what `docker pull` takes.
//!
//! Two modes read them. [`Mode::Compat`] gives the verdict of distribution/reference, the library
//! in `docker` and in Kubernetes' container runtimes, quirks included. [`Mode::Strict`], the one
//! registrations use, also refuses what `docker` takes by accident and cannot pull.
//!
//! Reading a good reference is one pass without allocation ([`ImageReference::parse`]). Only a
//! refused one is read again, by [`explain()`], to say what is wrong, where, and how to mend it.
//!
//! ```
//! use wharfinger_core::reference::{ImageReference, Mode};
//!
//! let reference = ImageReference::parse("quay.io/biocontainers/samtools:1.17", Mode::Strict).unwrap();
//! assert_eq!(reference.domain(), "quay.io");
//! assert_eq!(reference.path(), "biocontainers/samtools");
//! assert_eq!(reference.tag(), Some("1.17"));
//!
//! // Docker takes the upper-case namespace for a host, and then cannot find it.
//! assert!(ImageReference::parse("myUser/image", Mode::Compat).is_some());
//! assert!(ImageReference::parse("myUser/image", Mode::Strict).is_none());
//! ```

use std::borrow::Cow;
use std::fmt;

use crate::report::Span;

pub mod compat;
mod explain;
mod ip_address;
mod scanner;
mod strict;

pub use explain::{ISSUES_MAX, explain, explain_digest, explain_host, explain_path, explain_tag};
pub(crate) use explain::{is_invisible, is_tag_like};
pub(crate) use ip_address::is_ipv6;
pub use scanner::{PATH_BYTES_MAX, TAG_BYTES_MAX};
pub(crate) use strict::is_port;
pub use strict::{HOST_BYTES_MAX, LABEL_BYTES_MAX};

/// The host of a reference that names none: Docker Hub.
pub const DOCKER_HUB_HOST: &str = "docker.io";

/// The namespace of Docker Hub's official images, implied where a reference names none.
pub const OFFICIAL_NAMESPACE: &str = "library";

/// Most bytes of a text that strict mode reads at all; docker has no such limit. The longest reference that can be pulled has about
/// 780 (host 253, port 6, path 255, tag 129, digest 136); the rest is room for what people paste
/// around one.
pub const REFERENCE_BYTES_MAX: usize = 4096;

/// How strictly a reference is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Mode {
    /// What `docker` takes, verdict for verdict.
    Compat,
    /// What can be pulled.
    #[default]
    Strict,
}

/// A reference that was accepted, borrowed from the text it was read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImageReference<'a> {
    text: &'a str,
    /// Where the host ends; 0 when the text names none.
    host_end: usize,
    path_start: usize,
    path_end: usize,
    /// Where the tag ends, which begins behind the `:` at `path_end`; 0 when there is none.
    tag_end: usize,
    /// Whether `library/` is implied in front of the path.
    has_library: bool,
    /// Whether docker would send the pull to an empty host; only in [`Mode::Compat`].
    has_empty_domain: bool,
    /// Whether the first segment has no upper case, port or brackets (or, alone, no dot), so that
    /// strict mode need not look closer.
    is_plain: bool,
}

impl<'a> ImageReference<'a> {
    /// Reads a reference; `None` where the mode refuses it.
    ///
    /// One pass, no allocation, no panic on any input. To learn why a text is refused, call
    /// [`explain()`] or [`compat::verdict`].
    #[must_use]
    pub fn parse(text: &'a str, mode: Mode) -> Option<Self> {
        match mode {
            Mode::Compat => scanner::scan(text),
            Mode::Strict if text.len() > REFERENCE_BYTES_MAX => None,
            Mode::Strict => {
                let reference = scanner::scan(text);
                // Not `filter`, which copies what it lets through: a tenth of the time.
                if reference.as_ref().is_some_and(strict::can_be_pulled) {
                    reference
                } else {
                    None
                }
            }
        }
    }

    /// The text it was read from.
    #[must_use]
    pub fn as_str(&self) -> &'a str {
        self.text
    }

    /// The registry host, with its port: `docker.io` where none is named.
    ///
    /// Empty for the texts with an underscore in the host that docker takes by accident
    /// (only in [`Mode::Compat`]).
    #[must_use]
    pub fn domain(&self) -> &'a str {
        match self.host() {
            _ if self.has_empty_domain => "",
            // Docker's name for its first registry, an alias ever since.
            None | Some("index.docker.io") => DOCKER_HUB_HOST,
            Some(host) => host,
        }
    }

    /// The registry host as it was written, with its port.
    #[must_use]
    pub fn host(&self) -> Option<&'a str> {
        self.host_span().map(|span| span.of(self.text))
    }

    /// The repository path as the registry knows it, `library/` included.
    #[must_use]
    pub fn path(&self) -> Cow<'a, str> {
        let path = self.path_span().of(self.text);
        if self.has_library {
            Cow::Owned([OFFICIAL_NAMESPACE, "/", path].concat())
        } else {
            Cow::Borrowed(path)
        }
    }

    /// The tag.
    #[must_use]
    pub fn tag(&self) -> Option<&'a str> {
        self.tag_span().map(|span| span.of(self.text))
    }

    /// The digest, with its algorithm.
    #[must_use]
    pub fn digest(&self) -> Option<&'a str> {
        self.digest_span().map(|span| span.of(self.text))
    }

    /// Where the host stands.
    #[must_use]
    pub fn host_span(&self) -> Option<Span> {
        (self.host_end > 0).then(|| Span::new(0, self.host_end))
    }

    /// Where the repository path stands, as it was written.
    #[must_use]
    pub fn path_span(&self) -> Span {
        Span::new(self.path_start, self.path_end)
    }

    /// Where the tag stands, without its `:`.
    #[must_use]
    pub fn tag_span(&self) -> Option<Span> {
        (self.tag_end > 0).then(|| Span::new(self.path_end + 1, self.tag_end))
    }

    /// Where the digest stands, without its `@`.
    #[must_use]
    pub fn digest_span(&self) -> Option<Span> {
        let at = self.tag_end.max(self.path_end);
        (at < self.text.len()).then(|| Span::new(at + 1, self.text.len()))
    }

    /// The short spelling that `docker` shows: without `docker.io/` and without `library/`.
    #[must_use]
    pub fn familiar(&self) -> String {
        let path = self.path();
        let mut text = match self.domain() {
            "" => path.into_owned(),
            DOCKER_HUB_HOST => match path
                .strip_prefix(OFFICIAL_NAMESPACE)
                .and_then(|rest| rest.strip_prefix('/'))
            {
                Some(name) if !name.contains('/') => name.to_owned(),
                _ => path.into_owned(),
            },
            host => [host, "/", &path].concat(),
        };
        self.push_tag_and_digest(&mut text);
        text
    }

    fn push_tag_and_digest(&self, text: &mut String) {
        for (mark, part) in [(':', self.tag()), ('@', self.digest())] {
            if let Some(part) = part {
                text.push(mark);
                text.push_str(part);
            }
        }
    }
}

impl fmt::Display for ImageReference<'_> {
    /// The canonical spelling: host, full path, tag, digest.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = match self.domain() {
            "" => self.path().into_owned(),
            host => [host, "/", &self.path()].concat(),
        };
        self.push_tag_and_digest(&mut text);
        f.write_str(&text)
    }
}

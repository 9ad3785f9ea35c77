//! The verdicts of distribution/reference (commit 0965666), with the names of its errors.
//!
//! Rejections are rare and cold, so they are told apart by plain code that follows the order of
//! checks in `ParseNormalizedNamed` and `Parse`, not by the accepting pass.

use std::fmt;

use super::{DOCKER_HUB_HOST, ImageReference, Mode, OFFICIAL_NAMESPACE, PATH_BYTES_MAX};

/// Why distribution/reference refuses a text; `as_str` gives the name of its error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Rejection {
    /// `ErrReferenceInvalidFormat`: not the grammar.
    InvalidFormat,
    /// `ErrNameContainsUppercase`: would be the grammar in lower case.
    NameContainsUppercase,
    /// "repository name must be lowercase", a message without a named error.
    UppercaseRepository,
    /// "cannot specify 64-byte hexadecimal strings", a message without a named error.
    Identifier,
    /// `ErrNameTooLong`: more than [`PATH_BYTES_MAX`] bytes of path.
    NameTooLong,
    /// `digest.ErrDigestInvalidFormat`.
    DigestInvalidFormat,
    /// `digest.ErrDigestInvalidLength`.
    DigestInvalidLength,
    /// `digest.ErrDigestUnsupported`: an algorithm that is not linked in.
    DigestUnsupported,
}

impl Rejection {
    /// The name of the error, as `tests/data/references.jsonl` spells it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InvalidFormat => "ErrReferenceInvalidFormat",
            Self::NameContainsUppercase => "ErrNameContainsUppercase",
            Self::UppercaseRepository => "uppercase_repository",
            Self::Identifier => "identifier64hex",
            Self::NameTooLong => "ErrNameTooLong",
            Self::DigestInvalidFormat => "digest.ErrDigestInvalidFormat",
            Self::DigestInvalidLength => "digest.ErrDigestInvalidLength",
            Self::DigestUnsupported => "digest.ErrDigestUnsupported",
        }
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::error::Error for Rejection {}

/// The verdict on bytes that need not be UTF-8, as `docker` gives it.
///
/// ```
/// use wharfinger_core::reference::compat::{Rejection, verdict};
/// assert_eq!(verdict(b"nginx:1.25").unwrap().familiar(), "nginx:1.25");
/// assert_eq!(verdict(b"Nginx"), Err(Rejection::UppercaseRepository));
/// ```
pub fn verdict(bytes: &[u8]) -> Result<ImageReference<'_>, Rejection> {
    std::str::from_utf8(bytes)
        .ok()
        .and_then(|text| ImageReference::parse(text, Mode::Compat))
        .ok_or_else(|| reject(bytes))
}

/// Why `bytes`, which the scanner refused, are refused.
fn reject(bytes: &[u8]) -> Rejection {
    if bytes.len() == 64 && bytes.iter().copied().all(is_lower_hex) {
        return Rejection::Identifier;
    }
    let (domain, remainder) = split_domain(bytes);
    let remote = until(&remainder, b':');
    if go_lower(remote).is_none_or(|lower| lower.as_bytes() != remote) {
        return Rejection::UppercaseRepository;
    }
    let full = [domain, b"/", &remainder].concat();
    let Some(parts) = grammar(&full) else {
        let lower = go_lower(&full);
        return match lower {
            Some(lower) if grammar(lower.as_bytes()).is_some() => Rejection::NameContainsUppercase,
            _ => Rejection::InvalidFormat,
        };
    };
    if parts.path_bytes > PATH_BYTES_MAX {
        return Rejection::NameTooLong;
    }
    parts
        .digest
        .and_then(digest_rejection)
        .unwrap_or(Rejection::InvalidFormat)
}

/// `splitDockerDomain`: which part is the host, with Docker Hub's defaults filled in.
fn split_domain(bytes: &[u8]) -> (&[u8], Vec<u8>) {
    let hub = DOCKER_HUB_HOST.as_bytes();
    let official = |name: &[u8]| [OFFICIAL_NAMESPACE.as_bytes(), b"/", name].concat();
    let Some(slash) = bytes.iter().position(|byte| *byte == b'/') else {
        return (hub, official(bytes));
    };
    let (first, rest) = (&bytes[..slash], &bytes[slash + 1..]);
    let is_host = first == b"localhost"
        || first.iter().any(|byte| matches!(byte, b'.' | b':'))
        || go_lower(first).is_none_or(|lower| lower.as_bytes() != first);
    let (domain, remainder) = match first {
        b"index.docker.io" => (hub, rest),
        _ if is_host => (first, rest),
        _ => (hub, bytes),
    };
    if domain == hub && !remainder.contains(&b'/') {
        (domain, official(remainder))
    } else {
        (domain, remainder.to_vec())
    }
}

struct Parts<'a> {
    path_bytes: usize,
    digest: Option<&'a [u8]>,
}

/// `ReferenceRegexp`: whether `full` has the shape `[domain/]path[:tag][@digest]`, without the
/// limits and the digest algorithms that are checked behind it.
fn grammar(full: &[u8]) -> Option<Parts<'_>> {
    let (name_and_tag, digest) = match full.iter().position(|byte| *byte == b'@') {
        Some(at) => (&full[..at], Some(&full[at + 1..])),
        None => (full, None),
    };
    if !digest.is_none_or(is_digest_shape) {
        return None;
    }
    let last_slash = name_and_tag.iter().rposition(|byte| *byte == b'/');
    let last_colon = name_and_tag.iter().rposition(|byte| *byte == b':');
    let name = match last_colon {
        Some(colon) if last_slash.is_none_or(|slash| slash < colon) => {
            if !is_tag(&name_and_tag[colon + 1..]) {
                return None;
            }
            &name_and_tag[..colon]
        }
        _ => name_and_tag,
    };
    let slash = name.iter().position(|byte| *byte == b'/');
    let path = match slash {
        Some(slash) if is_domain(&name[..slash]) && is_path(&name[slash + 1..]) => {
            &name[slash + 1..]
        }
        _ if is_path(name) => name,
        _ => return None,
    };
    Some(Parts {
        path_bytes: path.len(),
        digest,
    })
}

fn is_domain(domain: &[u8]) -> bool {
    let (host, port) = match domain.iter().rposition(|byte| *byte == b':') {
        Some(colon) if !domain.ends_with(b"]") => (&domain[..colon], Some(&domain[colon + 1..])),
        _ => (domain, None),
    };
    if port.is_some_and(|port| port.is_empty() || !port.iter().all(u8::is_ascii_digit)) {
        return false;
    }
    if let Some(inside) = host
        .strip_prefix(b"[")
        .and_then(|host| host.strip_suffix(b"]"))
    {
        return !inside.is_empty()
            && inside
                .iter()
                .all(|byte| byte.is_ascii_hexdigit() || *byte == b':');
    }
    host.split(|byte| *byte == b'.').all(|label| {
        !label.is_empty()
            && !label.starts_with(b"-")
            && !label.ends_with(b"-")
            && label
                .iter()
                .all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
    })
}

fn is_path(path: &[u8]) -> bool {
    path.split(|byte| *byte == b'/').all(is_component)
}

fn is_component(component: &[u8]) -> bool {
    let is_alnum = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let ends_well =
        component.first().is_some_and(is_alnum) && component.last().is_some_and(is_alnum);
    let mut separators = component.split(is_alnum).filter(|run| !run.is_empty());
    ends_well
        && separators
            .all(|run| matches!(run, b"." | b"_" | b"__") || run.iter().all(|byte| *byte == b'-'))
}

fn is_tag(tag: &[u8]) -> bool {
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    tag.len() <= super::TAG_BYTES_MAX
        && tag.first().is_some_and(is_word)
        && tag
            .iter()
            .all(|byte| is_word(byte) || matches!(byte, b'.' | b'-'))
}

/// `DigestPat`: an algorithm of letters and digits with single separators, 32 hex digits or more.
fn is_digest_shape(digest: &[u8]) -> bool {
    let Some(colon) = digest.iter().position(|byte| *byte == b':') else {
        return false;
    };
    let is_separator = |byte: &u8| matches!(byte, b'-' | b'_' | b'+' | b'.');
    let algorithm = digest[..colon].split(is_separator).all(|component| {
        component.first().is_some_and(u8::is_ascii_alphabetic)
            && component.iter().all(u8::is_ascii_alphanumeric)
    });
    let hex = &digest[colon + 1..];
    algorithm && hex.len() >= 32 && hex.iter().all(u8::is_ascii_hexdigit)
}

/// `digest.Parse` of go-digest 1.0.0 with SHA-256, SHA-384 and SHA-512 linked in; `None` when it
/// accepts. The shape is known to be [`is_digest_shape`].
fn digest_rejection(digest: &[u8]) -> Option<Rejection> {
    let algorithm = until(digest, b':');
    let hex = &digest[algorithm.len() + 1..];
    let length = match algorithm {
        b"sha256" => 64,
        b"sha384" => 96,
        b"sha512" => 128,
        _ if algorithm.iter().any(u8::is_ascii_uppercase) => {
            return Some(Rejection::DigestInvalidFormat);
        }
        _ => return Some(Rejection::DigestUnsupported),
    };
    if hex.len() != length {
        Some(Rejection::DigestInvalidLength)
    } else if hex.iter().copied().all(is_lower_hex) {
        None
    } else {
        Some(Rejection::DigestInvalidFormat)
    }
}

fn is_lower_hex(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'a'..=b'f')
}

/// The bytes before the first `mark`, or all of them.
fn until(bytes: &[u8], mark: u8) -> &[u8] {
    bytes.split(|byte| *byte == mark).next().unwrap_or_default()
}

/// Go's `strings.ToLower`: one character for one character. `None` for what is not UTF-8, which
/// Go changes as well (to U+FFFD).
fn go_lower(bytes: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(bytes).ok()?;
    let lower = |c: char| match c {
        // The only character whose full mapping has two characters; Go uses the simple one.
        'İ' => 'i',
        _ => c.to_lowercase().next().unwrap_or(c),
    };
    Some(text.chars().map(lower).collect())
}

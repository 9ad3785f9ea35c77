//! The explaining pass: what is wrong with a text that was refused, where, and how to mend it.
//!
//! Runs only on rejection. It peels off what was pasted around the reference ([`pasted`]), looks
//! at the characters ([`shadow`]), and then at the parts, each on its own, so that several
//! mistakes are found at once.

use crate::code::Code;
use crate::report::{Field, Issue, Span};

use super::{REFERENCE_BYTES_MAX, strict};

mod digest;
mod host;
mod pasted;
mod path;
mod shadow;
mod tag;
mod web_page;

pub(super) use web_page::{is_page_host, is_page_path};

use shadow::{Piece, Shadow};

/// Most issues that are reported about one text; more would hide the first ones.
pub const ISSUES_MAX: usize = 16;

/// What is wrong with `text`, read strictly: at least one error.
///
/// Call it for texts that [`ImageReference::parse`](super::ImageReference::parse) refuses. The
/// spans count in `text`, and every issue names `field`.
///
/// ```
/// use wharfinger_core::{reference::explain, report::Field};
/// let issues = explain("ghcr.io/Owner/image", Field::Image);
/// assert_eq!(issues[0].code.as_str(), "reference.uppercase");
/// assert_eq!(issues[0].span.of("ghcr.io/Owner/image"), "Owner");
/// assert_eq!(issues[0].fixes[0].edits[0].text, "owner");
/// ```
#[must_use]
pub fn explain(text: &str, field: Field) -> Vec<Issue> {
    explain_rough(text, field).0
}

/// Where the parts of a refused text seem to stand.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Rough {
    pub(crate) host: Option<Span>,
    pub(crate) path: Option<Span>,
}

/// [`explain`], and where the host and the path seem to be.
pub(crate) fn explain_rough(text: &str, field: Field) -> (Vec<Issue>, Rough) {
    let mut rough = Rough::default();
    let issues = explain_into(text, field, &mut rough);
    (issues, rough)
}

fn explain_into(text: &str, field: Field, rough: &mut Rough) -> Vec<Issue> {
    if text
        .trim_matches(|c| shadow::is_space(c) || shadow::is_invisible(c))
        .is_empty()
    {
        return vec![
            Issue::new(Code::ReferenceEmpty, field, Span::whole(text), "no image is named")
                .help("paste the image as you would pull it, for example `quay.io/biocontainers/samtools:1.17`"),
        ];
    }
    if text.len() > REFERENCE_BYTES_MAX {
        return vec![too_long(text, field)];
    }
    let mut issues = Vec::new();
    let peeled = pasted::peel(field, text, &mut issues);
    if peeled.is_done {
        return issues;
    }
    let inner = peeled.inner.of(text);
    if super::ImageReference::parse(inner, super::Mode::Strict).is_none() {
        let shadow = Shadow::new(field, text, peeled.inner, &mut issues);
        *rough = reference(shadow.whole(), &mut issues);
    }
    if issues.is_empty() {
        // The parts are all good by themselves, so only their sum can be wrong.
        issues.push(
            Issue::new(
                Code::ReferenceCharacter,
                field,
                Span::whole(text),
                "this cannot be read as an image reference",
            )
            .help("write it as `host/namespace/name:tag`"),
        );
    }
    issues.truncate(ISSUES_MAX);
    issues
}

/// What is wrong with a registry host that stands in a field of its own; nothing when it is good.
#[must_use]
pub fn explain_host(text: &str, field: Field) -> Vec<Issue> {
    explain_part(text, field, |piece, issues| {
        // People paste `https://host/` where a host is asked for.
        let text = piece.text();
        let start = text.find("://").map_or(0, |scheme| scheme + 3);
        let end = text[start..]
            .find('/')
            .map_or(text.len(), |slash| start + slash);
        if start > 0 {
            let scheme = piece.slice(0, start);
            issues.push(
                scheme
                    .issue(Code::ReferenceScheme, "a registry host has no scheme")
                    .help("give the host alone")
                    .fix(scheme.replace("Remove the scheme", "")),
            );
        }
        if end < text.len() {
            let path = piece.slice(end, text.len());
            issues.push(
                path.issue(Code::ReferenceHostPath, "a registry host has no path")
                    .help("the path belongs into the namespace and the name")
                    .fix(path.replace("Remove the path", "")),
            );
        }
        let host = piece.slice(start, end);
        host::check(host, issues);
        host::check_not_bare(host, issues);
    })
}

/// What is wrong with a part of a repository path in a field of its own; nothing when it is good.
#[must_use]
pub fn explain_path(text: &str, field: Field) -> Vec<Issue> {
    explain_part(text, field, path::check)
}

/// What is wrong with a tag in a field of its own; nothing when it is good.
#[must_use]
pub fn explain_tag(text: &str, field: Field) -> Vec<Issue> {
    explain_part(text, field, tag::check)
}

/// What is wrong with a digest in a field of its own; nothing when it is good.
#[must_use]
pub fn explain_digest(text: &str, field: Field) -> Vec<Issue> {
    explain_part(text, field, digest::check)
}

fn explain_part(
    text: &str,
    field: Field,
    check: impl FnOnce(Piece<'_>, &mut Vec<Issue>),
) -> Vec<Issue> {
    if text.len() > REFERENCE_BYTES_MAX {
        return vec![too_long(text, field)];
    }
    let mut issues = Vec::new();
    let trimmed = text.trim_matches(|c| shadow::is_space(c) || shadow::is_invisible(c));
    let start = text.len()
        - text
            .trim_start_matches(|c| shadow::is_space(c) || shadow::is_invisible(c))
            .len();
    let inner = Span::new(start, start + trimmed.len());
    if inner.len() < text.len() {
        let mut issue = Issue::new(
            Code::ReferenceSurroundingSpace,
            field,
            if start > 0 {
                Span::new(0, start)
            } else {
                Span::new(inner.end, text.len())
            },
            "there is white space around the value",
        );
        issue = issue.help("remove it").fix(crate::report::Fix::new(
            "Remove the white space",
            field,
            Span::whole(text),
            trimmed,
        ));
        issues.push(issue);
    }
    let shadow = Shadow::new(field, text, inner, &mut issues);
    check(shadow.whole(), &mut issues);
    issues.truncate(ISSUES_MAX);
    issues
}

fn too_long(text: &str, field: Field) -> Issue {
    Issue::new(
        Code::ReferenceTextTooLong,
        field,
        Span::new(text.floor_char_boundary(REFERENCE_BYTES_MAX), text.len()),
        format!(
            "the text has {} bytes; a reference that can be pulled has fewer than {REFERENCE_BYTES_MAX}",
            text.len()
        ),
    )
    .help("paste the reference alone")
}

/// Reads the structure of a whole reference and checks every part.
fn reference(whole: Piece<'_>, issues: &mut Vec<Issue>) -> Rough {
    if is_hex(whole.text(), 64) {
        issues.push(
            whole
                .issue(Code::ReferenceImageId, "this is an image id, which only your own machine knows")
                .help("name the repository the image was pulled from; `docker image inspect` shows it under `RepoDigests`"),
        );
        return Rough::default();
    }
    if let Some((algorithm, rest)) = whole.split_once(':')
        && digest::looks_like_one(whole.text())
        && !rest.text().contains(['/', '@'])
    {
        issues.push(
            algorithm
                .issue(
                    Code::ReferenceDigestAlone,
                    "this is a digest without its image",
                )
                .help("put the repository and `@` in front of it"),
        );
        return Rough::default();
    }
    let (named, digest) = match whole.split_once('@') {
        Some((named, digest)) => (named, Some(digest)),
        None => (whole, None),
    };
    let (host, rest) = split_host(named, digest.is_some(), issues);
    let (path, tag) = match tag::split(rest) {
        Some((path, tag)) => (path, Some(tag)),
        None => (rest, None),
    };
    if let Some(host) = host {
        host::check(host, issues);
        if is_page_host(host.text()) {
            issues.push(
                host.issue(
                    Code::ReferenceWebPage,
                    format!("`{}` shows web pages and serves no images", host.text()),
                )
                .help("open the page, and copy the pull command that it shows"),
            );
        }
    } else if tag.is_none_or(|tag| !tag.text().starts_with("sha256:")) {
        without_host(path, tag, issues);
    }
    if path.is_empty() {
        issues.push(
            path.issue(
                Code::ReferenceRepositoryMissing,
                "the repository is missing",
            )
            .help(
                "add the repository behind the host, for example `quay.io/biocontainers/samtools`",
            ),
        );
    } else {
        path::check(path, issues);
        path::check_length(
            path,
            host.is_none_or(|host| host.text() == super::DOCKER_HUB_HOST),
            issues,
        );
    }
    if let Some(tag) = tag {
        tag::check_behind(path, tag, issues);
    }
    if let Some(digest) = digest {
        digest::check(digest, issues);
    }
    Rough {
        host: host.map(Piece::span),
        path: Some(path.span()),
    }
}

/// Tells the host from the repository, as docker does, and notices what docker misreads.
fn split_host<'s>(
    named: Piece<'s>,
    has_digest: bool,
    issues: &mut Vec<Issue>,
) -> (Option<Piece<'s>>, Piece<'s>) {
    let Some((first, rest)) = named.split_once('/') else {
        return (None, named);
    };
    let text = first.text();
    let is_host = text == "localhost"
        || text
            .bytes()
            .any(|byte| matches!(byte, b'.' | b':') || byte.is_ascii_uppercase())
        || text.bytes().any(|byte| byte == shadow::FOREIGN) && text.contains('.');
    // `nginx:feature/x`: docker takes the tag for a port.
    if is_host
        && !has_digest
        && let Some((name, port)) = first.rsplit_once(':')
        && tag::is_misplaced(name.text(), port.text())
    {
        tag::misplaced(name, port, rest, issues);
        return (None, name);
    }
    if is_host {
        (Some(first), rest)
    } else {
        (None, named)
    }
}

/// A name without a slash may be a host that lacks its repository.
fn without_host(path: Piece<'_>, tag: Option<Piece<'_>>, issues: &mut Vec<Issue>) {
    let name = path.text();
    if name.contains('/') || name.starts_with('.') || name.ends_with('.') || name.contains("..") {
        return;
    }
    if name.contains('.') || name.eq_ignore_ascii_case("localhost") {
        let found = match tag {
            Some(tag) if strict::is_port(tag.text()) => format!("{name}:{}", tag.text()),
            _ => name.to_owned(),
        };
        issues.push(
            path.issue(
                Code::ReferenceHostOnly,
                format!("`{found}` is a registry host without a repository"),
            )
            .help(format!(
                "add the repository, for example `{found}/team/tool`"
            )),
        );
    }
}

fn is_hex(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// A character that cannot stand in a part, and what can.
fn character_issue(piece: Piece<'_>, part: &str, allowed: &str) -> Issue {
    let found = piece.found();
    let shown = if found.chars().any(char::is_control) || !found.is_ascii() {
        format!(
            "`{}` ({})",
            found.escape_debug(),
            shadow::code_points(found)
        )
    } else {
        format!("`{found}`")
    };
    piece
        .issue(
            Code::ReferenceCharacter,
            format!("{shown} cannot stand in {part}"),
        )
        .help(format!("allowed are {allowed}"))
}

/// Reports every run of bytes in `piece` that `is_allowed` refuses.
fn check_characters(
    piece: Piece<'_>,
    part: &str,
    allowed: &str,
    is_allowed: impl Fn(u8) -> bool,
    issues: &mut Vec<Issue>,
) -> bool {
    let bytes = piece.text().as_bytes();
    let before = issues.len();
    let mut at = 0;
    while let Some(length) = bytes[at..].iter().position(|byte| !is_allowed(*byte)) {
        let start = at + length;
        let end = bytes[start..]
            .iter()
            .position(|byte| is_allowed(*byte))
            .map_or(bytes.len(), |length| start + length);
        issues.push(character_issue(piece.slice(start, end), part, allowed));
        at = end;
    }
    issues.len() == before
}

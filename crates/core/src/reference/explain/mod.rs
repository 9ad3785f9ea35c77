//! The explaining pass: what is wrong with a text that was refused, where, and how to mend it.
//!
//! Runs only on rejection. It peels off what was pasted around the reference ([`pasted`]), looks
//! at the characters ([`shadow`]), and then at the parts, each on its own, so that several
//! mistakes are found at once.

use crate::code::Code;
use crate::report::{Edit, Field, Issue, Span};

use super::{REFERENCE_BYTES_MAX, strict};

mod characters;
mod digest;
mod host;
mod pasted;
mod path;
mod shadow;
mod tag;
mod web_page;

pub(crate) use characters::{is_invisible, is_tag_like};
pub(super) use web_page::is_page;

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
    if text
        .trim_matches(|c| characters::is_space(c) || is_invisible(c))
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
        if !is_full(&issues) {
            reference(shadow.whole(), &mut issues);
        }
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
    finished(issues)
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
    explain_part(text, field, |piece, issues| {
        path::check(piece, false, issues);
    })
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

fn explain_part(text: &str, field: Field, check: fn(Piece<'_>, &mut Vec<Issue>)) -> Vec<Issue> {
    if text.len() > REFERENCE_BYTES_MAX {
        return vec![too_long(text, field)];
    }
    let mut issues = Vec::new();
    let trimmed = text.trim_matches(|c| characters::is_space(c) || is_invisible(c));
    let start = text.len()
        - text
            .trim_start_matches(|c| characters::is_space(c) || is_invisible(c))
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
    if !is_full(&issues) {
        check(shadow.whole(), &mut issues);
    }
    finished(issues)
}

/// Leaves out what is too much, and what cannot be put into a field.
fn finished(mut issues: Vec<Issue>) -> Vec<Issue> {
    issues.truncate(ISSUES_MAX);
    let is_foreign = |edit: &Edit| edit.text.as_bytes().contains(&shadow::FOREIGN);
    for issue in &mut issues {
        issue.fixes.retain(|fix| !fix.edits.iter().any(is_foreign));
    }
    issues
}

/// Whether nothing more will be reported, so that looking further is for nothing: a page of prose
/// pasted by accident has a mistake in every word.
fn is_full(issues: &[Issue]) -> bool {
    issues.len() >= ISSUES_MAX
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
fn reference(whole: Piece<'_>, issues: &mut Vec<Issue>) {
    if is_hex(whole.text(), 64) {
        issues.push(
            whole
                .issue(Code::ReferenceImageId, "this is an image id, which only your own machine knows")
                .help("name the repository the image was pulled from; `docker image inspect` shows it under `RepoDigests`"),
        );
        return;
    }
    if digest::looks_like_one(whole.text()) && !whole.text().contains(['/', '@']) {
        issues.push(
            whole
                .issue(
                    Code::ReferenceDigestAlone,
                    "this is a digest without its image",
                )
                .help("put the repository and `@` in front of it"),
        );
        return;
    }
    let (named, digest) = match whole.split_once('@') {
        Some((named, digest)) => (named, Some(digest)),
        None => (whole, None),
    };
    if !host_without_repository(named, issues) {
        repository(named, digest.is_some(), issues);
    }
    if let Some(digest) = digest {
        let has_tag = named
            .text()
            .rsplit('/')
            .next()
            .is_some_and(|last| last.contains(':'));
        digest::check_behind(digest, has_tag, issues);
    }
}

/// Everything in front of the digest.
fn repository(named: Piece<'_>, has_digest: bool, issues: &mut Vec<Issue>) {
    let (host, rest) = split_host(named, has_digest);
    let (path, tag) = match tag::split(rest) {
        Some((path, tag)) => (path, Some(tag)),
        None => (rest, None),
    };
    if let Some(host) = host {
        host::check(host, issues);
    }
    if path.text().bytes().all(|byte| byte == b'/') {
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
        path::check(path, host.is_none(), issues);
        let on_docker_hub = host.is_none_or(|host| host.text() == super::DOCKER_HUB_HOST);
        path::check_length(path, on_docker_hub, issues);
    }
    if let Some(tag) = tag {
        tag::check_behind(path, tag, issues);
    } else {
        tag::check_missing(path, issues);
    }
}

/// Tells the host from the repository, as docker does, except for what docker misreads.
fn split_host(named: Piece<'_>, has_digest: bool) -> (Option<Piece<'_>>, Piece<'_>) {
    let Some((first, rest)) = named.split_once('/') else {
        return (None, named);
    };
    let text = first.text();
    // A capital makes docker take a namespace for a host; the path's own check says so.
    let is_host = text.eq_ignore_ascii_case("localhost")
        || text.contains([':', '['])
        || text.contains('.') && !text.bytes().all(|byte| byte == b'.');
    // `nginx:feature/x`: docker takes the tag for a port.
    let is_tag = !has_digest
        && first
            .rsplit_once(':')
            .is_some_and(|(name, port)| tag::is_misplaced(name.text(), port.text()));
    if is_host && !is_tag {
        (Some(first), rest)
    } else {
        (None, named)
    }
}

/// A name without a slash may be a host that lacks its repository. Says so if it is.
fn host_without_repository(named: Piece<'_>, issues: &mut Vec<Issue>) -> bool {
    let text = named.text();
    if text.contains('/') {
        return false;
    }
    let name_end = if text.starts_with('[') {
        text.find(']').map_or(text.len(), |close| close + 1)
    } else {
        text.find(':').unwrap_or(text.len())
    };
    let name = &text[..name_end];
    let is_name = name.contains('.')
        && !name.starts_with('.')
        && !name.ends_with('.')
        && !name.contains("..")
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'));
    if !is_name && !name.starts_with('[') && !name.eq_ignore_ascii_case("localhost") {
        return false;
    }
    let port = text[name_end..]
        .strip_prefix(':')
        .and_then(|rest| rest.split(':').next())
        .filter(|port| strict::is_port(port));
    let host = named.slice(0, name_end + port.map_or(0, |port| 1 + port.len()));
    let found = host.found();
    if strict::is_wrong_ipv4(name) {
        issues.push(
            host.issue(
                Code::ReferenceHostOnly,
                format!(
                    "`{}` is no image of Docker Hub, whose official images have no dots",
                    host.text()
                ),
            )
            .help("write `:` in front of the tag, or the host and `/` in front of the repository"),
        );
        return true;
    }
    issues.push(
        host.issue(
            Code::ReferenceHostOnly,
            format!("`{found}` is a registry host without a repository"),
        )
        .help("add the repository behind it, as in `HOST/team/tool`"),
    );
    host::check(host, issues);
    true
}

fn is_hex(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// A character that cannot stand in a part, and what can.
fn character_issue(piece: Piece<'_>, part: &str, allowed: &str) -> Issue {
    let found = piece.found();
    let shown = if found.chars().any(char::is_control) {
        characters::code_points(found)
    } else if !found.is_ascii() {
        format!("`{found}` ({})", characters::code_points(found))
    } else {
        format!("`{found}`")
    };
    let issue = piece
        .issue(
            Code::ReferenceCharacter,
            format!("{shown} cannot stand in {part}"),
        )
        .help(format!("allowed are {allowed}"));
    // The keys are neighbours.
    if found == "," {
        issue.fix(piece.replace("Use `.`", "."))
    } else {
        issue
    }
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
    while !is_full(issues)
        && let Some(length) = bytes[at..].iter().position(|byte| !is_allowed(*byte))
    {
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

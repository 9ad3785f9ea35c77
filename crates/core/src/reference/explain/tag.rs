//! Tags: up to 128 letters, digits, `_`, `.` and `-`, behind the last `:`.

use crate::code::Code;
use crate::report::{Fix, Issue, Span};

use super::super::TAG_BYTES_MAX;
use super::characters::is_tag_like;
use super::shadow::Piece;
use super::{check_characters, digest};

const ALLOWED: &str = "letters, digits, `_`, `.` and `-`";

/// Splits a repository from its tag, at the first `:` behind the last `/` in front of it.
pub(super) fn split(rest: Piece<'_>) -> Option<(Piece<'_>, Piece<'_>)> {
    rest.split_once(':')
}

/// Whether what docker takes for a port is a tag: not a number, behind a name that is no host.
pub(super) fn is_misplaced(name: &str, port: &str) -> bool {
    !port.is_empty()
        && !port.bytes().all(|byte| byte.is_ascii_digit())
        && !name.contains(['.', ':', '['])
        && name != "localhost"
        && !name.is_empty()
}

/// Reports a tag with a slash: `nginx:feature/x`, `nginx:1.25/alpine`, `nginx:latest/`.
fn slash(path: Option<Piece<'_>>, tag: Piece<'_>, issues: &mut Vec<Issue>) {
    let text = tag.text();
    let (first, rest) = text.split_once('/').unwrap_or((text, ""));
    let issue = tag
        .issue(
            Code::ReferenceTagSlash,
            format!("a tag has no slash, so `{}` is none", tag.found()),
        )
        .help("put the tag at the end, or use `-` in the place of `/`");
    let joined = text.replace('/', "-");
    let joined = joined.trim_matches('-');
    let mut fixes = Vec::new();
    if !joined.is_empty() && !joined.contains(':') {
        fixes.push(tag.replace(format!("Use the tag `{joined}`"), joined));
    }
    // The repository goes on behind the slash.
    if let Some(path) = path.filter(|_| !rest.is_empty() && !rest.contains(':')) {
        let behind = Span::new(path.span().end, tag.span().end);
        let moved = Fix::new(
            format!("Move the tag `{first}` to the end"),
            tag.field(),
            behind,
            format!("/{}:{first}", rest.trim_end_matches('/')),
        );
        let is_tag = is_tag_like(first);
        fixes.insert(if is_tag { 0 } else { fixes.len() }, moved);
    }
    issues.push(fixes.into_iter().fold(issue, Issue::fix));
}

/// Checks the tag that stands behind a repository in one line.
pub(super) fn check_behind(path: Piece<'_>, tag: Piece<'_>, issues: &mut Vec<Issue>) {
    let text = tag.text();
    let colon = Span::new(path.span().end, tag.span().start);
    if text.bytes().all(|byte| byte == b':') {
        issues.push(
            tag.issue(Code::ReferenceTagEmpty, "the tag behind `:` is missing")
                .help("add a tag, or remove the `:`")
                .fix(Fix::new(
                    "Remove the `:`",
                    tag.field(),
                    Span::new(colon.start, tag.span().end),
                    "",
                )),
        );
        return;
    }
    // `nginx:sha256:...`: a digest with the mark of a tag.
    if digest::looks_like_one(text) {
        issues.push(
            tag.issue(
                Code::ReferenceDigestMark,
                "a digest stands behind `@`, not behind `:`",
            )
            .help("write `@` in front of the algorithm")
            .fix(Fix::new("Use `@`", tag.field(), colon, "@")),
        );
        return;
    }
    if text.contains('/') {
        slash(Some(path), tag, issues);
    } else {
        check(tag, issues);
    }
}

/// Notices a mark that stands in the place of `:`: `nginx=1.25`, `nginx;1.25`.
pub(super) fn check_missing(path: Piece<'_>, issues: &mut [Issue]) {
    let name_start = path.text().rfind('/').map_or(0, |slash| slash + 1);
    let name = path.slice(name_start, path.text().len());
    for issue in issues {
        let is_in_name = name.span().start < issue.span.start && issue.span.end < name.span().end;
        if is_in_name && matches!(path.of_field(issue.span), "=" | "==" | ";" | "|" | "~") {
            issue
                .fixes
                .push(Fix::new("Use `:`", issue.field, issue.span, ":"));
        }
    }
}

pub(super) fn check(tag: Piece<'_>, issues: &mut Vec<Issue>) {
    let text = tag.text();
    if text.contains(':') {
        repeated(tag, issues);
        return;
    }
    if text.contains('/') {
        slash(None, tag, issues);
        return;
    }
    let trimmed = text.trim_start_matches(['.', '-']);
    if trimmed.len() < text.len() {
        let start = tag.slice(0, text.len() - trimmed.len());
        let issue = start
            .issue(
                Code::ReferenceTagStart,
                format!("a tag does not begin with `{}`", start.found()),
            )
            .help("it begins with a letter, a digit or `_`");
        issues.push(if trimmed.is_empty() {
            issue
        } else {
            issue.fix(start.replace(format!("Remove `{}`", start.text()), ""))
        });
    }
    let before = issues.len();
    check_characters(
        tag,
        "a tag",
        ALLOWED,
        |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-'),
        issues,
    );
    for issue in &mut issues[before..] {
        // `+` and `~` of version numbers have a usual replacement.
        if matches!(tag.of_field(issue.span), "+" | "~") {
            issue
                .fixes
                .push(Fix::new("Use `-`", issue.field, issue.span, "-"));
        }
    }
    if text.len() > TAG_BYTES_MAX {
        issues.push(
            tag.issue(
                Code::ReferenceTagTooLong,
                format!(
                    "the tag has {} characters, {TAG_BYTES_MAX} are allowed",
                    text.len()
                ),
            )
            .help("use a shorter tag, or a digest"),
        );
    }
}

/// `ubuntu:14:04`, `nginx:latest:1`, `nginx::latest`.
fn repeated(tag: Piece<'_>, issues: &mut Vec<Issue>) {
    let parts: Vec<&str> = tag
        .text()
        .split(':')
        .filter(|part| !part.is_empty())
        .collect();
    let use_tag = |text: &str| tag.replace(format!("Use the tag `{text}`"), text);
    if let [only] = *parts {
        let length = tag.text().len();
        let start = length - tag.text().trim_start_matches(':').len();
        let surplus = if start > 0 {
            tag.slice(0, start)
        } else {
            tag.slice(only.len(), length)
        };
        issues.push(
            surplus
                .issue(Code::ReferenceTagRepeated, "there is a `:` too many")
                .help("one `:` stands in front of the tag")
                .fix(use_tag(only)),
        );
        return;
    }
    let first = parts.first().copied().unwrap_or_default();
    let start = tag.text().find(first).unwrap_or_default();
    let end = start + first.len();
    let mut issue = tag
        .slice(end, tag.text().len())
        .issue(
            Code::ReferenceTagRepeated,
            format!(
                "there is a second `:` behind the tag `{}`",
                tag.slice(start, end).found()
            ),
        )
        .help("a reference has one tag");
    let is_number = |text: &&str| text.bytes().all(|byte| byte.is_ascii_digit());
    if parts.iter().all(is_number) && !parts.is_empty() {
        issue = issue.fix(use_tag(&parts.join(".")));
    }
    for part in parts {
        issue = issue.fix(use_tag(part));
    }
    issues.push(issue);
}

//! Tags: up to 128 letters, digits, `_`, `.` and `-`, behind the last `:`.

use crate::code::Code;
use crate::report::{Fix, Issue, Span};

use super::super::TAG_BYTES_MAX;
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

/// Reports a tag with something behind it: `nginx:latest/foo`, `nginx:feature/x`.
pub(super) fn misplaced(name: Piece<'_>, tag: Piece<'_>, rest: Piece<'_>, issues: &mut Vec<Issue>) {
    let whole = Span::new(name.span().start, rest.span().end);
    let marked = Span::new(tag.span().start, rest.span().end);
    let joined = format!("{}-{}", tag.text(), rest.text().replace('/', "-"));
    let moved = format!("{}/{}:{}", name.text(), rest.text(), tag.text());
    let mut issue = Issue::new(
        Code::ReferenceTagSlash,
        tag.field(),
        marked,
        format!(
            "a tag has no slash, and nothing but a digest follows it; `{}` stands behind `:`",
            marked_text(tag, rest)
        ),
    )
    .help("put the tag at the end, or use `-` in the place of `/`");
    issue = issue.fix(Fix::new(
        format!("Use the tag `{joined}`"),
        tag.field(),
        marked,
        joined,
    ));
    if !rest.text().contains(':') {
        issue = issue.fix(Fix::new(
            format!("Use `{moved}`"),
            tag.field(),
            whole,
            moved,
        ));
    }
    issues.push(issue);
}

fn marked_text(tag: Piece<'_>, rest: Piece<'_>) -> String {
    format!("{}/{}", tag.found(), rest.found())
}

/// Checks the tag that stands behind a repository in one line.
pub(super) fn check_behind(path: Piece<'_>, tag: Piece<'_>, issues: &mut Vec<Issue>) {
    let text = tag.text();
    let colon = Span::new(path.span().end, tag.span().start);
    if text.is_empty() {
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
    check(tag, issues);
}

pub(super) fn check(tag: Piece<'_>, issues: &mut Vec<Issue>) {
    let text = tag.text();
    if let Some((first, second)) = tag.split_once(':') {
        repeated(tag, first, second, issues);
        return;
    }
    if let Some(slash) = text.find('/') {
        let joined = text.replace('/', "-");
        let joined = joined.trim_end_matches('-');
        let issue = tag
            .slice(slash, slash + 1)
            .issue(Code::ReferenceTagSlash, "a tag has no slash")
            .help(format!("allowed are {ALLOWED}"));
        issues.push(if joined.is_empty() {
            issue
        } else {
            issue.fix(tag.replace(format!("Use the tag `{joined}`"), joined))
        });
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

/// `ubuntu:14:04`, `nginx:latest:1`.
fn repeated(tag: Piece<'_>, first: Piece<'_>, second: Piece<'_>, issues: &mut Vec<Issue>) {
    let behind = Span::new(first.span().end, tag.span().end);
    let mut issue = Issue::new(
        Code::ReferenceTagRepeated,
        tag.field(),
        behind,
        format!("there is a second `:` behind the tag `{}`", first.found()),
    )
    .help("a reference has one tag");
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()) && !text.is_empty();
    if is_number(first.text()) && is_number(second.text()) {
        let joined = format!("{}.{}", first.text(), second.text());
        issue = issue.fix(tag.replace(format!("Use the tag `{joined}`"), joined));
    }
    for one in [first, second] {
        if !one.is_empty() {
            issue = issue.fix(tag.replace(format!("Use the tag `{}`", one.text()), one.text()));
        }
    }
    issues.push(issue);
}

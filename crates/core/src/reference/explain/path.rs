//! Repository paths: lower-case components with single separators between slashes.

use crate::code::Code;
use crate::report::{Fix, Issue, Span};

use super::super::{OFFICIAL_NAMESPACE, PATH_BYTES_MAX};
use super::shadow::Piece;
use super::{check_characters, is_full};

/// Most empty segments that are reported one by one.
const EMPTY_SEGMENTS_MAX: usize = 4;

/// Checks a path. `is_first` says whether docker reads its first segment first, and so takes it for
/// a host when it finds a capital.
pub(super) fn check(path: Piece<'_>, is_first: bool, issues: &mut Vec<Issue>) {
    check_slashes(path, issues);
    let has_slash = path.text().contains('/');
    for (number, segment) in path.split('/').enumerate() {
        if is_full(issues) {
            return;
        }
        let is_last = segment.span().end == path.span().end;
        match segment.text() {
            "" => {}
            "." | ".." => {
                issues.push(
                    segment
                        .issue(
                            Code::ReferenceDotSegment,
                            "a repository path has no `.` and `..` folders",
                        )
                        .help("leave it out")
                        .fix(removal(path, segment, "Remove it")),
                );
            }
            "_" if !is_last => issues.push(
                segment
                    .issue(
                        Code::ReferencePlaceholderNamespace,
                        "`_` stands for an empty namespace in tool paths; in a reference it is left out",
                    )
                    .help("remove `_/`")
                    .fix(removal(path, segment, "Remove `_/`")),
            ),
            _ => {
                let reads_host = is_first && has_slash && number == 0;
                check_segment(segment, reads_host, issues);
            }
        }
    }
}

pub(super) fn check_length(path: Piece<'_>, on_docker_hub: bool, issues: &mut Vec<Issue>) {
    let implied = if on_docker_hub && !path.text().contains('/') {
        OFFICIAL_NAMESPACE.len() + 1
    } else {
        0
    };
    let length = path.text().len();
    if length + implied > PATH_BYTES_MAX {
        let allowed = PATH_BYTES_MAX - implied;
        issues.push(
            path.issue(
                Code::ReferencePathTooLong,
                format!("the repository path has {length} characters, {allowed} are allowed"),
            )
            .help("check what was pasted"),
        );
    }
}

/// Slashes at the ends, and several in a row.
fn check_slashes(path: Piece<'_>, issues: &mut Vec<Issue>) {
    let text = path.text();
    let bytes = text.as_bytes();
    let mut reported = 0;
    let mut at = 0;
    while at < bytes.len() && reported < EMPTY_SEGMENTS_MAX {
        if bytes[at] != b'/' {
            at += 1;
            continue;
        }
        let run = bytes[at..].iter().take_while(|byte| **byte == b'/').count();
        let slashes = path.slice(at, at + run);
        let is_edge = at == 0 || at + run == bytes.len();
        at += run;
        if run == 1 && !is_edge {
            continue;
        }
        reported += 1;
        let (message, label, mended) = if is_edge {
            (
                "a repository path does not begin or end with `/`",
                "Remove the slash",
                "",
            )
        } else {
            (
                "a part of the repository path is missing between the slashes",
                "Use one `/`",
                "/",
            )
        };
        issues.push(
            slashes
                .issue(Code::ReferenceEmptySegment, message)
                .help("parts are separated by single slashes")
                .fix(slashes.replace(label, mended)),
        );
    }
}

/// Removes a segment with one of the slashes beside it.
fn removal(path: Piece<'_>, segment: Piece<'_>, label: &'static str) -> Fix {
    let (whole, part) = (path.span(), segment.span());
    let span = if part.end < whole.end {
        Span::new(part.start, segment.mark_behind().end)
    } else if part.start > whole.start {
        Span::new(segment.mark_before().start, part.end)
    } else {
        part
    };
    Fix::new(label, path.field(), span, "")
}

fn check_segment(segment: Piece<'_>, reads_host: bool, issues: &mut Vec<Issue>) {
    let text = segment.text();
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        let lower = segment.lowered();
        let found = segment.found();
        let issue = if reads_host {
            segment
                .issue(
                    Code::ReferenceUppercaseHost,
                    format!("docker takes `{found}` for a registry host because of its upper case"),
                )
                .help(format!("write `{lower}`"))
        } else {
            segment
                .issue(
                    Code::ReferenceUppercase,
                    format!("`{found}` must be in lower case"),
                )
                .help("repository paths have lower-case letters only")
        };
        issues.push(issue.fix(segment.replace(format!("Use `{lower}`"), lower)));
    }
    let is_clean = check_characters(
        segment,
        "a repository path",
        "lower-case letters, digits, and `.`, `_`, `__` or `-` between them",
        |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'),
        issues,
    );
    if is_clean {
        check_separators(segment, issues);
    }
}

/// Separators stand alone and between letters or digits; only `__` and runs of `-` are longer.
fn check_separators(segment: Piece<'_>, issues: &mut Vec<Issue>) {
    let text = segment.text();
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() && !is_full(issues) {
        let run = bytes[at..]
            .iter()
            .take_while(|byte| matches!(byte, b'.' | b'_' | b'-'))
            .count();
        if run == 0 {
            at += 1;
            continue;
        }
        let piece = segment.slice(at, at + run);
        let is_edge = at == 0 || at + run == bytes.len();
        at += run;
        let found = piece.text();
        let is_separator =
            matches!(found, "." | "_" | "__") || found.bytes().all(|byte| byte == b'-');
        if is_edge {
            let issue = piece
                .issue(
                    Code::ReferenceSeparator,
                    format!("`{}` begins or ends with a separator", segment.found()),
                )
                .help("every part of a repository path begins and ends with a letter or a digit");
            issues.push(if run < bytes.len() {
                issue.fix(piece.replace(format!("Remove `{found}`"), ""))
            } else {
                issue
            });
        } else if !is_separator {
            let one = separator(found);
            issues.push(
                piece
                    .issue(
                        Code::ReferenceSeparator,
                        format!("`{found}` is not a separator"),
                    )
                    .help("allowed between letters or digits are `.`, `_`, `__` and any number of `-`")
                    .fix(piece.replace(format!("Use `{one}`"), one)),
            );
        }
    }
}

/// The one separator that a run of several probably means.
fn separator(run: &str) -> &'static str {
    if run.bytes().all(|byte| byte == b'.') {
        "."
    } else if run.bytes().all(|byte| byte == b'_') {
        "_"
    } else {
        "-"
    }
}

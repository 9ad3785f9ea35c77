//! Digests: `sha256:` and 64 hexadecimal digits, or a longer SHA-2.

use crate::code::Code;
use crate::report::{Fix, Issue, Span};

use super::is_hex;
use super::shadow::Piece;

/// The algorithms docker links in, with the number of hexadecimal digits of each.
const ALGORITHMS: &[(&str, usize)] = &[("sha256", 64), ("sha384", 96), ("sha512", 128)];

/// Whether a text behind `:` is a digest in the place of a tag.
pub(super) fn looks_like_one(text: &str) -> bool {
    text.split_once(':')
        .is_some_and(|(algorithm, _)| length_of(&algorithm.to_ascii_lowercase()).is_some())
}

fn length_of(algorithm: &str) -> Option<usize> {
    ALGORITHMS
        .iter()
        .find(|(name, _)| *name == algorithm)
        .map(|(_, length)| *length)
}

/// Checks a digest in a field of its own.
pub(super) fn check(digest: Piece<'_>, issues: &mut Vec<Issue>) {
    check_behind(digest, true, issues);
}

/// Checks what stands behind `@`.
pub(super) fn check_behind(digest: Piece<'_>, has_tag: bool, issues: &mut Vec<Issue>) {
    let text = digest.text();
    // The `@` itself, which a fix may have to change.
    let mark = digest.mark_before();
    let with_mark = Span::new(mark.start, digest.span().end);
    let field = digest.field();
    if text.is_empty() {
        issues.push(
            digest
                .issue(
                    Code::ReferenceDigestEmpty,
                    "the digest behind `@` is missing",
                )
                .help("add `sha256:` and 64 hexadecimal digits, or remove the `@`")
                .fix(Fix::new("Remove the `@`", field, with_mark, "")),
        );
        return;
    }
    if text.starts_with('@') {
        let surplus = text.len() - text.trim_start_matches('@').len();
        let surplus = digest.slice(0, surplus);
        issues.push(
            surplus
                .issue(Code::ReferenceDigestMark, "there is an `@` too many")
                .help("one `@` stands in front of the digest")
                .fix(surplus.replace("Remove it", "")),
        );
        let (_, rest) = digest.split_at(surplus.text().len() - 1);
        check_behind(rest, has_tag, issues);
        return;
    }
    if let Some((first, second)) = digest.split_once('@') {
        let behind = Span::new(first.span().end, digest.span().end);
        issues.push(
            Issue::new(
                Code::ReferenceDigestRepeated,
                field,
                behind,
                "there is a second digest",
            )
            .help("a reference has one digest")
            .fix(Fix::new("Keep the first digest", field, behind, "")),
        );
        debug_assert!(second.text().len() < text.len());
        check_behind(first, has_tag, issues);
        return;
    }
    let Some((algorithm, hex)) = digest.split_once(':') else {
        without_algorithm(digest, mark, has_tag, issues);
        return;
    };
    if hex.is_empty() && length_of(&algorithm.text().to_ascii_lowercase()).is_some() {
        issues.push(missing_digits(digest, with_mark));
        return;
    }
    if let Some((hex, tag)) = hex.split_once(':') {
        tag_behind(digest, algorithm, hex, tag, mark, issues);
        return;
    }
    check_parts(algorithm, hex, issues);
}

/// `nginx@latest`, `nginx@<64 hex>`, `nginx@sha256`, `nginx@sha256=<64 hex>`.
fn without_algorithm(digest: Piece<'_>, mark: Span, has_tag: bool, issues: &mut Vec<Issue>) {
    let text = digest.text();
    let field = digest.field();
    let with_mark = Span::new(mark.start, digest.span().end);
    if let Some((name, _)) = ALGORITHMS.iter().find(|(_, length)| is_hex(text, *length)) {
        let whole = format!("{name}:{}", text.to_ascii_lowercase());
        issues.push(
            digest
                .issue(
                    Code::ReferenceDigestAlgorithm,
                    "the algorithm of the digest is missing",
                )
                .help(format!("write `{name}:` in front of the digits"))
                .fix(digest.replace(format!("Add `{name}:`"), whole)),
        );
        return;
    }
    let algorithm_end = text
        .find(|c: char| !c.is_ascii_alphanumeric())
        .unwrap_or(text.len());
    if length_of(&text[..algorithm_end].to_ascii_lowercase()).is_some() {
        issues.push(if algorithm_end == text.len() {
            missing_digits(digest, with_mark)
        } else {
            let wrong = digest.slice(algorithm_end, algorithm_end + 1);
            wrong
                .issue(
                    Code::ReferenceCharacter,
                    format!("`{}` cannot stand behind the algorithm", wrong.found()),
                )
                .help("write `:` between the algorithm and the digits")
                .fix(wrong.replace("Use `:`", ":"))
        });
        return;
    }
    let issue = digest
        .issue(
            Code::ReferenceDigestMark,
            format!("`{}` is not a digest", digest.found()),
        )
        .help("a digest stands behind `@`, a tag behind `:`");
    issues.push(if has_tag {
        issue.fix(Fix::new("Remove it", field, with_mark, ""))
    } else {
        issue.fix(Fix::new("Use `:`", field, mark, ":"))
    });
}

fn missing_digits(digest: Piece<'_>, with_mark: Span) -> Issue {
    digest
        .issue(
            Code::ReferenceDigestEmpty,
            "the digits of the digest are missing",
        )
        .help("copy the whole digest, or name a tag with `:`")
        .fix(Fix::new("Remove the digest", digest.field(), with_mark, ""))
}

/// `nginx@sha256:...:latest`: the tag goes in front of the digest.
fn tag_behind(
    digest: Piece<'_>,
    algorithm: Piece<'_>,
    hex: Piece<'_>,
    tag: Piece<'_>,
    mark: Span,
    issues: &mut Vec<Issue>,
) {
    let field = digest.field();
    let behind = Span::new(hex.span().end, digest.span().end);
    let moved = format!(":{}@{}:{}", tag.text(), algorithm.text(), hex.text());
    issues.push(
        Issue::new(
            Code::ReferenceTagBehindDigest,
            field,
            behind,
            "the tag stands in front of the digest, not behind it",
        )
        .help("move it, or leave it out: the digest alone decides what is pulled")
        .fix(Fix::new(
            "Move the tag",
            field,
            Span::new(mark.start, digest.span().end),
            moved,
        ))
        .fix(Fix::new("Remove the tag", field, behind, "")),
    );
    check_parts(algorithm, hex, issues);
}

fn check_parts(algorithm: Piece<'_>, hex: Piece<'_>, issues: &mut Vec<Issue>) {
    let name = algorithm.text();
    let lower = name.to_ascii_lowercase();
    let Some(length) = length_of(&lower) else {
        let issue = algorithm
            .issue(
                Code::ReferenceDigestAlgorithm,
                format!("docker cannot check digests of `{}`", algorithm.found()),
            )
            .help("allowed are `sha256`, `sha384` and `sha512`");
        // Only the length of the digits can tell what was meant.
        let meant = ALGORITHMS
            .iter()
            .find(|(_, length)| is_hex(hex.text(), *length))
            .filter(|(known, _)| {
                let plain = lower.replace(['-', '_'], "");
                plain == *known || known.strip_prefix("sha") == Some(&plain)
            });
        issues.push(match meant {
            Some((known, _)) => issue.fix(algorithm.replace(format!("Use `{known}`"), *known)),
            None => issue,
        });
        return;
    };
    if lower != name {
        issues.push(
            algorithm
                .issue(
                    Code::ReferenceDigestCase,
                    format!("the algorithm `{name}` must be in lower case"),
                )
                .help(format!("write `{lower}`"))
                .fix(algorithm.replace(format!("Use `{lower}`"), lower)),
        );
    }
    let digits = hex.text();
    let is_clean = super::check_characters(
        hex,
        "a digest",
        "the digits `0` to `9` and the letters `a` to `f`",
        |byte| byte.is_ascii_hexdigit(),
        issues,
    );
    if is_clean && digits.bytes().any(|byte| byte.is_ascii_uppercase()) {
        let lower = digits.to_ascii_lowercase();
        issues.push(
            hex.issue(
                Code::ReferenceDigestCase,
                "the digits of a digest must be in lower case",
            )
            .help("write `a` to `f`, not `A` to `F`")
            .fix(hex.replace("Use lower case", lower)),
        );
    }
    if is_clean && digits.len() != length {
        let issue = hex
            .issue(
                Code::ReferenceDigestLength,
                format!("`{name}` has {length} digits, here are {}", digits.len()),
            )
            .help("copy the whole digest again");
        let meant = ALGORITHMS
            .iter()
            .find(|(_, length)| digits.len() == *length);
        issues.push(match meant {
            Some((known, _)) => issue.fix(algorithm.replace(format!("Use `{known}`"), *known)),
            None => issue,
        });
    }
}

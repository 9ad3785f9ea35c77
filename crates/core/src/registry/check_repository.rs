//! What a registry's own rules have against a repository or a tag.
//!
//! The grammar of references is not checked here; [`crate::reference`] does that.

use super::provider::Limit;
use super::{BIOCONTAINERS, DOCKER_HUB_ID, Located, RegistryEntry, Row};
use crate::code::Code;
use crate::reference::{DOCKER_HUB_HOST, OFFICIAL_NAMESPACE, is_tag_like};
use crate::report::{Fix, Issue, Span};

/// Says what the registry's own rules have against a repository.
///
/// `pieces` are what stands between host and tag: one for a one-line image, namespace and name
/// for a form. An empty piece stands for an empty namespace; it is where an issue about a missing
/// segment goes.
pub fn check_repository(entry: RegistryEntry<'_>, pieces: &[Located<'_>], issues: &mut Vec<Issue>) {
    let segments: Vec<Located<'_>> = pieces.iter().copied().flat_map(split).collect();
    let Some((first, rest)) = segments.split_first() else {
        return;
    };
    let builtin = match entry.0 {
        Row::BuiltIn(row) => Some(row),
        Row::Operator(_) => None,
    };
    if entry.id() == "jfrog" && first.text == "artifactory" && !rest.is_empty() {
        issues.push(
            first
                .issue(
                    Code::RegistryContextPath,
                    first.whole_range(),
                    "`artifactory` is part of JFrog's web addresses, not of its images",
                )
                .fix(first.fix("Remove it", 0..first.text.len() + 1, "")),
        );
        return;
    }
    // `example.com/project` is one project of Google.
    let scoped = builtin.is_some_and(|row| row.domain_scoped) && first.text.contains('.');
    if !check_count(entry, pieces, &segments, usize::from(scoped), issues) {
        return;
    }
    let Some(row) = builtin else { return };
    let (namespace, rest) = match (scoped, rest.split_first()) {
        (true, Some((project, rest))) => (project, rest),
        _ => (first, rest),
    };
    let official = row.id == DOCKER_HUB_ID && namespace.text == "library";
    if let Some(limit) = row.namespace.filter(|_| !rest.is_empty() && !official) {
        let codes = (Code::RegistryNamespace, Code::RegistryNamespaceUnusual);
        let word = with_article(row.namespace_word);
        check_limit(&limit, &[*namespace], (row.name, &word), codes, issues);
    }
    let codes = (Code::RegistryName, Code::RegistryNameUnusual);
    if let Some(limit) = row.rest {
        let below = if rest.is_empty() {
            std::slice::from_ref(first)
        } else {
            rest
        };
        check_limit(&limit, below, (row.name, "a repository"), codes, issues);
    }
    if let Some(limit) = row.repository {
        check_limit(&limit, &segments, (row.name, "a repository"), codes, issues);
    }
}

/// The next step where only the person knows what was meant.
const SPELLING: &str = "check the spelling";

fn with_article(word: &str) -> String {
    let article = if word.starts_with(['a', 'e', 'i', 'o', 'u']) {
        "an "
    } else {
        "a "
    };
    [article, word].concat()
}

/// The segments of a piece; none of an empty one.
fn split(piece: Located<'_>) -> impl Iterator<Item = Located<'_>> {
    let mut at = 0;
    piece.text.split('/').filter_map(move |text| {
        let segment = Located::new(piece.field, piece.offset + at, text);
        at += text.len() + 1;
        (!text.is_empty()).then_some(segment)
    })
}

/// Says whether there are segments enough to look at each.
fn check_count(
    entry: RegistryEntry<'_>,
    pieces: &[Located<'_>],
    segments: &[Located<'_>],
    scope: usize,
    issues: &mut Vec<Issue>,
) -> bool {
    let count = segments.len();
    let limits = entry.segments();
    let min = usize::from(limits.min) + scope;
    let max = limits.max.map(|max| usize::from(max) + scope);
    if count < min {
        // Where a segment is missing, or else all of what is there.
        let place = pieces
            .iter()
            .find(|piece| piece.text.is_empty())
            .or(pieces.last());
        let Some(place) = place else { return false };
        issues.push(
            place
                .issue(
                    Code::RegistryTooFewSegments,
                    place.whole_range(),
                    format!(
                        "a repository on {} has at least {min} segments, this has {count}",
                        entry.name()
                    ),
                )
                .help(form(entry)),
        );
        return false;
    }
    let usual = match entry.0 {
        Row::BuiltIn(row) => row.usual_max.map(usize::from),
        Row::Operator(_) => None,
    };
    let (code, most) = match (max, usual) {
        (Some(max), _) if count > max => (Code::RegistryTooManySegments, max),
        (_, Some(usual)) if count > usual => (Code::RegistryNestedName, usual),
        _ => return true,
    };
    issues.extend(too_many(entry, segments, code, most));
    true
}

/// How a repository is written.
fn form(entry: RegistryEntry<'_>) -> String {
    format!("write it as `{}`", entry.layout())
}

/// The issue of the segments behind the first `most`.
fn too_many(
    entry: RegistryEntry<'_>,
    segments: &[Located<'_>],
    code: Code,
    most: usize,
) -> Option<Issue> {
    let (from, last) = (segments.get(most)?, segments.last()?);
    // A span lies in one field; the excess is always in the last one.
    let start = if from.field == last.field { from } else { last };
    let end = last.offset + last.text.len();
    let message = if code == Code::RegistryNestedName {
        format!("names below a name are rare on {}", entry.name())
    } else {
        format!(
            "a repository on {} has at most {most} segments, this has {}",
            entry.name(),
            segments.len()
        )
    };
    let issue = Issue::new(code, last.field, Span::new(start.offset, end), message);
    let issue = issue.help(form(entry));
    // `samtools/1.17` is often a tag behind the wrong mark.
    let slash = Span::new(last.offset.saturating_sub(1), last.offset);
    let is_only = from.field == last.field && from.offset == last.offset && last.offset > 0;
    Some(if is_only && is_tag_like(last.text) {
        let label = format!("Make `{}` the tag", last.text);
        issue.fix(Fix::new(label, last.field, slash, ":"))
    } else {
        without_library(entry, segments, issue)
    })
}

/// Only official images have `library/` in front.
fn without_library(entry: RegistryEntry<'_>, segments: &[Located<'_>], issue: Issue) -> Issue {
    let is_hub = entry.fixed_host() == Some(DOCKER_HUB_HOST);
    match segments.first() {
        Some(first) if is_hub && first.text == OFFICIAL_NAMESPACE && first.field == issue.field => {
            let surplus = 0..first.text.len() + 1;
            issue.fix(first.fix("Remove `library/`", surplus, ""))
        }
        _ => issue,
    }
}

/// Checks segments that belong together against one rule.
fn check_limit(
    limit: &Limit,
    segments: &[Located<'_>],
    (registry, what): (&str, &str),
    (certain, unusual): (Code, Code),
    issues: &mut Vec<Issue>,
) {
    let (Some(first), Some(last)) = (segments.first(), segments.last()) else {
        return;
    };
    let code = if limit.certain { certain } else { unusual };
    let length = segments
        .iter()
        .map(|segment| segment.text.len() + 1)
        .sum::<usize>()
        - 1;
    if !(limit.min..=limit.max).contains(&length) {
        let start = if first.field == last.field {
            first
        } else {
            last
        };
        let span = Span::new(start.offset, last.offset + last.text.len());
        let message = format!(
            "{what} on {registry} has {} to {} characters, this has {length}",
            limit.min, limit.max
        );
        let code = if (limit.shortest..limit.min).contains(&length) {
            unusual
        } else {
            code
        };
        issues.push(Issue::new(code, last.field, span, message).help(SPELLING));
    }
    if limit.letter_first && first.text.starts_with(|first: char| first.is_ascii_digit()) {
        // Amazon's API reference and its service model disagree; Google and ECR Public do not.
        let code = if certain == Code::RegistryName {
            unusual
        } else {
            code
        };
        let message = format!("{what} on {registry} begins with a letter");
        issues.push(first.issue(code, 0..1, message).help(SPELLING));
    }
    for segment in segments {
        check_separators(limit, *segment, (registry, what), code, issues);
    }
}

fn check_separators(
    limit: &Limit,
    segment: Located<'_>,
    (registry, what): (&str, &str),
    code: Code,
    issues: &mut Vec<Issue>,
) {
    let mut run_start = None;
    // One round more than bytes, so that a run at the end is closed.
    for (at, byte) in segment.text.bytes().map(Some).chain([None]).enumerate() {
        if matches!(byte, Some(b'.' | b'_' | b'-')) {
            run_start.get_or_insert(at);
            continue;
        }
        let Some(start) = run_start.take() else {
            continue;
        };
        let run = segment.text.get(start..at).unwrap_or_default();
        if let Some(wrong) = run.chars().find(|mark| !limit.separators.contains(*mark)) {
            let message = format!("`{wrong}` is not allowed in {what} on {registry}");
            issues.push(segment.issue(code, start..at, message).help(SPELLING));
        } else if run.len() > 1 && !limit.doubled {
            let single = run.get(..1).unwrap_or_default();
            let message = format!("`{run}` is not allowed in {what} on {registry}");
            issues.push(
                segment
                    .issue(code, start..at, message)
                    .help("separators stand alone there")
                    .fix(segment.fix(format!("Write `{single}`"), start..at, single)),
            );
        }
    }
}

/// Says what the registry's habits have against a tag. An empty `tag` stands for none, at the
/// place where it would be; do not call this for an image with a digest and no tag.
pub fn check_tag(
    entry: RegistryEntry<'_>,
    repository: &str,
    tag: Located<'_>,
    issues: &mut Vec<Issue>,
) {
    let is_latest = matches!(tag.text, "" | "latest");
    if is_latest && entry.id() == "quay" && repository.starts_with(BIOCONTAINERS) {
        issues.push(
            tag.issue(
                Code::RegistryNoLatestTag,
                tag.whole_range(),
                "BioContainers have no `latest` tag",
            )
            .help("name a version and build, such as `1.17--hd87286a_2`"),
        );
    }
    if entry.id() == "codeberg" && tag.text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        issues.push(
            tag.issue(
                Code::RegistryTagCase,
                tag.whole_range(),
                "tags on Codeberg do not tell capitals from small letters",
            )
            .fix(tag.fix(
                "Write it in lower case",
                tag.whole_range(),
                tag.text.to_ascii_lowercase(),
            )),
        );
    }
}

//! What is wrong with a host, a repository or a tag, judged by the registry's own rules.
//!
//! The grammar of references is not checked here; [`crate::reference`] does that.

use std::borrow::Cow;
use std::ops::Range;

use super::host_pattern;
use super::provider::Limit;
use super::{BIOCONTAINERS, Catalogue, Identified, RegistryEntry, Row};
use super::{EcrHost, aliases, ecr_host, identify_built_in, lookalike};
use crate::code::Code;
use crate::report::{Field, Fix, Issue, Span};

/// A text and where it stands: a whole field of a form, or a piece of a one-line image.
///
/// One check serves both, and its spans and fixes land in the right place.
#[derive(Clone, Copy, Debug)]
pub struct Located<'a> {
    /// The field it is in.
    pub field: Field,
    /// Bytes in front of it in that field.
    pub offset: usize,
    /// The text itself.
    pub text: &'a str,
}

impl<'a> Located<'a> {
    /// `text` at `offset` bytes in `field`.
    #[must_use]
    pub const fn new(field: Field, offset: usize, text: &'a str) -> Self {
        Self {
            field,
            offset,
            text,
        }
    }

    /// The whole of a field.
    #[must_use]
    pub const fn whole(field: Field, text: &'a str) -> Self {
        Self::new(field, 0, text)
    }

    /// The span in the field of a range of this text.
    #[must_use]
    pub const fn span(&self, range: &Range<usize>) -> Span {
        Span::new(range.start, range.end).shifted(self.offset)
    }

    /// An issue about a range of this text.
    pub fn issue(
        &self,
        code: Code,
        range: Range<usize>,
        message: impl Into<Cow<'static, str>>,
    ) -> Issue {
        Issue::new(code, self.field, self.span(&range), message)
    }

    /// A fix that replaces a range of this text.
    pub fn fix(
        &self,
        label: impl Into<Cow<'static, str>>,
        range: Range<usize>,
        text: impl Into<String>,
    ) -> Fix {
        Fix::new(label, self.field, self.span(&range), text)
    }

    /// The same place with another text of the same length, such as the lower-case one.
    const fn with<'b>(&self, text: &'b str) -> Located<'b> {
        Located::new(self.field, self.offset, text)
    }

    const fn whole_range(&self) -> Range<usize> {
        0..self.text.len()
    }
}

impl Catalogue {
    /// Says what is wrong with a registry host, and whose it is.
    ///
    /// An unknown host gets exactly one of: a reason why it cannot be a registry, the catalogue
    /// host it imitates, or the warning that it is unknown.
    pub fn check_host<'a>(&'a self, host: Located<'a>, issues: &mut Vec<Issue>) -> Identified<'a> {
        let found = self.identify(host.text);
        let (name, port) = host_pattern::split_port(host.text);
        let lower = name.to_ascii_lowercase();
        let name = host.with(&lower);

        let is_own = found.is_operators() || identify_built_in(&lower).is_some();
        if let Some(alias) = aliases::find(&lower).filter(|_| !is_own) {
            let mut issue = host.issue(
                alias.code,
                name.whole_range(),
                format!("`{lower}` {}", alias.what),
            );
            if let Some(instead) = alias.instead {
                issue = issue.help(format!("images are pulled from `{instead}`"));
                if alias.same_paths || host.field == Field::RegistryPath {
                    issue = issue.fix(host.fix(
                        format!("Use `{instead}`"),
                        host.whole_range(),
                        instead,
                    ));
                }
            }
            issues.push(issue);
            return found;
        }
        let Some(entry) = found.entry() else {
            // A host of AWS imitates nobody. A port changes nothing about whom a host imitates.
            let explained = ecr_host::is_below_aws(&lower) && ecr_host::explain(name, issues)
                || lookalike::check(name, issues)
                || ecr_host::explain(name, issues);
            if !explained {
                let issue = host
                    .issue(
                        Code::RegistryUnknown,
                        host.whole_range(),
                        format!("`{}` is not in the catalogue of registries", host.text),
                    )
                    .help(hint(&lower, port));
                issues.push(issue);
            }
            return found;
        };
        if lower != host.text.get(..lower.len()).unwrap_or_default() {
            issues.push(
                host.issue(
                    Code::RegistryHostCase,
                    name.whole_range(),
                    "registry hosts are written in lower case",
                )
                .fix(host.fix(
                    "Write it in lower case",
                    name.whole_range(),
                    lower.as_str(),
                )),
            );
        }
        if entry.is_operators() {
            return found;
        }
        if let Some(port) = port {
            let range = lower.len()..host.text.len();
            let issue = if port.trim_start_matches('0') == "443" {
                host.issue(
                    Code::RegistryDefaultPort,
                    range.clone(),
                    "port 443 is understood, so it is left out",
                )
            } else {
                host.issue(
                    Code::RegistryPort,
                    range.clone(),
                    format!("{} only listens on the default port", entry.name()),
                )
            };
            issues.push(issue.fix(host.fix("Leave out the port", range, "")));
        }
        match EcrHost::parse(&lower) {
            Some(ecr) => ecr.warn(name, issues),
            None => check_host_of(entry, name, issues),
        }
        found
    }
}

impl Identified<'_> {
    fn is_operators(&self) -> bool {
        self.entry.is_some_and(RegistryEntry::is_operators)
    }
}

/// Rules for the free part of a provider's hosts, and for hosts on their way out.
fn check_host_of(entry: RegistryEntry<'_>, host: Located<'_>, issues: &mut Vec<Issue>) {
    match entry.id() {
        // MicrosoftDocs: 5 to 50 letters and digits; a hyphen only in front of the hash that
        // a domain name label scope adds.
        "azure" => {
            let label = host.text.split('.').next().unwrap_or_default();
            let name = label.split('-').next().unwrap_or_default();
            if label.matches('-').count() > 1 || !(5..=50).contains(&name.len()) {
                issues.push(host.issue(
                    Code::RegistryHostName,
                    0..label.len(),
                    format!("`{label}` cannot be an Azure registry; its name is 5 to 50 letters and digits"),
                ));
            }
        }
        "gcr" => issues.push(
            host.issue(
                Code::RegistryLegacyHost,
                host.whole_range(),
                "Container Registry was shut down in March 2025; Artifact Registry answers under this name",
            ),
        ),
        _ => {}
    }
}

/// What an unknown host may be, judged by names that administrators like to give.
fn hint(host: &str, port: Option<&str>) -> &'static str {
    let first = host.split('.').next().unwrap_or_default();
    match first {
        "harbor" => "it may be a Harbor registry, where images are `PROJECT/REPOSITORY`",
        "nexus" => {
            "it may be a Nexus registry, which has a port or a host of its own for each repository"
        }
        "gitea" | "forgejo" | "git" => {
            "it may be a Gitea or Forgejo registry, where images are `OWNER/IMAGE`"
        }
        "gitlab" => "it may be a GitLab registry, where images are `GROUP/PROJECT`",
        "artifactory" => "it may be a JFrog registry, where images begin with the repository key",
        "localhost" => "only this computer reaches it",
        _ if port == Some("5050") => {
            "it may be a GitLab registry, where images are `GROUP/PROJECT`"
        }
        _ => "check the spelling; only the general rules apply to it",
    }
}

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
    check_count(entry, pieces, &segments, usize::from(scoped), issues);

    let Some(row) = builtin else { return };
    let (namespace, rest) = match (scoped, rest.split_first()) {
        (true, Some((project, rest))) => (project, rest),
        _ => (first, rest),
    };
    let official = row.id == "docker-hub" && namespace.text == "library";
    if let Some(limit) = row.namespace.filter(|_| !rest.is_empty() && !official) {
        let codes = (Code::RegistryNamespace, Code::RegistryNamespaceUnusual);
        let what = (row.name, row.namespace_word);
        check_limit(&limit, &[*namespace], what, codes, issues);
    }
    let codes = (Code::RegistryName, Code::RegistryNameUnusual);
    if let Some(limit) = row.rest {
        let below = if rest.is_empty() {
            std::slice::from_ref(first)
        } else {
            rest
        };
        check_limit(&limit, below, (row.name, "repository"), codes, issues);
    }
    if let Some(limit) = row.repository {
        check_limit(&limit, &segments, (row.name, "repository"), codes, issues);
    }
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

fn check_count(
    entry: RegistryEntry<'_>,
    pieces: &[Located<'_>],
    segments: &[Located<'_>],
    scope: usize,
    issues: &mut Vec<Issue>,
) {
    let count = segments.len();
    let form = || format!("write it as `{}`", entry.layout());
    let limits = entry.segments();
    let min = usize::from(limits.min) + scope;
    let max = limits.max.map(|max| usize::from(max) + scope);
    if count < min {
        // Where a segment is missing, or else all of what is there.
        let place = pieces
            .iter()
            .find(|piece| piece.text.is_empty())
            .or(pieces.last());
        let Some(place) = place else { return };
        issues.push(
            place
                .issue(
                    Code::RegistryTooFewSegments,
                    place.whole_range(),
                    format!("{} needs {min} segments, this has {count}", entry.name()),
                )
                .help(form()),
        );
        return;
    }
    let usual = match entry.0 {
        Row::BuiltIn(row) => row.usual_max.map(usize::from),
        Row::Operator(_) => None,
    };
    let (code, most) = match (max, usual) {
        (Some(max), _) if count > max => (Code::RegistryTooManySegments, max),
        (_, Some(usual)) if count > usual => (Code::RegistryNestedName, usual),
        _ => return,
    };
    let (Some(from), Some(last)) = (segments.get(most), segments.last()) else {
        return;
    };
    // A span lies in one field; the excess is always in the last one.
    let start = if from.field == last.field { from } else { last };
    let end = last.offset + last.text.len();
    let message = if code == Code::RegistryNestedName {
        format!("names below a name are rare on {}", entry.name())
    } else {
        format!(
            "{} has at most {most} segments, this has {count}",
            entry.name()
        )
    };
    issues.push(Issue::new(code, last.field, Span::new(start.offset, end), message).help(form()));
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
            "a {what} on {registry} has {} to {} characters, this has {length}",
            limit.min, limit.max
        );
        issues.push(Issue::new(code, last.field, span, message));
    }
    if limit.letter_first && first.text.starts_with(|first: char| first.is_ascii_digit()) {
        // Amazon's API reference and its service model disagree; Google and ECR Public do not.
        let code = if certain == Code::RegistryName {
            unusual
        } else {
            code
        };
        let message = format!("a {what} on {registry} begins with a letter");
        issues.push(first.issue(code, 0..1, message));
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
            let message = format!("`{wrong}` is not allowed in a {what} on {registry}");
            issues.push(segment.issue(code, start..at, message));
        } else if run.len() > 1 && !limit.doubled {
            let single = run.get(..1).unwrap_or_default();
            let message = format!("`{run}` is not allowed in a {what} on {registry}");
            issues.push(segment.issue(code, start..at, message).fix(segment.fix(
                format!("Write `{single}`"),
                start..at,
                single,
            )));
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

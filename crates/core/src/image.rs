//! Images: a reference together with the registry it is on.
//!
//! [`check`] is the whole judgement on an image in one line: the grammar
//! ([`crate::reference`]), what strict mode refuses, and the registry's own rules
//! ([`crate::registry`]).

use std::fmt::Write as _;

use crate::code::Code;
use crate::mended::{Mended, mended};
use crate::pull;
use crate::reference::{DOCKER_HUB_HOST, ImageReference, Mode, OFFICIAL_NAMESPACE, explain};
use crate::registry::{AMAZON_ECR_ID, Catalogue, DOCKER_HUB_ID, Identified};
use crate::registry::{Located, check_repository, check_tag};
use crate::report::{
    Edit, Field, Issue, Severity, Span, count_errors, keep_fixes_that_help, sort_issues,
};
use crate::tool_path::{EMPTY_NAMESPACE, ToolPath};

/// Host and path together above which some clients refuse a reference, though distribution 0.6
/// counts the path alone: OCI distribution specification, "many clients impose a limit of 255".
const NAME_BYTES_PORTABLE: usize = 255;

/// What [`check`] found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked<'a> {
    /// The reference; present exactly when no issue is an error.
    pub reference: Option<ImageReference<'a>>,
    /// In stable order.
    pub issues: Vec<Issue>,
}

/// An image that could be read: its registry and the parts of its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageName {
    /// Id of the registry; `custom` when the host is not in the catalogue.
    pub registry: String,
    /// Registry host in canonical spelling, with its port if any.
    pub host: String,
    /// Namespace; `_` when empty.
    pub namespace: String,
    /// Repository name below the namespace.
    pub name: String,
    /// Tag.
    pub tag: Option<String>,
    /// Digest with its algorithm.
    pub digest: Option<String>,
}

/// Checks an image in one line.
///
/// In [`Mode::Compat`] the verdict is docker's; what strict mode would refuse becomes a warning.
///
/// ```
/// use wharfinger_core::{image::check, reference::Mode, registry::Catalogue};
/// let checked = check(&Catalogue::built_in(), "gchr.io/org/tool", Mode::Strict);
/// assert_eq!(checked.issues[0].code.as_str(), "registry.look_alike");
/// assert_eq!(checked.issues[0].fixes[0].edits[0].text, "ghcr.io");
/// ```
#[must_use]
pub fn check<'a>(catalogue: &Catalogue, text: &'a str, mode: Mode) -> Checked<'a> {
    let mut issues = check_unmended(catalogue, text);
    let docker = ImageReference::parse(text, mode);
    if mode == Mode::Compat && docker.is_some() {
        for issue in &mut issues {
            issue.severity = issue.severity.max(Severity::Warning);
        }
    }
    let errors = |text: &str| count_errors(&check_unmended(catalogue, text));
    keep_fixes_that_help(&mut issues, errors(text), |fix| {
        let mended = mended(text, &fix.edits);
        // What docker takes stays what docker takes, however much else is mended.
        if docker.is_some() && ImageReference::parse(&mended, mode).is_none() {
            return usize::MAX;
        }
        errors(&mended)
    });
    sort_issues(&mut issues);
    let is_valid = !issues.iter().any(Issue::is_error);
    Checked {
        reference: docker.filter(|_| is_valid),
        issues,
    }
}

/// Everything that is wrong with `text`; the fixes are not yet tried.
fn check_unmended(catalogue: &Catalogue, text: &str) -> Vec<Issue> {
    let mut issues = Vec::new();
    read_line(catalogue, text, &mut issues);
    issues
}

/// Reads an image in one line, as strict mode and its registry demand.
pub(crate) fn read_line(
    catalogue: &Catalogue,
    text: &str,
    issues: &mut Vec<Issue>,
) -> Option<ImageName> {
    if let Some(reference) = ImageReference::parse(text, Mode::Strict) {
        let in_line = |span: Option<Span>| span.map(|span| located(text, span));
        check_policy(
            in_line(reference.tag_span()),
            in_line(reference.digest_span()),
            issues,
        );
        check_name_length(&reference, issues);
        return Some(check_registry(catalogue, &reference, issues));
    }
    let found = explain(text, Field::Image);
    // What the registry has against the mended text is said now, not after the next click.
    let first_fixes: Vec<Edit> = found
        .iter()
        .filter_map(|issue| issue.fixes.first())
        .flat_map(|fix| fix.edits.iter().cloned())
        .collect();
    issues.extend(found);
    let mended = Mended::new(text, &first_fixes);
    let reference = ImageReference::parse(mended.text(), Mode::Strict)?;
    let mut behind = Vec::new();
    let _ = check_registry(catalogue, &reference, &mut behind);
    issues.extend(behind.into_iter().map(|mut issue| {
        issue.span = mended.origin(issue.span);
        issue.fixes.retain_mut(|fix| {
            fix.edits
                .iter_mut()
                .all(|edit| match mended.exact_origin(edit.span) {
                    Some(span) => {
                        edit.span = span;
                        true
                    }
                    None => false,
                })
        });
        issue
    }));
    None
}

/// What the registry's own rules say about a good reference, and how its name is split.
fn check_registry(
    catalogue: &Catalogue,
    reference: &ImageReference<'_>,
    issues: &mut Vec<Issue>,
) -> ImageName {
    let text = reference.as_str();
    let identified = match reference.host_span() {
        Some(span) => catalogue.check_host(located(text, span), issues),
        None => catalogue.identify(DOCKER_HUB_HOST),
    };
    if let Some(entry) = identified.entry() {
        check_repository(entry, &[located(text, reference.path_span())], issues);
        if let Some(tag) = reference.tag_span() {
            check_tag(
                entry,
                reference.path_span().of(text),
                located(text, tag),
                issues,
            );
        } else if reference.digest().is_none() {
            let nowhere = located(text, Span::at(reference.path_span().end));
            check_tag(entry, reference.path_span().of(text), nowhere, issues);
        }
    }
    ImageName::new(
        &identified,
        reference.path_span().of(text),
        reference.tag(),
        reference.digest(),
    )
}

fn located(text: &str, span: Span) -> Located<'_> {
    Located::new(Field::Image, span.start, span.of(text))
}

/// What is allowed of tags and digests, and seldom wise.
pub(crate) fn check_policy(
    tag: Option<Located<'_>>,
    digest: Option<Located<'_>>,
    issues: &mut Vec<Issue>,
) {
    match (tag, digest) {
        (Some(tag), Some(_)) => issues.push(
            tag.issue(
                Code::ReferenceTagAndDigest,
                tag.whole_range(),
                "the digest decides what is pulled; the tag is a comment",
            )
            .help("keep both if the tag helps people"),
        ),
        (Some(tag), None) if tag.text == "latest" => issues.push(
            tag.issue(
                Code::ReferenceLatest,
                tag.whole_range(),
                "`latest` changes without notice",
            )
            .help("name a version, so that a run can be repeated"),
        ),
        _ => {}
    }
    if let Some(digest) = digest.filter(|digest| digest.text.starts_with("sha384:")) {
        issues.push(
            digest
                .issue(
                    Code::ReferenceDigestUnregistered,
                    digest.whole_range(),
                    "SHA-384 is not a registered digest algorithm; some clients refuse it",
                )
                .help("use the `sha256` digest"),
        );
    }
}

/// Some clients count the host as well.
fn check_name_length(reference: &ImageReference<'_>, issues: &mut Vec<Issue>) {
    let path = reference.path_span();
    if reference.host_span().is_some() && path.end > NAME_BYTES_PORTABLE {
        issues.push(
            Issue::new(
                Code::ReferenceNameLong,
                Field::Image,
                Span::new(0, path.end),
                "host and path have more than 255 characters together; some clients refuse that",
            )
            .help("use shorter names"),
        );
    }
}

impl ImageName {
    /// Splits a repository that has been checked into namespace and name.
    pub(crate) fn new(
        identified: &Identified<'_>,
        repository: &str,
        tag: Option<&str>,
        digest: Option<&str>,
    ) -> Self {
        let (namespace, name) = match (identified.id(), repository.split_once('/')) {
            (DOCKER_HUB_ID, None) => (OFFICIAL_NAMESPACE, repository),
            (AMAZON_ECR_ID, _) | (_, None) => (EMPTY_NAMESPACE, repository),
            (_, Some((namespace, name))) => (namespace, name),
        };
        Self {
            registry: identified.id().to_owned(),
            host: identified.host().to_owned(),
            namespace: namespace.to_owned(),
            name: name.to_owned(),
            tag: tag.map(str::to_owned),
            digest: digest.map(str::to_owned),
        }
    }

    /// The repository as `docker` knows it: without the placeholder of an empty namespace.
    #[must_use]
    pub fn repository(&self) -> String {
        if self.namespace == EMPTY_NAMESPACE {
            self.name.clone()
        } else {
            [&*self.namespace, "/", &self.name].concat()
        }
    }

    /// The canonical reference.
    #[must_use]
    pub fn reference(&self) -> String {
        let mut text = format!("{}/{}", self.host, self.repository());
        if let Some(tag) = &self.tag {
            let _ = write!(text, ":{tag}");
        }
        if let Some(digest) = &self.digest {
            let _ = write!(text, "@{digest}");
        }
        text
    }

    /// The path of a tool of this image.
    #[must_use]
    pub fn tool_path(&self, tool_name: Option<&str>) -> ToolPath {
        ToolPath::join(&self.host, &self.namespace, &self.name, tool_name)
    }

    /// The commands that pull it.
    #[must_use]
    pub fn pull_instructions(
        &self,
        catalogue: &Catalogue,
        visibility: crate::privacy::Visibility,
    ) -> pull::PullInstructions {
        let repository = self.repository();
        pull::instructions(
            &pull::Image {
                entry: catalogue.by_id(&self.registry),
                host: &self.host,
                repository: &repository,
                tag: self.tag.as_deref(),
                digest: self.digest.as_deref(),
            },
            visibility,
        )
    }

    /// The page about the image on the registry's own site, where there is one.
    #[must_use]
    pub fn page(&self, catalogue: &Catalogue) -> Option<String> {
        catalogue
            .by_id(&self.registry)?
            .page(&self.host, &self.repository())
    }
}

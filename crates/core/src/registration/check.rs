//! The pipeline of checks, in the order of the form's fields.

use std::borrow::Cow;

use crate::code::Code;
use crate::contact;
use crate::image::{ImageName, read_line};
use crate::privacy::{self, Visibility};
use crate::prose;
use crate::registry::{CUSTOM_ID, Catalogue, RegistryEntry};
use crate::report::{
    Edit, Field, Fix, Issue, Span, count_errors, keep_fixes_that_help, sort_issues, sort_short,
};
use crate::tool_path;

use super::{Draft, Fault, Registration, Report, agree, parts, texts};

/// Most issues in one report; what is cut off shows once the first ones are mended.
pub const ISSUES_MAX: usize = 32;

/// Checks a draft against every rule.
///
/// All issues are found at once, in stable order; every fix has been tried and leads to fewer
/// errors.
///
/// ```
/// use wharfinger_core::registration::{Draft, check};
/// use wharfinger_core::{registry::Catalogue, report::Field};
///
/// let draft = Draft::default()
///     .with(Field::Image, "312767926603.dkr.ecr.us-west-2.amazonaws.com/md5sum:1.0")
///     .with(Field::ContactEmail, "tools@example.org");
/// let report = check(&Catalogue::built_in(), &draft);
/// assert_eq!(report.issues[0].code.as_str(), "privacy.registry_is_private");
///
/// let mut mended = draft.clone();
/// mended.apply(&report.issues[0].fixes[0]);
/// let registration = check(&Catalogue::built_in(), &mended).registration.unwrap();
/// assert_eq!(
///     registration.tool_path().as_str(),
///     "312767926603.dkr.ecr.us-west-2.amazonaws.com/_/md5sum"
/// );
/// ```
#[must_use]
pub fn check(catalogue: &Catalogue, draft: &Draft) -> Report {
    let (mut issues, registration) = check_untried(catalogue, draft);
    let errors = count_errors(&issues);
    keep_fixes_that_help(&mut issues, errors, |fix| {
        let mut mended = draft.clone();
        mended.apply(fix);
        count_errors(&check_untried(catalogue, &mended).0)
    });
    Report {
        issues,
        registration,
    }
}

/// The image a draft names, if it can be read, whatever else is wrong with the draft: what a
/// preview shows.
///
/// A host that cannot be a registry is not shown as one that is unknown.
///
/// ```
/// use wharfinger_core::registration::{Draft, read_image};
/// use wharfinger_core::{registry::Catalogue, report::Field};
/// let read = |image| read_image(&Catalogue::built_in(), &Draft::default().with(Field::Image, image));
/// assert!(read("registry.example.org/team/Tool:1").is_none());
/// assert!(read("registry.example.org/team/tool:1").is_some());
/// // An AWS account has twelve digits.
/// assert!(read("31276792660.dkr.ecr.us-west-2.amazonaws.com/team/tool:1").is_none());
/// ```
#[must_use]
pub fn read_image(catalogue: &Catalogue, draft: &Draft) -> Option<ImageName> {
    let mut issues = Vec::new();
    let image = image(catalogue, draft, &mut issues)?;
    let is_wrong_host = image.registry == CUSTOM_ID
        && issues
            .iter()
            .any(|issue| issue.is_error() && issue.code.area() == "registry");
    // Of a registry that is not in the catalogue the rules know nothing but its host.
    (!is_wrong_host).then_some(image)
}

/// All checks, with fixes that nobody has tried yet.
fn check_untried(catalogue: &Catalogue, draft: &Draft) -> (Vec<Issue>, Option<Registration>) {
    let (mut issues, registration) = check_once(catalogue, draft);
    // A report that is full has no room for what hides.
    if registration.is_none() && issues.len() < ISSUES_MAX {
        reveal_hidden(catalogue, draft, &mut issues);
    }
    // Errors stay, whatever else has to go.
    if issues.len() > ISSUES_MAX {
        sort_short(&mut issues, |issue| !issue.is_error());
        issues.truncate(ISSUES_MAX);
        sort_issues(&mut issues);
    }
    (issues, registration)
}

/// Most errors that hide behind each other: the host, the name, the privacy, the contact.
const HIDDEN_DEPTH: usize = 4;

/// Adds the errors that hide behind others: a registry's own rules wait for a readable name,
/// privacy for a known registry, the contact for the privacy. They are found on a copy in which
/// the other errors are mended, and said now, not after the next click.
fn reveal_hidden(catalogue: &Catalogue, draft: &Draft, issues: &mut Vec<Issue>) {
    let mut found = issues.clone();
    let mut current = Cow::Borrowed(draft);
    for _ in 0..HIDDEN_DEPTH {
        let Some(mended) = mended_draft(&current, &found) else {
            break;
        };
        found = check_once(catalogue, &mended).0;
        let is_changed = |field: Field| draft.get(field) != mended.get(field);
        for hidden in found.iter().filter(|issue| issue.is_error()) {
            let is_said = |said: &Issue| (said.code, said.field) == (hidden.code, hidden.field);
            if issues.iter().any(is_said) {
                continue;
            }
            let mut hidden = hidden.clone();
            if is_changed(hidden.field) {
                hidden.span = Span::whole(draft.get(hidden.field).unwrap_or_default());
            }
            hidden
                .fixes
                .retain(|fix| !fix.edits.iter().any(|edit| is_changed(edit.field)));
            issues.push(hidden);
        }
        current = Cow::Owned(mended);
    }
    sort_issues(issues);
}

/// The draft with the first fix of every error applied; `None` when there is nothing to apply.
fn mended_draft(draft: &Draft, issues: &[Issue]) -> Option<Draft> {
    let edits: Vec<Edit> = issues
        .iter()
        .filter(|issue| issue.is_error())
        .filter_map(|issue| issue.fixes.first())
        .flat_map(|fix| fix.edits.iter().cloned())
        .collect();
    let mut result = draft.clone();
    result.edit(&edits);
    (!edits.is_empty()).then_some(result)
}

/// One pass over every rule.
fn check_once(catalogue: &Catalogue, draft: &Draft) -> (Vec<Issue>, Option<Registration>) {
    let fault =
        |fault: &Fault| fault.issue(Code::RegistrationUnknownField, Code::RegistrationWrongType);
    let mut issues: Vec<Issue> = draft.faults.iter().map(fault).collect();
    let image = image(catalogue, draft, &mut issues);
    let tool_name = draft.given(Field::ToolName);
    if let Some(tool_name) = tool_name {
        tool_path::check_tool_name(tool_name, &mut issues);
    }
    let contact = draft.given(Field::ContactEmail).map(|text| {
        contact::check(text, Field::ContactEmail).map_err(|found| issues.extend(found))
    });
    let visibility = visibility(
        draft,
        image.as_ref(),
        catalogue,
        contact.is_some() || draft.is_faulty(Field::ContactEmail),
        &mut issues,
    );
    let description = draft.given(Field::Description);
    if let Some(text) = description {
        texts::check_description(text, &mut issues);
    }
    let source_url = draft.given(Field::SourceUrl);
    if let Some(text) = source_url {
        texts::check_source_url(text, &mut issues);
    }
    sort_issues(&mut issues);
    if issues.iter().any(Issue::is_error) {
        return (issues, None);
    }
    let registration = image
        .zip(visibility)
        .map(|(image, visibility)| Registration {
            tool_path: image.tool_path(draft.tool_name()),
            registry: image.registry,
            tag: image.tag,
            digest: image.digest,
            visibility,
            contact_email: contact
                .and_then(Result::ok)
                .map(|email| email.as_str().to_owned()),
            description: description.map(prose::kept),
            source_url: source_url.map(|text| text.trim().to_owned()),
        });
    (issues, registration)
}

fn image(catalogue: &Catalogue, draft: &Draft, issues: &mut Vec<Issue>) -> Option<ImageName> {
    if let Some(line) = draft.given(Field::Image) {
        let image = read_line(catalogue, line, issues)?;
        return Some(agree::agree(catalogue, draft, image, issues));
    }
    if parts::FIELDS
        .iter()
        .any(|field| draft.given(*field).is_some())
    {
        return parts::read(catalogue, draft, issues);
    }
    if draft.is_faulty(Field::Image) {
        return None;
    }
    issues.push(
        Issue::new(
            Code::RegistrationImageMissing,
            Field::Image,
            Span::whole(draft.get(Field::Image).unwrap_or_default()),
            "no image is named",
        )
        .help("paste the image as you would pull it, for example `quay.io/biocontainers/samtools:1.17`"),
    );
    None
}

/// The visibility a draft asks for; `None` when it cannot be read.
fn visibility(
    draft: &Draft,
    image: Option<&ImageName>,
    catalogue: &Catalogue,
    has_contact: bool,
    issues: &mut Vec<Issue>,
) -> Option<Visibility> {
    let text = draft.get(Field::Visibility).unwrap_or_default();
    let span = Span::whole(text);
    let visibility = match draft.given(Field::Visibility) {
        None if draft.is_faulty(Field::Visibility) => return None,
        None => draft.visibility(),
        Some(given) => {
            let Some(visibility) = Visibility::from_name(given.trim()) else {
                issues.push(unknown_visibility(text, span));
                return None;
            };
            visibility
        }
    };
    let registry = image.map(|image| {
        let entry = catalogue.by_id(&image.registry);
        (
            entry.map_or("this registry", RegistryEntry::name),
            entry.map_or(privacy::UNKNOWN_REGISTRY, RegistryEntry::visibility),
        )
    });
    let contact = Span::whole(draft.get(Field::ContactEmail).unwrap_or_default());
    privacy::check(registry, visibility, has_contact, span, contact, issues);
    Some(visibility)
}

fn unknown_visibility(text: &str, span: Span) -> Issue {
    let fix = |visibility: Visibility, label: &'static str| {
        Fix::new(label, Field::Visibility, span, visibility.as_str())
    };
    let public = fix(Visibility::Public, "Make the tool public");
    let private = fix(Visibility::Private, "Make the tool private");
    let issue = Issue::new(
        Code::PrivacyVisibilityUnknown,
        Field::Visibility,
        span,
        "the visibility is neither `public` nor `private`",
    )
    .help("choose `public` or `private`");
    // Showing what should be hidden is the worse mistake.
    if text.to_ascii_lowercase().contains("pub") {
        issue.fix(public).fix(private)
    } else {
        issue.fix(private).fix(public)
    }
}

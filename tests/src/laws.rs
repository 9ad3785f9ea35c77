//! Laws: what holds for every report about every draft.

use wharfinger_core::reference::{ImageReference, Mode};
use wharfinger_core::registration::{Draft, Registration, Report, check};
use wharfinger_core::registry::Catalogue;
use wharfinger_core::report::{Edit, Field, Fix, Issue, Severity, Span, TEXT_BYTES_MAX};
use wharfinger_core::wire;

/// Every law that the report about `draft` breaks, in words; nothing when all is well.
///
/// ```
/// use wharfinger_core::{registration::Draft, registry::Catalogue, report::Field};
/// let draft = Draft::default().with(Field::Image, "docker pull ghcr.io/Owner/tool");
/// assert!(wharfinger_tests::laws::broken(&Catalogue::built_in(), &draft).is_empty());
/// ```
#[must_use]
pub fn broken(catalogue: &Catalogue, draft: &Draft) -> Vec<String> {
    let report = check(catalogue, draft);
    let mut broken = Vec::new();
    let has_error = report.issues.iter().any(Issue::is_error);
    if report.is_valid() == has_error {
        broken.push("a report is valid exactly when no issue is an error".to_owned());
    }
    order(&report, &mut broken);
    for issue in &report.issues {
        texts(issue, &mut broken);
        places(draft, issue, &mut broken);
        for fix in &issue.fixes {
            mends(catalogue, draft, &report, issue, fix, &mut broken);
        }
    }
    spelling(draft, &report, &mut broken);
    if let Some(registration) = &report.registration {
        registered(catalogue, draft, registration, &mut broken);
    }
    broken
}

/// Texts for people are short, in one line, and do nothing to a terminal.
fn texts(issue: &Issue, broken: &mut Vec<String>) {
    let labels = issue.fixes.iter().map(|fix| &fix.label);
    for text in [&issue.message]
        .into_iter()
        .chain(&issue.help)
        .chain(labels)
    {
        if text.is_empty() || text.len() > TEXT_BYTES_MAX {
            broken.push(format!("{} bytes: {text}", text.len()));
        }
        if text.chars().any(char::is_control) {
            broken.push(format!("a control character in {text:?}"));
        }
        if text.ends_with('.') && !text.ends_with("..") {
            broken.push(format!("a full stop behind `{text}`"));
        }
    }
}

fn order(report: &Report, broken: &mut Vec<String>) {
    let key = |issue: &Issue| (issue.field, issue.span, issue.severity, issue.code);
    for pair in report.issues.windows(2) {
        if key(&pair[0]) > key(&pair[1]) {
            broken.push(format!("out of order: {:?} before {:?}", pair[0], pair[1]));
        }
        let place = |issue: &Issue| (issue.field, issue.span, issue.code);
        if place(&pair[0]) == place(&pair[1]) {
            // Only the unknown fields of a draft share their place, and name themselves.
            if pair[0].message == pair[1].message {
                broken.push(format!("said twice: {:?}", pair[0]));
            }
        }
    }
}

fn places(draft: &Draft, issue: &Issue, broken: &mut Vec<String>) {
    let fits = |field: Field, span: Span| {
        let text = draft.get(field).unwrap_or_default();
        span.start <= span.end
            && span.end <= text.len()
            && text.is_char_boundary(span.start)
            && text.is_char_boundary(span.end)
    };
    if !fits(issue.field, issue.span) {
        broken.push(format!("the span does not fit the field: {issue:?}"));
    }
    // A fix may move what was typed into another field.
    let was_typed = |c: char| {
        let texts = Field::ALL.iter().filter_map(|field| draft.get(*field));
        texts.into_iter().any(|text| text.contains(c))
    };
    for fix in &issue.fixes {
        for edit in &fix.edits {
            if edit.text.chars().any(|c| c.is_control() && !was_typed(c)) {
                broken.push(format!("an edit puts a control character in: {issue:?}"));
            }
        }
        if fix.edits.iter().any(|edit| !fits(edit.field, edit.span)) {
            broken.push(format!("an edit does not fit its field: {issue:?}"));
        }
        let overlap = |one: &Edit, other: &Edit| {
            one.field == other.field
                && one.span.start < other.span.end
                && other.span.start < one.span.end
        };
        let is_twice = fix
            .edits
            .iter()
            .enumerate()
            .any(|(at, edit)| fix.edits[at + 1..].iter().any(|other| overlap(edit, other)));
        if is_twice {
            broken.push(format!("edits of one fix overlap: {issue:?}"));
        }
    }
}

fn mends(
    catalogue: &Catalogue,
    draft: &Draft,
    report: &Report,
    issue: &Issue,
    fix: &Fix,
    broken: &mut Vec<String>,
) {
    let mut mended = draft.clone();
    mended.apply(fix);
    let after = check(catalogue, &mended);
    let (before, after) = (errors(report), errors(&after));
    if issue.is_error() && after >= before {
        broken.push(format!(
            "{before} errors, {after} after `{}`: {issue:?}",
            fix.label
        ));
    }
    if after > before {
        broken.push(format!("`{}` adds an error: {issue:?}", fix.label));
    }
    if mended == *draft {
        broken.push(format!("`{}` changes nothing: {issue:?}", fix.label));
    }
}

fn errors(report: &Report) -> usize {
    let errors = report.issues.iter().filter(|issue| issue.is_error());
    errors.count()
}

/// The JSON of the report can be read back, and says the same in UTF-16.
fn spelling(draft: &Draft, report: &Report, broken: &mut Vec<String>) {
    let text =
        serde_json::to_string(&wire::report(draft, report)).expect("a report has a spelling");
    let json: serde_json::Value = serde_json::from_str(&text).expect("the spelling is JSON");
    if json["valid"].as_bool() != Some(report.is_valid())
        || json["normalized"].is_null() == report.is_valid()
    {
        broken.push("the JSON disagrees about whether the draft is valid".to_owned());
    }
    for (issue, spelt) in report
        .issues
        .iter()
        .zip(json["issues"].as_array().into_iter().flatten())
    {
        let field = draft.get(issue.field).unwrap_or_default();
        let units: Vec<u16> = field.encode_utf16().collect();
        let offset = |name: &str| {
            let offset = spelt["span"][name].as_u64()?;
            usize::try_from(offset).ok()
        };
        let spanned = offset("start")
            .zip(offset("end"))
            .and_then(|(start, end)| units.get(start..end));
        let spanned = spanned.and_then(|units| String::from_utf16(units).ok());
        if spanned.as_deref() != Some(issue.span.of(field)) {
            broken.push(format!("the span in UTF-16 is another text: {issue:?}"));
        }
    }
}

fn registered(
    catalogue: &Catalogue,
    draft: &Draft,
    registration: &Registration,
    broken: &mut Vec<String>,
) {
    let image = registration.image();
    let path = registration.tool_path();
    let read = ImageReference::parse(&image, Mode::Strict).map(|read| {
        (
            read.domain() == path.host() && read.path() == path.repository(),
            read.tag() == registration.tag() && read.digest() == registration.digest(),
        )
    });
    if read != Some((true, true)) {
        broken.push(format!(
            "`{image}` does not read as the parts it was made of"
        ));
    }
    if Registration::restore(registration.stored()).as_ref() != Ok(registration) {
        broken.push("what was stored is restored as something else".to_owned());
    }
    let again = check(catalogue, &registration.to_draft());
    if again.registration.as_ref() != Some(registration) {
        broken.push(format!(
            "the draft of the registration gives another one: {:?} {:?}",
            again.registration, again.issues
        ));
    }
    if draft.faults.iter().len() > 0 {
        broken.push("a draft of the wrong shape was registered".to_owned());
    }
}

/// Every law that reading `text` alone breaks: both modes, and the explanation of a refusal.
#[must_use]
pub fn broken_by_reference(catalogue: &Catalogue, text: &str) -> Vec<String> {
    let mut broken = Vec::new();
    let compat = ImageReference::parse(text, Mode::Compat);
    let strict = ImageReference::parse(text, Mode::Strict);
    let verdict = wharfinger_core::reference::compat::verdict(text.as_bytes());
    if verdict.is_ok() != compat.is_some() {
        broken.push(format!("the scanner and the verdict differ: {verdict:?}"));
    }
    if strict.is_some() && compat.is_none() {
        broken.push("strict mode takes what docker refuses".to_owned());
    }
    for reference in [compat, strict].into_iter().flatten() {
        parts(&reference, &mut broken);
    }
    let issues = wharfinger_core::reference::explain(text, Field::Image);
    if strict.is_none() && !issues.iter().any(Issue::is_error) {
        broken.push(format!("refused without an error: {issues:?}"));
    }
    for mode in [Mode::Compat, Mode::Strict] {
        let checked = wharfinger_core::image::check(catalogue, text, mode);
        let has_error = checked
            .issues
            .iter()
            .any(|issue| issue.severity == Severity::Error);
        if checked.reference.is_some() == has_error {
            broken.push(format!(
                "{mode:?}: accepted with an error, or refused without: {:?}",
                checked.issues
            ));
        }
        let draft = Draft::default().with(Field::Image, text);
        for issue in &checked.issues {
            places(&draft, issue, &mut broken);
            for fix in &issue.fixes {
                let mut mended = draft.clone();
                mended.apply(fix);
                let mended = mended.get(Field::Image).unwrap_or_default();
                if checked.reference.is_some() && ImageReference::parse(mended, mode).is_none() {
                    broken.push(format!("{mode:?}: `{}` leads to `{mended}`", fix.label));
                }
            }
        }
    }
    broken
}

/// The parts of an accepted reference lie side by side and make up the whole text.
fn parts(reference: &ImageReference<'_>, broken: &mut Vec<String>) {
    let text = reference.as_str();
    let mut rebuilt = String::new();
    if let Some(host) = reference.host() {
        rebuilt.push_str(host);
        rebuilt.push('/');
    }
    rebuilt.push_str(reference.path_span().of(text));
    for (mark, part) in [(':', reference.tag()), ('@', reference.digest())] {
        if let Some(part) = part {
            rebuilt.push(mark);
            rebuilt.push_str(part);
        }
    }
    if rebuilt != text {
        broken.push(format!("the parts make up `{rebuilt}`"));
    }
    let canonical = reference.to_string();
    let again = ImageReference::parse(&canonical, Mode::Compat);
    if !reference.domain().is_empty()
        && again.map(|again| again.to_string()).as_ref() != Some(&canonical)
    {
        broken.push(format!("the canonical `{canonical}` reads as {again:?}"));
    }
}

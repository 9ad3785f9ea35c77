//! What the rules say about a place.

use wharfinger_core::code::Code;
use wharfinger_core::image;
use wharfinger_core::mended::Mended;
use wharfinger_core::reference::Mode;
use wharfinger_core::registry::Catalogue;
use wharfinger_core::report::{self, Issue};

use crate::finding::{Edit, Finding, FindingCode, Fix, Remark};
use crate::place::{Place, Reading, Unknown};

/// Rules whose mend changes nothing but the spelling: what was written cannot exist on any registry, or
/// is another name of the same place. A mend that guesses, such as the host that was probably meant, is
/// never among them.
const SAFE: &[Code] = &[
    // Left over from somewhere else; the reference inside is what it was.
    Code::ReferenceSurroundingSpace,
    Code::ReferenceQuoted,
    Code::ReferenceScheme,
    Code::ReferencePunctuation,
    Code::ReferenceInvisible,
    // No registry knows the other spelling.
    Code::ReferenceLookAlike,
    Code::ReferenceEmptySegment,
    Code::ReferenceUppercase,
    Code::ReferenceUppercaseHost,
    Code::ReferenceDigestCase,
    // Another name of the same place.
    Code::RegistryDefaultPort,
    Code::RegistryAliasHost,
];

/// Adds what there is to say about a place.
pub(crate) fn judge(catalogue: &Catalogue, text: &str, place: &Place, findings: &mut Vec<Finding>) {
    let written = place.span.of(text);
    match &place.reading {
        Reading::Known(edits) => {
            let image = Mended::new(written, edits);
            known(catalogue, &image, place.span.start, findings);
        }
        Reading::Open(unknown) => {
            findings.push(not_checked(written, unknown, place.span.start));
            if let Some(head) = head(written, unknown) {
                let head = Mended::new(head, &[]);
                let mut of_head = Vec::new();
                known(catalogue, &head, place.span.start, &mut of_head);
                // What is missing behind the head is not missing in the image.
                of_head.retain(|finding| finding.severity == report::Severity::Error);
                findings.append(&mut of_head);
            }
        }
    }
}

fn known(catalogue: &Catalogue, image: &Mended, start: usize, findings: &mut Vec<Finding>) {
    let checked = image::check(catalogue, image.text(), Mode::Strict);
    // A placeholder in a syntax that is not the format's own: something fills it in, in front of it.
    let placeholder = checked
        .issues
        .iter()
        .find(|issue| issue.code == Code::ReferenceExpression);
    if let Some(issue) = placeholder {
        let what = format!("`{}`", issue.span.of(image.text()));
        let unknown = Unknown::new(image.origin(issue.span), what);
        findings.push(not_checked(image.text(), &unknown, start));
        return;
    }
    let count = checked.issues.len();
    for issue in checked.issues {
        let fixes = fixes(catalogue, image, &issue, count, start);
        findings.push(Finding {
            code: FindingCode::Rule(issue.code),
            severity: issue.severity,
            span: image.origin(issue.span).shifted(start),
            image: Some(image.text().to_owned()),
            message: issue.message,
            help: issue.help,
            fixes,
        });
    }
}

/// The mends that change what is written in the place itself.
fn fixes(
    catalogue: &Catalogue,
    image: &Mended,
    issue: &Issue,
    count: usize,
    start: usize,
) -> Vec<Fix> {
    let in_file = |fix: &report::Fix| {
        let edits = fix.edits.iter().map(|edit| {
            let span = image.exact_origin(edit.span)?;
            Some(Edit {
                span: span.shifted(start),
                text: edit.text.clone(),
            })
        });
        let edits = edits.collect::<Option<Vec<Edit>>>()?;
        let is_safe = SAFE.contains(&issue.code) && issue.fixes.len() == 1 && {
            let mended = Mended::new(image.text(), &fix.edits);
            image::check(catalogue, mended.text(), Mode::Strict)
                .issues
                .len()
                < count
        };
        Some(Fix {
            label: fix.label.clone(),
            edits,
            is_safe,
        })
    };
    issue.fixes.iter().filter_map(in_file).collect()
}

fn not_checked(image: &str, unknown: &Unknown, start: usize) -> Finding {
    let message = format!(
        "{} has no value in this file, so the image is not checked",
        unknown.what
    );
    let mut finding = Finding::remark(Remark::NotChecked, unknown.span.shifted(start), message);
    finding.image = Some(image.to_owned());
    finding
}

/// The repository in front of a tag or digest that has no value; it can be checked without.
fn head<'a>(written: &'a str, unknown: &Unknown) -> Option<&'a str> {
    let is_open = |text: &str| text.contains(['$', '{', '\\', '<']);
    let before = written.get(..unknown.span.start)?;
    let behind = written.get(unknown.span.end..)?;
    let end = before.rfind(['/', ':', '@'])?;
    let head = &before[..end];
    let is_tag = !before[end..].starts_with('/') && !behind.contains('/');
    (is_tag && !head.is_empty() && !is_open(head)).then_some(head)
}

#[cfg(test)]
mod tests {
    use super::head;
    use crate::place::Unknown;
    use wharfinger_core::report::Span;

    #[test]
    fn the_repository_is_known_without_its_tag() {
        for (written, expected) in [
            ("ghcr.io/x/y:${TAG}", Some("ghcr.io/x/y")),
            ("nginx:1-${TAG}", Some("nginx")),
            ("nginx@${TAG}", Some("nginx")),
            ("localhost:${TAG}/x", None),
            ("ghcr.io/${TAG}", None),
            ("${A}/x:${TAG}", None),
            ("${TAG}", None),
            (":${TAG}", None),
        ] {
            let at = written.rfind("${TAG}").unwrap();
            let unknown = Unknown::new(Span::new(at, at + 6), "`TAG`");
            assert_eq!(head(written, &unknown), expected, "{written}");
        }
    }
}

//! What the rules say about a place.

use wharfinger_core::code::Code;
use wharfinger_core::image;
use wharfinger_core::mended::Mended;
use wharfinger_core::reference::Mode;
use wharfinger_core::registry::Catalogue;
use wharfinger_core::report::{self, Issue, Span};

use crate::finding::{Edit, Finding, FindingCode, Fix, Remark};
use crate::place::{Place, Reading, Unknown};
use crate::safe;

/// Adds what there is to say about a place.
pub(crate) fn judge(catalogue: &Catalogue, text: &str, place: &Place, findings: &mut Vec<Finding>) {
    let start = place.span.start;
    let written = place.span.of(text);
    let image = |written, edits| Image {
        catalogue,
        start,
        written,
        mended: Mended::new(written, edits),
        filled_in: edits,
        place,
    };
    match &place.reading {
        Reading::Known(edits) => image(written, edits).check(findings),
        Reading::Open(unknown) => {
            findings.push(not_checked(written, unknown, start));
            if let Some(head) = head(written, unknown) {
                let mut of_head = Vec::new();
                image(head, &unknown.before).check(&mut of_head);
                // What is missing behind the head is not missing in the image.
                of_head.retain(|finding| finding.severity == report::Severity::Error);
                findings.append(&mut of_head);
            }
        }
    }
}

/// An image as it is written, and what that comes to.
struct Image<'a> {
    catalogue: &'a Catalogue,
    /// Where it begins in the file.
    start: usize,
    written: &'a str,
    mended: Mended,
    /// What was put in for variables.
    filled_in: &'a [report::Edit],
    place: &'a Place,
}

impl Image<'_> {
    fn check(&self, findings: &mut Vec<Finding>) {
        let text = self.mended.text();
        let mut issues = image::check(self.catalogue, text, Mode::Strict).issues;
        if self.place.is_filled_in {
            for issue in &mut issues {
                take_dollar(issue, text);
            }
        }
        // A placeholder in a syntax that is not the format's own: something fills it in before it is used.
        let placeholder = issues
            .iter()
            .find(|issue| issue.code == Code::ReferenceExpression);
        if let Some(issue) = placeholder {
            let what = format!("`{}`", issue.span.of(text));
            let unknown = Unknown::new(self.mended.origin(issue.span), what);
            findings.push(not_checked(text, &unknown, self.start));
            return;
        }
        findings.extend(issues.iter().map(|issue| Finding {
            code: FindingCode::Rule(issue.code),
            severity: issue.severity,
            span: self.mended.origin(issue.span).shifted(self.start),
            image: Some(text.to_owned()),
            message: issue.message.clone(),
            help: issue.help.clone(),
            fixes: self.fixes(issue, &issues),
        }));
    }

    /// The mends of one of several issues that change what is written here.
    fn fixes(&self, issue: &Issue, issues: &[Issue]) -> Vec<Fix> {
        let in_file = |fix: &report::Fix| {
            let edits = fix.edits.iter().map(|edit| self.edit(edit));
            Some(Fix {
                label: fix.label.clone(),
                edits: edits.collect::<Option<Vec<Edit>>>()?,
                is_safe: !self.place.is_guess
                    && safe::fix_of(issue).is_some()
                    && self.issues_after(fix) < issues.len()
                    && safe::keeps_place(self.catalogue, self.mended.text(), issue, issues),
            })
        };
        issue.fixes.iter().filter_map(in_file).collect()
    }

    /// An edit of the image as one of the file; none where a variable would be replaced by what it stands
    /// for, or of what only looks like one. None beside one either: it would only hold for this value, and may
    /// end up in the name. Nor may taking out a character make a name out of what stands around it.
    fn edit(&self, edit: &report::Edit) -> Option<Edit> {
        let span = self.mended.exact_origin(edit.span)?;
        let written = span.of(self.written);
        let is_written_so =
            written == edit.span.of(self.mended.text()) && !written.contains(['$', '~']);
        let is_beside =
            |value: &report::Edit| value.span.start <= span.end && span.start <= value.span.end;
        let is_apart =
            !self.filled_in.iter().any(is_beside) && !is_in_name(self.written, span.start);
        (is_written_so && is_apart).then(|| Edit {
            span: span.shifted(self.start),
            text: edit.text.clone(),
        })
    }

    fn issues_after(&self, fix: &report::Fix) -> usize {
        let mended = Mended::new(self.mended.text(), &fix.edits);
        let checked = image::check(self.catalogue, mended.text(), Mode::Strict);
        checked.issues.len()
    }
}

/// Whether what stands at `at` would belong to the name of a variable if it could stand in one.
fn is_in_name(text: &str, at: usize) -> bool {
    let may_stand_in_name = |c: char| matches!(c, '{' | '_' | '.') || c.is_ascii_alphanumeric();
    text[..at]
        .trim_end_matches(may_stand_in_name)
        .ends_with(['$', '~'])
}

/// Says of what looks like a variable, where there is none, that its `$` means itself.
fn take_dollar(issue: &mut Issue, image: &str) {
    if issue.code == Code::ReferenceExpression && issue.span.of(image).starts_with('$') {
        let dollar = Span::new(issue.span.start, issue.span.start + 1);
        let message = "`$` means itself here, and cannot stand in a reference";
        *issue = Issue::new(Code::ReferenceCharacter, issue.field, dollar, message);
    }
}

fn not_checked(image: &str, unknown: &Unknown, start: usize) -> Finding {
    let message = format!("{unknown}, so the image is not checked");
    let mut finding = Finding::remark(Remark::NotChecked, unknown.span.shifted(start), message);
    finding.image = Some(image.to_owned());
    finding
}

/// The repository in front of a tag or digest that has no value; it can be checked without.
fn head<'a>(written: &'a str, unknown: &Unknown) -> Option<&'a str> {
    let is_open = |text: &str| text.contains(['$', '{', '\\', '<']);
    let before = written.get(..unknown.span.start)?;
    let behind = written.get(unknown.span.end..)?;
    let filled_in = |text| Mended::new(text, &unknown.before).text().to_owned();
    // What something else stands for is not cut.
    let is_inside = |at: &usize| {
        unknown
            .before
            .iter()
            .any(|it| it.span.start <= *at && *at < it.span.end)
    };
    let mut separators = before.rmatch_indices(['/', ':', '@']).map(|(at, _)| at);
    let end = separators.find(|at| !is_inside(at))?;
    let head = filled_in(&before[..end]);
    let is_tag = !filled_in(before)[head.len()..].contains('/') && !behind.contains('/');
    (is_tag && !head.is_empty() && !is_open(&head)).then_some(&before[..end])
}

#[cfg(test)]
mod tests {
    use super::head;
    use crate::place::{Reading, Unknown};
    use crate::variable::{Literal, expand};
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

    #[test]
    fn the_repository_is_known_behind_a_default() {
        for (written, expected) in [
            ("${R:-quay.io}/Foo/x:${TAG}", Some("${R:-quay.io}/Foo/x")),
            ("${R:-x/y:1}:${TAG}", Some("${R:-x/y:1}")),
            ("x@${R:-sha256:a}${TAG}", Some("x")),
            ("localhost:${R:-1/x}${TAG}", None),
            ("${R:-x:1}${TAG}", None),
            ("${R:-x:1}/${TAG}", None),
            ("${R:-}:${TAG}", None),
            ("${R:-$$x}:${TAG}", None),
        ] {
            let Reading::Open(unknown) = expand(written, Literal::Doubled, &|_| None) else {
                panic!("{written}");
            };
            assert_eq!(head(written, &unknown), expected, "{written}");
        }
    }
}

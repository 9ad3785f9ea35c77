//! What the check says about one field, ready to be drawn: the field's text cut at the marks, the
//! issues, and their mends as buttons that work without JavaScript.

use std::borrow::Cow;

use wharfinger_core::report::{Field, Fix, Issue, Severity};

/// Most UTF-16 code units that are drawn of either end of a stretch between marks, or of a mark: two
/// lines of the form, so that of a long paste what lies about its marks is seen. The form in the
/// browser has the same number (`web/validator/src/form/draw.ts`), and counts as JavaScript does.
const STRETCH_END_UNITS_MAX: usize = 120;

/// The findings about one field.
#[derive(Clone, Debug)]
pub(crate) struct Findings<'a> {
    pub(crate) field: &'static str,
    pub(crate) segments: Vec<Segment<'a>>,
    pub(crate) issues: Vec<Finding<'a>>,
}

/// A stretch of a field's text, marked or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Segment<'a> {
    pub(crate) text: Cow<'a, str>,
    pub(crate) severity: Option<&'static str>,
}

/// One issue with its mends.
#[derive(Clone, Debug)]
pub(crate) struct Finding<'a> {
    pub(crate) code: &'static str,
    pub(crate) severity: &'static str,
    pub(crate) message: &'a str,
    pub(crate) help: Option<&'a str>,
    pub(crate) mends: Vec<Mend<'a>>,
}

/// A button that applies a fix on the server.
#[derive(Clone, Debug)]
pub(crate) struct Mend<'a> {
    pub(crate) label: &'a str,
    pub(crate) value: String,
}

impl<'a> Findings<'a> {
    /// What `issues` say about `field`, which holds `text`.
    pub(crate) fn of(field: Field, text: &'a str, issues: &'a [Issue]) -> Self {
        let own = || issues.iter().filter(move |issue| issue.field == field);
        let found = own().enumerate().map(|(index, issue)| {
            let earlier = own().take(index);
            let same_code = earlier.filter(|other| other.code == issue.code);
            let offset = same_code.map(|other| other.fixes.len()).sum();
            Finding::of(issue, offset)
        });
        Self {
            field: field.as_str(),
            segments: segments(text, own()),
            issues: found.collect(),
        }
    }

    pub(crate) fn has_errors(&self) -> bool {
        let error = Severity::Error.as_str();
        self.issues.iter().any(|issue| issue.severity == error)
    }
}

impl<'a> Finding<'a> {
    fn of(issue: &'a Issue, offset: usize) -> Self {
        let mends = issue.fixes.iter().enumerate().map(|(index, fix)| Mend {
            label: &fix.label,
            value: format!("{}/{}/{}", issue.field, issue.code, offset + index),
        });
        Self {
            code: issue.code.as_str(),
            severity: issue.severity.as_str(),
            message: &issue.message,
            help: issue.help.as_deref(),
            mends: mends.collect(),
        }
    }
}

/// The fix that the button with this value stands for, in a report that may be newer than the
/// button: found by field and code, so that a form which was edited in between never gets a mend
/// for something else.
pub(crate) fn fix_of<'a>(value: &str, issues: &'a [Issue]) -> Option<&'a Fix> {
    let mut parts = value.splitn(3, '/');
    let (field, code, index) = (parts.next()?, parts.next()?, parts.next()?);
    issues
        .iter()
        .filter(|issue| issue.field.as_str() == field && issue.code.as_str() == code)
        .flat_map(|issue| &issue.fixes)
        .nth(index.parse().ok()?)
}

/// Cuts `text` where marks begin and end. Where marks overlap, the graver one is drawn. Empty where
/// there is nothing to mark: an issue about what is missing has no letters.
fn segments<'a>(text: &'a str, issues: impl Iterator<Item = &'a Issue>) -> Vec<Segment<'a>> {
    let marks: Vec<_> = issues
        .filter(|issue| !issue.span.of(text).is_empty())
        .map(|issue| (issue.span, issue.severity))
        .collect();
    if marks.is_empty() {
        return Vec::new();
    }
    let mut cuts: Vec<usize> = marks
        .iter()
        .flat_map(|(span, _)| [span.start, span.end])
        .collect();
    cuts.extend([0, text.len()]);
    cuts.sort_unstable();
    cuts.dedup();
    cuts.iter()
        .zip(cuts.iter().skip(1))
        .map(|(&start, &end)| {
            let covering = marks
                .iter()
                .filter(|(span, _)| span.start <= start && end <= span.end);
            Segment {
                text: shortened(&text[start..end]),
                severity: covering
                    .map(|(_, severity)| *severity)
                    .min()
                    .map(Severity::as_str),
            }
        })
        .collect()
}

/// A stretch without its middle, where it is long; cut between characters.
fn shortened(stretch: &str) -> Cow<'_, str> {
    let whole_max = 2 * STRETCH_END_UNITS_MAX;
    if stretch.encode_utf16().nth(whole_max).is_none() {
        return Cow::Borrowed(stretch);
    }
    let head = end_bytes(stretch.chars());
    let tail = stretch.len() - end_bytes(stretch.chars().rev());
    Cow::Owned([&stretch[..head], "…", &stretch[tail..]].concat())
}

/// The bytes of the first characters that are [`STRETCH_END_UNITS_MAX`] code units or fewer.
fn end_bytes(characters: impl Iterator<Item = char>) -> usize {
    let mut units = 0;
    characters
        .take_while(|character| {
            units += character.len_utf16();
            units <= STRETCH_END_UNITS_MAX
        })
        .map(char::len_utf8)
        .sum()
}

/// One line of the error summary.
#[derive(Clone, Debug)]
pub(crate) struct SummaryLine<'a> {
    /// Id of the control it is about.
    pub(crate) target: &'static str,
    pub(crate) message: Cow<'a, str>,
}

/// The errors of a report, for the summary on top of the form.
pub(crate) fn summary(issues: &[Issue]) -> Vec<SummaryLine<'_>> {
    let errors = issues.iter().filter(|issue| issue.is_error());
    errors
        .map(|issue| SummaryLine {
            target: issue.field.as_str(),
            message: Cow::Borrowed(&*issue.message),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use wharfinger_core::code::Code;
    use wharfinger_core::report::Span;

    fn issue(start: usize, end: usize, fixes: &[&'static str]) -> Issue {
        let span = Span::new(start, end);
        let issue = Issue::new(Code::RegistrationImageMissing, Field::Image, span, "wrong");
        fixes.iter().fold(issue, |issue, label| {
            issue.fix(Fix::new(*label, Field::Image, span, ""))
        })
    }

    fn drawn(text: &str, issues: &[Issue]) -> String {
        let findings = Findings::of(Field::Image, text, issues);
        let draw = |segment: &Segment<'_>| match segment.severity {
            Some(_) => format!("[{}]", segment.text),
            None => segment.text.to_string(),
        };
        findings.segments.iter().map(draw).collect()
    }

    #[test]
    fn marks_cut_the_text() {
        assert_eq!(
            drawn("quay.io/Ünder", &[issue(8, 10, &[])]),
            "quay.io/[Ü]nder"
        );
        assert_eq!(
            drawn("a b c", &[issue(1, 2, &[]), issue(3, 4, &[])]),
            "a[ ]b[ ]c"
        );
        assert_eq!(drawn("abc", &[issue(3, 3, &[])]), "");
        assert_eq!(
            drawn("abc", &[issue(0, 2, &[]), issue(1, 3, &[])]),
            "[a][b][c]"
        );
        assert_eq!(drawn("abc", &[]), "");
        assert_eq!(
            drawn("Ü", &[issue(1, 2, &[])]),
            "",
            "a span inside a character is not drawn"
        );
    }

    #[test]
    fn of_a_long_paste_only_what_lies_about_the_marks_is_drawn() {
        let whole = "é".repeat(2 * STRETCH_END_UNITS_MAX);
        assert_eq!(shortened(&whole), whole);
        let (half, long) = (&whole[..whole.len() / 2], "é".repeat(100_000));
        assert_eq!(shortened(&long), format!("{half}…{half}"));
        // Two code units each, and none is cut in two.
        let wide = "🧬".repeat(STRETCH_END_UNITS_MAX);
        assert_eq!(shortened(&wide), wide);
        let (odd, end) = (format!("é{wide}é"), &wide[..wide.len() / 2 - "🧬".len()]);
        assert_eq!(shortened(&odd), format!("é{end}…{end}é"));
        let text = format!("{long}X{long}");
        let marked = issue(long.len(), long.len() + 1, &[]);
        assert_eq!(
            drawn(&text, &[marked]),
            format!("{half}…{half}[X]{half}…{half}")
        );
    }

    #[test]
    fn every_button_finds_its_own_fix() {
        let issues = [issue(0, 1, &["first", "second"]), issue(2, 3, &["third"])];
        let findings = Findings::of(Field::Image, "a b c", &issues);
        for mend in findings.issues.iter().flat_map(|issue| &issue.mends) {
            assert_eq!(fix_of(&mend.value, &issues).unwrap().label, mend.label);
        }
        assert_eq!(
            findings.issues[1].mends[0].value,
            "image/registration.image_missing/2"
        );
        for stale in [
            "",
            "image",
            "image/reference.empty/0",
            "image/registration.image_missing/3",
        ] {
            assert_eq!(fix_of(stale, &issues), None);
        }
    }
}

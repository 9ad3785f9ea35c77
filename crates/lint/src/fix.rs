//! Safe mends, made.

use wharfinger_core::registry::Catalogue;
use wharfinger_core::report::Severity;

use crate::finding::{Edit, FindingCode, Fix, Remark};
use crate::{Format, Linted, lint};

/// Most times that a file is gone through: one mend may show what another rule has to say. Three were
/// enough for every case in the tests.
const ROUNDS_MAX: usize = 8;

/// A file with its safe mends made.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fixed {
    /// The text; every byte outside of the mends is what it was.
    pub text: String,
    /// How many mends were made; with none the text is what it was.
    pub count: usize,
    /// What is left.
    pub linted: Linted,
}

/// Makes every safe mend, as long as each round leads to fewer findings.
///
/// Doing it again changes nothing.
///
/// ```
/// use wharfinger_core::registry::Catalogue;
/// use wharfinger_lint::{Format, fix};
/// let fixed = fix(&Catalogue::built_in(), Format::Dockerfile, "FROM ghcr.io/Team/tool:1 # x\n");
/// assert_eq!(fixed.text, "FROM ghcr.io/team/tool:1 # x\n");
/// assert_eq!(fixed.count, 1);
/// ```
#[must_use]
pub fn fix(catalogue: &Catalogue, format: Format, text: &str) -> Fixed {
    let mut fixed = Fixed {
        text: text.to_owned(),
        count: 0,
        linted: lint(catalogue, format, text),
    };
    for _ in 0..ROUNDS_MAX {
        let chosen = apart(&fixed.linted);
        if chosen.is_empty() {
            break;
        }
        let text = mended(&fixed.text, &chosen);
        let linted = lint(catalogue, format, &text);
        if !is_better(&fixed.linted, &linted) {
            break;
        }
        fixed = Fixed {
            text,
            count: fixed.count + chosen.len(),
            linted,
        };
    }
    fixed
}

/// Fewer findings about as many images, no more errors, and no less that is checked.
fn is_better(before: &Linted, after: &Linted) -> bool {
    let errors = |linted: &Linted| linted.count(Severity::Error);
    let not_checked = |linted: &Linted| {
        let code = FindingCode::Remark(Remark::NotChecked);
        let findings = linted.findings.iter();
        findings.filter(|finding| finding.code == code).count()
    };
    after.references == before.references
        && after.findings.len() < before.findings.len()
        && errors(after) <= errors(before)
        && not_checked(after) <= not_checked(before)
}

/// The safe mends, without those that would touch what another one changes.
fn apart(linted: &Linted) -> Vec<&Fix> {
    let mut chosen: Vec<&Fix> = Vec::new();
    let safe = linted
        .findings
        .iter()
        .flat_map(|finding| &finding.fixes)
        .filter(|fix| fix.is_safe);
    for fix in safe {
        let touches = |other: &Edit| {
            fix.edits
                .iter()
                .any(|edit| edit.span.start <= other.span.end && other.span.start <= edit.span.end)
        };
        if !chosen.iter().any(|other| other.edits.iter().any(touches)) {
            chosen.push(fix);
        }
    }
    chosen
}

fn mended(text: &str, fixes: &[&Fix]) -> String {
    let mut edits: Vec<&Edit> = fixes.iter().flat_map(|fix| &fix.edits).collect();
    edits.sort_by_key(|edit| edit.span);
    let mut mended = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        mended.push_str(&text[at..edit.span.start]);
        mended.push_str(&edit.text);
        at = edit.span.end;
    }
    mended.push_str(&text[at..]);
    mended
}

//! Laws: what holds for every file that is linted.

use wharfinger_core::registry::Catalogue;
use wharfinger_core::report::Span;
use wharfinger_lint::{Format, Linted, fix, lint};

/// Every law that linting `text` breaks, in words; nothing when all is well.
///
/// ```
/// use wharfinger_core::registry::Catalogue;
/// use wharfinger_lint::Format;
/// let text = "FROM Nginx\n";
/// let broken = wharfinger_tests::lint::broken(&Catalogue::built_in(), Format::Dockerfile, text);
/// assert!(broken.is_empty());
/// ```
#[must_use]
pub fn broken(catalogue: &Catalogue, format: Format, text: &str) -> Vec<String> {
    let linted = lint(catalogue, format, text);
    let mut broken = Vec::new();
    places(text, &linted, &mut broken);
    mends(catalogue, format, text, &linted, &mut broken);
    broken
}

/// Spans are parts of the text, in order.
fn places(text: &str, linted: &Linted, broken: &mut Vec<String>) {
    let fits = |span: Span| text.get(span.start..span.end).is_some();
    for finding in &linted.findings {
        let edits = finding.fixes.iter().flat_map(|fix| &fix.edits);
        if !edits.map(|edit| edit.span).chain([finding.span]).all(fits) {
            broken.push(format!("a span does not fit the text: {finding:?}"));
        }
    }
    if !linted.findings.is_sorted_by_key(|finding| finding.span) {
        broken.push("the findings are out of order".to_owned());
    }
}

/// Mends lead to fewer findings about as many images and the same variables, leave nothing to mend.
fn mends(
    catalogue: &Catalogue,
    format: Format,
    text: &str,
    before: &Linted,
    broken: &mut Vec<String>,
) {
    let fixed = fix(catalogue, format, text);
    if fixed.linted != lint(catalogue, format, &fixed.text) {
        broken.push("what is left is not what is said about the mended text".to_owned());
    }
    if fixed.linted.references != before.references {
        broken.push("a mend changes how many images there are".to_owned());
    }
    if !variables(&fixed.text).eq(variables(text)) {
        broken.push(format!(
            "a mend gives a variable another name: {:?}",
            fixed.text
        ));
    }
    let is_better = fixed.linted.findings.len() < before.findings.len();
    if (fixed.count > 0) != is_better || (fixed.count == 0) != (fixed.text == text) {
        broken.push(format!("{} mends, to no avail", fixed.count));
    }
    let again = fix(catalogue, format, &fixed.text);
    if again.count > 0 {
        broken.push(format!("the mended text is mended again: {:?}", again.text));
    }
    let mut offered = before.findings.iter().flat_map(|finding| &finding.fixes);
    if fixed.count > 0 && !offered.any(|fix| fix.is_safe) {
        broken.push("a mend is made that is not called safe".to_owned());
    }
}

/// The names behind `$`, `${`, `~{`, in the order of the text.
fn variables(text: &str) -> impl Iterator<Item = &str> {
    text.split(['$', '~']).skip(1).map(|rest| {
        let rest = rest.strip_prefix('{').unwrap_or(rest);
        let end = rest.find(|c: char| !matches!(c, '_' | '.') && !c.is_ascii_alphanumeric());
        &rest[..end.unwrap_or(rest.len())]
    })
}

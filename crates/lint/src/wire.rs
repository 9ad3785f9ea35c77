//! The JSON spelling of what was found in a file: one object a file.
//!
//! ```text
//! {"path", "format", "references", "findings": [
//!   {"code", "severity", "image", "span": {"start", "end"}, "line", "column", "end_line",
//!    "end_column", "message", "help", "fixes": [{"label", "safe", "edits": [{"span", "text"}]}]}]}
//! ```
//!
//! As in every JSON of this project, spans count UTF-16 code units, here from the start of the file.
//! Lines and columns count from 1.

use serde::Serialize;
use wharfinger_core::report::Span;

use crate::{Edit, Finding, Fix, Lines, Linted};

/// The JSON of one file.
///
/// ```
/// use wharfinger_core::registry::Catalogue;
/// use wharfinger_lint::{Format, Lines, lint, wire};
/// let text = "FROM nginx\nFROM Nginx\n";
/// let linted = lint(&Catalogue::built_in(), Format::Dockerfile, text);
/// let json = serde_json::to_value(wire::file("Dockerfile", &Lines::new(text), &linted)).unwrap();
/// assert_eq!(json["findings"][0]["line"], 2);
/// assert_eq!(json["findings"][0]["span"]["start"], 16);
/// ```
#[must_use]
pub fn file(path: &str, lines: &Lines<'_>, linted: &Linted) -> impl Serialize + use<> {
    FileJson {
        path: path.to_owned(),
        format: linted.format.as_str(),
        references: linted.references,
        findings: linted
            .findings
            .iter()
            .map(|finding| FindingJson::new(lines, finding))
            .collect(),
    }
}

#[derive(Serialize)]
struct FileJson {
    path: String,
    format: &'static str,
    references: usize,
    findings: Vec<FindingJson>,
}

#[derive(Serialize)]
struct FindingJson {
    code: &'static str,
    severity: &'static str,
    image: Option<String>,
    span: SpanJson,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    message: String,
    help: Option<String>,
    fixes: Vec<FixJson>,
}

#[derive(Serialize)]
struct FixJson {
    label: String,
    safe: bool,
    edits: Vec<EditJson>,
}

#[derive(Serialize)]
struct EditJson {
    span: SpanJson,
    text: String,
}

#[derive(Serialize)]
struct SpanJson {
    start: usize,
    end: usize,
}

impl FindingJson {
    fn new(lines: &Lines<'_>, finding: &Finding) -> Self {
        let start = lines.position(finding.span.start);
        let end = lines.position(finding.span.end);
        Self {
            code: finding.code.as_str(),
            severity: finding.severity.as_str(),
            image: finding.image.clone(),
            span: SpanJson::new(lines, finding.span),
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
            message: finding.message.to_string(),
            help: finding.help.as_deref().map(str::to_owned),
            fixes: finding
                .fixes
                .iter()
                .map(|fix| FixJson::new(lines, fix))
                .collect(),
        }
    }
}

impl FixJson {
    fn new(lines: &Lines<'_>, fix: &Fix) -> Self {
        let edit = |edit: &Edit| EditJson {
            span: SpanJson::new(lines, edit.span),
            text: edit.text.clone(),
        };
        Self {
            label: fix.label.to_string(),
            safe: fix.is_safe,
            edits: fix.edits.iter().map(edit).collect(),
        }
    }
}

impl SpanJson {
    fn new(lines: &Lines<'_>, span: Span) -> Self {
        Self {
            start: lines.utf16_offset(span.start),
            end: lines.utf16_offset(span.end),
        }
    }
}

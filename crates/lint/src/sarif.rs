//! SARIF 2.1.0, which code hosts show beside the lines that it is about.
//!
//! Source: OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0".

use std::fmt::Write as _;

use serde_json::{Value, json};
use wharfinger_core::report::{Severity, Span};

use crate::{Finding, FindingCode, Fix, Lines, Linted};

/// The schema that a log follows.
pub const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// A log of one run, gathered file by file.
///
/// ```
/// use wharfinger_core::registry::Catalogue;
/// use wharfinger_lint::{Format, Lines, lint, sarif::Log};
/// let text = "FROM Nginx\n";
/// let linted = lint(&Catalogue::built_in(), Format::Dockerfile, text);
/// let mut log = Log::new("0.1.0", "https://example.org");
/// log.add("images/Dockerfile", &Lines::new(text), &linted);
/// let json = log.finish();
/// assert_eq!(json["runs"][0]["results"][0]["ruleId"], "reference.uppercase");
/// ```
#[derive(Debug)]
pub struct Log {
    version: String,
    information_uri: String,
    /// The rules that were broken, in the order in which they came up.
    rules: Vec<FindingCode>,
    results: Vec<Value>,
}

impl Log {
    /// An empty log of a program of this version, which is described at the address.
    #[must_use]
    pub fn new(version: &str, information_uri: &str) -> Self {
        Self {
            version: version.to_owned(),
            information_uri: information_uri.to_owned(),
            rules: Vec::new(),
            results: Vec::new(),
        }
    }

    /// Adds what was found in a file; the path is relative to the root of the repository.
    pub fn add(&mut self, path: &str, lines: &Lines<'_>, linted: &Linted) {
        let artifact = json!({ "uri": uri_of(path) });
        for finding in &linted.findings {
            let rule = self.rule(finding.code);
            self.results.push(result(&artifact, lines, finding, rule));
        }
    }

    fn rule(&mut self, code: FindingCode) -> usize {
        let known = self.rules.iter().position(|rule| *rule == code);
        known.unwrap_or_else(|| {
            self.rules.push(code);
            self.rules.len() - 1
        })
    }

    /// The whole document.
    #[must_use]
    pub fn finish(self) -> Value {
        let rules: Vec<Value> = self.rules.into_iter().map(rule).collect();
        json!({
            "$schema": SCHEMA,
            "version": "2.1.0",
            "runs": [{
                "tool": { "driver": {
                    "name": "wharfinger",
                    "version": self.version,
                    "informationUri": self.information_uri,
                    "rules": rules,
                }},
                "columnKind": "utf16CodeUnits",
                "results": self.results,
            }],
        })
    }
}

fn rule(code: FindingCode) -> Value {
    let entry = code.entry();
    json!({
        "id": code.as_str(),
        "shortDescription": { "text": entry.summary },
        "fullDescription": { "text": entry.why },
        "help": { "text": format!("Source: {}", entry.source) },
        "defaultConfiguration": { "level": level(code.severity()) },
    })
}

fn result(artifact: &Value, lines: &Lines<'_>, finding: &Finding, rule: usize) -> Value {
    let text = match &finding.help {
        Some(help) => format!("{}; {help}", finding.message),
        None => finding.message.to_string(),
    };
    let mut result = json!({
        "ruleId": finding.code.as_str(),
        "ruleIndex": rule,
        "level": level(finding.severity),
        "message": { "text": text },
        "locations": [{ "physicalLocation": {
            "artifactLocation": artifact,
            "region": region(lines, finding.span),
        }}],
    });
    if !finding.fixes.is_empty() {
        let fixes = finding.fixes.iter().map(|it| fix(artifact, lines, it));
        result["fixes"] = fixes.collect();
    }
    result
}

fn fix(artifact: &Value, lines: &Lines<'_>, fix: &Fix) -> Value {
    let replacements = fix.edits.iter().map(|edit| {
        json!({
            "deletedRegion": region(lines, edit.span),
            "insertedContent": { "text": edit.text },
        })
    });
    json!({
        "description": { "text": fix.label },
        "artifactChanges": [{
            "artifactLocation": artifact,
            "replacements": replacements.collect::<Vec<Value>>(),
        }],
    })
}

fn region(lines: &Lines<'_>, span: Span) -> Value {
    let (start, end) = (lines.position(span.start), lines.position(span.end));
    json!({
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    })
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// A path as a relative reference: RFC 3986, section 3.3.
fn uri_of(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'\\' => uri.push('/'),
            b'/' | b'-' | b'.' | b'_' | b'~' => uri.push(char::from(byte)),
            byte if byte.is_ascii_alphanumeric() => uri.push(char::from(byte)),
            byte => {
                let _ = write!(uri, "%{byte:02X}");
            }
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::uri_of;

    #[test]
    fn paths_become_references() {
        assert_eq!(uri_of("a/b c.yml"), "a/b%20c.yml");
        assert_eq!(uri_of("a\\é"), "a/%C3%A9");
        assert_eq!(uri_of("a:b%"), "a%3Ab%25");
    }
}

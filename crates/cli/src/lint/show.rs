//! What was found, as it was asked for.

use std::io::{self, Write};

use wharfinger_core::report::{Severity, Span};
use wharfinger_lint::sarif::Log;
use wharfinger_lint::{Finding, Fix, Lines, wire};

use super::ReportFormat;
use super::file::Report;
use crate::caret::{self, Said};
use crate::output;

/// Writes what is said about the files; nothing about those that are fine.
pub(super) fn write(format: ReportFormat, reports: &[Report]) -> anyhow::Result<()> {
    let spoken_of = reports
        .iter()
        .filter(|report| !report.linted.findings.is_empty());
    match format {
        ReportFormat::Text => {
            let mut out = output::coloured();
            for report in spoken_of {
                let lines = Lines::new(&report.text);
                for finding in &report.linted.findings {
                    write_finding(&mut out, report, &lines, finding)?;
                }
            }
            out.flush()?;
        }
        ReportFormat::Json => {
            let mut out = output::plain();
            for report in spoken_of {
                let lines = Lines::new(&report.text);
                output::json_line(&mut out, &wire::file(&report.path, &lines, &report.linted))?;
            }
            out.flush()?;
        }
        ReportFormat::Sarif => {
            let repository = env!("CARGO_PKG_REPOSITORY");
            let mut log = Log::new(env!("CARGO_PKG_VERSION"), repository);
            for report in spoken_of {
                log.add(&report.path, &Lines::new(&report.text), &report.linted);
            }
            let mut out = output::plain();
            output::json_line(&mut out, &log.finish())?;
            out.flush()?;
        }
    }
    Ok(())
}

fn write_finding(
    out: &mut impl Write,
    report: &Report,
    lines: &Lines<'_>,
    finding: &Finding,
) -> io::Result<()> {
    let position = lines.position(finding.span.start);
    let (start, line) = lines.line_at(finding.span.start);
    // Of a place that goes on in the next line, the first line is shown.
    let in_line = |offset: usize| offset.saturating_sub(start).min(line.len());
    let said = Said {
        code: &finding.code,
        severity: finding.severity,
        message: &finding.message,
        place: Some(format!(
            "{}:{}:{}",
            report.path, position.line, position.column
        )),
        line,
        span: Span::new(in_line(finding.span.start), in_line(finding.span.end)),
        help: finding.help.as_deref(),
    };
    caret::write(out, &said)?;
    for fix in &finding.fixes {
        if let Some(mended) = mended(start, line, fix) {
            caret::write_fix(out, &fix.label, &mended)?;
        }
    }
    writeln!(out)
}

/// The word that a mend changes, with the mend; the line may be all of a file.
fn mended(start: usize, line: &str, fix: &Fix) -> Option<String> {
    let mut edits: Vec<(usize, usize, &str)> = fix
        .edits
        .iter()
        .map(|edit| {
            let from = edit.span.start.checked_sub(start)?;
            Some((from, edit.span.end.checked_sub(start)?, edit.text.as_str()))
        })
        .collect::<Option<_>>()?;
    edits.sort_unstable();
    let (first, last) = (edits.first()?.0, edits.last()?.1);
    let is_around = |c: char| c.is_whitespace() || matches!(c, '"' | '\'');
    let front = line.get(..first)?;
    let from = front
        .char_indices()
        .rfind(|(_, c)| is_around(*c))
        .map_or(0, |(at, c)| at + c.len_utf8());
    let to = last
        + line
            .get(last..)?
            .find(is_around)
            .unwrap_or(line.len() - last);
    let mut word = line.get(from..to)?.to_owned();
    for (start, end, text) in edits.into_iter().rev() {
        word.replace_range(start - from..end - from, text);
    }
    Some(word)
}

/// How much was found in all files.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Totals {
    files: usize,
    references: usize,
    errors: usize,
    warnings: usize,
    notes: usize,
    fixes: usize,
}

impl Totals {
    pub(super) fn of(reports: &[Report]) -> Self {
        let mut totals = Self::default();
        for report in reports {
            let linted = &report.linted;
            totals.files += 1;
            totals.references += linted.references;
            totals.errors += linted.count(Severity::Error);
            totals.warnings += linted.count(Severity::Warning);
            totals.notes += linted.count(Severity::Info);
            totals.fixes += report.fixes;
        }
        totals
    }

    /// Whether something weighs so much, or more.
    pub(super) const fn has(&self, least: Severity) -> bool {
        match least {
            Severity::Error => self.errors > 0,
            Severity::Warning => self.errors + self.warnings > 0,
            Severity::Info => self.errors + self.warnings + self.notes > 0,
        }
    }

    /// Says it on standard error, so that the findings can be piped.
    pub(super) fn write(&self) {
        if self.fixes > 0 {
            anstream::eprintln!("{} made", counted(self.fixes, "mend"));
        }
        anstream::eprintln!(
            "{} in {}: {}, {}, {}",
            counted(self.references, "image"),
            counted(self.files, "file"),
            counted(self.errors, "error"),
            counted(self.warnings, "warning"),
            counted(self.notes, "note")
        );
    }
}

fn counted(count: usize, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}

//! Diagnoses for people.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use wharfinger_core::diagnosis::{Confidence, Diagnosis, Log};

use crate::output::one_line;

/// Lines of evidence that are shown of each diagnosis.
const EVIDENCE_LINES_MAX: usize = 2;

/// Most characters of such a line: two lines of a wide terminal.
const EVIDENCE_CHARS_MAX: usize = 240;

const BOLD: Style = Style::new().bold();
const DIMMED: Style = Style::new().dimmed();
const RED: Style = AnsiColor::Red.on_default().bold();
const CYAN: Style = AnsiColor::Cyan.on_default().bold();

/// Writes the likeliest cause in full, and the others in a line each.
pub(super) fn write(out: &mut impl Write, log: &Log, found: &[Diagnosis]) -> io::Result<()> {
    let Some((first, others)) = found.split_first() else {
        return Ok(());
    };
    let sure = match first.confidence {
        Confidence::Certain => "",
        Confidence::Likely => "probably: ",
        Confidence::Possible => "perhaps: ",
    };
    writeln!(
        out,
        "{RED}cause[{}]{RED:#}{BOLD}: {sure}{}{BOLD:#}",
        first.cause,
        first.cause.entry().summary
    )?;
    for span in first.evidence.iter().rev().take(EVIDENCE_LINES_MAX).rev() {
        writeln!(
            out,
            "  {DIMMED}| {}{DIMMED:#}",
            one_line(span.of(log.text()), EVIDENCE_CHARS_MAX)
        )?;
    }
    if let Some(image) = &first.image {
        writeln!(out, "  {CYAN}image{CYAN:#}: {}", image.reference())?;
    }
    writeln!(out, "  {CYAN}why{CYAN:#}: {}", first.cause.entry().why)?;
    writeln!(out, "  {CYAN}help{CYAN:#}: {}", first.next_step.text)?;
    for command in &first.next_step.commands {
        writeln!(out, "    {command}")?;
    }
    for other in others {
        writeln!(
            out,
            "{BOLD}also[{}]{BOLD:#}: {}",
            other.cause,
            other.cause.entry().summary
        )?;
    }
    Ok(())
}

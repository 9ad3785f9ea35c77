//! `wharfinger explain`: what an issue code means.

use std::io::Write as _;
use std::process::ExitCode;

use anstyle::Style;
use wharfinger_core::code::{Code, Entry};
use wharfinger_core::report::Severity;
use wharfinger_lint::Remark;

use crate::arguments::Explain;
use crate::output;

/// How alike two codes must be for one to be offered for the other; Jaro-Winkler, 0 to 1.
/// `reference.emty` scores 0.98 against `reference.empty`, codes of other areas less than 0.75.
const NEAR: f64 = 0.8;

/// Most codes to offer.
const NEAR_CODES_MAX: usize = 5;

const BOLD: Style = Style::new().bold();

/// Explains one code, or lists them all.
pub(crate) fn run(arguments: &Explain) -> anyhow::Result<ExitCode> {
    let Some(name) = &arguments.code else {
        return list();
    };
    let Some((code, severity, entry)) = catalogue().find(|(code, ..)| code == name) else {
        anstream::eprintln!("error: there is no code `{name}`");
        for near in near(name) {
            anstream::eprintln!("  did you mean `{near}`?");
        }
        anstream::eprintln!("help: `wharfinger explain` lists every code");
        return Ok(ExitCode::FAILURE);
    };
    let mut out = output::coloured();
    writeln!(out, "{BOLD}{code}{BOLD:#} ({severity})")?;
    writeln!(out, "\n{}\n", entry.summary)?;
    writeln!(out, "Why:     {}", entry.why)?;
    if !entry.example.is_empty() {
        writeln!(out, "Example: {}", entry.example)?;
    }
    writeln!(out, "Source:  {}", entry.source)?;
    Ok(ExitCode::SUCCESS)
}

/// Every code of the rules, and of the remarks on files, with what the catalogues say about it.
fn catalogue() -> impl Iterator<Item = (&'static str, Severity, Entry)> {
    let rules = Code::ALL
        .iter()
        .map(|code| (code.as_str(), code.severity(), code.entry()));
    let remarks = Remark::ALL
        .iter()
        .map(|remark| (remark.as_str(), remark.severity(), remark.entry()));
    rules.chain(remarks)
}

fn list() -> anyhow::Result<ExitCode> {
    let width = catalogue()
        .map(|(code, ..)| code.len())
        .max()
        .unwrap_or_default();
    let mut out = output::coloured();
    for (code, severity, entry) in catalogue() {
        writeln!(
            out,
            "{BOLD}{code:width$}{BOLD:#}  {:7}  {}",
            severity.as_str(),
            entry.summary
        )?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The codes most like a name, the likest first.
fn near(name: &str) -> Vec<&'static str> {
    let mut scored: Vec<(f64, &str)> = catalogue()
        .map(|(code, ..)| (strsim::jaro_winkler(name, code), code))
        .filter(|(score, _)| *score >= NEAR)
        .collect();
    scored.sort_by(|(left, _), (right, _)| right.total_cmp(left));
    scored.truncate(NEAR_CODES_MAX);
    scored.into_iter().map(|(_, code)| code).collect()
}

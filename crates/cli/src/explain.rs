//! `wharfinger explain`: what an issue code, or the cause of a failed pull, means.

use std::io::Write as _;
use std::process::ExitCode;

use anstyle::Style;
use wharfinger_core::code::{Code, Entry};
use wharfinger_core::diagnosis::Cause;
use wharfinger_lint::Remark;

use crate::arguments::Explain;
use crate::output;

/// How alike two codes must be for one to be offered for the other; Jaro-Winkler, 0 to 1.
/// `reference.emty` scores 0.98 against `reference.empty`, codes of other areas less than 0.75.
const NEAR: f64 = 0.8;

/// Most codes to offer.
const NEAR_CODES_MAX: usize = 5;

/// What stands in place of a weight for the cause of a failed pull.
const WHY_A_PULL_FAILS: &str = "cause";

const BOLD: Style = Style::new().bold();

/// Explains one code, or lists them all.
pub(crate) fn run(arguments: &Explain) -> anyhow::Result<ExitCode> {
    let Some(name) = &arguments.code else {
        return list();
    };
    let Some((code, weight, entry)) = catalogue().find(|(code, ..)| code == name) else {
        anstream::eprintln!("error: there is no code `{name}`");
        for near in near(name) {
            anstream::eprintln!("  did you mean `{near}`?");
        }
        anstream::eprintln!("help: `wharfinger explain` lists every code");
        return Ok(ExitCode::FAILURE);
    };
    let mut out = output::coloured();
    writeln!(out, "{BOLD}{code}{BOLD:#} ({weight})")?;
    writeln!(out, "\n{}\n", entry.summary)?;
    writeln!(out, "Why:     {}", entry.why)?;
    if !entry.example.is_empty() {
        writeln!(out, "Example: {}", entry.example)?;
    }
    writeln!(out, "Source:  {}", entry.source)?;
    Ok(ExitCode::SUCCESS)
}

/// Every code of the rules, of the remarks on files and of why pulls fail: its weight, and what the
/// catalogues say about it.
fn catalogue() -> impl Iterator<Item = (&'static str, &'static str, Entry)> {
    let rules = Code::ALL
        .iter()
        .map(|code| (code.as_str(), code.severity().as_str(), code.entry()));
    let remarks = Remark::ALL
        .iter()
        .map(|remark| (remark.as_str(), remark.severity().as_str(), remark.entry()));
    let causes = Cause::ALL
        .iter()
        .map(|cause| (cause.as_str(), WHY_A_PULL_FAILS, cause.entry()));
    rules.chain(remarks).chain(causes)
}

fn list() -> anyhow::Result<ExitCode> {
    let width = catalogue()
        .map(|(code, ..)| code.len())
        .max()
        .unwrap_or_default();
    let mut out = output::coloured();
    for (code, weight, entry) in catalogue() {
        writeln!(
            out,
            "{BOLD}{code:width$}{BOLD:#}  {weight:7}  {}",
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

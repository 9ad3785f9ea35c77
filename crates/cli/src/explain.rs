//! `wharfinger explain`: what an issue code means.

use std::io::Write as _;
use std::process::ExitCode;

use anstyle::Style;
use wharfinger_core::code::Code;

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
    let Some(code) = Code::from_name(name) else {
        anstream::eprintln!("error: there is no code `{name}`");
        for near in near(name) {
            anstream::eprintln!("  did you mean `{near}`?");
        }
        anstream::eprintln!("help: `wharfinger explain` lists every code");
        return Ok(ExitCode::FAILURE);
    };
    let entry = code.entry();
    let mut out = output::coloured();
    writeln!(out, "{BOLD}{code}{BOLD:#} ({})", code.severity())?;
    writeln!(out, "\n{}\n", entry.summary)?;
    writeln!(out, "Why:     {}", entry.why)?;
    if !entry.example.is_empty() {
        writeln!(out, "Example: {}", entry.example)?;
    }
    writeln!(out, "Source:  {}", entry.source)?;
    Ok(ExitCode::SUCCESS)
}

fn list() -> anyhow::Result<ExitCode> {
    let width = Code::ALL
        .iter()
        .map(|code| code.as_str().len())
        .max()
        .unwrap_or_default();
    let mut out = output::coloured();
    for code in Code::ALL {
        writeln!(
            out,
            "{BOLD}{:width$}{BOLD:#}  {:7}  {}",
            code.as_str(),
            code.severity().as_str(),
            code.entry().summary
        )?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The codes most like a name, the likest first.
fn near(name: &str) -> Vec<Code> {
    let mut scored: Vec<(f64, Code)> = Code::ALL
        .iter()
        .map(|code| (strsim::jaro_winkler(name, code.as_str()), *code))
        .filter(|(score, _)| *score >= NEAR)
        .collect();
    scored.sort_by(|(left, _), (right, _)| right.total_cmp(left));
    scored.truncate(NEAR_CODES_MAX);
    scored.into_iter().map(|(_, code)| code).collect()
}

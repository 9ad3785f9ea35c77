//! `wharfinger check`.

use std::process::ExitCode;

use crate::arguments::Check;

pub(crate) fn run(_arguments: Check) -> anyhow::Result<ExitCode> {
    Ok(ExitCode::SUCCESS)
}

//! `wharfinger database check`.

use std::io::Write as _;
use std::process::ExitCode;

use clap::Args;
use wharfinger_store::check;

use super::{Address, audit_log};
use crate::output;

/// Reads everything in a database back, and follows the audit log
///
/// Changes nothing. A SQLite file must not be in use: check a backup of it. On PostgreSQL, servers may go
/// on serving. Exits with 1 when something does not fit.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    address: Address,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let database = arguments.address.database()?;
    anstream::eprintln!("Checking `{database}`");
    let contents = check(&database)?;
    let mut out = output::plain();
    for table in &contents.tables {
        writeln!(out, "{}: {} rows", table.table, table.rows)?;
    }
    writeln!(
        out,
        "{}",
        audit_log(contents.audit_entries, contents.audit_head)
    )?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

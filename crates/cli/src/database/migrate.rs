//! `wharfinger database migrate`.

use std::io::Write as _;
use std::process::ExitCode;

use clap::Args;
use wharfinger_store::migrate;

use super::Address;
use crate::output;

/// Brings a database's schema up to date without serving
///
/// A server does the same when it starts, and makes a database where there is none, which this does
/// not. A SQLite file must not be in use; on PostgreSQL, servers may go
/// on serving, unless the step is one before which all are stopped, which is told. Make a backup first.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    address: Address,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let database = arguments.address.database()?;
    anstream::eprintln!("Bringing the schema of `{database}` up to date");
    let migrated = migrate(&database)?;
    let mut out = output::plain();
    if migrated.from == migrated.to {
        writeln!(out, "schema {}, as before", migrated.to)?;
    } else {
        writeln!(out, "schema {}, before {}", migrated.to, migrated.from)?;
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

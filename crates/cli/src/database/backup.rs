//! `wharfinger database backup`.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use wharfinger_store::backup;

use super::Address;
use crate::output;

/// Writes a copy of a SQLite database to a new file, while a server serves from it
///
/// To restore it, stop the server and put the file into the place of the database. PostgreSQL databases
/// are backed up by PostgreSQL's own `pg_dump`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    address: Address,

    /// The file to write, which must not be there yet
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let database = arguments.address.database()?;
    anstream::eprintln!("Backing `{database}` up");
    let bytes = backup(&database, &arguments.to)?;
    let mut out = output::plain();
    writeln!(out, "wrote {bytes} bytes to `{}`", arguments.to.display())?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

//! `wharfinger database`: what an operator does to whole databases. One file a sub-command.

mod backup;
mod check;
mod copy;
mod migrate;

use std::process::ExitCode;

use clap::{Args, Subcommand};
use wharfinger_store::{AuditHash, Database};

/// Brings a database up to date, checks it, copies or backs it up
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Migrate(migrate::Arguments),
    Check(check::Arguments),
    Copy(copy::Arguments),
    Backup(backup::Arguments),
}

/// Which database it is about.
#[derive(Debug, Args)]
struct Address {
    /// The database: `sqlite:PATH`, or `postgres://USER:PASSWORD@HOST/DATABASE`
    // Read by the command, not by the parser, whose errors would repeat a password.
    #[arg(
        long = "database",
        value_name = "URL",
        env = "WHARFINGER_DATABASE",
        hide_env_values = true
    )]
    url: String,
}

impl Address {
    fn database(&self) -> anyhow::Result<Database> {
        Ok(self.url.parse()?)
    }
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    match &arguments.command {
        Command::Migrate(arguments) => migrate::run(arguments),
        Command::Check(arguments) => check::run(arguments),
        Command::Copy(arguments) => copy::run(arguments),
        Command::Backup(arguments) => backup::run(arguments),
    }
}

/// An audit log in words, for whoever keeps its head elsewhere.
fn audit_log(entries: u64, head: AuditHash) -> String {
    format!("audit log: {entries} entries, head {head}")
}

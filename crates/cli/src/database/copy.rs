//! `wharfinger database copy`.

use std::io::Write as _;
use std::process::ExitCode;

use clap::Args;
use wharfinger_store::{Database, Progress, copy};

use super::{Address, audit_log};
use crate::output;

/// Rows of one table after which it is said how far the copy has come: some seconds of copying.
const ROWS_BETWEEN_WORDS: u64 = 50_000;

/// Copies everything from one database to an empty one, of either kind
///
/// Stop the servers first: neither database may be in use. The copy is compared with the original before
/// the command ends well; the original stays as it is.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    address: Address,

    /// The database to copy to: a SQLite file that is not there yet, or an empty PostgreSQL database
    #[arg(long, value_name = "URL")]
    to: String,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let from = arguments.address.database()?;
    let to: Database = arguments.to.parse()?;
    anstream::eprintln!("Copying `{from}` to `{to}`");
    let mut said = 0;
    let copied = copy(&from, &to, |progress| {
        if is_worth_saying(progress, &mut said) {
            anstream::eprintln!("  {progress}");
        }
    })?;
    let mut out = output::plain();
    writeln!(
        out,
        "copied {} rows of {} tables; {}",
        copied.rows(),
        copied.tables.len(),
        audit_log(copied.audit_entries, copied.audit_head)
    )?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// Whether somebody who waits wants to know it; `said` is how many rows of a table they know of.
fn is_worth_saying(progress: Progress, said: &mut u64) -> bool {
    let Progress::Copied {
        rows, is_complete, ..
    } = progress
    else {
        return true;
    };
    let is_worth_saying = is_complete || rows >= *said + ROWS_BETWEEN_WORDS;
    if is_complete {
        *said = 0;
    } else if is_worth_saying {
        *said = rows;
    }
    is_worth_saying
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_tables_are_spoken_of_now_and_then_and_each_at_its_end() {
        let mut said = 0;
        let mut copied = |rows, is_complete| {
            let progress = Progress::Copied {
                table: "tool",
                rows,
                is_complete,
            };
            is_worth_saying(progress, &mut said)
        };
        assert!(!copied(49_999, false));
        assert!(copied(50_000, false));
        assert!(!copied(99_999, false));
        assert!(copied(100_100, true));
        assert!(!copied(64, false));
        assert!(copied(128, true));
        assert!(is_worth_saying(Progress::Indexing, &mut said));
    }
}

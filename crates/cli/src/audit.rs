//! `wharfinger audit`: the log of who did what, followed or copied, also beside a running server.

use std::io::Write as _;
use std::process::ExitCode;
use std::sync::Arc;

use serde::Serialize;
use wharfinger_server::{EntryJson, open_beside};
use wharfinger_store::{AuditHash, AuditVerdict, Store};

use crate::arguments::{Audit, AuditCommand, Place};
use crate::output;

/// Entries that are read at a time for an export: some hundred kilobytes, and a read that holds up
/// nobody.
const ENTRIES_AT_ONCE: u32 = 1_000;

/// Does what the command line asks for.
pub(crate) fn run(arguments: Audit) -> anyhow::Result<ExitCode> {
    actix_web::rt::System::new().block_on(async {
        match arguments.command {
            AuditCommand::Verify { place } => verify(&Opened::new(&place)?).await,
            AuditCommand::Export { place, .. } => export(&Opened::new(&place)?).await,
        }
    })
}

/// A store that is closed in the end.
struct Opened(Arc<dyn Store>);

impl Opened {
    fn new(place: &Place) -> anyhow::Result<Self> {
        Ok(Self(open_beside(&place.database)?))
    }
}

impl Drop for Opened {
    fn drop(&mut self) {
        self.0.close();
    }
}

/// Follows the chain; exits with 1 where something does not fit.
async fn verify(Opened(store): &Opened) -> anyhow::Result<ExitCode> {
    match store.verify_audit().await? {
        AuditVerdict::Whole { entries, head } => {
            let mut out = output::plain();
            writeln!(out, "whole\t{entries}\t{head}")?;
            out.flush()?;
            Ok(ExitCode::SUCCESS)
        }
        AuditVerdict::Broken { number, finding } => {
            anstream::eprintln!(
                "error: the audit log does not fit together at entry {number}: {finding}; restore \
                 the database from a backup that does, and find out who can write to it"
            );
            Ok(ExitCode::FAILURE)
        }
    }
}

/// The line of an entry that is stored damaged.
#[derive(Serialize)]
struct DamagedJson {
    number: u64,
    damaged: String,
}

/// Writes every entry, the oldest first, and the hash of the last one apart: whoever keeps it
/// elsewhere can tell later that nothing before it was changed. A damaged entry has a line that says so,
/// and makes the exit code 1.
async fn export(Opened(store): &Opened) -> anyhow::Result<ExitCode> {
    let mut out = output::plain();
    let (mut number, mut damaged) = (0, 0_u64);
    let mut head = Some(AuditHash::START);
    loop {
        let lines = store.audit_after(number, ENTRIES_AT_ONCE).await?;
        if lines.is_empty() {
            break;
        }
        for line in lines {
            number = line.number;
            head = line.entry.as_ref().ok().map(|entry| entry.hash);
            match line.entry {
                Ok(entry) => output::json_line(&mut out, &EntryJson::from(&entry))?,
                Err(failure) => {
                    damaged += 1;
                    let damaged = failure.to_string();
                    output::json_line(&mut out, &DamagedJson { number, damaged })?;
                }
            }
        }
    }
    out.flush()?;
    match head {
        Some(head) => anstream::eprintln!("{number} entries; the hash of the last one is {head}"),
        None => anstream::eprintln!("{number} entries; the last one is damaged"),
    }
    if damaged == 0 {
        return Ok(ExitCode::SUCCESS);
    }
    anstream::eprintln!(
        "error: {damaged} of them cannot be read, and their lines say why; restore the database from a \
         backup in which they can, and find out who can write to it"
    );
    Ok(ExitCode::FAILURE)
}

//! `wharfinger audit`: the log of who did what, followed or copied, also beside a running server.

use std::io::Write as _;
use std::process::ExitCode;
use std::sync::Arc;

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

/// Writes every entry, the oldest first, and the hash of the last one apart: whoever keeps it
/// elsewhere can tell later that nothing before it was changed.
async fn export(Opened(store): &Opened) -> anyhow::Result<ExitCode> {
    let mut out = output::plain();
    let (mut number, mut head) = (0, AuditHash::START);
    loop {
        let entries = store.audit_after(number, ENTRIES_AT_ONCE).await?;
        let Some(last) = entries.last() else { break };
        (number, head) = (last.number, last.hash);
        for entry in &entries {
            output::json_line(&mut out, &EntryJson::from(entry))?;
        }
    }
    out.flush()?;
    anstream::eprintln!("{number} entries; the hash of the last one is {head}");
    Ok(ExitCode::SUCCESS)
}

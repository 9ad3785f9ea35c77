//! Whether the audit log is whole, and everything that is stored is as it says.

use std::collections::BTreeMap;

use super::account_row::StoredAccount;
use super::pages::Pages;
use super::subjects::Walk;
use super::{Sql, audit};
use crate::audit::belongings::Belongings;
use crate::audit::digest;
use crate::{AuditEntry, AuditHash, AuditVerdict, Failure, OPERATOR, Subject};

/// Follows the chain, and then compares with it what is stored; `sql` reads from one snapshot.
///
/// It remembers the last entry about each subject, which takes a hundred bytes for each.
pub(crate) async fn verify(sql: &mut impl Sql) -> Result<AuditVerdict, Failure> {
    let mut log = Log::default();
    if let Some(finding) = follow(sql, &mut log).await? {
        let number = log.entries + 1;
        return Ok(AuditVerdict::Broken { number, finding });
    }
    let (entries, head) = (log.entries, log.head);
    let found = compare(sql, log).await?;
    Ok(match found {
        None => AuditVerdict::Whole { entries, head },
        Some((number, finding)) => AuditVerdict::Broken { number, finding },
    })
}

/// What the entries say that were followed.
struct Log {
    entries: u64,
    head: AuditHash,
    /// The last entry about each subject, and its digest.
    last: BTreeMap<Subject, (u64, AuditHash)>,
}

impl Default for Log {
    fn default() -> Self {
        // No entry makes the operator, who is there from the start.
        let operator = StoredAccount::operator().digest(&Belongings::default());
        Self {
            entries: 0,
            head: AuditHash::START,
            last: BTreeMap::from([(Subject::Account(OPERATOR), (0, operator))]),
        }
    }
}

impl Log {
    /// Goes on to an entry, or says why it cannot be the next one.
    fn push(&mut self, entry: &AuditEntry) -> Result<(), String> {
        let number = self.entries + 1;
        if entry.number != number {
            return Err(format!("entry {} is in its place", entry.number));
        }
        if entry.hash != digest::entry(self.head, entry) {
            return Err("its hash is not that of its content".to_owned());
        }
        // Each sign-in would stay in memory, and most sessions end without an entry.
        if !matches!(entry.subject, Subject::Session(_)) {
            let last = self.last.insert(entry.subject, (number, entry.after));
            if entry.before != last.map(|(_, after)| after) {
                return Err(format!(
                    "{} was changed before it without an entry",
                    entry.subject
                ));
            }
        }
        self.entries = number;
        self.head = entry.hash;
        Ok(())
    }
}

/// Follows the chain to its end. What is wrong with the entry behind the last good one, if
/// something is.
async fn follow(sql: &mut impl Sql, log: &mut Log) -> Result<Option<String>, Failure> {
    let mut rows = Pages::by_number(audit::EVERY);
    while let Some(row) = rows.next(sql).await? {
        let entry = match damage(audit::decode(row))? {
            Ok(entry) => entry,
            Err(damage) => return Ok(Some(damage)),
        };
        if let Err(finding) = log.push(&entry) {
            return Ok(Some(finding));
        }
    }
    let head = damage(audit::head(sql).await)?;
    Ok(match head {
        Ok(head) if head == (log.entries, log.head) => None,
        Ok((number, _)) => Some(format!(
            "the log ends before it, and entry {number} was the last"
        )),
        Err(damage) => Some(damage),
    })
}

/// The first entry that does not say what is stored, and what does not fit.
async fn compare(sql: &mut impl Sql, mut log: Log) -> Result<Option<(u64, String)>, Failure> {
    let end = log.entries + 1;
    for (number, _) in log.last.values_mut().filter(|(number, _)| *number == 0) {
        *number = end;
    }
    let mut findings = Vec::new();
    let mut walk = Walk::default();
    while let Some(stored) = walk.next(sql).await? {
        let (subject, digest) = match damage(stored)? {
            Ok(stored) => stored,
            Err(damage) => {
                findings.push((end, damage));
                continue;
            }
        };
        match log.last.remove(&subject) {
            Some((_, after)) if after == digest => {}
            Some((number, _)) => findings.push((number, format!("{subject} is stored otherwise"))),
            None => findings.push((end, format!("no entry is about {subject}, which is stored"))),
        }
    }
    let missing = log.last.into_iter().map(|(subject, (number, _))| {
        (
            number,
            format!("{subject} is not stored, or cannot be read"),
        )
    });
    findings.extend(missing);
    Ok(findings.into_iter().min())
}

/// Tells damage, which is a finding here, from other failures.
fn damage<T>(read: Result<T, Failure>) -> Result<Result<T, String>, Failure> {
    match read {
        Ok(read) => Ok(Ok(read)),
        Err(damage @ (Failure::Corrupt { .. } | Failure::Damaged { .. })) => {
            Ok(Err(damage.to_string()))
        }
        Err(failure) => Err(failure),
    }
}

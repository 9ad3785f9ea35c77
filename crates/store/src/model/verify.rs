//! Whether the audit log is whole, and everything as it says.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use super::state::{AccountRow, State};
use crate::audit::belongings::Belongings;
use crate::audit::digest;
use crate::{AuditHash, AuditVerdict, OPERATOR, Subject};

/// What the log says last about a subject, and in which entry.
type Last = BTreeMap<Subject, (u64, AuditHash)>;

/// The entry that does not fit, and why.
type Finding = (u64, String);

impl State {
    pub(super) fn verify(&self) -> AuditVerdict {
        match self.follow_chain() {
            Ok((entries, head, last)) => {
                let findings = self.unlike_the_log(&last, entries + 1);
                let first = findings.into_iter().min();
                first.map_or(AuditVerdict::Whole { entries, head }, broken)
            }
            Err(finding) => broken(finding),
        }
    }

    /// How many entries there are, the hash of the last one, and what they say last.
    fn follow_chain(&self) -> Result<(u64, AuditHash, Last), Finding> {
        // No entry makes the operator, who is there from the start.
        let operator = AccountRow::operator();
        let (account, password) = (&operator.account, operator.password.as_ref());
        let operator = digest::account(account, password, &Belongings::default());
        let mut last = Last::from([(Subject::Account(OPERATOR), (0, operator))]);
        let mut head = AuditHash::START;
        let mut number = 0;
        for entry in self.entries.iter() {
            number += 1;
            let subject = entry.subject;
            if entry.number != number {
                return Err((number, format!("entry {} is in its place", entry.number)));
            }
            if entry.hash != digest::entry(head, entry) {
                return Err((number, "its hash is not that of its content".to_owned()));
            }
            head = entry.hash;
            if let Subject::Session(_) = subject {
                continue;
            }
            if entry.before != last.get(&subject).map(|(_, after)| *after) {
                return Err((
                    number,
                    format!("{subject} was changed before it without an entry"),
                ));
            }
            last.insert(subject, (number, entry.after));
        }
        Ok((number, head, last))
    }

    /// What is stored otherwise than the log says; `end` is the number of the entry to come.
    fn unlike_the_log(&self, last: &Last, end: u64) -> Vec<Finding> {
        let mut findings = Vec::new();
        for subject in self.subjects() {
            if !last.contains_key(&subject) {
                findings.push((end, format!("no entry is about {subject}, which is stored")));
            }
        }
        for (subject, (number, after)) in last {
            let number = if *number == 0 { &end } else { number };
            match self.digest(*subject) {
                None => findings.push((
                    *number,
                    format!("{subject} is not stored, or cannot be read"),
                )),
                Some(now) if now != *after => {
                    findings.push((*number, format!("{subject} is stored otherwise")));
                }
                Some(_) => {}
            }
        }
        if self.account_row(OPERATOR) != Some(&AccountRow::operator()) {
            findings.push((end, "the operator's account was changed".to_owned()));
        }
        findings
    }

    /// Everything that entries are about.
    fn subjects(&self) -> Vec<Subject> {
        let tools = self.tools.iter().map(|row| Subject::Tool(row.tool.id));
        let accounts = self.accounts.iter().map(|row| row.account.id);
        let accounts = accounts.filter(|id| *id != OPERATOR).map(Subject::Account);
        let tokens = self.tokens.iter().map(|row| Subject::Token(row.token.id));
        let requests = self
            .requests
            .iter()
            .map(|request| Subject::Request(request.id));
        let connections = self.connections.iter();
        let connections = connections.map(|row| Subject::Connection(row.id));
        let automation = self.automation.keys().copied().map(Subject::Automation);
        tools
            .chain(accounts)
            .chain(tokens)
            .chain(requests)
            .chain(connections)
            .chain(automation)
            .collect()
    }
}

fn broken((number, finding): Finding) -> AuditVerdict {
    AuditVerdict::Broken { number, finding }
}

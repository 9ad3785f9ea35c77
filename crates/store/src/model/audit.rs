//! The audit log: an entry for every change.

use wharfinger_core::account::AccountId;

use super::Model;
use super::state::{State, ToolRow};
use crate::audit::belongings::Belongings;
use crate::audit::digest;
use crate::{
    Action, Answer, Audit, AuditEntry, AuditFilter, AuditHash, AuditLine, AuditPage, AuditVerdict,
    By, Failure, Found, Page, RENEWALS_TOLD_MAX, RequestId, Subject, Timestamp, ToolId,
};

impl State {
    /// Changes a subject, or makes it, and puts an entry about that into the log.
    pub(super) fn audited<T>(
        &mut self,
        action: Action,
        subject: Subject,
        by: &By,
        change: impl FnOnce(&mut Self) -> T,
    ) -> T {
        self.audited_until(action, subject, None, by, change)
    }

    /// The same where something was given that ends then.
    pub(super) fn audited_until<T>(
        &mut self,
        action: Action,
        subject: Subject,
        until: Option<Timestamp>,
        by: &By,
        change: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let before = self.digest(subject);
        let answer = change(self);
        let after = self.digest(subject).or(match subject {
            Subject::Session(id) => Some(digest::ended_session(id)),
            _ => None,
        });
        let previous = self.entries.iter().next_back();
        let mut entry = AuditEntry {
            number: previous.map_or(0, |entry| entry.number) + 1,
            at: by.now,
            actor: by.actor,
            request_id: by.request_id.clone(),
            action,
            subject,
            tool: self.tool_of(subject),
            until,
            before,
            after: after.expect("what was changed is there"),
            hash: AuditHash::START,
        };
        let previous = previous.map_or(AuditHash::START, |entry| entry.hash);
        entry.hash = digest::entry(previous, &entry);
        self.entries.push(entry);
        answer
    }

    /// The hash of a subject as it is; none where there is no such subject.
    pub(super) fn digest(&self, subject: Subject) -> Option<AuditHash> {
        Some(match subject {
            Subject::Tool(id) => {
                let row = self.tool_row(id)?;
                let ToolRow {
                    tool,
                    descriptors,
                    contact_verified_at,
                    ..
                } = row;
                let maintainers = self.maintainers_of(row);
                digest::tool(tool, &maintainers, *contact_verified_at, descriptors)
            }
            Subject::Account(id) => {
                let row = self.account_row(id)?;
                let belongings = self.belongings(id);
                digest::account(&row.account, row.password.as_ref(), &belongings)
            }
            Subject::Token(id) => {
                let row = self.token_row(id)?;
                digest::token(&row.token, &row.hash)
            }
            Subject::Session(id) => digest::session(self.session(id)?),
            Subject::Request(id) => {
                let watched = self.repository_grants.get(&id);
                let repository = watched.map(|watched| &watched.repository);
                digest::request(self.request(id)?, repository)
            }
            Subject::Connection(id) => digest::connection(self.connection(id)?),
            Subject::Automation(tool) => {
                let row = self.automation.get(&tool)?;
                let repository = self.repository(row.automation.repository)?;
                digest::automation(&row.automation, &repository.kept.place, row.stopped_at)
            }
        })
    }

    /// What belongs to an account beside its row.
    fn belongings(&self, account: AccountId) -> Belongings {
        Belongings {
            proofs: self.proofs_of(account),
            asked_for: self.registries_asked_for_by(account),
            supported: self.registries_supported_by(account),
            added: self.registries_added_by(account),
        }
    }

    fn tool_of(&self, subject: Subject) -> Option<ToolId> {
        match subject {
            Subject::Tool(id) | Subject::Automation(id) => Some(id),
            Subject::Request(id) => self.request(id).map(|request| request.tool),
            Subject::Account(_)
            | Subject::Token(_)
            | Subject::Session(_)
            | Subject::Connection(_) => None,
        }
    }
}

impl Audit for Model {
    fn audit_entries(
        &self,
        filter: AuditFilter,
        page: Page,
    ) -> Answer<'_, Result<AuditPage, Failure>> {
        let passes = move |entry: &AuditEntry| {
            (filter.tool.is_none() || filter.tool == entry.tool)
                && (filter.actor.is_none() || filter.actor == entry.actor.account())
        };
        self.read(move |state| {
            let (entries, next) = state.entries.page(page, passes);
            AuditPage {
                entries: entries.into_iter().cloned().collect(),
                damaged: Vec::new(),
                next,
            }
        })
    }

    fn audit_after(&self, number: u64, limit: u32) -> Answer<'_, Result<Vec<AuditLine>, Failure>> {
        self.read(move |state| {
            let behind = state.entries.iter().filter(|entry| entry.number > number);
            let line = |entry: &AuditEntry| AuditLine {
                number: entry.number,
                entry: Ok(entry.clone()),
            };
            behind.take(limit as usize).map(line).collect()
        })
    }

    fn renewals_of(&self, request: RequestId) -> Answer<'_, Result<Found<AuditEntry>, Failure>> {
        let is_told = move |entry: &&AuditEntry| {
            let actions = [Action::AccessRenewed, Action::RenewalDeclined];
            entry.subject == Subject::Request(request) && actions.contains(&entry.action)
        };
        self.read(move |state| {
            let newest = state.entries.iter().rev().filter(is_told);
            let mut told: Vec<_> = newest.take(RENEWALS_TOLD_MAX as usize).cloned().collect();
            told.reverse();
            told.into()
        })
    }

    fn verify_audit(&self) -> Answer<'_, Result<AuditVerdict, Failure>> {
        self.read(State::verify)
    }
}

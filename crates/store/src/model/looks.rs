//! Looks at the images of tools.

use wharfinger_core::evidence::{Evidence, Verdict};

use super::Model;
use super::rows::found;
use super::state::{State, ToolRow};
use crate::evidence::{TAKEN_UP_AT_ONCE, action, failures_after, known_after, notice};
use crate::{
    Answer, By, Failure, Found, Keeping, LeasedLook, LeasedLooks, Looked, Looks, Recipient,
    Subject, Timestamp, ToolId,
};

/// What is remembered of an image, and when it is looked at again.
#[derive(Clone, Debug, Default)]
pub(super) struct LookRow {
    newest: Option<Evidence>,
    known: Option<(Verdict, Timestamp)>,
    failures: u32,
    /// Absent where nobody looks.
    due_at: Option<Timestamp>,
}

impl LookRow {
    /// Nothing is remembered yet.
    fn due(now: Timestamp) -> Self {
        Self {
            due_at: Some(now),
            ..Self::default()
        }
    }
}

impl State {
    fn keep_evidence(
        &mut self,
        tool: ToolId,
        image: &str,
        evidence: Evidence,
        next: Timestamp,
        by: &By,
    ) -> Keeping {
        let has_image = |row: &ToolRow| row.tool.registration.image() == image;
        if !self.tool_row(tool).is_some_and(has_image) {
            return Keeping::PassedOver;
        }
        let row = self.looks.entry(tool).or_default();
        let newest = row.newest.as_ref();
        if newest.is_some_and(|newest| evidence.at < newest.at) {
            return Keeping::PassedOver;
        }
        let (known, drift) = known_after(row.known, &evidence);
        *row = LookRow {
            failures: failures_after(row.failures, evidence.verdict),
            newest: Some(evidence),
            known,
            due_at: Some(next),
        };
        if let Some(drift) = drift {
            self.audited(action(drift), Subject::Tool(tool), by, |_| ());
            for maintainer in self.maintainers(tool) {
                if !maintainer.disabled && by.actor.account() != Some(maintainer.account) {
                    let to = Recipient::Account(maintainer.account);
                    self.notify(to, notice(drift, tool), by.now);
                }
            }
        }
        Keeping::Kept(drift)
    }

    /// The tool has another image.
    pub(super) fn forget_evidence(&mut self, tool: ToolId, now: Timestamp) {
        if let Some(row) = self.looks.get_mut(&tool) {
            *row = LookRow::due(now);
        }
    }

    /// The tool came out of the archive.
    pub(super) fn look_again(&mut self, tool: ToolId, now: Timestamp) {
        if let Some(row) = self.looks.get_mut(&tool) {
            row.due_at = Some(now);
        }
    }

    fn lease_looks(&mut self, now: Timestamp, until: Timestamp, limit: u32) -> LeasedLooks {
        self.take_up(now);
        let rows = self.tools.iter().filter_map(|row| {
            let look = self.looks.get(&row.tool.id)?;
            let due_at = look.due_at.filter(|due_at| *due_at <= now)?;
            Some((due_at, row.tool.clone(), look.failures))
        });
        let mut due: Vec<_> = rows.collect();
        due.sort_by_key(|(due_at, ..)| *due_at);
        let mut leased = Vec::new();
        for (_, tool, failures) in due {
            if leased.len() == limit as usize {
                break;
            }
            let look = self.looks.get_mut(&tool.id).expect("it is due");
            if tool.archived_at.is_some() {
                look.due_at = None;
            } else {
                look.due_at = Some(until);
                leased.push(LeasedLook { tool, failures });
            }
        }
        LeasedLooks {
            leased,
            damaged: Vec::new(),
        }
    }

    /// Takes up the next tools of which nothing is remembered.
    fn take_up(&mut self, now: Timestamp) {
        let tools = self.tools.iter().skip(self.looked_through);
        let next: Vec<_> = tools.take(TAKEN_UP_AT_ONCE as usize).collect();
        self.looked_through += next.len();
        let ids: Vec<_> = next.into_iter().map(|row| row.tool.id).collect();
        for id in ids {
            self.looks.entry(id).or_insert_with(|| LookRow::due(now));
        }
    }
}

impl Looks for Model {
    fn keep_evidence(
        &self,
        tool: ToolId,
        image: String,
        evidence: Evidence,
        next: Timestamp,
        by: By,
    ) -> Answer<'_, Result<Keeping, Failure>> {
        self.write(move |state| Ok(state.keep_evidence(tool, &image, evidence, next, &by)))
    }

    fn lease_looks(
        &self,
        now: Timestamp,
        until: Timestamp,
        limit: u32,
    ) -> Answer<'_, Result<LeasedLooks, Failure>> {
        self.write(move |state| Ok(state.lease_looks(now, until, limit)))
    }

    fn evidence_of<'a>(
        &'a self,
        tools: &'a [ToolId],
    ) -> Answer<'a, Result<Found<Looked>, Failure>> {
        self.read(move |state| {
            let looked = |(tool, row): (&ToolId, &LookRow)| {
                Some(Looked {
                    tool: *tool,
                    newest: row.newest.clone()?,
                    known: row.known,
                })
            };
            let asked = state.looks.iter().filter(|(tool, _)| tools.contains(tool));
            found(asked.filter_map(looked))
        })
    }

    fn first_look_due(&self) -> Answer<'_, Result<Option<Timestamp>, Failure>> {
        self.read(|state| state.looks.values().filter_map(|row| row.due_at).min())
    }
}

//! The audit log, for those who may read it.

use std::collections::HashMap;

use wharfinger_store::{AuditEntry, AuditFilter, Cursor, Page, Subject, Tool, ToolId};

use super::names::Names;
use super::together;
use crate::accounts;
use crate::identity::Who;
use crate::problem::Problem;
use crate::state::State;
use crate::tools::find;
use crate::tools::sight::need_maintainer;

/// What the log of the server calls this.
const LISTS: &str = "lists of audit entries";

/// One page of the log, newest first, with the names in it.
#[derive(Debug)]
pub(crate) struct Log {
    /// The entries.
    pub(crate) entries: Vec<AuditEntry>,
    /// Entries of the page that are stored damaged.
    pub(crate) left_out: usize,
    /// Where the next page starts; absent on the last one.
    pub(crate) next: Option<Cursor>,
    /// The tool that was asked about.
    pub(crate) tool: Option<Tool>,
    names: Names,
    paths: HashMap<ToolId, String>,
}

impl Log {
    /// The name of whoever did something; none where it was the server.
    pub(crate) fn actor(&self, entry: &AuditEntry) -> Option<&str> {
        entry.actor.account().map(|id| self.names.get(id))
    }

    /// The name of the account that something was done to, if it was one.
    pub(crate) fn account(&self, entry: &AuditEntry) -> Option<&str> {
        match entry.subject {
            Subject::Account(id) => Some(self.names.get(id)),
            Subject::Tool(_)
            | Subject::Token(_)
            | Subject::Session(_)
            | Subject::Request(_)
            | Subject::Connection(_)
            | Subject::Automation(_) => None,
        }
    }

    /// The path of the tool that an entry is about.
    pub(crate) fn tool_path(&self, entry: &AuditEntry) -> Option<&str> {
        entry
            .tool
            .and_then(|id| self.paths.get(&id))
            .map(String::as_str)
    }
}

/// Entries about a tool, by an actor, or all of them. Maintainers read what is about their tools;
/// administrators read everything.
pub(crate) async fn read(
    state: &State,
    who: &Who,
    tool: Option<&str>,
    actor: Option<&str>,
    page: Page,
) -> Result<Log, Problem> {
    let tool = match tool {
        None => {
            who.need_administrator()?;
            None
        }
        Some(path) => {
            let tool = find(state, path).await?;
            if !who.is_administrator() {
                need_maintainer(state, who, tool.id).await?;
            }
            Some(tool)
        }
    };
    let actor = match actor {
        None => None,
        Some(name) => Some(accounts::find(state, name).await?.id),
    };
    let filter = AuditFilter {
        tool: tool.as_ref().map(|tool| tool.id),
        actor,
    };
    let found = state.store.audit_entries(filter, page).await?;
    state.alarms.passed_over(LISTS, &found.damaged);
    let people = found.entries.iter().flat_map(|entry| {
        let subject = match entry.subject {
            Subject::Account(id) => Some(id),
            _ => None,
        };
        [entry.actor.account(), subject].into_iter().flatten()
    });
    let names = Names::of(state, people).await?;
    let tools = together::tools(state, found.entries.iter().filter_map(|entry| entry.tool)).await?;
    let path = |tool: Tool| tool.registration.tool_path().to_string();
    let paths = tools.into_iter().map(|(id, tool)| (id, path(tool)));
    Ok(Log {
        entries: found.entries,
        left_out: found.damaged.len(),
        next: found.next,
        tool,
        names,
        paths: paths.collect(),
    })
}

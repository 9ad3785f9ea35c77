//! Tools whose requests the server carries out.

use wharfinger_core::grants::{Repository, RepositoryId};

use super::repositories::RepositoryRow;
use super::state::State;
use crate::repository::Kept;
use crate::{
    Action, AutomateError, Automation, By, Connection, ConnectionId, NewAutomation,
    StopAutomationError, Subject, Timestamp, ToolId,
};

/// Automation, be it stopped.
#[derive(Clone, Debug)]
pub(super) struct AutomationRow {
    pub(super) automation: Automation,
    pub(super) stopped_at: Option<Timestamp>,
}

impl State {
    pub(super) fn automate(
        &mut self,
        new: &NewAutomation,
        by: &By,
    ) -> Result<Automation, AutomateError> {
        if self.tool_row(new.tool).is_none() {
            return Err(AutomateError::NoSuchTool);
        }
        let actor = by.actor.account();
        let actor = actor.filter(|account| self.maintains(new.tool, *account));
        let actor = actor.ok_or(AutomateError::NotMaintainer)?;
        let connection = self.live_connection(new.connection).cloned();
        let connection = connection.ok_or(AutomateError::NoSuchConnection)?;
        if connection.owner != actor {
            return Err(AutomateError::NotOwner);
        }
        if connection.proven_at.is_none() {
            return Err(AutomateError::NotProven);
        }
        if self.place(new.tool).as_ref() != Some(&new.place) || !connection.reaches(&new.place) {
            return Err(AutomateError::AnotherPlace);
        }
        let repository = self.keep_repository(new, &connection, by.now)?;
        if let Some(running) = self.running(new.tool)
            && running.connection == connection.id
            && running.repository == repository
        {
            return Ok(running.clone());
        }
        let automation = Automation {
            tool: new.tool,
            repository,
            connection: connection.id,
            by: actor,
            since: by.now,
        };
        let row = AutomationRow {
            automation: automation.clone(),
            stopped_at: None,
        };
        let subject = Subject::Automation(new.tool);
        self.audited(Action::AutomationStarted, subject, by, |state| {
            state.automation.insert(new.tool, row);
        });
        self.take_back_all(new.tool, repository, by);
        Ok(automation)
    }

    /// Where a tool's image lies, if that is private Amazon ECR.
    fn place(&self, tool: ToolId) -> Option<Repository> {
        Repository::of_tool(self.tool_row(tool)?.tool.registration.tool_path())
    }

    /// Whether a tool lies in an AWS account that one of its maintainers has connected and proven.
    pub(super) fn is_verified(&self, tool: ToolId) -> bool {
        self.place(tool).is_some_and(|place| {
            let mut connections = self.connections.iter();
            connections.any(|found| {
                found.disconnected_at.is_none()
                    && found.proven_at.is_some()
                    && found.reaches(&place)
                    && self.stands_by(tool, found)
            })
        })
    }

    /// Whether the owner of a connection is an active maintainer of the tool, and not just because
    /// somebody added them: they registered it, or its requests are carried out with the connection.
    fn stands_by(&self, tool: ToolId, connection: &Connection) -> bool {
        let running = self.running(tool);
        let is_on = running.is_some_and(|running| running.connection == connection.id);
        self.maintains(tool, connection.owner)
            && (is_on || self.has_registered(tool, connection.owner))
    }

    /// The same, or its requests were carried out with the connection once: grants that were approved
    /// then may be under way still.
    pub(super) fn has_stood_by(&self, tool: ToolId, connection: ConnectionId) -> bool {
        let row = self.automation.get(&tool);
        let was_on = row.is_some_and(|row| row.automation.connection == connection);
        self.connection(connection).is_some_and(|connection| {
            let owner = connection.owner;
            self.maintains(tool, owner) && (was_on || self.has_registered(tool, owner))
        })
    }

    /// The repository at the place, kept with that connection from now on.
    fn keep_repository(
        &mut self,
        new: &NewAutomation,
        connection: &Connection,
        now: Timestamp,
    ) -> Result<RepositoryId, AutomateError> {
        let found = self
            .repositories
            .iter()
            .find(|row| row.kept.place == new.place);
        let Some(found) = found else {
            if self.is_taken(new.repository) {
                return Err(AutomateError::IdTaken);
            }
            let place = new.place.clone();
            let kept = match self.take_over_examination(&place, now) {
                Some(lease) => Kept::examined(lease, connection.id, place),
                None => Kept::new(new.repository, connection.id, place),
            };
            let id = kept.id;
            self.repositories.push(RepositoryRow::of_new(kept));
            return Ok(id);
        };
        let found = &found.kept;
        let id = found.id;
        if found.connection != connection.id
            && let Some(other) = self.live_connection(found.connection)
        {
            let owner = other.owner;
            return Err(AutomateError::Taken { owner });
        }
        let row = self.repository_mut(id).expect("the repository is there");
        row.kept.connection = connection.id;
        Ok(id)
    }

    pub(super) fn stop_automation(
        &mut self,
        tool: ToolId,
        by: &By,
    ) -> Result<(), StopAutomationError> {
        let running = self.running(tool);
        let running = running.ok_or(StopAutomationError::NotAutomated)?;
        let connection = self.connection(running.connection);
        let owns = connection.is_some_and(|found| self.owns_connection(found, by));
        if self.manager(tool, by.actor).is_none() && !owns {
            return Err(StopAutomationError::NotMaintainer);
        }
        self.stop(tool, by);
        Ok(())
    }

    /// Stops all that a connection carries out.
    pub(super) fn stop_all(&mut self, connection: ConnectionId, by: &By) {
        let tools: Vec<_> = self.automation.keys().copied().collect();
        for tool in tools {
            let running = self.running(tool);
            if running.is_some_and(|running| running.connection == connection) {
                self.stop(tool, by);
            }
        }
    }

    fn stop(&mut self, tool: ToolId, by: &By) {
        let subject = Subject::Automation(tool);
        self.audited(Action::AutomationStopped, subject, by, |state| {
            let row = state.automation.get_mut(&tool).expect("it is there");
            row.stopped_at = Some(by.now);
        });
    }

    /// What carries out a tool's requests, unless it was stopped.
    pub(super) fn running(&self, tool: ToolId) -> Option<&Automation> {
        let row = self.automation.get(&tool)?;
        row.stopped_at.is_none().then_some(&row.automation)
    }

    /// The repository in which the server carries out an approval of this moment, if it does.
    pub(super) fn carrier(&self, tool: ToolId) -> Option<RepositoryId> {
        let running = self.running(tool)?;
        let connection = self.live_connection(running.connection)?;
        let place = &self.repository(running.repository)?.kept.place;
        let holds = connection.proven_at.is_some()
            && self.maintains(tool, connection.owner)
            && connection.reaches(place)
            && self.place(tool).as_ref() == Some(place);
        holds.then_some(running.repository)
    }
}

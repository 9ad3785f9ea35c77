//! Connections to AWS accounts, and all that the port asks about them.

use wharfinger_core::account::AccountId;

use super::Model;
use super::state::State;
use crate::{
    Action, Answer, AutomateError, Automation, By, CONNECTIONS_MAX, ChangeConnectionError, Checked,
    Choices, ConnectError, Connection, ConnectionId, Connections, Failure, NewAutomation,
    NewConnection, Revision, StopAutomationError, Subject, ToolId,
};

impl State {
    fn connect(&mut self, new: NewConnection, by: &By) -> Result<Connection, ConnectError> {
        let owner = self.person(by)?;
        let connections = self.connections_of(owner);
        let is_same = |found: &&Connection| {
            found.partition == new.partition && found.aws_account == new.aws_account
        };
        if let Some(found) = connections.iter().find(is_same) {
            return Ok(found.clone());
        }
        if connections.len() >= CONNECTIONS_MAX as usize {
            return Err(ConnectError::TooMany);
        }
        let is_taken = |found: &Connection| {
            found.id == new.id || found.authority.external_id == new.authority.external_id
        };
        if self.connections.iter().any(is_taken) {
            return Err(ConnectError::IdTaken);
        }
        let connection = Connection::of_new(new, owner, by.now);
        let subject = Subject::Connection(connection.id);
        self.audited(Action::ConnectionMade, subject, by, |state| {
            state.connections.push(connection.clone());
        });
        Ok(connection)
    }

    fn connections_of(&self, owner: AccountId) -> Vec<Connection> {
        let live = self.connections.iter().filter(|found| is_live(found));
        live.filter(|found| found.owner == owner).cloned().collect()
    }

    /// The connection with that id, unless it is disconnected.
    pub(super) fn live_connection(&self, id: ConnectionId) -> Option<&Connection> {
        self.connection(id).filter(|found| is_live(found))
    }

    /// Whether a connection's owner acts, and can.
    pub(super) fn owns_connection(&self, connection: &Connection, by: &By) -> bool {
        by.actor.account() == Some(connection.owner) && self.active(connection.owner).is_some()
    }

    /// A connection at revision `expected` that its owner changes.
    fn owned_connection(
        &self,
        id: ConnectionId,
        expected: Revision,
        by: &By,
    ) -> Result<Connection, ChangeConnectionError> {
        let found = self.live_connection(id);
        let found = found.ok_or(ChangeConnectionError::NotFound)?;
        if !self.owns_connection(found, by) {
            return Err(ChangeConnectionError::NotOwner);
        }
        let current = found.revision;
        if current != expected {
            return Err(ChangeConnectionError::Stale { current });
        }
        Ok(found.clone())
    }

    fn change_role(
        &mut self,
        id: ConnectionId,
        expected: Revision,
        role_arn: String,
        checked: Checked,
        by: &By,
    ) -> Result<Connection, ChangeConnectionError> {
        let found = self.owned_connection(id, expected, by)?;
        if found.authority.role_arn == role_arn {
            return self.note_check(id, expected, checked, by);
        }
        let action = Action::ConnectionRoleChanged;
        Ok(self.change_connection(id, action, by, |row| {
            row.take_role(role_arn, checked);
        }))
    }

    fn note_check(
        &mut self,
        id: ConnectionId,
        expected: Revision,
        checked: Checked,
        by: &By,
    ) -> Result<Connection, ChangeConnectionError> {
        self.owned_connection(id, expected, by)?;
        let action = Action::ConnectionChecked;
        Ok(self.change_connection(id, action, by, |row| row.note(checked)))
    }

    fn choose(
        &mut self,
        id: ConnectionId,
        expected: Revision,
        choices: Choices,
        by: &By,
    ) -> Result<Connection, ChangeConnectionError> {
        let mut found = self.owned_connection(id, expected, by)?;
        if let Some(wanted) = choices.healing
            && found.heals_since.is_some() != wanted
        {
            let (action, since) = (Action::ConnectionHealing, wanted.then_some(by.now));
            found = self.change_connection(id, action, by, |row| row.heals_since = since);
        }
        if let Some(wanted) = choices.pull_passwords
            && found.pull_passwords_since.is_some() != wanted
        {
            let (action, since) = (Action::ConnectionPullPasswords, wanted.then_some(by.now));
            found = self.change_connection(id, action, by, |row| row.pull_passwords_since = since);
        }
        Ok(found)
    }

    fn disconnect(
        &mut self,
        id: ConnectionId,
        by: &By,
    ) -> Result<Connection, ChangeConnectionError> {
        let found = self.live_connection(id);
        let found = found.ok_or(ChangeConnectionError::NotFound)?;
        if !self.owns_connection(found, by) && !self.is_administrator(by) {
            return Err(ChangeConnectionError::NotOwner);
        }
        self.stop_all(id, by);
        self.hand_over_all(id, by);
        let action = Action::ConnectionDisconnected;
        Ok(self.change_connection(id, action, by, |row| row.disconnected_at = Some(by.now)))
    }

    /// Changes a connection that is there.
    fn change_connection(
        &mut self,
        id: ConnectionId,
        action: Action,
        by: &By,
        change: impl FnOnce(&mut Connection),
    ) -> Connection {
        self.audited(action, Subject::Connection(id), by, |state| {
            let mut rows = state.connections.iter_mut();
            let row = rows.find(|row| row.id == id);
            let row = row.expect("the connection is there");
            change(row);
            row.revision = row.revision.next();
            row.updated_at = by.now;
            row.clone()
        })
    }
}

fn is_live(connection: &Connection) -> bool {
    connection.disconnected_at.is_none()
}

impl Connections for Model {
    fn connect(&self, new: NewConnection, by: By) -> Answer<'_, Result<Connection, ConnectError>> {
        self.write(move |state| state.connect(new, &by))
    }

    fn connection(&self, id: ConnectionId) -> Answer<'_, Result<Option<Connection>, Failure>> {
        self.read(move |state| state.connection(id).cloned())
    }

    fn connections_of(&self, owner: AccountId) -> Answer<'_, Result<Vec<Connection>, Failure>> {
        self.read(move |state| state.connections_of(owner))
    }

    fn change_role(
        &self,
        id: ConnectionId,
        expected: Revision,
        role_arn: String,
        checked: Checked,
        by: By,
    ) -> Answer<'_, Result<Connection, ChangeConnectionError>> {
        self.write(move |state| state.change_role(id, expected, role_arn, checked, &by))
    }

    fn note_check(
        &self,
        id: ConnectionId,
        expected: Revision,
        checked: Checked,
        by: By,
    ) -> Answer<'_, Result<Connection, ChangeConnectionError>> {
        self.write(move |state| state.note_check(id, expected, checked, &by))
    }

    fn choose(
        &self,
        id: ConnectionId,
        expected: Revision,
        choices: Choices,
        by: By,
    ) -> Answer<'_, Result<Connection, ChangeConnectionError>> {
        self.write(move |state| state.choose(id, expected, choices, &by))
    }

    fn disconnect(
        &self,
        id: ConnectionId,
        by: By,
    ) -> Answer<'_, Result<Connection, ChangeConnectionError>> {
        self.write(move |state| state.disconnect(id, &by))
    }

    fn automate(
        &self,
        new: NewAutomation,
        by: By,
    ) -> Answer<'_, Result<Automation, AutomateError>> {
        self.write(move |state| state.automate(&new, &by))
    }

    fn stop_automation(&self, tool: ToolId, by: By) -> Answer<'_, Result<(), StopAutomationError>> {
        self.write(move |state| state.stop_automation(tool, &by))
    }

    fn automation(&self, tool: ToolId) -> Answer<'_, Result<Option<(Automation, bool)>, Failure>> {
        self.read(move |state| {
            let automation = state.running(tool)?.clone();
            Some((automation, state.carrier(tool).is_some()))
        })
    }

    fn verified_of<'a>(&'a self, tools: &'a [ToolId]) -> Answer<'a, Result<Vec<ToolId>, Failure>> {
        self.read(move |state| {
            let mut verified = tools.to_vec();
            verified.retain(|tool| state.is_verified(*tool));
            verified.sort_unstable();
            verified.dedup();
            verified
        })
    }

    fn stood_by<'a>(
        &'a self,
        connection: ConnectionId,
        tools: &'a [ToolId],
    ) -> Answer<'a, Result<Vec<ToolId>, Failure>> {
        self.read(move |state| {
            let mut stood_by = tools.to_vec();
            stood_by.retain(|tool| state.has_stood_by(*tool, connection));
            stood_by.sort_unstable();
            stood_by.dedup();
            stood_by
        })
    }
}

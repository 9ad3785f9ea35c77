//! Connections to AWS accounts, and the tools that they carry out requests for.

use wharfinger_core::account::AccountId;

use super::{Answer, Failure};
use crate::{
    Automation, By, Checked, Choices, Connection, ConnectionId, NewAutomation, NewConnection,
    Revision, ToolId,
};

/// Connections and automation.
pub trait Connections {
    /// The connection of [`By::actor`] to that AWS account, made where there is none that is not
    /// disconnected. One that is there is answered as it is, its external id included.
    fn connect(&self, new: NewConnection, by: By) -> Answer<'_, Result<Connection, ConnectError>>;

    /// The connection with that id.
    fn connection(&self, id: ConnectionId) -> Answer<'_, Result<Option<Connection>, Failure>>;

    /// An account's connections that are not disconnected, in the order in which they were made;
    /// [`CONNECTIONS_MAX`](crate::CONNECTIONS_MAX) at most.
    fn connections_of(&self, owner: AccountId) -> Answer<'_, Result<Vec<Connection>, Failure>>;

    /// Takes another role for a connection that is at revision `expected`, with what a check of that
    /// role has found: whether the connection is proven from now on. Where it has the
    /// role, only the check is written down. Only its owner may.
    fn change_role(
        &self,
        id: ConnectionId,
        expected: Revision,
        role_arn: String,
        checked: Checked,
        by: By,
    ) -> Answer<'_, Result<Connection, ChangeConnectionError>>;

    /// Writes down what a check found, of a connection that is still at revision `expected`: it was
    /// made with the role of that moment. Only its owner may.
    fn note_check(
        &self,
        id: ConnectionId,
        expected: Revision,
        checked: Checked,
        by: By,
    ) -> Answer<'_, Result<Connection, ChangeConnectionError>>;

    /// Has a connection do from now on what is chosen, or not any more, where it is still at revision
    /// `expected`: all of it or nothing. Only its owner may.
    fn choose(
        &self,
        id: ConnectionId,
        expected: Revision,
        choices: Choices,
        by: By,
    ) -> Answer<'_, Result<Connection, ChangeConnectionError>>;

    /// Takes a connection back. Its tools' requests are carried out by hand from then on, what is
    /// under way included: grants on its repositories are handed over to the maintainers, who are
    /// told. Nothing is changed in AWS. Only its owner and administrators may.
    fn disconnect(
        &self,
        id: ConnectionId,
        by: By,
    ) -> Answer<'_, Result<Connection, ChangeConnectionError>>;

    /// Lets the server carry out a tool's requests from now on; those that were approved before stay
    /// as they are. Of several reasons to refuse, the first of [`AutomateError`] is given. Where it is
    /// on already, with the same connection and repository, nothing changes.
    fn automate(&self, new: NewAutomation, by: By)
    -> Answer<'_, Result<Automation, AutomateError>>;

    /// New approvals are carried out by hand again; grants that are under way stay as they are. A
    /// maintainer of the tool may, the owner of the connection, and administrators.
    fn stop_automation(&self, tool: ToolId, by: By) -> Answer<'_, Result<(), StopAutomationError>>;

    /// What carries out a tool's requests, and whether it holds now: whether an approval of this
    /// moment would be carried out by the server.
    fn automation(&self, tool: ToolId) -> Answer<'_, Result<Option<(Automation, bool)>, Failure>>;

    /// Which of these tools lie in an AWS account that one of their maintainers, who can act, has
    /// connected and that is proven. It is one who registered the tool, or has the server carry out its
    /// requests with that connection: anybody may add the owner of an account to the maintainers of
    /// anything, and that makes nothing theirs.
    fn verified_of<'a>(&'a self, tools: &'a [ToolId]) -> Answer<'a, Result<Vec<ToolId>, Failure>>;

    /// Which of these tools a connection is for: its owner, who can act, maintains them by their own
    /// word, because they registered them, or have had their requests carried out with it, be it stopped
    /// since. What others add its owner to must not be examined with it, nor come into its role.
    fn stood_by<'a>(
        &'a self,
        connection: ConnectionId,
        tools: &'a [ToolId],
    ) -> Answer<'a, Result<Vec<ToolId>, Failure>>;
}

/// Why a connection was not made.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConnectError {
    /// The account has [`CONNECTIONS_MAX`](crate::CONNECTIONS_MAX).
    #[error("an account can have {} connections", crate::CONNECTIONS_MAX)]
    TooMany,
    /// The id or the external id is not fresh. A fault of the caller's source of them.
    #[error("the connection's id is taken")]
    IdTaken,
    /// No answer about the connection.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Why a connection was not changed.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChangeConnectionError {
    /// No connection has the id, or none that is not disconnected.
    #[error("no connection has this id")]
    NotFound,
    /// It is somebody else's.
    #[error("the connection is somebody else's")]
    NotOwner,
    /// It was changed since the caller read it.
    #[error("the connection has changed: it is at revision {current}")]
    Stale {
        /// Where it is now.
        current: Revision,
    },
    /// No answer about the connection.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Why automation was not turned on.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum AutomateError {
    /// No tool has the id.
    #[error("no tool has this id")]
    NoSuchTool,
    /// The actor does not maintain the tool.
    #[error("only a maintainer of the tool can do this")]
    NotMaintainer,
    /// No connection has the id, or none that is not disconnected.
    #[error("no connection has this id")]
    NoSuchConnection,
    /// The connection is somebody else's: its owner decides what is done in their account.
    #[error("the connection is somebody else's")]
    NotOwner,
    /// The connection is not proven.
    #[error("the connection has not been checked, or was found wrong")]
    NotProven,
    /// The tool's image lies elsewhere: in no repository of that account, or not in that one.
    #[error("the tool's image is not in this repository")]
    AnotherPlace,
    /// The repository's policy is kept with somebody else's connection. Two would undo each other's
    /// work.
    #[error("somebody else's connection keeps the policy of this repository")]
    Taken {
        /// Whose.
        owner: AccountId,
    },
    /// The repository's id is not fresh. A fault of the caller's source of ids.
    #[error("the repository's id is taken")]
    IdTaken,
    /// No answer about it.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Why automation was not turned off.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum StopAutomationError {
    /// The tool's requests are carried out by hand, or there is no such tool.
    #[error("the requests of this tool are carried out by hand")]
    NotAutomated,
    /// The actor neither maintains the tool nor owns the connection.
    #[error("only a maintainer of the tool can do this")]
    NotMaintainer,
    /// No answer about it.
    #[error(transparent)]
    Failure(#[from] Failure),
}

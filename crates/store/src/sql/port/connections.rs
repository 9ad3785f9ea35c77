//! Connections and automation, in either database.

use wharfinger_core::account::AccountId;

use crate::sql::{automation, connections, disconnect, verified};
use crate::{
    Answer, AutomateError, Automation, By, ChangeConnectionError, Checked, Choices, ConnectError,
    Connection, ConnectionId, Connections, Failure, NewAutomation, NewConnection, Postgres,
    Revision, Sqlite, StopAutomationError, ToolId,
};

macro_rules! implement {
    ($database:ty) => {
        impl Connections for $database {
            fn connect(
                &self,
                new: NewConnection,
                by: By,
            ) -> Answer<'_, Result<Connection, ConnectError>> {
                self.write(async move |sql| connections::connect(sql, &new, &by).await)
            }

            fn connection(
                &self,
                id: ConnectionId,
            ) -> Answer<'_, Result<Option<Connection>, Failure>> {
                self.read(async move |sql| connections::by_id(sql, &id).await)
            }

            fn connections_of(
                &self,
                owner: AccountId,
            ) -> Answer<'_, Result<Vec<Connection>, Failure>> {
                self.read(async move |sql| connections::of_owner(sql, &owner).await)
            }

            fn change_role(
                &self,
                id: ConnectionId,
                expected: Revision,
                role_arn: String,
                checked: Checked,
                by: By,
            ) -> Answer<'_, Result<Connection, ChangeConnectionError>> {
                self.write(async move |sql| {
                    connections::change_role(sql, &id, expected, &role_arn, &checked, &by).await
                })
            }

            fn note_check(
                &self,
                id: ConnectionId,
                expected: Revision,
                checked: Checked,
                by: By,
            ) -> Answer<'_, Result<Connection, ChangeConnectionError>> {
                self.write(async move |sql| {
                    connections::note_check(sql, &id, expected, &checked, &by).await
                })
            }

            fn choose(
                &self,
                id: ConnectionId,
                expected: Revision,
                choices: Choices,
                by: By,
            ) -> Answer<'_, Result<Connection, ChangeConnectionError>> {
                self.write(async move |sql| {
                    connections::choose(sql, &id, expected, choices, &by).await
                })
            }

            fn disconnect(
                &self,
                id: ConnectionId,
                by: By,
            ) -> Answer<'_, Result<Connection, ChangeConnectionError>> {
                self.write(async move |sql| disconnect::disconnect(sql, &id, &by).await)
            }

            fn automate(
                &self,
                new: NewAutomation,
                by: By,
            ) -> Answer<'_, Result<Automation, AutomateError>> {
                self.write(async move |sql| automation::automate(sql, &new, &by).await)
            }

            fn stop_automation(
                &self,
                tool: ToolId,
                by: By,
            ) -> Answer<'_, Result<(), StopAutomationError>> {
                self.write(async move |sql| automation::stop(sql, &tool, &by).await)
            }

            fn automation(
                &self,
                tool: ToolId,
            ) -> Answer<'_, Result<Option<(Automation, bool)>, Failure>> {
                self.read_at_once(async move |sql| automation::of_tool(sql, &tool).await)
            }

            fn verified_of<'a>(
                &'a self,
                tools: &'a [ToolId],
            ) -> Answer<'a, Result<Vec<ToolId>, Failure>> {
                let tools = tools.to_vec();
                self.read(async move |sql| verified::of(sql, &tools).await)
            }

            fn stood_by<'a>(
                &'a self,
                connection: ConnectionId,
                tools: &'a [ToolId],
            ) -> Answer<'a, Result<Vec<ToolId>, Failure>> {
                let tools = tools.to_vec();
                self.read(async move |sql| verified::stood_by(sql, &connection, &tools).await)
            }
        }
    };
}

implement!(Sqlite);
implement!(Postgres);

//! Commands about connections to AWS accounts, and the tools that they serve.

use proptest::prelude::*;
use proptest::sample::select;

use super::super::command::Command;
use super::{request_ids, revisions, tool_ids};
use crate::tests::contract::ecr::{new_connection, place};
use crate::tests::{connection_id, repository_id};
use crate::{Choices, ConnectionId, NewAutomation, NewConnection};

/// Connections that commands try.
pub(in super::super) const CONNECTIONS: u32 = 4;

/// Roles that a connection may have.
const ROLES: [&str; 2] = [
    "arn:aws:iam::312767926603:role/wharfinger",
    "arn:aws:iam::312767926603:role/other",
];

pub(super) fn commands() -> impl Strategy<Value = Command> {
    let connect = (0..CONNECTIONS, any::<bool>()).prop_map(|(number, is_there)| {
        let mut new = new_connection(number);
        if !is_there {
            new.aws_account = "999999999999".to_owned();
        }
        Command::Connect(new)
    });
    let role = select(&ROLES).prop_map(str::to_owned);
    let change_role = (connections(), revisions(), role, any::<bool>()).prop_map(
        |(id, expected, role, is_right)| Command::ChangeRole(id, expected, role, is_right),
    );
    let check = (connections(), revisions(), proptest::bool::weighted(0.8))
        .prop_map(|(id, expected, is_right)| Command::NoteCheck(id, expected, is_right));
    let choose = (connections(), revisions(), any::<[Option<bool>; 2]>()).prop_map(
        |(id, expected, [healing, pull_passwords])| {
            let choices = Choices {
                healing,
                pull_passwords,
            };
            Command::Choose(id, expected, choices)
        },
    );
    prop_oneof![
        3 => connect,
        2 => choose,
        1 => change_role,
        4 => check,
        1 => connections().prop_map(Command::Disconnect),
        4 => automation().prop_map(Command::Automate),
        1 => tool_ids().prop_map(Command::StopAutomation),
        1 => (connections(), request_ids()).prop_map(|(id, request)| Command::HandOut(id, request)),
    ]
}

fn connections() -> impl Strategy<Value = ConnectionId> {
    prop_oneof![2 => Just(0), 1 => 0..CONNECTIONS].prop_map(connection_id)
}

/// Where the tool is that [`super::prelude`] makes, or in what only looks like it.
fn automation() -> impl Strategy<Value = NewAutomation> {
    let name = prop_oneof![4 => Just("a/b"), 1 => Just("a")];
    (tool_ids(), connections(), name, 0..CONNECTIONS).prop_map(
        |(tool, connection, name, repository)| NewAutomation {
            tool,
            connection,
            place: place(name),
            repository: repository_id(repository),
        },
    )
}

/// The connection with which stories begin.
pub(super) fn first() -> NewConnection {
    new_connection(0)
}

/// Another role than that of [`first`].
pub(super) fn other_role() -> String {
    ROLES[1].to_owned()
}

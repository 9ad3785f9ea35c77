//! What cases about Amazon ECR begin with: an AWS account, its repositories, and tools in them.

use wharfinger_core::account::AccountId;
use wharfinger_core::grants::{Authority, Repository};

use super::scenes::people;
use crate::tests::{ADA, at, by, connection_id, id, new_tool, private, repository_id, wait};
use crate::{
    Automation, Checked, Connection, NewAutomation, NewConnection, NewTool, Registry, Revision,
    Store, Tool,
};

/// The AWS account in which the tools of these cases are.
pub(crate) const AWS_ACCOUNT: &str = "312767926603";

/// A connection to make to [`AWS_ACCOUNT`].
pub(crate) fn new_connection(number: u32) -> NewConnection {
    NewConnection {
        id: connection_id(number),
        partition: "aws".to_owned(),
        aws_account: AWS_ACCOUNT.to_owned(),
        authority: Authority {
            role_arn: format!("arn:aws:iam::{AWS_ACCOUNT}:role/wharfinger"),
            external_id: format!("wharfinger-{number}"),
        },
    }
}

/// Connects [`AWS_ACCOUNT`].
pub(crate) fn connected(store: &dyn Store, number: u32, owner: AccountId) -> Connection {
    wait(store.connect(new_connection(number), by(owner, 1))).unwrap()
}

/// What a check says.
pub(crate) fn checked(is_right: bool, seconds: i64) -> Checked {
    Checked {
        at: at(seconds),
        is_right,
        report: format!("checked at {seconds}"),
    }
}

/// Writes down what a check of a connection found, whatever its revision.
pub(crate) fn check(
    store: &dyn Store,
    connection: &Connection,
    is_right: bool,
    seconds: i64,
) -> Connection {
    let found = wait(store.connection(connection.id)).unwrap().unwrap();
    let checked = checked(is_right, seconds);
    let by = by(connection.owner, seconds);
    wait(store.note_check(connection.id, found.revision, checked, by)).unwrap()
}

/// A connection that was found to be right.
pub(crate) fn proven(store: &dyn Store, number: u32, owner: AccountId) -> Connection {
    let connection = connected(store, number, owner);
    check(store, &connection, true, 1)
}

/// The path of a tool in the repository with that name.
pub(crate) fn path(name: &str) -> String {
    format!("{AWS_ACCOUNT}.dkr.ecr.us-west-2.amazonaws.com/_/{name}")
}

/// The repository with that name.
pub(crate) fn place(name: &str) -> Repository {
    Repository {
        partition: "aws".to_owned(),
        account: AWS_ACCOUNT.to_owned(),
        region: "us-west-2".to_owned(),
        name: name.to_owned(),
    }
}

/// The registry with all of them.
pub(crate) fn registry() -> Registry {
    Registry::of(&place("any"))
}

/// Somebody registers a private tool in the repository with that name.
pub(crate) fn tool_in(store: &dyn Store, number: u32, name: &str, maintainer: AccountId) -> Tool {
    let new = NewTool {
        registration: private(&path(name), None),
        ..new_tool(number, &path(name))
    };
    let registered = wait(store.register_tool(new, by(maintainer, 1)));
    registered.unwrap().tool
}

/// Automation of the tool with that number in the repository with that name, which gets the same
/// number.
pub(crate) fn new_automation(tool: u32, connection: u32, name: &str) -> NewAutomation {
    NewAutomation {
        tool: id(tool),
        connection: connection_id(connection),
        place: place(name),
        repository: repository_id(tool),
    }
}

/// Everybody, and Ada's first tool, which is carried out with her first connection.
pub(crate) fn automated(store: &dyn Store) -> Automation {
    people(store);
    proven(store, 1, ADA);
    tool_in(store, 1, "md5sum", ADA);
    wait(store.automate(new_automation(1, 1, "md5sum"), by(ADA, 2))).unwrap()
}

/// Ada's first private tool, whose image is on Amazon ECR.
pub(crate) fn first_tool(store: &dyn Store) -> Tool {
    tool_in(store, 1, "t1", ADA)
}

/// Has the server carry out the requests for the first private tool from now on, with Ada's connection.
pub(crate) fn automate(store: &dyn Store) -> Automation {
    proven(store, 1, ADA);
    wait(store.automate(new_automation(1, 1, "t1"), by(ADA, 2))).unwrap()
}

/// Whether an approval of this moment is carried out by the server.
pub(crate) fn holds(store: &dyn Store, tool: u32) -> bool {
    let automation = wait(store.automation(id(tool))).unwrap();
    automation.is_some_and(|(_, holds)| holds)
}

/// The revision after so many changes.
pub(crate) fn after_changes(changes: u32) -> Revision {
    Revision::new(changes + 1).unwrap()
}

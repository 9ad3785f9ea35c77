//! Nobody has the server act in an account that is not theirs, or for a tool that is not theirs.

use wharfinger_core::account::AccountId;

use super::ecr::{
    AWS_ACCOUNT, automated, check, connected, holds, new_automation, new_connection, place, proven,
    tool_in,
};
use super::scenes::{disable, entries, people};
use crate::tests::{
    ADA, BOB, EVE, NOBODY, ROOT, by, connection_id, id, new_tool, private, repository_id, system,
    wait,
};
use crate::{
    AutomateError, Connection, ConnectionId, NewAutomation, NewConnection, NewTool, OPERATOR, Store,
};

/// Two accounts, each with a connection and a tool of its own in the same AWS account, and both with a
/// tool that they maintain together.
fn two_teams(store: &dyn Store) -> [Connection; 2] {
    people(store);
    let connections = [proven(store, 1, ADA), proven(store, 2, BOB)];
    tool_in(store, 1, "ada", ADA);
    tool_in(store, 2, "bob", BOB);
    tool_in(store, 3, "both", ADA);
    wait(store.add_maintainer(id(3), BOB, by(ADA, 1))).unwrap();
    connections
}

/// The confused deputy: every pair of a connection and a tool, by everybody. Only who owns the one and
/// maintains the other turns it on.
fn nobody_uses_what_is_somebody_elses(store: &dyn Store) {
    let connections = two_teams(store);
    let owners: [AccountId; 2] = [ADA, BOB];
    let tools = [
        (1, "ada", &[ADA][..]),
        (2, "bob", &[BOB]),
        (3, "both", &[ADA, BOB]),
    ];
    let mut taken = 0;
    for actor in [ADA, BOB, EVE, ROOT, OPERATOR, NOBODY] {
        for (connection, owner) in connections.iter().zip(owners) {
            for (tool, name, maintainers) in tools {
                let before = entries(store).len();
                let new = NewAutomation {
                    connection: connection.id,
                    ..new_automation(tool, 0, name)
                };
                let answer = wait(store.automate(new, by(actor, 5)));
                let context = format!("{actor} with the connection of {owner} for {name}");
                if !maintainers.contains(&actor) {
                    assert_eq!(answer, Err(AutomateError::NotMaintainer), "{context}");
                } else if actor != owner {
                    assert_eq!(answer, Err(AutomateError::NotOwner), "{context}");
                } else if answer.is_err() {
                    // Who came first keeps the policy of the repository that both may use.
                    assert_eq!((actor, tool), (BOB, 3), "{context}");
                    assert_eq!(answer, Err(AutomateError::Taken { owner: ADA }));
                    taken += 1;
                } else {
                    assert!(holds(store, tool), "{context}");
                    continue;
                }
                assert_eq!(entries(store).len(), before, "{context} left something");
            }
        }
    }
    assert_eq!(taken, 1);
    let of = |tool| wait(store.automation(id(tool))).unwrap().unwrap().0.by;
    assert_eq!([1, 2, 3].map(of), [ADA, BOB, ADA]);
}

/// Every reason to refuse is given before those behind it.
fn reasons_are_given_in_order(store: &dyn Store) {
    people(store);
    let refused = |new: NewAutomation, actor| wait(store.automate(new, by(actor, 5))).unwrap_err();
    let new = || new_automation(1, 1, "md5sum");
    assert_eq!(refused(new(), EVE), AutomateError::NoSuchTool);
    tool_in(store, 1, "md5sum", ADA);
    assert_eq!(refused(new(), EVE), AutomateError::NotMaintainer);
    assert_eq!(refused(new(), ADA), AutomateError::NoSuchConnection);
    connected(store, 1, BOB);
    assert_eq!(refused(new(), ADA), AutomateError::NotOwner);
    let adas = connected(store, 2, ADA);
    let with = |connection: ConnectionId, name| NewAutomation {
        connection,
        ..new_automation(1, 0, name)
    };
    assert_eq!(
        refused(with(adas.id, "other"), ADA),
        AutomateError::NotProven
    );
    check(store, &adas, true, 3);
    assert_eq!(
        refused(with(adas.id, "other"), ADA),
        AutomateError::AnotherPlace
    );
    check(store, &adas, false, 4);
    assert_eq!(
        refused(with(adas.id, "md5sum"), ADA),
        AutomateError::NotProven
    );
    wait(store.disconnect(adas.id, by(ADA, 5))).unwrap();
    assert_eq!(
        refused(with(adas.id, "md5sum"), ADA),
        AutomateError::NoSuchConnection
    );
    assert_eq!(wait(store.automation(id(1))), Ok(None));
}

/// Only the repository in which the tool's image is, of the account that is connected.
fn another_place_is_refused(store: &dyn Store) {
    people(store);
    proven(store, 1, ADA);
    tool_in(store, 1, "tools/md5sum", ADA);
    let in_place = |place| NewAutomation {
        place,
        ..new_automation(1, 1, "")
    };
    let there = || place("tools/md5sum");
    let others = [
        place("tools"),
        place("md5sum"),
        place("tools/md5sum/"),
        wharfinger_core::grants::Repository {
            region: "eu-central-1".to_owned(),
            ..there()
        },
        wharfinger_core::grants::Repository {
            account: "999999999999".to_owned(),
            ..there()
        },
        wharfinger_core::grants::Repository {
            partition: "aws-cn".to_owned(),
            ..there()
        },
    ];
    for other in others {
        let refused = wait(store.automate(in_place(other.clone()), by(ADA, 5)));
        assert_eq!(refused, Err(AutomateError::AnotherPlace), "{other:?}");
    }
    // A tool in another account, whose owner's connection is to this one.
    let elsewhere = "999999999999.dkr.ecr.us-west-2.amazonaws.com/_/md5sum";
    let quay = "quay.io/team/md5sum";
    for (number, path) in [(2, elsewhere), (3, quay)] {
        let new = NewTool {
            registration: private(path, None),
            ..new_tool(number, path)
        };
        wait(store.register_tool(new, by(ADA, 2))).unwrap();
        for account in [AWS_ACCOUNT, "999999999999"] {
            let new = NewAutomation {
                place: wharfinger_core::grants::Repository {
                    account: account.to_owned(),
                    ..place("md5sum")
                },
                ..new_automation(number, 1, "")
            };
            let refused = wait(store.automate(new, by(ADA, 5)));
            assert_eq!(refused, Err(AutomateError::AnotherPlace), "{path}");
        }
    }
    wait(store.automate(in_place(there()), by(ADA, 6))).unwrap();
}

fn who_cannot_act_turns_nothing_on(store: &dyn Store) {
    people(store);
    proven(store, 1, ADA);
    tool_in(store, 1, "md5sum", ADA);
    let refused = |by| wait(store.automate(new_automation(1, 1, "md5sum"), by)).unwrap_err();
    assert_eq!(refused(system(5)), AutomateError::NotMaintainer);
    disable(store, ADA);
    assert_eq!(refused(by(ADA, 5)), AutomateError::NotMaintainer);
}

fn ids_of_repositories_are_fresh(store: &dyn Store) {
    automated(store);
    tool_in(store, 2, "other", ADA);
    let new = NewAutomation {
        repository: repository_id(1),
        ..new_automation(2, 1, "other")
    };
    let refused = wait(store.automate(new, by(ADA, 5)));
    assert_eq!(refused, Err(AutomateError::IdTaken));
    assert_eq!(wait(store.automation(id(2))), Ok(None));
}

/// A connection of one partition reaches nothing in another, though the account's number is the same.
fn partitions_are_apart(store: &dyn Store) {
    people(store);
    let china = NewConnection {
        partition: "aws-cn".to_owned(),
        ..new_connection(1)
    };
    let china = wait(store.connect(china, by(ADA, 1))).unwrap();
    check(store, &china, true, 2);
    tool_in(store, 1, "md5sum", ADA);
    let new = NewAutomation {
        connection: connection_id(1),
        ..new_automation(1, 1, "md5sum")
    };
    let refused = wait(store.automate(new, by(ADA, 5)));
    assert_eq!(refused, Err(AutomateError::AnotherPlace));
}

contract! {
    nobody_uses_what_is_somebody_elses
    reasons_are_given_in_order
    another_place_is_refused
    who_cannot_act_turns_nothing_on
    ids_of_repositories_are_fresh
    partitions_are_apart
}

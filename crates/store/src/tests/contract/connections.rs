//! Connections to AWS accounts: made, changed, checked and taken back.

use super::ecr::{
    after_changes, automated, check, checked, connected, holds, new_connection, proven,
};
use super::scenes::{disable, enable, entries, people};
use crate::tests::{
    ADA, BOB, EVE, NOBODY, ROOT, at, by, connection_id, id, revision, system, wait,
};
use crate::{
    Action, By, CONNECTIONS_MAX, ChangeConnectionError, Checked, ConnectError, Connection, Failure,
    NewConnection, Revision, Store, Subject,
};

fn an_account_is_connected_once(store: &dyn Store) {
    people(store);
    let made = connected(store, 1, ADA);
    assert_eq!(
        made,
        Connection {
            id: connection_id(1),
            owner: ADA,
            partition: "aws".to_owned(),
            aws_account: "312767926603".to_owned(),
            authority: new_connection(1).authority,
            proven_at: None,
            checked: None,
            heals_since: None,
            pull_passwords_since: None,
            disconnected_at: None,
            revision: Revision::FIRST,
            created_at: at(1),
            updated_at: at(1),
        }
    );
    assert_eq!(
        wait(store.connection(made.id)).unwrap().as_ref(),
        Some(&made)
    );
    let again = wait(store.connect(new_connection(2), by(ADA, 9))).unwrap();
    assert_eq!(again, made, "the external id stays");
    assert_eq!(wait(store.connection(connection_id(2))), Ok(None));
    // Somebody else's is another one, and so is one in another partition.
    let other = connected(store, 3, BOB);
    assert_ne!(other.authority.external_id, made.authority.external_id);
    let china = NewConnection {
        partition: "aws-cn".to_owned(),
        ..new_connection(4)
    };
    let china = wait(store.connect(china, by(ADA, 10))).unwrap();
    assert_eq!(wait(store.connections_of(ADA)), Ok(vec![made, china]));
    assert_eq!(wait(store.connections_of(BOB)), Ok(vec![other]));
    assert_eq!(wait(store.connections_of(EVE)), Ok(vec![]));
}

fn ids_are_fresh(store: &dyn Store) {
    people(store);
    connected(store, 1, ADA);
    let same_id = NewConnection {
        authority: new_connection(2).authority,
        ..new_connection(1)
    };
    let same_external_id = NewConnection {
        id: connection_id(2),
        ..new_connection(1)
    };
    for new in [same_id, same_external_id] {
        let refused = wait(store.connect(new, by(BOB, 2)));
        assert_eq!(refused, Err(ConnectError::IdTaken));
    }
    // Not even one that is disconnected gives its external id away.
    wait(store.disconnect(connection_id(1), by(ADA, 3))).unwrap();
    let refused = wait(store.connect(new_connection(1), by(ADA, 4)));
    assert_eq!(refused, Err(ConnectError::IdTaken));
}

fn only_people_connect(store: &dyn Store) {
    people(store);
    for by in [system(1), by(NOBODY, 1)] {
        let refused = wait(store.connect(new_connection(1), by));
        assert!(matches!(
            refused,
            Err(ConnectError::Failure(Failure::Unavailable { .. }))
        ));
    }
}

fn an_account_has_so_many_connections(store: &dyn Store) {
    people(store);
    let to = |number: u32| NewConnection {
        aws_account: format!("{number:012}"),
        ..new_connection(number)
    };
    for number in 0..CONNECTIONS_MAX {
        wait(store.connect(to(number), by(ADA, 1))).unwrap();
    }
    let refused = wait(store.connect(to(CONNECTIONS_MAX), by(ADA, 1)));
    assert_eq!(refused, Err(ConnectError::TooMany));
    // One that is there is answered all the same, and one that is taken back makes room.
    wait(store.connect(to(0), by(ADA, 1))).unwrap();
    wait(store.disconnect(connection_id(0), by(ADA, 1))).unwrap();
    wait(store.connect(to(CONNECTIONS_MAX), by(ADA, 1))).unwrap();
    let listed = wait(store.connections_of(ADA)).unwrap();
    let ids: Vec<_> = listed.iter().map(|connection| connection.id).collect();
    assert_eq!(
        ids,
        (1..=CONNECTIONS_MAX).map(connection_id).collect::<Vec<_>>()
    );
}

fn a_check_proves_until_one_finds_otherwise(store: &dyn Store) {
    people(store);
    let made = connected(store, 1, ADA);
    for (changes, (is_right, seconds, proven_at)) in (1..).zip([
        (false, 2, None),
        (true, 3, Some(at(3))),
        (true, 4, Some(at(3))),
        (false, 5, None),
        (true, 6, Some(at(6))),
    ]) {
        let found = check(store, &made, is_right, seconds);
        let expected = Connection {
            proven_at,
            checked: Some(checked(is_right, seconds)),
            revision: after_changes(changes),
            updated_at: at(seconds),
            ..made.clone()
        };
        assert_eq!(found, expected);
        assert_eq!(wait(store.connection(made.id)), Ok(Some(expected)));
    }
}

/// Somebody gives a connection another role, of which a check has found that.
fn change_role(
    store: &dyn Store,
    connection: &Connection,
    role: &str,
    found: Checked,
    by: By,
) -> Result<Connection, ChangeConnectionError> {
    let (id, seen, role) = (connection.id, connection.revision, role.to_owned());
    wait(store.change_role(id, seen, role, found, by))
}

const OTHER_ROLE: &str = "arn:aws:iam::312767926603:role/other";

fn another_role_is_what_its_own_check_says(store: &dyn Store) {
    people(store);
    let proven = proven(store, 1, ADA);
    let same = &proven.authority.role_arn;
    let noted = change_role(store, &proven, same, checked(false, 5), by(ADA, 5)).unwrap();
    assert_eq!(noted.authority, proven.authority);
    assert_eq!(noted.checked, Some(checked(false, 5)), "it is true of it");
    assert_eq!(noted.proven_at, None);
    let note = entries(store).pop().unwrap();
    assert_eq!(note.action, Action::ConnectionChecked);
    let changed = change_role(store, &noted, OTHER_ROLE, checked(false, 6), by(ADA, 6));
    let changed = changed.unwrap();
    assert_eq!(changed.authority.role_arn, OTHER_ROLE);
    assert_eq!(
        changed.authority.external_id, proven.authority.external_id,
        "the external id is the connection's, whatever the role"
    );
    assert_eq!(changed.proven_at, None);
    assert_eq!(changed.checked, Some(checked(false, 6)));
    // What was found with the role before is not true of this one.
    let late = wait(store.note_check(proven.id, proven.revision, checked(true, 7), by(ADA, 7)));
    let current = changed.revision;
    assert_eq!(late, Err(ChangeConnectionError::Stale { current }));
    let back = change_role(store, &changed, same, checked(true, 8), by(ADA, 8)).unwrap();
    assert_eq!(back.proven_at, Some(at(8)), "since its own check");
    assert_eq!(wait(store.connection(back.id)), Ok(Some(back)));
}

fn who_is_not_the_owner_changes_nothing(store: &dyn Store) {
    automated(store);
    let found = wait(store.connection(connection_id(1))).unwrap().unwrap();
    let (id, at_revision) = (found.id, found.revision);
    disable(store, ADA);
    for by in [
        by(BOB, 9),
        by(ADA, 9),
        by(ROOT, 9),
        by(NOBODY, 9),
        system(9),
    ] {
        let refused = change_role(store, &found, OTHER_ROLE, checked(true, 9), by.clone());
        assert_eq!(refused, Err(ChangeConnectionError::NotOwner));
        let refused = wait(store.note_check(id, at_revision, checked(true, 9), by.clone()));
        assert_eq!(refused, Err(ChangeConnectionError::NotOwner));
        if by.actor.account() != Some(ROOT) {
            let refused = wait(store.disconnect(id, by));
            assert_eq!(refused, Err(ChangeConnectionError::NotOwner));
        }
    }
    assert_eq!(wait(store.connection(id)), Ok(Some(found)));
    enable(store, ADA);
}

fn a_stale_revision_changes_nothing(store: &dyn Store) {
    people(store);
    let proven = proven(store, 1, ADA);
    let current = proven.revision;
    let stale = Err(ChangeConnectionError::Stale { current });
    for expected in [revision(1), revision(9)] {
        let seen = Connection {
            revision: expected,
            ..proven.clone()
        };
        let refused = change_role(store, &seen, OTHER_ROLE, checked(true, 9), by(ADA, 9));
        assert_eq!(refused, stale);
        let refused = wait(store.note_check(proven.id, expected, checked(true, 9), by(ADA, 9)));
        assert_eq!(refused, stale);
    }
    assert_eq!(wait(store.connection(proven.id)), Ok(Some(proven)));
}

fn what_is_disconnected_stays_so(store: &dyn Store) {
    let automation = automated(store);
    let id_of_it = automation.connection;
    let gone = wait(store.disconnect(id_of_it, by(ADA, 5))).unwrap();
    assert_eq!(gone.disconnected_at, Some(at(5)));
    assert_eq!(wait(store.connection(id_of_it)), Ok(Some(gone.clone())));
    assert_eq!(wait(store.connections_of(ADA)), Ok(vec![]));
    assert_eq!(wait(store.automation(id(1))), Ok(None));
    assert!(!holds(store, 1));
    let not_found = Err(ChangeConnectionError::NotFound);
    for connection in [id_of_it, connection_id(9)] {
        let check = checked(true, 9);
        let by = || by(ADA, 9);
        let refused = wait(store.note_check(connection, gone.revision, check, by()));
        assert_eq!(refused, not_found);
        let there = Connection {
            id: connection,
            ..gone.clone()
        };
        let refused = change_role(store, &there, OTHER_ROLE, checked(true, 9), by());
        assert_eq!(refused, not_found);
        assert_eq!(wait(store.disconnect(connection, by())), not_found);
    }
    // The account can be connected again: with another external id.
    let again = connected(store, 2, ADA);
    assert_ne!(again.authority.external_id, gone.authority.external_id);
}

fn an_administrator_disconnects(store: &dyn Store) {
    automated(store);
    wait(store.disconnect(connection_id(1), by(ROOT, 5))).unwrap();
    assert_eq!(wait(store.automation(id(1))), Ok(None));
}

fn every_change_is_audited(store: &dyn Store) {
    let automation = automated(store);
    let made = wait(store.connection(automation.connection))
        .unwrap()
        .unwrap();
    change_role(store, &made, OTHER_ROLE, checked(true, 3), by(ADA, 3)).unwrap();
    wait(store.disconnect(made.id, by(ROOT, 4))).unwrap();
    let of_connection = Subject::Connection(made.id);
    let of_automation = Subject::Automation(id(1));
    let entries = entries(store);
    let about = entries
        .iter()
        .filter(|entry| [of_connection, of_automation].contains(&entry.subject));
    let noted: Vec<_> = about
        .map(|entry| {
            (
                entry.action,
                entry.subject,
                entry.tool,
                entry.actor.account(),
            )
        })
        .collect();
    assert_eq!(
        noted,
        [
            (Action::ConnectionMade, of_connection, None, Some(ADA)),
            (Action::ConnectionChecked, of_connection, None, Some(ADA)),
            (
                Action::AutomationStarted,
                of_automation,
                Some(id(1)),
                Some(ADA)
            ),
            (
                Action::ConnectionRoleChanged,
                of_connection,
                None,
                Some(ADA)
            ),
            (
                Action::AutomationStopped,
                of_automation,
                Some(id(1)),
                Some(ROOT)
            ),
            (
                Action::ConnectionDisconnected,
                of_connection,
                None,
                Some(ROOT)
            ),
        ]
    );
}

contract! {
    an_account_is_connected_once
    ids_are_fresh
    only_people_connect
    an_account_has_so_many_connections
    a_check_proves_until_one_finds_otherwise
    another_role_is_what_its_own_check_says
    who_is_not_the_owner_changes_nothing
    a_stale_revision_changes_nothing
    what_is_disconnected_stays_so
    an_administrator_disconnects
    every_change_is_audited
}

//! Tools whose requests the server carries out: turned on, held, turned off.

use super::ecr::{automated, check, connected, holds, new_automation, place, proven, tool_in};
use super::scenes::{disable, enable, entries, people};
use crate::tests::{ADA, BOB, EVE, ROOT, at, by, connection_id, id, repository_id, system, wait};
use crate::{Automation, By, StopAutomationError, Store};

fn who_owns_the_connection_and_maintains_the_tool_turns_it_on(store: &dyn Store) {
    let automation = automated(store);
    assert_eq!(
        automation,
        Automation {
            tool: id(1),
            repository: repository_id(1),
            connection: connection_id(1),
            by: ADA,
            since: at(2),
        }
    );
    let found = wait(store.automation(id(1))).unwrap();
    assert_eq!(found, Some((automation.clone(), true)));
    assert_eq!(wait(store.automation(id(2))), Ok(None));
    let before = entries(store).len();
    let again = new_automation(1, 1, "md5sum");
    let again = wait(store.automate(again, by(ADA, 9))).unwrap();
    assert_eq!(again, automation, "it was on already");
    assert_eq!(entries(store).len(), before);
}

/// A place has one repository, however often it is kept.
fn a_place_is_the_same_repository_again(store: &dyn Store) {
    let automation = automated(store);
    tool_in(store, 2, "other", ADA);
    let other = wait(store.automate(new_automation(2, 1, "other"), by(ADA, 3))).unwrap();
    assert_ne!(other.repository, automation.repository);
    wait(store.stop_automation(id(2), by(ADA, 4))).unwrap();
    let again = new_automation(2, 1, "other");
    let again = crate::NewAutomation {
        repository: repository_id(9),
        ..again
    };
    let again = wait(store.automate(again, by(ADA, 5))).unwrap();
    assert_eq!(
        again.repository, other.repository,
        "a place has one repository"
    );
    assert_eq!(again.since, at(5));
}

fn it_holds_while_everything_is_true(store: &dyn Store) {
    let automation = automated(store);
    let connection = wait(store.connection(automation.connection))
        .unwrap()
        .unwrap();
    wait(store.add_maintainer(id(1), BOB, by(ADA, 3))).unwrap();
    assert!(holds(store, 1));
    check(store, &connection, false, 4);
    assert!(!holds(store, 1), "the connection was found wrong");
    check(store, &connection, true, 5);
    assert!(holds(store, 1));
    disable(store, ADA);
    assert!(!holds(store, 1), "its owner is disabled");
    enable(store, ADA);
    assert!(holds(store, 1));
    wait(store.remove_maintainer(id(1), ADA, by(BOB, 6))).unwrap();
    assert!(!holds(store, 1), "its owner does not maintain the tool");
    let found = wait(store.automation(id(1))).unwrap();
    assert_eq!(found, Some((automation, false)), "it waits");
    wait(store.add_maintainer(id(1), ADA, by(BOB, 7))).unwrap();
    assert!(holds(store, 1));
}

fn an_archived_tool_keeps_it(store: &dyn Store) {
    automated(store);
    wait(store.archive_tool(id(1), None, by(ADA, 3))).unwrap();
    assert!(holds(store, 1), "its requests are still answered");
    wait(store.stop_automation(id(1), by(ADA, 4))).unwrap();
    wait(store.automate(new_automation(1, 1, "md5sum"), by(ADA, 5))).unwrap();
    assert!(holds(store, 1));
}

fn maintainers_the_owner_and_administrators_turn_it_off(store: &dyn Store) {
    automated(store);
    wait(store.add_maintainer(id(1), BOB, by(ADA, 3))).unwrap();
    // Ada, who owns the connection, maintains the tool no longer.
    wait(store.remove_maintainer(id(1), ADA, by(BOB, 3))).unwrap();
    for account in [BOB, ADA, ROOT] {
        wait(store.stop_automation(id(1), by(account, 4))).unwrap();
        assert_eq!(wait(store.automation(id(1))), Ok(None));
        let stopped = wait(store.stop_automation(id(1), by(account, 4)));
        assert_eq!(stopped, Err(StopAutomationError::NotAutomated));
        wait(store.add_maintainer(id(1), ADA, by(BOB, 5))).unwrap();
        wait(store.automate(new_automation(1, 1, "md5sum"), by(ADA, 5))).unwrap();
        wait(store.remove_maintainer(id(1), ADA, by(BOB, 5))).unwrap();
    }
    let refused = |by: By| wait(store.stop_automation(id(1), by));
    for by in [by(EVE, 6), system(6)] {
        assert_eq!(refused(by), Err(StopAutomationError::NotMaintainer));
    }
    disable(store, ADA);
    assert_eq!(refused(by(ADA, 7)), Err(StopAutomationError::NotMaintainer));
}

fn a_repository_goes_over_to_the_next_connection(store: &dyn Store) {
    let automation = automated(store);
    wait(store.add_maintainer(id(1), BOB, by(ADA, 3))).unwrap();
    let bobs = proven(store, 2, BOB);
    wait(store.disconnect(connection_id(1), by(ADA, 4))).unwrap();
    let next = wait(store.automate(new_automation(1, 2, "md5sum"), by(BOB, 5))).unwrap();
    assert_eq!(next.repository, automation.repository);
    assert_eq!((next.connection, next.by), (bobs.id, BOB));
    assert!(holds(store, 1));
}

fn a_new_connection_takes_the_old_one_over(store: &dyn Store) {
    people(store);
    proven(store, 1, ADA);
    tool_in(store, 1, "md5sum", ADA);
    tool_in(store, 2, "tools/sha256sum", ADA);
    for (tool, name) in [(1, "md5sum"), (2, "tools/sha256sum")] {
        wait(store.automate(new_automation(tool, 1, name), by(ADA, 2))).unwrap();
        assert!(holds(store, tool));
    }
    wait(store.disconnect(connection_id(1), by(ADA, 3))).unwrap();
    let again = connected(store, 2, ADA);
    check(store, &again, true, 4);
    assert_eq!(
        wait(store.automation(id(1))),
        Ok(None),
        "it is asked for again"
    );
    let next = new_automation(2, 2, "tools/sha256sum");
    assert_eq!(next.place, place("tools/sha256sum"));
    wait(store.automate(next, by(ADA, 5))).unwrap();
    assert!(holds(store, 2) && !holds(store, 1));
}

contract! {
    who_owns_the_connection_and_maintains_the_tool_turns_it_on
    a_place_is_the_same_repository_again
    it_holds_while_everything_is_true
    an_archived_tool_keeps_it
    maintainers_the_owner_and_administrators_turn_it_off
    a_repository_goes_over_to_the_next_connection
    a_new_connection_takes_the_old_one_over
}

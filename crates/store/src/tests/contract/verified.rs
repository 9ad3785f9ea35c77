//! Tools in AWS accounts that one of their maintainers is known to hold.

use super::ecr::{check, connected, new_automation, new_connection, proven, tool_in};
use super::scenes::{disable, enable, people, private_tool};
use crate::tests::{ADA, BOB, by, connection_id, id, wait};
use crate::{NewConnection, Store, ToolId};

fn verified(store: &dyn Store) -> Vec<ToolId> {
    let asked = [3, 1, 2, 9, 1].map(id);
    wait(store.verified_of(&asked)).unwrap()
}

fn a_proven_account_vouches_for_the_tools_of_its_owner(store: &dyn Store) {
    people(store);
    tool_in(store, 1, "md5sum", ADA);
    tool_in(store, 2, "samtools", BOB);
    private_tool(store, 3);
    assert_eq!(verified(store), [], "nobody has connected anything");
    let connection = connected(store, 1, ADA);
    assert_eq!(verified(store), [], "it was not checked");
    check(store, &connection, true, 2);
    assert_eq!(verified(store), [id(1)], "hers, in that account, alone");
    check(store, &connection, false, 3);
    assert_eq!(verified(store), [], "it was found wrong");
    check(store, &connection, true, 4);
    wait(store.disconnect(connection.id, by(ADA, 5))).unwrap();
    assert_eq!(verified(store), [], "it was taken back");
}

fn any_maintainer_who_stands_by_a_tool_and_can_act_vouches(store: &dyn Store) {
    people(store);
    tool_in(store, 1, "md5sum", ADA);
    proven(store, 1, BOB);
    assert_eq!(verified(store), [], "he does not maintain it");
    wait(store.add_maintainer(id(1), BOB, by(ADA, 3))).unwrap();
    assert_eq!(verified(store), [], "he was added, and has said nothing");
    wait(store.automate(new_automation(1, 1, "md5sum"), by(BOB, 3))).unwrap();
    assert_eq!(verified(store), [id(1)], "he stands by it");
    wait(store.stop_automation(id(1), by(ADA, 3))).unwrap();
    assert_eq!(verified(store), [], "and no longer");
    wait(store.automate(new_automation(1, 1, "md5sum"), by(BOB, 3))).unwrap();
    proven(store, 2, ADA);
    assert_eq!(verified(store), [id(1)], "once, whoever vouches");
    disable(store, BOB);
    assert_eq!(verified(store), [id(1)], "Ada still does");
    wait(store.disconnect(connection_id(2), by(ADA, 4))).unwrap();
    assert_eq!(verified(store), [], "he cannot act");
    enable(store, BOB);
    assert_eq!(verified(store), [id(1)]);
    wait(store.remove_maintainer(id(1), BOB, by(ADA, 5))).unwrap();
    assert_eq!(verified(store), []);
}

/// What somebody is added to by others is none of their connection's, until they turn it on.
fn a_connection_is_for_what_its_owner_stands_by(store: &dyn Store) {
    let stood_by = |connection| {
        let asked = [3, 1, 2, 9, 1].map(id);
        wait(store.stood_by(connection_id(connection), &asked)).unwrap()
    };
    people(store);
    tool_in(store, 1, "md5sum", ADA);
    tool_in(store, 2, "samtools", BOB);
    assert_eq!(stood_by(1), [], "there is no such connection");
    connected(store, 1, BOB);
    assert_eq!(stood_by(1), [id(2)], "what he registered, proven or not");
    wait(store.add_maintainer(id(1), BOB, by(ADA, 3))).unwrap();
    assert_eq!(stood_by(1), [id(2)], "he was added, and has said nothing");
    proven(store, 1, BOB);
    wait(store.automate(new_automation(1, 1, "md5sum"), by(BOB, 3))).unwrap();
    assert_eq!(stood_by(1), [id(1), id(2)], "he turned it on");
    wait(store.stop_automation(id(1), by(ADA, 3))).unwrap();
    assert_eq!(stood_by(1), [id(1), id(2)], "grants may be under way");
    disable(store, BOB);
    assert_eq!(stood_by(1), [], "he cannot act");
    enable(store, BOB);
    wait(store.remove_maintainer(id(1), BOB, by(ADA, 5))).unwrap();
    assert_eq!(stood_by(1), [id(2)], "he maintains it no more");
}

/// The same digits in another partition are another account.
fn another_account_vouches_for_nothing(store: &dyn Store) {
    people(store);
    tool_in(store, 1, "md5sum", ADA);
    let elsewhere = |number, partition: &str, aws_account: &str| NewConnection {
        partition: partition.to_owned(),
        aws_account: aws_account.to_owned(),
        ..new_connection(number)
    };
    for new in [
        elsewhere(1, "aws-cn", "312767926603"),
        elsewhere(2, "aws", "111122223333"),
    ] {
        let made = wait(store.connect(new, by(ADA, 1))).unwrap();
        check(store, &made, true, 2);
    }
    assert_eq!(verified(store), []);
}

contract! {
    a_proven_account_vouches_for_the_tools_of_its_owner
    any_maintainer_who_stands_by_a_tool_and_can_act_vouches
    a_connection_is_for_what_its_owner_stands_by
    another_account_vouches_for_nothing
}

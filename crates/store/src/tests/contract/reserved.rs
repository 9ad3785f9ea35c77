//! Trying something on a repository's policy beside the workers.

use std::time::Duration;

use super::ecr::{automated, connected, place};
use super::keeping::{granted, keys, look, nothing_found, present, repository, revoke, try_lease};
use crate::tests::{ADA, at, by, connection_id, wait};
use crate::{Reserved, Store};

const LENGTH: Duration = Duration::from_mins(2);

fn one_works_on_a_repository_at_a_time(store: &dyn Store) {
    automated(store);
    let reserve = |name, seconds| wait(store.reserve_repository(place(name), LENGTH, at(seconds)));
    assert_eq!(reserve("elsewhere", 10), Ok(Reserved::Free));
    let Ok(Reserved::Leased(first)) = reserve("md5sum", 10) else {
        panic!("nobody works on it");
    };
    assert_eq!(first.until, at(130));
    assert_eq!(reserve("md5sum", 129), Ok(Reserved::Busy));
    let Ok(Reserved::Leased(second)) = reserve("md5sum", 130) else {
        panic!("the first one's time is over");
    };
    wait(store.release_repository(first, at(131))).unwrap();
    assert_eq!(
        reserve("md5sum", 131),
        Ok(Reserved::Busy),
        "it is not the newest"
    );
    wait(store.release_repository(second, at(132))).unwrap();
    let found = wait(store.repository(second.repository)).unwrap().unwrap();
    assert_eq!(found.due_at, Some(at(132)), "somebody looks what was left");
    assert!(matches!(reserve("md5sum", 132), Ok(Reserved::Leased(_))));
}

/// Access was given there once, so there is something to look for; with a connection that was taken
/// back, nobody does.
fn nobody_works_with_a_connection_that_was_taken_back(store: &dyn Store) {
    automated(store);
    granted(store, 1);
    look(store, present(&[1]), 4);
    revoke(store, 1, 5);
    let mut findings = nothing_found();
    findings.absent = keys(&[1]);
    look(store, findings, 6);
    wait(store.disconnect(connection_id(1), by(ADA, 7))).unwrap();
    // Whoever connects the account anew examines the repository.
    connected(store, 2, ADA);
    let Ok(Reserved::Leased(lease)) =
        wait(store.reserve_repository(place("md5sum"), LENGTH, at(8)))
    else {
        panic!("nobody works on it");
    };
    assert!(try_lease(store, 128).is_none(), "nor when that was cut off");
    wait(store.release_repository(lease, at(129))).unwrap();
    assert!(try_lease(store, 130).is_none());
    assert_eq!(repository(store).due_at, None);
}

contract! {
    one_works_on_a_repository_at_a_time
    nobody_works_with_a_connection_that_was_taken_back
}

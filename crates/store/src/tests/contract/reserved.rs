//! Trying something on a repository's policy beside the workers.

use std::time::Duration;

use super::ecr::{automated, place};
use crate::tests::{at, wait};
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
    wait(store.release_repository(second.clone(), at(132))).unwrap();
    let found = wait(store.repository(second.repository)).unwrap().unwrap();
    assert_eq!(found.due_at, Some(at(132)), "somebody looks what was left");
    assert!(matches!(reserve("md5sum", 132), Ok(Reserved::Leased(_))));
}

contract! {
    one_works_on_a_repository_at_a_time
}

//! What we overwrite is looked up in `CloudTrail` where the owner wants that.

use wharfinger_core::grants::{Failure as PassFailure, Findings, Trail, Written};

use super::ecr::automated;
use super::keeping::{first, granted, lease, look, present, repository, settle, try_intend};
use super::scenes::entries;
use crate::tests::{ADA, BOB, ROOT, at, by, connection_id, wait};
use crate::{Action, ChangeConnectionError, Choices, Connection, Revision, Store, TrailFailure};

contract! {
    only_the_owner_says_so_and_once
    several_choices_are_one_change
    what_was_written_is_looked_up_when_cloudtrail_knows_of_it
    what_was_written_before_the_owner_wanted_it_is_left_alone
    where_cloudtrail_says_nothing_it_is_asked_again
    without_the_owner_s_word_nothing_is_looked_up
}

fn connection(store: &dyn Store) -> Connection {
    let connection = wait(store.connection(connection_id(1)));
    connection.unwrap().unwrap()
}

fn heal(store: &dyn Store, heals: bool, seconds: i64) -> Connection {
    let found = connection(store);
    let answer = store.choose(
        found.id,
        found.revision,
        Choices::healing(heals),
        by(ADA, seconds),
    );
    wait(answer).unwrap()
}

/// A grant that is written then, and read back.
fn written(store: &dyn Store, number: u32, seconds: i64) {
    granted(store, number);
    let leased = lease(store, seconds).lease;
    let leased = try_intend(store, leased, "ours", seconds).unwrap();
    assert!(settle(store, leased, present(&[number]), seconds));
}

fn trail([since, from, until]: [i64; 3]) -> Trail {
    let written = Written {
        before: Some("before ours".to_owned()),
        text: Some("with ours".to_owned()),
    };
    Trail {
        since: at(since),
        from: at(from),
        until: at(until),
        written: vec![written],
    }
}

fn only_the_owner_says_so_and_once(store: &dyn Store) {
    automated(store);
    let found = connection(store);
    for stranger in [BOB, ROOT] {
        let answer = store.choose(
            found.id,
            found.revision,
            Choices::healing(true),
            by(stranger, 5),
        );
        assert_eq!(wait(answer), Err(ChangeConnectionError::NotOwner));
    }
    let stale = store.choose(
        found.id,
        Revision::FIRST,
        Choices::healing(true),
        by(ADA, 5),
    );
    assert!(matches!(
        wait(stale),
        Err(ChangeConnectionError::Stale { .. })
    ));
    let healing = heal(store, true, 5);
    assert_eq!(healing.heals_since, Some(at(5)));
    assert_eq!(healing.proven_at, found.proven_at, "grants go on");
    assert_eq!(
        entries(store).pop().unwrap().action,
        Action::ConnectionHealing
    );
    let before = entries(store).len();
    assert_eq!(heal(store, true, 6), healing);
    assert_eq!(entries(store).len(), before);
    assert_eq!(heal(store, false, 7).heals_since, None);
}

fn several_choices_are_one_change(store: &dyn Store) {
    automated(store);
    let both = |wanted| Choices {
        healing: Some(wanted),
        pull_passwords: Some(wanted),
    };
    let found = connection(store);
    let before = entries(store).len();
    let choose = |expected, choices| wait(store.choose(found.id, expected, choices, by(ADA, 5)));
    let stale = choose(Revision::FIRST, both(true));
    assert!(matches!(stale, Err(ChangeConnectionError::Stale { .. })));
    assert_eq!(
        (connection(store), entries(store).len()),
        (found.clone(), before)
    );
    let chosen = choose(found.revision, both(true)).unwrap();
    assert_eq!(
        (chosen.heals_since, chosen.pull_passwords_since),
        (Some(at(5)), Some(at(5)))
    );
    let told: Vec<_> = entries(store)
        .drain(before..)
        .map(|entry| entry.action)
        .collect();
    assert_eq!(
        told,
        [Action::ConnectionHealing, Action::ConnectionPullPasswords]
    );
    assert_eq!(choose(chosen.revision, both(true)), Ok(chosen.clone()));
    let nothing = Choices::default();
    assert_eq!(choose(chosen.revision, nothing), Ok(chosen));
}

fn what_was_written_is_looked_up_when_cloudtrail_knows_of_it(store: &dyn Store) {
    automated(store);
    heal(store, true, 2);
    written(store, 1, 1_000);
    let leased = lease(store, 2_020);
    assert_eq!(leased.task.trail, Some(trail([880, 2, 1_120])));
    let findings = Findings {
        trail: Some(Ok(at(1_120))),
        ..present(&[1])
    };
    assert!(settle(store, leased.lease, findings, 2_021));
    assert_eq!(repository(store).trail_until, Some(at(1_120)));
    assert_eq!(lease(store, 9_000).task.trail, None);
}

fn what_was_written_before_the_owner_wanted_it_is_left_alone(store: &dyn Store) {
    automated(store);
    written(store, 1, 4);
    heal(store, true, 124);
    assert_eq!(lease(store, 9_000).task.trail, None);
}

fn where_cloudtrail_says_nothing_it_is_asked_again(store: &dyn Store) {
    automated(store);
    heal(store, true, 2);
    written(store, 1, 1_000);
    let findings = Findings {
        trail: Some(Err(PassFailure::Throttled)),
        ..present(&[1])
    };
    look(store, findings, 3_000);
    let found = repository(store);
    assert_eq!(found.trail_until, None);
    let failure = TrailFailure {
        at: at(3_000),
        kind: "throttled".to_owned(),
        message: None,
    };
    assert_eq!(found.trail_failure, Some(failure));
    let leased = lease(store, 9_000);
    assert_eq!(leased.task.trail, Some(trail([880, 2, 8_100])));
    let findings = Findings {
        trail: Some(Ok(at(8_100))),
        ..present(&[1])
    };
    assert!(settle(store, leased.lease, findings, 9_001));
    assert_eq!(repository(store).trail_failure, None, "it is over");
}

fn without_the_owner_s_word_nothing_is_looked_up(store: &dyn Store) {
    automated(store);
    written(store, 1, 1_000);
    assert_eq!(lease(store, 9_000).task.trail, None);
    assert_eq!(
        wait(store.repository(first()))
            .unwrap()
            .unwrap()
            .trail_until,
        None
    );
}

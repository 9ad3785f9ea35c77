//! Sessions of browsers.

use wharfinger_core::account::AccountId;

use super::scenes::{disable, enable, entries, people};
use crate::tests::{ADA, BOB, NOBODY, at, by, secret, system, wait};
use crate::{
    Action, Actor, Answer, Authenticated, By, Credential, SESSIONS_MAX, Session, SignedInBy,
    StartSessionError, Store, Subject, Through,
};

contract! {
    a_session_shows_who_is_asking
    a_session_ends_when_it_idles_or_expires
    using_a_session_keeps_it_from_idling
    a_session_that_is_over_is_not_used
    only_an_active_account_signs_in
    a_disabled_account_is_nobody
    sessions_are_listed_last_used_first
    a_session_is_ended_by_its_owner
    a_session_that_is_over_is_not_ended
    too_many_sessions_end_the_one_used_longest_ago
    of_sessions_used_at_the_same_time_the_least_ends
    sessions_that_are_over_make_no_room_necessary
}

/// A session from the start on, which idles at 100 seconds and expires at 1,000.
pub(crate) fn session(number: u32, account: AccountId) -> Session {
    Session {
        hash: secret(number),
        account,
        label: "Firefox on Linux".to_owned(),
        created_at: at(0),
        seen_at: at(0),
        idle_until: at(100),
        expires_at: at(1_000),
    }
}

/// The same, last used at that time.
fn used(number: u32, account: AccountId, seconds: i64) -> Session {
    Session {
        seen_at: at(seconds),
        ..session(number, account)
    }
}

/// As many as an account may have.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the limit is a small number"
)]
const MANY: u32 = SESSIONS_MAX as u32;

/// Starts a session with a password.
pub(crate) fn signed_in(store: &dyn Store, session: &Session) {
    wait(start(store, session)).unwrap();
}

fn start<'a>(store: &'a dyn Store, session: &Session) -> Answer<'a, Result<(), StartSessionError>> {
    let by = By {
        now: session.created_at,
        ..system(0)
    };
    store.start_session(session.clone(), SignedInBy::Password, by)
}

fn who(store: &dyn Store, number: u32, seconds: i64) -> Option<Authenticated> {
    let credential = Credential::Session(secret(number));
    wait(store.authenticate(credential, at(seconds))).unwrap()
}

fn touch(store: &dyn Store, number: u32, seconds: i64, idle_until: i64) {
    let credential = Credential::Session(secret(number));
    wait(store.touch(credential, at(seconds), at(idle_until))).unwrap();
}

fn numbers(store: &dyn Store, account: AccountId, seconds: i64) -> Vec<u32> {
    let sessions = wait(store.sessions(account, at(seconds))).unwrap().found;
    let number = |session: Session| {
        let all = 0..2 * MANY;
        all.clone()
            .find(|number| secret(*number) == session.hash)
            .unwrap()
    };
    sessions.into_iter().map(number).collect()
}

fn a_session_shows_who_is_asking(store: &dyn Store) {
    people(store);
    signed_in(store, &session(1, ADA));
    signed_in(store, &session(2, BOB));
    let who_is_it = who(store, 1, 1).unwrap();
    assert_eq!(
        who_is_it.account,
        wait(store.account(ADA)).unwrap().unwrap()
    );
    assert_eq!(who_is_it.through, Through::Session(session(1, ADA)));
    assert_eq!(who(store, 2, 1).unwrap().account.id, BOB);
    assert_eq!(who(store, 3, 1), None, "not ours");
    let token = Credential::Token(secret(1));
    assert_eq!(wait(store.authenticate(token, at(1))), Ok(None), "no token");
}

fn a_session_ends_when_it_idles_or_expires(store: &dyn Store) {
    people(store);
    signed_in(store, &session(1, ADA));
    let long = Session {
        idle_until: at(1_000),
        ..session(2, ADA)
    };
    signed_in(store, &long);
    for (seconds, one, other) in [(99, true, true), (100, false, true), (1_000, false, false)] {
        assert_eq!(who(store, 1, seconds).is_some(), one, "{seconds}");
        assert_eq!(who(store, 2, seconds).is_some(), other, "{seconds}");
        let valid = usize::from(one) + usize::from(other);
        assert_eq!(numbers(store, ADA, seconds).len(), valid, "{seconds}");
    }
}

fn using_a_session_keeps_it_from_idling(store: &dyn Store) {
    people(store);
    signed_in(store, &session(1, ADA));
    touch(store, 1, 50, 150);
    let used = Session {
        idle_until: at(150),
        ..used(1, ADA, 50)
    };
    let through = who(store, 1, 149).unwrap().through;
    assert_eq!(through, Through::Session(used.clone()));
    assert_eq!(wait(store.sessions(ADA, at(149))), Ok(vec![used].into()));
    assert_eq!(who(store, 1, 150), None);
    touch(store, 1, 149, 2_000);
    assert!(who(store, 1, 999).is_some());
    let Through::Session(used) = who(store, 1, 999).unwrap().through else {
        panic!("a session shows it");
    };
    assert_eq!(used.idle_until, at(1_000), "no longer than it lasts");
}

fn a_session_that_is_over_is_not_used(store: &dyn Store) {
    people(store);
    signed_in(store, &session(1, ADA));
    touch(store, 1, 100, 900);
    touch(store, 2, 100, 900);
    assert_eq!(who(store, 1, 101), None);
    assert_eq!(who(store, 2, 101), None);
    let through = who(store, 1, 1).unwrap().through;
    assert_eq!(through, Through::Session(session(1, ADA)), "as it was");
}

fn only_an_active_account_signs_in(store: &dyn Store) {
    people(store);
    disable(store, BOB);
    for account in [BOB, NOBODY] {
        let answer = wait(start(store, &session(1, account)));
        assert_eq!(answer, Err(StartSessionError::NotActive));
    }
    assert_eq!(who(store, 1, 1), None);
}

fn a_disabled_account_is_nobody(store: &dyn Store) {
    people(store);
    signed_in(store, &session(1, ADA));
    disable(store, ADA);
    assert_eq!(who(store, 1, 1), None);
    assert_eq!(numbers(store, ADA, 1), [0; 0]);
    enable(store, ADA);
    assert_eq!(who(store, 1, 1), None, "it has ended");
}

fn sessions_are_listed_last_used_first(store: &dyn Store) {
    people(store);
    for number in [3, 1, 4, 2] {
        signed_in(store, &session(number, ADA));
    }
    signed_in(store, &session(9, BOB));
    assert_eq!(
        numbers(store, ADA, 1),
        [4, 3, 2, 1],
        "by hash at the same time"
    );
    touch(store, 2, 5, 100);
    touch(store, 1, 6, 100);
    assert_eq!(numbers(store, ADA, 7), [1, 2, 4, 3]);
    assert_eq!(numbers(store, NOBODY, 7), [0; 0]);
}

fn a_session_is_ended_by_its_owner(store: &dyn Store) {
    people(store);
    signed_in(store, &session(1, ADA));
    signed_in(store, &session(9, BOB));
    let end = |account, number| wait(store.end_session(secret(number), by(account, 1))).unwrap();
    assert!(!end(BOB, 1), "not hers");
    let by_itself = wait(store.end_session(secret(1), system(1)));
    assert_eq!(by_itself, Ok(false), "time ends none");
    assert!(!end(ADA, 2), "not there");
    assert!(who(store, 1, 1).is_some());
    assert!(end(ADA, 1));
    assert_eq!(who(store, 1, 1), None);
    assert!(!end(ADA, 1), "once");
}

fn a_session_that_is_over_is_not_ended(store: &dyn Store) {
    people(store);
    signed_in(store, &session(1, ADA));
    signed_in(store, &session(2, ADA));
    let before = entries(store).len();
    let end = |number, seconds| wait(store.end_session(secret(number), by(ADA, seconds)));
    assert_eq!(end(1, 100), Ok(false), "it has ended by itself");
    assert_eq!(entries(store).len(), before);
    assert_eq!(end(2, 99), Ok(true));
    assert_eq!(entries(store).len(), before + 1);
}

/// Starts as many sessions as an account may have, each used a second after the one before.
fn many(store: &dyn Store, account: AccountId) {
    for number in 1..=MANY {
        signed_in(store, &used(number, account, i64::from(number)));
    }
}

fn too_many_sessions_end_the_one_used_longest_ago(store: &dyn Store) {
    people(store);
    many(store, ADA);
    signed_in(store, &session(MANY + 9, BOB));
    touch(store, 1, 90, 100);
    assert_eq!(numbers(store, ADA, 90).len(), SESSIONS_MAX);
    signed_in(store, &used(MANY + 1, ADA, 91));
    let left = numbers(store, ADA, 91);
    assert_eq!(left.len(), SESSIONS_MAX);
    assert_eq!(left[..2], [MANY + 1, 1]);
    assert_eq!(who(store, 2, 91), None);
    assert!(who(store, 3, 91).is_some());
    assert_eq!(numbers(store, BOB, 91), [MANY + 9], "only hers");
    let entries = entries(store);
    let [.., started, ended] = &*entries else {
        panic!("both are noted");
    };
    let done = [started, ended].map(|entry| (entry.action, entry.subject, entry.actor));
    let ada = Actor::Account(ADA);
    assert_eq!(
        done,
        [
            (
                Action::SignedInByPassword,
                Subject::Session(session(MANY + 1, ADA).id()),
                ada
            ),
            (
                Action::SessionEnded,
                Subject::Session(session(2, ADA).id()),
                ada
            ),
        ]
    );
}

fn of_sessions_used_at_the_same_time_the_least_ends(store: &dyn Store) {
    people(store);
    for number in (0..=MANY).rev() {
        signed_in(store, &session(number, ADA));
    }
    assert_eq!(numbers(store, ADA, 1).len(), SESSIONS_MAX);
    assert_eq!(who(store, 0, 1), None);
}

fn sessions_that_are_over_make_no_room_necessary(store: &dyn Store) {
    people(store);
    many(store, ADA);
    // Two are used to the end; the others are over when the next one starts.
    touch(store, 1, 99, 500);
    touch(store, 2, 99, 500);
    let next = Session {
        created_at: at(200),
        seen_at: at(200),
        idle_until: at(300),
        ..session(MANY + 1, ADA)
    };
    signed_in(store, &next);
    assert_eq!(numbers(store, ADA, 200), [MANY + 1, 2, 1]);
}

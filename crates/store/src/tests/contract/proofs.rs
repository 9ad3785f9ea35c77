//! Identities on AWS that accounts have shown to be their own.

use wharfinger_core::account::AccountId;

use super::scenes::{disable, entries, people};
use crate::tests::{ADA, BOB, NOBODY, ROOT, at, by, on_aws, secret, system, wait};
use crate::{
    Action, By, CHALLENGES_MAX, ChangeAccountError, Failure, OPERATOR, PROOFS_MAX, PrincipalProof,
    RedeemChallengeError, Store, Subject,
};

fn made(store: &dyn Store, number: u32, account: AccountId, until: i64) {
    wait(store.make_challenge(secret(number), account, at(until))).unwrap();
}

/// Meets the challenge with that number as the identity with that one.
fn redeem(
    store: &dyn Store,
    challenge: u32,
    identity: u32,
    account: AccountId,
    by: By,
) -> Result<PrincipalProof, RedeemChallengeError> {
    let (arn, user_id) = on_aws(identity);
    wait(store.redeem_challenge(secret(challenge), account, arn, user_id, by))
}

fn proof(identity: u32, seconds: i64) -> PrincipalProof {
    let (arn, user_id) = on_aws(identity);
    PrincipalProof {
        arn,
        user_id,
        proven_at: at(seconds),
    }
}

fn what_is_shown_is_kept_and_audited(store: &dyn Store) {
    people(store);
    made(store, 1, ADA, 100);
    made(store, 2, ADA, 100);
    let before = entries(store).len();
    assert_eq!(redeem(store, 1, 7, ADA, by(ADA, 5)), Ok(proof(7, 5)));
    assert_eq!(redeem(store, 2, 3, ADA, by(ADA, 6)), Ok(proof(3, 6)));
    let shown = vec![proof(3, 6), proof(7, 5)];
    assert_eq!(wait(store.proofs_of(ADA)), Ok(shown), "by their ARNs");
    assert_eq!(wait(store.proofs_of(BOB)), Ok(vec![]));
    for entry in &entries(store)[before..] {
        assert_eq!(entry.action, Action::PrincipalProven);
        assert_eq!(entry.subject, Subject::Account(ADA));
        assert_ne!(
            entry.before,
            Some(entry.after),
            "what it has shown is its own"
        );
    }
}

fn a_role_that_was_made_anew_takes_the_place_of_the_old_one(store: &dyn Store) {
    people(store);
    made(store, 1, ADA, 100);
    made(store, 2, ADA, 100);
    redeem(store, 1, 1, ADA, by(ADA, 5)).unwrap();
    let (arn, _) = on_aws(1);
    let anew = "AROANEW".to_owned();
    let found = wait(store.redeem_challenge(secret(2), ADA, arn, anew.clone(), by(ADA, 6)));
    let expected = PrincipalProof {
        user_id: anew,
        ..proof(1, 6)
    };
    assert_eq!(found, Ok(expected.clone()));
    assert_eq!(wait(store.proofs_of(ADA)), Ok(vec![expected]));
}

fn a_challenge_is_met_once_in_time_and_by_whom_it_is_for(store: &dyn Store) {
    people(store);
    made(store, 1, ADA, 10);
    let none = Err(RedeemChallengeError::NoSuchChallenge);
    assert_eq!(redeem(store, 1, 1, BOB, by(BOB, 5)), none, "it is Ada's");
    assert_eq!(redeem(store, 2, 1, ADA, by(ADA, 5)), none, "nobody made it");
    assert_eq!(
        redeem(store, 1, 1, ADA, by(ADA, 10)),
        none,
        "it has expired"
    );
    assert_eq!(redeem(store, 1, 1, ADA, by(ADA, 9)), Ok(proof(1, 9)));
    assert_eq!(redeem(store, 1, 1, ADA, by(ADA, 9)), none, "it was met");
    assert_eq!(wait(store.proofs_of(BOB)), Ok(vec![]));
}

fn only_the_account_itself_meets_it(store: &dyn Store) {
    people(store);
    made(store, 1, ADA, 100);
    let refused = Err(RedeemChallengeError::NotOwner);
    for by in [by(BOB, 5), by(ROOT, 5), by(NOBODY, 5), system(5)] {
        assert_eq!(redeem(store, 1, 1, ADA, by), refused);
    }
    assert_eq!(redeem(store, 1, 1, NOBODY, by(NOBODY, 5)), refused);
    disable(store, ADA);
    assert_eq!(redeem(store, 1, 1, ADA, by(ADA, 5)), refused);
    assert_eq!(wait(store.proofs_of(ADA)), Ok(vec![]));
}

fn challenges_are_fresh_and_for_somebody(store: &dyn Store) {
    people(store);
    made(store, 1, ADA, 100);
    for (number, account) in [(1, ADA), (1, BOB), (2, NOBODY)] {
        let refused = wait(store.make_challenge(secret(number), account, at(100)));
        assert!(matches!(refused, Err(Failure::Unavailable { .. })));
    }
}

fn of_too_many_challenges_those_that_expire_first_go(store: &dyn Store) {
    people(store);
    made(store, 100, BOB, 1_000);
    let most = u32::try_from(CHALLENGES_MAX).unwrap();
    for number in 0..=most {
        made(store, number, ADA, 1_000 + i64::from(number));
    }
    assert_eq!(
        redeem(store, 0, 1, ADA, by(ADA, 5)),
        Err(RedeemChallengeError::NoSuchChallenge)
    );
    for number in 1..=most {
        redeem(store, number, 1, ADA, by(ADA, 5)).unwrap();
    }
    redeem(store, 100, 1, BOB, by(BOB, 5)).unwrap();
}

fn of_too_many_proofs_the_oldest_go(store: &dyn Store) {
    people(store);
    let most = u32::try_from(PROOFS_MAX).unwrap();
    for number in 0..=most {
        made(store, number, ADA, 1_000);
        redeem(
            store,
            number,
            most - number,
            ADA,
            by(ADA, i64::from(number)),
        )
        .unwrap();
    }
    let shown = wait(store.proofs_of(ADA)).unwrap();
    let expected = (0..most).map(|identity| proof(identity, i64::from(most - identity)));
    assert!(shown.iter().cloned().eq(expected), "{shown:?}");
}

fn what_is_removed_shows_nothing_any_more(store: &dyn Store) {
    people(store);
    for (number, account) in [(1, ADA), (2, ADA), (3, BOB)] {
        made(store, number, account, 100);
        redeem(store, number, number, account, by(account, 5)).unwrap();
    }
    let before = entries(store).len();
    let remove = |number, by| wait(store.remove_proof(ADA, on_aws(number).0, by));
    for by in [by(BOB, 6), by(ROOT, 6), by(NOBODY, 6), system(6)] {
        assert_eq!(remove(1, by), Err(ChangeAccountError::NotOwner));
    }
    assert_eq!(remove(3, by(ADA, 6)), Ok(false), "it is Bob's");
    assert_eq!(entries(store).len(), before);
    assert_eq!(remove(1, by(ADA, 7)), Ok(true));
    assert_eq!(remove(1, by(ADA, 8)), Ok(false), "it is gone");
    assert_eq!(wait(store.proofs_of(ADA)), Ok(vec![proof(2, 5)]));
    assert_eq!(wait(store.proofs_of(BOB)), Ok(vec![proof(3, 5)]));
    let [entry] = &entries(store)[before..] else {
        panic!("one entry, for the one that went");
    };
    assert_eq!(entry.action, Action::ProofRemoved);
    assert_eq!(entry.subject, Subject::Account(ADA));
    assert_ne!(
        entry.before,
        Some(entry.after),
        "what it has shown is its own"
    );
}

fn several_accounts_are_asked_about_at_once(store: &dyn Store) {
    people(store);
    for (number, account) in [(1, ADA), (2, BOB), (3, ADA), (4, ROOT)] {
        made(store, number, account, 100);
        redeem(store, number, number, account, by(account, 5)).unwrap();
    }
    let found = wait(store.proofs_of_all(&[BOB, NOBODY, ADA, BOB])).unwrap();
    assert_eq!(found.damaged, []);
    let mut shown = found.found;
    shown.sort_unstable_by(|a, b| a.1.arn.cmp(&b.1.arn));
    let expected = [(ADA, proof(1, 5)), (BOB, proof(2, 5)), (ADA, proof(3, 5))];
    assert_eq!(shown, expected);
    assert_eq!(wait(store.proofs_of_all(&[])).unwrap().found, []);
}

contract! {
    what_is_removed_shows_nothing_any_more
    several_accounts_are_asked_about_at_once
    what_is_shown_is_kept_and_audited
    a_role_that_was_made_anew_takes_the_place_of_the_old_one
    a_challenge_is_met_once_in_time_and_by_whom_it_is_for
    only_the_account_itself_meets_it
    challenges_are_fresh_and_for_somebody
    of_too_many_challenges_those_that_expire_first_go
    of_too_many_proofs_the_oldest_go
    the_operator_shows_something_too
}

/// No entry tells how the operator's account was made: the first one about it is this.
fn the_operator_shows_something_too(store: &dyn Store) {
    people(store);
    made(store, 1, OPERATOR, 100);
    assert_eq!(
        redeem(store, 1, 7, OPERATOR, by(OPERATOR, 5)),
        Ok(proof(7, 5))
    );
    let entry = entries(store).pop().unwrap();
    assert_eq!(entry.subject, Subject::Account(OPERATOR));
    assert_ne!(entry.before, Some(entry.after));
}

//! Machines that ask to be logged in.

use super::scenes::{disable, enable, entries, people};
use crate::tests::{ADA, BOB, DAY, NOBODY, at, by, secret, system, token_id, wait};
use crate::{
    Action, Actor, BeginDeviceError, Credential, DEVICES_MAX, DecideDeviceError, Device,
    DeviceToken, NewApiToken, NewDevice, OPERATOR, Polled, RedeemDeviceError, Scope, Store,
    Subject, TOKENS_MAX, Through,
};

contract! {
    who_is_let_in_gets_a_token_once
    a_token_of_a_machine_is_its_owners
    whoever_waits_is_told_so_and_not_to_hurry
    who_is_refused_stays_so
    a_code_ends_when_it_expires
    a_code_is_decided_on_once
    only_an_active_account_decides
    an_account_without_room_lets_nobody_in
    an_account_that_was_disabled_gives_nothing_later_either
    who_revokes_all_tokens_shuts_out_who_has_none_yet
    codes_are_fresh
    whoever_fills_the_table_makes_room
    who_was_let_in_takes_nobody_s_place
    what_is_done_about_a_machine_is_noted
}

/// A machine that asks at a time, for that many seconds. Both of its codes have its number.
pub(crate) fn new_device(number: u32, seconds: i64, lasts: i64) -> NewDevice {
    NewDevice {
        code: secret(number),
        user_code: secret(number),
        device: Device {
            name: format!("laptop {number}"),
            program: "wharfinger 0.1.0".to_owned(),
            address: "192.0.2.1".to_owned(),
            asked_at: at(seconds),
            expires_at: at(seconds + lasts),
        },
    }
}

/// A token to pull with, which lasts.
pub(crate) fn device_token(number: u32) -> DeviceToken {
    DeviceToken {
        id: token_id(number),
        hash: secret(number),
        hint: "whf_pat_Zm9v".to_owned(),
        scopes: [Scope::Pull].into_iter().collect(),
        expires_at: at(9_000),
    }
}

/// A machine asks at 0 seconds, and can be let in for ten minutes.
fn begin(store: &dyn Store, number: u32) -> Device {
    let new = new_device(number, 0, 600);
    let device = new.device.clone();
    wait(store.begin_device(new)).unwrap();
    device
}

fn decide(
    store: &dyn Store,
    number: u32,
    is_approved: bool,
    seconds: i64,
) -> Result<Device, DecideDeviceError> {
    wait(store.decide_device(secret(number), is_approved, by(ADA, seconds)))
}

fn redeem(store: &dyn Store, number: u32, seconds: i64) -> Result<Polled, RedeemDeviceError> {
    let token = device_token(number);
    wait(store.redeem_device(secret(number), token, system(seconds)))
}

fn shown(store: &dyn Store, number: u32, seconds: i64) -> Option<Device> {
    wait(store.device(secret(number), at(seconds))).unwrap()
}

/// Makes as many API tokens for Ada as an account has, but for some.
fn fill_tokens(store: &dyn Store, but_for: usize) {
    for number in (100..).take(TOKENS_MAX - but_for) {
        let token = device_token(number);
        let new = NewApiToken {
            id: token.id,
            account: ADA,
            hash: token.hash,
            name: "another".to_owned(),
            hint: token.hint,
            scopes: token.scopes,
            expires_at: token.expires_at,
        };
        wait(store.create_token(new, by(ADA, 0))).unwrap();
    }
}

fn who_is_let_in_gets_a_token_once(store: &dyn Store) {
    people(store);
    let device = begin(store, 1);
    begin(store, 2);
    assert_eq!(shown(store, 1, 5), Some(device.clone()));
    assert_eq!(decide(store, 1, true, 5), Ok(device));
    assert_eq!(shown(store, 1, 5), None, "it is decided on");
    let Ok(Polled::Token(token)) = redeem(store, 1, 6) else {
        panic!("it was let in");
    };
    assert_eq!(wait(store.tokens(ADA)), Ok(vec![token].into()));
    let none = Err(RedeemDeviceError::NoSuchDevice);
    assert_eq!(redeem(store, 1, 7), none, "the code is used up");
    assert_eq!(redeem(store, 3, 7), none, "nobody gave that one out");
    assert_eq!(redeem(store, 2, 7), Ok(Polled::Pending), "the other waits");
}

fn a_token_of_a_machine_is_its_owners(store: &dyn Store) {
    people(store);
    begin(store, 1);
    decide(store, 1, true, 5).unwrap();
    redeem(store, 1, 6).unwrap();
    let credential = Credential::Token(secret(1));
    let who = wait(store.authenticate(credential, at(7)))
        .unwrap()
        .unwrap();
    assert_eq!(who.account.id, ADA);
    let Through::Token(token) = who.through else {
        panic!("a token shows it");
    };
    assert_eq!(token.name, "laptop 1");
    assert_eq!(token.scopes, device_token(1).scopes);
    assert_eq!((token.created_at, token.expires_at), (at(6), at(9_000)));
    assert_eq!(
        wait(store.revoke_token(ADA, token_id(1), by(ADA, 8))),
        Ok(true)
    );
    assert_eq!(wait(store.authenticate(credential, at(9))), Ok(None));
}

fn whoever_waits_is_told_so_and_not_to_hurry(store: &dyn Store) {
    begin(store, 1);
    for (seconds, expected) in [
        (5, Polled::Pending),
        (10, Polled::Pending),
        (12, Polled::SlowDown),
        // Five seconds are too few from now on.
        (17, Polled::SlowDown),
        (32, Polled::Pending),
    ] {
        assert_eq!(redeem(store, 1, seconds), Ok(expected), "at {seconds}");
    }
}

fn who_is_refused_stays_so(store: &dyn Store) {
    people(store);
    let device = begin(store, 1);
    assert_eq!(decide(store, 1, false, 5), Ok(device));
    for seconds in [6, 7] {
        assert_eq!(redeem(store, 1, seconds), Err(RedeemDeviceError::Denied));
    }
    let none = Err(DecideDeviceError::NoSuchDevice);
    assert_eq!(
        decide(store, 1, true, 8),
        none,
        "nobody thinks better of it"
    );
    assert_eq!(wait(store.tokens(ADA)), Ok(vec![].into()));
}

fn a_code_ends_when_it_expires(store: &dyn Store) {
    people(store);
    begin(store, 1);
    begin(store, 2);
    assert!(shown(store, 1, 599).is_some());
    assert_eq!(shown(store, 1, 600), None);
    let none = Err(DecideDeviceError::NoSuchDevice);
    assert_eq!(decide(store, 1, true, 600), none);
    assert_eq!(redeem(store, 1, 600), Err(RedeemDeviceError::Expired));
    decide(store, 2, true, 599).unwrap();
    assert_eq!(redeem(store, 2, 600), Err(RedeemDeviceError::Expired));
    let later = 600 + DAY;
    assert_eq!(redeem(store, 2, later - 1), Err(RedeemDeviceError::Expired));
    let forgotten = Err(RedeemDeviceError::NoSuchDevice);
    assert_eq!(redeem(store, 2, later), forgotten);
    let begin_again = |number| wait(store.begin_device(new_device(number, later, 600)));
    assert_eq!(
        begin_again(1),
        Err(BeginDeviceError::CodeTaken),
        "it is still there"
    );
    begin_again(3).expect("whoever comes then clears the others away");
    begin_again(1).expect("the codes can be drawn again");
    begin_again(2).expect("both of them");
    assert_eq!(redeem(store, 2, later), Ok(Polled::Pending));
    assert_eq!(wait(store.tokens(ADA)), Ok(vec![].into()));
}

fn a_code_is_decided_on_once(store: &dyn Store) {
    people(store);
    begin(store, 1);
    decide(store, 1, true, 5).unwrap();
    let none = Err(DecideDeviceError::NoSuchDevice);
    assert_eq!(decide(store, 1, false, 6), none);
    let by_bob = wait(store.decide_device(secret(1), true, by(BOB, 6)));
    assert_eq!(by_bob, none);
    redeem(store, 1, 7).unwrap();
    assert_eq!(wait(store.tokens(BOB)), Ok(vec![].into()));
    assert_eq!(decide(store, 2, true, 5), none, "nobody asks");
}

fn only_an_active_account_decides(store: &dyn Store) {
    people(store);
    begin(store, 1);
    disable(store, BOB);
    for by in [by(BOB, 5), by(NOBODY, 5), by(OPERATOR, 5), system(5)] {
        for is_approved in [true, false] {
            let answer = wait(store.decide_device(secret(1), is_approved, by.clone()));
            assert_eq!(answer, Err(DecideDeviceError::NotActive), "{by:?}");
        }
    }
    assert!(shown(store, 1, 5).is_some(), "it waits on");
}

fn an_account_without_room_lets_nobody_in(store: &dyn Store) {
    people(store);
    begin(store, 1);
    begin(store, 2);
    fill_tokens(store, 1);
    decide(store, 1, true, 5).unwrap();
    decide(store, 2, true, 5).unwrap();
    redeem(store, 1, 6).unwrap();
    let full = Err(RedeemDeviceError::TooManyTokens);
    assert_eq!(redeem(store, 2, 6), full, "the other was quicker");
    begin(store, 3);
    let refused = decide(store, 3, true, 7);
    assert_eq!(refused, Err(DecideDeviceError::TooManyTokens));
    decide(store, 3, false, 8).expect("a refusal needs no room");
    wait(store.revoke_token(ADA, token_id(1), by(ADA, 9))).unwrap();
    let made = redeem(store, 2, 10);
    assert!(matches!(made, Ok(Polled::Token(_))), "{made:?}");
}

fn an_account_that_was_disabled_gives_nothing_later_either(store: &dyn Store) {
    people(store);
    begin(store, 1);
    decide(store, 1, true, 5).unwrap();
    disable(store, ADA);
    let none = Err(RedeemDeviceError::NoSuchDevice);
    assert_eq!(redeem(store, 1, 6), none);
    enable(store, ADA);
    assert_eq!(redeem(store, 1, 7), none, "it was let in before");
    assert_eq!(wait(store.tokens(ADA)), Ok(vec![].into()));
}

fn who_revokes_all_tokens_shuts_out_who_has_none_yet(store: &dyn Store) {
    people(store);
    for number in 1..=4 {
        begin(store, number);
    }
    decide(store, 1, true, 5).unwrap();
    decide(store, 2, false, 5).unwrap();
    wait(store.decide_device(secret(3), true, by(BOB, 5))).unwrap();
    assert_eq!(wait(store.revoke_tokens(ADA, by(ADA, 6))), Ok(0));
    assert_eq!(redeem(store, 1, 7), Err(RedeemDeviceError::NoSuchDevice));
    assert_eq!(wait(store.tokens(ADA)), Ok(vec![].into()));
    assert_eq!(redeem(store, 2, 7), Err(RedeemDeviceError::Denied));
    let of_bob = redeem(store, 3, 7);
    assert!(matches!(of_bob, Ok(Polled::Token(_))), "{of_bob:?}");
    assert_eq!(redeem(store, 4, 7), Ok(Polled::Pending), "nobody's yet");
}

fn codes_are_fresh(store: &dyn Store) {
    begin(store, 1);
    let taken = Err(BeginDeviceError::CodeTaken);
    for (code, user_code) in [(1, 2), (2, 1), (1, 1)] {
        let new = NewDevice {
            code: secret(code),
            user_code: secret(user_code),
            ..new_device(2, 5, 600)
        };
        assert_eq!(wait(store.begin_device(new)), taken);
    }
    wait(store.begin_device(new_device(2, 5, 600))).unwrap();
}

/// So many machines, each of another network of one owner, begin to ask one after the other, with numbers from
/// `first` on.
fn flood(store: &dyn Store, first: u32, count: u32) {
    for number in first..first + count {
        let mut new = new_device(number, i64::from(number), 2_000);
        new.device.address = format!("2001:db8:0:{number:x}::1");
        wait(store.begin_device(new)).unwrap();
    }
}

fn most() -> u32 {
    u32::try_from(DEVICES_MAX).unwrap()
}

fn whoever_fills_the_table_makes_room(store: &dyn Store) {
    people(store);
    wait(store.begin_device(new_device(1, 0, 2_000))).unwrap();
    flood(store, 2, most() - 1);
    let oldest = [1, 2, 3, 4];
    assert_eq!(waits(store, oldest), [true; 4], "they fit");
    let taken = wait(store.begin_device(new_device(2, 1_500, 600)));
    assert_eq!(taken, Err(BeginDeviceError::CodeTaken));
    assert_eq!(waits(store, oldest), [true; 4], "nobody came");
    flood(store, most() + 1, 1);
    assert_eq!(waits(store, oldest), [true, false, true, true]);
    wait(store.begin_device(new_device(most() + 2, 1_500, 600))).unwrap();
    assert_eq!(waits(store, oldest), [true, false, false, true]);
    decide(store, 1, true, 1_500).unwrap();
    let let_in = redeem(store, 1, 1_505);
    assert!(matches!(let_in, Ok(Polled::Token(_))), "{let_in:?}");
}

/// Which of these machines somebody could let in.
fn waits(store: &dyn Store, numbers: [u32; 4]) -> [bool; 4] {
    numbers.map(|number| shown(store, number, 1_500).is_some())
}

fn who_was_let_in_takes_nobody_s_place(store: &dyn Store) {
    people(store);
    begin(store, 1);
    begin(store, 2);
    decide(store, 1, true, 5).unwrap();
    decide(store, 2, false, 5).unwrap();
    flood(store, 3, most());
    assert!(shown(store, 3, 155).is_some(), "there is room");
    let let_in = redeem(store, 1, 155);
    assert!(matches!(let_in, Ok(Polled::Token(_))), "{let_in:?}");
    assert_eq!(redeem(store, 2, 155), Err(RedeemDeviceError::Denied));
}

fn what_is_done_about_a_machine_is_noted(store: &dyn Store) {
    people(store);
    let before = entries(store).len();
    for number in [1, 2] {
        begin(store, number);
        redeem(store, number, 4).unwrap();
    }
    assert_eq!(entries(store).len(), before, "whoever asks changes nothing");
    decide(store, 1, true, 5).unwrap();
    redeem(store, 1, 6).unwrap();
    decide(store, 2, false, 7).unwrap();
    redeem(store, 2, 8).unwrap_err();
    let noted = entries(store).split_off(before);
    assert!(noted.iter().all(|entry| entry.actor == Actor::Account(ADA)));
    let done: Vec<_> = noted
        .iter()
        .map(|entry| (entry.action, entry.subject, entry.until))
        .collect();
    let account = Subject::Account(ADA);
    assert_eq!(
        done,
        [
            (Action::DeviceApproved, account, Some(at(600))),
            (Action::TokenCreated, Subject::Token(token_id(1)), None),
            (Action::DeviceDenied, account, None),
        ]
    );
    assert_eq!(noted[0].before, Some(noted[0].after), "the account stays");
}

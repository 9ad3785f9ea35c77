//! API tokens.

use wharfinger_core::account::AccountId;

use super::scenes::{disable, enable, entries, people};
use crate::tests::{ADA, BOB, NOBODY, at, by, secret, system, token_id, wait};
use crate::{
    Action, Actor, ApiToken, Authenticated, CreateTokenError, Credential, NewApiToken, OPERATOR,
    Scope, Scopes, Store, Subject, TOKENS_MAX, Through,
};

contract! {
    a_token_shows_who_is_asking
    every_set_of_scopes_survives
    a_token_ends_when_it_expires
    a_revoked_token_is_nobodys
    a_token_is_revoked_by_its_owner_once
    whoever_shows_a_token_gives_it_back
    all_tokens_are_revoked_at_once
    tokens_are_listed_newest_first
    using_a_token_is_noted
    an_account_has_so_many_tokens
    tokens_of_a_disabled_account_wait
    only_an_active_account_has_tokens
    the_operator_has_tokens
}

/// A token for tools, which expires at 1,000 seconds.
pub(crate) fn new_token(number: u32, account: AccountId) -> NewApiToken {
    NewApiToken {
        id: token_id(number),
        account,
        hash: secret(number),
        name: format!("laptop {number}"),
        hint: "wharf_Zm9".to_owned(),
        scopes: [Scope::Tools].into_iter().collect(),
        expires_at: at(1_000),
    }
}

fn create(store: &dyn Store, number: u32, account: AccountId) -> ApiToken {
    wait(store.create_token(new_token(number, account), by(account, i64::from(number)))).unwrap()
}

fn who(store: &dyn Store, number: u32, seconds: i64) -> Option<Authenticated> {
    let credential = Credential::Token(secret(number));
    wait(store.authenticate(credential, at(seconds))).unwrap()
}

fn tokens(store: &dyn Store, account: AccountId) -> Vec<ApiToken> {
    wait(store.tokens(account)).unwrap().found
}

fn revoke(store: &dyn Store, number: u32, account: AccountId) -> bool {
    wait(store.revoke_token(account, token_id(number), by(account, 50))).unwrap()
}

fn a_token_shows_who_is_asking(store: &dyn Store) {
    people(store);
    let token = create(store, 1, ADA);
    let expected = ApiToken {
        id: token_id(1),
        account: ADA,
        name: "laptop 1".to_owned(),
        hint: "wharf_Zm9".to_owned(),
        scopes: [Scope::Tools].into_iter().collect(),
        created_at: at(1),
        expires_at: at(1_000),
        used_at: None,
        revoked_at: None,
    };
    assert_eq!(token, expected);
    let who_is_it = who(store, 1, 2).unwrap();
    assert_eq!(
        who_is_it.account,
        wait(store.account(ADA)).unwrap().unwrap()
    );
    assert_eq!(who_is_it.through, Through::Token(expected));
    assert_eq!(who(store, 2, 2), None, "not ours");
    let session = Credential::Session(secret(1));
    assert_eq!(
        wait(store.authenticate(session, at(2))),
        Ok(None),
        "no session"
    );
}

fn every_set_of_scopes_survives(store: &dyn Store) {
    people(store);
    for number in 0..32 {
        let chosen = Scope::ALL.into_iter().enumerate();
        let chosen = chosen.filter(|(place, _)| number >> place & 1 == 1);
        let scopes: Scopes = chosen.map(|(_, scope)| scope).collect();
        let new = NewApiToken {
            scopes,
            ..new_token(number, ADA)
        };
        let token = wait(store.create_token(new, by(ADA, 1))).unwrap();
        assert_eq!(token.scopes, scopes);
        assert_eq!(tokens(store, ADA)[0], token);
    }
}

fn a_token_ends_when_it_expires(store: &dyn Store) {
    people(store);
    let token = create(store, 1, ADA);
    assert!(who(store, 1, 999).is_some());
    assert_eq!(who(store, 1, 1_000), None);
    assert_eq!(tokens(store, ADA), [token], "it is still listed");
}

fn a_revoked_token_is_nobodys(store: &dyn Store) {
    people(store);
    create(store, 1, ADA);
    let other = create(store, 2, ADA);
    assert!(revoke(store, 1, ADA));
    assert_eq!(who(store, 1, 50), None);
    assert_eq!(who(store, 1, 2), None, "at no time");
    assert!(who(store, 2, 50).is_some());
    assert_eq!(tokens(store, ADA), [other]);
}

fn a_token_is_revoked_by_its_owner_once(store: &dyn Store) {
    people(store);
    create(store, 1, ADA);
    assert!(!revoke(store, 1, BOB), "not his");
    assert!(!revoke(store, 2, ADA), "not there");
    assert!(who(store, 1, 50).is_some());
    assert!(revoke(store, 1, ADA));
    assert!(!revoke(store, 1, ADA));
}

fn whoever_shows_a_token_gives_it_back(store: &dyn Store) {
    people(store);
    create(store, 1, ADA);
    create(store, 2, BOB);
    let other = create(store, 3, BOB);
    let give_back = |number, seconds| {
        let by = system(seconds);
        wait(store.give_token_back(secret(number), by)).unwrap()
    };
    assert!(!give_back(9, 50), "none of ours");
    assert!(give_back(1, 2_000), "though it has expired");
    disable(store, BOB);
    let before = entries(store).len();
    assert!(give_back(2, 50), "though nobody can sign in");
    assert!(!give_back(2, 51), "once");
    let noted = entries(store).split_off(before);
    let noted: Vec<_> = noted
        .iter()
        .map(|entry| (entry.action, entry.subject, entry.actor))
        .collect();
    let subject = Subject::Token(token_id(2));
    assert_eq!(
        noted,
        [(Action::TokenRevoked, subject, Actor::Account(BOB))]
    );
    enable(store, BOB);
    assert_eq!(who(store, 2, 52), None);
    assert_eq!(tokens(store, BOB), [other]);
    assert_eq!(tokens(store, ADA), []);
}

fn all_tokens_are_revoked_at_once(store: &dyn Store) {
    people(store);
    let revoke_all = |account| wait(store.revoke_tokens(account, by(account, 50)));
    assert_eq!(revoke_all(ADA), Ok(0));
    for number in 1..=3 {
        create(store, number, ADA);
    }
    let his = create(store, 4, BOB);
    assert!(revoke(store, 2, ADA));
    let before = entries(store).len();
    assert_eq!(revoke_all(ADA), Ok(2));
    assert_eq!(tokens(store, ADA), []);
    assert_eq!(tokens(store, BOB), [his]);
    assert_eq!(entries(store).len(), before + 2, "one for each");
    assert_eq!(revoke_all(ADA), Ok(0));
}

fn tokens_are_listed_newest_first(store: &dyn Store) {
    people(store);
    // In this order, whatever their ids, and whatever their times.
    for number in [2, 3, 1] {
        create(store, number, ADA);
    }
    create(store, 4, BOB);
    let listed: Vec<_> = tokens(store, ADA)
        .into_iter()
        .map(|token| token.id)
        .collect();
    assert_eq!(listed, [1, 3, 2].map(token_id));
    assert_eq!(tokens(store, NOBODY), []);
}

fn using_a_token_is_noted(store: &dyn Store) {
    people(store);
    create(store, 1, ADA);
    create(store, 2, ADA);
    let touch = |number, seconds| {
        let credential = Credential::Token(secret(number));
        wait(store.touch(credential, at(seconds), at(seconds + 9))).unwrap();
    };
    let used = |number| {
        let mut tokens = tokens(store, ADA).into_iter();
        tokens
            .find(|token| token.id == token_id(number))
            .unwrap()
            .used_at
    };
    touch(1, 5);
    assert_eq!((used(1), used(2)), (Some(at(5)), None));
    let Through::Token(token) = who(store, 1, 6).unwrap().through else {
        panic!("a token shows it");
    };
    assert_eq!((token.used_at, token.expires_at), (Some(at(5)), at(1_000)));
    touch(1, 7);
    assert_eq!(used(1), Some(at(7)));
    touch(1, 1_000);
    assert_eq!(used(1), Some(at(7)), "not when it has expired");
    touch(9, 8);
}

fn an_account_has_so_many_tokens(store: &dyn Store) {
    people(store);
    let many = u32::try_from(TOKENS_MAX).unwrap();
    for number in 1..=many {
        create(store, number, ADA);
    }
    let another = |seconds| {
        let new = NewApiToken {
            expires_at: at(9_000),
            ..new_token(many + 1, ADA)
        };
        wait(store.create_token(new, by(ADA, seconds)))
    };
    assert_eq!(another(60), Err(CreateTokenError::TooMany));
    assert_eq!(
        another(2_000),
        Err(CreateTokenError::TooMany),
        "expired ones count"
    );
    create(store, many + 9, BOB);
    assert!(revoke(store, 7, ADA));
    another(2_000).unwrap();
    assert_eq!(tokens(store, ADA).len(), TOKENS_MAX);
}

fn tokens_of_a_disabled_account_wait(store: &dyn Store) {
    people(store);
    create(store, 1, ADA);
    disable(store, ADA);
    assert_eq!(who(store, 1, 2), None);
    enable(store, ADA);
    assert!(who(store, 1, 2).is_some(), "it counts again");
}

fn only_an_active_account_has_tokens(store: &dyn Store) {
    people(store);
    disable(store, BOB);
    for account in [BOB, NOBODY] {
        let answer = wait(store.create_token(new_token(1, account), by(account, 1)));
        assert_eq!(answer, Err(CreateTokenError::NotActive));
    }
    assert_eq!(who(store, 1, 2), None);
}

fn the_operator_has_tokens(store: &dyn Store) {
    create(store, 1, OPERATOR);
    assert_eq!(who(store, 1, 2).unwrap().account.id, OPERATOR);
    assert!(revoke(store, 1, OPERATOR));
    assert_eq!(who(store, 1, 2), None);
}

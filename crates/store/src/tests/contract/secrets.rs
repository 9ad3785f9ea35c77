//! What is made once for an idempotency key.

use wharfinger_core::account::AccountId;

use super::scenes::{disable, entries, people, register};
use crate::tests::{ADA, BOB, EVE, at, by, key, new_account, new_tool, secret, token_id, wait};
use crate::{
    Account, ApiToken, CreateAccountError, CreateTokenError, Failure, IDEMPOTENCY_SECONDS, Link,
    LinkPurpose, MakeLinkError, NewApiToken, NewTool, OPERATOR, Once, OnceError, RegisterError,
    Scope, Store, TokenId,
};

contract! {
    a_token_is_made_once_for_a_key
    an_account_is_made_once_for_a_key
    a_link_is_made_once_for_a_key
    what_was_made_stays_made_whatever_became_of_it
    a_key_makes_something_again_after_a_day
    a_key_for_something_else_makes_nothing
    a_refused_secret_does_not_use_up_its_key
    a_link_for_no_account_is_not_made_for_a_key
}

fn token(
    store: &dyn Store,
    number: u32,
    content: u8,
    seconds: i64,
) -> Result<Once<ApiToken, TokenId>, OnceError<CreateTokenError>> {
    let new = NewApiToken {
        id: token_id(number),
        account: ADA,
        hash: secret(number),
        name: "laptop".to_owned(),
        hint: "wharf_Zm9".to_owned(),
        scopes: [Scope::Tools].into_iter().collect(),
        expires_at: at(1_000_000),
    };
    wait(store.create_token_once(new, key("k", content), by(ADA, seconds)))
}

fn account(
    store: &dyn Store,
    id: AccountId,
    name: &str,
    content: u8,
) -> Result<Once<Account, AccountId>, OnceError<CreateAccountError>> {
    wait(store.create_account_once(new_account(id, name), key("k", content), by(OPERATOR, 2)))
}

fn link(
    store: &dyn Store,
    number: u32,
    purpose: LinkPurpose,
) -> Result<Once<(), AccountId>, OnceError<MakeLinkError>> {
    let link = Link {
        hash: secret(number),
        purpose,
        expires_at: at(100),
    };
    wait(store.make_link_once(link, key("k", 1), by(OPERATOR, 2)))
}

fn tokens(store: &dyn Store) -> Vec<TokenId> {
    let tokens = wait(store.tokens(ADA)).unwrap().found;
    tokens.into_iter().map(|token| token.id).collect()
}

fn works(store: &dyn Store, number: u32) -> bool {
    wait(store.link(secret(number), at(3))).unwrap().is_some()
}

fn a_token_is_made_once_for_a_key(store: &dyn Store) {
    people(store);
    let first = token(store, 1, 1, 2);
    assert!(matches!(first, Ok(Once::Now(made)) if made.id == token_id(1)));
    let before = entries(store);
    assert_eq!(token(store, 2, 1, 3), Ok(Once::Before(token_id(1))));
    assert_eq!(tokens(store), [token_id(1)]);
    assert_eq!(entries(store), before);
}

fn an_account_is_made_once_for_a_key(store: &dyn Store) {
    let first = account(store, ADA, "ada", 1);
    assert!(matches!(first, Ok(Once::Now(made)) if made.id == ADA));
    let before = entries(store);
    assert_eq!(account(store, BOB, "ada", 1), Ok(Once::Before(ADA)));
    assert_eq!(wait(store.account(BOB)).unwrap(), None);
    assert_eq!(entries(store), before);
}

fn a_link_is_made_once_for_a_key(store: &dyn Store) {
    people(store);
    let purpose = LinkPurpose::SetPassword { account: BOB };
    assert_eq!(link(store, 1, purpose.clone()), Ok(Once::Now(())));
    let before = entries(store);
    assert_eq!(link(store, 2, purpose), Ok(Once::Before(BOB)));
    assert!(works(store, 1) && !works(store, 2));
    assert_eq!(entries(store), before);
}

fn what_was_made_stays_made_whatever_became_of_it(store: &dyn Store) {
    people(store);
    token(store, 1, 1, 2).unwrap();
    wait(store.revoke_token(ADA, token_id(1), by(ADA, 3))).unwrap();
    assert_eq!(token(store, 2, 1, 4), Ok(Once::Before(token_id(1))));
    assert_eq!(tokens(store), []);
}

fn a_key_makes_something_again_after_a_day(store: &dyn Store) {
    people(store);
    let day = i64::from(IDEMPOTENCY_SECONDS);
    token(store, 1, 1, 2).unwrap();
    let within = token(store, 2, 1, 2 + day - 1);
    assert_eq!(within, Ok(Once::Before(token_id(1))));
    let after = token(store, 2, 1, 2 + day);
    assert!(matches!(after, Ok(Once::Now(_))), "{after:?}");
    let again = token(store, 3, 1, 2 + day + 1);
    assert_eq!(again, Ok(Once::Before(token_id(2))));
}

fn a_key_for_something_else_makes_nothing(store: &dyn Store) {
    people(store);
    token(store, 1, 1, 2).unwrap();
    assert_eq!(token(store, 2, 2, 3), Err(OnceError::KeyReused));
    let tool = NewTool {
        idempotency: Some(key("k", 1)),
        ..new_tool(1, "quay.io/a/b")
    };
    let registered = wait(store.register_tool(tool.clone(), by(ADA, 3)));
    assert_eq!(registered, Err(RegisterError::KeyReused));
    register(store, tool);
    assert_eq!(account(store, EVE, "eva", 1), Err(OnceError::KeyReused));
    let purpose = LinkPurpose::SetPassword { account: BOB };
    assert_eq!(link(store, 1, purpose), Err(OnceError::KeyReused));
    assert_eq!(tokens(store), [token_id(1)]);
}

fn a_refused_secret_does_not_use_up_its_key(store: &dyn Store) {
    people(store);
    let taken = account(store, EVE, "ada", 1);
    let name_taken = OnceError::Refused(CreateAccountError::NameTaken);
    assert_eq!(taken, Err(name_taken));
    let purpose = LinkPurpose::SetPassword { account: BOB };
    assert_eq!(link(store, 1, purpose), Ok(Once::Now(())));

    disable(store, ADA);
    let refused = token(store, 1, 1, 3);
    let not_active = OnceError::Refused(CreateTokenError::NotActive);
    assert_eq!(refused, Err(not_active));
}

fn a_link_for_no_account_is_not_made_for_a_key(store: &dyn Store) {
    let refused = link(store, 1, LinkPurpose::FirstAdministrator);
    assert!(
        matches!(
            refused,
            Err(OnceError::Refused(MakeLinkError::Failure(
                Failure::Unavailable { .. }
            )))
        ),
        "{refused:?}"
    );
    assert!(!works(store, 1));
}

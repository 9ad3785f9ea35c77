//! Making, finding and listing accounts.

use super::scenes::{
    create, entries, mailed, password_of, people, set_disabled, unverified, verified,
};
use crate::tests::{ADA, BOB, EVE, NOBODY, ROOT, at, by, new_account, wait};
use crate::{
    Account, CreateAccountError, Identity, NewAccount, NoticeKind, OPERATOR, OPERATOR_NAME, Page,
    PasswordHash, Revision, Role, Store, Timestamp,
};

contract! {
    an_account_is_found_by_id_and_name_and_identity
    an_account_without_anything_is_stored_as_such
    what_is_not_there_is_not_found
    the_operator_is_there_from_the_start
    a_name_is_taken_once
    an_identity_is_taken_once
    an_id_is_taken_once
    the_first_reason_is_given
    only_an_address_that_is_not_verified_is_written_to
    several_accounts_may_have_an_address
    accounts_are_listed_newest_first
}

fn identity(subject: &str) -> Identity {
    Identity {
        issuer: "https://id.example.org".to_owned(),
        subject: subject.to_owned(),
    }
}

/// With everything that an account can have.
fn full() -> NewAccount {
    NewAccount {
        role: Role::Administrator,
        email: Some(verified("ada@example.org")),
        password: Some(PasswordHash("$argon2id$v=19$ada".to_owned())),
        identity: Some(identity("248289761001")),
        ..new_account(ADA, "ada-lovelace")
    }
}

fn an_account_is_found_by_id_and_name_and_identity(store: &dyn Store) {
    let account = wait(store.create_account(full(), by(OPERATOR, 7))).unwrap();
    let expected = Account {
        id: ADA,
        name: "ada-lovelace".parse().unwrap(),
        role: Role::Administrator,
        email: Some(verified("ada@example.org")),
        has_password: true,
        identity: Some(identity("248289761001")),
        revision: Revision::FIRST,
        created_at: at(7),
        disabled_at: None,
    };
    assert_eq!(account, expected);
    let found = Ok(Some(expected));
    assert_eq!(wait(store.account(ADA)), found);
    assert_eq!(wait(store.find_account(&account.name)), found);
    assert_eq!(
        wait(store.account_of_identity(&identity("248289761001"))),
        found
    );
    assert_eq!(password_of(store, account.name.as_str()), full().password);
}

fn an_account_without_anything_is_stored_as_such(store: &dyn Store) {
    let account = create(store, new_account(BOB, "bob"));
    assert_eq!(account.role, Role::Member);
    assert!(!account.has_password);
    assert_eq!((&account.email, &account.identity), (&None, &None));
    assert_eq!(wait(store.account(BOB)), Ok(Some(account)));
    assert_eq!(password_of(store, "bob"), None);
}

fn what_is_not_there_is_not_found(store: &dyn Store) {
    create(store, full());
    assert_eq!(wait(store.account(NOBODY)), Ok(None));
    assert_eq!(wait(store.find_account(&"ada".parse().unwrap())), Ok(None));
    assert_eq!(password_of(store, "nobody"), None);
    for other in [
        identity("24828976100"),
        Identity {
            issuer: "https://id.example.org/".to_owned(),
            ..identity("248289761001")
        },
    ] {
        assert_eq!(
            wait(store.account_of_identity(&other)),
            Ok(None),
            "{other:?}"
        );
    }
}

fn the_operator_is_there_from_the_start(store: &dyn Store) {
    let operator = wait(store.account(OPERATOR)).unwrap().unwrap();
    assert_eq!(operator.name.as_str(), OPERATOR_NAME);
    assert!(operator.is_administrator() && operator.is_active());
    assert!(!operator.has_password);
    assert_eq!((&operator.email, &operator.identity), (&None, &None));
    assert_eq!(operator.created_at, Timestamp::MIN);
    assert_eq!(operator.revision, Revision::FIRST);
    assert_eq!(wait(store.find_account(&operator.name)), Ok(Some(operator)));
    assert_eq!(password_of(store, "operator"), None);
    assert_eq!(
        wait(store.has_administrator()),
        Ok(false),
        "it does not count"
    );
    assert_eq!(entries(store), [], "it is no change");
}

fn try_create(store: &dyn Store, new: NewAccount) -> Result<Account, CreateAccountError> {
    wait(store.create_account(new, by(OPERATOR, 9)))
}

fn a_name_is_taken_once(store: &dyn Store) {
    create(store, new_account(ADA, "ada"));
    let again = try_create(store, new_account(BOB, "ada"));
    assert_eq!(again, Err(CreateAccountError::NameTaken));
    let operator = try_create(store, new_account(BOB, OPERATOR_NAME));
    assert_eq!(operator, Err(CreateAccountError::NameTaken));
    assert_eq!(wait(store.account(BOB)), Ok(None));
    set_disabled(store, ADA, true, by(OPERATOR, 1)).unwrap();
    let again = try_create(store, new_account(BOB, "ada"));
    assert_eq!(again, Err(CreateAccountError::NameTaken), "it stays taken");
    assert_eq!(entries(store).len(), 2);
}

fn an_identity_is_taken_once(store: &dyn Store) {
    let identified = |id, name, identity| NewAccount {
        identity: Some(identity),
        ..new_account(id, name)
    };
    create(store, identified(ADA, "ada", identity("1")));
    let again = try_create(store, identified(BOB, "bob", identity("1")));
    assert_eq!(again, Err(CreateAccountError::IdentityTaken));
    create(store, identified(BOB, "bob", identity("2")));
    let elsewhere = Identity {
        issuer: "https://other.example.org".to_owned(),
        ..identity("1")
    };
    create(store, identified(EVE, "eve", elsewhere));
}

fn an_id_is_taken_once(store: &dyn Store) {
    create(store, new_account(ADA, "ada"));
    for id in [ADA, OPERATOR] {
        let again = try_create(store, new_account(id, "other"));
        assert_eq!(again, Err(CreateAccountError::IdTaken));
    }
}

fn the_first_reason_is_given(store: &dyn Store) {
    create(store, full());
    assert_eq!(
        try_create(store, full()),
        Err(CreateAccountError::NameTaken)
    );
    let renamed = NewAccount {
        name: "other".parse().unwrap(),
        ..full()
    };
    assert_eq!(
        try_create(store, renamed),
        Err(CreateAccountError::IdentityTaken)
    );
}

fn only_an_address_that_is_not_verified_is_written_to(store: &dyn Store) {
    create(store, full());
    create(store, new_account(EVE, "eve"));
    let new = NewAccount {
        email: Some(unverified("bob@example.org")),
        ..new_account(BOB, "bob")
    };
    let bob = wait(store.create_account(new, by(OPERATOR, 3))).unwrap();
    assert_eq!(bob.verified_email(), None);
    assert_eq!(mailed(store, 2), [], "not before it came about");
    let expected = ("bob@example.org".to_owned(), NoticeKind::VerifyEmail(BOB));
    assert_eq!(mailed(store, 3), [expected]);
}

fn several_accounts_may_have_an_address(store: &dyn Store) {
    for (id, name) in [(ADA, "ada"), (BOB, "bob")] {
        let email = Some(verified("team@example.org"));
        create(
            store,
            NewAccount {
                email,
                ..new_account(id, name)
            },
        );
    }
}

fn accounts_are_listed_newest_first(store: &dyn Store) {
    people(store);
    let mut seen = Vec::new();
    let mut after = None;
    for length in [2, 2, 1] {
        let page = wait(store.list_accounts(Page::new(after, 2))).unwrap();
        assert_eq!(page.accounts.len(), length);
        assert_eq!(page.next.is_some(), length == 2);
        seen.extend(page.accounts.into_iter().map(|account| account.id));
        after = page.next.map(|cursor| cursor.to_string().parse().unwrap());
    }
    assert_eq!(seen, [ROOT, EVE, BOB, ADA, OPERATOR]);
    let whole = wait(store.list_accounts(Page::first(5))).unwrap();
    assert_eq!(
        (whole.accounts.len(), whole.next),
        (5, None),
        "a full page may be the last"
    );
}

//! The first administrator, and that there is always one.

use super::scenes::{create, disable, entries, people, set_disabled, set_role};
use crate::tests::{ADA, BOB, EVE, ROOT, at, by, new_account, secret, system, wait};
use crate::{
    Account, Action, Actor, ChangeAccountError, CreateAccountError, Link, LinkPurpose, NewAccount,
    OPERATOR, Role, Store,
};

contract! {
    the_first_administrator_is_made_by_a_link
    a_link_is_used_up_by_the_account_only
    the_link_is_void_once_there_is_an_administrator
    no_other_link_makes_an_administrator
    an_administrator_is_one_who_can_sign_in
    the_last_administrator_stays
}

fn make_link(store: &dyn Store, number: u32, purpose: LinkPurpose) {
    let link = Link {
        hash: secret(number),
        purpose,
        expires_at: at(100),
    };
    wait(store.make_link(link, system(1))).unwrap();
}

fn follow(
    store: &dyn Store,
    number: u32,
    new: NewAccount,
    seconds: i64,
) -> Result<Account, CreateAccountError> {
    wait(store.create_first_administrator(secret(number), new, system(seconds)))
}

fn the_first_administrator_is_made_by_a_link(store: &dyn Store) {
    make_link(store, 1, LinkPurpose::FirstAdministrator);
    assert!(wait(store.link(secret(1), at(2))).unwrap().is_some());
    let account = follow(store, 1, new_account(ADA, "ada"), 2).unwrap();
    assert_eq!(account.role, Role::Administrator, "whatever was asked for");
    assert_eq!(account.created_at, at(2));
    assert_eq!(wait(store.account(ADA)), Ok(Some(account)));
    assert_eq!(wait(store.has_administrator()), Ok(true));
    let entry = entries(store).remove(0);
    assert_eq!(entry.action, Action::AccountCreated);
    assert_eq!(entry.actor, Actor::Account(ADA), "it acts for itself");
    let again = follow(store, 1, new_account(BOB, "bob"), 3);
    assert_eq!(again, Err(CreateAccountError::NoSuchLink));
}

fn a_link_is_used_up_by_the_account_only(store: &dyn Store) {
    create(store, new_account(BOB, "bob"));
    make_link(store, 1, LinkPurpose::FirstAdministrator);
    let taken = follow(store, 1, new_account(ADA, "bob"), 2);
    assert_eq!(taken, Err(CreateAccountError::NameTaken));
    let taken = follow(store, 1, new_account(BOB, "ada"), 2);
    assert_eq!(taken, Err(CreateAccountError::IdTaken));
    follow(store, 1, new_account(ADA, "ada"), 99).unwrap();
}

fn the_link_is_void_once_there_is_an_administrator(store: &dyn Store) {
    make_link(store, 1, LinkPurpose::FirstAdministrator);
    make_link(store, 2, LinkPurpose::FirstAdministrator);
    follow(store, 1, new_account(ADA, "ada"), 2).unwrap();
    assert_eq!(wait(store.link(secret(2), at(3))), Ok(None));
    let another = follow(store, 2, new_account(BOB, "ada"), 3);
    assert_eq!(
        another,
        Err(CreateAccountError::NoSuchLink),
        "and not that the name is taken"
    );
}

fn no_other_link_makes_an_administrator(store: &dyn Store) {
    create(store, new_account(BOB, "bob"));
    make_link(store, 1, LinkPurpose::FirstAdministrator);
    make_link(store, 2, LinkPurpose::SetPassword { account: BOB });
    let none = Err(CreateAccountError::NoSuchLink);
    assert_eq!(
        follow(store, 2, new_account(ADA, "ada"), 2),
        none,
        "for something else"
    );
    assert_eq!(
        follow(store, 3, new_account(ADA, "ada"), 2),
        none,
        "not ours"
    );
    assert_eq!(
        follow(store, 1, new_account(ADA, "ada"), 100),
        none,
        "expired"
    );
    assert_eq!(wait(store.has_administrator()), Ok(false));
    assert_eq!(wait(store.account(ADA)), Ok(None));
}

fn an_administrator_is_one_who_can_sign_in(store: &dyn Store) {
    create(store, new_account(ADA, "ada"));
    assert_eq!(wait(store.has_administrator()), Ok(false));
    disable(store, ADA);
    set_role(store, ADA, Role::Administrator, by(OPERATOR, 1)).unwrap();
    assert_eq!(wait(store.has_administrator()), Ok(false), "she cannot");
    set_disabled(store, ADA, false, by(OPERATOR, 2)).unwrap();
    assert_eq!(wait(store.has_administrator()), Ok(true));
}

fn the_last_administrator_stays(store: &dyn Store) {
    people(store);
    let last = Err(ChangeAccountError::LastAdministrator);
    assert_eq!(set_role(store, ROOT, Role::Member, by(OPERATOR, 1)), last);
    assert_eq!(set_disabled(store, ROOT, true, by(ROOT, 1)), last);
    // One who is disabled does not help; nor does their own role change anything.
    disable(store, ADA);
    set_role(store, ADA, Role::Administrator, by(OPERATOR, 1)).unwrap();
    assert_eq!(set_disabled(store, ROOT, true, by(OPERATOR, 1)), last);
    set_role(store, ADA, Role::Member, by(OPERATOR, 1)).unwrap();
    // A member can always be disabled, and another administrator helps.
    disable(store, BOB);
    set_role(store, EVE, Role::Administrator, by(ROOT, 2)).unwrap();
    set_disabled(store, ROOT, true, by(OPERATOR, 3)).unwrap();
    assert_eq!(set_role(store, EVE, Role::Member, by(EVE, 3)), last);
    assert_eq!(wait(store.has_administrator()), Ok(true));
}

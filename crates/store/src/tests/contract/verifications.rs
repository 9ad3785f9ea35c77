//! Links that verify an address or a contact.

use super::links::{
    NONE, ada, make, to_verify, to_verify_contact, verify_contact, verify_email, works,
};
use super::scenes::{entries, unverified};
use crate::tests::{ADA, at, by, id, private, revision, wait};
use crate::{Action, Actor, Email, Revision, Store};

contract! {
    a_link_verifies_an_address
    an_address_stays_verified_since_the_first_time
    a_link_for_another_address_is_void
    a_link_verifies_a_contact
    a_contact_stays_verified_since_the_first_time
    a_link_for_another_contact_is_void
}

fn a_link_verifies_an_address(store: &dyn Store) {
    ada(store);
    make(store, 1, to_verify("ada@example.org"));
    let account = verify_email(store, 1, 5).unwrap();
    let email = Email {
        verified_at: Some(at(5)),
        ..unverified("ada@example.org")
    };
    assert_eq!(
        (&account.email, account.revision),
        (&Some(email), revision(3))
    );
    assert_eq!(wait(store.account(ADA)), Ok(Some(account)));
    let entry = entries(store).pop().unwrap();
    assert_eq!(
        (entry.action, entry.actor),
        (Action::EmailVerified, Actor::Account(ADA))
    );
    assert_eq!(verify_email(store, 1, 6), Err(NONE), "once");
}

fn an_address_stays_verified_since_the_first_time(store: &dyn Store) {
    ada(store);
    make(store, 1, to_verify("ada@example.org"));
    make(store, 2, to_verify("ada@example.org"));
    let account = verify_email(store, 1, 5).unwrap();
    let entries_before = entries(store);
    assert_eq!(verify_email(store, 2, 6), Ok(account));
    assert_eq!(entries(store), entries_before);
    assert!(!works(store, 2, 6), "used up as well");
}

fn a_link_for_another_address_is_void(store: &dyn Store) {
    ada(store);
    make(store, 1, to_verify("ada@example.org"));
    make(store, 2, to_verify("Ada@example.org"));
    assert!(!works(store, 2, 2), "it was never hers");
    let set = |address: Option<&str>| {
        wait(store.set_email(ADA, address.map(unverified), by(ADA, 3))).unwrap();
    };
    set(Some("other@example.org"));
    assert_eq!(verify_email(store, 1, 4), Err(NONE));
    set(None);
    assert_eq!(verify_email(store, 1, 4), Err(NONE));
    set(Some("ada@example.org"));
    assert!(verify_email(store, 1, 5).is_ok(), "it is hers again");
}

fn a_link_verifies_a_contact(store: &dyn Store) {
    ada(store);
    assert_eq!(wait(store.contact_verified_at(id(1))), Ok(None));
    make(store, 1, to_verify_contact("team@example.org"));
    assert_eq!(verify_contact(store, 1, 5), Ok(id(1)));
    assert_eq!(wait(store.contact_verified_at(id(1))), Ok(Some(at(5))));
    let tool = wait(store.tool(id(1))).unwrap().unwrap();
    assert_eq!(
        (tool.revision, tool.updated_at),
        (Revision::FIRST, at(1)),
        "as it is shown"
    );
    let entry = entries(store).pop().unwrap();
    assert_eq!(
        (entry.action, entry.actor),
        (Action::ContactVerified, Actor::System)
    );
    assert_eq!((entry.tool, entry.at), (Some(id(1)), at(5)));
    assert_eq!(verify_contact(store, 1, 6), Err(NONE), "once");
}

fn a_contact_stays_verified_since_the_first_time(store: &dyn Store) {
    ada(store);
    make(store, 1, to_verify_contact("team@example.org"));
    make(store, 2, to_verify_contact("team@example.org"));
    verify_contact(store, 1, 5).unwrap();
    let entries_before = entries(store);
    assert_eq!(verify_contact(store, 2, 6), Ok(id(1)));
    assert_eq!(wait(store.contact_verified_at(id(1))), Ok(Some(at(5))));
    assert_eq!(entries(store), entries_before);
    assert!(!works(store, 2, 6), "used up as well");
}

fn a_link_for_another_contact_is_void(store: &dyn Store) {
    ada(store);
    make(store, 1, to_verify_contact("team@example.org"));
    make(store, 2, to_verify_contact("Team@example.org"));
    assert!(!works(store, 2, 2), "it never was the contact");
    let set = |number, contact| {
        let registration = private("quay.io/team/t1", contact);
        wait(store.update_tool(id(1), revision(number), registration, by(ADA, 3))).unwrap();
    };
    set(1, Some("other@example.org"));
    assert_eq!(verify_contact(store, 1, 4), Err(NONE));
    set(2, None);
    assert_eq!(verify_contact(store, 1, 4), Err(NONE));
    set(3, Some("team@example.org"));
    assert_eq!(verify_contact(store, 1, 5), Ok(id(1)), "it is again");
}

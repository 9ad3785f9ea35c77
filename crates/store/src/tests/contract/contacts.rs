//! Whether a tool's contact can be reached.

use wharfinger_core::registration::Registration;

use super::scenes::{entries, mailed, people, unverified, verified};
use crate::tests::{
    ADA, BOB, EVE, ROOT, at, by, id, new_tool, private, registration, revision, stored, system,
    wait,
};
use crate::{By, NewTool, NoticeKind, OPERATOR, Store, Timestamp, Tool, VerifyContactError};

contract! {
    ones_own_address_is_verified_at_once
    another_address_is_written_to
    an_address_that_is_not_verified_verifies_no_contact
    another_contact_is_verified_anew
    the_same_contact_stays_as_it_is
    a_contact_may_be_the_editors_own
    a_contact_is_written_to_once_at_a_time
    a_contact_is_asked_again
    who_may_not_is_not_told_whether_there_is_a_contact
    a_public_tool_may_have_a_contact
}

/// Gives Ada and Bob an address that is verified.
fn addressed(store: &dyn Store) {
    people(store);
    for (account, address) in [(ADA, "ada@example.org"), (BOB, "bob@example.org")] {
        wait(store.set_email(account, Some(verified(address)), by(account, 0))).unwrap();
    }
}

/// Ada registers a tool with that contact.
pub(super) fn contactable(store: &dyn Store, contact: &str) -> Tool {
    let path = "quay.io/team/t1";
    let new = NewTool {
        registration: private(path, Some(contact)),
        ..new_tool(1, path)
    };
    wait(store.register_tool(new, by(ADA, 1))).unwrap().tool
}

/// Somebody sets the contact of the tool, which is at that revision.
fn set(store: &dyn Store, expected: u32, contact: Option<&str>, by: By) {
    let registration = private("quay.io/team/t1", contact);
    wait(store.update_tool(id(1), revision(expected), registration, by)).unwrap();
}

fn verified_at(store: &dyn Store) -> Option<Timestamp> {
    wait(store.contact_verified_at(id(1))).unwrap()
}

fn to(address: &str) -> (String, NoticeKind) {
    (address.to_owned(), NoticeKind::VerifyContact(id(1)))
}

fn ask(store: &dyn Store, seconds: i64) -> Result<(), VerifyContactError> {
    wait(store.ask_contact(id(1), by(ADA, seconds)))
}

fn ones_own_address_is_verified_at_once(store: &dyn Store) {
    addressed(store);
    contactable(store, "Ada@Example.ORG");
    assert_eq!(
        verified_at(store),
        Some(at(1)),
        "upper and lower case aside"
    );
    assert_eq!(mailed(store, 9), []);
    assert_eq!(
        wait(store.contact_verified_at(id(9))),
        Ok(None),
        "no such tool"
    );
}

fn another_address_is_written_to(store: &dyn Store) {
    addressed(store);
    contactable(store, "bob@example.org");
    assert_eq!(verified_at(store), None, "it is somebody else's");
    assert_eq!(mailed(store, 1), [to("bob@example.org")]);
}

fn an_address_that_is_not_verified_verifies_no_contact(store: &dyn Store) {
    people(store);
    wait(store.set_email(ADA, Some(unverified("ada@example.org")), by(ADA, 0))).unwrap();
    mailed(store, 0);
    contactable(store, "ada@example.org");
    assert_eq!(verified_at(store), None);
    assert_eq!(mailed(store, 1), [to("ada@example.org")]);
    // Nor does it once it is: nobody has said that it is the tool's.
    wait(store.set_email(ADA, Some(verified("ada@example.org")), by(ADA, 2))).unwrap();
    assert_eq!(verified_at(store), None);
}

fn another_contact_is_verified_anew(store: &dyn Store) {
    addressed(store);
    contactable(store, "ada@example.org");
    set(store, 1, Some("team@example.org"), by(ADA, 2));
    assert_eq!(verified_at(store), None);
    set(store, 2, Some("ada@example.org"), by(ADA, 3));
    assert_eq!(verified_at(store), Some(at(3)));
    set(store, 3, Some("ADA@example.org"), by(ADA, 4));
    assert_eq!(
        verified_at(store),
        Some(at(4)),
        "one letter makes it another"
    );
    set(store, 4, None, by(ADA, 5));
    assert_eq!(verified_at(store), None);
    assert_eq!(mailed(store, 9), [to("team@example.org")]);
}

fn the_same_contact_stays_as_it_is(store: &dyn Store) {
    addressed(store);
    contactable(store, "ada@example.org");
    set(store, 1, Some("ada@example.org"), by(ROOT, 2));
    assert_eq!(verified_at(store), Some(at(1)));
    wait(store.archive_tool(id(1), None, by(ADA, 3))).unwrap();
    wait(store.unarchive_tool(id(1), None, by(ADA, 4))).unwrap();
    assert_eq!(verified_at(store), Some(at(1)));
    wait(store.set_email(ADA, None, by(ADA, 5))).unwrap();
    assert_eq!(
        verified_at(store),
        Some(at(1)),
        "it was hers when she said so"
    );
    set(store, 4, Some("bob@example.org"), by(ADA, 6));
    set(store, 5, Some("bob@example.org"), by(ADA, 7));
    let told = ("ada@example.org".to_owned(), NoticeKind::EmailChanged(ADA));
    assert_eq!(mailed(store, 9), [told, to("bob@example.org")], "once");
    set(store, 6, Some("bob@example.org"), by(ADA, 10));
    assert_eq!(mailed(store, 11), [], "nor when the first was sent");
}

fn a_contact_may_be_the_editors_own(store: &dyn Store) {
    addressed(store);
    contactable(store, "ada@example.org");
    wait(store.add_maintainer(id(1), BOB, by(ADA, 2))).unwrap();
    set(store, 1, Some("bob@example.org"), by(ADA, 3));
    assert_eq!(
        verified_at(store),
        None,
        "not who maintains it counts, but who enters it"
    );
    set(store, 2, None, by(ADA, 4));
    set(store, 3, Some("bob@example.org"), by(BOB, 5));
    assert_eq!(verified_at(store), Some(at(5)));
}

fn a_contact_is_written_to_once_at_a_time(store: &dyn Store) {
    addressed(store);
    contactable(store, "team@example.org");
    assert_eq!(ask(store, 2), Err(VerifyContactError::OnItsWay));
    set(store, 1, Some("other@example.org"), by(ADA, 3));
    set(store, 2, Some("team@example.org"), by(ADA, 4));
    assert_eq!(
        ask(store, 5),
        Err(VerifyContactError::OnItsWay),
        "the first is still good"
    );
    assert_eq!(
        mailed(store, 9),
        [to("team@example.org"), to("other@example.org")]
    );
}

fn a_contact_is_asked_again(store: &dyn Store) {
    addressed(store);
    contactable(store, "team@example.org");
    // One that a mail server is about to take is on its way, too.
    let leased = wait(store.lease_mail(at(1), at(60), 9)).unwrap().leased;
    assert_eq!(ask(store, 2), Err(VerifyContactError::OnItsWay));
    wait(store.mail_failed(leased[0].notice.id, None, at(3))).unwrap();
    assert_eq!(ask(store, 4), Ok(()), "one that was given up is not");
    assert_eq!(mailed(store, 5), [to("team@example.org")]);
    for account in [ADA, ROOT] {
        assert_eq!(wait(store.ask_contact(id(1), by(account, 6))), Ok(()));
        assert_eq!(mailed(store, 7), [to("team@example.org")]);
    }
    set(store, 1, Some("ada@example.org"), by(ADA, 8));
    assert_eq!(ask(store, 9), Ok(()), "there is nothing to find out");
    assert_eq!(mailed(store, 9), []);
    assert_eq!(entries(store).len(), 4 + 2 + 2, "asking is no change");
}

fn who_may_not_is_not_told_whether_there_is_a_contact(store: &dyn Store) {
    addressed(store);
    let none = Err(VerifyContactError::NoContact);
    let refused = Err(VerifyContactError::NotMaintainer);
    assert_eq!(ask(store, 1), none, "no such tool");
    contactable(store, "team@example.org");
    for by in [by(EVE, 2), system(2)] {
        assert_eq!(wait(store.ask_contact(id(1), by)), refused);
    }
    set(store, 1, None, by(OPERATOR, 3));
    assert_eq!(wait(store.ask_contact(id(1), by(EVE, 4))), refused);
    assert_eq!(ask(store, 4), none);
}

fn a_public_tool_may_have_a_contact(store: &dyn Store) {
    addressed(store);
    contactable(store, "team@example.org");
    let mut stored = stored("quay.io", "team", "t1");
    stored.contact_email = Some("team@example.org".to_owned());
    let public = Registration::restore(stored).unwrap();
    wait(store.update_tool(id(1), revision(1), public, by(ADA, 2))).unwrap();
    assert_eq!(ask(store, 3), Err(VerifyContactError::OnItsWay));
    assert_eq!(mailed(store, 4), [to("team@example.org")]);
    let bare = registration("quay.io/team/t1");
    wait(store.update_tool(id(1), revision(2), bare, by(ADA, 5))).unwrap();
    assert_eq!(ask(store, 6), Err(VerifyContactError::NoContact));
}

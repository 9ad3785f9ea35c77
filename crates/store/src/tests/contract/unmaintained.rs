//! Tools that nobody answers for who can sign in, and maintainers whose address is a tool's contact.

use super::scenes::{disable, enable, first_page, people, private_tool, unverified, verified};
use crate::tests::{ADA, BOB, EVE, ROOT, by, id, new_tool, private, registration, revision, wait};
use crate::{NewTool, OPERATOR, Page, RemoveMaintainerError, Store, ToolId};

contract! {
    disabling_somebody_leaves_their_tools_to_the_administrators
    they_are_listed_in_pages
    whose_address_is_the_contact_stays
    a_contact_that_reaches_another_maintainer_keeps_nobody
    only_a_verified_address_of_a_private_tool_counts
}

fn unmaintained(store: &dyn Store) -> Vec<ToolId> {
    let page = wait(store.unmaintained_tools(first_page())).unwrap();
    assert_eq!(page.next, None);
    page.tools.into_iter().map(|tool| tool.id).collect()
}

fn disabling_somebody_leaves_their_tools_to_the_administrators(store: &dyn Store) {
    people(store);
    for number in 1..=3 {
        private_tool(store, number);
    }
    wait(store.add_maintainer(id(2), BOB, by(ADA, 2))).unwrap();
    wait(store.add_maintainer(id(3), OPERATOR, by(ADA, 2))).unwrap();
    assert_eq!(unmaintained(store), []);
    disable(store, ADA);
    assert_eq!(unmaintained(store), [id(1)]);
    disable(store, BOB);
    assert_eq!(unmaintained(store), [id(2), id(1)], "newest first");
    wait(store.add_maintainer(id(2), EVE, by(ROOT, 3))).unwrap();
    assert_eq!(unmaintained(store), [id(1)]);
    wait(store.archive_tool(id(1), None, by(ROOT, 4))).unwrap();
    assert_eq!(unmaintained(store), [id(1)], "it may be taken out again");
    enable(store, ADA);
    assert_eq!(unmaintained(store), []);
}

fn they_are_listed_in_pages(store: &dyn Store) {
    people(store);
    for number in 1..=5 {
        private_tool(store, number);
    }
    wait(store.add_maintainer(id(4), BOB, by(ADA, 2))).unwrap();
    disable(store, ADA);
    let page = |after| wait(store.unmaintained_tools(Page::new(after, 2))).unwrap();
    let first = page(None);
    let ids = |page: &crate::ToolPage| page.tools.iter().map(|tool| tool.id).collect::<Vec<_>>();
    assert_eq!(ids(&first), [id(5), id(3)]);
    let second = page(first.next);
    assert_eq!((ids(&second), second.next), (vec![id(2), id(1)], None));
}

/// Ada's tool with that contact, which Bob maintains, too.
fn contactable(store: &dyn Store, contact: &str) {
    let path = "quay.io/team/t1";
    let new = NewTool {
        registration: private(path, Some(contact)),
        ..new_tool(1, path)
    };
    wait(store.register_tool(new, by(ADA, 1))).unwrap();
    wait(store.add_maintainer(id(1), BOB, by(ADA, 2))).unwrap();
}

fn whose_address_is_the_contact_stays(store: &dyn Store) {
    people(store);
    wait(store.set_email(ADA, Some(verified("Ada@example.org")), by(ADA, 0))).unwrap();
    contactable(store, "ada@example.org");
    let remove = |actor| wait(store.remove_maintainer(id(1), ADA, by(actor, 3)));
    for actor in [ADA, BOB, ROOT] {
        assert_eq!(remove(actor), Err(RemoveMaintainerError::Contact));
    }
    disable(store, ADA);
    assert_eq!(remove(BOB), Err(RemoveMaintainerError::Contact));
    assert_eq!(wait(store.maintainers(id(1))).unwrap().len(), 2);
    let other = private("quay.io/team/t1", Some("team@example.org"));
    wait(store.update_tool(id(1), revision(1), other, by(BOB, 4))).unwrap();
    assert_eq!(remove(BOB).unwrap().len(), 1);
}

fn a_contact_that_reaches_another_maintainer_keeps_nobody(store: &dyn Store) {
    people(store);
    for account in [ADA, BOB] {
        let email = Some(verified("team@example.org"));
        wait(store.set_email(account, email, by(account, 0))).unwrap();
    }
    contactable(store, "team@example.org");
    wait(store.add_maintainer(id(1), EVE, by(ADA, 3))).unwrap();
    disable(store, BOB);
    let remove = |account| wait(store.remove_maintainer(id(1), account, by(ROOT, 4)));
    assert_eq!(
        remove(ADA),
        Err(RemoveMaintainerError::Contact),
        "he cannot sign in"
    );
    enable(store, BOB);
    remove(ADA).unwrap();
    assert_eq!(remove(BOB), Err(RemoveMaintainerError::Contact));
    remove(EVE).unwrap();
    assert_eq!(
        remove(BOB),
        Err(RemoveMaintainerError::Last),
        "first of the two"
    );
}

fn only_a_verified_address_of_a_private_tool_counts(store: &dyn Store) {
    people(store);
    wait(store.set_email(ADA, Some(unverified("ada@example.org")), by(ADA, 0))).unwrap();
    contactable(store, "ada@example.org");
    let remove = || wait(store.remove_maintainer(id(1), ADA, by(BOB, 3)));
    remove().expect("anybody could say that it is theirs");
    wait(store.add_maintainer(id(1), ADA, by(BOB, 4))).unwrap();
    wait(store.set_email(ADA, Some(verified("ada@example.org")), by(ADA, 5))).unwrap();
    assert_eq!(remove(), Err(RemoveMaintainerError::Contact));
    let public = registration("quay.io/team/t1");
    wait(store.update_tool(id(1), revision(1), public, by(BOB, 6))).unwrap();
    remove().expect("nobody asks for access to it");
}

//! Reading the audit log, and verifying it.

use wharfinger_core::access::GrantDays;

use super::scenes::{
    approval, change, entries, entries_behind, people, private_tool, reason, requested,
};
use crate::tests::{ADA, BOB, EVE, NOBODY, ROOT, at, id, request_id, wait};
use crate::{
    Action, Actor, AuditEntry, AuditFilter, AuditHash, AuditVerdict, Change, Model, OPERATOR, Page,
    Store, Subject,
};

contract! {
    an_empty_log_is_whole
    an_entry_says_who_did_what_when
    numbers_follow_each_other_and_hashes_differ
    entries_are_listed_newest_first_in_pages
    entries_are_narrowed_to_a_tool_or_an_actor
    entries_are_exported_oldest_first
    the_head_is_the_last_hash
    what_became_of_questions_for_more_time_is_found
    two_stores_with_the_same_history_have_the_same_log
}

fn verdict(store: &dyn Store) -> AuditVerdict {
    wait(store.verify_audit()).unwrap()
}

fn an_empty_log_is_whole(store: &dyn Store) {
    let whole = AuditVerdict::Whole {
        entries: 0,
        head: AuditHash::START,
    };
    assert_eq!(verdict(store), whole);
    let page = wait(store.audit_entries(AuditFilter::default(), Page::first(9))).unwrap();
    assert_eq!((page.entries, page.next), (vec![], None));
    assert_eq!(entries(store), []);
}

/// Four accounts, a tool, a request and its approval: seven entries.
fn history(store: &dyn Store) {
    people(store);
    private_tool(store, 1);
    requested(store, 1, "there");
    change(store, 1, approval(30), ADA, 3);
}

fn an_entry_says_who_did_what_when(store: &dyn Store) {
    history(store);
    let entry = entries(store).pop().unwrap();
    let AuditEntry {
        before,
        after,
        hash,
        ..
    } = entry;
    let expected = AuditEntry {
        number: 7,
        at: at(3),
        actor: Actor::Account(ADA),
        request_id: "request-3".to_owned(),
        action: Action::AccessApproved,
        subject: Subject::Request(request_id(1)),
        tool: Some(id(1)),
        until: None,
        before,
        after,
        hash,
    };
    assert_eq!(entry, expected);
    assert_eq!(before, Some(entries(store)[5].after));
}

fn numbers_follow_each_other_and_hashes_differ(store: &dyn Store) {
    history(store);
    let entries = entries(store);
    assert!(entries.iter().map(|entry| entry.number).eq(1..=7));
    let mut hashes: Vec<_> = entries
        .iter()
        .flat_map(|entry| [entry.hash, entry.after])
        .collect();
    hashes.sort_unstable();
    hashes.dedup();
    assert_eq!(hashes.len(), 14);
}

fn listed(store: &dyn Store, filter: AuditFilter) -> Vec<u64> {
    let page = wait(store.audit_entries(filter, Page::first(99))).unwrap();
    assert_eq!(page.next, None);
    page.entries.into_iter().map(|entry| entry.number).collect()
}

fn entries_are_listed_newest_first_in_pages(store: &dyn Store) {
    history(store);
    let mut seen = Vec::new();
    let mut after = None;
    for length in [3, 3, 1] {
        let page = Page::new(after, 3);
        let page = wait(store.audit_entries(AuditFilter::default(), page)).unwrap();
        assert_eq!(page.entries.len(), length);
        assert_eq!(page.next.is_some(), length == 3);
        seen.extend(page.entries);
        after = page.next.map(|cursor| cursor.to_string().parse().unwrap());
    }
    seen.reverse();
    assert_eq!(seen, entries(store));
}

fn entries_are_narrowed_to_a_tool_or_an_actor(store: &dyn Store) {
    history(store);
    private_tool(store, 2);
    change(store, 1, Change::DoneByHand, ADA, 4);
    let filter = |tool, actor| AuditFilter { tool, actor };
    assert_eq!(
        listed(store, filter(Some(id(1)), None)),
        [9, 7, 6, 5],
        "requests included"
    );
    assert_eq!(listed(store, filter(Some(id(2)), None)), [8]);
    assert_eq!(listed(store, filter(Some(id(3)), None)), [0; 0]);
    assert_eq!(listed(store, filter(None, Some(ADA))), [9, 8, 7, 5]);
    assert_eq!(listed(store, filter(None, Some(OPERATOR))), [4, 3, 2, 1]);
    assert_eq!(listed(store, filter(Some(id(1)), Some(ADA))), [9, 7, 5]);
    assert_eq!(listed(store, filter(Some(id(1)), Some(BOB))), [6]);
    for account in [EVE, ROOT, NOBODY] {
        assert_eq!(
            listed(store, filter(None, Some(account))),
            [0; 0],
            "what was done to them"
        );
    }
    let of_tool = filter(Some(id(1)), None);
    let first = wait(store.audit_entries(of_tool, Page::first(2))).unwrap();
    let rest = wait(store.audit_entries(of_tool, Page::new(first.next, 2))).unwrap();
    assert!(rest.entries.iter().map(|entry| entry.number).eq([6, 5]));
    assert_eq!(rest.next, None);
}

fn entries_are_exported_oldest_first(store: &dyn Store) {
    history(store);
    let after = |number, limit| -> Vec<u64> {
        let entries = entries_behind(store, number, limit);
        entries.into_iter().map(|entry| entry.number).collect()
    };
    assert_eq!(after(0, 3), [1, 2, 3]);
    assert_eq!(after(3, 3), [4, 5, 6]);
    assert_eq!(after(6, 3), [7]);
    assert_eq!(after(7, 3), [0; 0]);
    assert_eq!(after(u64::MAX, 3), [0; 0]);
    assert_eq!(after(0, 0), [0; 0]);
}

fn the_head_is_the_last_hash(store: &dyn Store) {
    history(store);
    let head = entries(store).pop().unwrap().hash;
    assert_eq!(verdict(store), AuditVerdict::Whole { entries: 7, head });
}

fn two_stores_with_the_same_history_have_the_same_log(store: &dyn Store) {
    history(store);
    let model = Model::new();
    history(&model);
    assert_eq!(entries(store), entries(&model));
    assert_eq!(verdict(store), verdict(&model));
}

fn what_became_of_questions_for_more_time_is_found(store: &dyn Store) {
    people(store);
    private_tool(store, 1);
    for (number, principal) in [(1, "there"), (2, "elsewhere")] {
        requested(store, number, principal);
        change(store, number, approval(20), ADA, 3);
        change(store, number, Change::DoneByHand, ADA, 4);
    }
    let renewals = |number| wait(store.renewals_of(request_id(number))).unwrap().found;
    assert_eq!(renewals(1), []);
    let ask = || Change::AskRenewal {
        reason: reason("not done yet"),
    };
    let days = GrantDays::new(25).unwrap();
    for (seconds, answer) in [(5, Change::Renew { days }), (7, Change::DeclineRenewal)] {
        change(store, 1, ask(), BOB, seconds);
        change(store, 1, answer, ADA, seconds + 1);
    }
    change(store, 2, ask(), BOB, 9);
    let told: Vec<_> = renewals(1)
        .into_iter()
        .map(|entry| (entry.action, entry.actor, entry.at))
        .collect();
    let ada = Actor::Account(ADA);
    let expected = [
        (Action::AccessRenewed, ada, at(6)),
        (Action::RenewalDeclined, ada, at(8)),
    ];
    assert_eq!(told, expected);
    assert_eq!(renewals(2), [], "it waits for an answer");
    assert_eq!(renewals(9), []);
}

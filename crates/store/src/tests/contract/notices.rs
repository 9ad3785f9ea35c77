//! The inbox.

use wharfinger_core::account::AccountId;

use super::scenes::{inbox, new_request, people, private_tool, requested, told};
use crate::tests::{ADA, BOB, EVE, NOBODY, at, by, id, request_id, wait};
use crate::{Mail, Notice, NoticeId, NoticeKind, Page, Recipient, Store};

contract! {
    a_notice_comes_into_the_inbox
    an_inbox_is_read_newest_first_in_pages
    unread_notices_are_counted_up_to_a_limit
    notices_are_marked_up_to_one
    somebody_elses_notices_stay_unread
    a_notice_was_read_when_it_was_first
    ids_are_in_order
}

/// As many requests to Ada.
fn scene(store: &dyn Store, requests: u32) {
    people(store);
    private_tool(store, 1);
    for number in 1..=requests {
        requested(store, number, &format!("there-{number}"));
    }
}

fn unread(store: &dyn Store, account: AccountId) -> u32 {
    wait(store.unread(account, 99)).unwrap()
}

fn a_notice_comes_into_the_inbox(store: &dyn Store) {
    scene(store, 1);
    let expected = Notice {
        id: NoticeId(1),
        to: Recipient::Account(ADA),
        kind: NoticeKind::Requested(request_id(1)),
        created_at: at(2),
        read_at: None,
        mail: Mail::Due {
            at: at(2),
            attempts: 0,
        },
        retried_at: None,
    };
    assert_eq!(inbox(store, ADA), [expected]);
    for account in [BOB, EVE, NOBODY] {
        assert_eq!(inbox(store, account), []);
    }
}

fn an_inbox_is_read_newest_first_in_pages(store: &dyn Store) {
    scene(store, 5);
    let mut seen = Vec::new();
    let mut after = None;
    for length in [2, 2, 1] {
        let page = wait(store.inbox(ADA, Page::new(after, 2))).unwrap();
        assert_eq!(page.notices.len(), length);
        assert_eq!(page.next.is_some(), length == 2);
        seen.extend(page.notices.into_iter().map(|notice| notice.kind));
        after = page.next.map(|cursor| cursor.to_string().parse().unwrap());
    }
    let expected = [5, 4, 3, 2, 1].map(|number| NoticeKind::Requested(request_id(number)));
    assert_eq!(seen, expected);
}

fn unread_notices_are_counted_up_to_a_limit(store: &dyn Store) {
    scene(store, 3);
    for (limit, expected) in [(0, 0), (1, 1), (2, 2), (3, 3), (4, 3), (u32::MAX, 3)] {
        assert_eq!(wait(store.unread(ADA, limit)), Ok(expected), "{limit}");
    }
    assert_eq!(unread(store, EVE), 0);
    assert_eq!(unread(store, NOBODY), 0);
}

fn notices_are_marked_up_to_one(store: &dyn Store) {
    scene(store, 4);
    let notices = inbox(store, ADA);
    wait(store.mark_read(ADA, notices[2].id, at(9))).unwrap();
    let read = inbox(store, ADA).into_iter().map(|notice| notice.read_at);
    assert!(read.eq([None, None, Some(at(9)), Some(at(9))]));
    assert_eq!(unread(store, ADA), 2);
    requested(store, 5, "there-5");
    assert_eq!(unread(store, ADA), 3);
    wait(store.mark_read(ADA, NoticeId(i64::MAX), at(10))).unwrap();
    assert_eq!(unread(store, ADA), 0);
    let told = inbox(store, ADA);
    assert!(
        matches!(told[0].mail, Mail::Due { .. }),
        "it is sent all the same"
    );
}

fn somebody_elses_notices_stay_unread(store: &dyn Store) {
    scene(store, 1);
    wait(store.add_maintainer(id(1), EVE, by(ADA, 3))).unwrap();
    wait(store.request_access(new_request(2, "there-2"), by(BOB, 4))).unwrap();
    assert_eq!((unread(store, ADA), unread(store, EVE)), (2, 2));
    wait(store.mark_read(EVE, NoticeId(i64::MAX), at(9))).unwrap();
    wait(store.mark_read(NOBODY, NoticeId(i64::MAX), at(9))).unwrap();
    assert_eq!((unread(store, ADA), unread(store, EVE)), (2, 0));
}

fn a_notice_was_read_when_it_was_first(store: &dyn Store) {
    scene(store, 1);
    for seconds in [9, 10] {
        wait(store.mark_read(ADA, NoticeId(1), at(seconds))).unwrap();
    }
    assert_eq!(inbox(store, ADA)[0].read_at, Some(at(9)));
}

fn ids_are_in_order(store: &dyn Store) {
    scene(store, 2);
    wait(store.add_maintainer(id(1), EVE, by(ADA, 3))).unwrap();
    requested(store, 3, "there-3");
    let ids = |account| -> Vec<i64> {
        inbox(store, account)
            .into_iter()
            .map(|notice| notice.id.0)
            .rev()
            .collect()
    };
    assert_eq!(
        ids(ADA),
        [1, 2, 4],
        "in the order in which maintainers stand"
    );
    assert_eq!(ids(EVE), [3, 5]);
    assert_eq!(told(store, EVE)[0], NoticeKind::MaintainerAdded(id(1)));
}

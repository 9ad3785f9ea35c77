//! Listing access requests.

use wharfinger_core::access::Status;

use super::ecr::{first_tool, new_automation, proven, tool_in};
use super::scenes::{approval, change, first_page, new_request, people, reason, requested};
use crate::tests::{ADA, BOB, EVE, NOBODY, ROOT, by, id, request_id, wait};
use crate::{Change, NewRequest, OPERATOR, Page, RequestFilter, RequestPage, Store, Waiting};

contract! {
    requests_are_listed_newest_first_in_pages
    requests_are_narrowed_to_a_tool_or_an_account
    requests_are_narrowed_to_where_they_stand
    requests_are_narrowed_to_what_waits
    filters_are_taken_together
    pages_do_not_shift_when_requests_are_made
}

fn listed(store: &dyn Store, filter: &RequestFilter) -> Vec<u32> {
    let page = wait(store.list_requests(filter, first_page())).unwrap();
    assert_eq!(page.next, None);
    let number = |id| (1..99).find(|number| request_id(*number) == id).unwrap();
    page.requests
        .into_iter()
        .map(|request| number(request.id))
        .collect()
}

fn requests_are_listed_newest_first_in_pages(store: &dyn Store) {
    people(store);
    first_tool(store);
    for number in [2, 5, 1, 4, 3] {
        requested(store, number, &format!("there-{number}"));
    }
    let filter = RequestFilter::default();
    let mut seen = Vec::new();
    let mut after = None;
    for length in [2, 2, 1] {
        let page = wait(store.list_requests(&filter, Page::new(after, 2))).unwrap();
        assert_eq!(page.requests.len(), length);
        assert_eq!(page.next.is_some(), length == 2);
        seen.extend(page.requests.into_iter().map(|request| request.id));
        after = page.next.map(|cursor| cursor.to_string().parse().unwrap());
    }
    assert_eq!(seen, [3, 4, 1, 5, 2].map(request_id));
    let whole = wait(store.list_requests(&filter, Page::first(5))).unwrap();
    assert_eq!(
        (whole.requests.len(), whole.next),
        (5, None),
        "a full page may be the last"
    );
}

/// Requests 1 and 4 for the first tool, 2 and 3 for the second, which Eve maintains too; 1 and 2
/// are Bob's, the others Eve's.
fn scene(store: &dyn Store) {
    people(store);
    first_tool(store);
    tool_in(store, 2, "t2", ADA);
    wait(store.add_maintainer(id(2), EVE, by(ADA, 1))).unwrap();
    for (number, tool, account) in [(1, 1, BOB), (2, 2, BOB), (3, 2, EVE), (4, 1, EVE)] {
        let new = NewRequest {
            tool: id(tool),
            ..new_request(number, &format!("there-{number}"))
        };
        wait(store.request_access(new, by(account, 2))).unwrap();
    }
}

fn requests_are_narrowed_to_a_tool_or_an_account(store: &dyn Store) {
    scene(store);
    let of_tool = |number| RequestFilter {
        tool: Some(id(number)),
        ..RequestFilter::default()
    };
    assert_eq!(listed(store, &of_tool(1)), [4, 1]);
    assert_eq!(listed(store, &of_tool(2)), [3, 2]);
    assert_eq!(listed(store, &of_tool(3)), [0; 0]);
    let by_account = |account| RequestFilter {
        requester: Some(account),
        ..RequestFilter::default()
    };
    assert_eq!(listed(store, &by_account(BOB)), [2, 1]);
    assert_eq!(listed(store, &by_account(ADA)), [0; 0]);
    let to_maintainer = |account| RequestFilter {
        maintainer: Some(account),
        ..RequestFilter::default()
    };
    assert_eq!(listed(store, &to_maintainer(ADA)), [4, 3, 2, 1]);
    assert_eq!(listed(store, &to_maintainer(EVE)), [3, 2]);
    for account in [BOB, ROOT, OPERATOR, NOBODY] {
        assert_eq!(listed(store, &to_maintainer(account)), [0; 0]);
    }
    // Who maintains it now counts.
    wait(store.remove_maintainer(id(2), EVE, by(ADA, 3))).unwrap();
    wait(store.add_maintainer(id(1), EVE, by(ADA, 3))).unwrap();
    assert_eq!(listed(store, &to_maintainer(EVE)), [4, 1]);
}

fn requests_are_narrowed_to_where_they_stand(store: &dyn Store) {
    scene(store);
    change(store, 1, Change::Deny { note: None }, ADA, 3);
    change(store, 2, approval(30), ADA, 3);
    change(store, 4, Change::Withdraw, EVE, 3);
    let standing = |statuses: &[Status]| {
        let statuses = statuses.to_vec();
        listed(
            store,
            &RequestFilter {
                statuses,
                ..RequestFilter::default()
            },
        )
    };
    assert_eq!(standing(&[]), [4, 3, 2, 1], "everywhere");
    assert_eq!(standing(&[Status::Pending]), [3]);
    assert_eq!(standing(&[Status::Activating]), [2]);
    assert_eq!(
        standing(&[Status::Denied, Status::Pending, Status::Denied]),
        [3, 1]
    );
    assert_eq!(standing(Status::ALL), [4, 3, 2, 1]);
    assert_eq!(standing(&[Status::Ended]), [0; 0]);
}

fn waiting(store: &dyn Store, waiting: Waiting) -> Vec<u32> {
    let waiting = Some(waiting);
    listed(
        store,
        &RequestFilter {
            waiting,
            ..RequestFilter::default()
        },
    )
}

fn requests_are_narrowed_to_what_waits(store: &dyn Store) {
    scene(store);
    assert_eq!(waiting(store, Waiting::Answer), [4, 3, 2, 1]);
    assert_eq!(waiting(store, Waiting::Hand), [0; 0]);
    change(store, 1, approval(30), ADA, 3);
    proven(store, 1, ADA);
    wait(store.automate(new_automation(2, 1, "t2"), by(ADA, 3))).unwrap();
    change(store, 2, approval(30), ADA, 3);
    wait(store.stop_automation(id(2), by(ADA, 3))).unwrap();
    change(store, 3, approval(30), ADA, 3);
    assert_eq!(waiting(store, Waiting::Answer), [4]);
    assert_eq!(waiting(store, Waiting::Hand), [3, 1]);
    change(store, 1, Change::DoneByHand, ADA, 4);
    assert_eq!(waiting(store, Waiting::Hand), [3]);
    change(
        store,
        1,
        Change::AskRenewal {
            reason: reason("more"),
        },
        BOB,
        5,
    );
    assert_eq!(waiting(store, Waiting::Answer), [4, 1]);
    change(
        store,
        1,
        Change::Revoke {
            reason: reason("no"),
        },
        ADA,
        6,
    );
    assert_eq!(waiting(store, Waiting::Answer), [4], "the end answers it");
    assert_eq!(waiting(store, Waiting::Hand), [3, 1]);
}

fn filters_are_taken_together(store: &dyn Store) {
    scene(store);
    change(store, 3, approval(30), ADA, 3);
    let all = RequestFilter {
        tool: Some(id(2)),
        requester: Some(EVE),
        maintainer: Some(ADA),
        statuses: vec![Status::Activating, Status::Active],
        waiting: Some(Waiting::Hand),
    };
    assert_eq!(listed(store, &all), [3]);
    for filter in [
        RequestFilter {
            tool: Some(id(1)),
            ..all.clone()
        },
        RequestFilter {
            requester: Some(BOB),
            ..all.clone()
        },
        RequestFilter {
            maintainer: Some(BOB),
            ..all.clone()
        },
        RequestFilter {
            statuses: vec![Status::Pending],
            ..all.clone()
        },
        RequestFilter {
            waiting: Some(Waiting::Answer),
            ..all.clone()
        },
    ] {
        assert_eq!(listed(store, &filter), [0; 0], "{filter:?}");
    }
}

fn pages_do_not_shift_when_requests_are_made(store: &dyn Store) {
    scene(store);
    let filter = RequestFilter {
        maintainer: Some(ADA),
        statuses: vec![Status::Pending],
        ..RequestFilter::default()
    };
    let first = wait(store.list_requests(&filter, Page::first(2))).unwrap();
    let ids =
        |page: &RequestPage| -> Vec<_> { page.requests.iter().map(|request| request.id).collect() };
    assert_eq!(ids(&first), [4, 3].map(request_id));
    requested(store, 5, "there-5");
    change(store, 3, Change::Withdraw, EVE, 3);
    let second = wait(store.list_requests(&filter, Page::new(first.next, 2))).unwrap();
    assert_eq!(ids(&second), [2, 1].map(request_id));
    assert_eq!(second.next, None);
}

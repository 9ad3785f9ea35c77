//! Many at once.

use std::sync::Barrier;

use wharfinger_core::access::{Event, Rejection, Status};
use wharfinger_core::account::AccountId;

use super::ecr::{automate, first_tool};
use super::scenes::{
    approval, create, entries, first_page, new_request, people, register, requested, set_disabled,
    set_role, told, try_register,
};
use crate::tests::people::person;
use crate::tests::{
    ADA, BOB, EVE, ROOT, at, by, described, id, key, new_account, new_tool, request_id, revision,
    secret, system, wait,
};
use crate::{
    Action, ChangeAccountError, ChangeRequestError, CreateAccountError, Link, LinkPurpose,
    NewAccount, NewTool, NoticeKind, OPERATOR, PasswordHash, RedeemError, RegisterError,
    RemoveMaintainerError, RequestAccessError, RequestFilter, Revision, Role, Store, UpdateError,
};

contract! {
    one_of_many_concurrent_registrations_wins
    one_of_many_concurrent_updates_wins
    one_of_many_concurrent_repeats_registers
    one_of_many_concurrent_approvals_wins
    one_of_many_concurrent_requests_is_live
    one_of_many_concurrent_accounts_gets_the_name
    a_link_works_once_however_many_follow_it
    one_administrator_stays_whoever_is_disabled
    one_maintainer_stays_whoever_is_removed
    everything_at_once_is_one_chain
}

/// Threads that start together; few, so that the test also runs on a small machine.
const THREADS: u32 = 8;

pub(super) fn together<T: Send>(work: impl Fn(u32) -> T + Sync) -> Vec<T> {
    let start = Barrier::new(THREADS as usize);
    std::thread::scope(|scope| {
        let threads: Vec<_> = (1..=THREADS)
            .map(|number| {
                let (start, work) = (&start, &work);
                scope.spawn(move || {
                    start.wait();
                    work(number)
                })
            })
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    })
}

/// The answer to the only one who was not refused; all others were, for that reason.
pub(super) fn only<T, E: PartialEq + std::fmt::Debug>(
    outcomes: Vec<Result<T, E>>,
    reason: &E,
) -> T {
    let mut won = Vec::new();
    for outcome in outcomes {
        match outcome {
            Ok(answer) => won.push(answer),
            Err(error) => assert_eq!(error, *reason),
        }
    }
    assert_eq!(won.len(), 1);
    won.remove(0)
}

/// Makes an account for every thread.
fn crowd(store: &dyn Store, role: Role) {
    for number in 1..=THREADS {
        let new = new_account(member(number), &format!("member-{number}"));
        create(store, NewAccount { role, ..new });
    }
}

fn member(number: u32) -> AccountId {
    person(100 + u8::try_from(number).unwrap())
}

fn one_of_many_concurrent_registrations_wins(store: &dyn Store) {
    let outcomes = together(|number| try_register(store, new_tool(number, "quay.io/a/b")));
    let tool = wait(store.find_tool("quay.io/a/b")).unwrap().unwrap();
    let conflict = RegisterError::Conflict {
        existing: tool.id,
        path: "quay.io/a/b".to_owned(),
    };
    assert_eq!(only(outcomes, &conflict).tool, tool);
}

fn one_of_many_concurrent_updates_wins(store: &dyn Store) {
    register(store, new_tool(1, "quay.io/a/b"));
    let outcomes = together(|number| {
        let registration = described("quay.io/a/b", Some(&format!("by {number}")));
        wait(store.update_tool(id(1), Revision::FIRST, registration, by(OPERATOR, 2)))
    });
    let current = revision(2);
    let won = only(outcomes, &UpdateError::Stale { current });
    assert_eq!(won.revision, current);
    assert_eq!(wait(store.tool(id(1))), Ok(Some(won)));
}

fn one_of_many_concurrent_repeats_registers(store: &dyn Store) {
    let outcomes = together(|number| {
        let new = NewTool {
            idempotency: Some(key("k", 1)),
            ..new_tool(number, "quay.io/a/b")
        };
        try_register(store, new).unwrap()
    });
    let tool = wait(store.find_tool("quay.io/a/b")).unwrap().unwrap();
    assert!(outcomes.iter().all(|registered| registered.tool == tool));
    let first = outcomes.iter().filter(|registered| !registered.replayed);
    assert_eq!(first.count(), 1);
}

fn one_of_many_concurrent_approvals_wins(store: &dyn Store) {
    people(store);
    crowd(store, Role::Member);
    first_tool(store);
    for number in 1..=THREADS {
        wait(store.add_maintainer(id(1), member(number), by(ADA, 2))).unwrap();
    }
    requested(store, 1, "there");
    let outcomes = together(|number| {
        let approve = approval(number);
        let by = by(member(number), 3);
        wait(store.change_request(request_id(1), None, approve, None, by))
    });
    let wrong = ChangeRequestError::Rejected(Rejection::WrongStatus {
        event: Event::Approve,
        found: Status::Activating,
    });
    let won = only(outcomes, &wrong);
    assert_eq!(won.revision, revision(2));
    assert_eq!(
        told(store, BOB),
        [NoticeKind::Approved(request_id(1))],
        "once"
    );
    assert_eq!(wait(store.access_request(request_id(1))), Ok(Some(won)));
}

fn one_of_many_concurrent_requests_is_live(store: &dyn Store) {
    people(store);
    crowd(store, Role::Member);
    first_tool(store);
    let outcomes = together(|number| {
        wait(store.request_access(new_request(number, "there"), by(member(number), 2)))
    });
    let live = wait(store.list_requests(&RequestFilter::default(), first_page()));
    let live = live.unwrap().requests;
    let existing = live[0].id;
    let own = false;
    let won = only(outcomes, &RequestAccessError::Live { existing, own });
    assert_eq!(live, [won.request]);
}

fn one_of_many_concurrent_accounts_gets_the_name(store: &dyn Store) {
    let outcomes = together(|number| {
        wait(store.create_account(new_account(member(number), "ada"), by(OPERATOR, 1)))
    });
    let won = only(outcomes, &CreateAccountError::NameTaken);
    assert_eq!(wait(store.find_account(&won.name)), Ok(Some(won.clone())));
    assert_eq!(entries(store).len(), 1);
}

fn a_link_works_once_however_many_follow_it(store: &dyn Store) {
    people(store);
    let account = ADA;
    let link = Link {
        hash: secret(1),
        purpose: LinkPurpose::SetPassword { account },
        expires_at: at(9),
    };
    wait(store.make_link(link, system(1))).unwrap();
    let outcomes = together(|number| {
        let password = PasswordHash(format!("$argon2id${number}"));
        wait(store.set_password_by_link(secret(1), password, by(OPERATOR, 2)))
    });
    let won = only(outcomes, &RedeemError::NoSuchLink);
    assert_eq!(won.revision, revision(2));
}

fn one_administrator_stays_whoever_is_disabled(store: &dyn Store) {
    crowd(store, Role::Administrator);
    let outcomes = together(|number| {
        // Some are disabled by others, some step back themselves.
        if number % 2 == 0 {
            set_disabled(store, member(number), true, by(OPERATOR, 2))
        } else {
            set_role(store, member(number), Role::Member, by(member(number), 2))
        }
    });
    let last = Err(ChangeAccountError::LastAdministrator);
    let refused = outcomes.iter().filter(|outcome| **outcome == last).count();
    assert_eq!(refused, 1);
    assert_eq!(outcomes.iter().flatten().count(), THREADS as usize - 1);
    assert_eq!(wait(store.has_administrator()), Ok(true));
}

fn one_maintainer_stays_whoever_is_removed(store: &dyn Store) {
    people(store);
    crowd(store, Role::Member);
    first_tool(store);
    for number in 1..=THREADS {
        wait(store.add_maintainer(id(1), member(number), by(ADA, 2))).unwrap();
    }
    wait(store.remove_maintainer(id(1), ADA, by(ADA, 2))).unwrap();
    let outcomes =
        together(|number| wait(store.remove_maintainer(id(1), member(number), by(ROOT, 3))));
    let last = Err(RemoveMaintainerError::Last);
    let refused = outcomes.iter().filter(|outcome| **outcome == last).count();
    assert_eq!(refused, 1);
    assert_eq!(outcomes.iter().flatten().count(), THREADS as usize - 1);
    assert_eq!(wait(store.maintainers(id(1))).unwrap().len(), 1);
}

/// Every thread makes an account, registers a tool, and answers what another one asks.
fn everything_at_once_is_one_chain(store: &dyn Store) {
    people(store);
    first_tool(store);
    automate(store);
    wait(store.add_maintainer(id(1), EVE, by(ADA, 2))).unwrap();
    let before = entries(store).len();
    together(|number| {
        let me = member(number);
        create(store, new_account(me, &format!("member-{number}")));
        let new = new_tool(number + 1, &format!("quay.io/crowd/t{number}"));
        wait(store.register_tool(new, by(me, 3))).unwrap();
        let new = new_request(number, &format!("member-{number}"));
        wait(store.request_access(new, by(me, 4))).unwrap();
        let approve = approval(30);
        let by = by(if number % 2 == 0 { ADA } else { EVE }, 5);
        wait(store.change_request(request_id(number), None, approve, None, by)).unwrap();
    });
    let entries = entries(store);
    for action in [
        Action::AccountCreated,
        Action::ToolRegistered,
        Action::AccessRequested,
        Action::AccessApproved,
    ] {
        let rest = &entries[before..];
        let times = rest.iter().filter(|entry| entry.action == action).count();
        assert_eq!(times, THREADS as usize, "{action:?}");
    }
    let numbers = entries.iter().map(|entry| entry.number);
    assert!(numbers.eq(1..=before as u64 + u64::from(4 * THREADS)));
}

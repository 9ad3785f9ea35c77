//! The e-mail that waits to be sent.

use super::scenes::{inbox, people, private_tool, requested, unverified, verified};
use crate::tests::{ADA, BOB, DAY, EVE, at, by, id, request_id, wait};
use crate::{Leased, MAIL_DAYS_MAX, Mail, NoticeId, NoticeKind, Store};

contract! {
    a_mail_is_taken_by_one
    a_mail_that_nobody_reported_is_due_again
    a_mail_is_sent_once
    a_mail_that_failed_is_tried_later
    a_mail_that_failed_for_good_is_given_up
    the_longest_due_come_first
    what_has_no_address_is_given_up
    what_is_too_old_is_given_up
    what_is_given_up_takes_no_place
    what_lies_behind_the_last_one_waits
    the_address_is_that_of_the_moment
    a_mail_that_nothing_waits_for_stays_as_it_is
}

/// Ada, who has a verified address, is told of as many requests, at 2 seconds.
fn scene(store: &dyn Store, requests: u32) {
    people(store);
    wait(store.set_email(ADA, Some(verified("ada@example.org")), by(ADA, 0))).unwrap();
    private_tool(store, 1);
    for number in 1..=requests {
        requested(store, number, &format!("there-{number}"));
    }
}

/// Takes what is due, for a minute.
fn lease(store: &dyn Store, seconds: i64, limit: u32) -> Vec<Leased> {
    let lease = wait(store.lease_mail(at(seconds), at(seconds + 60), limit)).unwrap();
    assert_eq!(lease.damaged, []);
    lease.leased
}

/// The numbers of the notices that are taken.
fn ids(leased: &[Leased]) -> Vec<i64> {
    leased.iter().map(|mail| mail.notice.id.0).collect()
}

/// What became of Ada's mails, the oldest first.
fn mails(store: &dyn Store) -> Vec<Mail> {
    let mails = inbox(store, ADA).into_iter().map(|notice| notice.mail);
    mails.rev().collect()
}

fn due(seconds: i64, attempts: u32) -> Mail {
    Mail::Due {
        at: at(seconds),
        attempts,
    }
}

fn a_mail_is_taken_by_one(store: &dyn Store) {
    scene(store, 1);
    assert_eq!(lease(store, 1, 9), [], "not before it is due");
    let leased = lease(store, 2, 9);
    assert_eq!(leased.len(), 1);
    assert_eq!(
        (leased[0].address.as_str(), leased[0].attempts),
        ("ada@example.org", 0)
    );
    assert_eq!(leased[0].notice.kind, NoticeKind::Requested(request_id(1)));
    assert_eq!(leased[0].notice.mail, due(62, 1));
    assert_eq!(inbox(store, ADA)[0], leased[0].notice, "as it is stored");
    assert_eq!(lease(store, 61, 9), []);
}

fn a_mail_that_nobody_reported_is_due_again(store: &dyn Store) {
    scene(store, 1);
    lease(store, 2, 9);
    let again = lease(store, 62, 9);
    assert_eq!((ids(&again), again[0].attempts), (vec![1], 1));
    assert_eq!(mails(store), [due(122, 2)]);
}

fn a_mail_is_sent_once(store: &dyn Store) {
    scene(store, 1);
    lease(store, 2, 9);
    wait(store.mail_sent(NoticeId(1), at(5))).unwrap();
    assert_eq!(mails(store), [Mail::Sent { at: at(5) }]);
    assert_eq!(lease(store, 99, 9), []);
    assert_eq!(inbox(store, ADA)[0].read_at, None, "that is another thing");
}

fn a_mail_that_failed_is_tried_later(store: &dyn Store) {
    scene(store, 1);
    lease(store, 2, 9);
    wait(store.mail_failed(NoticeId(1), Some(at(500)), at(5))).unwrap();
    assert_eq!(mails(store), [due(500, 1)]);
    assert_eq!(lease(store, 499, 9), []);
    let again = lease(store, 500, 9);
    assert_eq!((ids(&again), again[0].attempts), (vec![1], 1));
}

fn a_mail_that_failed_for_good_is_given_up(store: &dyn Store) {
    scene(store, 1);
    lease(store, 2, 9);
    wait(store.mail_failed(NoticeId(1), None, at(5))).unwrap();
    assert_eq!(mails(store), [Mail::Failed { at: at(5) }]);
    assert_eq!(lease(store, 99, 9), []);
}

fn the_longest_due_come_first(store: &dyn Store) {
    scene(store, 4);
    lease(store, 2, 9);
    for (number, seconds) in [(1, 30), (2, 20), (3, 10), (4, 20)] {
        wait(store.mail_failed(NoticeId(number), Some(at(seconds)), at(5))).unwrap();
    }
    assert_eq!(ids(&lease(store, 100, 3)), [3, 2, 4]);
    assert_eq!(ids(&lease(store, 100, 3)), [1]);
    assert_eq!(lease(store, 100, 0), []);
}

fn what_has_no_address_is_given_up(store: &dyn Store) {
    people(store);
    private_tool(store, 1);
    requested(store, 1, "there");
    assert_eq!(mails(store), [due(2, 0)], "that is found out later");
    assert_eq!(lease(store, 2, 9), []);
    assert_eq!(mails(store), [Mail::None]);
    wait(store.set_email(ADA, Some(unverified("ada@example.org")), by(ADA, 3))).unwrap();
    requested(store, 2, "elsewhere");
    let to_ada = lease(store, 3, 9);
    assert_eq!(to_ada.len(), 1, "only what asks whether it is hers");
    assert_eq!(to_ada[0].notice.kind, NoticeKind::VerifyEmail(ADA));
    wait(store.mail_sent(to_ada[0].notice.id, at(3))).unwrap();
    assert_eq!(mails(store), [Mail::None; 2]);
    wait(store.set_email(ADA, Some(verified("ada@example.org")), by(ADA, 3))).unwrap();
    assert_eq!(lease(store, 99, 9), [], "and stays so");
}

fn what_is_too_old_is_given_up(store: &dyn Store) {
    scene(store, 1);
    let oldest = 2 + i64::from(MAIL_DAYS_MAX) * DAY;
    assert_eq!(ids(&lease(store, oldest, 9)), [1], "just in time");
    let then = at(oldest + 60);
    let leased = wait(store.lease_mail(then, at(oldest + 99), 9)).unwrap();
    assert_eq!((leased.leased, leased.too_old), (vec![], vec![NoticeId(1)]));
    assert_eq!(
        mails(store),
        [Mail::Failed {
            at: at(oldest + 60)
        }]
    );
    // Whose address was never known is not told apart by age.
    wait(store.add_maintainer(id(1), EVE, by(ADA, 3))).unwrap();
    assert_eq!(lease(store, oldest + 60, 9), []);
    assert_eq!(inbox(store, EVE)[0].mail, Mail::None);
}

/// Bob's notice, for which there is no address, stands before Ada's.
fn mixed(store: &dyn Store) {
    people(store);
    wait(store.set_email(ADA, Some(verified("ada@example.org")), by(ADA, 0))).unwrap();
    private_tool(store, 1);
    wait(store.add_maintainer(id(1), EVE, by(ADA, 1))).unwrap();
    for number in 1..=2 {
        requested(store, number, &format!("there-{number}"));
    }
}

fn what_is_given_up_takes_no_place(store: &dyn Store) {
    mixed(store);
    // Eve's notice that she maintains it, Ada's and Eve's of the first request, and of the second.
    assert_eq!(ids(&lease(store, 2, 2)), [2, 4]);
    let eves: Vec<_> = inbox(store, EVE)
        .into_iter()
        .map(|notice| notice.mail)
        .collect();
    assert_eq!(eves, [due(2, 0), Mail::None, Mail::None]);
}

fn what_lies_behind_the_last_one_waits(store: &dyn Store) {
    mixed(store);
    assert_eq!(ids(&lease(store, 2, 1)), [2]);
    let eves: Vec<_> = inbox(store, EVE)
        .into_iter()
        .map(|notice| notice.mail)
        .collect();
    assert_eq!(
        eves,
        [due(2, 0), due(2, 0), Mail::None],
        "nobody came upon it"
    );
    assert_eq!(ids(&lease(store, 2, 9)), [4]);
}

fn the_address_is_that_of_the_moment(store: &dyn Store) {
    scene(store, 1);
    lease(store, 2, 9);
    wait(store.set_email(ADA, Some(verified("new@example.org")), by(ADA, 3))).unwrap();
    assert_eq!(lease(store, 62, 9)[0].address, "new@example.org");
    wait(store.set_email(ADA, None, by(ADA, 70))).unwrap();
    assert_eq!(lease(store, 122, 9), []);
    assert_eq!(mails(store), [Mail::None]);
}

fn a_mail_that_nothing_waits_for_stays_as_it_is(store: &dyn Store) {
    scene(store, 2);
    lease(store, 2, 9);
    wait(store.mail_sent(NoticeId(1), at(5))).unwrap();
    wait(store.mail_failed(NoticeId(2), None, at(5))).unwrap();
    let before = mails(store);
    for number in [1, 2, 9] {
        wait(store.mail_sent(NoticeId(number), at(6))).unwrap();
        wait(store.mail_failed(NoticeId(number), Some(at(7)), at(6))).unwrap();
        wait(store.mail_failed(NoticeId(number), None, at(6))).unwrap();
    }
    assert_eq!(mails(store), before);
    assert_eq!(inbox(store, BOB), []);
}

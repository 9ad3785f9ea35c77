//! E-mail that was given up, and is sent after all.

use super::contacts::contactable;
use super::scenes::{
    disable, entries, inbox, people, private_tool, register, requested, set_role, unverified,
    verified,
};
use crate::tests::{ADA, BOB, DAY, EVE, NOBODY, ROOT, at, by, id, new_tool, private, system, wait};
use crate::{
    Action, Actor, AuditVerdict, LeasedMail, MAIL_DAYS_MAX, Mail, NewTool, Notice, NoticeId,
    NoticeKind, OPERATOR, Page, Recipient, RetryMailError, Role, Store, Subject,
};

contract! {
    what_is_given_up_is_listed_newest_first_in_pages
    what_does_not_matter_is_not_given_up
    a_mail_that_was_given_up_has_its_days_again
    what_was_not_given_up_is_not_retried
    only_administrators_retry
    a_retry_is_audited_as_the_readers
    what_an_address_belongs_to_is_audited
    what_the_operator_was_sent_breaks_no_chain
}

/// Ada, who has a verified address, is told of as many requests, which nobody could send.
fn given_up(store: &dyn Store, requests: u32) {
    people(store);
    wait(store.set_email(ADA, Some(verified("ada@example.org")), by(ADA, 0))).unwrap();
    private_tool(store, 1);
    for number in 1..=requests {
        requested(store, number, &format!("there-{number}"));
    }
    lease(store, 2);
    for number in 1..=requests {
        wait(store.mail_failed(NoticeId(number.into()), None, at(5))).unwrap();
    }
}

fn lease(store: &dyn Store, seconds: i64) -> LeasedMail {
    wait(store.lease_mail(at(seconds), at(seconds + 60), 9)).unwrap()
}

fn listed(store: &dyn Store) -> Vec<i64> {
    let page = wait(store.given_up_mail(Page::first(9))).unwrap();
    assert_eq!((page.next, page.damaged), (None, vec![]));
    page.notices.into_iter().map(|notice| notice.id.0).collect()
}

fn what_is_given_up_is_listed_newest_first_in_pages(store: &dyn Store) {
    given_up(store, 3);
    requested(store, 4, "there-4");
    let first = wait(store.given_up_mail(Page::first(2))).unwrap();
    let ids: Vec<_> = first.notices.iter().map(|notice| notice.id.0).collect();
    assert_eq!(ids, [3, 2]);
    assert_eq!(first.notices[0].mail, Mail::Failed { at: at(5) });
    let second = wait(store.given_up_mail(Page::new(first.next, 2))).unwrap();
    let ids: Vec<_> = second.notices.iter().map(|notice| notice.id.0).collect();
    assert_eq!((ids, second.next), (vec![1], None));
}

fn what_does_not_matter_is_not_given_up(store: &dyn Store) {
    given_up(store, 1);
    requested(store, 2, "elsewhere");
    lease(store, 2);
    for number in [1, 2, 9] {
        wait(store.mail_dropped(NoticeId(number))).unwrap();
    }
    assert_eq!(listed(store), [1], "what was given up before stays so");
    assert_eq!(inbox(store, ADA)[0].mail, Mail::None);
    assert_eq!(lease(store, 99), LeasedMail::default());
}

fn a_mail_that_was_given_up_has_its_days_again(store: &dyn Store) {
    given_up(store, 2);
    let late = 100 * DAY;
    let retried = wait(store.retry_mail(NoticeId(1), by(ROOT, late))).unwrap();
    let mail = Mail::Due {
        at: at(late),
        attempts: 0,
    };
    assert_eq!((retried.mail, retried.retried_at), (mail, Some(at(late))));
    assert_eq!(retried.created_at, at(2), "it is the notice that it was");
    assert_eq!(listed(store), [2]);
    let leased = lease(store, late).leased;
    assert_eq!((leased[0].notice.id, leased[0].attempts), (NoticeId(1), 0));
    let oldest = late + i64::from(MAIL_DAYS_MAX) * DAY;
    assert_eq!(lease(store, oldest).leased.len(), 1, "just in time");
    let over = lease(store, oldest + 60);
    assert_eq!((over.leased, over.too_old), (vec![], vec![NoticeId(1)]));
    assert_eq!(listed(store), [2, 1]);
}

fn what_was_not_given_up_is_not_retried(store: &dyn Store) {
    given_up(store, 1);
    requested(store, 2, "elsewhere");
    let before = entries(store).len();
    for number in [2, 3, 9] {
        let refused = wait(store.retry_mail(NoticeId(number), by(ROOT, 9)));
        assert_eq!(refused, Err(RetryMailError::NotFound), "{number}");
    }
    wait(store.retry_mail(NoticeId(1), by(ROOT, 9))).unwrap();
    let again = wait(store.retry_mail(NoticeId(1), by(ROOT, 9)));
    assert_eq!(again, Err(RetryMailError::NotFound), "it waits already");
    assert_eq!(entries(store).len(), before + 1);
}

fn only_administrators_retry(store: &dyn Store) {
    given_up(store, 1);
    // There is always one who can act.
    set_role(store, EVE, Role::Administrator, by(OPERATOR, 0)).unwrap();
    disable(store, ROOT);
    for by in [
        by(ADA, 9),
        by(BOB, 9),
        by(ROOT, 9),
        by(NOBODY, 9),
        system(9),
    ] {
        let refused = wait(store.retry_mail(NoticeId(1), by));
        assert_eq!(refused, Err(RetryMailError::NotAdministrator));
    }
    assert_eq!(listed(store), [1]);
}

/// The entry about the retry of a mail.
fn retried(store: &dyn Store, notice: &Notice) -> Subject {
    wait(store.retry_mail(notice.id, by(ROOT, 9))).unwrap();
    let entry = entries(store).pop().unwrap();
    assert_eq!(entry.action, Action::MailRetried);
    assert_eq!(entry.actor, Actor::Account(ROOT));
    assert_eq!(entry.before, Some(entry.after), "it is as it was");
    entry.subject
}

fn a_retry_is_audited_as_the_readers(store: &dyn Store) {
    given_up(store, 1);
    let notice = &inbox(store, ADA)[0];
    assert_eq!(retried(store, notice), Subject::Account(ADA));
}

fn what_an_address_belongs_to_is_audited(store: &dyn Store) {
    people(store);
    wait(store.set_email(EVE, Some(unverified("eve@example.org")), by(EVE, 0))).unwrap();
    let tool = contactable(store, "team@example.org").id;
    let leased = lease(store, 2).leased;
    for mail in &leased {
        wait(store.mail_failed(mail.notice.id, None, at(5))).unwrap();
    }
    let about = |kind| {
        let found = leased.iter().find(|mail| mail.notice.kind == kind);
        &found.unwrap().notice
    };
    let to_eve = about(NoticeKind::VerifyEmail(EVE));
    assert_eq!(to_eve.to, Recipient::Address("eve@example.org".to_owned()));
    assert_eq!(retried(store, to_eve), Subject::Account(EVE));
    let to_team = about(NoticeKind::VerifyContact(tool));
    assert_eq!(retried(store, to_team), Subject::Tool(id(1)));
}

/// No entry tells how the operator's account was made: the first one about it is this.
fn what_the_operator_was_sent_breaks_no_chain(store: &dyn Store) {
    people(store);
    let path = "quay.io/team/t1";
    register(
        store,
        NewTool {
            registration: private(path, None),
            ..new_tool(1, path)
        },
    );
    requested(store, 1, "there-1");
    let notice = &inbox(store, OPERATOR)[0];
    wait(store.mail_failed(notice.id, None, at(5))).unwrap();
    assert_eq!(retried(store, notice), Subject::Account(OPERATOR));
    let verdict = wait(store.verify_audit()).unwrap();
    assert!(matches!(verdict, AuditVerdict::Whole { .. }), "{verdict:?}");
}

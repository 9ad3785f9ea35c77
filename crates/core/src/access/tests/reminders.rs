//! When whoever has access is reminded that it ends.

use super::*;

const HOUR_MICROS: i64 = 3_600_000_000;

/// Access that was given for so many days and set up at once, on the first day.
fn active_for(days: u32) -> AccessRequest {
    let open = AccessRequest::open(ADA, day(0));
    let days = GrantDays::new(days).unwrap();
    open.approve(
        maintainer(GRACE),
        day(0),
        days,
        None,
        CarriedOut::Automatically,
    )
    .unwrap()
    .confirm_active(day(0))
    .unwrap()
}

fn remind_at(request: &AccessRequest) -> Option<Timestamp> {
    request.grant().and_then(Grant::remind_at)
}

fn before(time: Timestamp) -> Timestamp {
    Timestamp::from_micros(time.as_micros() - 1)
}

#[test]
fn it_is_two_weeks_before_the_end_and_never_in_the_first_half() {
    for (days, expected) in [
        (365, day(351)),
        (29, day(15)),
        (28, day(14)),
        (20, day(10)),
        (2, day(1)),
        (
            1,
            Timestamp::from_micros(day(0).as_micros() + 12 * HOUR_MICROS),
        ),
    ] {
        let active = active_for(days);
        assert_eq!(remind_at(&active), Some(expected), "{days}");
        assert_eq!(active.next_at(), Some(expected), "{days}");
        assert_eq!(active.brought_by_time(before(expected)), None, "{days}");
        let (event, reminded) = active.brought_by_time(expected).unwrap();
        assert_eq!(event, Event::Remind);
        assert_eq!(reminded.status(), Status::Active);
        assert_eq!(reminded.next_at(), active.due_at(), "then it ends");
        assert_eq!(reminded.brought_by_time(expected), None, "once");
    }
}

/// Who waited long for access has it for less long.
#[test]
fn the_time_counts_from_when_there_is_access() {
    let events = [(Event::Approve, 1), (Event::ConfirmActive, 356)];
    let late = after(CarriedOut::Automatically, &events);
    assert_eq!(remind_at(&late), Some(day(361)));
    let waiting = after(CarriedOut::Automatically, &events[..1]);
    assert_eq!(remind_at(&waiting), None, "there is nothing that ends");
    assert_eq!(waiting.next_at(), waiting.due_at());
}

#[test]
fn every_end_is_reminded_of_once() {
    let asked = active_for(365)
        .remind(day(351))
        .unwrap()
        .ask_renewal(ADA, day(352), reason())
        .unwrap();
    let declined = asked
        .clone()
        .decline_renewal(maintainer(GRACE), day(353))
        .unwrap();
    assert_eq!(remind_at(&declined), None, "it is the same end");
    let days = GrantDays::new(100).unwrap();
    let renewed = asked.renew(maintainer(GRACE), day(353), days).unwrap();
    assert_eq!(remind_at(&renewed), Some(day(353 + 100 - REMINDER_DAYS)));
    let by_reminded = renewed.remind(day(440)).unwrap();
    assert_eq!(
        by_reminded.remind(day(441)),
        Err(Rejection::WrongStatus {
            event: Event::Remind,
            found: Status::Active
        })
    );
}

#[test]
fn nobody_is_reminded_of_an_end_that_is_over() {
    let active = active_for(365);
    let (event, ended) = active.brought_by_time(day(365)).unwrap();
    assert_eq!((event, ended.status()), (Event::Expire, Status::Revoking));
    assert_eq!(ended.next_at(), None);
    let late = active.clone().remind(day(365)).unwrap_err();
    assert!(matches!(
        late,
        Rejection::WrongStatus {
            found: Status::Revoking,
            ..
        }
    ));
    let revoked = active.revoke(maintainer(GRACE), day(9), reason()).unwrap();
    assert_eq!(remind_at(&revoked), None);
}

/// Everything that time brings comes when it is said to come, and not before.
#[test]
fn time_brings_what_it_says_when_it_says() {
    for (name, request, _) in every_state() {
        match request.next_at() {
            None => assert_eq!(request.brought_by_time(Timestamp::MAX), None, "{name}"),
            Some(at) => {
                assert_eq!(request.brought_by_time(before(at)), None, "{name}");
                let (_, next) = request.brought_by_time(at).unwrap();
                assert!(next.next_at().is_none_or(|next| at < next), "{name}");
            }
        }
    }
}

/// What a maintainer was asked to do before the end is not what is to be done after it.
#[test]
fn nothing_is_done_by_hand_that_nobody_was_told_to_do() {
    let activating = after(CarriedOut::ByHand, &[(Event::Approve, 1)]);
    let over = activating.due_at().unwrap();
    let done = |request: &AccessRequest, now| request.clone().done_by_hand(maintainer(GRACE), now);
    assert!(done(&activating, before(over)).is_ok());
    assert_eq!(
        done(&activating, over),
        Err(Rejection::TimeOver { at: over })
    );
    let removing = activating.advance(over);
    let ended = done(&removing, over).unwrap();
    assert_eq!(ended.status(), Status::Ended);

    let active = active_for(30);
    let over = active.due_at().unwrap();
    let removed = |request: &AccessRequest| request.clone().confirm_removed(over);
    assert_eq!(removed(&active), Err(Rejection::TimeOver { at: over }));
    assert!(removed(&active.advance(over)).is_ok());
}

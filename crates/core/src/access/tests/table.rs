//! Every state with every event.

use std::fmt::Write as _;

use super::*;

/// What comes of each event: the status it leads to, or why it cannot happen. Whatever is not
/// listed is refused, because the status is the wrong one.
const TABLE: &str = "\
pending
    approve -> activating
    deny -> denied
    withdraw -> withdrawn
    lapse ! not due
activating
    confirm_active -> active
    done_by_hand ! carried out automatically
    hand_over -> activating
    take_back ! carried out automatically
    revoke -> revoking
    give_back -> revoking
    expire ! not due
activating by hand
    confirm_active ! carried out by hand
    done_by_hand -> active
    hand_over ! carried out by hand
    take_back -> activating
    revoke -> revoking
    give_back -> revoking
    expire ! not due
active
    hand_over -> active
    take_back ! carried out automatically
    ask_renewal ! too early
    renew ! not asked
    decline_renewal ! not asked
    revoke -> revoking
    give_back -> revoking
    remind ! not due
    expire ! not due
active by hand
    hand_over ! carried out by hand
    take_back -> active
    ask_renewal ! too early
    renew ! not asked
    decline_renewal ! not asked
    revoke -> revoking
    give_back -> revoking
    remind ! not due
    expire ! not due
active, last days
    hand_over -> active
    take_back ! carried out automatically
    ask_renewal -> active asked
    renew ! not asked
    decline_renewal ! not asked
    revoke -> revoking
    give_back -> revoking
    remind ! not due
    expire ! not due
active, renewal asked
    hand_over -> active asked
    take_back ! carried out automatically
    ask_renewal ! asked already
    renew -> active
    decline_renewal -> active
    revoke -> revoking
    give_back -> revoking
    remind ! not due
    expire ! not due
active, reminded
    hand_over -> active
    take_back ! carried out automatically
    ask_renewal -> active asked
    renew ! not asked
    decline_renewal ! not asked
    revoke -> revoking
    give_back -> revoking
    expire ! not due
revoking early
    confirm_removed -> revoked
    done_by_hand ! carried out automatically
    hand_over -> revoking
    take_back ! carried out automatically
revoking early by hand
    confirm_removed ! carried out by hand
    done_by_hand -> revoked
    hand_over ! carried out by hand
    take_back -> revoking
revoking expired
    confirm_removed -> ended
    done_by_hand ! carried out automatically
    hand_over -> revoking
    take_back ! carried out automatically
revoking expired by hand
    confirm_removed ! carried out by hand
    done_by_hand -> ended
    hand_over ! carried out by hand
    take_back -> revoking
revoked
ended
denied
withdrawn
lapsed
";

fn outcome(result: Result<AccessRequest, Rejection>) -> Option<String> {
    Some(match result {
        Ok(request) => {
            let mark = match request.grant().and_then(Grant::renewal) {
                Some(_) => " asked",
                None => "",
            };
            format!("-> {}{mark}", request.status())
        }
        Err(Rejection::WrongStatus { .. }) => return None,
        Err(Rejection::NotDue { .. }) => "! not due".to_owned(),
        Err(Rejection::CarriedOutByHand) => "! carried out by hand".to_owned(),
        Err(Rejection::CarriedOutAutomatically) => "! carried out automatically".to_owned(),
        Err(Rejection::RenewalTooEarly { .. }) => "! too early".to_owned(),
        Err(Rejection::RenewalAsked { .. }) => "! asked already".to_owned(),
        Err(Rejection::RenewalNotAsked) => "! not asked".to_owned(),
        Err(other) => panic!("{other}"),
    })
}

#[test]
fn every_event_does_what_the_table_says() {
    let mut found = String::new();
    for (name, request, now) in every_state() {
        writeln!(found, "{name}").unwrap();
        for event in Event::ALL {
            let by = actor(*event);
            let result = happen(request.clone(), *event, by, now, CarriedOut::ByHand);
            if let Some(outcome) = outcome(result) {
                writeln!(found, "    {event} {outcome}").unwrap();
            }
        }
    }
    assert_eq!(found, TABLE, "\n{found}");
}

/// Every event that a person brings is refused to everybody else, whatever the state.
#[test]
fn nobody_does_what_others_may() {
    let stranger = AccountId::from_bytes([0x57; 16]);
    for (name, request, now) in every_state() {
        let try_by =
            |event, by| happen(request.clone(), event, by, now, CarriedOut::ByHand).unwrap_err();
        for event in [Event::Withdraw, Event::AskRenewal, Event::GiveBack] {
            for by in [GRACE, stranger] {
                assert_eq!(try_by(event, by), Rejection::NotRequester, "{name} {event}");
            }
        }
        for event in [
            Event::Approve,
            Event::Deny,
            Event::DoneByHand,
            Event::Renew,
            Event::DeclineRenewal,
        ] {
            assert_eq!(try_by(event, ADA), Rejection::OwnRequest, "{name} {event}");
        }
        for account in [ADA, GRACE, stranger] {
            let decider = Decider {
                account,
                is_maintainer: false,
            };
            let days = GrantDays::default();
            let refused = [
                request
                    .clone()
                    .approve(decider, now, days, None, CarriedOut::ByHand),
                request.clone().deny(decider, now, None),
                request.clone().done_by_hand(decider, now),
                request.clone().renew(decider, now, days),
                request.clone().decline_renewal(decider, now),
                request.clone().revoke(decider, now, reason()),
            ];
            for result in refused {
                assert_eq!(result, Err(Rejection::NotMaintainer), "{name}");
            }
        }
    }
}

#[test]
fn maintainers_revoke_their_own_access() {
    let request = after(CarriedOut::Automatically, &[(Event::Approve, 1)]);
    let revoked = request.revoke(maintainer(ADA), day(2), reason()).unwrap();
    assert_eq!(revoked.status(), Status::Revoking);
}

/// Whoever carries it out from now on does what is left to do, and nothing else is another.
#[test]
fn what_is_handed_over_is_done_by_hand() {
    for (name, request, now) in every_state() {
        let Ok(handed_over) = request.clone().hand_over() else {
            continue;
        };
        let columns = |request: &AccessRequest| StoredRequest {
            carried_out: None,
            ..request.stored()
        };
        assert_eq!(columns(&handed_over), columns(&request), "{name}");
        let grant = handed_over.grant().unwrap();
        assert_eq!(grant.carried_out(), CarriedOut::ByHand, "{name}");
        let is_active = request.status() == Status::Active;
        assert_eq!(grant.needs_hand(), !is_active, "{name}");
        assert_eq!(
            handed_over.clone().hand_over(),
            Err(Rejection::CarriedOutByHand)
        );
        assert_eq!(handed_over.clone().take_back().unwrap(), request, "{name}");
        let done = handed_over.done_by_hand(maintainer(GRACE), now);
        assert_eq!(done.is_ok(), !is_active, "{name}");
    }
}

/// Also when its time is over and nobody has said so yet: that comes as it would have.
#[test]
fn what_is_handed_over_late_ends_all_the_same() {
    let events = [(Event::Approve, 1), (Event::ConfirmActive, 2)];
    let late = after(CarriedOut::Automatically, &events)
        .hand_over()
        .unwrap();
    assert_eq!(late.status(), Status::Active);
    let (event, expired) = late.brought_by_time(day(400)).unwrap();
    assert_eq!((event, expired.status()), (Event::Expire, Status::Revoking));
    assert!(expired.grant().unwrap().needs_hand());
}

#[test]
fn time_comes_before_people() {
    let pending = AccessRequest::open(ADA, day(0));
    let late = day(ANSWER_DAYS);
    let days = GrantDays::default();
    let automatic = CarriedOut::Automatically;
    for (now, is_in_time) in [
        (Timestamp::from_micros(late.as_micros() - 1), true),
        (late, false),
    ] {
        let approved = pending
            .clone()
            .approve(maintainer(GRACE), now, days, None, automatic);
        assert_eq!(approved.is_ok(), is_in_time);
        assert_eq!(pending.clone().lapse(now).is_ok(), !is_in_time);
        assert_eq!(
            pending.clone().advance(now).status() == Status::Pending,
            is_in_time
        );
    }
    let activating = after(automatic, &[(Event::Approve, 1)]);
    let over = activating.due_at().unwrap();
    assert_eq!(over, day(366));
    assert_eq!(
        activating.confirm_active(over),
        Err(Rejection::WrongStatus {
            event: Event::ConfirmActive,
            found: Status::Revoking
        })
    );
}

#[test]
fn what_time_does_is_the_same_whoever_looks_when() {
    for (name, request, _) in every_state() {
        let Some(due_at) = request.due_at() else {
            continue;
        };
        let at_once = request.clone().advance(due_at);
        assert_ne!(at_once, request, "{name}");
        assert_eq!(
            request.clone().advance(due_at.days_later(100)),
            at_once,
            "{name}"
        );
        assert_eq!(at_once.clone().advance(Timestamp::MAX), at_once, "{name}");
    }
}

#[test]
fn renewals_count_from_the_answer_and_never_shorten() {
    let events = [
        (Event::Approve, 1),
        (Event::ConfirmActive, 2),
        (Event::AskRenewal, 336),
    ];
    let asked = after(CarriedOut::Automatically, &events);
    let expires_at = asked.grant().unwrap().expires_at();
    let days = |days| GrantDays::new(days).unwrap();
    assert_eq!(
        asked.clone().renew(maintainer(GRACE), day(340), days(26)),
        Err(Rejection::RenewalShortens { expires_at })
    );
    let renewed = asked
        .clone()
        .renew(maintainer(GRACE), day(340), days(27))
        .unwrap();
    let grant = renewed.grant().unwrap();
    assert_eq!((grant.expires_at(), grant.renewal()), (day(367), None));
    let declined = asked.decline_renewal(maintainer(GRACE), day(340)).unwrap();
    let grant = declined.grant().unwrap();
    assert_eq!((grant.expires_at(), grant.renewal()), (expires_at, None));
    // Who was declined may ask again, with a better reason.
    assert!(declined.ask_renewal(ADA, day(341), reason()).is_ok());
}

#[test]
fn more_time_can_be_asked_for_in_the_last_days_only() {
    let active = after(
        CarriedOut::Automatically,
        &[(Event::Approve, 1), (Event::ConfirmActive, 2)],
    );
    let from = day(366 - RENEWAL_WINDOW_DAYS);
    let early = Timestamp::from_micros(from.as_micros() - 1);
    assert_eq!(
        active.clone().ask_renewal(ADA, early, reason()),
        Err(Rejection::RenewalTooEarly {
            from,
            expires_at: day(366)
        })
    );
    assert!(active.ask_renewal(ADA, from, reason()).is_ok());
}

#[test]
fn somebody_has_something_to_do_exactly_where_it_is_done_by_hand() {
    for (name, request, now) in every_state() {
        let needs_hand = request.grant().is_some_and(Grant::needs_hand);
        let done = request.done_by_hand(maintainer(GRACE), now);
        assert_eq!(done.is_ok(), needs_hand, "{name}");
    }
}

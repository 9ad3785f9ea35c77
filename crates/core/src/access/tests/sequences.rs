//! Generated sequences: whatever happens, by whomever, whatever the clocks say.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::*;

/// Enough that a request can be renewed, expire and be removed, with all the rest in between.
const COMMANDS_MAX: usize = 40;

#[derive(Clone, Debug)]
struct Command {
    event: Event,
    by: AccountId,
    is_maintainer: bool,
    days: GrantDays,
    carried_out: CarriedOut,
    /// Hours since the command before; a clock may be behind.
    hours: i64,
}

fn commands() -> impl Strategy<Value = Command> {
    (
        select(Event::ALL),
        select(vec![ADA, GRACE]),
        prop::bool::weighted(0.9),
        prop_oneof![Just(1), Just(29), Just(365), 1..=u32::from(GRANT_DAYS_MAX)],
        any::<bool>(),
        prop_oneof![8 => 0..48_i64, 1 => -2_000..0_i64, 2 => 0..9_000_i64],
    )
        .prop_map(|(event, by, is_maintainer, days, by_hand, hours)| Command {
            event,
            by,
            is_maintainer,
            days: GrantDays::new(days).unwrap(),
            carried_out: if by_hand {
                CarriedOut::ByHand
            } else {
                CarriedOut::Automatically
            },
            hours,
        })
}

fn apply(
    request: AccessRequest,
    command: &Command,
    now: Timestamp,
) -> Result<AccessRequest, Rejection> {
    let decider = Decider {
        account: command.by,
        is_maintainer: command.is_maintainer,
    };
    match command.event {
        Event::Approve => request.approve(decider, now, command.days, None, command.carried_out),
        Event::Deny => request.deny(decider, now, None),
        Event::DoneByHand => request.done_by_hand(decider, now),
        Event::Renew => request.renew(decider, now, command.days),
        Event::DeclineRenewal => request.decline_renewal(decider, now),
        Event::Revoke => request.revoke(decider, now, reason()),
        event => happen(request, event, command.by, now, command.carried_out),
    }
}

/// The ways that time leads, and the ways that somebody must lead.
fn is_way(from: Status, to: Status) -> bool {
    use Status::*;
    match from {
        Pending => matches!(to, Activating | Denied | Withdrawn | Lapsed),
        Activating | Active => matches!(to, Active | Revoking),
        Revoking => matches!(to, Revoked | Ended),
        Denied | Withdrawn | Lapsed | Revoked | Ended => false,
    }
}

fn may(command: &Command) -> bool {
    match command.event {
        Event::Withdraw | Event::AskRenewal | Event::GiveBack => command.by == ADA,
        Event::Revoke => command.is_maintainer,
        Event::Lapse
        | Event::Expire
        | Event::Remind
        | Event::ConfirmActive
        | Event::ConfirmRemoved
        | Event::HandOver
        | Event::TakeBack => true,
        Event::Approve | Event::Deny | Event::DoneByHand | Event::Renew | Event::DeclineRenewal => {
            command.is_maintainer && command.by != ADA
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn no_sequence_reaches_an_illegal_state(commands in vec(commands(), 0..COMMANDS_MAX)) {
        let mut request = AccessRequest::open(ADA, day(0));
        let mut micros = day(0).as_micros();
        let mut is_over = false;
        for command in &commands {
            micros += command.hours * 3_600_000_000;
            let now = Timestamp::from_micros(micros);
            let Ok(next) = apply(request.clone(), command, now) else {
                continue;
            };
            // What is over stays over, and nobody does what others may.
            prop_assert!(!is_over, "{command:?} on {request:?}");
            prop_assert!(may(command), "{command:?} on {request:?}");
            // One step at a time: nobody acts on what time has done before it was written down.
            // Who carries it out changes nothing else, be something due or not.
            if matches!(command.event, Event::HandOver | Event::TakeBack) {
                prop_assert_eq!(request.status(), next.status());
                prop_assert_eq!(request.due_at(), next.due_at());
            } else {
                prop_assert!(is_way(request.status(), next.status()), "{request:?} {next:?}");
                // What is due was done: nobody decided after it.
                prop_assert!(next.due_at().is_none_or(|due_at| now < due_at));
            }
            // Renewals only ever prolong.
            if let (Some(before), Some(after)) = (request.grant(), next.grant()) {
                prop_assert!(before.expires_at() <= after.expires_at());
                prop_assert_eq!(before.approval(), after.approval());
            }
            // A database takes it and gives it back: times are in order, whatever the clocks say.
            prop_assert_eq!(AccessRequest::restore(next.stored()), Ok(next.clone()));
            prop_assert_eq!(next.requester(), ADA);
            is_over = !next.is_live();
            request = next;
        }
    }

    #[test]
    fn advancing_is_idempotent_and_waits_for_its_time(
        state in 0..17_usize,
        hours in -20_000..40_000_i64,
        later in 0..20_000_i64,
    ) {
        let (_, request, now) = every_state().swap_remove(state);
        let at = |hours| Timestamp::from_micros(now.as_micros() + hours * 3_600_000_000);
        let advanced = request.clone().advance(at(hours));
        prop_assert_eq!(&advanced.clone().advance(at(hours)), &advanced);
        if request.due_at().is_none_or(|due_at| at(hours) < due_at) {
            prop_assert_eq!(&advanced, &request);
        } else {
            prop_assert_ne!(&advanced, &request);
            // Nothing that comes later changes what time has done.
            prop_assert_eq!(request.advance(at(hours + later)), advanced);
        }
    }
}

//! What people read when something cannot happen.

use super::*;

#[test]
fn rejections_say_what_is_what_is_allowed_and_what_to_do() {
    let automatic = CarriedOut::Automatically;
    let active = after(automatic, &[(Event::Approve, 1), (Event::ConfirmActive, 2)]);
    let activating = after(automatic, &[(Event::Approve, 1)]);
    let said = |request: &AccessRequest, event, now| {
        happen(request.clone(), event, actor(event), now, automatic)
            .unwrap_err()
            .to_string()
    };
    for (found, expected) in [
        (
            said(&active, Event::Approve, day(3)),
            "access is active; only a request that waits for an answer can be approved; reload the \
             page to see what can be done now",
        ),
        (
            said(&active, Event::AskRenewal, day(3)),
            "the access lasts until 2024-11-14T22:13:20.000000Z; more time can be asked for in the \
             last 30 days; ask at 2024-10-15T22:13:20.000000Z or later",
        ),
        (
            said(&active, Event::Expire, day(3)),
            "nothing is due yet; the time is over at 2024-11-14T22:13:20.000000Z; wait until then",
        ),
        (
            said(&activating, Event::DoneByHand, day(3)),
            "this access is carried out automatically; only what is done by hand is marked as \
             done; wait until it is carried out",
        ),
        (
            said(&AccessRequest::open(ADA, day(0)), Event::Revoke, day(30)),
            "the request lapsed, because nobody answered in time; only access that is active or \
             being set up can be revoked; make a new request where access is still needed",
        ),
        (
            Rejection::NotMaintainer.to_string(),
            "you do not maintain this tool; only its maintainers decide; ask one of them",
        ),
    ] {
        assert_eq!(found, expected);
    }
}

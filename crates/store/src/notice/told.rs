//! Who is told about a change of an access request.

use wharfinger_core::access::{Grant, Status};
use wharfinger_core::account::AccountId;

use super::NoticeKind;
use crate::{Action, Actor, Maintainer, StoredRequest};

/// The notices that `action` by `actor` leads to, now that the request is as it is. Nobody is told
/// what they did themselves, and no maintainer whose account is disabled; who asked is told what
/// becomes of their access in any case.
pub(crate) fn told(
    action: Action,
    request: &StoredRequest,
    maintainers: &[Maintainer],
    actor: Actor,
) -> Vec<(AccountId, NoticeKind)> {
    let id = request.id;
    let requester = request.request.requester();
    let by_hand = request.request.grant().is_some_and(Grant::needs_hand);
    let (to_requester, to_maintainers) = match action {
        Action::AccessRequested => (None, Some(NoticeKind::Requested(id))),
        Action::AccessApproved => (
            Some(NoticeKind::Approved(id)),
            by_hand.then_some(NoticeKind::NeedsHand(id)),
        ),
        Action::AccessDenied => (Some(NoticeKind::Denied(id)), None),
        Action::AccessWithdrawn => (None, Some(NoticeKind::Withdrawn(id))),
        Action::AccessLapsed => (Some(NoticeKind::Lapsed(id)), Some(NoticeKind::Lapsed(id))),
        // The end of access was told when it was decided.
        Action::AccessDoneByHand if request.request.status() == Status::Active => {
            (Some(NoticeKind::Active(id)), None)
        }
        Action::AccessActivated => (Some(NoticeKind::Active(id)), None),
        Action::AccessHeld => (None, Some(NoticeKind::Held(id))),
        Action::RenewalAsked => (None, Some(NoticeKind::RenewalAsked(id))),
        Action::AccessRenewed => (Some(NoticeKind::Renewed(id)), None),
        Action::RenewalDeclined => (Some(NoticeKind::RenewalDeclined(id)), None),
        Action::AccessReminded => (Some(NoticeKind::EndsSoon(id)), None),
        Action::AccessRevoked => (
            Some(NoticeKind::Revoked(id)),
            by_hand.then_some(NoticeKind::NeedsHand(id)),
        ),
        Action::AccessGivenBack => (None, Some(NoticeKind::GivenBack(id))),
        Action::AccessExpired => (
            Some(NoticeKind::Ended(id)),
            by_hand.then_some(NoticeKind::NeedsHand(id)),
        ),
        Action::AccessHandedOver => (None, by_hand.then_some(NoticeKind::NeedsHand(id))),
        _ => (None, None),
    };
    let requester = to_requester.map(|kind| (requester, kind));
    let maintainers = maintainers
        .iter()
        .filter(|maintainer| {
            !maintainer.disabled && maintainer.account != request.request.requester()
        })
        .filter_map(|maintainer| Some((maintainer.account, to_maintainers?)));
    requester
        .into_iter()
        .chain(maintainers)
        .filter(|(account, _)| actor.account() != Some(*account))
        .collect()
}

//! What the server has seen of access that it gives itself.

use wharfinger_core::access::{CarriedOut, Status};
use wharfinger_core::grants::{Hold, RepositoryId};
use wharfinger_store::{
    Failure, Observed, Page, RepositoryGrant, Snapshot, SnapshotKind, StoredRepository,
    StoredRequest,
};

use crate::state::State;

/// Snapshots that are looked through for the last one that was read: a write keeps three.
const LOOKED_THROUGH: u32 = 6;

/// The grant of a request that the server carries out, as it was found last.
pub(crate) async fn kept(
    state: &State,
    stored: &StoredRequest,
) -> Result<Option<RepositoryGrant>, Failure> {
    if is_automatic(stored) {
        state.store.repository_grant(stored.id).await
    } else {
        Ok(None)
    }
}

/// Whether a request was granted, and the server carries it out.
pub(super) fn is_automatic(stored: &StoredRequest) -> bool {
    let grant = stored.request.grant();
    grant.is_some_and(|grant| grant.carried_out() == CarriedOut::Automatically)
}

/// Why access that was approved is not in the repository's policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Missing {
    /// AWS does not know the principal.
    Unknown,
    /// AWS does not know it yet.
    UnknownYet,
    /// Somebody took it out.
    TakenOut,
    /// The policy is full.
    NoRoom,
}

impl Missing {
    /// Why a grant that should be there is not; nothing where it is, or where nobody has looked.
    pub(crate) fn of(grant: &RepositoryGrant) -> Option<Self> {
        if !matches!(grant.status, Status::Activating | Status::Active) {
            return None;
        }
        match (grant.hold, grant.observed) {
            (Some(Hold::Refused), _) => Some(Self::Unknown),
            (Some(Hold::Vanished), _) => Some(Self::TakenOut),
            (None, Observed::Unresolved) => Some(Self::UnknownYet),
            (None, Observed::LeftOut) => Some(Self::NoRoom),
            // By another grant's statement, which ends before this one's would.
            (None, Observed::Shorter) if grant.status == Status::Activating => Some(Self::NoRoom),
            (None, _) => None,
        }
    }

    /// Whether it stays so until a person does something.
    pub(crate) fn needs_somebody(self) -> bool {
        match self {
            Self::Unknown | Self::TakenOut | Self::NoRoom => true,
            Self::UnknownYet => false,
        }
    }
}

/// The policy as it was read last.
pub(crate) async fn last_read(
    state: &State,
    id: RepositoryId,
) -> Result<Option<Snapshot>, Failure> {
    let page = Page::first(LOOKED_THROUGH);
    let snapshots = state.store.snapshots(id, page).await?.snapshots;
    let was_read = |snapshot: &Snapshot| snapshot.kind != SnapshotKind::Intent;
    Ok(snapshots.into_iter().find(was_read))
}

/// How a repository's policy is beside the grants on it, in a word or two, and how that is drawn.
pub(crate) fn health(
    repository: &StoredRepository,
    grants: &[RepositoryGrant],
) -> (&'static str, &'static str) {
    let missing = || grants.iter().filter_map(Missing::of);
    let is_shorter = |grant: &RepositoryGrant| grant.observed == Observed::Shorter;
    let is_odd = !repository.unexpected.is_empty()
        || !repository.stale.is_empty()
        || grants.iter().any(is_shorter);
    if repository.trouble.is_some() {
        ("Cannot be kept now", "wrong")
    } else if missing().any(Missing::needs_somebody) {
        ("Somebody must look", "wrong")
    } else if !repository.is_settled || missing().next().is_some() {
        ("Being written", "waiting")
    } else if repository.verified_at.is_none() {
        ("Not looked at yet", "over")
    } else if is_odd {
        ("Look out", "waiting")
    } else {
        ("As the grants say", "active")
    }
}

#[cfg(test)]
mod tests {
    use wharfinger_store::RequestId;

    use super::*;

    fn grant(status: Status, observed: Observed, hold: Option<Hold>) -> RepositoryGrant {
        RepositoryGrant {
            request: RequestId::from_uuid(wharfinger_store::Uuid::nil()),
            repository: RepositoryId([1; 16]),
            principal: "arn:aws:iam::444455556666:role/puller".to_owned(),
            status,
            observed,
            observed_at: None,
            hold,
        }
    }

    #[test]
    fn what_is_held_is_missing_whatever_was_seen_before() {
        let held = grant(Status::Active, Observed::Vanished, Some(Hold::Vanished));
        assert_eq!(Missing::of(&held), Some(Missing::TakenOut));
        let there = grant(Status::Active, Observed::Present, None);
        assert_eq!(Missing::of(&there), None);
        let full = grant(Status::Activating, Observed::LeftOut, None);
        assert_eq!(Missing::of(&full), Some(Missing::NoRoom));
        let shorter = |status| grant(status, Observed::Shorter, None);
        assert_eq!(Missing::of(&shorter(Status::Active)), None);
        let waits = Missing::of(&shorter(Status::Activating));
        assert_eq!(waits, Some(Missing::NoRoom));
        let over = grant(Status::Revoking, Observed::Refused, Some(Hold::Refused));
        assert_eq!(Missing::of(&over), None, "it should not be there");
    }
}

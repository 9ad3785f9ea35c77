//! What is remembered of a grant on a repository, and how it changes: the same for every store.

use std::collections::BTreeMap;

use wharfinger_core::access::{AccessRequest, CarriedOut, End, Phase, Status};
use wharfinger_core::grants::{Failed, Findings, Grant, Hold, RepositoryId, Shown, Wish};

use super::{Observed, RepositoryGrant};
use crate::{Action, RequestId, StoredRequest, Timestamp};

/// Whether the server carries out a request: it did so for those that it has handed over, whose
/// statements may still be in a policy.
pub(crate) fn is_carried_out(request: &StoredRequest) -> bool {
    let grant = request.request.grant();
    grant.is_some_and(|grant| grant.carried_out() == CarriedOut::Automatically)
}

/// How a grant was found, beside its request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Watched {
    pub(crate) repository: RepositoryId,
    /// Whether it was seen in the policy since it was approved, or since it was last re-applied.
    pub(crate) was_seen: bool,
    pub(crate) observed: Observed,
    pub(crate) observed_at: Option<Timestamp>,
    pub(crate) hold: Option<Hold>,
}

impl Watched {
    /// Of a grant that nobody looked for yet.
    pub(crate) fn new(repository: RepositoryId) -> Self {
        Self {
            repository,
            was_seen: false,
            observed: Observed::Nothing,
            observed_at: None,
            hold: None,
        }
    }

    /// What everybody is told.
    pub(crate) fn told(self, request: StoredRequest) -> RepositoryGrant {
        RepositoryGrant {
            request: request.id,
            repository: self.repository,
            status: request.request.status(),
            principal: request.principal,
            observed: self.observed,
            observed_at: self.observed_at,
            hold: self.hold,
        }
    }

    /// What a worker is told.
    pub(crate) fn wanted(&self, request: &StoredRequest) -> Grant<RequestId> {
        let grant = request.request.grant();
        let grant = grant.expect("a grant on a repository comes of an approval");
        // Nobody is told that what was handed over is gone, but it goes.
        let end = match grant.phase() {
            Phase::Revoking(End::Revoked(revocation)) => revocation.at.min(grant.expires_at()),
            _ => grant.expires_at(),
        };
        Grant {
            key: request.id,
            principal: request.principal.clone(),
            end,
            approved_at: grant.approval().at,
            wish: match (request.request.status(), grant.carried_out()) {
                (_, CarriedOut::ByHand) => Wish::AsItIs,
                (Status::Revoking, CarriedOut::Automatically) => Wish::Absent,
                (_, CarriedOut::Automatically) => Wish::Present,
            },
            was_seen: self.was_seen,
            shown: match self.observed {
                Observed::Present => Shown::Access,
                Observed::Shorter => Shown::ShorterAccess,
                _ => Shown::NoAccess,
            },
            hold: self.hold,
        }
    }

    /// Takes down how it was found. Whether a person must look who was not told yet.
    pub(crate) fn found(&mut self, observed: Observed, now: Timestamp) -> bool {
        let before = (self.hold, self.observed == Observed::LeftOut);
        match observed {
            Observed::Present | Observed::Shorter => {
                self.was_seen = true;
                self.hold = None;
            }
            Observed::Absent => self.hold = None,
            Observed::Refused => self.hold = Some(Hold::Refused),
            Observed::Vanished => self.hold = Some(Hold::Vanished),
            Observed::Nothing | Observed::Unresolved | Observed::LeftOut => {}
        }
        self.observed = observed;
        self.observed_at = Some(now);
        match observed {
            Observed::Refused | Observed::Vanished => before.0 != self.hold,
            Observed::LeftOut => !before.1,
            _ => false,
        }
    }

    /// Maintainers look after it from now on: whatever was asked about is theirs to answer, and how it was
    /// found says nothing any more.
    pub(crate) fn hand_over(&mut self) {
        self.hold = None;
        self.observed = Observed::Nothing;
        self.observed_at = None;
    }

    /// A person says that it is to be there whatever happened: it is as if it was just approved.
    /// Whether that is news.
    pub(crate) fn lift(&mut self) -> bool {
        let was_held = self.hold.take().is_some();
        self.was_seen &= !was_held;
        was_held
    }
}

/// What a request becomes when its grant is found so, as the audit log calls it. Nothing where
/// something else has happened to it meanwhile.
pub(crate) fn confirmed(
    request: AccessRequest,
    observed: Observed,
    now: Timestamp,
) -> Option<(Action, AccessRequest)> {
    let (action, confirmed) = match observed {
        Observed::Present => (Action::AccessActivated, request.confirm_active(now)),
        Observed::Absent => (Action::AccessRemoved, request.confirm_removed(now)),
        _ => return None,
    };
    Some((action, confirmed.ok()?))
}

/// How each grant was found. Were one found in two ways, the one that confirms nothing counts.
pub(crate) fn by_grant(findings: &Findings<RequestId>) -> BTreeMap<RequestId, Observed> {
    let lists = [
        (&findings.present, Observed::Present),
        (&findings.absent, Observed::Absent),
        (&findings.unresolved, Observed::Unresolved),
        (&findings.shorter, Observed::Shorter),
        (&findings.left_out, Observed::LeftOut),
        (&findings.refused, Observed::Refused),
        (&findings.vanished, Observed::Vanished),
    ];
    let found = lists
        .into_iter()
        .flat_map(|(keys, observed)| keys.iter().map(move |key| (*key, observed)));
    found.collect()
}

/// Who was found not to be there by a pass that could not say more.
pub(crate) fn not_there(failed: &Failed<RequestId>) -> BTreeMap<RequestId, Observed> {
    let absent = failed.absent.iter().map(|key| (*key, Observed::Absent));
    let vanished = failed.vanished.iter().map(|key| (*key, Observed::Vanished));
    absent.chain(vanished).collect()
}

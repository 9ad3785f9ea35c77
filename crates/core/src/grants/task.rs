//! What a pass is given: who should have access, and what we remember of the repository.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::policy::{Installation, Managed, Mend, Month, PullActions, Wanted};
use crate::timestamp::Timestamp;

use super::pass::read;
use super::{Trail, WantedMend};

/// How long after a write of ours an older write of ours, or somebody's who had read before it, may
/// still land. What is older than that was meant.
pub const STALE_WRITE_SECONDS: u32 = 600;
const STALE_WRITE: Duration = Duration::from_secs(STALE_WRITE_SECONDS as u64);

/// How long a new role or user may be unknown to Amazon ECR though it exists. Terraform's AWS
/// provider tries for as long (`propagationTimeout`).
pub const UNRESOLVED_SECONDS: u32 = 120;

/// A repository and who should have access to it now.
#[derive(Clone, Debug)]
pub struct Task<K> {
    /// Whose statements are ours.
    pub installation: Installation,
    /// What a grant allows.
    pub actions: PullActions,
    /// Every grant that is not over, in whatever order.
    pub grants: Vec<Grant<K>>,
    /// Principals whose access was here once and is over. One of them in our statements is a late
    /// write and goes.
    pub ended: BTreeSet<String>,
    /// What we know of the policy.
    pub memory: Memory,
    /// A maintainer said that the policy is to be as the grants say, whoever changed it.
    pub reapply: bool,
    /// What is to be put right in everybody else's part, in this order.
    pub mends: Vec<WantedMend>,
    /// What we had overwritten and were about to put right, in passes of which nobody wrote down the end.
    pub begun: Vec<Mend>,
    /// What is to be looked up in `CloudTrail`, where the owner wants that and there is something.
    pub trail: Option<Trail>,
}

/// One grant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant<K> {
    /// Whose it is, in the words of whoever asks.
    pub key: K,
    /// The ARN.
    pub principal: String,
    /// When access ends.
    pub end: Timestamp,
    /// Since when it should be there: the oldest are the last to be left out.
    pub approved_at: Timestamp,
    /// What should be.
    pub wish: Wish,
    /// Whether it was seen in the policy before.
    pub was_seen: bool,
    /// What is said of it now.
    pub shown: Shown,
    /// Why it is left out until a person says otherwise.
    pub hold: Option<Hold>,
}

/// What should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// The principal has access until the grant's end.
    Present,
    /// It has none.
    Absent,
    /// A maintainer looks after it by hand, and did not when it was written: what the principal has by our
    /// statements stays until the grant's end, and where it has nothing, nothing is added.
    AsItIs,
}

/// What is said of a grant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// Anything but that the principal has access, or nothing.
    NoAccess,
    /// The principal has access until the grant's end.
    Access,
    /// The principal has access until an earlier month.
    ShorterAccess,
}

/// Why a grant is left out of the policy until a person says otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hold {
    /// AWS refused the principal: it does not exist.
    Refused,
    /// It was there, and somebody took it out.
    Vanished,
}

impl Hold {
    /// The word, which is stored and never changes: `refused` or `vanished`.
    ///
    /// ```
    /// use wharfinger_core::grants::Hold;
    /// assert_eq!(Hold::from_name(Hold::Vanished.as_str()), Some(Hold::Vanished));
    /// ```
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::Vanished => "vanished",
        }
    }

    /// The one with that word.
    #[must_use]
    pub fn from_name(word: &str) -> Option<Self> {
        [Self::Refused, Self::Vanished]
            .into_iter()
            .find(|one| one.as_str() == word)
    }
}

/// What we remember of a repository's policy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Memory {
    /// What was read back last.
    pub verified: Option<Verified>,
    /// What we wrote, or meant to, the newest last.
    pub written: Vec<OurWrite>,
}

/// A write of ours, or what was to be one: where a process dies, nobody knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OurWrite {
    /// When it was meant.
    pub at: Timestamp,
    /// The policy that it was made from; `None` where there was none, or the write is older than
    /// [`STALE_WRITE_SECONDS`].
    pub before: Option<String>,
    /// Our part of it: [`Managed::canonical`].
    pub managed: String,
}

/// A policy that was read back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Our part: `Managed::canonical`.
    pub managed: String,
    /// Everybody else's: `Document::foreign_canonical`.
    pub foreign: String,
}

impl<K> Task<K> {
    /// What our part says when these grants are in it.
    pub(super) fn wanted(&self, included: impl Iterator<Item = usize>) -> Wanted {
        let mut wanted = Wanted::new(self.actions);
        for grant in included.filter_map(|index| self.grants.get(index)) {
            wanted.insert(&grant.principal, grant.end);
        }
        wanted
    }
}

impl<K: Copy> Task<K> {
    /// The names of grants.
    pub(super) fn keys(&self, indices: impl IntoIterator<Item = usize>) -> Vec<K> {
        let indices = indices.into_iter();
        let grants = indices.filter_map(|index| self.grants.get(index));
        grants.map(|grant| grant.key).collect()
    }

    /// Those whose access is to end.
    pub(super) fn ending(&self) -> Vec<K> {
        let grants = self.grants.iter();
        let ending = grants.filter(|grant| grant.wish == Wish::Absent);
        ending.map(|grant| grant.key).collect()
    }
}

impl<K> Grant<K> {
    /// The month in which its access ends.
    pub(super) fn month(&self) -> Month {
        Month::of_end(self.end)
    }

    /// Whether it should be in the policy at `now`, holds aside.
    pub(super) fn is_wanted(&self, now: Timestamp) -> bool {
        self.wish != Wish::Absent && now < self.end
    }

    /// Whether it is only kept where it is, and never given anew.
    pub(super) fn is_only_kept(&self) -> bool {
        self.hold == Some(Hold::Refused) || self.wish == Wish::AsItIs
    }
}

impl OurWrite {
    /// Our part of the policy that it was made from.
    fn before(&self, installation: &Installation) -> Managed {
        let document = read(self.before.as_deref(), installation);
        document.map_or_else(|_| Managed::default(), |document| document.managed())
    }
}

impl Memory {
    /// Who is missing because what is there is an older write of ours that has landed late: they were let in not
    /// long ago. `None` where it is none, because we did not write something else not long ago; and that there is
    /// nothing of ours is never explained so, because a person may have meant it.
    pub(super) fn late(
        &self,
        managed: &str,
        installation: &Installation,
        now: Timestamp,
    ) -> Option<BTreeSet<String>> {
        // Clocks differ, and one that is far ahead is not believed.
        let recent = now.seconds_earlier(STALE_WRITE_SECONDS)..=now.later(STALE_WRITE);
        let (newest, older) = self.written.split_last()?;
        let is_late = !managed.is_empty()
            && recent.contains(&newest.at)
            && newest.managed != managed
            && older.iter().any(|write| write.managed == managed);
        is_late.then(|| {
            let newest = Managed::named_in(&newest.managed);
            let writes = self.written.iter();
            let latest = writes.filter(|write| recent.contains(&write.at));
            // Who was there before is not missing because we wrote, be it that a person had let them in.
            let let_in = latest.flat_map(|write| {
                let before = write.before(installation);
                let named = Managed::named_in(&write.managed).into_iter();
                named.filter(move |name| !before.names(name))
            });
            let_in.filter(|name| newest.contains(name)).collect()
        })
    }
}

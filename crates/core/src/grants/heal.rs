//! What `CloudTrail` says we have overwritten, and how it is mended.
//!
//! Amazon ECR replaces the whole policy. Who writes between our last look and our write is overwritten,
//! and only the owner's `CloudTrail` still has what they wrote. A write of ours was made from a policy that
//! we have kept; the write before it, as `CloudTrail` has them in order, is what stood there, whoever made
//! it: what we read may have been older than our own last write. Where the two differ in somebody else's
//! part, we have undone what they did, and it is done once more, unless somebody has written since what
//! makes it pointless.

use crate::policy::{Change, Document, Edit, InvalidStatement, Mend};
use crate::timestamp::Timestamp;

use super::pass::read;

/// How long after a write `CloudTrail` may not tell of it yet (AWS `CloudTrail` User Guide, How `CloudTrail`
/// works: events are delivered within about 5 minutes on average, which is not guaranteed). What is
/// younger than three times that is not judged.
pub const TRAIL_LAG_SECONDS: u32 = 900;

/// How much earlier than our oldest write `CloudTrail` is asked about: a policy that was read may be some
/// seconds old, and clocks differ.
pub const TRAIL_MARGIN_SECONDS: u32 = 120;

/// What is to be looked up in `CloudTrail`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trail {
    /// From when.
    pub since: Timestamp,
    /// Until when our writes are judged.
    pub until: Timestamp,
    /// What we wrote, or meant to, since then and before, the newest last.
    pub written: Vec<Written>,
}

/// A write of ours, as it was written down before it was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The policy that it was made from; `None` where there was none.
    pub before: Option<String>,
    /// The whole text; `None` where the policy was to be deleted.
    pub text: Option<String>,
}

/// A write that `CloudTrail` tells of: one that was not refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrailEvent {
    /// When, to the second.
    pub at: Timestamp,
    /// Whether it was us.
    pub is_ours: bool,
    /// What the policy was replaced by; `None` where it was deleted.
    pub text: Option<String>,
}

/// The mends of what we have overwritten, the oldest first, that `document`, the policy as it is now,
/// still takes. The events come in their order.
pub(super) fn mends(trail: &Trail, events: &[TrailEvent], document: &Document<'_>) -> Vec<Mend> {
    let installation = document.installation();
    let policies: Vec<_> = events
        .iter()
        .map(|event| read(event.text.as_deref(), installation).ok())
        .collect();
    let mut mends = Vec::new();
    for (place, pair) in events.windows(2).enumerate() {
        let ([_, ours], Some([Some(there), Some(written), later @ ..])) =
            (pair, policies.get(place..))
        else {
            continue;
        };
        if !ours.is_ours || trail.until < ours.at {
            continue;
        }
        // Without its base nobody knows what a write was to change.
        let is_it = |one: &&Written| {
            let meant = read(one.text.as_deref(), installation);
            meant.is_ok_and(|meant| means_the_same(&meant, written))
        };
        let base = trail.written.iter().rfind(is_it);
        let base = base.map(|base| read(base.before.as_deref(), installation));
        let Some(Ok(base)) = base else { continue };
        // Whoever has written what cannot be read has done something else.
        let is_overtaken = |change: &Change| {
            let mut later = later.iter();
            later.any(|one| one.as_ref().is_none_or(|one| change.is_overtaken_by(one)))
        };
        let changes = base.changes_to(there).into_iter();
        let undone = changes.filter(|change| !is_overtaken(change));
        mends.extend(undone.filter_map(Change::into_mend));
    }
    mends.retain(|mend| is_needed(document, mend));
    mends.dedup();
    mends
}

fn means_the_same(one: &Document<'_>, other: &Document<'_>) -> bool {
    one.managed() == other.managed() && one.foreign_canonical() == other.foreign_canonical()
}

/// Whether a mend changes anything. Where somebody has another statement in its place, it was overtaken.
fn is_needed(document: &Document<'_>, mend: &Mend) -> bool {
    !matches!(
        document.mend(mend),
        Ok(Edit::Nothing) | Err(InvalidStatement::Taken { .. })
    )
}

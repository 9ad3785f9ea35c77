//! What `CloudTrail` says we have overwritten, and how it is mended.
//!
//! Amazon ECR replaces the whole policy. Who writes between our last look and our write is overwritten,
//! and only the owner's `CloudTrail` still has what they wrote. A write of ours was made from a policy that
//! we have kept; the write before it, as `CloudTrail` has them in order, is what stood there, whoever made
//! it: what we read may have been older than our own last write. Where the two differ in somebody else's
//! part, we have undone what they did, and it is done once more, unless somebody has written since what
//! makes it pointless. What stood there by a write of ours alone, which landed late, was nobody's decision.

use crate::policy::{Change, Document, Edit, Installation, InvalidStatement, Mend};
use crate::timestamp::Timestamp;

use super::pass::read;

/// How long after a write `CloudTrail` may not tell of it yet (AWS `CloudTrail` User Guide, How `CloudTrail`
/// works: events are delivered within about 5 minutes on average, which is not guaranteed). What is
/// younger than three times that is not judged.
pub const TRAIL_LAG_SECONDS: u32 = 900;

/// How far `CloudTrail`'s time of a write may be from ours, which is when we wrote down what we meant: a write
/// is sent within a lease of a minute and lands half a minute later at most, a policy that was read may be
/// some seconds old, and clocks differ.
pub const TRAIL_MARGIN_SECONDS: u32 = 120;

/// How long it is waited for `CloudTrail` to tell by which write the policy became as it is: four looks, and
/// four times as long as most events take.
const TOLD_WITHIN_SECONDS: u32 = 3_600;

/// What is to be looked up in `CloudTrail`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trail {
    /// From when.
    pub since: Timestamp,
    /// Our writes up to then were judged before, or are not the owner's wish; by `CloudTrail`'s time, so that
    /// each is judged once.
    pub from: Timestamp,
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
    /// What the policy was replaced by; `None` where it was deleted. A text that cannot be read overtakes
    /// whatever was before it: nobody knows what was meant, or the repository itself was deleted.
    pub text: Option<String>,
}

/// Whether all is told that made `document`, the policy as it is now, or will not be told any more.
pub(super) fn is_told(
    trail: &Trail,
    events: &[TrailEvent],
    document: &Document<'_>,
    now: Timestamp,
) -> bool {
    let last = events.last().map(|event| event.text.as_deref());
    let last = last.and_then(|text| read(text, document.installation()).ok());
    last.is_some_and(|last| last.foreign_canonical() == document.foreign_canonical())
        || trail.since < now.seconds_earlier(TOLD_WITHIN_SECONDS)
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
        let ([before, ours], Some([Some(there), Some(written), later @ ..])) =
            (pair, policies.get(place..))
        else {
            continue;
        };
        if !ours.is_ours || ours.at <= trail.from || trail.until < ours.at {
            continue;
        }
        let Some(base) = base_of(written, trail, installation) else {
            continue;
        };
        let mut earlier = events.iter().zip(&policies).take(place);
        let others = earlier.rfind(|(event, _)| !event.is_ours);
        let others = others.and_then(|(_, policy)| policy.as_ref());
        // Where we wrote what stood there, only somebody else's word makes it theirs.
        let is_theirs = |change: &Change| {
            !before.is_ours || others.is_some_and(|others| change.agrees_with(others))
        };
        // Whoever has written what cannot be read has done something else; and what is there now may be of
        // somebody's write that is not told yet.
        let is_overtaken = |change: &Change| {
            let mut later = later.iter();
            change.is_overtaken_by(document)
                || later.any(|one| one.as_ref().is_none_or(|one| change.is_overtaken_by(one)))
        };
        let changes = base.changes_to(there).into_iter();
        let undone = changes.filter(|change| is_theirs(change) && !is_overtaken(change));
        mends.extend(undone.filter_map(Change::into_mend));
    }
    mends.retain(|mend| is_needed(document, mend));
    mends.dedup();
    mends
}

/// The policy that a write was made from, as far as it is somebody else's. Without it nobody knows what the
/// write was to change, and where two that mean the same were made from different ones, nobody knows which
/// it was.
fn base_of<'a>(
    written: &Document<'_>,
    trail: &'a Trail,
    installation: &'a Installation,
) -> Option<Document<'a>> {
    let is_it = |one: &&Written| {
        let meant = read(one.text.as_deref(), installation);
        meant.is_ok_and(|meant| means_the_same(&meant, written))
    };
    let same = trail.written.iter().filter(is_it);
    let mut bases = same.map(|one| read(one.before.as_deref(), installation).ok());
    let base = bases.next()??;
    let agrees = |other: Document<'_>| other.foreign_canonical() == base.foreign_canonical();
    bases.all(|other| other.is_some_and(agrees)).then_some(base)
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

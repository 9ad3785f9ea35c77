//! What is looked up in `CloudTrail`.

use wharfinger_core::grants::{TRAIL_LAG_SECONDS, TRAIL_MARGIN_SECONDS, Trail, Written};

use crate::Timestamp;

/// What is to be looked up where our newest writes were these, the newest last, and those until `from` are
/// judged: nothing before `CloudTrail` must know of the oldest of the others.
pub(crate) fn trail(
    from: Timestamp,
    written: Vec<(Timestamp, Written)>,
    now: Timestamp,
) -> Option<Trail> {
    let oldest = written.iter().map(|(at, _)| *at).find(|at| *at > from)?;
    let until = now.seconds_earlier(TRAIL_LAG_SECONDS);
    (oldest <= until).then(|| Trail {
        since: oldest.seconds_earlier(TRAIL_MARGIN_SECONDS),
        until,
        written: written.into_iter().map(|(_, written)| written).collect(),
    })
}

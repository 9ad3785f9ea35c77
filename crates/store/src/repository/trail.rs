//! What is looked up in `CloudTrail`.

use std::time::Duration;

use wharfinger_core::grants::{TRAIL_LAG_SECONDS, TRAIL_MARGIN_SECONDS, Trail, Written};

use crate::Timestamp;

/// What is to be looked up where our newest writes were these, the newest last, and those until `from` are
/// judged: nothing before `CloudTrail` must know of the oldest of the others, whenever it landed.
pub(crate) fn trail(
    from: Timestamp,
    written: Vec<(Timestamp, Written)>,
    now: Timestamp,
) -> Option<Trail> {
    let margin = Duration::from_secs(TRAIL_MARGIN_SECONDS.into());
    let mut times = written.iter().map(|(at, _)| *at);
    let oldest = times.find(|at| at.later(margin) > from)?;
    let until = now.seconds_earlier(TRAIL_LAG_SECONDS);
    (oldest.later(margin) <= until).then(|| Trail {
        since: oldest.seconds_earlier(TRAIL_MARGIN_SECONDS),
        from,
        until,
        written: written.into_iter().map(|(_, written)| written).collect(),
    })
}

//! What is looked up in `CloudTrail`.

use std::time::Duration;

use wharfinger_core::grants::{
    Failure as PassFailure, TRAIL_LAG_SECONDS, TRAIL_MARGIN_SECONDS, Trail, Written,
};

use super::kept::message;
use crate::Timestamp;

/// Why `CloudTrail` was not looked through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrailFailure {
    /// When that was.
    pub at: Timestamp,
    /// Which kind of failure: the word of a [`wharfinger_core::grants::Failure`].
    pub kind: String,
    /// What AWS said.
    pub message: Option<String>,
}

impl TrailFailure {
    /// What a pass found.
    pub(crate) fn of(failure: &PassFailure, at: Timestamp) -> Self {
        Self {
            at,
            kind: failure.kind().to_owned(),
            message: failure.message().map(message),
        }
    }
}

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

//! When a repository is looked at again though nobody asked for a change.

use std::time::Duration;

use wharfinger_core::grants::{Findings, LookAgain};

/// After a write, how long until it is looked whether it is still there: a write that was lost track
/// of lands within seconds, somebody's stale copy within minutes.
pub const VERIFY_AGAIN: [Duration; 2] = [Duration::from_secs(30), Duration::from_mins(5)];

/// How often a repository is looked at whose policy gives somebody access.
pub const SWEEP_ACTIVE: Duration = Duration::from_mins(15);

/// How often one is looked at whose policy gives nobody access any more: as long as access may live
/// that somebody brings back with an old copy of the policy.
pub const SWEEP_IDLE: Duration = Duration::from_hours(1);

/// When to look again after a pass that found this, the `looks`th since the last write. What was said anew is
/// looked at as soon as what was written: were both looks that it took older than a write, the next one says so.
pub(crate) fn look_again<K>(findings: &Findings<K>, looks: u32) -> LookAgain {
    let begins_anew = findings.writes > 0 || findings.is_news;
    let looks = if begins_anew { 0 } else { looks };
    let verify = VERIFY_AGAIN.get(usize::try_from(looks).unwrap_or(usize::MAX));
    let sweep = if findings.managed.is_empty() {
        SWEEP_IDLE
    } else {
        SWEEP_ACTIVE
    };
    let after = match (verify, findings.unresolved.is_empty()) {
        (Some(verify), _) => *verify,
        (None, true) => sweep,
        (None, false) => VERIFY_AGAIN[0],
    };
    LookAgain {
        after,
        looks: looks.saturating_add(1),
    }
}

//! When an image is looked at next.

use std::time::Duration;

use wharfinger_core::evidence::{Unknown, Verdict};
use wharfinger_store::Timestamp;

use super::Images;
use super::limits::RETRY_FIRST;
use crate::backoff::{doubled, jittered};
use crate::seams::Entropy;

impl Images {
    /// When to look again at an image about which that was found out now, and nothing so and so often in a
    /// row before.
    pub(super) fn next_look(
        &self,
        verdict: Verdict,
        failures: u32,
        now: Timestamp,
        entropy: &dyn Entropy,
    ) -> Timestamp {
        let delay = delay(verdict, failures, self.recheck);
        now.later(jittered(delay, entropy))
    }
}

fn delay(verdict: Verdict, failures: u32, recheck: Duration) -> Duration {
    match verdict {
        Verdict::Unknown(reason) if passes(reason) => {
            doubled(RETRY_FIRST, recheck, failures.saturating_add(1))
        }
        _ => recheck,
    }
}

/// Whether there may be an answer soon, without anybody having done anything here.
const fn passes(reason: Unknown) -> bool {
    !matches!(
        reason,
        Unknown::Hidden | Unknown::NotAsked | Unknown::LoginRefused | Unknown::Refused
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Duration = Duration::from_hours(24);

    #[test]
    fn what_is_known_waits_for_its_turn() {
        for verdict in [
            Verdict::ExistsPublic,
            Verdict::Missing,
            Verdict::Unknown(Unknown::Hidden),
            Verdict::Unknown(Unknown::NotAsked),
        ] {
            assert_eq!(delay(verdict, 7, DAY), DAY, "{verdict}");
        }
    }

    #[test]
    fn what_is_not_known_is_looked_at_sooner_and_then_less_often() {
        let minutes = |failures| {
            let verdict = Verdict::Unknown(Unknown::TimedOut);
            delay(verdict, failures, DAY).as_secs() / 60
        };
        assert_eq!([0, 1, 2, 3].map(minutes), [5, 10, 20, 40]);
        assert_eq!(minutes(99), 24 * 60);
        let often = Duration::from_mins(1);
        let verdict = Verdict::Unknown(Unknown::Unreachable);
        assert_eq!(
            delay(verdict, 0, often),
            often,
            "as often as the operator wants"
        );
    }
}

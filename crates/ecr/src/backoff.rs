//! How long to wait after a failure.

use std::time::Duration;

use wharfinger_core::grants::Failure;

use crate::seams::Random;

/// What the first failure waits for, at most.
pub const BACKOFF_FIRST: Duration = Duration::from_secs(1);

/// What no failure waits longer than: as long as a sweep, because there is no deadline after which
/// a grant or a revocation is given up.
pub const BACKOFF_MAX: Duration = Duration::from_mins(15);

/// How long nobody writes after a write whose outcome is unknown. A write that timed out was seen to
/// land three seconds later, behind a newer one; ten times as long is taken for the end of it.
pub const COOL_DOWN: Duration = Duration::from_secs(30);

/// Full jitter: anything up to a bound that doubles with every failure in a row (AWS Architecture
/// Blog, Exponential Backoff And Jitter).
pub(crate) fn wait(failures: u32, failure: &Failure, random: &impl Random) -> Duration {
    let doubled = 1_u32.checked_shl(failures).unwrap_or(u32::MAX);
    let bound = BACKOFF_FIRST.saturating_mul(doubled).min(BACKOFF_MAX);
    let bound_micros = u64::try_from(bound.as_micros()).unwrap_or(u64::MAX);
    let jitter = Duration::from_micros(random.next() % (bound_micros + 1));
    if failure.is_unknown() {
        COOL_DOWN + jitter
    } else {
        jitter
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Fixed(u64);

    impl Random for Fixed {
        fn next(&self) -> u64 {
            self.0
        }
    }

    /// The longest wait: the bound itself.
    fn longest(failures: u32, failure: &Failure) -> Duration {
        let bound = BACKOFF_FIRST
            .saturating_mul(1 << failures.min(20))
            .min(BACKOFF_MAX);
        wait(
            failures,
            failure,
            &Fixed(u64::try_from(bound.as_micros()).unwrap()),
        )
    }

    #[test]
    fn the_bound_doubles_up_to_the_longest_wait() {
        let failure = Failure::Throttled;
        assert_eq!(longest(0, &failure), Duration::from_secs(1));
        assert_eq!(longest(3, &failure), Duration::from_secs(8));
        assert_eq!(longest(9, &failure), Duration::from_secs(512));
        for failures in [10, 31, 32, u32::MAX] {
            assert_eq!(longest(failures, &failure), BACKOFF_MAX);
        }
        assert_eq!(wait(5, &failure, &Fixed(0)), Duration::ZERO);
    }

    #[test]
    fn an_unknown_outcome_cools_down() {
        assert_eq!(wait(0, &Failure::Unknown, &Fixed(0)), COOL_DOWN);
    }
}

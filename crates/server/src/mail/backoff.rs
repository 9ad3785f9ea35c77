//! When a letter that could not be sent is tried again.

use std::time::Duration;

use wharfinger_store::Timestamp;

use super::limits::{ATTEMPTS_MAX, RETRY_FIRST, RETRY_LAST};
use crate::seams::Entropy;

/// When the attempt after this one is due; `None` when it was the last. The first is number 1.
pub(crate) fn retry_at(attempt: u32, now: Timestamp, entropy: &dyn Entropy) -> Option<Timestamp> {
    (attempt < ATTEMPTS_MAX).then(|| now.later(jittered(delay(attempt), entropy)))
}

/// Twice as long each time, up to the longest.
fn delay(attempt: u32) -> Duration {
    let factor = 1_u32.checked_shl(attempt.saturating_sub(1));
    RETRY_FIRST
        .saturating_mul(factor.unwrap_or(u32::MAX))
        .min(RETRY_LAST)
}

/// Three to five quarters of it, so that letters that failed together come back one by one.
fn jittered(delay: Duration, entropy: &dyn Entropy) -> Duration {
    let mut random = [0; 2];
    entropy.fill(&mut random);
    let share = u32::from(u16::from_le_bytes(random));
    delay / 4 * 3 + delay / 2 * share / u32::from(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Always(u8);

    impl Entropy for Always {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(self.0);
        }
    }

    #[test]
    fn delays_double_up_to_the_longest() {
        let minutes: Vec<u64> = (1..ATTEMPTS_MAX).map(|n| delay(n).as_secs() / 60).collect();
        assert_eq!(minutes[..10], [1, 2, 4, 8, 16, 32, 64, 128, 256, 360]);
        assert!(minutes[10..].iter().all(|&minutes| minutes == 360));
        // What the documentation of the limit says: 2.9 days.
        assert_eq!(minutes.iter().sum::<u64>(), 4_111);
        assert_eq!(delay(u32::MAX), RETRY_LAST);
        assert_eq!(delay(0), RETRY_FIRST);
    }

    #[test]
    fn chance_moves_a_delay_by_a_quarter() {
        let hour = Duration::from_hours(1);
        assert_eq!(jittered(hour, &Always(0)), Duration::from_mins(45));
        assert_eq!(jittered(hour, &Always(255)), Duration::from_mins(75));
    }

    #[test]
    fn the_last_attempt_is_the_last() {
        let now = Timestamp::MIN;
        assert!(retry_at(ATTEMPTS_MAX - 1, now, &Always(0)).is_some());
        assert_eq!(retry_at(ATTEMPTS_MAX, now, &Always(0)), None);
        assert_eq!(retry_at(u32::MAX, now, &Always(0)), None);
        assert_eq!(Timestamp::MAX.later(Duration::MAX), Timestamp::MAX);
    }
}

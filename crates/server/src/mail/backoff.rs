//! When a letter that could not be sent is tried again.

use wharfinger_store::Timestamp;

use super::limits::{ATTEMPTS_MAX, RETRY_FIRST, RETRY_LAST};
use crate::backoff::{doubled, jittered};
use crate::seams::Entropy;

/// When the attempt after this one is due; `None` when it was the last. The first is number 1.
pub(crate) fn retry_at(attempt: u32, now: Timestamp, entropy: &dyn Entropy) -> Option<Timestamp> {
    let delay = doubled(RETRY_FIRST, RETRY_LAST, attempt);
    (attempt < ATTEMPTS_MAX).then(|| now.later(jittered(delay, entropy)))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    struct Least;

    impl Entropy for Least {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(0);
        }
    }

    #[test]
    fn all_attempts_together_last_as_long_as_is_said() {
        let minutes = (1..ATTEMPTS_MAX)
            .map(|attempt| doubled(RETRY_FIRST, RETRY_LAST, attempt).as_secs() / 60);
        // What the documentation of the limit says: 2.9 days.
        assert_eq!(minutes.sum::<u64>(), 4_111);
    }

    #[test]
    fn the_last_attempt_is_the_last() {
        let now = Timestamp::MIN;
        assert!(retry_at(ATTEMPTS_MAX - 1, now, &Least).is_some());
        assert_eq!(retry_at(ATTEMPTS_MAX, now, &Least), None);
        assert_eq!(retry_at(u32::MAX, now, &Least), None);
        assert_eq!(Timestamp::MAX.later(Duration::MAX), Timestamp::MAX);
    }
}

//! Waiting longer after each failure, and never all at once.

use std::time::Duration;

use crate::seams::Entropy;

/// How long to wait after so many failures, the first of which is number 1: twice as long each time, up to
/// the longest.
pub(crate) fn doubled(first: Duration, last: Duration, failures: u32) -> Duration {
    let factor = 1_u32.checked_shl(failures.saturating_sub(1));
    first.saturating_mul(factor.unwrap_or(u32::MAX)).min(last)
}

/// Three to five quarters of it, so that what failed together comes back one by one.
pub(crate) fn jittered(delay: Duration, entropy: &dyn Entropy) -> Duration {
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
        let (first, last) = (Duration::from_mins(1), Duration::from_hours(6));
        let minutes = |failures| doubled(first, last, failures).as_secs() / 60;
        let growing: Vec<u64> = (1..=10).map(minutes).collect();
        assert_eq!(growing, [1, 2, 4, 8, 16, 32, 64, 128, 256, 360]);
        assert_eq!(minutes(u32::MAX), 360);
        assert_eq!(minutes(0), 1);
    }

    #[test]
    fn chance_moves_a_delay_by_a_quarter() {
        let hour = Duration::from_hours(1);
        assert_eq!(jittered(hour, &Always(0)), Duration::from_mins(45));
        assert_eq!(jittered(hour, &Always(255)), Duration::from_mins(75));
    }
}

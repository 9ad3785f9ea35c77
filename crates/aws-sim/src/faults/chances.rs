//! How likely things go wrong.

use std::time::Duration;

use super::Fault;
use crate::operation::Operation;
use crate::random::Random;

/// How likely each fault is, from 0 to 1. At most one happens to a call, so what they add up to is how
/// many calls in all have a fault; what goes beyond 1 never happens.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Chances {
    /// [`Fault::Throttle`].
    pub throttle: f64,
    /// [`Fault::TooManyRequests`].
    pub too_many_requests: f64,
    /// [`Fault::ServerError`].
    pub server_error: f64,
    /// [`Fault::Unavailable`].
    pub unavailable: f64,
    /// [`Fault::AccessDenied`].
    pub access_denied: f64,
    /// [`Fault::ExpiredToken`].
    pub expired_token: f64,
    /// [`Fault::DropBefore`].
    pub drop_before: f64,
    /// [`Fault::DropAfter`].
    pub drop_after: f64,
    /// [`Fault::Hang`].
    pub hang: f64,
    /// [`Fault::SlowAnswer`].
    pub slow_answer: f64,
    /// [`Fault::LateLanding`].
    pub late_landing: f64,
    /// [`Fault::StaleRead`].
    pub stale_read: f64,
    /// The longest that [`Fault::Hang`], [`Fault::SlowAnswer`] and [`Fault::LateLanding`] wait. They wait at
    /// least a tenth of it.
    pub wait_max: Duration,
    /// The most writes that a [`Fault::StaleRead`] is behind.
    pub writes_ago_max: usize,
}

impl Chances {
    /// Nothing goes wrong. Where something shall: waits of at most 10 seconds, twice what a client should
    /// wait for an answer, and reads that are one write behind.
    pub const NONE: Self = Self {
        throttle: 0.0,
        too_many_requests: 0.0,
        server_error: 0.0,
        unavailable: 0.0,
        access_denied: 0.0,
        expired_token: 0.0,
        drop_before: 0.0,
        drop_after: 0.0,
        hang: 0.0,
        slow_answer: 0.0,
        late_landing: 0.0,
        stale_read: 0.0,
        wait_max: Duration::from_secs(10),
        writes_ago_max: 1,
    };

    /// Everything that passes by itself, in equal parts that add up to `total`: no [`Fault::AccessDenied`]
    /// and no [`Fault::ExpiredToken`].
    ///
    /// ```
    /// use wharfinger_aws_sim::Chances;
    /// let chances = Chances::evenly(0.4);
    /// assert!((chances.throttle - 0.04).abs() < 1e-9);
    /// assert_eq!(chances.access_denied, 0.0);
    /// ```
    #[must_use]
    pub fn evenly(total: f64) -> Self {
        let each = total / 10.0;
        Self {
            throttle: each,
            too_many_requests: each,
            server_error: each,
            unavailable: each,
            drop_before: each,
            drop_after: each,
            hang: each,
            slow_answer: each,
            late_landing: each,
            stale_read: each,
            ..Self::NONE
        }
    }

    /// Draws lots. As much randomness is used whatever comes of it, so that one chance more or less does
    /// not change what happens to all later calls.
    pub(super) fn draw(&self, random: &mut Random, operation: Operation) -> Option<Fault> {
        let lot = random.fraction();
        let wait = self.wait_max.mul_f64(0.1 + 0.9 * random.fraction());
        let writes = 1 + random.below(self.writes_ago_max);
        let table = [
            (self.throttle, Fault::Throttle),
            (self.too_many_requests, Fault::TooManyRequests),
            (self.server_error, Fault::ServerError),
            (self.unavailable, Fault::Unavailable),
            (self.access_denied, Fault::AccessDenied),
            (self.expired_token, Fault::ExpiredToken),
            (self.drop_before, Fault::DropBefore),
            (self.drop_after, Fault::DropAfter),
            (self.hang, Fault::Hang(wait)),
            (self.slow_answer, Fault::SlowAnswer(wait)),
            (self.late_landing, Fault::LateLanding(wait)),
            (self.stale_read, Fault::StaleRead(writes)),
        ];
        let mut below = 0.0;
        let drawn = table.into_iter().find(|(chance, _)| {
            below += chance;
            lot < below
        });
        drawn
            .map(|(_, fault)| fault)
            .filter(|fault| fault.concerns(operation))
    }
}

impl Default for Chances {
    fn default() -> Self {
        Self::NONE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(seed: u64, chances: Chances, operation: Operation) -> Vec<Option<Fault>> {
        let mut random = Random::new(seed);
        (0..2_000)
            .map(|_| chances.draw(&mut random, operation))
            .collect()
    }

    #[test]
    fn everything_that_can_happen_does() {
        let faults = drawn(1, Chances::evenly(1.0), Operation::GetRepositoryPolicy);
        let kinds: std::collections::BTreeSet<_> = faults
            .iter()
            .flatten()
            .map(std::mem::discriminant)
            .map(|kind| format!("{kind:?}"))
            .collect();
        assert_eq!(kinds.len(), 10);
        assert!(faults.iter().all(Option::is_some));
    }

    #[test]
    fn the_same_seed_draws_the_same() {
        let chances = Chances::evenly(0.4);
        let operation = Operation::SetRepositoryPolicy;
        assert_eq!(drawn(5, chances, operation), drawn(5, chances, operation));
        assert_ne!(drawn(5, chances, operation), drawn(6, chances, operation));
    }

    #[test]
    fn only_policies_are_read_late() {
        let chances = Chances {
            stale_read: 1.0,
            ..Chances::NONE
        };
        let is_none = |fault: Option<Fault>| fault.is_none();
        assert!(
            drawn(1, chances, Operation::SetRepositoryPolicy)
                .into_iter()
                .all(is_none)
        );
        assert!(
            !drawn(1, chances, Operation::GetRepositoryPolicy)
                .into_iter()
                .any(is_none)
        );
    }
}

//! Rate limits per address, or per account, in bounded memory.
//!
//! GCRA (ATM Forum TM 4.0, appendix I): one number an address, the time at which its bucket
//! would be full again. Time comes in as an argument.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use wharfinger_store::Timestamp;

use crate::limits::RATE_LIMIT_ADDRESSES_MAX;

/// The bucket that newcomers share; a multicast address, so nobody's own (RFC 4291, 2.7).
const NEWCOMERS: IpAddr = IpAddr::V6(Ipv6Addr::new(0xff00, 0, 0, 0, 0, 0, 0, 0));

/// A limit on how often one address, or whatever else `K` names, may do something.
#[derive(Debug)]
pub(crate) struct RateLimit<K = IpAddr> {
    every_us: i64,
    burst_us: i64,
    keys_max: usize,
    /// The bucket that newcomers share when the memory is full.
    newcomers: K,
    full_again_at: Mutex<HashMap<K, Timestamp>>,
}

/// Whoever it is must wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MustWait {
    /// How long, rounded up to whole seconds, at least one.
    pub seconds: u64,
}

/// What a limit leaves to one address: whole acts and whole seconds, as clients are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Standing {
    /// Acts that may be done within any [`Self::window_seconds`], for ever.
    pub(crate) quota: u64,
    /// How long it takes to earn [`Self::quota`] anew, rounded up.
    pub(crate) window_seconds: u64,
    /// Acts that may be done at once, now.
    pub(crate) available: u64,
    /// How long it takes to earn [`Self::available`] anew, or the next act where there is none,
    /// rounded up.
    pub(crate) effective_seconds: u64,
}

impl RateLimit {
    /// `burst` at once, and one more `every` so often; remembers up to `addresses_max` addresses.
    /// An `every` of zero means no limit.
    #[must_use]
    pub(crate) fn new(every: Duration, burst: u32, addresses_max: usize) -> Self {
        Self::of_keys(every, burst, addresses_max, NEWCOMERS)
    }

    /// So many acts a minute, and `burst` at once, but no more than a minute's: whoever allows ten a
    /// minute does not mean thousands first. 0 for any number.
    #[must_use]
    pub(crate) fn per_minute(acts: u32, burst: u32) -> Self {
        let every = match acts {
            0 => Duration::ZERO,
            acts => Duration::from_mins(1) / acts,
        };
        Self::new(every, burst.min(acts), RATE_LIMIT_ADDRESSES_MAX)
    }

    /// Counts one act of `address`, or says how long it must wait.
    pub(crate) fn take(&self, address: IpAddr, now: Timestamp) -> Result<(), MustWait> {
        self.take_key(network(address), now)
    }

    /// What is left to `address`; nothing where there is no limit.
    pub(crate) fn standing(&self, address: IpAddr, now: Timestamp) -> Option<Standing> {
        self.standing_of_key(network(address), now)
    }

    /// Takes back one act of `address` that was counted and does not count after all.
    pub(crate) fn give_back(&self, address: IpAddr, now: Timestamp) {
        self.give_back_key(network(address), now);
    }
}

impl<K: Copy + Eq + Hash> RateLimit<K> {
    /// The same for other keys, of which `newcomers` is nobody's own.
    #[must_use]
    pub(crate) fn of_keys(every: Duration, burst: u32, keys_max: usize, newcomers: K) -> Self {
        let every_us = i64::try_from(every.as_micros()).unwrap_or(i64::MAX);
        Self {
            every_us,
            burst_us: every_us.saturating_mul(i64::from(burst)),
            keys_max,
            newcomers,
            full_again_at: Mutex::default(),
        }
    }

    /// Counts one act, or says how long to wait.
    pub(crate) fn take_key(&self, key: K, now: Timestamp) -> Result<(), MustWait> {
        if self.every_us == 0 {
            return Ok(());
        }
        let mut known = self
            .full_again_at
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let key = self.bucket(&mut known, key, now);
        let now_us = now.as_micros();
        let full_again_at_us = known
            .get(&key)
            .map_or(now_us, |at| at.as_micros().max(now_us));
        let after_us = full_again_at_us.saturating_add(self.every_us);
        let wait_us = after_us - now_us - self.burst_us;
        if wait_us > 0 {
            let seconds = whole_seconds(wait_us);
            return Err(MustWait { seconds });
        }
        known.insert(key, Timestamp::from_micros(after_us));
        Ok(())
    }

    /// What is left to a key; nothing where there is no limit.
    fn standing_of_key(&self, key: K, now: Timestamp) -> Option<Standing> {
        if self.every_us == 0 {
            return None;
        }
        let mut known = self
            .full_again_at
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let key = self.bucket(&mut known, key, now);
        let missing_us = known
            .get(&key)
            .map_or(0, |at| (at.as_micros() - now.as_micros()).max(0));
        // A clock that was set back may have left more missing than a bucket holds.
        let available_us = (self.burst_us - missing_us).max(0);
        let available = available_us / self.every_us;
        let effective_us = if available > 0 {
            available * self.every_us
        } else {
            missing_us.saturating_add(self.every_us) - self.burst_us
        };
        Some(Standing {
            quota: unsigned(self.burst_us / self.every_us),
            window_seconds: whole_seconds(self.burst_us),
            available: unsigned(available),
            effective_seconds: whole_seconds(effective_us),
        })
    }

    /// Takes back one act that was counted and does not count after all.
    pub(crate) fn give_back_key(&self, key: K, now: Timestamp) {
        let mut known = self
            .full_again_at
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let key = self.bucket(&mut known, key, now);
        if let Some(full_again_at) = known.get_mut(&key) {
            let before_us = full_again_at.as_micros().saturating_sub(self.every_us);
            *full_again_at = Timestamp::from_micros(before_us);
        }
    }

    /// The key itself, or, when the memory is full of keys that still count, the one bucket that all
    /// newcomers share.
    fn bucket(&self, known: &mut HashMap<K, Timestamp>, key: K, now: Timestamp) -> K {
        if known.len() >= self.keys_max && !known.contains_key(&key) {
            known.retain(|_, full_again_at| *full_again_at > now);
            if known.len() >= self.keys_max {
                return self.newcomers;
            }
        }
        key
    }
}

/// Whole seconds, rounded up: whoever waits them has waited long enough.
fn whole_seconds(micros: i64) -> u64 {
    unsigned(micros).div_ceil(1_000_000)
}

fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or_default()
}

/// What counts as one address: IPv6 hands out networks of 2^64 (RFC 6177), so their prefix counts.
pub(crate) fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: i64 = 1_000_000;

    fn at(micros: i64) -> Timestamp {
        Timestamp::from_micros(micros)
    }

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn a_burst_passes_then_the_rate_holds() {
        let limit = RateLimit::new(Duration::from_secs(3), 2, 10);
        let a = address("192.0.2.1");
        assert_eq!(limit.take(a, at(0)), Ok(()));
        assert_eq!(limit.take(a, at(0)), Ok(()));
        assert_eq!(limit.take(a, at(0)), Err(MustWait { seconds: 3 }));
        assert_eq!(limit.take(a, at(2 * SECOND)), Err(MustWait { seconds: 1 }));
        assert_eq!(limit.take(a, at(3 * SECOND)), Ok(()));
        assert_eq!(limit.take(address("192.0.2.2"), at(0)), Ok(()));
    }

    #[test]
    fn a_burst_is_no_more_than_a_minutes_acts() {
        for (acts, burst, at_once) in [(10, 2_000, 10), (6_000, 2_000, 2_000)] {
            let limit = RateLimit::per_minute(acts, burst);
            for _ in 0..at_once {
                limit.take(address("192.0.2.1"), at(0)).unwrap();
            }
            limit.take(address("192.0.2.1"), at(0)).unwrap_err();
        }
    }

    #[test]
    fn what_is_given_back_does_not_count() {
        let limit = RateLimit::new(Duration::from_secs(1), 1, 10);
        let a = address("192.0.2.1");
        for _ in 0..5 {
            assert_eq!(limit.take(a, at(0)), Ok(()));
            limit.give_back(a, at(0));
        }
        limit.take(a, at(0)).unwrap();
        assert_eq!(limit.take(a, at(0)), Err(MustWait { seconds: 1 }));
    }

    #[test]
    fn an_ipv6_network_counts_as_one_and_a_mapped_address_as_ipv4() {
        let limit = RateLimit::new(Duration::from_secs(1), 1, 10);
        limit.take(address("2001:db8::1"), at(0)).unwrap();
        limit.take(address("2001:db8::2"), at(0)).unwrap_err();
        limit.take(address("2001:db8:0:1::1"), at(0)).unwrap();
        limit.take(address("192.0.2.1"), at(0)).unwrap();
        limit.take(address("::ffff:192.0.2.1"), at(0)).unwrap_err();
    }

    #[test]
    fn memory_stays_bounded_and_newcomers_then_share() {
        let limit = RateLimit::new(Duration::from_secs(1), 1, 2);
        limit.take(address("192.0.2.1"), at(0)).unwrap();
        limit.take(address("192.0.2.2"), at(0)).unwrap();
        limit.take(address("192.0.2.3"), at(0)).unwrap();
        limit.take(address("192.0.2.4"), at(0)).unwrap_err();
        assert!(limit.full_again_at.lock().unwrap().len() <= 3);
        // Once the old ones no longer count, a newcomer has its own bucket again.
        limit.take(address("192.0.2.5"), at(5 * SECOND)).unwrap();
        limit.take(address("192.0.2.6"), at(5 * SECOND)).unwrap();
    }

    /// A minute's acts, which do not divide it evenly, after some of them.
    fn some_taken(acts: u32, burst: u32, taken: u32) -> RateLimit {
        let limit = RateLimit::per_minute(acts, burst);
        for _ in 0..taken {
            limit.take(address("192.0.2.1"), at(0)).unwrap();
        }
        limit
    }

    #[test]
    fn as_many_acts_pass_as_are_told() {
        let a = address("192.0.2.1");
        for (acts, burst, taken) in [(600, 600, 0), (7, 5, 3), (6_000, 2_000, 1), (60, 60, 60)] {
            for later in [0, SECOND / 3, 5 * SECOND] {
                let limit = some_taken(acts, burst, taken);
                let standing = limit.standing(a, at(later)).unwrap();
                for _ in 0..standing.available {
                    limit.take(a, at(later)).unwrap();
                }
                let context = format!("{acts} {burst} {taken} {later}: {standing:?}");
                let refused = limit.take(a, at(later)).expect_err(&context);
                let nothing_left = limit.standing(a, at(later)).unwrap();
                assert_eq!(nothing_left.available, 0, "{context}");
                assert_eq!(nothing_left.effective_seconds, refused.seconds, "{context}");
            }
        }
    }

    #[test]
    fn what_is_told_is_earned_anew_in_the_time_that_is_told() {
        let a = address("192.0.2.1");
        for (acts, burst, taken) in [(600, 600, 0), (7, 5, 3), (6_000, 2_000, 1), (60, 60, 60)] {
            let limit = some_taken(acts, burst, taken);
            let standing = limit.standing(a, at(0)).unwrap();
            for _ in 0..standing.available {
                limit.take(a, at(0)).unwrap();
            }
            let effective_us = i64::try_from(standing.effective_seconds).unwrap() * SECOND;
            let again = limit.standing(a, at(effective_us)).unwrap();
            let context = format!("{acts} {burst} {taken}: {standing:?}");
            assert!(again.available >= standing.available.max(1), "{context}");

            let limit = some_taken(acts, burst, 0);
            let window_us = i64::try_from(standing.window_seconds).unwrap() * SECOND;
            for window in 0..3 {
                for _ in 0..standing.quota {
                    limit.take(a, at(window * window_us)).expect(&context);
                }
            }
        }
    }

    #[test]
    fn zero_means_no_limit() {
        let limit = RateLimit::new(Duration::ZERO, 0, 1);
        for _ in 0..100 {
            limit.take(address("192.0.2.1"), at(0)).unwrap();
        }
        assert_eq!(limit.standing(address("192.0.2.1"), at(0)), None);
    }
}

//! Limits how often wrong answers may be given: from an address, and for whatever is guessed at, or by
//! whomever.
//!
//! A guess is counted before it is compared, so that requests that come at once find limits that have
//! seen the others, and given back where it is right.
//!
//! Each server counts by itself, so of several sharing a database each allows as many.

use std::hash::Hash;
use std::net::IpAddr;
use std::time::Duration;

use wharfinger_store::Timestamp;

use crate::limits::{RATE_LIMIT_ADDRESSES_MAX, SIGN_IN_FAILURE_EVERY, SIGN_IN_FAILURES_BURST};
use crate::rate_limit::{MustWait, RateLimit};

/// The guesses of every address, and about every key.
#[derive(Debug)]
pub(crate) struct KeyedGuesses<K> {
    addresses: RateLimit,
    keys: RateLimit<K>,
}

/// A guess that may be compared now. It counts until it turns out to be right.
#[derive(Debug)]
#[must_use = "what became of it counts"]
pub(crate) struct Guess<K> {
    address: IpAddr,
    key: K,
}

impl<K: Copy + Eq + Hash> KeyedGuesses<K> {
    /// `burst` wrong guesses about a key at once, and one more `every` so often; from an address as many
    /// as it may fail to sign in. `nobody` is no key of anybody's.
    pub(crate) fn new(every: Duration, burst: u32, nobody: K) -> Self {
        Self {
            addresses: RateLimit::new(
                SIGN_IN_FAILURE_EVERY,
                SIGN_IN_FAILURES_BURST,
                RATE_LIMIT_ADDRESSES_MAX,
            ),
            keys: RateLimit::of_keys(every, burst, RATE_LIMIT_ADDRESSES_MAX, nobody),
        }
    }

    /// Counts a guess at an address about a key.
    pub(crate) fn take(
        &self,
        address: IpAddr,
        key: K,
        now: Timestamp,
    ) -> Result<Guess<K>, MustWait> {
        self.addresses.take(address, now)?;
        if let Err(wait) = self.keys.take_key(key, now) {
            // It was not compared, so it is no failure of the address.
            self.addresses.give_back(address, now);
            return Err(wait);
        }
        Ok(Guess { address, key })
    }

    /// The guess is right, or nobody could say: it does not count after all.
    pub(crate) fn give_back(&self, guess: &Guess<K>, now: Timestamp) {
        self.addresses.give_back(guess.address, now);
        self.keys.give_back_key(guess.key, now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(0);
    const ABOUT_A_KEY: u8 = 3;

    fn guesses() -> KeyedGuesses<u32> {
        KeyedGuesses::new(Duration::from_mins(1), ABOUT_A_KEY.into(), 0)
    }

    fn address(last: u8) -> IpAddr {
        IpAddr::from([192, 0, 2, last])
    }

    #[test]
    fn a_key_is_guessed_at_so_often_from_wherever() {
        let guesses = guesses();
        for last in 1..=ABOUT_A_KEY {
            let _ = guesses.take(address(last), 1, NOW).unwrap();
        }
        guesses.take(address(200), 1, NOW).unwrap_err();
        let _ = guesses.take(address(200), 2, NOW).unwrap();
    }

    #[test]
    fn an_address_guesses_so_often_about_whatever() {
        let guesses = guesses();
        for key in 1..=SIGN_IN_FAILURES_BURST {
            let _ = guesses.take(address(1), key, NOW).unwrap();
        }
        guesses.take(address(1), 200, NOW).unwrap_err();
        let _ = guesses.take(address(2), 200, NOW).unwrap();
    }

    #[test]
    fn what_was_right_does_not_count() {
        let guesses = guesses();
        for _ in 0..1_000 {
            let guess = guesses.take(address(1), 1, NOW).unwrap();
            guesses.give_back(&guess, NOW);
        }
    }

    #[test]
    fn what_was_not_compared_does_not_count_for_the_address() {
        let guesses = guesses();
        for _ in 0..ABOUT_A_KEY {
            let _ = guesses.take(address(1), 1, NOW).unwrap();
        }
        for _ in 0..1_000 {
            guesses.take(address(1), 1, NOW).unwrap_err();
        }
        let _ = guesses.take(address(1), 2, NOW).unwrap();
    }
}

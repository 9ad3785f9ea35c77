//! Limits how often wrong passwords may be tried: from an address, and for an account.
//!
//! A try is counted before its password is compared, so that requests that come at once find limits
//! that have seen the others, and given back where the password is right. An account is counted by the
//! name that was typed, whether there is one or not: the answer gives no names away.
//!
//! Each server counts by itself, so of several sharing a database each allows as many.

use std::net::IpAddr;

use sha2::{Digest as _, Sha256};
use wharfinger_store::Timestamp;

use crate::limits::{
    PASSWORD_FAILURE_EVERY, PASSWORD_FAILURES_BURST, RATE_LIMIT_ADDRESSES_MAX,
    SIGN_IN_FAILURE_EVERY, SIGN_IN_FAILURES_BURST,
};
use crate::rate_limit::{MustWait, RateLimit};

/// A name as it is remembered: half a SHA-256, so that long ones take no more room.
type NameHash = [u8; 16];

/// The tries of every address and account.
#[derive(Debug)]
pub(crate) struct PasswordGuesses {
    addresses: RateLimit,
    names: RateLimit<NameHash>,
}

/// A password that may be compared now. It counts until it turns out to be right.
#[derive(Debug)]
#[must_use = "what became of it counts"]
pub(crate) struct Guess {
    address: IpAddr,
    name: NameHash,
}

impl Default for PasswordGuesses {
    fn default() -> Self {
        Self {
            addresses: RateLimit::new(
                SIGN_IN_FAILURE_EVERY,
                SIGN_IN_FAILURES_BURST,
                RATE_LIMIT_ADDRESSES_MAX,
            ),
            names: RateLimit::of_keys(
                PASSWORD_FAILURE_EVERY,
                PASSWORD_FAILURES_BURST,
                RATE_LIMIT_ADDRESSES_MAX,
                // What no name hashes to that anybody will find.
                NameHash::default(),
            ),
        }
    }
}

impl PasswordGuesses {
    /// Counts a try from `address` for the account that `name` names.
    pub(crate) fn take(
        &self,
        address: IpAddr,
        name: &str,
        now: Timestamp,
    ) -> Result<Guess, MustWait> {
        let digest: [u8; 32] = Sha256::digest(name).into();
        let name = std::array::from_fn(|at| digest[at]);
        self.addresses.take(address, now)?;
        if let Err(wait) = self.names.take_key(name, now) {
            // It was not tried, so it is no failure of the address.
            self.addresses.give_back(address, now);
            return Err(wait);
        }
        Ok(Guess { address, name })
    }

    /// The password is right, or nobody could say: it does not count after all.
    pub(crate) fn give_back(&self, guess: &Guess, now: Timestamp) {
        self.addresses.give_back(guess.address, now);
        self.names.give_back_key(guess.name, now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(0);

    fn address(last: u8) -> IpAddr {
        IpAddr::from([192, 0, 2, last])
    }

    #[test]
    fn an_account_is_tried_so_often_from_wherever() {
        let guesses = PasswordGuesses::default();
        for number in 0..PASSWORD_FAILURES_BURST {
            let last = u8::try_from(number).unwrap();
            let _ = guesses.take(address(last), "ada", NOW).unwrap();
        }
        guesses.take(address(200), "ada", NOW).unwrap_err();
        let _ = guesses.take(address(200), "grace", NOW).unwrap();
    }

    #[test]
    fn an_address_tries_so_often_whomever() {
        let guesses = PasswordGuesses::default();
        for number in 0..SIGN_IN_FAILURES_BURST {
            let _ = guesses
                .take(address(1), &format!("name-{number}"), NOW)
                .unwrap();
        }
        guesses.take(address(1), "another", NOW).unwrap_err();
        let _ = guesses.take(address(2), "another", NOW).unwrap();
    }

    #[test]
    fn what_was_right_does_not_count() {
        let guesses = PasswordGuesses::default();
        for _ in 0..1_000 {
            let guess = guesses.take(address(1), "ada", NOW).unwrap();
            guesses.give_back(&guess, NOW);
        }
    }

    #[test]
    fn what_was_not_tried_does_not_count_for_the_address() {
        let guesses = PasswordGuesses::default();
        for _ in 0..PASSWORD_FAILURES_BURST {
            let _ = guesses.take(address(1), "ada", NOW).unwrap();
        }
        for _ in 0..1_000 {
            guesses.take(address(1), "ada", NOW).unwrap_err();
        }
        let _ = guesses.take(address(1), "grace", NOW).unwrap();
    }
}

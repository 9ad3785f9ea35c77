//! Limits how often an address may guess at the operator's token, without making whoever has the
//! right one pay for it.
//!
//! Against a token that we made nobody can guess: it has 190 random bits, and one that looks like it
//! is compared however often others were wrong. What looks like a token that the operator chose is
//! another matter: to compare it at any time would be to let anybody guess at any speed, so it is
//! counted. A token that was refused before is no new guess: a script that holds an old one and
//! tries again for ever takes nothing from others at its address.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use wharfinger_store::{Timestamp, TokenHash};

use crate::limits::{RATE_LIMIT_ADDRESSES_MAX, SIGN_IN_FAILURE_EVERY, SIGN_IN_FAILURES_BURST};
use crate::operator_token::OperatorToken;
use crate::rate_limit::{MustWait, RateLimit, network};

/// The guesses of every address.
#[derive(Debug)]
pub(crate) struct Guesses {
    limit: RateLimit,
    /// The token that each address was refused last.
    refused: Mutex<HashMap<IpAddr, TokenHash>>,
}

/// A token that may be compared now. Counted until it turns out to be right.
#[derive(Debug)]
#[must_use = "what became of it counts"]
pub(crate) struct Guess {
    address: IpAddr,
    hash: TokenHash,
    is_counted: bool,
}

impl Default for Guesses {
    fn default() -> Self {
        Self {
            limit: RateLimit::new(
                SIGN_IN_FAILURE_EVERY,
                SIGN_IN_FAILURES_BURST,
                RATE_LIMIT_ADDRESSES_MAX,
            ),
            refused: Mutex::default(),
        }
    }
}

impl Guesses {
    /// Counts a token before it is compared: requests that come at once find a limit that has seen
    /// the others.
    pub(crate) fn take(
        &self,
        address: IpAddr,
        token: &OperatorToken,
        now: Timestamp,
    ) -> Result<Guess, MustWait> {
        let address = network(address);
        let hash = token.hash();
        let is_counted = !token.is_generated() && self.refused().get(&address) != Some(&hash);
        if is_counted {
            self.limit.take(address, now)?;
        }
        Ok(Guess {
            address,
            hash,
            is_counted,
        })
    }

    /// The token was compared, and is not the operator's.
    pub(crate) fn refuse(&self, guess: &Guess) {
        if !guess.is_counted {
            return;
        }
        let mut refused = self.refused();
        if refused.len() >= RATE_LIMIT_ADDRESSES_MAX {
            // To forget them costs each address one guess.
            refused.clear();
        }
        refused.insert(guess.address, guess.hash);
    }

    /// The token is right, or nobody could say: it does not count after all.
    pub(crate) fn give_back(&self, guess: &Guess, now: Timestamp) {
        if guess.is_counted {
            self.limit.give_back(guess.address, now);
        }
    }

    fn refused(&self) -> MutexGuard<'_, HashMap<IpAddr, TokenHash>> {
        self.refused.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seams::System;

    const NOW: Timestamp = Timestamp::from_micros(0);

    fn address() -> IpAddr {
        "192.0.2.1".parse().unwrap()
    }

    fn guess(guesses: &Guesses, token: &str) -> Result<(), MustWait> {
        let token = OperatorToken::parse(token).unwrap();
        guesses.refuse(&guesses.take(address(), &token, NOW)?);
        Ok(())
    }

    fn exhausted() -> Guesses {
        let guesses = Guesses::default();
        for number in 0..SIGN_IN_FAILURES_BURST {
            guess(&guesses, &format!("guess-{number}")).unwrap();
        }
        guess(&guesses, "one-more").unwrap_err();
        guesses
    }

    #[test]
    fn a_token_of_ours_is_compared_however_often_others_were_wrong() {
        let guesses = exhausted();
        for _ in 0..1_000 {
            let token = OperatorToken::generate(&System);
            guess(&guesses, token.reveal()).unwrap();
        }
    }

    #[test]
    fn a_token_that_is_tried_again_counts_once() {
        let guesses = Guesses::default();
        for _ in 0..1_000 {
            guess(&guesses, "the-one-of-last-year").unwrap();
        }
        for number in 1..SIGN_IN_FAILURES_BURST {
            guess(&guesses, &format!("guess-{number}")).unwrap();
        }
        guess(&guesses, "one-more").unwrap_err();
    }

    #[test]
    fn what_is_right_does_not_count() {
        let guesses = Guesses::default();
        let token = OperatorToken::parse("chosen-by-the-operator").unwrap();
        for _ in 0..1_000 {
            let guess = guesses.take(address(), &token, NOW).unwrap();
            guesses.give_back(&guess, NOW);
        }
    }

    #[test]
    fn memory_stays_bounded() {
        let guesses = Guesses::default();
        let token = OperatorToken::parse("wrong").unwrap();
        for number in 0..=RATE_LIMIT_ADDRESSES_MAX {
            let address = IpAddr::from(u32::try_from(number).unwrap().to_be_bytes());
            guesses.refuse(&guesses.take(address, &token, NOW).unwrap());
        }
        assert!(guesses.refused().len() <= RATE_LIMIT_ADDRESSES_MAX);
    }
}

//! Limits how often an address may guess at the operator's token. API tokens are not counted: nobody
//! guesses 190 random bits.
//!
//! To compare the operator's token at any time would be to let anybody guess at any speed, so every
//! guess counts, and the right token too, wherever it was right before: an address may be shared by an
//! office, or by everybody behind a proxy that nobody told the server of. While others guess at its
//! address it waits as they do.
//!
//! A token that was refused before is no new guess: scripts that hold an old one and try again for
//! ever take nothing from others at their address, as long as there are few of them.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use wharfinger_store::{SecretHash, Timestamp};

use crate::limits::{RATE_LIMIT_ADDRESSES_MAX, SIGN_IN_FAILURE_EVERY, SIGN_IN_FAILURES_BURST};
use crate::operator_token::OperatorToken;
use crate::rate_limit::{MustWait, RateLimit, network};

/// Refused tokens that are remembered of an address: the old ones of a few scripts behind one router.
/// An address that tries more in turn counts each of them again.
const REFUSED_REMEMBERED_MAX: usize = 4;

/// The guesses of every address.
#[derive(Debug)]
pub(crate) struct Guesses {
    limit: RateLimit,
    /// The tokens that each address was refused last, the latest first.
    refused: Mutex<HashMap<IpAddr, Vec<SecretHash>>>,
}

/// A token that may be compared now. Counted until it turns out to be right.
#[derive(Debug)]
#[must_use = "what became of it counts"]
pub(crate) struct Guess {
    address: IpAddr,
    hash: SecretHash,
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
        let was_refused = || {
            let refused = self.refused();
            refused.get(&address).is_some_and(|few| few.contains(&hash))
        };
        let is_counted = !was_refused();
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
        if refused.len() >= RATE_LIMIT_ADDRESSES_MAX && !refused.contains_key(&guess.address) {
            // To forget them costs each address a few guesses.
            refused.clear();
        }
        let few = refused.entry(guess.address).or_default();
        // Requests that came at once may all have been counted.
        if !few.contains(&guess.hash) {
            few.insert(0, guess.hash);
            few.truncate(REFUSED_REMEMBERED_MAX);
        }
    }

    /// The token is right, or nobody could say: it does not count after all.
    pub(crate) fn give_back(&self, guess: &Guess, now: Timestamp) {
        if guess.is_counted {
            self.limit.give_back(guess.address, now);
        }
    }

    fn refused(&self) -> MutexGuard<'_, HashMap<IpAddr, Vec<SecretHash>>> {
        self.refused.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(0);

    fn address() -> IpAddr {
        "192.0.2.1".parse().unwrap()
    }

    fn guess(guesses: &Guesses, token: &str) -> Result<(), MustWait> {
        let token = OperatorToken::parse(token).unwrap();
        guesses.refuse(&guesses.take(address(), &token, NOW)?);
        Ok(())
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
    fn a_few_tokens_that_are_tried_again_count_once_each() {
        let guesses = Guesses::default();
        for _ in 0..1_000 {
            for script in 0..REFUSED_REMEMBERED_MAX {
                guess(&guesses, &format!("old-{script}")).unwrap();
            }
        }
        let counted = u32::try_from(REFUSED_REMEMBERED_MAX).unwrap();
        for number in counted..SIGN_IN_FAILURES_BURST {
            guess(&guesses, &format!("guess-{number}")).unwrap();
        }
        guess(&guesses, "one-more").unwrap_err();
    }

    #[test]
    fn a_token_that_was_right_is_no_easier_to_guess() {
        let guesses = Guesses::default();
        let token = OperatorToken::parse("chosen-by-the-operator").unwrap();
        let right = guesses.take(address(), &token, NOW).unwrap();
        guesses.give_back(&right, NOW);
        for number in 0..SIGN_IN_FAILURES_BURST {
            guess(&guesses, &format!("guess-{number}")).unwrap();
        }
        guesses.take(address(), &token, NOW).unwrap_err();
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
        let token = |number: usize| OperatorToken::parse(&format!("wrong-{number}")).unwrap();
        for number in 0..2 * REFUSED_REMEMBERED_MAX {
            let guess = guesses.take(address(), &token(number), NOW).unwrap();
            guesses.refuse(&guess);
        }
        let remembered = guesses.refused()[&address()].len();
        assert_eq!(remembered, REFUSED_REMEMBERED_MAX);
        for number in 0..=RATE_LIMIT_ADDRESSES_MAX {
            let address = IpAddr::from(u32::try_from(number).unwrap().to_be_bytes());
            guesses.refuse(&guesses.take(address, &token(0), NOW).unwrap());
        }
        assert!(guesses.refused().len() <= RATE_LIMIT_ADDRESSES_MAX);
    }
}

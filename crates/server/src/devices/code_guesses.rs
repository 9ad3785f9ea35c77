//! Limits how often a code may be guessed at: by an account, and from an address, which may have made
//! several. Only wrong codes count.
//!
//! Each server counts by itself, so of several sharing a database each allows as many.

use std::net::IpAddr;

use wharfinger_core::account::AccountId;
use wharfinger_store::{OPERATOR, Timestamp};

use crate::limits::{
    RATE_LIMIT_ADDRESSES_MAX, SIGN_IN_FAILURE_EVERY, SIGN_IN_FAILURES_BURST,
    USER_CODE_FAILURE_EVERY, USER_CODE_FAILURES_BURST,
};
use crate::rate_limit::{MustWait, RateLimit};

/// The guesses of every address and account.
#[derive(Debug)]
pub(crate) struct CodeGuesses {
    addresses: RateLimit,
    accounts: RateLimit<AccountId>,
}

/// A code that may be looked up now. It counts until it turns out to be right.
#[derive(Debug)]
#[must_use = "what became of it counts"]
pub(crate) struct Guess {
    address: IpAddr,
    account: AccountId,
}

impl Default for CodeGuesses {
    fn default() -> Self {
        Self {
            addresses: RateLimit::new(
                SIGN_IN_FAILURE_EVERY,
                SIGN_IN_FAILURES_BURST,
                RATE_LIMIT_ADDRESSES_MAX,
            ),
            accounts: RateLimit::of_keys(
                USER_CODE_FAILURE_EVERY,
                USER_CODE_FAILURES_BURST,
                RATE_LIMIT_ADDRESSES_MAX,
                // Who has no browser, and so types no codes.
                OPERATOR,
            ),
        }
    }
}

impl CodeGuesses {
    /// Counts a code that an account has typed at an address.
    pub(crate) fn take(
        &self,
        address: IpAddr,
        account: AccountId,
        now: Timestamp,
    ) -> Result<Guess, MustWait> {
        self.addresses.take(address, now)?;
        if let Err(wait) = self.accounts.take_key(account, now) {
            // It was not looked up, so it is no failure of the address.
            self.addresses.give_back(address, now);
            return Err(wait);
        }
        Ok(Guess { address, account })
    }

    /// The code is right, or nobody could say: it does not count after all.
    pub(crate) fn give_back(&self, guess: &Guess, now: Timestamp) {
        self.addresses.give_back(guess.address, now);
        self.accounts.give_back_key(guess.account, now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(0);

    fn address(last: u8) -> IpAddr {
        IpAddr::from([192, 0, 2, last])
    }

    fn account(number: u8) -> AccountId {
        AccountId::from_bytes([number; 16])
    }

    #[test]
    fn an_account_guesses_so_often_from_wherever() {
        let guesses = CodeGuesses::default();
        for number in 0..USER_CODE_FAILURES_BURST {
            let last = u8::try_from(number).unwrap();
            let _ = guesses.take(address(last), account(1), NOW).unwrap();
        }
        guesses.take(address(200), account(1), NOW).unwrap_err();
        let _ = guesses.take(address(200), account(2), NOW).unwrap();
    }

    #[test]
    fn an_address_guesses_so_often_whoever_is_signed_in_there() {
        let guesses = CodeGuesses::default();
        for number in 0..SIGN_IN_FAILURES_BURST {
            let number = u8::try_from(number).unwrap();
            let _ = guesses.take(address(1), account(number), NOW).unwrap();
        }
        guesses.take(address(1), account(200), NOW).unwrap_err();
        let _ = guesses.take(address(2), account(200), NOW).unwrap();
    }

    #[test]
    fn what_is_right_or_was_not_looked_up_does_not_count() {
        let guesses = CodeGuesses::default();
        for _ in 0..1_000 {
            let guess = guesses.take(address(1), account(1), NOW).unwrap();
            guesses.give_back(&guess, NOW);
        }
        for _ in 0..USER_CODE_FAILURES_BURST {
            let _ = guesses.take(address(1), account(1), NOW).unwrap();
        }
        for _ in 0..1_000 {
            guesses.take(address(1), account(1), NOW).unwrap_err();
        }
        let _ = guesses.take(address(1), account(2), NOW).unwrap();
    }
}

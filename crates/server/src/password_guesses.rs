//! How often wrong passwords may be tried for an account.
//!
//! An account is counted by the name that was typed, whether there is one or not: the answer gives no
//! names away.

use sha2::{Digest as _, Sha256};

use crate::keyed_guesses::KeyedGuesses;
use crate::limits::{PASSWORD_FAILURE_EVERY, PASSWORD_FAILURES_BURST};

/// A name as it is remembered: half a SHA-256, so that long ones take no more room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct NameHash([u8; 16]);

impl NameHash {
    /// What no name hashes to that anybody will find.
    const NOBODY: Self = Self([0; 16]);

    pub(crate) fn of(name: &str) -> Self {
        let digest: [u8; 32] = Sha256::digest(name).into();
        Self(std::array::from_fn(|at| digest[at]))
    }
}

/// The tries of every address and account.
pub(crate) fn guesses() -> KeyedGuesses<NameHash> {
    let (every, burst) = (PASSWORD_FAILURE_EVERY, PASSWORD_FAILURES_BURST);
    KeyedGuesses::new(every, burst, NameHash::NOBODY)
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use wharfinger_store::Timestamp;

    use super::*;

    #[test]
    fn an_account_is_tried_so_often_by_its_name() {
        let (guesses, now) = (guesses(), Timestamp::from_micros(0));
        let address = |number: u32| IpAddr::from([192, 0, 2, u8::try_from(number).unwrap()]);
        let (ada, grace) = (NameHash::of("ada"), NameHash::of("grace"));
        for number in 0..PASSWORD_FAILURES_BURST {
            let _ = guesses.take(address(number), ada, now).unwrap();
        }
        guesses.take(address(200), ada, now).unwrap_err();
        let _ = guesses.take(address(200), grace, now).unwrap();
    }
}

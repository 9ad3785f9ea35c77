//! The code that somebody types to let a machine in.

use std::fmt;

use sha2::{Digest as _, Sha256};
use wharfinger_store::SecretHash;

use crate::seams::Entropy;

/// Letters that spell no word and look like no other (RFC 8628, section 6.1): without vowels, and so
/// without `O` and `I`, and without `Y`.
const LETTERS: &[u8; 20] = b"BCDFGHJKLMNPQRSTVWXZ";

/// Letters of a code: 20^8 is 34.5 bits, as the RFC's own example has, with at most
/// [`DEVICES_MAX`](wharfinger_store::DEVICES_MAX) of them in use and few guesses for each account.
const CODE_LETTERS: usize = 8;

/// As many as there are letters.
const BASE: u64 = 20;

/// As many as there are codes.
const CODES: u64 = BASE.pow(8);

/// A code, whether or not a machine waits with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct UserCode([u8; CODE_LETTERS]);

/// A text that is no code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a code has eight letters and looks like `BCDF-GHJK`; type it as the machine shows it")]
pub(crate) struct NotACode;

impl UserCode {
    /// A new code.
    pub(crate) fn generate(entropy: &dyn Entropy) -> Self {
        let mut number = below(CODES, entropy);
        Self(std::array::from_fn(|_| {
            let place = usize::try_from(number % BASE).expect("less than 20");
            number /= BASE;
            LETTERS[place]
        }))
    }

    /// Reads a code as people type it: in capitals or not, with or without whatever stands between.
    pub(crate) fn parse(text: &str) -> Result<Self, NotACode> {
        let mut letters = text.chars().filter(|c| c.is_alphanumeric());
        let mut code = [0; CODE_LETTERS];
        for place in &mut code {
            let letter = letters.next().ok_or(NotACode)?.to_ascii_uppercase();
            let known = LETTERS.iter().find(|known| char::from(**known) == letter);
            *place = *known.ok_or(NotACode)?;
        }
        match letters.next() {
            None => Ok(Self(code)),
            Some(_) => Err(NotACode),
        }
    }

    /// What the store compares.
    pub(crate) fn hash(self) -> SecretHash {
        let digest = Sha256::new()
            .chain_update("user code ")
            .chain_update(self.0);
        SecretHash(digest.finalize().into())
    }
}

/// With a hyphen in the middle, as people read it.
impl fmt::Display for UserCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, letter) in self.0.iter().enumerate() {
            if place == CODE_LETTERS / 2 {
                f.write_str("-")?;
            }
            write!(f, "{}", char::from(*letter))?;
        }
        Ok(())
    }
}

/// A random number below a limit.
fn below(limit: u64, entropy: &dyn Entropy) -> u64 {
    // What lies above would make the first numbers likelier than others.
    let fair = u64::MAX - u64::MAX % limit;
    loop {
        let mut bytes = [0; 8];
        entropy.fill(&mut bytes);
        let number = u64::from_le_bytes(bytes);
        if number < fair {
            return number % limit;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seams::System;

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        let code = UserCode::parse("WDJB-MJHT").unwrap();
        assert_eq!(code.to_string(), "WDJB-MJHT");
        for typed in [
            "wdjbmjht",
            " WDJB MJHT\n",
            "wdjb\u{2013}mjht",
            "W.D.J.B-M_J_H_T",
        ] {
            assert_eq!(UserCode::parse(typed), Ok(code), "{typed}");
        }
    }

    #[test]
    fn what_is_no_code_is_told_from_a_wrong_one() {
        for text in [
            "",
            "-",
            "WDJB-MJH",
            "WDJB-MJHTW",
            "WDJB-MJHA",
            "WDJB-MJH1",
            "WDJB-MJH\u{e4}",
        ] {
            assert_eq!(UserCode::parse(text), Err(NotACode), "{text}");
        }
    }

    #[test]
    fn every_code_is_read_back() {
        let mut hashes = Vec::new();
        for _ in 0..100 {
            let code = UserCode::generate(&System);
            assert_eq!(UserCode::parse(&code.to_string()), Ok(code));
            hashes.push(code.hash());
        }
        hashes.sort_unstable();
        hashes.dedup();
        assert_eq!(hashes.len(), 100);
    }
}

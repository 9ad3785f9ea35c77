//! The operator's token: who has it may write. Accounts will replace it; everything that asks
//! who is asking goes through [`crate::operator`].
//!
//! Ours reads `whf_op_`, 32 letters and digits (190 random bits), and a checksum of 6, so that a
//! secret scanner can find a leaked one and a mistyped one is told from a wrong one. **The prefix
//! never changes**: that would revoke every token. The store keeps the SHA-256 only.

use std::fmt;

use sha2::{Digest as _, Sha256};
use wharfinger_store::TokenHash;

use crate::limits::{CHOSEN_TOKEN_BYTES_MIN, TOKEN_BYTES_MAX};
use crate::seams::Entropy;

/// What every token that we made starts with.
pub const PREFIX: &str = "whf_op_";

const RANDOM_CHARS: usize = 32;
const CHECKSUM_CHARS: usize = 6;
const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// A token that looks like one. Whether it is *the* one, the store knows.
#[derive(Clone, PartialEq, Eq)]
pub struct OperatorToken(String);

/// Why a text cannot be a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotAToken {
    /// Nothing was given.
    #[error("the token is empty")]
    Empty,
    /// Longer than [`TOKEN_BYTES_MAX`].
    #[error("the token is longer than {TOKEN_BYTES_MAX} characters")]
    TooLong,
    /// A header could not carry it.
    #[error("the token has a character other than visible ASCII")]
    InvalidCharacter,
    /// It starts as ours do, and goes on differently.
    #[error("the token is mistyped or cut off")]
    Checksum,
}

impl OperatorToken {
    /// A new token.
    #[must_use]
    pub fn generate(entropy: &dyn Entropy) -> Self {
        let mut text = String::from(PREFIX);
        let mut byte = [0];
        while text.len() < PREFIX.len() + RANDOM_CHARS {
            entropy.fill(&mut byte);
            // 248 = 4 * 62: what lies above would make the first letters likelier than others.
            if byte[0] < 248 {
                text.push(char::from(ALPHABET[usize::from(byte[0]) % ALPHABET.len()]));
            }
        }
        let checksum = checksum(&text);
        text.push_str(&checksum);
        Self(text)
    }

    /// Reads a token: one of ours, or one that the operator chose.
    pub fn parse(text: &str) -> Result<Self, NotAToken> {
        if text.is_empty() {
            return Err(NotAToken::Empty);
        }
        if text.len() > TOKEN_BYTES_MAX {
            return Err(NotAToken::TooLong);
        }
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(NotAToken::InvalidCharacter);
        }
        if let Some(rest) = text.strip_prefix(PREFIX) {
            let (body, given) = text.split_at(text.len().saturating_sub(CHECKSUM_CHARS));
            if rest.len() != RANDOM_CHARS + CHECKSUM_CHARS || checksum(body) != given {
                return Err(NotAToken::Checksum);
            }
        }
        Ok(Self(text.to_owned()))
    }

    /// What the store keeps and compares. Hashing both sides makes the comparison's time say
    /// nothing about the token. No slow hash is needed for 190 random bits; a token that the operator
    /// chose is as good as its randomness, should the database be stolen.
    #[must_use]
    pub fn hash(&self) -> TokenHash {
        TokenHash(Sha256::digest(&self.0).into())
    }

    /// The token itself, to be shown once.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether we made it, so that nobody can guess it.
    #[must_use]
    pub fn is_generated(&self) -> bool {
        // `parse` takes the prefix with the right length and checksum only.
        self.0.starts_with(PREFIX)
    }

    /// Whether the operator chose it shorter than can be trusted against guessing.
    #[must_use]
    pub fn is_short(&self) -> bool {
        self.0.len() < CHOSEN_TOKEN_BYTES_MIN
    }
}

impl fmt::Debug for OperatorToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OperatorToken(..)")
    }
}

/// The first letters of the SHA-256, in the token's own alphabet. Not a secret, and no protection
/// against anything but typing.
fn checksum(text: &str) -> String {
    let digest = Sha256::digest(text);
    digest
        .iter()
        .take(CHECKSUM_CHARS)
        .map(|byte| char::from(ALPHABET[usize::from(*byte) % ALPHABET.len()]))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seams::System;

    struct Zeros;

    impl Entropy for Zeros {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(0);
        }
    }

    #[test]
    fn a_generated_token_is_read_back() {
        let token = OperatorToken::generate(&System);
        assert_eq!(OperatorToken::parse(token.reveal()), Ok(token.clone()));
        assert_eq!(token.reveal().len(), PREFIX.len() + 38);
        assert_ne!(token, OperatorToken::generate(&System));
    }

    #[test]
    fn the_spelling_never_changes() {
        // Tokens are out there; a change here would revoke them.
        let token = OperatorToken::generate(&Zeros);
        assert_eq!(
            token.reveal(),
            "whf_op_00000000000000000000000000000000wI5Fu7"
        );
    }

    #[test]
    fn a_mistyped_token_is_told_from_a_wrong_one() {
        let token = OperatorToken::generate(&System);
        let mut mistyped = token.reveal().to_owned();
        let last = mistyped.pop().unwrap();
        assert_eq!(OperatorToken::parse(&mistyped), Err(NotAToken::Checksum));
        mistyped.push(if last == 'a' { 'b' } else { 'a' });
        assert_eq!(OperatorToken::parse(&mistyped), Err(NotAToken::Checksum));
        assert_eq!(OperatorToken::parse(PREFIX), Err(NotAToken::Checksum));
        assert_eq!(OperatorToken::parse(""), Err(NotAToken::Empty));
        assert_eq!(
            OperatorToken::parse("two words"),
            Err(NotAToken::InvalidCharacter)
        );
        assert_eq!(
            OperatorToken::parse(&"a".repeat(TOKEN_BYTES_MAX + 1)),
            Err(NotAToken::TooLong)
        );
        assert!(OperatorToken::parse("chosen-by-the-operator").is_ok());
    }

    #[test]
    fn a_token_is_not_shown_by_accident() {
        assert_eq!(
            format!("{:?}", OperatorToken::generate(&System)),
            "OperatorToken(..)"
        );
    }
}

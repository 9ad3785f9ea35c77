//! The operator's token: given in the configuration and kept nowhere else. Whoever has it acts as the
//! built-in account `operator`, an administrator: programs that set an installation up, and whoever
//! has lost the way into it.

use std::fmt;
use std::net::IpAddr;

use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use wharfinger_store::SecretHash;

use crate::limits::{CHOSEN_TOKEN_BYTES_MIN, TOKEN_BYTES_MAX};
use crate::problem::Problem;
use crate::state::State;

/// A text that can be an operator's token.
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
}

impl OperatorToken {
    /// Reads a token.
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
        Ok(Self(text.to_owned()))
    }

    /// What is compared: hashing both sides makes the comparison's time say nothing about the token.
    #[must_use]
    pub(crate) fn hash(&self) -> SecretHash {
        SecretHash(Sha256::digest(&self.0).into())
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

/// Checks a token for an address, unless the address has guessed too often.
pub(crate) fn check(state: &State, address: IpAddr, token: &str) -> Result<(), Problem> {
    // What cannot be a token is compared with nothing, and so is no guess.
    let token = OperatorToken::parse(token)
        .map_err(|_| Problem::Unauthenticated("the token is not one"))?;
    let Some(right) = &state.config.operator_token else {
        return Err(Problem::Unauthenticated(
            "the token is not one; an API token starts with `whf_pat_`",
        ));
    };
    let now = state.clock.now();
    let guess = state.guesses.take(address, &token, now)?;
    if right.hash().0.ct_eq(&token.hash().0).into() {
        state.guesses.give_back(&guess, now);
        Ok(())
    } else {
        state.guesses.refuse(&guess);
        Err(Problem::Unauthenticated("the token is not the operator's"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_header_can_carry_is_a_token() {
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
        let token = OperatorToken::parse("chosen-by-the-operator").unwrap();
        assert_eq!(format!("{token:?}"), "OperatorToken(..)");
    }
}

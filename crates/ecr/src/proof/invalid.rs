//! Why a text that was pasted proves nothing.

use thiserror::Error;

use super::{AGE_MAX, AHEAD_MAX, TEXT_BYTES_MAX};

/// What is wrong with what was pasted. Nothing of it is repeated but what cannot be a secret.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum InvalidProof {
    /// It is nothing.
    #[error("paste what the command printed")]
    Empty,
    /// It is longer than any token.
    #[error(
        "this has {bytes} bytes, and what the command prints at most {TEXT_BYTES_MAX}; paste only that"
    )]
    TooLong {
        /// How many.
        bytes: usize,
    },
    /// It is no token of the command.
    #[error("what the command prints begins with `k8s-aws-v1.`; paste all of it, and nothing else")]
    NotAToken,
    /// It is one that was cut or changed.
    #[error("the token is not whole; run the command again, and copy all that it prints")]
    Broken,
    /// The address in it is not of the form `https://HOST/?QUERY`.
    #[error("the token holds no address of STS; run the command as it stands on the page")]
    Address,
    /// It leads elsewhere.
    #[error(
        "the token is for `{found}`, which is no host of AWS STS; run the command as it stands on the page"
    )]
    Host {
        /// The host.
        found: String,
    },
    /// Its query cannot be read.
    #[error("the token's address cannot be read; run the command again")]
    Query,
    /// A parameter stands there that does not belong there, or twice.
    #[error(
        "the token asks for something else with `{found}`; run the command as it stands on the page"
    )]
    Parameter {
        /// Its name.
        found: String,
    },
    /// A parameter is missing.
    #[error("the token lacks `{name}`; run the command again")]
    Missing {
        /// Its name.
        name: &'static str,
    },
    /// A parameter says something that it must not.
    #[error(
        "the token's `{name}` is not as the command makes it; run the command as it stands on the page"
    )]
    Value {
        /// Its name.
        name: &'static str,
    },
    /// It was made too long ago.
    #[error(
        "the token is {seconds} seconds old, and works for {}; run the command again",
        AGE_MAX.as_secs()
    )]
    TooOld {
        /// How long ago.
        seconds: u64,
    },
    /// It was made in the future.
    #[error(
        "the token was made {seconds} seconds in the future, and {} are allowed; set the clock of the \
         machine that ran the command",
        AHEAD_MAX.as_secs()
    )]
    Ahead {
        /// How far.
        seconds: u64,
    },
}

//! Secrets that we make: API tokens, the secrets in one-time links, the ids of sessions and the codes by
//! which machines ask to be logged in.
//!
//! Each reads a prefix, 32 letters and digits (190 random bits), and a checksum of 6, so that a secret
//! scanner can find a leaked one (`whf_(pat|lnk|ses|dev)_[0-9A-Za-z]{38}`) and a mistyped one is told from
//! a wrong one. **The prefixes never change**: that would revoke every secret. The store keeps the
//! SHA-256 only; no slow hash is needed for 190 random bits.

use std::fmt;

use sha2::{Digest as _, Sha256};
use wharfinger_store::SecretHash;

use crate::seams::Entropy;

/// What every secret of ours starts with, whatever it is for.
pub const PREFIX: &str = "whf_";

const RANDOM_CHARS: usize = 32;
const CHECKSUM_CHARS: usize = 6;
const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// Characters of a secret that its owner may see again, to know it by: the prefix and four.
const HINT_CHARS: usize = 12;

/// What a secret is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A program signs in with it.
    ApiToken,
    /// It is part of a link that works once.
    Link,
    /// A browser keeps it in a cookie.
    Session,
    /// A machine asks with it whether it was let in.
    DeviceCode,
}

impl Kind {
    /// What every secret of this kind starts with.
    #[must_use]
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::ApiToken => "whf_pat_",
            Self::Link => "whf_lnk_",
            Self::Session => "whf_ses_",
            Self::DeviceCode => "whf_dev_",
        }
    }
}

/// A secret that looks like one of ours. Whether it means anything, the store knows.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

/// A text that is no secret of the kind that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it is mistyped or cut off")]
pub struct NotASecret;

impl Secret {
    /// A new secret.
    #[must_use]
    pub fn generate(kind: Kind, entropy: &dyn Entropy) -> Self {
        let mut text = String::from(kind.prefix());
        let mut byte = [0];
        while text.len() < kind.prefix().len() + RANDOM_CHARS {
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

    /// Reads a secret of that kind.
    pub fn parse(kind: Kind, text: &str) -> Result<Self, NotASecret> {
        let rest = text.strip_prefix(kind.prefix()).ok_or(NotASecret)?;
        let is_plain = rest.len() == RANDOM_CHARS + CHECKSUM_CHARS
            && rest.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let (body, given) = text
            .split_at_checked(text.len() - CHECKSUM_CHARS)
            .filter(|_| is_plain)
            .ok_or(NotASecret)?;
        if checksum(body) == given {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotASecret)
        }
    }

    /// What the store keeps and compares. Hashing leaves nothing to learn from how long the
    /// comparison takes.
    #[must_use]
    pub fn hash(&self) -> SecretHash {
        SecretHash(Sha256::digest(&self.0).into())
    }

    /// The first characters, to know it again by; they give nothing away.
    #[must_use]
    pub fn hint(&self) -> &str {
        &self.0[..HINT_CHARS]
    }

    /// The secret itself, to be shown once.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// The first letters of the SHA-256, in the secret's own alphabet: no protection against anything
/// but typing.
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
    fn a_secret_is_read_back_as_its_own_kind_only() {
        let kinds = [Kind::ApiToken, Kind::Link, Kind::Session, Kind::DeviceCode];
        for kind in kinds {
            let secret = Secret::generate(kind, &System);
            assert_eq!(Secret::parse(kind, secret.reveal()), Ok(secret.clone()));
            assert_eq!(secret.reveal().len(), kind.prefix().len() + 38);
            assert_ne!(secret, Secret::generate(kind, &System));
            assert!(kind.prefix().starts_with(PREFIX));
            for other in kinds {
                assert_eq!(Secret::parse(other, secret.reveal()).is_ok(), other == kind);
            }
        }
    }

    #[test]
    fn the_spelling_never_changes() {
        // Tokens are out there; a change here would revoke them.
        assert_eq!(
            Secret::generate(Kind::ApiToken, &Zeros).reveal(),
            "whf_pat_00000000000000000000000000000000Ycwbg1"
        );
    }

    #[test]
    fn a_mistyped_secret_is_told_from_a_wrong_one() {
        let secret = Secret::generate(Kind::ApiToken, &System);
        let mut mistyped = secret.reveal().to_owned();
        let last = mistyped.pop().unwrap();
        assert_eq!(Secret::parse(Kind::ApiToken, &mistyped), Err(NotASecret));
        mistyped.push(if last == 'a' { 'b' } else { 'a' });
        assert_eq!(Secret::parse(Kind::ApiToken, &mistyped), Err(NotASecret));
        for text in ["", "whf_pat_", "whf_pat_\u{e4}", &"\u{e4}".repeat(23)] {
            assert_eq!(Secret::parse(Kind::ApiToken, text), Err(NotASecret));
        }
    }

    #[test]
    fn a_secret_is_not_shown_by_accident() {
        let secret = Secret::generate(Kind::Link, &System);
        assert_eq!(format!("{secret:?}"), "Secret(..)");
        assert!(secret.reveal().starts_with(secret.hint()));
        assert!(secret.hint().len() < Kind::Link.prefix().len() + 8);
    }
}

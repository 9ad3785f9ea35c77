//! What an owner and we agree on.

use std::fmt;

use thiserror::Error;

/// What begins every external id of ours.
const PREFIX: &str = "wharfinger-";

/// Digits of the rest: 128 bits, so that nobody guesses the id of another connection.
const DIGITS: usize = 32;

/// What we say when we assume an owner's role.
///
/// Made by us and never taken from anybody: each connection has its own, so that nobody can make us
/// act on an account by the role of somebody else (IAM User Guide, The confused deputy problem). It is
/// no secret.
///
/// ```
/// use wharfinger_ecr::connection::ExternalId;
/// let id = ExternalId::from_random(0xA1);
/// assert_eq!(id.as_str(), "wharfinger-000000000000000000000000000000a1");
/// assert_eq!(id.role_name(), "wharfinger-ecr-000000000000000000000000000000a1");
/// assert!(ExternalId::read("wharfinger-a1").is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExternalId(String);

/// A text that is no external id of ours.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("an external id is `{PREFIX}` and {DIGITS} hexadecimal digits, not `{found}`")]
pub struct InvalidExternalId {
    /// The text.
    pub found: String,
}

impl ExternalId {
    /// The id of these 128 random bits.
    #[must_use]
    pub fn from_random(random: u128) -> Self {
        Self(format!("{PREFIX}{random:032x}"))
    }

    /// Reads one that was stored.
    ///
    /// # Errors
    /// [`InvalidExternalId`].
    pub fn read(text: &str) -> Result<Self, InvalidExternalId> {
        let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        let digits = text.strip_prefix(PREFIX).unwrap_or_default();
        if digits.len() == DIGITS && digits.bytes().all(is_digit) {
            return Ok(Self(text.to_owned()));
        }
        let found = text.to_owned();
        Err(InvalidExternalId { found })
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name of the role that goes with it: 47 characters, of the 64 that IAM allows (IAM User
    /// Guide, IAM and AWS STS quotas).
    #[must_use]
    pub fn role_name(&self) -> String {
        let digits = self.0.strip_prefix(PREFIX).unwrap_or_default();
        format!("{PREFIX}ecr-{digits}")
    }

    /// The ARN of that role in an account, known before the role is made.
    ///
    /// ```
    /// use wharfinger_ecr::connection::ExternalId;
    /// let arn = ExternalId::from_random(0xA1).role_arn("aws", "111122223333");
    /// assert!(arn.starts_with("arn:aws:iam::111122223333:role/wharfinger-ecr-0000"));
    /// ```
    #[must_use]
    pub fn role_arn(&self, partition: &str, account: &str) -> String {
        format!("arn:{partition}:iam::{account}:role/{}", self.role_name())
    }
}

impl fmt::Display for ExternalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_we_made_is_one() {
        let id = ExternalId::from_random(u128::MAX);
        assert_eq!(ExternalId::read(id.as_str()), Ok(id));
        for text in [
            "",
            "wharfinger-",
            "000000000000000000000000000000a1",
            "wharfinger-000000000000000000000000000000A1",
            "wharfinger-000000000000000000000000000000a1 ",
            "wharfinger-0000000000000000000000000000000a1",
            "wharfinger-000000000000000000000000000000g1",
        ] {
            let error = ExternalId::read(text).unwrap_err();
            assert!(error.to_string().contains("32 hexadecimal"), "{text}");
        }
    }
}

//! What binds a proof to the question.

use std::fmt;

use thiserror::Error;
use wharfinger_core::registry::Partition;

/// What the name of the cluster begins with, which is none.
const PREFIX: &str = "wharfinger-";

/// Digits of a nonce: 128 bits.
const DIGITS: usize = 32;

/// A number that is used once: drawn for one request of one account, kept until it is answered or
/// for as long as a proof works.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Nonce(String);

/// A text that is no nonce.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("a nonce is {DIGITS} hexadecimal digits, not `{found}`")]
pub struct InvalidNonce {
    /// The text.
    pub found: String,
}

impl Nonce {
    /// The nonce of these 128 random bits.
    #[must_use]
    pub fn from_random(random: u128) -> Self {
        Self(format!("{random:032x}"))
    }

    /// Reads one that was stored.
    ///
    /// # Errors
    /// [`InvalidNonce`].
    ///
    /// ```
    /// use wharfinger_ecr::proof::Nonce;
    /// let nonce = Nonce::from_random(7);
    /// assert_eq!(Nonce::read(&nonce.to_string()), Ok(nonce));
    /// assert!(Nonce::read("7").is_err());
    /// ```
    pub fn read(text: &str) -> Result<Self, InvalidNonce> {
        let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        if text.len() == DIGITS && text.bytes().all(is_digit) {
            return Ok(Self(text.to_owned()));
        }
        let found = text.to_owned();
        Err(InvalidNonce { found })
    }

    /// The command to paste, for whoever works in `region`, such as the repository's: its STS is asked
    /// then. `None` where that is no region.
    #[must_use]
    pub fn command(&self, region: &str) -> Option<String> {
        Partition::of_region(region)?;
        let cluster = self.cluster();
        Some(format!(
            "aws eks get-token --cluster-name {cluster} --region {region} --query status.token \
             --output text"
        ))
    }

    /// What is signed: the name of a cluster, at most 100 letters, digits, `-` and `_` (Amazon EKS API
    /// Reference, `CreateCluster`, `name`).
    pub(super) fn cluster(&self) -> String {
        format!("{PREFIX}{}", self.0)
    }
}

impl fmt::Display for Nonce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_regions_come_into_a_command() {
        let nonce = Nonce::from_random(u128::MAX);
        assert!(
            nonce
                .command("cn-north-1")
                .unwrap()
                .contains(" --region cn-north-1 ")
        );
        for region in [
            "",
            "Oregon",
            "us-west-2; rm -rf ~",
            "us-west-2\n",
            "$(id)-west-2",
        ] {
            assert_eq!(nonce.command(region), None, "{region}");
        }
    }
}

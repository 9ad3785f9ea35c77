//! What AWS calls things: accounts, partitions, regions.

use std::fmt;

/// A name that AWS does not have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{found}` is not {expected}")]
pub struct InvalidName {
    pub(crate) found: String,
    pub(crate) expected: &'static str,
}

/// The 12 digits of an AWS account.
///
/// ```
/// use wharfinger_aws_sim::AccountId;
/// assert_eq!(AccountId::new("111122223333").unwrap().as_str(), "111122223333");
/// assert!(AccountId::new("1111-2222-3333").is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountId(String);

impl AccountId {
    /// Reads an account id.
    ///
    /// # Errors
    /// [`InvalidName`] when it is not 12 digits.
    pub fn new(text: &str) -> Result<Self, InvalidName> {
        if text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidName {
                found: text.to_owned(),
                expected: "an AWS account id, which is 12 digits",
            })
        }
    }

    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A part of AWS that has accounts of its own; nothing can be delegated between two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Partition {
    /// `aws`, most of the world.
    Aws,
    /// `aws-cn`, China.
    China,
    /// `aws-us-gov`, the government of the United States.
    UsGov,
}

impl Partition {
    /// How an ARN spells it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Aws => "aws",
            Self::China => "aws-cn",
            Self::UsGov => "aws-us-gov",
        }
    }

    /// What the names of hosts end with.
    pub(crate) fn domain(self) -> &'static str {
        match self {
            Self::China => "amazonaws.com.cn",
            Self::Aws | Self::UsGov => "amazonaws.com",
        }
    }
}

/// An AWS region, such as `us-west-2`.
///
/// ```
/// use wharfinger_aws_sim::{Partition, Region};
/// assert_eq!(Region::new("cn-north-1").unwrap().partition(), Partition::China);
/// assert!(Region::new("Oregon").is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Region(String);

impl Region {
    /// Reads the name of a region.
    ///
    /// # Errors
    /// [`InvalidName`] when it has not the shape of one.
    pub fn new(text: &str) -> Result<Self, InvalidName> {
        let mut parts = text.rsplit('-');
        let is_number = parts
            .next()
            .is_some_and(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
        let words = parts.clone().count();
        let are_words = parts
            .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase()));
        if is_number && are_words && words >= 2 {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidName {
                found: text.to_owned(),
                expected: "an AWS region such as `us-west-2`",
            })
        }
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The partition it is in.
    #[must_use]
    pub fn partition(&self) -> Partition {
        match self.0.split_once('-') {
            Some(("cn", _)) => Partition::China,
            Some(("us", rest)) if rest.starts_with("gov-") => Partition::UsGov,
            _ => Partition::Aws,
        }
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_tells_its_partition() {
        for (name, partition) in [
            ("us-west-2", Partition::Aws),
            ("us-gov-west-1", Partition::UsGov),
            ("cn-northwest-1", Partition::China),
        ] {
            assert_eq!(Region::new(name).unwrap().partition(), partition);
        }
    }
}

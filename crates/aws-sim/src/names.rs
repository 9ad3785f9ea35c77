//! What AWS calls things: accounts, partitions, regions, repositories.

use std::fmt;

/// Most characters of a repository's name (ECR API Reference, `CreateRepository`: 2 to 256).
const REPOSITORY_NAME_CHARS_MAX: usize = 256;

/// Fewest of them (the same page).
const REPOSITORY_NAME_CHARS_MIN: usize = 2;

/// A name that AWS does not have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{found}` is not {expected}")]
pub struct InvalidName {
    found: String,
    expected: &'static str,
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

/// Where a repository is. Displayed as its ARN.
///
/// ```
/// use wharfinger_aws_sim::RepositoryAddress;
/// let address = RepositoryAddress::new("111122223333", "us-west-2", "tools/md5sum").unwrap();
/// assert_eq!(address.to_string(), "arn:aws:ecr:us-west-2:111122223333:repository/tools/md5sum");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RepositoryAddress {
    /// Whose it is.
    pub account: AccountId,
    /// The region it is in.
    pub region: Region,
    /// Its name, with its namespaces.
    pub name: String,
}

impl RepositoryAddress {
    /// Reads the three parts.
    ///
    /// # Errors
    /// [`InvalidName`] for the first that is not what it should be.
    pub fn new(account: &str, region: &str, name: &str) -> Result<Self, InvalidName> {
        if !is_repository_name(name) {
            return Err(InvalidName {
                found: name.to_owned(),
                expected: "the name of a repository, which is 2 to 256 lower-case letters and digits \
                           with single `.`, `_`, `-` and `/` between them",
            });
        }
        Ok(Self {
            account: AccountId::new(account)?,
            region: Region::new(region)?,
            name: name.to_owned(),
        })
    }

    /// What images are pulled from.
    pub(crate) fn uri(&self) -> String {
        let (account, region, name) = (&self.account, &self.region, &self.name);
        let domain = region.partition().domain();
        format!("{account}.dkr.ecr.{region}.{domain}/{name}")
    }
}

impl fmt::Display for RepositoryAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (account, region, name) = (&self.account, &self.region, &self.name);
        let partition = region.partition().as_str();
        write!(
            f,
            "arn:{partition}:ecr:{region}:{account}:repository/{name}"
        )
    }
}

/// `[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*` between slashes (ECR API Reference, `CreateRepository`).
fn is_repository_name(name: &str) -> bool {
    (REPOSITORY_NAME_CHARS_MIN..=REPOSITORY_NAME_CHARS_MAX).contains(&name.len())
        && name.split('/').all(is_repository_name_part)
}

fn is_repository_name_part(part: &str) -> bool {
    let is_alphanumeric = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let ends_well = |byte: Option<&u8>| byte.is_some_and(|byte| is_alphanumeric(*byte));
    let bytes = part.as_bytes();
    ends_well(bytes.first())
        && ends_well(bytes.last())
        && part
            .split(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
            .all(|marks| {
                matches!(marks, "" | "." | "_" | "__") || marks.bytes().all(|byte| byte == b'-')
            })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_the_names_of_repositories() {
        for name in ["ab", "a/b", "a--b", "a__b", "tools/md5sum_1.2"] {
            assert!(is_repository_name(name), "{name}");
        }
        let long = "a".repeat(257);
        for name in [
            "a", "", "A/b", "a_-b", "a___b", "a..b", "-a", "a-", "a//b", "/a", &long,
        ] {
            assert!(!is_repository_name(name), "{name}");
        }
    }

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

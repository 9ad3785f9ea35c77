//! Where repositories are.

use std::fmt;

use crate::names::{AccountId, InvalidName, Region};

/// Most characters of a repository's name (ECR API Reference, `CreateRepository`: 2 to 256).
const REPOSITORY_NAME_CHARS_MAX: usize = 256;

/// Fewest of them (the same page).
const REPOSITORY_NAME_CHARS_MIN: usize = 2;

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
}

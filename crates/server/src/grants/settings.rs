//! What an operator decides about AWS.

use std::num::NonZeroU8;

use wharfinger_core::policy::PullActions;
use wharfinger_core::registry::Partition;
use wharfinger_ecr::connection::{InvalidConnection, partition_of};
use wharfinger_ecr::{SharedCredentialsProvider, credentials_from_environment};

/// Passes at once where nobody says: a pass takes some 100 ms of waiting for AWS, so that four are 40
/// repositories a second, and hold up to four of the store's answers.
pub const PASSES_DEFAULT: NonZeroU8 = NonZeroU8::new(4).expect("four is not zero");

/// The region whose STS is asked where nobody says, of each partition: one that no account can switch
/// off (AWS Account Management Reference Guide, Enable or disable AWS Regions).
const HOMES: [(&str, &str); 3] = [
    ("aws", "us-east-1"),
    ("aws-cn", "cn-north-1"),
    ("aws-us-gov", "us-gov-west-1"),
];

/// How access to Amazon ECR is given, and as whom. Without them a server gives none by itself, and
/// maintainers do it by hand.
///
/// ```
/// use wharfinger_server::grants::Settings;
/// let settings = Settings::new("arn:aws:iam::999900001111:role/wharfinger").unwrap();
/// assert_eq!(settings.region(), "us-east-1");
/// assert!(!settings.is_simulated());
/// assert!(Settings::new("wharfinger").is_err());
/// ```
#[derive(Clone, Debug)]
pub struct Settings {
    principal: String,
    partition: &'static Partition,
    region: String,
    /// What shows that we are the principal.
    pub keys: Keys,
    /// In place of the hosts of AWS, of every service and region: an origin, for simulators.
    pub endpoint: Option<String>,
    /// Where Amazon S3 has the template of the role
    /// ([`published_template`](wharfinger_ecr::connection::published_template)); without it there is no
    /// link that opens the console with everything filled in.
    pub template_url: Option<String>,
    /// What a grant allows.
    pub pull_actions: PullActions,
    /// How many repositories are worked on at once.
    pub passes: NonZeroU8,
    /// Whether policies are only read, and it is told what would be written: after a backup was restored,
    /// which knows less than they say.
    pub is_report_only: bool,
}

/// What shows who this server is on AWS.
#[derive(Clone, Debug)]
pub enum Keys {
    /// What this machine, container or pod was given.
    Environment,
    /// These.
    Given(SharedCredentialsProvider),
}

/// A region that is not where the server is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{found}` is no region of the partition `{partition}`, where the principal is; leave it out, or \
     name one such as `{example}`"
)]
pub struct InvalidRegion {
    /// The region.
    pub found: String,
    /// Where the principal is.
    pub partition: &'static str,
    /// One that would do.
    pub example: String,
}

impl Settings {
    /// AWS itself, as the role or user with that ARN: the one that the roles of owners trust.
    ///
    /// # Errors
    /// [`InvalidConnection::Principal`] when it is neither.
    pub fn new(principal: &str) -> Result<Self, InvalidConnection> {
        let partition = partition_of(principal)?;
        Ok(Self {
            principal: principal.to_owned(),
            partition,
            region: home_of(partition).to_owned(),
            keys: Keys::Environment,
            endpoint: None,
            template_url: None,
            pull_actions: PullActions::default(),
            passes: PASSES_DEFAULT,
            is_report_only: false,
        })
    }

    /// The same with the STS of another region.
    ///
    /// # Errors
    /// [`InvalidRegion`] when it is in another partition.
    pub fn in_region(self, region: &str) -> Result<Self, InvalidRegion> {
        if Partition::of_region(region) != Some(self.partition) {
            return Err(InvalidRegion {
                found: region.to_owned(),
                partition: self.partition.id,
                example: self.region,
            });
        }
        Ok(Self {
            region: region.to_owned(),
            ..self
        })
    }

    /// The ARN of the role or user that this server is.
    #[must_use]
    pub fn principal(&self) -> &str {
        &self.principal
    }

    /// The partition that it can work in.
    #[must_use]
    pub fn partition(&self) -> &'static str {
        self.partition.id
    }

    /// The region whose STS it asks.
    #[must_use]
    pub fn region(&self) -> &str {
        &self.region
    }

    /// Whether this is not AWS, so that pages must say so.
    #[must_use]
    pub fn is_simulated(&self) -> bool {
        self.endpoint.is_some()
    }

    /// What requests to AWS are signed with.
    pub(super) async fn credentials(&self) -> SharedCredentialsProvider {
        match &self.keys {
            Keys::Environment => credentials_from_environment(&self.region).await,
            Keys::Given(keys) => keys.clone(),
        }
    }
}

fn home_of(partition: &'static Partition) -> &'static str {
    let known = HOMES.iter().find(|(id, _)| *id == partition.id);
    let first = || partition.regions.first().copied().unwrap_or_default();
    known.map_or_else(first, |(_, region)| region)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_partition_has_a_home_of_its_own() {
        for partition in wharfinger_core::registry::PARTITIONS {
            let home = home_of(partition);
            assert_eq!(Partition::of_region(home), Some(partition), "{home}");
        }
    }

    #[test]
    fn the_region_is_where_the_principal_is() {
        let settings = Settings::new("arn:aws:iam::999900001111:user/wharfinger").unwrap();
        let settings = settings.in_region("eu-central-1").unwrap();
        assert_eq!(settings.region(), "eu-central-1");
        for region in ["cn-north-1", "Frankfurt", ""] {
            let refused = settings.clone().in_region(region).unwrap_err().to_string();
            assert!(refused.contains("such as `eu-central-1`"), "{refused}");
        }
    }
}

//! The arguments of the services that speak JSON.

use serde_json::{Map, Value};
use wharfinger_core::timestamp::Timestamp;

use crate::address::RepositoryAddress;
use crate::names::{AccountId, Region};
use crate::refusal::Refusal;
use crate::world::Caller;

/// What `repositoryName` must match, in the words of ECR.
const NAME_PATTERN: &str = "must satisfy regular expression '(?:[a-z0-9]+(?:[._-][a-z0-9]+)*/)*[a-z0-9]+(?:[._-][a-z0-9]+)*'";

/// The body of a call.
pub(super) struct Arguments(Map<String, Value>);

impl Arguments {
    pub(super) fn read(body: &[u8]) -> Result<Self, Refusal> {
        let unreadable = || Refusal::Unreadable("the body is no JSON object".to_owned());
        match serde_json::from_slice(body) {
            Ok(Value::Object(members)) => Ok(Self(members)),
            _ => Err(unreadable()),
        }
    }

    pub(super) fn text(&self, name: &str) -> Result<Option<&str>, Refusal> {
        match self.0.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(Refusal::Unreadable(format!("{name} is no text"))),
        }
    }

    pub(super) fn needed(&self, name: &str) -> Result<&str, Refusal> {
        self.text(name)?
            .ok_or_else(|| Refusal::constraint(name, "must not be null"))
    }

    pub(super) fn flag(&self, name: &str) -> bool {
        self.0
            .get(name)
            .and_then(Value::as_bool)
            .unwrap_or_default()
    }

    pub(super) fn count(&self, name: &str) -> Option<usize> {
        self.0
            .get(name)?
            .as_u64()
            .and_then(|count| usize::try_from(count).ok())
    }

    /// Seconds since 1970, with or without a fraction.
    pub(super) fn time(&self, name: &str) -> Result<Option<Timestamp>, Refusal> {
        /// No time that is meant has more seconds: it is the year 9999.
        const SECONDS_MAX: f64 = 253_402_300_799.0;
        let Some(value) = self.0.get(name).filter(|value| !value.is_null()) else {
            return Ok(None);
        };
        let seconds = value
            .as_f64()
            .filter(|seconds| (0.0..=SECONDS_MAX).contains(seconds));
        let seconds = seconds.ok_or_else(|| Refusal::Unreadable(format!("{name} is no time")))?;
        let since = std::time::Duration::from_secs_f64(seconds);
        Ok(Some(Timestamp::from(std::time::UNIX_EPOCH + since)))
    }

    /// A list of objects or texts; none is an empty one.
    pub(super) fn list(&self, name: &str) -> Result<&[Value], Refusal> {
        match self.0.get(name) {
            None | Some(Value::Null) => Ok(&[]),
            Some(Value::Array(items)) => Ok(items),
            Some(_) => Err(Refusal::Unreadable(format!("{name} is no list"))),
        }
    }

    /// Whether images with tags are meant, or those without; `None` for both (ECR API Reference,
    /// `DescribeImagesFilter`).
    pub(super) fn tag_status(&self) -> Result<Option<bool>, Refusal> {
        let filter = self
            .0
            .get("filter")
            .and_then(|filter| filter.get("tagStatus"));
        match filter.map(|status| status.as_str().unwrap_or_default()) {
            None | Some("ANY") => Ok(None),
            Some("TAGGED") => Ok(Some(true)),
            Some("UNTAGGED") => Ok(Some(false)),
            Some(_) => {
                let constraint = "Member must satisfy enum value set: [TAGGED, UNTAGGED, ANY]";
                Err(Refusal::constraint("filter.tagStatus", constraint))
            }
        }
    }

    /// The account whose registry is meant: the caller's own if none is named.
    pub(super) fn account(&self, caller: &Caller) -> Result<AccountId, Refusal> {
        let Some(id) = self.text("registryId")? else {
            return Ok(caller.account().clone());
        };
        let constraint = "must satisfy regular expression '[0-9]{12}'";
        AccountId::new(id).map_err(|_| Refusal::constraint("registryId", constraint))
    }

    /// The repository that is meant.
    pub(super) fn repository(
        &self,
        caller: &Caller,
        region: &Region,
    ) -> Result<RepositoryAddress, Refusal> {
        address(
            &self.account(caller)?,
            region,
            self.needed("repositoryName")?,
        )
    }
}

pub(super) fn address(
    account: &AccountId,
    region: &Region,
    name: &str,
) -> Result<RepositoryAddress, Refusal> {
    let address = RepositoryAddress::new(account.as_str(), region.as_str(), name);
    address.map_err(|_| Refusal::constraint("repositoryName", NAME_PATTERN))
}

/// `arn:aws:ecr:REGION:ACCOUNT:repository/NAME`.
pub(super) fn address_of_arn(arn: &str, region: &Region) -> Result<RepositoryAddress, Refusal> {
    let invalid = || Refusal::constraint("resourceArn", "Invalid ARN");
    let mut parts = arn.splitn(6, ':').skip(3);
    let (found, account, resource) = (parts.next(), parts.next(), parts.next());
    let name = resource.and_then(|resource| resource.strip_prefix("repository/"));
    let address = RepositoryAddress::new(
        account.unwrap_or_default(),
        found.unwrap_or_default(),
        name.unwrap_or_default(),
    );
    let address = address.map_err(|_| invalid())?;
    let is_here = address.region == *region && address.to_string() == arn;
    is_here.then_some(address).ok_or_else(invalid)
}

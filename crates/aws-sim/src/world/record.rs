//! What CloudTrail writes down.

use serde_json::{Value, json};
use wharfinger_core::timestamp::Timestamp;

use super::{Caller, Event, World};
use crate::address::RepositoryAddress;
use crate::iam::Identity;
use crate::moment;
use crate::operation::{Operation, Service};
use crate::refusal::Refusal;

/// How many events are kept of an account and region. AWS keeps them for 90 days; a simulator that runs
/// for long must end somewhere, and this is a day of one write in ten seconds.
const EVENTS_KEPT: usize = 8_640;

/// What is about to be remembered.
pub(super) struct Deed<'a> {
    operation: Operation,
    address: &'a RepositoryAddress,
    text: Option<&'a str>,
    force: bool,
}

impl<'a> Deed<'a> {
    pub(super) fn new(operation: Operation, address: &'a RepositoryAddress) -> Self {
        Self {
            operation,
            address,
            text: None,
            force: false,
        }
    }

    pub(super) fn text(self, text: &'a str) -> Self {
        Self {
            text: Some(text),
            ..self
        }
    }

    pub(super) fn force(self, force: bool) -> Self {
        Self { force, ..self }
    }

    fn parameters(&self) -> Value {
        let (account, name) = (self.address.account.as_str(), &self.address.name);
        let mut parameters = json!({"registryId": account, "repositoryName": name});
        if let Some(text) = self.text {
            parameters["policyText"] = text.into();
            parameters["force"] = self.force.into();
        }
        parameters
    }
}

impl World {
    /// Remembers what somebody did, or was refused.
    pub(super) fn record(
        &mut self,
        now: Timestamp,
        caller: &Caller,
        deed: &Deed<'_>,
        refusal: Option<&Refusal>,
    ) {
        let (id, request_id) = (self.random.uuid(), self.random.uuid());
        let address = deed.address;
        let mut record = json!({
            "eventVersion": "1.08",
            "userIdentity": self.user_identity(caller),
            "eventTime": moment::iso_8601(now),
            "eventSource": "ecr.amazonaws.com",
            "eventName": deed.operation.name(),
            "awsRegion": address.region.as_str(),
            "requestParameters": deed.parameters(),
            "responseElements": if refusal.is_some() { Value::Null } else { deed.parameters() },
            "requestID": request_id,
            "eventID": id,
            "readOnly": false,
            "resources": [{"ARN": address.to_string(), "accountId": address.account.as_str()}],
            "eventType": "AwsApiCall",
            "recipientAccountId": address.account.as_str(),
        });
        if let Some(refusal) = refusal {
            record["errorCode"] = refusal.code(Service::Ecr).into();
            record["errorMessage"] = refusal.to_string().into();
        }
        let event = Event {
            id,
            operation: deed.operation,
            at: now,
            arn: caller.arn.clone(),
            username: caller
                .arn
                .rsplit(['/', ':'])
                .next()
                .unwrap_or_default()
                .to_owned(),
            access_key_id: caller.access_key_id.clone(),
            repository: address.clone(),
            record: record.to_string(),
        };
        if let Some(account) = self.accounts.get_mut(&address.account) {
            let trail = account.trails.entry(address.region.clone()).or_default();
            trail.push_back(event);
            if trail.len() > EVENTS_KEPT {
                trail.pop_front();
            }
        }
    }

    fn user_identity(&self, caller: &Caller) -> Value {
        let kind = match &caller.identity {
            Identity::Root => "Root",
            Identity::User(_) => "IAMUser",
            Identity::Session { .. } => "AssumedRole",
        };
        let mut identity = json!({
            "type": kind,
            "principalId": caller.user_id(),
            "arn": caller.arn(),
            "accountId": caller.account.as_str(),
            "accessKeyId": caller.access_key_id,
        });
        if let Identity::Session { role, .. } = &caller.identity
            && let Some(home) = self.homes.get(role)
        {
            let mut context = json!({"sessionIssuer": {
                "type": "Role",
                "principalId": role.0,
                "arn": home.arn(caller.partition),
                "accountId": home.account.as_str(),
                "userName": home.name(),
            }});
            if let Some(source) = &caller.source_identity {
                context["sourceIdentity"] = source.as_str().into();
            }
            identity["sessionContext"] = context;
        }
        identity
    }
}

//! What CloudTrail remembers: who changed which policy, and to what.

use serde_json::{Value, json};
use wharfinger_core::timestamp::Timestamp;

use super::{Caller, World};
use crate::iam::Identity;
use crate::moment;
use crate::names::{Region, RepositoryAddress};
use crate::operation::{Operation, Service};
use crate::refusal::Refusal;

/// Most events of a page, and as many as one has that says nothing (CloudTrail API Reference,
/// `LookupEvents`: 1 to 50).
const PAGE_MAX: usize = 50;

/// How far back can be looked (the same page).
const KEPT_SECONDS: i64 = 90 * 24 * 60 * 60;

/// Something that was done, or tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its id.
    pub id: String,
    /// What was called.
    pub operation: Operation,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub arn: String,
    /// By whom, in short: the name of the user or of the session.
    pub username: String,
    /// With which key.
    pub access_key_id: String,
    /// On what.
    pub repository: RepositoryAddress,
    /// The whole record, in JSON.
    pub record: String,
}

/// What `LookupEvents` is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LookupEvents {
    /// The name of an attribute and its value, such as `EventName` and `SetRepositoryPolicy`.
    pub attribute: Option<(String, String)>,
    /// From when.
    pub start: Option<Timestamp>,
    /// Until when.
    pub end: Option<Timestamp>,
    /// How many.
    pub max_results: Option<usize>,
    /// Where the last page ended.
    pub next_token: Option<String>,
}

/// Some events, the newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventPage {
    /// The events.
    pub events: Vec<Event>,
    /// Asks for those before.
    pub next_token: Option<String>,
}

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
    /// How long CloudTrail does not tell of something yet. Not at all unless this is called; AWS promises
    /// five minutes on average.
    pub fn set_trail_lag(&mut self, seconds: u32) {
        self.trail_lag_seconds = seconds;
    }

    /// Tells what was done in the caller's account and a region.
    ///
    /// # Errors
    /// [`Refusal::InvalidLookupAttributes`], [`Refusal::InvalidTimeRange`],
    /// [`Refusal::InvalidMaxResults`], [`Refusal::InvalidNextToken`], and what any call can meet.
    pub fn lookup_events(
        &mut self,
        now: Timestamp,
        caller: &Caller,
        region: &Region,
        asked: &LookupEvents,
    ) -> Result<EventPage, Refusal> {
        let operation = Operation::LookupEvents;
        self.admit(now, caller, operation, region)?;
        self.allow_own(now, caller, operation, region, "*")?;
        let told = moment::seconds_later(now, -i64::from(self.trail_lag_seconds));
        let start = asked.start.unwrap_or(Timestamp::MIN);
        let start = start.max(moment::seconds_later(now, -KEPT_SECONDS));
        let end = asked.end.unwrap_or(Timestamp::MAX);
        if asked.start.is_some_and(|start| start > end) {
            return Err(Refusal::InvalidTimeRange);
        }
        let count = asked.max_results.unwrap_or(PAGE_MAX);
        if !(1..=PAGE_MAX).contains(&count) {
            return Err(Refusal::InvalidMaxResults);
        }
        if let Some((key, _)) = &asked.attribute
            && !ATTRIBUTES.contains(&key.as_str())
        {
            return Err(Refusal::InvalidLookupAttributes(format!(
                "{key} is no attribute"
            )));
        }
        let account = self.accounts.get(&caller.account);
        let trail = account.and_then(|account| account.trails.get(region));
        let mut matching = trail.into_iter().flatten().rev().filter(|event| {
            let attribute = asked.attribute.as_ref();
            (start..=end).contains(&event.at)
                && event.at <= told
                && attribute.is_none_or(|(key, value)| event.has(key, value))
        });
        if let Some(token) = &asked.next_token
            && !matching.any(|event| event.id == *token)
        {
            return Err(Refusal::InvalidNextToken);
        }
        let events: Vec<Event> = matching.by_ref().take(count).cloned().collect();
        let last = events.last().map(|event| event.id.clone());
        let next_token = last.filter(|_| matching.next().is_some());
        Ok(EventPage { events, next_token })
    }

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
            account
                .trails
                .entry(address.region.clone())
                .or_default()
                .push(event);
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

/// What can be looked up by (the same page).
const ATTRIBUTES: &[&str] = &[
    "EventId",
    "EventName",
    "ReadOnly",
    "Username",
    "ResourceType",
    "ResourceName",
    "EventSource",
    "AccessKeyId",
];

impl Event {
    fn has(&self, key: &str, value: &str) -> bool {
        match key {
            "EventId" => value == self.id,
            "EventName" => value == self.operation.name(),
            "ReadOnly" => value == "false",
            "Username" => value == self.username,
            "ResourceType" => value == "AWS::ECR::Repository",
            "ResourceName" => value == self.repository.to_string() || value == self.repository.name,
            "EventSource" => value == "ecr.amazonaws.com",
            _ => value == self.access_key_id,
        }
    }
}

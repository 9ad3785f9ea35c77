//! What CloudTrail remembers: who changed which policy, and to what.

use wharfinger_core::timestamp::Timestamp;

use super::{Caller, World};
use crate::address::RepositoryAddress;
use crate::moment;
use crate::names::Region;
use crate::operation::Operation;
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

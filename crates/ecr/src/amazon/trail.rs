//! Who has written a policy, as `CloudTrail` tells.

use std::time::Duration;

use aws_sdk_cloudtrail::primitives::DateTime;
use aws_sdk_cloudtrail::types::{Event, LookupAttribute, LookupAttributeKey};
use serde_json::{Value, json};
use wharfinger_core::grants::{Failure, Target, TrailEvent};
use wharfinger_core::timestamp::Timestamp;

use super::failure::{Call, failure};
use super::session::allowing;
use super::told::tell;
use super::{Amazon, clients};

/// The events that replace or delete a policy, or delete it with its repository. They are looked up by their
/// names, because a look-up takes one attribute and the name is the one that every event has.
const EVENTS: [&str; 3] = [
    "DeleteRepositoryPolicy",
    "SetRepositoryPolicy",
    "DeleteRepository",
];

/// Whose events they are: Amazon ECR Public has some of the same names, on repositories of its own
/// (Amazon ECR Public User Guide, Logging with `CloudTrail`).
const SOURCE: &str = "ecr.amazonaws.com";

/// Events of a page, as many as there can be (`CloudTrail` API Reference, `LookupEvents`).
const PAGE: i32 = 50;

/// Most pages of each event: a thousand writes in all repositories of an account and region, since our
/// oldest one that is not judged. Who has more hears that nothing can be said.
const PAGES_MAX: u32 = 20;

/// How long all of it may take: a sixth of a lease, and time for the five pages that two look-ups a second
/// allow of (the same page).
pub(super) const LOOK_UP_TIMEOUT: Duration = Duration::from_secs(10);

impl Amazon {
    /// Looks the writes of a policy up, the oldest first, in a session that may do nothing else.
    pub(super) async fn look_up(
        &self,
        target: &Target,
        since: Timestamp,
    ) -> Result<Vec<TrailEvent>, Failure> {
        self.check(target)?;
        let policy = allowing(&json!([{
            "Effect": "Allow",
            "Action": ACTION,
            "Resource": "*",
        }]));
        let external_id = Some(target.authority.external_id.as_str());
        let session = self.assume(target, external_id, &policy).await?;
        let region = &target.repository.region;
        let trail = clients::cloudtrail(self.settings(), self.http(), region, session);
        let signature = self.settings().signature();
        let mut events = Vec::new();
        for name in EVENTS {
            let told = named(&trail, name, since).await?;
            // The newest come first.
            for event in told.iter().rev() {
                events.extend(written(event, target, &signature)?);
            }
        }
        // Of one second, each name keeps its order.
        events.sort_by_key(|event| event.at);
        Ok(events)
    }
}

/// What the role must allow.
const ACTION: &str = "cloudtrail:LookupEvents";

async fn named(
    trail: &aws_sdk_cloudtrail::Client,
    name: &str,
    since: Timestamp,
) -> Result<Vec<Event>, Failure> {
    let call = Call {
        action: ACTION,
        resource: "*",
        is_write: false,
    };
    let attribute = LookupAttribute::builder()
        .attribute_key(LookupAttributeKey::EventName)
        .attribute_value(name)
        .build()
        .expect("it has a key and a value");
    let mut events = Vec::new();
    let mut next = None;
    for _ in 0..PAGES_MAX {
        let answer = trail
            .lookup_events()
            .lookup_attributes(attribute.clone())
            .start_time(DateTime::from_secs(since.as_micros() / 1_000_000))
            .max_results(PAGE)
            .set_next_token(next)
            .send()
            .await;
        tell(call, &answer);
        let answer = answer.map_err(|error| failure(&error, call))?;
        events.extend(answer.events.unwrap_or_default());
        next = answer.next_token;
        if next.is_none() {
            return Ok(events);
        }
    }
    Err(Failure::Unavailable)
}

/// A write of the target's policy; nothing where it was refused, or is of another repository. A record that
/// cannot be read may be of somebody's decision, and without it nothing can be said.
fn written(event: &Event, target: &Target, signature: &str) -> Result<Option<TrailEvent>, Failure> {
    let record = event.cloud_trail_event().map(serde_json::from_str::<Value>);
    let (Some(Ok(record)), Some(at)) = (record, event.event_time()) else {
        return Err(Failure::Unavailable);
    };
    let asked = &record["requestParameters"];
    let is_of_it = record["eventSource"] == SOURCE
        && asked["repositoryName"] == target.repository.name.as_str()
        && record["recipientAccountId"] == target.repository.account.as_str();
    if !is_of_it || !record["errorCode"].is_null() {
        return Ok(None);
    }
    let identity = &record["userIdentity"];
    let text = match event.event_name() {
        // What is not told cannot be read, and counts as something that nobody knows.
        Some("SetRepositoryPolicy") => Some(asked["policyText"].as_str().unwrap_or_default()),
        Some("DeleteRepositoryPolicy") => None,
        // Another repository of the name owes nothing to the one before.
        _ => Some(""),
    };
    Ok(Some(TrailEvent {
        at: Timestamp::from_micros(at.secs().saturating_mul(1_000_000)),
        is_ours: identity["sessionContext"]["sourceIdentity"] == signature,
        text: text.map(str::to_owned),
    }))
}

#[cfg(test)]
mod tests {
    use wharfinger_core::grants::{Authority, Repository};

    use super::*;

    fn target() -> Target {
        Target {
            repository: Repository {
                partition: "aws".to_owned(),
                account: "111122223333".to_owned(),
                region: "us-west-2".to_owned(),
                name: "md5sum".to_owned(),
            },
            authority: Authority {
                role_arn: "arn:aws:iam::111122223333:role/wharfinger".to_owned(),
                external_id: "wharfinger-1".to_owned(),
            },
        }
    }

    fn record() -> Value {
        json!({
            "eventSource": "ecr.amazonaws.com",
            "recipientAccountId": "111122223333",
            "requestParameters": {"repositoryName": "md5sum", "policyText": "{}"},
            "userIdentity": {"sessionContext": {"sourceIdentity": "wharfinger-0a1b2c3d"}},
        })
    }

    fn told(name: &str, change: impl FnOnce(&mut Value)) -> Option<TrailEvent> {
        let mut record = record();
        change(&mut record);
        let event = Event::builder()
            .event_name(name)
            .event_time(DateTime::from_secs(5))
            .cloud_trail_event(record.to_string())
            .build();
        written(&event, &target(), "wharfinger-0a1b2c3d").unwrap()
    }

    #[test]
    fn a_write_is_told_with_its_text_and_whose_it_was() {
        let ours = TrailEvent {
            at: Timestamp::from_micros(5_000_000),
            is_ours: true,
            text: Some("{}".to_owned()),
        };
        assert_eq!(told("SetRepositoryPolicy", |_| ()), Some(ours.clone()));
        let deleted = told("DeleteRepositoryPolicy", |_| ()).unwrap();
        assert_eq!(deleted.text, None);
        let theirs = told("SetRepositoryPolicy", |record| {
            record["userIdentity"] = json!({"type": "Root"});
        });
        let is_ours = false;
        assert_eq!(theirs, Some(TrailEvent { is_ours, ..ours }));
    }

    #[test]
    fn what_was_refused_or_is_of_another_repository_is_no_write() {
        let changes: [fn(&mut Value); 4] = [
            |record| record["errorCode"] = json!("AccessDenied"),
            |record| record["requestParameters"]["repositoryName"] = json!("other"),
            |record| record["recipientAccountId"] = json!("444455556666"),
            |record| record["eventSource"] = json!("ecr-public.amazonaws.com"),
        ];
        for change in changes {
            assert_eq!(told("SetRepositoryPolicy", change), None);
        }
    }

    #[test]
    fn a_text_that_is_not_told_is_none_that_can_be_read() {
        let change = |record: &mut Value| record["requestParameters"]["policyText"] = Value::Null;
        let told = told("SetRepositoryPolicy", change).unwrap();
        assert_eq!(told.text.as_deref(), Some(""));
    }

    #[test]
    fn a_repository_that_was_deleted_overtakes_whatever_was_before() {
        let deleted = told("DeleteRepository", |_| ()).unwrap();
        assert_eq!(deleted.text.as_deref(), Some(""));
    }

    #[test]
    fn a_record_that_cannot_be_read_may_be_of_somebody_s_decision() {
        let event = || Event::builder().event_name("SetRepositoryPolicy");
        let at = DateTime::from_secs(5);
        for event in [
            event().event_time(at),
            event().event_time(at).cloud_trail_event("{"),
            event().cloud_trail_event(record().to_string()),
        ] {
            let answer = written(&event.build(), &target(), "wharfinger-0a1b2c3d");
            assert_eq!(answer, Err(Failure::Unavailable));
        }
    }
}

//! CloudTrail: JSON 1.1, with capitals.

use serde_json::{Value, json};

use super::answer::Answer;
use super::arguments::Arguments;
use super::ecr::Call;
use crate::moment::epoch_seconds;
use crate::refusal::Refusal;
use crate::world::{Event, LookupEvents, World};

/// Looks events up.
pub(super) fn call(world: &mut World, call: &Call<'_>, body: &[u8]) -> Result<Answer, Refusal> {
    let arguments = Arguments::read(body)?;
    let attribute = match arguments.list("LookupAttributes")? {
        [] => None,
        [attribute] => {
            let part = |name: &str| {
                attribute
                    .get(name)
                    .and_then(Value::as_str)
                    .map(str::to_owned)
            };
            let parts = part("AttributeKey").zip(part("AttributeValue"));
            let incomplete = || Refusal::InvalidLookupAttributes("a part is missing".to_owned());
            Some(parts.ok_or_else(incomplete)?)
        }
        // "Currently the list can contain only one item" (CloudTrail API Reference).
        _ => {
            return Err(Refusal::InvalidLookupAttributes(
                "more than one attribute".to_owned(),
            ));
        }
    };
    let asked = LookupEvents {
        attribute,
        start: arguments.time("StartTime")?,
        end: arguments.time("EndTime")?,
        max_results: arguments.count("MaxResults"),
        next_token: arguments.text("NextToken")?.map(str::to_owned),
    };
    let page = world.lookup_events(call.now, call.caller, call.region, &asked)?;
    let events: Vec<Value> = page.events.iter().map(event_json).collect();
    let mut answer = json!({"Events": events});
    if let Some(next) = page.next_token {
        answer["NextToken"] = next.into();
    }
    Ok(Answer::Json(answer))
}

fn event_json(event: &Event) -> Value {
    json!({
        "EventId": event.id,
        "EventName": event.operation.name(),
        "ReadOnly": "false",
        "AccessKeyId": event.access_key_id,
        "EventTime": epoch_seconds(event.at),
        "EventSource": "ecr.amazonaws.com",
        "Username": event.username,
        "Resources": [{
            "ResourceType": "AWS::ECR::Repository",
            "ResourceName": event.repository.to_string(),
        }],
        "CloudTrailEvent": event.record,
    })
}

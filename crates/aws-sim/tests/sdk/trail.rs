//! CloudTrail over HTTP.

use serde_json::{Value, json};

use super::signatures::Signed;
use super::support::{GUEST, REPOSITORY, Stage, pull};

async fn lookup(stage: &Stage, target: &str, body: &Value) -> (u16, Value) {
    let mut signed = Signed::new(target, &body.to_string());
    "cloudtrail".clone_into(&mut signed.service);
    signed.sign(stage, &stage.owner).send(stage).await
}

#[tokio::test]
async fn tells_what_was_written_in_both_spellings_of_its_name() {
    let stage = Stage::start();
    let ecr = stage.ecr(&stage.owner);
    let text = pull(&[GUEST]);
    ecr.set_repository_policy()
        .repository_name(REPOSITORY)
        .policy_text(&text)
        .send()
        .await
        .unwrap();
    for target in [
        "CloudTrail_20131101.LookupEvents",
        "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents",
    ] {
        let attributes =
            [json!({"AttributeKey": "EventName", "AttributeValue": "SetRepositoryPolicy"})];
        let asked =
            json!({"LookupAttributes": attributes, "StartTime": 1_795_824_000.0, "MaxResults": 10});
        let (status, body) = lookup(&stage, target, &asked).await;
        assert_eq!(status, 200, "{body}");
        let event = &body["Events"][0];
        assert_eq!(event["EventName"], "SetRepositoryPolicy");
        assert_eq!(event["EventTime"], 1_795_824_000);
        assert_eq!(event["Username"], "ops");
        let record: Value =
            serde_json::from_str(event["CloudTrailEvent"].as_str().unwrap()).unwrap();
        assert_eq!(
            record["requestParameters"]["policyText"].as_str(),
            Some(text.as_str())
        );
    }
}

#[tokio::test]
async fn refuses_what_cannot_be_looked_up() {
    let stage = Stage::start();
    for (asked, code) in [
        (json!({"MaxResults": 51}), "InvalidMaxResultsException"),
        (
            json!({"StartTime": 2, "EndTime": 1}),
            "InvalidTimeRangeException",
        ),
        (json!({"NextToken": "x"}), "InvalidNextTokenException"),
        (
            json!({"LookupAttributes": [{"AttributeKey": "Colour", "AttributeValue": "red"}]}),
            "InvalidLookupAttributesException",
        ),
        (
            json!({"LookupAttributes": [{"AttributeKey": "EventName"}]}),
            "InvalidLookupAttributesException",
        ),
        (json!({"StartTime": "yesterday"}), "SerializationException"),
    ] {
        let (status, body) = lookup(&stage, "CloudTrail_20131101.LookupEvents", &asked).await;
        assert_eq!(
            (status, body["__type"].as_str()),
            (400, Some(code)),
            "{asked}"
        );
    }
}

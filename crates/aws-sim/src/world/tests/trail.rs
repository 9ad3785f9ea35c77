//! What CloudTrail tells.

use super::*;
use crate::world::LookupEvents;

fn records(stage: &mut Stage, asked: &LookupEvents) -> Vec<serde_json::Value> {
    let root = stage.root(OWNER);
    let page = stage
        .world
        .lookup_events(stage.now, &root, &region(), asked)
        .unwrap();
    page.events
        .iter()
        .map(|event| serde_json::from_str(&event.record).unwrap())
        .collect()
}

#[test]
fn tells_who_wrote_what_and_who_tried() {
    let mut stage = Stage::new();
    let text = pull(&[GUEST]);
    stage.set(&text).unwrap();
    stage.wait(10);
    stage.set("{}").unwrap_err();
    stage.wait(10);
    let repository = stage.repository.clone();
    stage
        .world
        .edit_policy(stage.now, &repository, "terraform", |_| None)
        .unwrap();
    let records = records(&mut stage, &LookupEvents::default());
    let told: Vec<_> = records
        .iter()
        .map(|record| {
            (
                record["eventName"].as_str().unwrap(),
                record["errorCode"].as_str(),
            )
        })
        .collect();
    let expected = [
        ("DeleteRepositoryPolicy", None),
        ("SetRepositoryPolicy", Some("InvalidParameterException")),
        ("SetRepositoryPolicy", None),
    ];
    assert_eq!(told, expected);
    assert_eq!(
        records[2]["requestParameters"]["policyText"].as_str(),
        Some(text.as_str())
    );
    assert_eq!(
        records[0]["userIdentity"]["arn"],
        "arn:aws:iam::111122223333:user/terraform"
    );
    assert_eq!(records[0]["eventTime"], "2026-11-28T00:00:20Z");
}

#[test]
fn names_the_source_identity_of_a_session() {
    let mut stage = Stage::new();
    let user = stage.user(OWNER, "ops", ANYTHING);
    let trust =
        r#"{"Statement":{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"sts:*"}}"#;
    let role = stage
        .world
        .add_role(NOW, &account(OWNER), "grants", trust, ANYTHING)
        .unwrap();
    let asked = AssumeRole {
        source_identity: Some("ada".to_owned()),
        ..AssumeRole::new(&role, "pass")
    };
    let session = stage.session(&user, &asked).unwrap();
    let repository = stage.repository.clone();
    stage
        .world
        .set_repository_policy(NOW, &session, &repository, &pull(&[GUEST]), false)
        .unwrap();
    let records = records(&mut stage, &LookupEvents::default());
    assert_eq!(
        records[0]["userIdentity"]["sessionContext"]["sourceIdentity"],
        "ada"
    );
}

#[test]
fn tells_late_by_time_by_attribute_and_by_page() {
    let mut stage = Stage::new();
    stage.world.set_trail_lag(300);
    for _ in 0..3 {
        stage.set(&pull(&[GUEST])).unwrap();
        stage.wait(100);
    }
    let all = LookupEvents::default();
    assert_eq!(records(&mut stage, &all).len(), 1);
    stage.wait(300);
    assert_eq!(records(&mut stage, &all).len(), 3);
    let since = LookupEvents {
        start: Some(moment::seconds_later(NOW, 100)),
        ..all.clone()
    };
    assert_eq!(records(&mut stage, &since).len(), 2);
    let deletes = LookupEvents {
        attribute: Some(("EventName".to_owned(), "DeleteRepositoryPolicy".to_owned())),
        ..all.clone()
    };
    assert!(records(&mut stage, &deletes).is_empty());
    let root = stage.root(OWNER);
    let mut seen = 0;
    let mut asked = LookupEvents {
        max_results: Some(2),
        ..all.clone()
    };
    loop {
        let page = stage
            .world
            .lookup_events(stage.now, &root, &region(), &asked)
            .unwrap();
        seen += page.events.len();
        let Some(token) = page.next_token else { break };
        asked.next_token = Some(token);
    }
    assert_eq!(seen, 3);
    let wrong = |asked| {
        stage
            .world
            .clone()
            .lookup_events(stage.now, &root, &region(), &asked)
            .unwrap_err()
    };
    assert_eq!(
        wrong(LookupEvents {
            max_results: Some(51),
            ..all.clone()
        }),
        Refusal::InvalidMaxResults
    );
    assert_eq!(
        wrong(LookupEvents {
            next_token: Some("x".to_owned()),
            ..all.clone()
        }),
        Refusal::InvalidNextToken
    );
    let backwards = LookupEvents {
        start: Some(stage.now),
        end: Some(NOW),
        ..all
    };
    assert_eq!(wrong(backwards), Refusal::InvalidTimeRange);
}

#[test]
fn accounts_see_their_own_events_alone() {
    let mut stage = Stage::new();
    stage.set(&pull(&[GUEST])).unwrap();
    let guest = stage.root(GUEST);
    let page = stage
        .world
        .lookup_events(NOW, &guest, &region(), &LookupEvents::default())
        .unwrap();
    assert!(page.events.is_empty());
}

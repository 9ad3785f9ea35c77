//! Who has written a policy, as the owner's `CloudTrail` tells.

use std::time::Duration;

use wharfinger_core::grants::{Failure, Target, TrailEvent};
use wharfinger_ecr::Cloud;
use wharfinger_ecr::connection::{Connection, ExternalId};
use wharfinger_ecr::doctor::{Finding, Question, Verdict};

use super::stage::{OTHER, OWNER, Stage, US, pull, repository};

/// The first owner's first repository, connected by a role that looks events up where the owner wants it.
fn connect(stage: &Stage, heals: bool) -> Target {
    let place = repository(OWNER, "tools/md5sum");
    let id = ExternalId::from_random(1);
    let connection = Connection::new(US, id, vec![place.clone()]).unwrap();
    let connection = connection.looking_up_events(heals).unwrap();
    let authority = connection.authority();
    let (trust, may) = (connection.trust_policy(), connection.permissions_policy());
    stage.role(OWNER, &authority.role_arn, &trust, &may);
    Target {
        repository: place,
        authority,
    }
}

#[tokio::test]
async fn every_write_is_told_in_its_order_and_whose_it_was() {
    let stage = Stage::start();
    let amazon = stage.amazon();
    let target = connect(&stage, true);
    let (theirs, ours) = (pull(OWNER), pull(OTHER));
    stage.put(&target, &theirs);
    // What is of others does not count.
    let other = Target {
        repository: repository(OWNER, "tools/samtools"),
        ..target.clone()
    };
    stage.put(&other, &ours);
    let since = stage.clock.now();
    stage.clock.forward(Duration::from_secs(1));
    amazon.write(&target, Some(&ours)).await.unwrap();
    stage.clock.forward(Duration::from_secs(1));
    amazon.write(&target, None).await.unwrap();
    let events = amazon.trail(&target, since).await.unwrap();
    let told = |event: &TrailEvent| (event.is_ours, event.text.clone());
    let told: Vec<_> = events.iter().map(told).collect();
    assert_eq!(
        told,
        [(false, Some(theirs)), (true, Some(ours)), (true, None)]
    );
    let later = stage.clock.now();
    assert_eq!(amazon.trail(&target, later).await.unwrap().len(), 1);
}

#[tokio::test]
async fn more_than_a_page_is_read() {
    let stage = Stage::start();
    let target = connect(&stage, true);
    let since = stage.clock.now();
    for _ in 0..120 {
        stage.put(&target, &pull(OWNER));
    }
    let events = stage.amazon().trail(&target, since).await.unwrap();
    assert_eq!(events.len(), 120);
}

#[tokio::test]
async fn the_doctor_says_whether_the_role_may_look() {
    let stage = Stage::start();
    let target = connect(&stage, true);
    let check = stage.amazon().examine_trail(&target).await;
    assert_eq!(check.question, Question::Trail);
    assert_eq!(check.verdict, Verdict::Passed);

    let target = connect(&stage, false);
    let check = stage.amazon().examine_trail(&target).await;
    let unseen = matches!(&check.verdict, Verdict::Warned(Finding::TrailUnseen { message })
        if message.contains("cloudtrail:LookupEvents"));
    assert!(unseen, "{check:?}");
    let refused = stage.amazon().trail(&target, stage.clock.now()).await;
    assert!(
        matches!(refused, Err(Failure::Denied { .. })),
        "{refused:?}"
    );
}

//! Sessions: how they are asked for, what they may do, how long they are used.

use wharfinger_aws_sim::{Fault, Operation};
use wharfinger_core::grants::Failure;
use wharfinger_ecr::{Cloud, SESSION_USED};

use super::stage::{LAMBDA, OWNER, Stage, repository};

const ASSUME: Operation = Operation::AssumeRole;

fn denied<T: std::fmt::Debug>(answer: Result<T, Failure>) -> String {
    match answer {
        Err(Failure::Denied { message }) => message,
        other => panic!("it was not denied: {other:?}"),
    }
}

#[tokio::test]
async fn one_session_serves_a_repository_for_ten_minutes() {
    let stage = Stage::start();
    let (amazon, target) = (stage.amazon(), stage.connect());
    for _ in 0..5 {
        amazon.read(&target).await.unwrap();
        amazon.write(&target, Some(LAMBDA)).await.unwrap();
    }
    assert_eq!(stage.shared.requests(ASSUME), 1);
    stage.clock.forward(SESSION_USED / 2);
    amazon.read(&target).await.unwrap();
    assert_eq!(stage.shared.requests(ASSUME), 1);
    stage.clock.forward(SESSION_USED / 2);
    amazon.read(&target).await.unwrap();
    assert_eq!(stage.shared.requests(ASSUME), 2);
}

/// Another repository of the same role is another session, and so is another external id.
#[tokio::test]
async fn sessions_are_not_shared() {
    let stage = Stage::start();
    let (amazon, target) = (stage.amazon(), stage.connect());
    amazon.read(&target).await.unwrap();
    let mut other = target.clone();
    other.repository = repository(OWNER, "tools/samtools");
    denied(amazon.read(&other).await);
    let mut other = target.clone();
    other.authority.external_id.push('0');
    denied(amazon.read(&other).await);
    amazon.read(&target).await.unwrap();
    // One at first, two for the other repository, where the first is refused, one for the other id.
    assert_eq!(stage.shared.requests(ASSUME), 4);
}

/// The role may do more; the session may not.
#[tokio::test]
async fn a_session_reaches_one_repository_and_its_policy() {
    let stage = Stage::start();
    let (amazon, target) = (stage.amazon(), stage.connect());
    let anything =
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;
    let nothing =
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"s3:*","Resource":"*"}}"#;
    let trust = stage_trust(&target.authority.external_id);
    let role = target.authority.role_arn.clone();
    stage.role(OWNER, &role, &trust, anything);
    amazon.read(&target).await.unwrap();
    amazon.write(&target, Some(LAMBDA)).await.unwrap();
    amazon.write(&target, None).await.unwrap();
    stage.role(OWNER, &role, &trust, nothing);
    let message = denied(amazon.read(&target).await);
    assert!(message.contains("`ecr:GetRepositoryPolicy`"), "{message}");
    assert!(message.contains(&target.repository.arn()), "{message}");
}

fn stage_trust(external_id: &str) -> String {
    format!(
        r#"{{"Version":"2012-10-17","Statement":[
            {{"Effect":"Allow","Principal":{{"AWS":"{us}"}},"Action":["sts:AssumeRole"],
              "Condition":{{"StringEquals":{{"sts:ExternalId":"{external_id}"}}}}}},
            {{"Effect":"Allow","Principal":{{"AWS":"{us}"}},"Action":"sts:SetSourceIdentity"}}]}}"#,
        us = super::stage::US,
    )
}

/// A refusal says that nothing has happened, so once more in a new session is safe.
#[tokio::test]
async fn a_session_that_is_refused_is_replaced_once() {
    for fault in [Fault::ExpiredToken, Fault::AccessDenied] {
        let stage = Stage::start();
        let (amazon, target) = (stage.amazon(), stage.connect());
        amazon.read(&target).await.unwrap();
        let set = Operation::SetRepositoryPolicy;
        stage.shared.faults().script(set, [Some(fault)]);
        amazon.write(&target, Some(LAMBDA)).await.unwrap();
        assert_eq!(stage.shared.requests(ASSUME), 2, "{fault:?}");
        stage.shared.faults().script(set, [Some(fault); 2]);
        let message = denied(amazon.write(&target, Some(LAMBDA)).await);
        assert!(message.contains("`ecr:SetRepositoryPolicy`"), "{message}");
        assert_eq!(stage.shared.requests(ASSUME), 3, "{fault:?}");
        amazon.read(&target).await.unwrap();
        assert_eq!(
            stage.shared.requests(ASSUME),
            4,
            "what was refused is not kept"
        );
    }
}

/// The clock of the simulator went on, ours stood still: a session has really ended.
#[tokio::test]
async fn a_role_that_was_made_anew_is_assumed_anew() {
    let stage = Stage::start();
    let (amazon, target) = (stage.amazon(), stage.connect());
    amazon.read(&target).await.unwrap();
    // The session belongs to a role that is no more.
    stage.connect();
    amazon.read(&target).await.unwrap();
    assert_eq!(stage.shared.requests(ASSUME), 2);
}

/// What the owner reads in CloudTrail.
#[tokio::test]
async fn every_write_is_signed() {
    let stage = Stage::start();
    let (amazon, target) = (stage.amazon(), stage.connect());
    amazon.write(&target, Some(LAMBDA)).await.unwrap();
    let record = &stage.trail(&target)[0];
    for words in [
        r#""sourceIdentity":"wharfinger-0a1b2c3d""#,
        "/wharfinger-0a1b2c3d\"",
    ] {
        assert!(record.contains(words), "{record}");
    }
}

#[tokio::test]
async fn a_role_without_attribution_is_not_assumed() {
    let stage = Stage::start();
    let (amazon, target) = (stage.amazon(), stage.connect());
    let trust = stage_trust(&target.authority.external_id)
        .replace("sts:SetSourceIdentity", "sts:TagSession");
    let may = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"ecr:*","Resource":"*"}}"#;
    stage.role(OWNER, &target.authority.role_arn, &trust, may);
    let message = denied(amazon.read(&target).await);
    assert!(message.contains("sts:SetSourceIdentity"), "{message}");
}

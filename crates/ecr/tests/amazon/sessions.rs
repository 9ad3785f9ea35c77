//! Sessions: how they are asked for, what they may do, how long they are used.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;
use wharfinger_aws_sim::{Fault, Operation};
use wharfinger_core::grants::Failure;
use wharfinger_ecr::{Amazon, Cloud, SESSION_USED};

use super::stage::{LAMBDA, OWNER, PATIENCE, Stage, repository};

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

/// What STS is asked for, to the letter: somebody else listens in its place.
#[tokio::test]
async fn a_session_is_asked_for_with_everything_that_limits_it() {
    let stage = Stage::start();
    let target = stage.connect();
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let listen = async {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = String::new();
        while !request.contains("Policy=") {
            let mut bytes = vec![0; 8_192];
            let read = stream.read(&mut bytes).await.unwrap();
            request.push_str(std::str::from_utf8(&bytes[..read]).unwrap());
        }
        request
    };
    let mut settings = stage.settings(PATIENCE);
    settings.endpoints.sts = Some(format!("http://127.0.0.1:{port}"));
    let amazon = Amazon::new(settings);
    let (request, answer) = tokio::join!(listen, amazon.read(&target));
    assert_eq!(answer, Err(Failure::Unavailable));
    let (_, body) = request.split_once("\r\n\r\n").unwrap();
    let asked: BTreeMap<_, _> = form_urlencoded::parse(body.as_bytes()).collect();
    let policy: serde_json::Value = serde_json::from_str(&asked["Policy"]).unwrap();
    let expected = serde_json::json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow",
            "Action": [
                "ecr:GetRepositoryPolicy",
                "ecr:SetRepositoryPolicy",
                "ecr:DeleteRepositoryPolicy",
            ],
            "Resource": "arn:aws:ecr:us-west-2:111122223333:repository/tools/md5sum",
        }],
    });
    assert_eq!(policy, expected);
    for (name, value) in [
        ("Action", "AssumeRole"),
        ("RoleArn", target.authority.role_arn.as_str()),
        ("ExternalId", target.authority.external_id.as_str()),
        ("RoleSessionName", "wharfinger-0a1b2c3d"),
        ("SourceIdentity", "wharfinger-0a1b2c3d"),
        ("DurationSeconds", "900"),
    ] {
        assert_eq!(asked[name], value, "{name}");
    }
}

/// Becoming the role is part of the time that a call may take.
#[tokio::test]
async fn everything_together_takes_no_longer_than_it_may() {
    let stage = Stage::start();
    let (amazon, target) = (stage.hasty_amazon(), stage.connect());
    // Neither is too slow by itself.
    let slow = Some(Fault::SlowAnswer(PATIENCE * 2 / 3));
    let set = Operation::SetRepositoryPolicy;
    stage.shared.faults().script(ASSUME, [slow]);
    stage.shared.faults().script(set, [slow, slow]);
    let answer = amazon.write(&target, Some(LAMBDA)).await;
    assert_eq!(answer, Err(Failure::Unknown));
    // The session is there now.
    amazon.write(&target, Some(LAMBDA)).await.unwrap();
}

//! What each thing that goes wrong is called, whether it has happened, and that nothing is sent twice.

use wharfinger_aws_sim::{Fault, Operation};
use wharfinger_core::grants::Failure;
use wharfinger_ecr::Cloud;

use super::stage::{INSTALLATION, LAMBDA, OTHER, Stage, VERY_LONG, pull};

const GET: Operation = Operation::GetRepositoryPolicy;
const SET: Operation = Operation::SetRepositoryPolicy;
const DELETE: Operation = Operation::DeleteRepositoryPolicy;

/// The kind of a failure, for tables.
fn kind<T>(answer: &Result<T, Failure>) -> &'static str {
    match answer {
        Ok(_) => "ok",
        Err(Failure::Unknown) => "unknown",
        Err(Failure::Throttled) => "throttled",
        Err(Failure::Unavailable) => "unavailable",
        Err(Failure::Denied { .. }) => "denied",
        Err(Failure::NoRepository) => "no repository",
        Err(Failure::PrincipalRefused { .. }) => "principal",
        Err(Failure::PolicyRefused { .. }) => "policy",
        Err(_) => "another",
    }
}

/// Fault, what a read says, what a write says, whether the write has happened.
const FAULTS: [(Fault, &str, &str, bool); 9] = [
    (Fault::Throttle, "throttled", "throttled", false),
    (Fault::TooManyRequests, "throttled", "throttled", false),
    (Fault::ServerError, "unavailable", "unknown", false),
    (Fault::Unavailable, "unavailable", "unknown", false),
    (Fault::DropBefore, "unavailable", "unknown", false),
    (Fault::DropAfter, "unavailable", "unknown", true),
    (Fault::Hang(VERY_LONG), "unavailable", "unknown", false),
    (Fault::SlowAnswer(VERY_LONG), "unavailable", "unknown", true),
    (
        Fault::LateLanding(VERY_LONG),
        "unavailable",
        "unknown",
        false,
    ),
];

#[tokio::test]
async fn a_write_is_sent_once_whatever_happens() {
    for (fault, _, expected, happened) in FAULTS {
        for operation in [SET, DELETE] {
            let stage = Stage::start();
            let target = stage.connect();
            stage.put(&target, &pull(OTHER));
            stage.shared.faults().script(operation, [Some(fault)]);
            let text = (operation == SET).then_some(LAMBDA);
            let answer = stage.hasty_amazon().write(&target, text).await;
            assert_eq!(kind(&answer), expected, "{operation} {fault:?}");
            assert_eq!(stage.shared.requests(operation), 1, "{operation} {fault:?}");
            let is_old = stage
                .policy(&target)
                .is_some_and(|text| text.contains(OTHER));
            assert_eq!(!is_old, happened, "{operation} {fault:?}");
        }
    }
}

#[tokio::test]
async fn a_read_is_sent_once_too() {
    for (fault, expected, _, _) in FAULTS {
        let stage = Stage::start();
        let target = stage.connect();
        stage.shared.faults().script(GET, [Some(fault)]);
        let answer = stage.hasty_amazon().read(&target).await;
        assert_eq!(kind(&answer), expected, "{fault:?}");
        assert_eq!(stage.shared.requests(GET), 1, "{fault:?}");
    }
}

/// Whoever cannot become the role has written nothing.
#[tokio::test]
async fn without_a_session_nothing_is_written() {
    for (fault, expected, _, _) in FAULTS {
        let stage = Stage::start();
        let target = stage.connect();
        stage
            .shared
            .faults()
            .script(Operation::AssumeRole, [Some(fault)]);
        let answer = stage.hasty_amazon().write(&target, Some(LAMBDA)).await;
        assert_eq!(kind(&answer), expected, "{fault:?}");
        assert_eq!(stage.shared.requests(SET), 0, "{fault:?}");
        assert_eq!(stage.shared.requests(Operation::AssumeRole), 1, "{fault:?}");
    }
}

#[tokio::test]
async fn no_policy_is_an_answer() {
    let stage = Stage::start();
    let (amazon, target) = (stage.amazon(), stage.connect());
    assert_eq!(amazon.read(&target).await, Ok(None));
    assert_eq!(amazon.write(&target, None).await, Ok(()), "gone is gone");
    amazon.write(&target, Some(LAMBDA)).await.unwrap();
    let text = amazon.read(&target).await.unwrap().unwrap();
    assert!(text.contains("LambdaECRImageRetrievalPolicy"), "{text}");
    amazon.write(&target, None).await.unwrap();
    assert_eq!(stage.policy(&target), None);
}

#[tokio::test]
async fn a_repository_that_is_gone_is_told() {
    let stage = Stage::start();
    let target = stage.connect_as(
        1,
        &super::stage::repository(super::stage::OWNER, "tools/gone"),
    );
    let amazon = stage.amazon();
    assert_eq!(amazon.read(&target).await, Err(Failure::NoRepository));
    assert_eq!(
        amazon.write(&target, Some(LAMBDA)).await,
        Err(Failure::NoRepository)
    );
    assert_eq!(
        amazon.write(&target, None).await,
        Err(Failure::NoRepository)
    );
}

#[tokio::test]
async fn principals_and_policies_are_refused_apart() {
    let stage = Stage::start();
    let (amazon, target) = (stage.amazon(), stage.connect());
    for (text, expected) in [
        (pull("123456789012"), "principal"),
        (pull("arn:aws:iam::444455556666:role/nobody"), "principal"),
        (pull("AROAIOSFODNN7EXAMPLE2"), "principal"),
        (
            pull(OTHER).replace("ecr:BatchGetImage", &"x".repeat(11_000)),
            "policy",
        ),
    ] {
        let answer = amazon.write(&target, Some(&text)).await;
        assert_eq!(kind(&answer), expected, "{answer:?}");
    }
    assert_eq!(stage.policy(&target), None);
}

#[tokio::test]
async fn an_account_without_the_region_is_a_refused_principal() {
    let stage = Stage::start();
    let (amazon, target) = (stage.amazon(), stage.connect());
    let region = super::stage::address(&target.repository).region;
    let other = super::stage::account(OTHER);
    stage.shared.world().enable_region(&other, &region, false);
    let answer = amazon.write(&target, Some(&pull(OTHER))).await;
    assert_eq!(kind(&answer), "principal", "{answer:?}");
}

/// The server's own keys and sessions are never in what people read.
#[tokio::test]
async fn no_secret_is_told() {
    let stage = Stage::start();
    let (amazon, target) = (stage.amazon(), stage.connect());
    amazon.read(&target).await.unwrap();
    let shown = format!("{amazon:?}");
    assert!(shown.contains(INSTALLATION), "{shown}");
    for secret in [stage.secret(), "IQoJb3JpZ2luX2Vj"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}

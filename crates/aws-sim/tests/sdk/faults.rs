//! What the SDK makes of faults. What it does not tell apart must be treated alike.

use std::time::Duration;

use aws_sdk_ecr::config::timeout::TimeoutConfig;
use aws_sdk_ecr::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_ecr::operation::set_repository_policy::{
    SetRepositoryPolicyError, SetRepositoryPolicyOutput,
};
use wharfinger_aws_sim::{Fault, Operation};

use super::support::{GUEST, OWNER, PATIENCE, REPOSITORY, Stage, VERY_LONG, pull};

const SET: Operation = Operation::SetRepositoryPolicy;

type SetResult = Result<SetRepositoryPolicyOutput, SdkError<SetRepositoryPolicyError>>;

/// Sets the policy, with the patience of a test.
async fn set(client: &aws_sdk_ecr::Client, principal: &str) -> SetResult {
    let request = client
        .set_repository_policy()
        .repository_name(REPOSITORY)
        .policy_text(pull(&[principal]));
    let patience = TimeoutConfig::builder()
        .operation_attempt_timeout(PATIENCE)
        .build();
    let config = aws_sdk_ecr::Config::builder().timeout_config(patience);
    request.customize().config_override(config).send().await
}

fn kind(result: &SetResult) -> &'static str {
    match result {
        Ok(_) => "ok",
        Err(SdkError::ServiceError(_)) => "service",
        Err(SdkError::DispatchFailure(_)) => "dispatch",
        Err(SdkError::TimeoutError(_)) => "timeout",
        Err(SdkError::ResponseError(_)) => "response",
        Err(_) => "other",
    }
}

/// One try: what the SDK says, with which code, and whether it has happened.
#[tokio::test]
async fn one_try() {
    for (fault, expected, code, happened) in [
        (
            Fault::Throttle,
            "service",
            Some("ThrottlingException"),
            false,
        ),
        (
            Fault::TooManyRequests,
            "service",
            Some("TooManyRequestsException"),
            false,
        ),
        (
            Fault::ServerError,
            "service",
            Some("ServerException"),
            false,
        ),
        (Fault::Unavailable, "service", None, false),
        (
            Fault::AccessDenied,
            "service",
            Some("AccessDeniedException"),
            false,
        ),
        (
            Fault::ExpiredToken,
            "service",
            Some("ExpiredTokenException"),
            false,
        ),
        (Fault::DropBefore, "dispatch", None, false),
        (Fault::DropAfter, "dispatch", None, true),
        (Fault::Hang(VERY_LONG), "timeout", None, false),
        (Fault::SlowAnswer(VERY_LONG), "timeout", None, true),
        (
            Fault::SlowAnswer(Duration::from_millis(1)),
            "ok",
            None,
            true,
        ),
        (Fault::LateLanding(VERY_LONG), "timeout", None, false),
        (Fault::StaleRead(1), "ok", None, true),
    ] {
        let stage = Stage::start();
        stage.shared.faults().script(SET, [Some(fault)]);
        let result = set(&stage.ecr(&stage.owner), GUEST).await;
        assert_eq!(kind(&result), expected, "{fault:?}: {result:?}");
        let found = result.as_ref().err().and_then(ProvideErrorMetadata::code);
        assert_eq!(found, code, "{fault:?}");
        let text = stage.shared.world().policy_text(&stage.repository);
        assert_eq!(text.is_some(), happened, "{fault:?}");
        assert_eq!(stage.shared.requests(SET), 1, "{fault:?}");
    }
}

/// Three tries, as the SDK makes by itself: how many it makes, and how often it has happened.
#[tokio::test]
async fn three_tries() {
    for (fault, count, expected, tries, writes) in [
        (Fault::Throttle, 1, "ok", 2, 1),
        (Fault::Throttle, 5, "service", 3, 0),
        (Fault::TooManyRequests, 1, "ok", 2, 1),
        (Fault::ServerError, 1, "ok", 2, 1),
        (Fault::Unavailable, 1, "ok", 2, 1),
        (Fault::DropBefore, 1, "ok", 2, 1),
        // Written twice, and nobody is told.
        (Fault::DropAfter, 1, "ok", 2, 2),
        (Fault::Hang(VERY_LONG), 1, "ok", 2, 1),
        (Fault::AccessDenied, 1, "service", 1, 0),
        (Fault::ExpiredToken, 1, "service", 1, 0),
    ] {
        let stage = Stage::start();
        stage.shared.faults().script(SET, vec![Some(fault); count]);
        let result = set(&stage.stubborn_ecr(&stage.owner), GUEST).await;
        assert_eq!(kind(&result), expected, "{fault:?}: {result:?}");
        assert_eq!(stage.shared.requests(SET), tries, "{fault:?}");
        assert_eq!(stage.shared.world().calls(SET), writes, "{fault:?}");
    }
}

/// The zombie: a write that was given up on lands after a newer one and undoes it.
#[tokio::test]
async fn a_late_landing_undoes_a_newer_write() {
    let stage = Stage::start();
    let ecr = stage.ecr(&stage.owner);
    stage
        .shared
        .faults()
        .script(SET, [Some(Fault::LateLanding(PATIENCE * 4))]);
    assert_eq!(kind(&set(&ecr, GUEST).await), "timeout");
    assert_eq!(kind(&set(&ecr, OWNER).await), "ok");
    let text = || stage.shared.world().policy_text(&stage.repository).unwrap();
    assert!(
        text().contains(OWNER) && !text().contains(GUEST),
        "the newer write is not there"
    );
    let landed = async {
        let mut look = tokio::time::interval(Duration::from_millis(10));
        while stage.shared.world().calls(SET) < 2 {
            look.tick().await;
        }
    };
    tokio::time::timeout(VERY_LONG, landed).await.unwrap();
    assert!(
        text().contains(GUEST) && !text().contains(OWNER),
        "the older write has not landed"
    );
}

#[tokio::test]
async fn a_stale_read_sees_what_was() {
    let stage = Stage::start();
    let ecr = stage.ecr(&stage.owner);
    set(&ecr, GUEST).await.unwrap();
    set(&ecr, OWNER).await.unwrap();
    let get = Operation::GetRepositoryPolicy;
    stage.shared.faults().script(
        get,
        [Some(Fault::StaleRead(1)), None, Some(Fault::StaleRead(2))],
    );
    let read = || {
        ecr.get_repository_policy()
            .repository_name(REPOSITORY)
            .send()
    };
    assert!(read().await.unwrap().policy_text().unwrap().contains(GUEST));
    assert!(read().await.unwrap().policy_text().unwrap().contains(OWNER));
    let oldest = read().await.unwrap_err().into_service_error();
    assert!(oldest.is_repository_policy_not_found_exception());
}

#[tokio::test]
async fn faults_of_sts_are_spelled_as_sts_does() {
    let stage = Stage::start();
    let sts = stage.sts(&stage.guest);
    for (fault, code) in [
        (Fault::Throttle, "Throttling"),
        (Fault::ExpiredToken, "ExpiredToken"),
        (Fault::AccessDenied, "AccessDenied"),
        (Fault::ServerError, "InternalFailure"),
    ] {
        stage
            .shared
            .faults()
            .script(Operation::GetCallerIdentity, [Some(fault)]);
        let refused = sts
            .get_caller_identity()
            .send()
            .await
            .unwrap_err()
            .into_service_error();
        assert_eq!(refused.code(), Some(code), "{fault:?}");
    }
    sts.get_caller_identity().send().await.unwrap();
}

/// An outside writer between a read and a write of ours: the write wins, and the other is told nothing.
#[tokio::test]
async fn an_outside_writer_is_overwritten_without_a_word() {
    let stage = Stage::start();
    let ecr = stage.ecr(&stage.owner);
    let theirs = pull(&[OWNER]);
    stage
        .shared
        .world()
        .edit_policy(stage.clock.now(), &stage.repository, "terraform", |_| {
            Some(theirs)
        })
        .unwrap();
    set(&ecr, GUEST).await.unwrap();
    let text = stage.shared.world().policy_text(&stage.repository).unwrap();
    assert!(text.contains(GUEST) && !text.contains(OWNER));
}

//! STS as the SDK sees it.

use aws_sdk_sts::error::ProvideErrorMetadata;
use wharfinger_aws_sim::Credentials;

use super::support::{ANYTHING, GUEST, OWNER, REPOSITORY, Stage, account, pull};

const EXTERNAL_ID: &str = "wharfinger-0a1b2c3d";

/// A role of the owner that the guest may assume with the external id.
fn role(stage: &Stage) -> String {
    let trust = format!(
        r#"{{"Version":"2012-10-17","Statement":[
            {{"Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::{GUEST}:user/ada"}},"Action":"sts:AssumeRole",
              "Condition":{{"StringEquals":{{"sts:ExternalId":"{EXTERNAL_ID}"}}}}}},
            {{"Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::{GUEST}:user/ada"}},"Action":"sts:SetSourceIdentity"}}]}}"#
    );
    let mut world = stage.shared.world();
    world
        .add_role(
            stage.clock.now(),
            &account(OWNER),
            "grants",
            &trust,
            ANYTHING,
        )
        .unwrap()
}

#[tokio::test]
async fn tells_who_calls() {
    let stage = Stage::start();
    let who = stage
        .sts(&stage.guest)
        .get_caller_identity()
        .send()
        .await
        .unwrap();
    assert_eq!(who.account(), Some(GUEST));
    assert_eq!(who.arn(), Some("arn:aws:iam::444455556666:user/ada"));
    assert!(who.user_id().unwrap().starts_with("AIDA"));
}

#[tokio::test]
async fn a_role_is_assumed_within_the_limits_of_a_session_policy() {
    let stage = Stage::start();
    let role = role(&stage);
    let sts = stage.sts(&stage.guest);
    let policy = format!(
        r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Action":["ecr:GetRepositoryPolicy"],"Resource":"{}"}}}}"#,
        stage.repository
    );
    let assumed = sts
        .assume_role()
        .role_arn(&role)
        .role_session_name("pass-1")
        .external_id(EXTERNAL_ID)
        .source_identity("ada")
        .duration_seconds(900)
        .policy(policy)
        .send()
        .await
        .unwrap();
    let user = assumed.assumed_role_user().unwrap();
    assert_eq!(
        user.arn(),
        "arn:aws:sts::111122223333:assumed-role/grants/pass-1"
    );
    assert!(
        user.assumed_role_id().starts_with("AROA") && user.assumed_role_id().ends_with(":pass-1")
    );
    assert_eq!(assumed.source_identity(), Some("ada"));
    let keys = assumed.credentials().unwrap();
    assert_eq!(
        keys.expiration().secs(),
        stage.clock.now().as_micros() / 1_000_000 + 900
    );
    let session = Credentials {
        access_key_id: keys.access_key_id().to_owned(),
        secret_access_key: keys.secret_access_key().to_owned(),
        session_token: Some(keys.session_token().to_owned()),
        expires_at: None,
    };
    let who = stage
        .sts(&session)
        .get_caller_identity()
        .send()
        .await
        .unwrap();
    assert_eq!(
        who.account(),
        Some(OWNER),
        "a role moves the caller to its account"
    );

    let ecr = stage.ecr(&session);
    let read = ecr
        .get_repository_policy()
        .repository_name(REPOSITORY)
        .send()
        .await
        .unwrap_err();
    assert!(
        read.into_service_error()
            .is_repository_policy_not_found_exception()
    );
    let set = ecr
        .set_repository_policy()
        .repository_name(REPOSITORY)
        .policy_text(pull(&[GUEST]));
    let refused = set.send().await.unwrap_err().into_service_error();
    assert_eq!(refused.code(), Some("AccessDeniedException"));
    assert!(
        refused
            .message()
            .unwrap()
            .contains("because no session policy allows"),
        "{refused:?}"
    );

    stage.clock.forward(900);
    let ended = ecr
        .get_repository_policy()
        .repository_name(REPOSITORY)
        .send()
        .await
        .unwrap_err();
    let ended = ended.into_service_error();
    assert_eq!(ended.code(), Some("ExpiredTokenException"));
    let ended = stage
        .sts(&session)
        .get_caller_identity()
        .send()
        .await
        .unwrap_err();
    assert_eq!(ended.into_service_error().code(), Some("ExpiredToken"));
}

#[tokio::test]
async fn a_role_is_refused_without_its_external_id() {
    let stage = Stage::start();
    let role = role(&stage);
    let sts = stage.sts(&stage.guest);
    for external_id in [None, Some("wharfinger-ffffffff")] {
        let asked = sts
            .assume_role()
            .role_arn(&role)
            .role_session_name("pass-1");
        let refused = asked
            .set_external_id(external_id.map(str::to_owned))
            .send()
            .await;
        let refused = refused.unwrap_err().into_service_error();
        assert_eq!(refused.code(), Some("AccessDenied"));
        let expected = format!(
            "User: arn:aws:iam::444455556666:user/ada is not authorized to perform: sts:AssumeRole on \
             resource: {role}"
        );
        assert_eq!(refused.message(), Some(expected.as_str()));
    }
}

#[tokio::test]
async fn session_policies_are_read() {
    let stage = Stage::start();
    let role = role(&stage);
    let sts = stage.sts(&stage.guest);
    let with = |policy: String| {
        let asked = sts
            .assume_role()
            .role_arn(&role)
            .role_session_name("pass-1");
        asked.external_id(EXTERNAL_ID).policy(policy).send()
    };
    let malformed = with("{".to_owned()).await.unwrap_err().into_service_error();
    assert!(
        malformed.is_malformed_policy_document_exception(),
        "{malformed:?}"
    );
    let long = with(format!("{ANYTHING}{}", " ".repeat(3_000)))
        .await
        .unwrap_err();
    assert!(
        long.into_service_error()
            .is_packed_policy_too_large_exception()
    );
}

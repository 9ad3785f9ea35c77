//! Becoming a role: by whom, with which words, for how long.

use super::*;
use crate::Service;

const EXTERNAL_ID: &str = "wharfinger-0a1b2c3d";

/// A role of the owner that the broker's user may assume with the external id.
fn stage() -> (Stage, Caller, String) {
    let mut stage = Stage::new();
    let broker = stage.user(
        BROKER,
        "broker",
        &allow(
            r#"["sts:AssumeRole","sts:SetSourceIdentity"]"#,
            "arn:aws:iam::*:role/wharfinger-*",
        ),
    );
    let trust = trust(broker.arn(), r#"["sts:AssumeRole"]"#);
    let role = stage
        .world
        .add_role(NOW, &account(OWNER), "wharfinger-grants", &trust, ANYTHING)
        .unwrap();
    (stage, broker, role)
}

fn trust(who: &str, actions: &str) -> String {
    format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"AWS":"{who}"}},"Action":{actions},"Condition":{{"StringEquals":{{"sts:ExternalId":"{EXTERNAL_ID}"}}}}}}]}}"#
    )
}

fn asked(role: &str) -> AssumeRole {
    AssumeRole {
        external_id: Some(EXTERNAL_ID.to_owned()),
        ..AssumeRole::new(role, "pass-1")
    }
}

#[test]
fn needs_the_external_id() {
    let (mut stage, broker, role) = stage();
    let session = stage.session(&broker, &asked(&role)).unwrap();
    assert_eq!(session.account().as_str(), OWNER);
    assert_eq!(
        session.arn(),
        "arn:aws:sts::111122223333:assumed-role/wharfinger-grants/pass-1"
    );
    for external_id in [
        None,
        Some("wharfinger-ffffffff".to_owned()),
        Some(EXTERNAL_ID.to_uppercase()),
    ] {
        let wrong = AssumeRole {
            external_id,
            ..asked(&role)
        };
        let refusal = stage.session(&broker, &wrong).unwrap_err();
        let expected = format!(
            "User: {} is not authorized to perform: sts:AssumeRole on resource: {role}",
            broker.arn()
        );
        assert_eq!(refusal.to_string(), expected);
        assert_eq!(
            (refusal.code(Service::Sts), refusal.status(Service::Sts)),
            ("AccessDenied", 403)
        );
    }
}

#[test]
fn a_role_that_is_not_there_looks_like_one_that_says_no() {
    let (mut stage, broker, _) = stage();
    for role in [
        "arn:aws:iam::111122223333:role/wharfinger-gone",
        "arn:aws:iam::999999999999:role/wharfinger-x",
    ] {
        let refusal = stage
            .session(&broker, &asked(role))
            .unwrap_err()
            .to_string();
        assert!(
            refusal.ends_with(&format!("sts:AssumeRole on resource: {role}")),
            "{refusal}"
        );
    }
}

#[test]
fn both_sides_must_allow() {
    let (mut stage, _, role) = stage();
    let stranger = stage.user(BROKER, "stranger", ANYTHING);
    assert!(
        is_denied(&stage.session(&stranger, &asked(&role))),
        "the trust policy names another"
    );
    let mut stage = Stage::new();
    let idle = stage.user(BROKER, "idle", &allow(r#""s3:*""#, "*"));
    let role = stage
        .world
        .add_role(
            NOW,
            &account(OWNER),
            "r",
            &trust(idle.arn(), r#""sts:*""#),
            ANYTHING,
        )
        .unwrap();
    assert!(
        is_denied(&stage.session(&idle, &asked(&role))),
        "its own policy does not allow it"
    );
}

#[test]
fn the_trust_policy_must_name_even_those_of_its_own_account() {
    let (mut stage, broker, role) = stage();
    let admin = stage.user(OWNER, "admin", ANYTHING);
    assert!(is_denied(&stage.session(&admin, &asked(&role))));
    stage.session(&broker, &asked(&role)).unwrap();
}

#[test]
fn a_recreated_broker_is_another_one() {
    let (mut stage, _, role) = stage();
    stage.world.delete_user(&account(BROKER), "broker");
    let again = stage.user(BROKER, "broker", ANYTHING);
    assert!(is_denied(&stage.session(&again, &asked(&role))));
}

#[test]
fn a_source_identity_must_be_allowed_by_the_trust_policy() {
    let (mut stage, broker, role) = stage();
    let sourced = |role: &str| AssumeRole {
        source_identity: Some("ada".to_owned()),
        ..asked(role)
    };
    let refusal = stage
        .session(&broker, &sourced(&role))
        .unwrap_err()
        .to_string();
    assert!(refusal.contains("sts:SetSourceIdentity"), "{refusal}");
    let trust = trust(
        broker.arn(),
        r#"["sts:AssumeRole","sts:SetSourceIdentity"]"#,
    );
    let open = stage
        .world
        .add_role(NOW, &account(OWNER), "wharfinger-open", &trust, ANYTHING)
        .unwrap();
    let assumed = stage
        .world
        .assume_role(NOW, &broker, &region(), &sourced(&open))
        .unwrap();
    assert_eq!(assumed.source_identity.as_deref(), Some("ada"));
    assert_eq!(
        stage.caller(&assumed.credentials).source_identity(),
        Some("ada")
    );
}

#[test]
fn a_session_ends() {
    let (mut stage, broker, role) = stage();
    let asked = AssumeRole {
        duration_seconds: Some(900),
        ..asked(&role)
    };
    let keys = stage
        .world
        .assume_role(NOW, &broker, &region(), &asked)
        .unwrap()
        .credentials;
    let who = |after| {
        let now = moment::seconds_later(NOW, after);
        stage
            .world
            .authenticate(now, &keys.access_key_id, keys.session_token.as_deref())
    };
    assert!(who(899).is_ok());
    assert_eq!(who(900).unwrap_err(), Refusal::ExpiredToken);
    let without_token = stage.world.authenticate(NOW, &keys.access_key_id, None);
    assert_eq!(without_token.unwrap_err(), Refusal::UnknownKey);
}

#[test]
fn a_session_that_ended_long_ago_is_forgotten() {
    let (mut stage, broker, role) = stage();
    let keys = stage
        .world
        .assume_role(NOW, &broker, &region(), &asked(&role))
        .unwrap()
        .credentials;
    for (seconds, expected) in [(7_199, Refusal::ExpiredToken), (1, Refusal::UnknownKey)] {
        stage.wait(seconds);
        stage.session(&broker, &asked(&role)).unwrap();
        let token = keys.session_token.as_deref();
        let who = stage
            .world
            .authenticate(stage.now, &keys.access_key_id, token);
        assert_eq!(who.unwrap_err(), expected);
    }
}

#[test]
fn sessions_of_a_deleted_role_are_worth_nothing() {
    let (mut stage, broker, role) = stage();
    let keys = stage
        .world
        .assume_role(NOW, &broker, &region(), &asked(&role))
        .unwrap()
        .credentials;
    stage
        .world
        .delete_role(&account(OWNER), "wharfinger-grants");
    let who = stage
        .world
        .authenticate(NOW, &keys.access_key_id, keys.session_token.as_deref());
    assert_eq!(who.unwrap_err(), Refusal::UnknownKey);
}

#[test]
fn arguments_have_limits() {
    let (mut stage, broker, role) = stage();
    let base = asked(&role);
    for (wrong, code) in [
        (
            AssumeRole {
                role_session_name: "x".to_owned(),
                ..base.clone()
            },
            "ValidationError",
        ),
        (
            AssumeRole {
                role_session_name: "a b".to_owned(),
                ..base.clone()
            },
            "ValidationError",
        ),
        (
            AssumeRole {
                external_id: Some("x".to_owned()),
                ..base.clone()
            },
            "ValidationError",
        ),
        (
            AssumeRole {
                source_identity: Some("a/b".to_owned()),
                ..base.clone()
            },
            "ValidationError",
        ),
        (
            AssumeRole {
                duration_seconds: Some(899),
                ..base.clone()
            },
            "ValidationError",
        ),
        (
            AssumeRole {
                duration_seconds: Some(3_601),
                ..base.clone()
            },
            "ValidationError",
        ),
        (
            AssumeRole {
                policy: Some("{".to_owned()),
                ..base.clone()
            },
            "MalformedPolicyDocument",
        ),
        (
            AssumeRole {
                policy: Some(pull(&[GUEST])),
                ..base.clone()
            },
            "MalformedPolicyDocument",
        ),
        (
            AssumeRole {
                policy: Some(format!("{ANYTHING}{}", " ".repeat(3_000))),
                ..base.clone()
            },
            "PackedPolicyTooLarge",
        ),
    ] {
        let refusal = stage.session(&broker, &wrong).unwrap_err();
        assert_eq!(refusal.code(Service::Sts), code, "{wrong:?}");
        assert_eq!(refusal.status(Service::Sts), 400, "{wrong:?}");
    }
}

#[test]
fn every_pair_of_tenant_and_external_id_but_the_right_one_is_refused() {
    let mut stage = Stage::new();
    let broker = stage.user(BROKER, "broker", ANYTHING);
    let tenants = ["100000000001", "100000000002", "100000000003"];
    let roles: Vec<String> = tenants
        .iter()
        .map(|id| {
            stage
                .world
                .add_account(&account(id), Partition::Aws)
                .unwrap();
            let trust = trust(broker.arn(), r#""sts:AssumeRole""#)
                .replace(EXTERNAL_ID, &format!("tenant-{id}"));
            stage
                .world
                .add_role(NOW, &account(id), "grants", &trust, ANYTHING)
                .unwrap()
        })
        .collect();
    for (role_of, role) in tenants.iter().zip(&roles) {
        for id_of in &tenants {
            let asked = AssumeRole {
                external_id: Some(format!("tenant-{id_of}")),
                ..asked(role)
            };
            let is_assumed = stage.session(&broker, &asked).is_ok();
            assert_eq!(
                is_assumed,
                role_of == id_of,
                "{role} with the id of {id_of}"
            );
        }
    }
}

#[test]
fn a_region_that_is_not_enabled_answers_nobody() {
    let (mut stage, broker, role) = stage();
    stage
        .world
        .enable_region(&account(BROKER), &region(), false);
    let refusal = stage.session(&broker, &asked(&role)).unwrap_err();
    assert_eq!(refusal, Refusal::RegionDisabled(account(BROKER)));
}

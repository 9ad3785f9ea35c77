//! Whether a caller may, by all policies together.

use super::*;
use crate::Image;
use crate::world::{ImageId, RegistryScope};

fn pulls(stage: &mut Stage, caller: &Caller) -> bool {
    let id = ImageId {
        tag: Some("1.0".to_owned()),
        ..ImageId::default()
    };
    let pulled = stage
        .world
        .batch_get_image(stage.now, caller, &stage.repository, &[id]);
    match pulled {
        Ok(images) => images[0].1.is_some(),
        Err(Refusal::AccessDenied(_)) => false,
        Err(other) => panic!("{other}"),
    }
}

fn stage() -> Stage {
    let mut stage = Stage::new();
    stage
        .world
        .push_image(&stage.repository, Image::new(NOW, "1.0", "{}"))
        .unwrap();
    stage
}

#[test]
fn both_sides_must_allow_across_accounts() {
    let mut stage = stage();
    let allowed = stage.user(GUEST, "allowed", ANYTHING);
    let other = stage.user(GUEST, "other", &allow(r#""s3:*""#, "*"));
    assert!(!pulls(&mut stage, &allowed));
    stage.set(&pull(&[GUEST])).unwrap();
    assert!(pulls(&mut stage, &allowed));
    assert!(
        !pulls(&mut stage, &other),
        "the account does not decide for its administrators"
    );
    stage.set(&pull(&[other.arn()])).unwrap();
    assert!(
        !pulls(&mut stage, &other),
        "nor does the repository for the account"
    );
}

#[test]
fn either_side_is_enough_within_an_account() {
    let mut stage = stage();
    let by_identity = stage.user(OWNER, "a", &allow(r#""ecr:Batch*""#, "*"));
    let by_repository = stage.user(OWNER, "b", &allow(r#""s3:*""#, "*"));
    assert!(pulls(&mut stage, &by_identity));
    assert!(!pulls(&mut stage, &by_repository));
    stage.set(&pull(&[by_repository.arn()])).unwrap();
    assert!(pulls(&mut stage, &by_repository));
    stage.set(&pull(&[OWNER])).unwrap();
    assert!(
        !pulls(&mut stage, &by_repository),
        "the root's ARN only delegates"
    );
}

#[test]
fn access_ends_by_its_condition() {
    let mut stage = stage();
    let guest = stage.root(GUEST);
    let text = pull(&[GUEST]).replace(
        r#""Sid""#,
        r#""Condition":{"DateLessThan":{"aws:CurrentTime":"2026-12-01T00:00:00Z"}},"Sid""#,
    );
    stage.set(&text).unwrap();
    stage.wait(3 * 86_400 - 1);
    assert!(pulls(&mut stage, &guest) && stage.lets_in(GUEST));
    stage.wait(1);
    assert!(!pulls(&mut stage, &guest) && !stage.lets_in(GUEST));
}

#[test]
fn an_explicit_deny_wins() {
    let mut stage = stage();
    let guest = stage.root(GUEST);
    let text = format!(
        r#"{},{{"Effect":"Deny","Principal":"*","Action":"ecr:BatchGetImage","Condition":{{"StringNotEquals":{{"aws:PrincipalAccount":"{OWNER}"}}}}}}]}}"#,
        pull(&[GUEST]).strip_suffix("]}").unwrap()
    );
    stage.set(&text).unwrap();
    let refused = stage
        .world
        .batch_get_image(NOW, &guest, &stage.repository, &[])
        .unwrap_err();
    assert!(
        refused
            .to_string()
            .ends_with("with an explicit deny in a resource-based policy"),
        "{refused}"
    );
    assert!(!stage.lets_in(GUEST));
}

#[test]
fn the_registry_is_asked_about_everything_in_its_second_version() {
    let mut stage = stage();
    let guest = stage.root(GUEST);
    stage.set(&pull(&[GUEST])).unwrap();
    let deny = format!(
        r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Deny","Principal":"*","Action":"ecr:BatchGetImage","Resource":"{}"}}}}"#,
        stage.repository
    );
    stage
        .world
        .set_registry_policy(&account(OWNER), &region(), Some(&deny))
        .unwrap();
    assert!(!pulls(&mut stage, &guest) && !stage.lets_in(GUEST));
    stage
        .world
        .set_registry_scope(&account(OWNER), &region(), RegistryScope::V1)
        .unwrap();
    assert!(pulls(&mut stage, &guest) && stage.lets_in(GUEST));
}

#[test]
fn a_session_may_what_its_role_and_its_policy_allow() {
    let mut stage = stage();
    let user = stage.user(OWNER, "ops", ANYTHING);
    let one = allow(
        r#"["ecr:GetRepositoryPolicy","ecr:BatchGetImage"]"#,
        &stage.repository.to_string(),
    );
    let role = stage.role(OWNER, "grants", &one);
    for (policy, may_pull, may_set) in [
        (None, true, false),
        (Some(ANYTHING.to_owned()), true, false),
        (
            Some(allow(r#""ecr:GetRepositoryPolicy""#, "*")),
            false,
            false,
        ),
        (
            Some(allow(
                r#""ecr:Batch*""#,
                "arn:aws:ecr:*:*:repository/tools/*",
            )),
            true,
            false,
        ),
        (
            Some(allow(
                r#""ecr:*""#,
                "arn:aws:ecr:us-west-2:111122223333:repository/other",
            )),
            false,
            false,
        ),
    ] {
        let asked = AssumeRole {
            policy: policy.clone(),
            ..AssumeRole::new(&role, "pass")
        };
        let session = stage.session(&user, &asked).unwrap();
        assert_eq!(pulls(&mut stage, &session), may_pull, "{policy:?}");
        let text = pull(&[GUEST]);
        let set = stage
            .world
            .set_repository_policy(NOW, &session, &stage.repository, &text, false);
        assert_eq!(set.is_ok(), may_set, "{policy:?}");
    }
}

#[test]
fn a_session_of_a_named_role_keeps_its_limits() {
    let mut stage = stage();
    let user = stage.user(OWNER, "ops", ANYTHING);
    let role = stage.role(OWNER, "grants", &allow(r#""s3:*""#, "*"));
    stage.set(&pull(&[&role])).unwrap();
    let free = stage
        .session(&user, &AssumeRole::new(&role, "free"))
        .unwrap();
    assert!(pulls(&mut stage, &free));
    let limited = AssumeRole {
        policy: Some(allow(r#""s3:*""#, "*")),
        ..AssumeRole::new(&role, "limited")
    };
    let limited = stage.session(&user, &limited).unwrap();
    assert!(!pulls(&mut stage, &limited));
    stage.set(&pull(&[limited.arn()])).unwrap();
    assert!(
        pulls(&mut stage, &limited),
        "named by its own ARN, no limit but a Deny holds"
    );
}

#[test]
fn whoever_may_not_is_told_so_before_what_is_there() {
    let mut stage = stage();
    let nobody = stage.user(OWNER, "nobody", &allow(r#""s3:*""#, "*"));
    let missing = RepositoryAddress::new(OWNER, REGION, "missing").unwrap();
    let told = stage
        .world
        .get_repository_policy(NOW, &nobody, &missing)
        .unwrap_err();
    let expected = format!(
        "User: arn:aws:iam::{OWNER}:user/nobody is not authorized to perform: ecr:GetRepositoryPolicy on \
         resource: {missing} because no identity-based policy allows the ecr:GetRepositoryPolicy action"
    );
    assert_eq!(told.to_string(), expected);
    let root = stage.root(OWNER);
    let told = stage.world.get_repository_policy(NOW, &root, &missing);
    assert_eq!(told, Err(Refusal::RepositoryNotFound(missing)));
}

#[test]
fn a_token_needs_the_callers_own_policy() {
    let mut stage = stage();
    let user = stage.user(GUEST, "a", &allow(r#""ecr:GetAuthorizationToken""#, "*"));
    let token = stage
        .world
        .authorization_token(NOW, &user, &region())
        .unwrap();
    assert_eq!(token.expires_at, moment::seconds_later(NOW, 43_200));
    let narrow = stage.user(
        GUEST,
        "b",
        &allow(
            r#""ecr:*""#,
            "arn:aws:ecr:us-west-2:444455556666:repository/*",
        ),
    );
    assert!(is_denied(&stage.world.authorization_token(
        NOW,
        &narrow,
        &region()
    )));
}

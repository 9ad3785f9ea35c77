//! What passwords for a registry open.

use super::super::AssumeRole;
use super::*;

/// A user of the owner's who may pull from everything and fetch passwords.
const PULLS: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["ecr:GetAuthorizationToken","ecr:BatchGetImage","ecr:GetDownloadUrlForLayer"],"Resource":"*"}}"#;

fn password(stage: &mut Stage, caller: &Caller) -> String {
    use base64::Engine as _;
    let token = stage
        .world
        .authorization_token(stage.now, caller, &region())
        .unwrap();
    let text = base64::engine::general_purpose::STANDARD
        .decode(token.token)
        .unwrap();
    let text = String::from_utf8(text).unwrap();
    text.strip_prefix("AWS:").unwrap().to_owned()
}

fn other() -> RepositoryAddress {
    RepositoryAddress::new(OWNER, REGION, "tools/samtools").unwrap()
}

#[test]
fn a_password_opens_what_whoever_fetched_it_may_pull() {
    let mut stage = Stage::new();
    stage.world.add_repository(NOW, &other(), &[]).unwrap();
    stage.role(OWNER, "puller", PULLS);
    let root = stage.root(OWNER);
    let user = stage.user(OWNER, "ada", ANYTHING);
    let narrow = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Action":"ecr:GetAuthorizationToken","Resource":"*"}},{{"Effect":"Allow","Action":["ecr:BatchGetImage","ecr:GetDownloadUrlForLayer"],"Resource":"{}"}}]}}"#,
        stage.repository
    );
    let asked = AssumeRole {
        policy: Some(narrow),
        ..AssumeRole::new("arn:aws:iam::111122223333:role/puller", "one")
    };
    let session = stage.session(&user, &asked).unwrap();
    let address = stage.repository.clone();
    for (caller, reaches_other) in [(root, true), (session, false)] {
        let password = password(&mut stage, &caller);
        let entered = stage
            .world
            .log_in(NOW, "AWS", &password, &region())
            .unwrap();
        assert_eq!(stage.world.lets_pull(NOW, &entered, &address), Ok(()));
        let to_other = stage.world.lets_pull(NOW, &entered, &other());
        assert_eq!(to_other.is_ok(), reaches_other, "{to_other:?}");
    }
}

#[test]
fn manifests_without_layers_are_no_pull() {
    let mut stage = Stage::new();
    let half = stage.user(
        OWNER,
        "half",
        &allow(r#"["ecr:GetAuthorizationToken","ecr:BatchGetImage"]"#, "*"),
    );
    let address = stage.repository.clone();
    assert!(is_denied(&stage.world.lets_pull(NOW, &half, &address)));
}

#[test]
fn only_what_was_given_out_is_let_in_and_for_twelve_hours() {
    let mut stage = Stage::new();
    let root = stage.root(OWNER);
    let password = password(&mut stage, &root);
    let elsewhere = Region::new("eu-west-1").unwrap();
    let log_in = |now, user: &str, password: &str, region: &Region| {
        stage.world.log_in(now, user, password, region).map(drop)
    };
    assert_eq!(log_in(NOW, "AWS", &password, &region()), Ok(()));
    for (user, password, region) in [
        ("ada", &*password, region()),
        ("AWS", "guess", region()),
        ("AWS", &password, elsewhere),
    ] {
        assert_eq!(
            log_in(NOW, user, password, &region),
            Err(Refusal::UnknownKey)
        );
    }
    let end = moment::seconds_later(NOW, 43_200);
    let before = moment::seconds_later(NOW, 43_199);
    assert_eq!(log_in(before, "AWS", &password, &region()), Ok(()));
    assert_eq!(
        log_in(end, "AWS", &password, &region()),
        Err(Refusal::ExpiredToken)
    );
}

/// The session has ended; what it fetched goes on, and is worth what the role may by then.
#[test]
fn a_password_outlives_its_session_and_not_its_role() {
    let mut stage = Stage::new();
    let role = stage.role(OWNER, "puller", PULLS);
    let user = stage.user(OWNER, "ada", ANYTHING);
    let session = stage
        .session(&user, &AssumeRole::new(&role, "one"))
        .unwrap();
    let password = password(&mut stage, &session);
    stage.wait(7_200);
    let address = stage.repository.clone();
    let entered = stage
        .world
        .log_in(stage.now, "AWS", &password, &region())
        .unwrap();
    assert_eq!(stage.world.lets_pull(stage.now, &entered, &address), Ok(()));
    stage.world.delete_role(&account(OWNER), "puller");
    assert!(is_denied(
        &stage.world.lets_pull(stage.now, &entered, &address)
    ));
}

//! Who it is, when everything goes well.

use serde_json::json;
use wharfinger_server::oidc::{Check, Misconfiguration, SignInError};

use crate::http::Answer;
use crate::provider::{SUBJECT, TOKEN, USER_INFO};
use crate::world::World;

#[actix_web::test]
async fn a_person_comes_back_with_what_the_token_says() {
    let world = World::new();
    let finished = world.sign_in().await.unwrap();
    assert_eq!(finished.return_to, "/tools?q=a");
    let identity = finished.identity;
    assert_eq!(identity.provider, "example");
    assert_eq!(identity.issuer, world.provider.issuer);
    assert_eq!(identity.subject, SUBJECT);
    assert_eq!(identity.email.as_deref(), Some("ada@example.org"));
    assert!(identity.email_verified);
    assert_eq!(identity.name.as_deref(), Some("Ada"));
    assert_eq!(identity.preferred_username, None);
    assert_eq!(world.provider.count(USER_INFO), 0);
}

#[actix_web::test]
async fn any_server_takes_the_browser_back() {
    let world = World::new();
    let started = world.start().await.unwrap();
    let query = world.provider.authorize(&started.location);
    let another = world.another_server();
    let finished = another.finish("example", &query, Some(started.pending));
    assert_eq!(finished.await.unwrap().identity.subject, SUBJECT);
}

#[actix_web::test]
async fn what_the_token_leaves_out_is_asked_for() {
    let world = World::new();
    world.provider.state().claims = json!({"name": "Ada"});
    world.provider.state().user_info = json!({
        "sub": SUBJECT, "email": "ada@example.org", "email_verified": "true", "name": "Ada L.",
        "preferred_username": " ada\n",
    });
    let identity = world.sign_in().await.unwrap().identity;
    assert_eq!(identity.email.as_deref(), Some("ada@example.org"));
    // Some providers spell it as a text.
    assert!(identity.email_verified);
    assert_eq!(identity.name.as_deref(), Some("Ada"));
    assert_eq!(identity.preferred_username.as_deref(), Some("ada"));
}

#[actix_web::test]
async fn an_address_is_verified_only_where_the_provider_says_so() {
    let world = World::new();
    for (email, verified, expected) in [
        (json!("a@example.org"), json!(null), Some("a@example.org")),
        (json!("a@example.org"), json!(false), Some("a@example.org")),
        (json!("no address"), json!(true), None),
        (json!("@example.org"), json!(true), None),
        (
            json!(format!("{}@example.org", "a".repeat(250))),
            json!(true),
            None,
        ),
    ] {
        world.provider.state().claims = json!({"email": email, "email_verified": verified});
        let identity = world.sign_in().await.unwrap().identity;
        assert_eq!(identity.email.as_deref(), expected);
        assert!(!identity.email_verified, "{identity:?}");
    }
}

#[actix_web::test]
async fn a_name_is_made_of_its_parts_where_there_is_no_whole() {
    let world = World::new();
    let long = "x".repeat(300);
    for (claims, expected) in [
        (
            json!({"given_name": "Ada", "family_name": "Lovelace"}),
            Some("Ada Lovelace"),
        ),
        (json!({"family_name": "Lovelace"}), Some("Lovelace")),
        (json!({"name": "Ada", "given_name": "A"}), Some("Ada")),
        (
            json!({"name#fr": "Ada de Lovelace"}),
            Some("Ada de Lovelace"),
        ),
        (json!({"name": long}), Some(&long[..200])),
        (json!({"name": "\n "}), None),
    ] {
        world.provider.state().claims = claims.clone();
        let identity = world.sign_in().await.unwrap().identity;
        assert_eq!(identity.name.as_deref(), expected, "{claims}");
    }
}

#[actix_web::test]
async fn user_information_of_somebody_else_is_refused() {
    let world = World::new();
    world.provider.state().claims = json!({});
    world.provider.state().user_info = json!({"sub": "subject-2", "email": "eve@example.org"});
    assert_eq!(world.failed_check().await, Check::Subject);
}

#[actix_web::test]
async fn a_provider_without_user_information_leaves_the_address_open() {
    let world = World::new();
    world.provider.state().claims = json!({});
    world.provider.state().description = json!({"userinfo_endpoint": null});
    assert_eq!(world.sign_in().await.unwrap().identity.email, None);
}

#[actix_web::test]
async fn a_provider_that_wants_the_secret_in_the_body_gets_it_there() {
    let world = World::new();
    world.provider.state().description =
        json!({"token_endpoint_auth_methods_supported": ["client_secret_post"]});
    // The provider of the tests takes the header only; what counts is what it was sent.
    let refused = world.sign_in().await.unwrap_err();
    assert!(matches!(
        refused,
        SignInError::Misconfigured(Misconfiguration::ClientRefused, _)
    ));
    let state = world.provider.state();
    let sent = state.requests.iter().find(|one| one.path == TOKEN).unwrap();
    assert_eq!(sent.authorization, "");
    assert!(sent.body.contains("client_secret=hush"), "{}", sent.body);
}

#[actix_web::test]
async fn user_information_that_fails_is_no_missing_address() {
    let world = World::new();
    world.provider.state().claims = json!({});
    let fail = async |status| {
        let answer = Answer::Json(status, "{}".to_owned());
        world.provider.state().answers.insert(USER_INFO, answer);
        world.sign_in().await.unwrap_err()
    };
    assert!(matches!(fail(503).await, SignInError::Unreachable(_)));
    assert!(matches!(
        fail(403).await,
        SignInError::Misconfigured(Misconfiguration::UnexpectedAnswer, _)
    ));
}

//! What a provider says about itself, kept and checked.

use std::time::Duration;

use serde_json::{Value, json};
use wharfinger_server::oidc::{Misconfiguration, SignInError};

use crate::http::Answer;
use crate::provider::{DESCRIPTION, KEYS};
use crate::world::World;

async fn fault_of(description: Value) -> Misconfiguration {
    let world = World::new();
    world.provider.state().description = description;
    match world.start().await {
        Err(SignInError::Misconfigured(fault, _)) => fault,
        other => panic!("expected a fault of the description, got {other:?}"),
    }
}

#[actix_web::test]
async fn what_does_not_fit_is_named() {
    let far = "http://far.example/";
    for (description, fault) in [
        (
            json!({"issuer": "https://evil.example"}),
            Misconfiguration::WrongIssuer,
        ),
        (
            json!({"token_endpoint": null}),
            Misconfiguration::NoTokenEndpoint,
        ),
        (
            json!({"token_endpoint": far}),
            Misconfiguration::InsecureAddress,
        ),
        (
            json!({"authorization_endpoint": far}),
            Misconfiguration::InsecureAddress,
        ),
        (
            json!({"userinfo_endpoint": far}),
            Misconfiguration::InsecureAddress,
        ),
        (json!({"jwks_uri": far}), Misconfiguration::InsecureAddress),
        (
            json!({"jwks_uri": null}),
            Misconfiguration::UnexpectedAnswer,
        ),
        (
            json!({"token_endpoint_auth_methods_supported": ["private_key_jwt"]}),
            Misconfiguration::ClientAuthentication,
        ),
    ] {
        assert_eq!(fault_of(description.clone()).await, fault, "{description}");
    }
}

#[actix_web::test]
async fn it_is_fetched_once_an_hour() {
    let world = World::new();
    assert!(world.start().await.is_ok());
    world.clock.advance(Duration::from_secs(3_599));
    assert!(world.start().await.is_ok());
    assert_eq!(world.provider.count(DESCRIPTION), 1);
    world.clock.advance(Duration::from_secs(1));
    assert!(world.start().await.is_ok());
    assert_eq!(world.provider.count(DESCRIPTION), 2);
}

#[actix_web::test]
async fn a_provider_that_fails_is_asked_again_a_little_later() {
    let world = World::new();
    let broken = Answer::Json(503, "{}".to_owned());
    world.provider.state().answers.insert(DESCRIPTION, broken);
    for _ in 0..3 {
        let error = world.start().await.unwrap_err();
        assert!(matches!(error, SignInError::Unreachable(_)), "{error:?}");
    }
    assert_eq!(world.provider.count(DESCRIPTION), 1);
    world.provider.state().answers.clear();
    world.clock.advance(Duration::from_secs(5));
    assert!(world.start().await.is_ok());
}

#[actix_web::test]
async fn something_else_than_a_description_is_said_to_be_so() {
    for (path, answer) in [
        (DESCRIPTION, Answer::Json(200, "<html>".to_owned())),
        (DESCRIPTION, Answer::Json(404, "{}".to_owned())),
        (KEYS, Answer::Json(200, "[]".to_owned())),
    ] {
        let world = World::new();
        world.provider.state().answers.insert(path, answer);
        let error = world.start().await.unwrap_err();
        let is_expected = matches!(
            error,
            SignInError::Misconfigured(Misconfiguration::UnexpectedAnswer, _)
        );
        assert!(is_expected, "{error:?}");
    }
}

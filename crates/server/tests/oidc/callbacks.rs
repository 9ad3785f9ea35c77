//! Answers that come back wrong, late, twice or to somebody else.

use std::time::Duration;

use wharfinger_server::oidc::{Check, Misconfiguration, Refusal, Settings, SignInError};

use crate::http::Answer;
use crate::provider::TOKEN;
use crate::world::World;

#[actix_web::test]
async fn a_wrong_state_is_refused_before_the_provider_hears_of_it() {
    let world = World::new();
    let started = world.start().await.unwrap();
    world.provider.authorize(&started.location);
    let error = world.finish(started, "code=code-0&state=wrong").await;
    assert_eq!(error.unwrap_err(), SignInError::StateMismatch);
    assert_eq!(world.provider.count(TOKEN), 0);
}

#[actix_web::test]
async fn an_answer_to_another_browser_is_refused() {
    let world = World::new();
    let (mine, theirs) = (world.start().await.unwrap(), world.start().await.unwrap());
    let query = world.provider.authorize(&theirs.location);
    let error = world.finish(mine, &query).await.unwrap_err();
    assert_eq!(error, SignInError::StateMismatch);
    let error = world.providers.finish("example", &query, None).await;
    assert_eq!(error.unwrap_err(), SignInError::NotStarted);
    assert_eq!(world.provider.count(TOKEN), 0);
}

#[actix_web::test]
async fn a_stolen_code_is_refused_by_the_provider() {
    let world = World::new();
    let (mine, theirs) = (world.start().await.unwrap(), world.start().await.unwrap());
    let mine_query = world.provider.authorize(&mine.location);
    world.provider.authorize(&theirs.location);
    // My state, their code: it was not made for my verifier.
    let query = mine_query.replace("code-0", "code-1");
    let error = world.finish(mine, &query).await.unwrap_err();
    assert!(matches!(error, SignInError::CodeRefused(_)), "{error:?}");
}

#[actix_web::test]
async fn a_replayed_code_is_refused_by_the_provider() {
    let world = World::new();
    let started = world.start().await.unwrap();
    let query = world.provider.authorize(&started.location);
    world.finish(started.clone(), &query).await.unwrap();
    let error = world.finish(started, &query).await.unwrap_err();
    assert!(matches!(error, SignInError::CodeRefused(_)), "{error:?}");
}

#[actix_web::test]
async fn an_answer_after_ten_minutes_is_too_late() {
    let world = World::new();
    let started = world.start().await.unwrap();
    let query = world.provider.authorize(&started.location);
    world.clock.advance(Duration::from_secs(601));
    let error = world.finish(started, &query).await.unwrap_err();
    assert_eq!(error, SignInError::Expired);
}

#[actix_web::test]
async fn a_no_of_the_provider_is_believed_only_with_the_state() {
    let world = World::new();
    let started = world.start().await.unwrap();
    let forged = world.finish(started.clone(), "error=access_denied&state=wrong");
    assert_eq!(forged.await.unwrap_err(), SignInError::StateMismatch);
    let query = world
        .provider
        .authorize(&started.location)
        .replace("code=code-0", "error=access_denied");
    let error = world.finish(started, &query).await.unwrap_err();
    assert!(matches!(
        error,
        SignInError::Refused(Refusal::AccessDenied, _)
    ));
}

#[actix_web::test]
async fn an_answer_of_another_issuer_is_refused() {
    let world = World::new();
    let started = world.start().await.unwrap();
    let query = world.provider.authorize(&started.location) + "&iss=https%3A%2F%2Fevil.example";
    let error = world.finish(started, &query).await.unwrap_err();
    assert!(matches!(error, SignInError::TokenInvalid(Check::Issuer, _)));
    assert_eq!(world.provider.count(TOKEN), 0);
}

#[actix_web::test]
async fn only_configured_providers_are_there() {
    let world = World::new();
    let error = world.providers.start("other", "/").await.unwrap_err();
    assert_eq!(error, SignInError::UnknownProvider);
    let listed: Vec<_> = world.providers.list().map(Settings::name).collect();
    assert_eq!(listed, ["Example University"]);
}

#[actix_web::test]
async fn a_client_that_the_provider_does_not_know_is_the_operators_concern() {
    let world = World::new();
    let started = world.start().await.unwrap();
    let query = world.provider.authorize(&started.location);
    world.provider.state().answers.insert(
        TOKEN,
        Answer::Json(400, r#"{"error": "unauthorized_client"}"#.to_owned()),
    );
    let error = world.finish(started, &query).await.unwrap_err();
    assert!(matches!(
        error,
        SignInError::Misconfigured(Misconfiguration::ClientRefused, _)
    ));
}

//! Signing in at a real OpenID provider, `oidc-provider` from npm, which runs on loopback.
//!
//! `cargo xtask test --only sign-in` installs it and runs these tests; they are no part of what
//! `cargo test` runs, which needs neither Node.js nor npm packages.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod browser;
mod provider;
mod routes;
mod site;

use std::sync::Arc;

use browser::Browser;
use provider::{Provider, SECRET};
use wharfinger_server::config::read_file;
use wharfinger_server::oidc::{
    Finished, Misconfiguration, Providers, Refusal, SignInError, Started,
};
use wharfinger_server::seams::System;

/// From a configuration file, as an operator has it.
fn providers(issuer: &str, client_id: &str, secret: &str) -> Providers {
    let folder = tempfile::tempdir().unwrap();
    let secret_file = folder.path().join("secret");
    std::fs::write(&secret_file, secret).unwrap();
    let file = folder.path().join("wharfinger.json");
    let entry = serde_json::json!({"sign_in": [{
        "id": "real", "name": "Real", "issuer": issuer, "client_id": client_id,
        "client_secret_file": secret_file,
    }]});
    std::fs::write(&file, entry.to_string()).unwrap();
    let settings = read_file(&file).unwrap().sign_in;
    let public_url = Some("https://wharf.example");
    Providers::new(&settings, public_url, Arc::new(System), Arc::new(System)).unwrap()
}

/// Leaves for the provider and says yes to everything there.
async fn leave(providers: &Providers, person: &str) -> (Started, String) {
    let started = providers.start("real", "/tools").await.unwrap();
    let query = Browser::default().consent(&started.location, person).await;
    (started, query)
}

async fn sign_in(providers: &Providers, person: &str) -> Result<Finished, SignInError> {
    let (started, query) = leave(providers, person).await;
    providers
        .finish("real", &query, Some(started.pending))
        .await
}

#[actix_web::test]
async fn people_sign_in_whatever_the_provider_signs_with() {
    let provider = Provider::start(&[]);
    for client_id in ["RS256", "PS256", "ES256", "EdDSA"] {
        let providers = providers(&provider.issuer, client_id, SECRET);
        let finished = sign_in(&providers, "ada").await.unwrap();
        assert_eq!(finished.return_to, "/tools");
        let identity = finished.identity;
        assert_eq!(identity.issuer, provider.issuer);
        assert_eq!(identity.subject, "ada");
        assert_eq!(identity.email.as_deref(), Some("ada@example.org"));
        assert!(identity.email_verified);
        assert_eq!(identity.name.as_deref(), Some("The ada"));
        assert_eq!(identity.preferred_username.as_deref(), Some("ada"));
    }
}

#[actix_web::test]
async fn two_people_are_told_apart() {
    let provider = Provider::start(&[]);
    let providers = providers(&provider.issuer, "RS256", SECRET);
    let ada = sign_in(&providers, "ada").await.unwrap().identity;
    let bob = sign_in(&providers, "bob").await.unwrap().identity;
    assert_ne!(ada.subject, bob.subject);
}

#[actix_web::test]
async fn a_secret_goes_into_the_body_where_the_provider_wants_it_there() {
    let provider = Provider::start(&["client_secret_post"]);
    let providers = providers(&provider.issuer, "post", SECRET);
    sign_in(&providers, "ada").await.unwrap();
}

#[actix_web::test]
async fn a_person_who_declines_is_told_so() {
    let provider = Provider::start(&[]);
    let providers = providers(&provider.issuer, "RS256", SECRET);
    let started = providers.start("real", "/").await.unwrap();
    let query = Browser::default().decline(&started.location).await;
    let error = providers
        .finish("real", &query, Some(started.pending))
        .await
        .unwrap_err();
    assert!(matches!(
        error,
        SignInError::Refused(Refusal::AccessDenied, _)
    ));
}

#[actix_web::test]
async fn a_code_is_good_once() {
    let provider = Provider::start(&[]);
    let providers = providers(&provider.issuer, "RS256", SECRET);
    let (started, query) = leave(&providers, "ada").await;
    let finish = || providers.finish("real", &query, Some(started.pending.clone()));
    finish().await.unwrap();
    let error = finish().await.unwrap_err();
    assert!(matches!(error, SignInError::CodeRefused(_)), "{error:?}");
}

#[actix_web::test]
async fn a_code_is_good_for_a_minute() {
    let mut provider = Provider::start(&[]);
    let providers = providers(&provider.issuer, "RS256", SECRET);
    let (started, query) = leave(&providers, "ada").await;
    provider.advance_s(61);
    let error = providers
        .finish("real", &query, Some(started.pending))
        .await
        .unwrap_err();
    assert!(matches!(error, SignInError::CodeRefused(_)), "{error:?}");
}

#[actix_web::test]
async fn a_code_is_good_for_the_browser_that_asked() {
    let provider = Provider::start(&[]);
    let providers = providers(&provider.issuer, "RS256", SECRET);
    let (_, theirs) = leave(&providers, "ada").await;
    let mine = providers.start("real", "/").await.unwrap();
    let finish = async |query: &str| {
        let pending = Some(mine.pending.clone());
        providers.finish("real", query, pending).await.unwrap_err()
    };
    assert_eq!(finish(&theirs).await, SignInError::StateMismatch);
    let state = mine.location.split("&state=").nth(1).unwrap();
    let state = state.split('&').next().unwrap();
    let their_code = theirs.split("state=").next().unwrap();
    let error = finish(&format!("{their_code}state={state}")).await;
    assert!(matches!(error, SignInError::CodeRefused(_)), "{error:?}");
}

#[actix_web::test]
async fn a_wrong_secret_or_issuer_is_the_operators_concern() {
    let provider = Provider::start(&[]);
    let wrong_secret = providers(&provider.issuer, "RS256", "wrong");
    let error = sign_in(&wrong_secret, "ada").await.unwrap_err();
    assert!(matches!(
        error,
        SignInError::Misconfigured(Misconfiguration::ClientRefused, _)
    ));
    // A slash too many is another issuer.
    let wrong_issuer = providers(&format!("{}/", provider.issuer), "RS256", SECRET);
    let error = wrong_issuer.start("real", "/").await.unwrap_err();
    assert!(matches!(
        error,
        SignInError::Misconfigured(Misconfiguration::WrongIssuer, _)
    ));
}

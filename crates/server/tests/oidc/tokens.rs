//! ID tokens that are wrong in one way each.

use std::time::Duration;

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use wharfinger_server::oidc::Check;

use crate::http::Answer;
use crate::keys::{Key, encode, with_shared_secret, without_signature};
use crate::provider::{ACCESS_TOKEN, KEYS, TOKEN};
use crate::world::{CLIENT_ID, CLIENT_SECRET, World};

/// Seconds since 1970 at which every test starts.
const NOW: i64 = 1_700_000_000;

#[actix_web::test]
async fn each_claim_is_checked() {
    let world = World::new();
    // The user information would be found to be another's.
    world.provider.state().description = json!({"userinfo_endpoint": null});
    for (claims, check) in [
        (json!({"nonce": "another"}), Check::Nonce),
        (json!({"nonce": null}), Check::Nonce),
        (json!({"aud": "another"}), Check::Audience),
        (json!({"aud": [CLIENT_ID, "another"]}), Check::Audience),
        (json!({"aud": []}), Check::Audience),
        (json!({"azp": "another"}), Check::Audience),
        (json!({"iss": "https://evil.example"}), Check::Issuer),
        (json!({"exp": NOW - 60}), Check::Time),
        (json!({"iat": NOW + 61}), Check::Time),
        (json!({"iat": NOW - 661}), Check::Time),
        (json!({"sub": ""}), Check::Subject),
        (json!({"sub": "a".repeat(256)}), Check::Subject),
        (json!({"sub": "caf\u{e9}"}), Check::Subject),
        (json!({"at_hash": "another"}), Check::AccessToken),
        (json!({"sub": null}), Check::Form),
        (json!({"exp": null}), Check::Form),
    ] {
        world.provider.state().claims = claims.clone();
        assert_eq!(world.failed_check().await, check, "{claims}");
    }
}

#[actix_web::test]
async fn what_is_just_right_is_taken() {
    let world = World::new();
    world.provider.state().description = json!({"userinfo_endpoint": null});
    // The left half of the hash (OpenID Connect Core 3.1.3.6).
    let at_hash = encode(&Sha256::digest(ACCESS_TOKEN)[..16]);
    for claims in [
        json!({"azp": CLIENT_ID}),
        json!({"aud": [CLIENT_ID]}),
        json!({"exp": NOW - 59}),
        json!({"iat": NOW + 60}),
        json!({"iat": NOW - 660}),
        json!({"sub": "a".repeat(255)}),
        json!({"at_hash": at_hash}),
    ] {
        world.provider.state().claims = claims.clone();
        let outcome = world.sign_in().await;
        assert!(outcome.is_ok(), "{claims}: {outcome:?}");
    }
}

async fn check_of(make_token: impl Fn(&Value, &Key) -> String + Send + 'static) -> Check {
    let world = World::new();
    world.provider.state().make_token = Box::new(make_token);
    world.failed_check().await
}

#[actix_web::test]
async fn only_a_signature_with_a_key_of_the_provider_counts() {
    assert_eq!(
        check_of(|claims, _| without_signature(claims)).await,
        Check::Algorithm
    );
    assert_eq!(
        check_of(|claims, _| with_shared_secret(claims, CLIENT_SECRET)).await,
        Check::Algorithm
    );
    // The same id, another key.
    assert_eq!(
        check_of(|claims, _| Key::new("key-1").sign(claims)).await,
        Check::Signature
    );
    // Another token's signature.
    let swapped = |claims: &Value, key: &Key| {
        let token = key.sign(claims);
        let other = key.sign(&json!({}));
        let (signed, _) = token.rsplit_once('.').unwrap();
        let (_, signature) = other.rsplit_once('.').unwrap();
        format!("{signed}.{signature}")
    };
    assert_eq!(check_of(swapped).await, Check::Signature);
    assert_eq!(check_of(|_, _| "no.token".to_owned()).await, Check::Form);
}

#[actix_web::test]
async fn an_answer_without_a_token_is_refused() {
    let world = World::new();
    let answer = json!({"access_token": ACCESS_TOKEN, "token_type": "Bearer"});
    let answer = Answer::Json(200, answer.to_string());
    world.provider.state().answers.insert(TOKEN, answer);
    assert_eq!(world.failed_check().await, Check::Form);
}

#[actix_web::test]
async fn an_access_token_that_no_header_can_carry_is_refused() {
    let world = World::new();
    world.provider.state().claims = json!({});
    world.provider.state().access_token = "two\nlines".to_owned();
    assert_eq!(world.failed_check().await, Check::AccessToken);
}

#[actix_web::test]
async fn a_new_key_is_fetched_when_it_is_met() {
    let world = World::new();
    world.sign_in().await.unwrap();
    let new = Key::new("key-2");
    world.provider.state().published = vec![new.public()];
    world.provider.state().key = new;
    world.clock.advance(Duration::from_secs(10));
    world.sign_in().await.unwrap();
    assert_eq!(world.provider.count(KEYS), 2);
    world.sign_in().await.unwrap();
    assert_eq!(world.provider.count(KEYS), 2);
}

#[actix_web::test]
async fn unknown_keys_do_not_become_a_flood_of_requests() {
    let world = World::new();
    world.provider.state().key = Key::new("never-published");
    for _ in 0..3 {
        assert_eq!(world.failed_check().await, Check::UnknownKey);
    }
    assert_eq!(world.provider.count(KEYS), 1);
    world.clock.advance(Duration::from_secs(10));
    for _ in 0..3 {
        assert_eq!(world.failed_check().await, Check::UnknownKey);
    }
    assert_eq!(world.provider.count(KEYS), 2);
}

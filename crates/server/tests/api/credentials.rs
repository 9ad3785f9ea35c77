//! Tokens that are not taken, and how often they may be guessed at.

use actix_web::test::TestRequest;
use serde_json::json;
use wharfinger_server::limits::SIGN_IN_FAILURES_BURST;
use wharfinger_store::Scope;

use crate::support::{Api, TOKEN, bearer, register};

#[actix_web::test]
async fn credentials_are_refused_in_words_that_help() {
    let api = Api::new().await;
    let draft = json!({"image": "nginx"});
    for (authorization, detail) in [
        ("Bearer wrong", "the token is not the operator's"),
        ("Bearer whf_pat_short", "the token is mistyped or cut off"),
        ("Bearer ", "the token is not one"),
        (
            "Basic b3BlcmF0b3I6",
            "the `Authorization` header is not `Bearer TOKEN`",
        ),
        ("Bearer", "the `Authorization` header is not `Bearer TOKEN`"),
    ] {
        let request = register(&draft).insert_header(("authorization", authorization));
        let answer = api.send(request).await;
        assert_eq!(answer.refused(401, "unauthenticated")["detail"], detail);
        assert_eq!(
            answer.header("www-authenticate"),
            Some("Bearer realm=\"wharfinger\"")
        );
    }
    let without_operator = Api::without_operator().await;
    let request = register(&draft).insert_header(bearer());
    let answer = without_operator.send(request).await;
    assert_eq!(
        answer.refused(401, "unauthenticated")["detail"],
        "the token is not one; an API token starts with `whf_pat_`"
    );
    let lower_case = register(&draft).insert_header(("authorization", format!("bearer {TOKEN}")));
    assert_eq!(api.send(lower_case).await.status, 201);
}

fn with_token(token: &str) -> TestRequest {
    register(&json!({})).insert_header(("authorization", format!("Bearer {token}")))
}

/// Guesses until it must wait; says how many guesses were compared.
async fn guess(api: &Api) -> u32 {
    let mut refused = 0;
    while api
        .send(with_token(&format!("guess-{refused}")))
        .await
        .status
        == 401
    {
        refused += 1;
        assert!(refused < 1_000, "guessing is never slowed down");
    }
    refused
}

#[actix_web::test]
async fn guessing_is_slowed_down_and_then_allowed_again() {
    let api = Api::new().await;
    assert_eq!(guess(&api).await, SIGN_IN_FAILURES_BURST);
    // Nor can a guess be told by the right one being taken.
    for token in ["one-more", TOKEN] {
        let answer = api.send(with_token(token)).await;
        let problem = answer.refused(429, "too-many-requests");
        assert_eq!(problem["retry_after_seconds"], 3);
    }
    api.wait_seconds(3);
    assert_eq!(api.send(with_token("one-more")).await.status, 401);
}

#[actix_web::test]
async fn an_api_token_does_not_wait_for_those_who_guess() {
    let api = Api::new().await;
    let ada = api.administrator().await;
    let (_, token) = api.token(&ada, &[Scope::Tools]).await;
    guess(&api).await;
    assert_eq!(api.send(with_token(token.reveal())).await.status, 422);
}

#[actix_web::test]
async fn a_wrong_token_that_is_sent_for_ever_makes_nobody_wait() {
    let api = Api::new().await;
    for token in ["the-one-of-last-year", "whf_pat_cut-off", ""] {
        for _ in 0..2 * SIGN_IN_FAILURES_BURST {
            assert_eq!(api.send(with_token(token)).await.status, 401, "{token}");
        }
    }
    assert_eq!(api.send(with_token(TOKEN)).await.status, 422);
}

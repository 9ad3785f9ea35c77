//! Who may do what: every operation of the OpenAPI document, for every kind of caller.

use std::sync::Arc;

use actix_web::http::Method;
use actix_web::test::TestRequest;
use serde_json::json;
use wharfinger_server::config::Config;
use wharfinger_server::limits::SIGN_IN_FAILURES_BURST;
use wharfinger_server::operator_token::OperatorToken;
use wharfinger_server::seams::System;
use wharfinger_store::{Model, Store as _, Timestamp};

use crate::support::{Api, TOKEN, bearer, register};

/// What an operation answers to a caller without credentials, to one with wrong ones, and to the
/// operator.
const EXPECTED: &[(&str, &str, [u16; 3])] = &[
    ("get", "/healthz", [200, 200, 200]),
    ("get", "/readyz", [200, 200, 200]),
    ("get", "/api/v1/openapi.json", [200, 200, 200]),
    ("get", "/api/v1/problems", [200, 200, 200]),
    ("get", "/api/v1/problems/{name}", [200, 200, 200]),
    ("post", "/api/v1/check", [200, 200, 200]),
    ("get", "/api/v1/registries", [200, 200, 200]),
    ("get", "/api/v1/tools", [200, 401, 200]),
    ("post", "/api/v1/tools", [401, 401, 201]),
    ("get", "/api/v1/tools/{path}", [200, 401, 200]),
    ("patch", "/api/v1/tools/{path}", [401, 401, 200]),
];

fn request(method: &str, path: &str) -> TestRequest {
    let path = path
        .replace("{name}", "stale")
        .replace("{path}", "docker.io/library/nginx");
    let request = TestRequest::default()
        .method(Method::from_bytes(method.to_uppercase().as_bytes()).unwrap())
        .insert_header(("if-match", "*"))
        .uri(&path);
    if method == "get" {
        request
    } else {
        request.set_json(json!({"image": if path.ends_with("tools") { "redis" } else { "nginx" }}))
    }
}

#[actix_web::test]
async fn every_operation_of_the_document_has_its_expectation() {
    let api = Api::new().await;
    let paths = api.document()["paths"].as_object().unwrap();
    let documented = paths.iter().flat_map(|(path, operations)| {
        let methods = operations.as_object().unwrap().keys();
        methods.map(move |method| (method.as_str(), path.as_str()))
    });
    let mut documented: Vec<_> = documented.collect();
    let mut expected: Vec<_> = EXPECTED
        .iter()
        .map(|(method, path, _)| (*method, *path))
        .collect();
    documented.sort_unstable();
    expected.sort_unstable();
    assert_eq!(
        documented, expected,
        "an operation without an authorisation test, or the reverse"
    );
}

#[actix_web::test]
async fn every_operation_answers_every_caller_as_expected() {
    let api = Api::new().await;
    api.registered("nginx").await;
    for (method, path, [nobody, wrong, operator]) in EXPECTED {
        let answer = api.send(request(method, path)).await;
        assert_eq!(
            answer.status, *nobody,
            "{method} {path} without credentials"
        );
        let impostor = request(method, path).insert_header(("authorization", "Bearer wrong"));
        let answer = api.send(impostor).await;
        assert_eq!(answer.status, *wrong, "{method} {path} with a wrong token");
        let answer = api
            .send(request(method, path).insert_header(bearer()))
            .await;
        assert_eq!(
            answer.status,
            *operator,
            "{method} {path} as the operator: {}",
            answer.text()
        );
    }
}

#[actix_web::test]
async fn the_document_says_which_operations_need_credentials() {
    let api = Api::new().await;
    for (method, path, [nobody, _, _]) in EXPECTED {
        let operation = &api.document()["paths"][path][method];
        let needs = operation["security"] == json!([{"operator": []}]);
        assert_eq!(needs, *nobody == 401, "{method} {path}");
    }
}

#[actix_web::test]
async fn credentials_are_refused_in_words_that_help() {
    let api = Api::new().await;
    let draft = json!({"image": "nginx"});
    for (authorization, detail) in [
        ("Bearer wrong", "the token is not the operator's"),
        ("Bearer whf_op_short", "the token is mistyped or cut off"),
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
async fn a_token_of_ours_does_not_wait_for_those_who_guess() {
    let store = Arc::new(Model::new());
    let api = Api::over(Config::default(), store.clone()).await;
    let token = OperatorToken::generate(&System);
    let now = Timestamp::from_micros(0);
    store.set_operator_token(token.hash(), now).await.unwrap();
    guess(&api).await;
    assert_eq!(api.send(with_token(token.reveal())).await.status, 422);
}

#[actix_web::test]
async fn a_wrong_token_that_is_sent_for_ever_makes_nobody_wait() {
    let api = Api::new().await;
    for token in ["the-one-of-last-year", "whf_op_cut-off", ""] {
        for _ in 0..2 * SIGN_IN_FAILURES_BURST {
            assert_eq!(api.send(with_token(token)).await.status, 401, "{token}");
        }
    }
    assert_eq!(api.send(with_token(TOKEN)).await.status, 422);
}

//! What documents the API: the OpenAPI document, the types of problems, the registries.

use std::time::Duration;

use actix_web::test::TestRequest;
use serde_json::json;
use wharfinger_core::account::NAME_CHARS_MAX;
use wharfinger_server::config::Config;
use wharfinger_server::limits::{
    BODY_BYTES_MAX, CHECKS_PER_MINUTE_DEFAULT, DEVICE_LIFETIME, IDEMPOTENCY_KEY_BYTES_MAX,
    PAGE_DEFAULT, PASSWORD_CHARS_MIN, PASSWORD_FAILURES_BURST, SESSION_IDLE, SESSION_LIFETIME,
    SIGN_IN_FAILURES_BURST, SIGN_UPS_BURST, TOKEN_DAYS_DEFAULT, TOKEN_DAYS_MAX,
    USER_CODE_FAILURES_BURST, WRITES_PER_MINUTE_DEFAULT,
};
use wharfinger_server::problem::KINDS;
use wharfinger_server::secret::{Kind, Secret};
use wharfinger_store::PAGE_TOOLS_MAX;

use crate::support::Api;

#[actix_web::test]
async fn every_type_of_problem_lies_at_its_address() {
    let api = Api::new().await;
    let listed = api.get("/api/v1/problems").await.json();
    assert_eq!(listed["problems"].as_array().unwrap().len(), KINDS.len());
    for kind in KINDS {
        let shown = api
            .get(&format!("/api/v1/problems/{}", kind.name))
            .await
            .json();
        assert_eq!(shown["status"], kind.status);
        assert_eq!(shown["title"], kind.title);
    }
    api.get("/api/v1/problems/none")
        .await
        .refused(404, "no-such-page");
}

#[actix_web::test]
async fn every_type_of_problem_is_a_refusal_of_some_operation() {
    let api = Api::new().await;
    let text = api.document()["paths"].to_string();
    for kind in KINDS {
        // What any request may meet is said once, in the description; some are met on pages only.
        let is_anywhere = matches!(
            kind.name,
            "method-not-allowed" | "internal" | "dead-link" | "sign-in-again"
        );
        let reference = format!("#/components/responses/{}", kind.name);
        let is_shared = text.contains(kind.title);
        assert!(
            text.contains(&reference) || is_shared || is_anywhere,
            "{}",
            kind.name
        );
    }
}

#[actix_web::test]
async fn the_openapi_document_is_not_sent_twice() {
    let api = Api::new().await;
    let tag = api
        .get("/api/v1/openapi.json")
        .await
        .header("etag")
        .unwrap()
        .to_owned();
    let request = TestRequest::get()
        .uri("/api/v1/openapi.json")
        .insert_header(("if-none-match", tag));
    assert_eq!(api.send(request).await.status, 304);
}

#[actix_web::test]
async fn registries_are_the_built_in_ones_and_the_operators() {
    let api = Api::new().await;
    let built_in = api.get("/api/v1/registries").await.json();
    let built_in = built_in["registries"].as_array().unwrap().len();
    assert!(built_in >= 30);

    let file = tempfile::NamedTempFile::with_suffix(".json").unwrap();
    let registries = json!({"registries": [{
        "id": "our-harbor", "name": "Our Harbor", "host": "harbor.example.org",
        "visibility": "private", "login": "docker login {host}",
    }]});
    std::fs::write(file.path(), registries.to_string()).unwrap();
    let catalogue = wharfinger_server::config::read_file(file.path())
        .unwrap()
        .catalogue;
    let api = Api::with(Config {
        catalogue,
        ..Config::default()
    })
    .await;
    let listed = api.get("/api/v1/registries").await.json();
    assert_eq!(listed["registries"].as_array().unwrap().len(), built_in + 1);
    assert_eq!(listed["registries"][built_in]["id"], "our-harbor");

    let draft = json!({"image": "harbor.example.org/team/tool"});
    let report = api.check(&draft).await.json();
    assert_eq!(report["issues"][0]["code"], "privacy.registry_is_private");
    let private = json!({
        "image": "harbor.example.org/team/tool", "visibility": "private",
        "contact_email": "a@example.org",
    });
    let tool = api.register(&private).await.json();
    assert_eq!(tool["registry"], "our-harbor");
    assert_eq!(tool["pull"]["login"], "docker login harbor.example.org");
}

#[actix_web::test]
async fn health_is_told() {
    let api = Api::new().await;
    for path in ["/healthz", "/readyz"] {
        let answer = api.get(path).await;
        assert_eq!((answer.status, answer.text()), (200, "ok\n"));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
    }
}

/// A document for users, in one line.
fn written(name: &str) -> String {
    let folder = env!("CARGO_MANIFEST_DIR");
    let text = std::fs::read_to_string(format!("{folder}/../../docs/{name}")).unwrap();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whoever changes a limit finds out where it is told.
#[test]
fn what_is_written_about_the_api_is_true() {
    let text = written("API.md");
    for said in [
        format!("at most {BODY_BYTES_MAX} bytes"),
        format!("1 to {IDEMPOTENCY_KEY_BYTES_MAX} visible characters"),
        format!("write {WRITES_PER_MINUTE_DEFAULT} times a minute"),
        format!("have {CHECKS_PER_MINUTE_DEFAULT} drafts checked"),
        format!("{PAGE_DEFAULT} entries a page, up to {PAGE_TOOLS_MAX} with `limit`"),
    ] {
        assert!(text.contains(&said), "`{said}` in docs/API.md");
    }
}

#[test]
fn what_is_written_about_accounts_is_true() {
    let text = written("ACCOUNTS.md");
    let hours = |limit: Duration| limit.as_secs() / 60 / 60;
    for said in [
        format!("up to {NAME_CHARS_MAX} lower-case letters"),
        format!("{PASSWORD_CHARS_MIN} characters or more"),
        format!("An account takes {PASSWORD_FAILURES_BURST} wrong passwords at once"),
        format!("an address {SIGN_IN_FAILURES_BURST} at once"),
        format!("at most {SIGN_UPS_BURST} at once"),
        format!("after {} hours without use", hours(SESSION_IDLE)),
        format!("after {} days in any case", hours(SESSION_LIFETIME) / 24),
        format!("{TOKEN_DAYS_DEFAULT} days unless you say otherwise, at most {TOKEN_DAYS_MAX}"),
        Kind::ApiToken.prefix().to_owned(),
        Kind::Link.prefix().to_owned(),
        Kind::Session.prefix().to_owned(),
        Kind::DeviceCode.prefix().to_owned(),
        format!("works once, for {} minutes", DEVICE_LIFETIME.as_secs() / 60),
        format!("type {USER_CODE_FAILURES_BURST} wrong ones"),
        format!("works for {TOKEN_DAYS_DEFAULT} days"),
    ] {
        assert!(text.contains(&said), "`{said}` in docs/ACCOUNTS.md");
    }
    let example = text.split('`').find(|part| part.starts_with("whf_pat_0"));
    assert!(Secret::parse(Kind::ApiToken, example.unwrap()).is_ok());
}

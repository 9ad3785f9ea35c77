//! What is answered with a secret, once for an idempotency key.

use actix_web::test::TestRequest;
use serde_json::{Value, json};
use wharfinger_store::Role;

use crate::support::browser::{Browser, SAME_ORIGIN};
use crate::support::{Answer, Api};

async fn post(api: &Api, browser: &Browser<'_>, path: &str, key: &str, body: &Value) -> Answer {
    let request = TestRequest::post()
        .uri(path)
        .insert_header(SAME_ORIGIN)
        .insert_header(("idempotency-key", key.to_owned()))
        .set_json(body);
    api.send(browser.request(request)).await
}

/// The refusal names what the first request made, and holds nothing that opens anything.
#[track_caller]
fn was_made(answer: &Answer, made: &str) {
    let problem = answer.refused(409, "already-made");
    assert_eq!(problem["made"], made);
    assert!(!answer.text().contains("whf_"), "{}", answer.text());
}

#[actix_web::test]
async fn a_repeated_request_makes_no_second_token() {
    let api = Api::new().await;
    let browser = api.signed_in_as("sam").await;
    let path = "/api/v1/account/tokens";
    let wish = json!({"name": "a program", "scopes": ["tools"]});
    let first = post(&api, &browser, path, "k", &wish).await;
    assert_eq!(first.status, 201, "{}", first.text());
    let location = first.header("location").unwrap();
    was_made(&post(&api, &browser, path, "k", &wish).await, location);

    let listed = browser.request(TestRequest::get().uri(path));
    let listed = api.send(listed).await.json();
    assert_eq!(listed["tokens"].as_array().unwrap().len(), 1);
    let other = json!({"name": "another", "scopes": ["tools"]});
    let reused = post(&api, &browser, path, "k", &other).await;
    reused.refused(422, "idempotency-key-reused");
    let anew = post(&api, &browser, path, "another-key", &wish).await;
    assert_eq!(anew.status, 201);

    // What `made` names can be revoked, and stays made all the same.
    let revoke = TestRequest::delete()
        .uri(location)
        .insert_header(SAME_ORIGIN);
    assert_eq!(api.send(browser.request(revoke)).await.status, 204);
    was_made(&post(&api, &browser, path, "k", &wish).await, location);
    api.wait_days(1);
    let browser = api.signed_in_as("sam").await;
    let next_day = post(&api, &browser, path, "k", &wish).await;
    assert_eq!(next_day.status, 201, "{}", next_day.text());
}

#[actix_web::test]
async fn a_refused_wish_does_not_use_up_its_key() {
    let api = Api::new().await;
    let browser = api.signed_in_as("sam").await;
    let path = "/api/v1/account/tokens";
    let refused = post(
        &api,
        &browser,
        path,
        "k",
        &json!({"name": "", "scopes": []}),
    )
    .await;
    refused.refused(422, "invalid-fields");
    let wish = json!({"name": "a program", "scopes": ["tools"]});
    assert_eq!(post(&api, &browser, path, "k", &wish).await.status, 201);
}

/// Without the key, whoever repeats the request cannot tell their own account from another's.
#[actix_web::test]
async fn a_repeated_request_makes_no_second_account() {
    let api = Api::new().await;
    let browser = api.signed_in().await;
    let path = "/api/v1/accounts";
    let new = json!({"name": "sam"});
    let first = post(&api, &browser, path, "k", &new).await;
    assert_eq!(first.status, 201, "{}", first.text());
    was_made(
        &post(&api, &browser, path, "k", &new).await,
        "/api/v1/accounts/sam",
    );
    let anew = post(&api, &browser, path, "another-key", &new).await;
    anew.refused(409, "name-taken");
}

#[actix_web::test]
async fn a_repeated_request_makes_no_second_link() {
    let api = Api::new().await;
    api.account("sam", Role::Member).await;
    api.account("rita", Role::Member).await;
    let browser = api.signed_in().await;
    let link = |name: &str| format!("/api/v1/accounts/{name}/password-link");
    let first = post(&api, &browser, &link("sam"), "k", &json!({})).await;
    assert_eq!(first.status, 201, "{}", first.text());
    let again = post(&api, &browser, &link("sam"), "k", &json!({})).await;
    was_made(&again, "/api/v1/accounts/sam");
    let other = post(&api, &browser, &link("rita"), "k", &json!({})).await;
    other.refused(422, "idempotency-key-reused");
    let anew = post(&api, &browser, &link("sam"), "another-key", &json!({})).await;
    assert_eq!(anew.status, 201);
    assert_ne!(anew.json()["url"], first.json()["url"]);
}

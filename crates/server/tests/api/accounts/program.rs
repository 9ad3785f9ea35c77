//! Accounts over the API.

use actix_web::test::TestRequest;
use serde_json::{Value, json};
use wharfinger_server::config::Config;
use wharfinger_store::Role;

use crate::support::browser::{SAME_ORIGIN, post};
use crate::support::people::with_token;
use crate::support::{Answer, Api, bearer};

async fn create(api: &Api, new: &Value) -> Answer {
    let request = TestRequest::post()
        .uri("/api/v1/accounts")
        .insert_header(bearer())
        .set_json(new);
    api.send(request).await
}

async fn patch(api: &Api, name: &str, if_match: Option<&str>, changes: &Value) -> Answer {
    let request = TestRequest::patch()
        .uri(&format!("/api/v1/accounts/{name}"))
        .insert_header(bearer())
        .set_json(changes);
    let request = match if_match {
        Some(tag) => request.insert_header(("if-match", tag)),
        None => request,
    };
    api.send(request).await
}

async fn get(api: &Api, path: &str) -> Answer {
    api.send(TestRequest::get().uri(path).insert_header(bearer()))
        .await
}

#[actix_web::test]
async fn an_account_is_made_with_a_link_to_its_password() {
    let config = Config {
        public_url: Some("https://tools.example.org".to_owned()),
        ..Config::default()
    };
    let api = Api::with(config).await;
    let new = json!({"name": "grace", "email": "grace@example.org", "role": "administrator"});
    let made = create(&api, &new).await;
    assert_eq!(made.status, 201, "{}", made.text());
    assert_eq!(made.header("location"), Some("/api/v1/accounts/grace"));
    assert_eq!(made.header("cache-control"), Some("no-store"));
    let made = made.json();
    assert_eq!(made["account"]["role"], "administrator");
    assert_eq!(made["account"]["has_email"], true);
    assert_eq!(made["account"]["email"], Value::Null, "hers");
    assert_eq!(
        made["password_link"]["expires_at"],
        "2026-11-24T12:00:00.000000Z"
    );
    let url = made["password_link"]["url"].as_str().unwrap();
    let path = url.strip_prefix("https://tools.example.org").unwrap();
    let form = [("password", "another horse and battery")];
    assert_eq!(post(&api, path, "", &form).await.status, 303);

    create(&api, &json!({"name": "grace"}))
        .await
        .refused(409, "name-taken");
    for (new, field) in [
        (json!({"name": "Grace"}), "name"),
        (json!({"name": "x", "email": "x"}), "email"),
        (json!({"name": "x", "role": "king"}), "role"),
    ] {
        let problem = create(&api, &new).await.refused(422, "invalid-fields");
        assert_eq!(problem["fields"][0]["field"], field);
    }
    for new in [
        json!({}),
        json!({"name": 1}),
        json!({"name": "x", "password": "y"}),
    ] {
        create(&api, &new).await.refused(400, "bad-body");
    }
}

#[actix_web::test]
async fn a_change_is_for_the_version_that_was_read() {
    let api = Api::new().await;
    api.administrator().await;
    api.account("sam", Role::Member).await;
    let read = get(&api, "/api/v1/accounts/sam").await;
    assert_eq!(read.header("etag"), Some("\"1\""));
    let again = TestRequest::get()
        .uri("/api/v1/accounts/sam")
        .insert_header(bearer())
        .insert_header(("if-none-match", "\"1\""));
    assert_eq!(api.send(again).await.status, 304);

    let disable = json!({"disabled": true});
    patch(&api, "sam", None, &disable)
        .await
        .refused(428, "precondition-required");
    let changed = patch(&api, "sam", Some("\"1\""), &disable).await;
    assert_eq!(changed.json()["disabled"], true);
    assert_eq!(changed.header("etag"), Some("\"2\""));
    let stale = patch(&api, "sam", Some("\"1\""), &json!({"disabled": false})).await;
    assert_eq!(stale.refused(412, "stale")["etag"], "\"2\"");
    let same = patch(&api, "sam", Some("\"2\""), &disable).await;
    assert_eq!(same.header("etag"), Some("\"2\""), "nothing was changed");
    let both = json!({"disabled": false, "role": "administrator"});
    let changed = patch(&api, "sam", Some("*"), &both).await.json();
    assert_eq!(
        (&changed["disabled"], &changed["role"]),
        (&json!(false), &json!("administrator"))
    );

    for (name, status, kind) in [
        ("operator", 409, "account-fixed"),
        ("nobody", 404, "no-such-account"),
        ("No%20Name", 404, "no-such-account"),
    ] {
        patch(&api, name, Some("*"), &disable)
            .await
            .refused(status, kind);
    }
    patch(&api, "ada", Some("*"), &json!({"roles": []}))
        .await
        .refused(400, "bad-body");
}

#[actix_web::test]
async fn there_is_always_an_administrator() {
    let api = Api::new().await;
    api.administrator().await;
    for changes in [json!({"disabled": true}), json!({"role": "member"})] {
        let refused = patch(&api, "ada", Some("*"), &changes).await;
        let problem = refused.refused(409, "account-fixed");
        let detail = problem["detail"].as_str().unwrap();
        assert!(
            detail.contains("there must be an administrator"),
            "{detail}"
        );
    }
}

/// Else a token that has leaked would outlive itself.
#[actix_web::test]
async fn a_token_gives_nobody_a_way_in() {
    let api = Api::new().await;
    let ada = api.administrator().await;
    api.account("sam", Role::Member).await;
    let (_, secret) = api.token(&ada, &wharfinger_store::Scope::ALL).await;
    let new = TestRequest::post()
        .uri("/api/v1/accounts")
        .set_json(json!({"name": "eve"}));
    let link = TestRequest::post().uri("/api/v1/accounts/sam/password-link");
    let role = TestRequest::patch()
        .uri("/api/v1/accounts/sam")
        .insert_header(("if-match", "*"))
        .set_json(json!({"role": "administrator"}));
    let enable = TestRequest::patch()
        .uri("/api/v1/accounts/sam")
        .insert_header(("if-match", "*"))
        .set_json(json!({"disabled": false}));
    for request in [new, link, role, enable] {
        api.send(with_token(request, &secret))
            .await
            .refused(403, "forbidden");
    }
    let disable = TestRequest::patch()
        .uri("/api/v1/accounts/sam")
        .insert_header(("if-match", "*"))
        .set_json(json!({"disabled": true}));
    assert_eq!(api.send(with_token(disable, &secret)).await.status, 200);
}

#[actix_web::test]
async fn a_session_is_named_and_ended_by_its_owner() {
    let api = Api::new().await;
    let browser = api.signed_in_as("sam").await;
    let other = api.signed_in_as("sam").await;
    let sessions = browser.request(TestRequest::get().uri("/api/v1/account/sessions"));
    let sessions = api.send(sessions).await.json();
    let sessions = sessions["sessions"].as_array().unwrap().clone();
    assert_eq!(sessions.len(), 2);
    let ended = sessions.iter().find(|session| session["current"] == false);
    let id = ended.unwrap()["id"].as_str().unwrap();
    let end = |name: &str| {
        let uri = format!("/api/v1/account/sessions/{name}");
        let request = TestRequest::delete().uri(&uri);
        browser.request(request).insert_header(SAME_ORIGIN)
    };
    assert_eq!(api.send(end(id)).await.status, 204);
    assert_eq!(other.get("/account").await.status, 303);
    api.send(end(id)).await.refused(404, "no-such-session");
    api.send(end("x")).await.refused(404, "no-such-session");
}

#[actix_web::test]
async fn accounts_are_listed_in_pages() {
    let api = Api::new().await;
    for number in 0..3 {
        api.account(&format!("somebody-{number}"), Role::Member)
            .await;
    }
    let mut path = "/api/v1/accounts?limit=2".to_owned();
    let mut names = Vec::new();
    loop {
        let page = get(&api, &path).await.json();
        for account in page["accounts"].as_array().unwrap() {
            names.push(account["name"].as_str().unwrap().to_owned());
        }
        match page["next"].as_str() {
            Some(next) => next.clone_into(&mut path),
            None => break,
        }
    }
    assert_eq!(
        names,
        ["somebody-2", "somebody-1", "somebody-0", "operator"]
    );
    get(&api, "/api/v1/accounts?limt=2")
        .await
        .refused(400, "bad-query");
}

#[actix_web::test]
async fn the_own_account_has_its_address() {
    let api = Api::new().await;
    let sam = api.account("sam", Role::Member).await;
    api.verified(&sam, "sam@example.org").await;
    let browser = api.browser_of(&sam).await;
    let own = browser.request(TestRequest::get().uri("/api/v1/account"));
    let own = api.send(own).await.json();
    assert_eq!(own["email"], "sam@example.org");
    assert_eq!(own["email_verified"], true);
    let operator = get(&api, "/api/v1/account").await.json();
    assert_eq!(operator["name"], "operator");
}

//! Tools whose images are held against what their registry says.

use std::net::TcpListener;

use serde_json::json;
use wharfinger_core::evidence::ImagePolicy;

use crate::support::registry::{Mood, Registry, config_for};
use crate::support::{Api, bearer, register};

/// A server with this policy.
async fn server(policy: ImagePolicy, registry: &Registry) -> Api {
    Api::with(registry.config(policy)).await
}

#[actix_web::test]
async fn a_public_tool_needs_an_image_that_everybody_can_pull() {
    let registry = Registry::start();
    let api = server(ImagePolicy::Require, &registry).await;
    for (image, code, field) in [
        ("team/private:1", "image.not_public", "visibility"),
        ("team/public:2", "image.missing", "image"),
        ("team/other:1", "image.missing", "image"),
    ] {
        let draft = registry.draft(image, "public");
        let answer = api.register(&draft).await;
        let problem = answer.refused(422, "invalid-registration");
        let issues = problem["issues"].as_array().unwrap();
        assert_eq!(issues.len(), 1, "{issues:?}");
        assert_eq!(
            (&issues[0]["code"], &issues[0]["field"]),
            (&json!(code), &json!(field))
        );
        assert_eq!(issues[0]["severity"], "error");
    }
    let taken = api
        .register(&registry.draft("team/public:1", "public"))
        .await;
    assert_eq!(taken.status, 201, "{}", taken.text());
    // As the button of the issue has it.
    let private = api
        .register(&registry.draft("team/private:1", "private"))
        .await;
    assert_eq!(private.status, 201, "{}", private.text());
}

#[actix_web::test]
async fn a_change_of_image_or_visibility_is_held_against_the_registry_and_no_other() {
    let registry = Registry::start();
    let api = server(ImagePolicy::Require, &registry).await;
    let private = api
        .register(&registry.draft("team/private:1", "private"))
        .await;
    let path = format!("{}/team/private", registry.host);
    let asked = registry.asked();

    let words = json!({"description": "Sorts."});
    let changed = api
        .update(&path, private.header("etag").unwrap(), &words)
        .await;
    assert_eq!(changed.status, 200, "{}", changed.text());
    assert_eq!(
        registry.asked(),
        asked,
        "words are nothing that a registry knows of"
    );

    let opened = json!({"visibility": "public"});
    let refused = api
        .update(&path, changed.header("etag").unwrap(), &opened)
        .await;
    let problem = refused.refused(422, "invalid-registration");
    assert_eq!(problem["issues"][0]["code"], "image.not_public");
    assert!(registry.asked() > asked);
}

#[actix_web::test]
async fn a_repeated_request_is_answered_as_before_whatever_has_become_of_the_image() {
    let registry = Registry::start();
    let api = server(ImagePolicy::Require, &registry).await;
    let draft = registry.draft("team/public:1", "public");
    let mut asked = Vec::new();
    for _ in 0..2 {
        let request = register(&draft)
            .insert_header(bearer())
            .insert_header(("idempotency-key", "0123456789abcdef"));
        let answer = api.send(request).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        asked.push(registry.asked());
    }
    assert_eq!(asked[0], asked[1], "the registry is not asked again");
    let taken = api
        .register(&registry.draft("team/public:2", "public"))
        .await;
    taken.refused(409, "tool-conflict");
}

#[actix_web::test]
async fn a_registry_that_is_down_keeps_nobody_from_registering() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let host = listener.local_addr().unwrap().to_string();
    drop(listener);
    let api = Api::with(config_for(&host, ImagePolicy::Require)).await;
    api.registered(&format!("{host}/team/tool:1")).await;
    // Nor does one that this server does not connect to.
    api.registered("127.0.0.1:1/team/tool:1").await;
}

#[actix_web::test]
async fn what_stands_in_front_of_a_registry_keeps_nobody_from_registering() {
    for mood in [Mood::Unplugged, Mood::WalledOff] {
        let registry = Registry::start();
        registry.now(mood);
        let api = server(ImagePolicy::Require, &registry).await;
        let draft = registry.draft("team/public:1", "public");
        let answer = api.register(&draft).await;
        assert_eq!(answer.status, 201, "{mood:?}: {}", answer.text());
        let evidence = &answer.json()["evidence"];
        assert_eq!(evidence["verdict"], "unknown:nonsense", "{mood:?}");
        assert_eq!(evidence["issue"], json!(null), "{mood:?}");
    }
}

#[actix_web::test]
async fn no_registry_is_asked_where_the_operator_did_not_say_so() {
    let registry = Registry::start();
    let api = server(ImagePolicy::Off, &registry).await;
    for image in ["team/public:1", "team/private:1", "team/other:1"] {
        api.registered(&format!("{}/{image}", registry.host)).await;
    }
    assert_eq!(registry.asked(), 0);
}

#[actix_web::test]
async fn a_tag_that_is_missing_is_refused_with_those_that_are_there() {
    let registry = Registry::start();
    let api = server(ImagePolicy::Require, &registry).await;
    let draft = registry.draft("team/public:1.2", "public");
    let problem = api
        .register(&draft)
        .await
        .refused(422, "invalid-registration");
    let issue = &problem["issues"][0];
    assert_eq!(issue["code"], "image.missing");
    let help = issue["help"].as_str().unwrap();
    assert!(help.contains("the tags `1.1`, `1` and "), "{help}");
}

#[actix_web::test]
async fn what_is_warned_of_is_registered_and_said() {
    let registry = Registry::start();
    let api = server(ImagePolicy::Warn, &registry).await;
    for (image, visibility, code) in [
        ("team/private:1", "public", "image.not_public"),
        ("team/other:1", "public", "image.missing"),
        ("team/public:1", "private", "image.public"),
    ] {
        let answer = api.register(&registry.draft(image, visibility)).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        let issue = &answer.json()["evidence"]["issue"];
        assert_eq!(
            (&issue["code"], &issue["severity"]),
            (&json!(code), &json!("warning"))
        );
    }
    // As the form sees it.
    let browser = api.browser_of(&api.administrator().await).await;
    let path = format!("/tools/{}/team/public", registry.host);
    let page = browser.get(&path).await;
    assert!(
        page.text().contains("everybody can pull this image"),
        "{}",
        page.text()
    );
    assert!(page.text().contains("/codes/image.public"));
}

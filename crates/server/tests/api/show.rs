//! `GET /api/v1/tools/{path}`.

use actix_web::test::TestRequest;
use serde_json::json;

use crate::support::{Api, bearer};

const ECR: &str = "312767926603.dkr.ecr.us-west-2.amazonaws.com";

async fn with_private_tool() -> Api {
    let api = Api::new().await;
    let draft = json!({
        "image": format!("{ECR}/test_namespace/test_image:1.0"),
        "visibility": "private",
        "contact_email": "tools@example.org",
    });
    assert_eq!(api.register(&draft).await.status, 201);
    api
}

#[actix_web::test]
async fn slashes_may_be_raw_or_encoded_and_the_docker_form_is_found() {
    let api = with_private_tool().await;
    api.registered("nginx").await;
    for path in [
        format!("{ECR}/_/test_namespace/test_image"),
        format!("{ECR}%2F_%2Ftest_namespace%2Ftest_image"),
        format!("{ECR}/_/test_namespace%2Ftest_image"),
        format!("{ECR}/test_namespace/test_image"),
    ] {
        let answer = api.get(&format!("/api/v1/tools/{path}")).await;
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(
            answer.json()["tool_path"],
            format!("{ECR}/_/test_namespace/test_image")
        );
    }
    for path in ["docker.io/library/nginx", "docker.io/nginx"] {
        assert_eq!(api.get(&format!("/api/v1/tools/{path}")).await.status, 200);
    }
}

#[actix_web::test]
async fn what_is_not_registered_is_not_found() {
    let api = Api::new().await;
    for (path, shown) in [
        ("quay.io/a/b", "quay.io/a/b"),
        ("quay.io%252Fa", "quay.io%2Fa"),
        ("x", "x"),
        ("%F0%9F%90%B3", "🐳"),
        ("a%00b", "a\0b"),
    ] {
        let problem = api
            .get(&format!("/api/v1/tools/{path}"))
            .await
            .refused(404, "no-such-tool");
        assert_eq!(
            problem["detail"],
            format!("no tool is registered as `{shown}`")
        );
    }
    let long = format!("/api/v1/tools/{}", "x".repeat(5000));
    let problem = api.get(&long).await.refused(404, "no-such-tool");
    assert!(problem["detail"].as_str().unwrap().len() < 1000);
}

#[actix_web::test]
async fn the_contact_is_shown_to_those_who_answer_for_the_tool() {
    let api = with_private_tool().await;
    let path = format!("/api/v1/tools/{ECR}/_/test_namespace/test_image");
    let public = api.get(&path).await;
    assert_eq!(public.json()["has_contact"], true);
    assert!(!public.text().contains("tools@example.org"));
    let list = api.get("/api/v1/tools").await;
    assert!(!list.text().contains("tools@example.org"));

    let request = TestRequest::get().uri(&path).insert_header(bearer());
    let operators = api.send(request).await;
    assert_eq!(operators.json()["contact_email"], "tools@example.org");
    assert_eq!(operators.header("cache-control"), Some("private, no-cache"));
    assert_ne!(operators.header("etag"), public.header("etag"));
    assert_eq!(public.header("vary"), Some("Authorization, Cookie"));
    let stranger = api.signed_in_as("sam").await;
    let request = stranger.request(TestRequest::get().uri(&path));
    assert_eq!(api.send(request).await.text(), public.text());
}

#[actix_web::test]
async fn a_version_that_the_client_has_is_not_sent_again() {
    let api = Api::new().await;
    api.registered("nginx").await;
    let path = "/api/v1/tools/docker.io/library/nginx";
    let tag = api.get(path).await.header("etag").unwrap().to_owned();
    let request = || TestRequest::get().uri(path);
    let again = api
        .send(request().insert_header(("if-none-match", tag.clone())))
        .await;
    assert_eq!((again.status, again.body.len()), (304, 0));
    assert_eq!(again.header("etag"), Some(&*tag));
    // The operator's view holds more, so the public version does not stand for it.
    let operators = request()
        .insert_header(("if-none-match", tag))
        .insert_header(bearer());
    assert_eq!(api.send(operators).await.status, 200);
}

#[actix_web::test]
async fn head_is_answered_like_get() {
    let api = Api::new().await;
    api.registered("nginx").await;
    let path = "/api/v1/tools/docker.io/library/nginx";
    let head = api
        .send(
            TestRequest::default()
                .method(actix_web::http::Method::HEAD)
                .uri(path),
        )
        .await;
    assert_eq!(head.status, 200);
    assert_eq!(head.header("etag"), Some("\"1\""));
}

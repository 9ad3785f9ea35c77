//! `POST /api/v1/tools`.

use actix_web::test::TestRequest;
use serde_json::json;

use crate::support::{Api, bearer, register};

const SAMTOOLS: &str = "quay.io/biocontainers/samtools:1.17--h00cdaf9_0";

#[actix_web::test]
async fn a_tool_is_registered_where_location_says() {
    let api = Api::new().await;
    let created = api.registered(SAMTOOLS).await;
    assert_eq!(
        created.header("location"),
        Some("/api/v1/tools/quay.io/biocontainers/samtools")
    );
    assert_eq!(created.header("etag"), Some("\"1-whole\""));
    let tool = created.json();
    assert_eq!(tool["tool_path"], "quay.io/biocontainers/samtools");
    assert_eq!(tool["created_at"], "2026-11-23T12:00:00.000000Z");
    assert_eq!(tool["pull"]["pull"], format!("docker pull {SAMTOOLS}"));

    let mut shown = api.get(created.header("location").unwrap()).await.json();
    assert_eq!(shown["contact_email"].take(), json!(null));
    shown.as_object_mut().unwrap().remove("contact_email");
    assert_eq!(shown, tool);
}

#[actix_web::test]
async fn what_the_rules_refuse_is_refused_with_the_same_issues() {
    let api = Api::new().await;
    let draft = json!({
        "image": "312767926603.dkr.ecr.us-west-2.amazonaws.com/MD5sum",
        "visibility": "public",
        "contact_email": "nobody",
    });
    let report = api.check(&draft).await.json();
    let problem = api
        .register(&draft)
        .await
        .refused(422, "invalid-registration");
    assert_eq!(problem["issues"], report["issues"]);
    assert!(problem["issues"].as_array().unwrap().len() >= 2);
    assert_eq!(api.get("/api/v1/tools").await.json()["tools"], json!([]));
}

#[actix_web::test]
async fn a_path_is_registered_once() {
    let api = Api::new().await;
    api.registered(SAMTOOLS).await;
    let draft = json!({"image": "quay.io/biocontainers/samtools:1.21"});
    let problem = api.register(&draft).await.refused(409, "tool-conflict");
    assert_eq!(problem["tool_path"], "quay.io/biocontainers/samtools");
    assert_eq!(problem["issues"][0]["code"], "tool_path.conflict");
    assert_eq!(problem["issues"][0]["field"], "tool_name");

    let named = json!({"image": "quay.io/biocontainers/samtools:1.21", "tool_name": "sort"});
    let created = api.register(&named).await;
    assert_eq!(created.status, 201);
    assert_eq!(
        created.json()["tool_path"],
        "quay.io/biocontainers/samtools/sort"
    );
}

#[actix_web::test]
async fn an_ambiguous_path_is_a_conflict_and_not_a_wrong_tool() {
    let api = Api::new().await;
    api.registered("registry.gitlab.com/group/project/image")
        .await;
    let draft = json!({"image": "registry.gitlab.com/group/project", "tool_name": "image"});
    let problem = api.register(&draft).await.refused(409, "tool-conflict");
    assert_eq!(
        problem["tool_path"],
        "registry.gitlab.com/group/project/image"
    );
}

#[actix_web::test]
async fn an_archived_tool_keeps_its_path() {
    let api = Api::new().await;
    api.registered(SAMTOOLS).await;
    let path = "quay.io/biocontainers/samtools";
    let archived = api.update(path, "*", &json!({"archived": true})).await;
    assert_eq!(archived.status, 200);
    api.register(&json!({"image": path}))
        .await
        .refused(409, "tool-conflict");
}

#[actix_web::test]
async fn a_repeated_request_registers_once() {
    let api = Api::new().await;
    let draft = json!({"image": SAMTOOLS});
    let request = || {
        register(&draft)
            .insert_header(bearer())
            .insert_header(("idempotency-key", "5f3c"))
    };
    let first = api.send(request()).await;
    let second = api.send(request()).await;
    assert_eq!((first.status, second.status), (201, 201));
    assert_eq!(first.header("idempotency-replayed"), None);
    assert_eq!(second.header("idempotency-replayed"), Some("true"));
    assert_eq!(first.body, second.body);
    assert_eq!(first.header("location"), second.header("location"));

    let other = register(&json!({"image": "quay.io/biocontainers/bcftools"}))
        .insert_header(bearer())
        .insert_header(("idempotency-key", "5f3c"));
    api.send(other).await.refused(422, "idempotency-key-reused");
}

#[actix_web::test]
async fn a_refused_request_does_not_use_up_its_key() {
    let api = Api::new().await;
    let request = |draft| {
        register(&draft)
            .insert_header(bearer())
            .insert_header(("idempotency-key", "key"))
    };
    api.send(request(json!({"image": "Nginx"})))
        .await
        .refused(422, "invalid-registration");
    assert_eq!(
        api.send(request(json!({"image": "nginx"}))).await.status,
        201
    );
}

#[actix_web::test]
async fn an_idempotency_key_has_a_size() {
    let api = Api::new().await;
    for key in [String::new(), "k".repeat(256)] {
        let request = register(&json!({"image": "nginx"}))
            .insert_header(bearer())
            .insert_header(("idempotency-key", key));
        api.send(request).await.refused(400, "bad-header");
    }
}

#[actix_web::test]
async fn a_request_has_one_idempotency_key() {
    let api = Api::new().await;
    let request = register(&json!({"image": "nginx"}))
        .insert_header(bearer())
        .append_header(("idempotency-key", "one"))
        .append_header(("idempotency-key", "two"));
    api.send(request).await.refused(400, "bad-header");
}

#[actix_web::test]
async fn a_report_with_errors_never_registers_and_one_without_always_does() {
    let api = Api::new().await;
    for image in [
        "nginx",
        "Nginx",
        "ghcr.io/owner/image@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "ghcr.io/owner",
        "registry.gitlab.com/group/sub/project:1",
        "registry.example.org:5000/team/tool",
        "https://quay.io/repository/biocontainers/samtools",
        "public.ecr.aws/docker/library/python:3.12",
        "",
    ] {
        let draft = json!({"image": image});
        let is_valid = api.check(&draft).await.json()["valid"].as_bool().unwrap();
        let registered = api.register(&draft).await;
        assert_eq!(
            registered.status == 201,
            is_valid,
            "{image}: {}",
            registered.text()
        );
    }
}

#[actix_web::test]
async fn only_json_is_taken() {
    let api = Api::new().await;
    let request = TestRequest::post()
        .uri("/api/v1/tools")
        .insert_header(bearer())
        .insert_header(("content-type", "application/x-www-form-urlencoded"))
        .set_payload("image=nginx");
    let problem = api
        .send(request)
        .await
        .refused(415, "unsupported-media-type");
    assert_eq!(problem["detail"], "send `application/json`");
}

#[actix_web::test]
async fn a_field_that_is_given_twice_registers_nothing() {
    let api = Api::new().await;
    let request = TestRequest::post()
        .uri("/api/v1/tools")
        .insert_header(bearer())
        .insert_header(("content-type", "application/json"))
        .set_payload("{\"image\": \"nginx\", \"image\": \"redis\"}");
    let problem = api.send(request).await.refused(400, "bad-body");
    assert_eq!(
        problem["detail"],
        "`image` is given twice (line 1, column 26)"
    );
    assert_eq!(api.get("/api/v1/tools").await.json()["tools"], json!([]));
}

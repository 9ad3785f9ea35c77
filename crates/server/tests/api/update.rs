//! `PATCH /api/v1/tools/{path}`.

use std::sync::Arc;

use actix_web::test::TestRequest;
use serde_json::{Value, json};
use wharfinger_core::registry::Catalogue;
use wharfinger_server::config::Config;
use wharfinger_store::Model;

use crate::support::{Api, bearer, update};

const SAMTOOLS: &str = "quay.io/biocontainers/samtools";

async fn with_samtools() -> Api {
    let api = Api::new().await;
    let draft = json!({
        "image": "quay.io/biocontainers/samtools:1.17--h00cdaf9_0",
        "description": "Reads SAM",
    });
    assert_eq!(api.register(&draft).await.status, 201);
    api
}

async fn tool(api: &Api) -> Value {
    api.get(&format!("/api/v1/tools/{SAMTOOLS}")).await.json()
}

#[actix_web::test]
async fn a_merge_patch_changes_what_it_names() {
    let api = with_samtools().await;
    api.wait_seconds(60);
    let patch =
        json!({"tag": "1.21--h50ea8bc_0", "source_url": "https://github.com/samtools/samtools"});
    let answer = api.update(SAMTOOLS, "\"1\"", &patch).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("etag"), Some("\"2-whole\""));
    let tool = tool(&api).await;
    assert_eq!(
        tool["image"],
        "quay.io/biocontainers/samtools:1.21--h50ea8bc_0"
    );
    assert_eq!(tool["description"], "Reads SAM");
    assert_eq!(tool["source_url"], "https://github.com/samtools/samtools");
    assert_eq!(tool["revision"], 2);
    assert_eq!(tool["created_at"], "2026-11-23T12:00:00.000000Z");
    assert_eq!(tool["updated_at"], "2026-11-23T12:01:00.000000Z");

    let answer = api
        .update(SAMTOOLS, "\"2\"", &json!({"description": null}))
        .await;
    assert_eq!(answer.json()["description"], Value::Null);
}

#[actix_web::test]
async fn a_field_that_is_named_twice_changes_nothing() {
    let api = with_samtools().await;
    let request = TestRequest::patch()
        .uri(&format!("/api/v1/tools/{SAMTOOLS}"))
        .insert_header(bearer())
        .insert_header(("if-match", "*"))
        .insert_header(("content-type", "application/json"))
        .set_payload("{\"description\": \"One\", \"description\": \"Other\"}");
    let problem = api.send(request).await.refused(400, "bad-body");
    assert!(
        problem["detail"]
            .as_str()
            .unwrap()
            .contains("`description` is given twice")
    );
    assert_eq!(tool(&api).await["description"], "Reads SAM");
}

#[actix_web::test]
async fn an_image_in_one_line_replaces_its_parts() {
    let api = with_samtools().await;
    let digest = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    let patch = json!({"image": format!("{SAMTOOLS}@{digest}")});
    let answer = api.update(SAMTOOLS, "*", &patch).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.json()["tag"], Value::Null);
    assert_eq!(answer.json()["digest"], digest);
}

#[actix_web::test]
async fn every_registry_can_be_updated_in_parts() {
    let api = Api::new().await;
    let private = |image: &str| json!({"image": image, "visibility": "private", "contact_email": "a@example.org"});
    let public = |image: &str| json!({"image": image});
    for draft in [
        public("nginx"),
        public("docker.io/broadinstitute/gatk"),
        public("registry.gitlab.com/group/sub/project/image"),
        public("ghcr.io/owner/image"),
        public("public.ecr.aws/docker/library/python"),
        public("registry.example.org:5000/team/tool"),
        public("registry.example.org/tool"),
        private("312767926603.dkr.ecr.us-west-2.amazonaws.com/test_namespace/test_image"),
        private("cgc-images.sbgenomics.com/user/project"),
    ] {
        let created = api.register(&draft).await;
        assert_eq!(created.status, 201, "{draft}: {}", created.text());
        let path = created.json()["tool_path"].as_str().unwrap().to_owned();
        let answer = api.update(&path, "\"1\"", &json!({"tag": "2.0"})).await;
        assert_eq!(answer.status, 200, "{draft}: {}", answer.text());
        assert_eq!(answer.json()["tool_path"], path);
        assert_eq!(answer.json()["tag"], "2.0");
    }
}

#[actix_web::test]
async fn a_change_is_checked_like_a_registration() {
    let api = with_samtools().await;
    for (patch, code, field) in [
        (
            json!({"visibility": "private"}),
            "privacy.contact_required",
            "contact_email",
        ),
        (json!({"tag": "not a tag"}), "reference.space", "tag"),
        (json!({"tag": 5}), "registration.wrong_type", "tag"),
        (
            json!({"colour": "red"}),
            "registration.unknown_field",
            "draft",
        ),
        (json!({"name": "bcftools"}), "tool_path.changed", "name"),
        (
            json!({"namespace": "other"}),
            "tool_path.changed",
            "namespace",
        ),
        (
            json!({"registry": "ghcr", "tag": "2"}),
            "tool_path.changed",
            "registry",
        ),
        (
            json!({"tool_name": "sort"}),
            "tool_path.changed",
            "tool_name",
        ),
        (
            json!({"image": "quay.io/biocontainers/bcftools"}),
            "tool_path.changed",
            "image",
        ),
    ] {
        let problem = api
            .update(SAMTOOLS, "*", &patch)
            .await
            .refused(422, "invalid-registration");
        let issue = &problem["issues"][0];
        assert_eq!(
            (&issue["code"], &issue["field"]),
            (&json!(code), &json!(field)),
            "{patch}"
        );
    }
    assert_eq!(tool(&api).await["revision"], 1);
}

#[actix_web::test]
async fn a_change_says_which_version_it_is_for() {
    let api = with_samtools().await;
    let patch = json!({"description": "x"});
    let without = update(SAMTOOLS, &patch).insert_header(bearer());
    api.send(without)
        .await
        .refused(428, "precondition-required");
    assert_eq!(api.update(SAMTOOLS, "\"1\"", &patch).await.status, 200);
    for stale in ["\"1\"", "\"1-whole\"", "W/\"2\"", "\"x\""] {
        let answer = api.update(SAMTOOLS, stale, &patch).await;
        let problem = answer.refused(412, "stale");
        assert_eq!(problem["etag"], "\"2-whole\"");
        assert_eq!(answer.header("etag"), Some("\"2-whole\""));
    }
    assert_eq!(
        api.update(SAMTOOLS, "\"9\", \"2\"", &patch).await.status,
        200
    );
}

#[actix_web::test]
async fn a_change_that_changes_nothing_is_not_written() {
    let api = with_samtools().await;
    for patch in [json!({}), json!({"description": "Reads SAM"})] {
        let answer = api.update(SAMTOOLS, "\"1\"", &patch).await;
        assert_eq!(answer.json()["revision"], 1);
    }
}

#[actix_web::test]
async fn archiving_is_a_change_of_its_own() {
    let api = with_samtools().await;
    let archived = api
        .update(SAMTOOLS, "\"1\"", &json!({"archived": true}))
        .await;
    assert_eq!(archived.json()["archived"], true);
    let tag = archived.header("etag").unwrap().to_owned();
    api.update(SAMTOOLS, &tag, &json!({"description": "x"}))
        .await
        .refused(409, "tool-archived");
    let back = api
        .update(SAMTOOLS, &tag, &json!({"archived": false}))
        .await;
    assert_eq!(back.json()["archived"], false);
    for patch in [
        json!({"archived": "yes"}),
        json!({"archived": null}),
        json!({"archived": true, "description": "x"}),
    ] {
        api.update(SAMTOOLS, "*", &patch)
            .await
            .refused(400, "bad-body");
    }
}

#[actix_web::test]
async fn both_media_types_of_a_patch_are_taken() {
    let api = with_samtools().await;
    for (media_type, status) in [
        ("application/merge-patch+json", 200),
        ("application/json", 200),
        ("application/json-patch+json", 415),
    ] {
        let request = TestRequest::patch()
            .uri(&format!("/api/v1/tools/{SAMTOOLS}"))
            .insert_header(bearer())
            .insert_header(("if-match", "*"))
            .insert_header(("content-type", media_type))
            .set_payload("{}");
        assert_eq!(api.send(request).await.status, status, "{media_type}");
    }
}

#[actix_web::test]
async fn what_is_not_registered_cannot_be_changed() {
    let api = Api::new().await;
    api.update("quay.io/a/b", "*", &json!({}))
        .await
        .refused(404, "no-such-tool");
}

/// The catalogue is the operator's: a registry comes and goes, and the tools stay.
#[actix_web::test]
async fn a_tool_can_be_changed_when_its_registry_came_or_went() {
    const TOOL: &str = "harbor.example.org/team/tool";
    let ours = json!([{
        "id": "our-harbor", "name": "Our Harbor", "host": "harbor.example.org", "visibility": "mixed",
    }]);
    let ours = Catalogue::with_operators(serde_json::from_value(ours).unwrap()).unwrap();
    let configured = |catalogue: &Catalogue| Config {
        catalogue: catalogue.clone(),
        ..Config::default()
    };
    for (before, after, registry) in [
        (&ours, &Catalogue::built_in(), "custom"),
        (&Catalogue::built_in(), &ours, "our-harbor"),
    ] {
        let store = Arc::new(Model::new());
        let api = Api::over(configured(before), store.clone()).await;
        let draft = json!({"image": format!("{TOOL}:1")});
        assert_eq!(api.register(&draft).await.status, 201);
        let api = Api::over(configured(after), store).await;
        let patch = json!({"description": "Sorts"});
        let answer = api.update(TOOL, "*", &patch).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let tool = answer.json();
        assert_eq!(
            (&tool["description"], &tool["registry"]),
            (&json!("Sorts"), &json!(registry))
        );
    }
}

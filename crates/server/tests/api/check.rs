//! `POST /api/v1/check`.

use actix_web::test::TestRequest;
use serde_json::json;
use wharfinger_core::registration::{Draft, check};
use wharfinger_core::registry::Catalogue;
use wharfinger_core::wire;

use crate::support::Api;

#[actix_web::test]
async fn the_report_is_the_rules_own_byte_for_byte() {
    let api = Api::new().await;
    for draft in [
        json!({"image": "quay.io/biocontainers/samtools:1.17"}),
        json!({"image": "quay.io/Biocontainers/samtöols"}),
        json!({"image": "312767926603.dkr.ecr.us-west-2.amazonaws.com/md5sum", "visibility": "public"}),
        json!({"registry": "quay", "namespace": "a", "name": 5, "colour": "red"}),
        json!({"image": null}),
        json!({}),
    ] {
        let answer = api.check(&draft).await;
        assert_eq!(answer.status, 200, "{draft}");
        let read: Draft = serde_json::from_value(draft).unwrap();
        let report = check(&Catalogue::built_in(), &read);
        let expected = serde_json::to_string(&wire::report(&read, &report)).unwrap();
        assert_eq!(answer.text(), expected);
    }
}

#[actix_web::test]
async fn a_draft_is_one_json_object() {
    let api = Api::new().await;
    for (body, detail) in [
        ("", "there is nothing; expected a JSON document"),
        (
            "{",
            "the JSON document ends before it is whole (line 1, column 1)",
        ),
        (
            "[]",
            "found a list, expected an object with the fields of a draft",
        ),
        (
            "null",
            "found `null`, expected an object with the fields of a draft (line 1, column 4)",
        ),
        (
            "{} {}",
            "there is something behind the end of the JSON document; remove it (line 1, column 4)",
        ),
        (
            "{\"image\": \"nginx\", \"im\\u0061ge\": \"redis\"}",
            "`image` is given twice (line 1, column 31)",
        ),
        (
            "{\"tag\": null, \"tag\": \"1\"}",
            "`tag` is given twice (line 1, column 19)",
        ),
    ] {
        let request = TestRequest::post()
            .uri("/api/v1/check")
            .insert_header(("content-type", "application/json; charset=utf-8"))
            .set_payload(body);
        let problem = api.send(request).await.refused(400, "bad-body");
        assert_eq!(problem["detail"], detail, "{body}");
    }
    let request = TestRequest::post()
        .uri("/api/v1/check")
        .insert_header(("content-type", "application/json"))
        .set_payload(&b"{\"image\": \"\xff\"}"[..]);
    api.send(request).await.refused(400, "bad-body");
}

#[actix_web::test]
async fn nothing_is_stored() {
    let api = Api::new().await;
    api.check(&json!({"image": "quay.io/biocontainers/samtools"}))
        .await;
    assert_eq!(api.get("/api/v1/tools").await.json()["tools"], json!([]));
}

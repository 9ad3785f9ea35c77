//! Files that describe tools: `/api/v1/descriptors/{path}`.

use actix_web::http::Method;
use actix_web::test::TestRequest;
use serde_json::{Value, json};
use wharfinger_core::descriptor::DESCRIPTOR_BYTES_MAX;
use wharfinger_store::DESCRIPTORS_MAX;

use crate::support::{Answer, Api, bearer};

const TOOL: &str = "quay.io/team/tool";

/// A request for a file of the tool, as the operator.
fn request(method: Method, named: &str, if_match: &str) -> TestRequest {
    TestRequest::default()
        .method(method)
        .uri(&format!("/api/v1/descriptors/{TOOL}?{named}"))
        .insert_header(bearer())
        .insert_header(("if-match", if_match))
}

/// Asks to write a file as the operator.
pub(super) async fn write(api: &Api, named: &str, if_match: &str, text: &str) -> Answer {
    let request = request(Method::PUT, named, if_match)
        .insert_header(("content-type", "text/plain; charset=utf-8"))
        .set_payload(text.to_owned());
    api.send(request).await
}

async fn remove(api: &Api, named: &str, if_match: &str) -> Answer {
    api.send(request(Method::DELETE, named, if_match)).await
}

async fn files(api: &Api) -> Value {
    let answer = api.get(&format!("/api/v1/descriptors/{TOOL}")).await;
    assert_eq!(answer.status, 200);
    answer.json()
}

async fn with_tool() -> Api {
    let api = Api::new().await;
    api.registered(&format!("{TOOL}:1.0")).await;
    api
}

#[actix_web::test]
async fn a_file_is_written_read_and_removed() {
    let api = with_tool().await;
    assert_eq!(files(&api).await, json!({"descriptors": []}));
    let written = write(
        &api,
        "type=CWL&file=main.cwl",
        "\"1\"",
        "class: CommandLineTool\n",
    )
    .await;
    assert_eq!(written.status, 200, "{}", written.text());
    assert_eq!(written.header("etag"), Some("\"2\""));
    assert_eq!(
        written.json(),
        json!({"descriptors": [{
            "type": "CWL",
            "path": "main.cwl",
            "text": "class: CommandLineTool\n",
            "sha256": "fbc0eaa626e9367ebe5a8386184fcfd3284f44bb8a716ca2719a5adb99cc3eb1",
            "version": "1.0",
            "is_current": true,
            "written_at": "2026-11-23T12:00:00.000000Z",
        }]})
    );
    assert_eq!(files(&api).await, written.json());
    let removed = remove(&api, "type=CWL&file=main.cwl", "\"2\"").await;
    assert_eq!(removed.json(), json!({"descriptors": []}));
    remove(&api, "type=CWL&file=main.cwl", "\"3\"")
        .await
        .refused(404, "no-such-descriptor");
}

#[actix_web::test]
async fn a_file_is_of_the_version_that_it_was_written_for() {
    let api = with_tool().await;
    write(&api, "type=WDL&file=main.wdl", "*", "task x {}").await;
    let tagged = api.update(TOOL, "*", &json!({ "tag": "2.0" })).await;
    assert_eq!(tagged.status, 200);
    let file = &files(&api).await["descriptors"][0];
    assert_eq!(
        (&file["version"], &file["is_current"]),
        (&json!("1.0"), &json!(false))
    );
    write(&api, "type=WDL&file=main.wdl", "*", "task x {}").await;
    let file = &files(&api).await["descriptors"][0];
    assert_eq!(
        (&file["version"], &file["is_current"]),
        (&json!("2.0"), &json!(true))
    );
}

#[actix_web::test]
async fn the_files_are_not_sent_twice() {
    let api = with_tool().await;
    let first = write(&api, "type=SMK&file=Snakefile", "*", "rule all:").await;
    let unchanged = TestRequest::get()
        .uri(&format!("/api/v1/descriptors/{TOOL}"))
        .insert_header(("if-none-match", first.header("etag").unwrap()));
    let unchanged = api.send(unchanged).await;
    assert_eq!((unchanged.status, unchanged.body.len()), (304, 0));
}

#[actix_web::test]
async fn what_does_not_fit_is_refused() {
    let api = with_tool().await;
    for named in [
        "",
        "type=CWL",
        "file=a",
        "type=cwl&file=a",
        "type=GALAXY&file=a",
        "type=CWL&file=../a",
        "type=CWL&file=/a",
        "type=CWL&file=a%20b",
        "type=CWL&file=a&other=b",
    ] {
        write(&api, named, "*", "x").await.refused(400, "bad-query");
    }
    for text in ["", " \n", "a\0b"] {
        write(&api, "type=CWL&file=a", "*", text)
            .await
            .refused(400, "bad-body");
    }
    let latin = request(Method::PUT, "type=CWL&file=a", "*")
        .insert_header(("content-type", "text/plain"))
        .set_payload(&b"caf\xe9"[..]);
    api.send(latin).await.refused(400, "bad-body");
    let json = request(Method::PUT, "type=CWL&file=a", "*").set_json(json!({}));
    api.send(json).await.refused(415, "unsupported-media-type");
    let longest = "x".repeat(DESCRIPTOR_BYTES_MAX);
    write(&api, "type=CWL&file=a", "*", &format!("{longest}x"))
        .await
        .refused(413, "body-too-large");
    assert_eq!(
        write(&api, "type=CWL&file=a", "*", &longest).await.status,
        200
    );
}

#[actix_web::test]
async fn a_change_is_of_the_version_that_was_looked_at() {
    let api = with_tool().await;
    write(&api, "type=CWL&file=a", "\"1\"", "x").await;
    for if_match in ["\"1\"", "\"9\""] {
        write(&api, "type=CWL&file=a", if_match, "y")
            .await
            .refused(412, "stale");
        remove(&api, "type=CWL&file=a", if_match)
            .await
            .refused(412, "stale");
    }
    let unconditional = TestRequest::delete()
        .uri(&format!("/api/v1/descriptors/{TOOL}?type=CWL&file=a"))
        .insert_header(bearer());
    api.send(unconditional)
        .await
        .refused(428, "precondition-required");
    let archived = api.update(TOOL, "*", &json!({ "archived": true })).await;
    assert_eq!(archived.status, 200);
    write(&api, "type=CWL&file=a", "*", "y")
        .await
        .refused(409, "tool-archived");
    assert_eq!(files(&api).await["descriptors"][0]["text"], "x");
}

#[actix_web::test]
async fn a_tool_has_a_bounded_number_of_files() {
    let api = with_tool().await;
    for number in 0..DESCRIPTORS_MAX {
        let written = write(&api, &format!("type=CWL&file={number}"), "*", "x").await;
        assert_eq!(written.status, 200);
    }
    write(&api, "type=CWL&file=other", "*", "x")
        .await
        .refused(409, "too-many-descriptors");
}

//! What describes a version.

use serde_json::json;

use super::{ids, read, refused};
use crate::descriptors::write;
use crate::support::Api;

const TOOL: &str = "/tools/quay.io%2Fteam%2Ftool";
const VERSION: &str = "/tools/quay.io%2Fteam%2Ftool/versions/1.0";

/// A tool with two CWL files and a WDL one.
async fn described() -> Api {
    let api = Api::new().await;
    api.registered("quay.io/team/tool:1.0").await;
    for (named, text) in [
        ("type=CWL&file=main.cwl", "class: Workflow\n"),
        ("type=CWL&file=steps/sort.cwl", "class: CommandLineTool\n"),
        ("type=WDL&file=main.wdl", "task x {}"),
    ] {
        let written = write(&api, named, "*", text).await;
        assert_eq!(written.status, 200, "{}", written.text());
    }
    api
}

#[actix_web::test]
async fn an_engine_starts_with_the_first_file_and_finds_the_others_beside_it() {
    let api = described().await;
    let first = read(&api, &format!("{VERSION}/CWL/descriptor")).await;
    assert_eq!(first["content"], "class: Workflow\n");
    assert_eq!(first["checksum"][0]["type"], "sha-256");
    assert_eq!(first["checksum"][0]["checksum"].as_str().unwrap().len(), 64);
    for path in ["main.cwl", "steps/sort.cwl", "steps%2Fsort.cwl"] {
        let file = read(&api, &format!("{VERSION}/CWL/descriptor/{path}")).await;
        // Where it says that it lies, it lies as it is.
        let (_, url) = file["url"].as_str().unwrap().split_once("/ga4gh/").unwrap();
        let plain = api.get(&format!("/ga4gh/{url}")).await;
        assert_eq!(
            plain.header("content-type"),
            Some("text/plain; charset=utf-8")
        );
        assert_eq!(file["content"], plain.text());
    }
    let plain = api
        .get(&format!("/ga4gh/trs/v2{VERSION}/PLAIN_WDL/descriptor"))
        .await;
    assert_eq!(plain.text(), "task x {}");
    assert_eq!(
        read(&api, &format!("{VERSION}/CWL/files")).await,
        json!([
            { "path": "main.cwl", "file_type": "PRIMARY_DESCRIPTOR" },
            { "path": "steps/sort.cwl", "file_type": "SECONDARY_DESCRIPTOR" },
        ])
    );
    assert_eq!(read(&api, &format!("{VERSION}/WDL/tests")).await, json!([]));
}

#[actix_web::test]
async fn a_file_is_found_from_the_folder_of_the_one_that_names_it() {
    let api = Api::new().await;
    api.registered("quay.io/team/tool:1.0").await;
    for (file, text) in [
        ("flows/main.cwl", "class: Workflow\n"),
        ("flows/steps/sort.cwl", "class: CommandLineTool\n"),
        ("sort.cwl", "another"),
    ] {
        let written = write(&api, &format!("type=CWL&file={file}"), "*", text).await;
        assert_eq!(written.status, 200, "{}", written.text());
    }
    for (path, content) in [
        ("main.cwl", "class: Workflow\n"),
        ("steps/sort.cwl", "class: CommandLineTool\n"),
        ("flows/steps/sort.cwl", "class: CommandLineTool\n"),
        ("sort.cwl", "another"),
    ] {
        let file = read(&api, &format!("{VERSION}/CWL/descriptor/{path}")).await;
        assert_eq!(file["content"], content, "{path}");
    }
    refused(
        &api,
        &format!("{VERSION}/CWL/descriptor/flows/sort.cwl"),
        404,
    )
    .await;
}

#[actix_web::test]
async fn a_file_comes_as_it_is_to_whom_prefers_that() {
    let api = described().await;
    let path = format!("/ga4gh/trs/v2{VERSION}/CWL/descriptor");
    for (accepted, media_type) in [
        ("text/plain", "text/plain; charset=utf-8"),
        (
            "text/plain, application/json;q=0.9",
            "text/plain; charset=utf-8",
        ),
        ("application/json", "application/json"),
        ("application/json, text/plain, */*", "application/json"),
        ("text/plain;q=0.5, application/json", "application/json"),
        ("*/*", "application/json"),
        ("text/html", "application/json"),
        ("gibberish", "application/json"),
    ] {
        let request = actix_web::test::TestRequest::get().uri(&path);
        let answered = api.send(request.insert_header(("accept", accepted))).await;
        assert_eq!(answered.status, 200, "{accepted}");
        assert_eq!(
            answered.header("content-type"),
            Some(media_type),
            "{accepted}"
        );
        assert_eq!(answered.header("vary"), Some("accept"));
    }
}

#[actix_web::test]
async fn what_is_not_described_is_not_found() {
    let api = described().await;
    for path in [
        "NFL/descriptor",
        "NFL/files",
        "NFL/tests",
        "GALAXY/descriptor",
        "cwl/descriptor",
        "PLAIN_/descriptor",
        "CWL/descriptor/main.wdl",
        "CWL/descriptor/./main.cwl",
        "CWL/descriptor/../main.cwl",
        "WDL/descriptor/main.cwl",
        "CWL/files?format=zip",
    ] {
        refused(&api, &format!("{VERSION}/{path}"), 404).await;
    }
}

#[actix_web::test]
async fn a_tool_says_what_it_is_described_in_and_is_found_by_it() {
    let api = described().await;
    api.registered("quay.io/team/other:1.0").await;
    let tool = read(&api, TOOL).await;
    assert_eq!(
        tool["versions"][0]["descriptor_type"],
        json!(["CWL", "WDL"])
    );
    let other = read(&api, "/tools?name=other").await;
    assert_eq!(other[0]["versions"][0]["descriptor_type"], json!([]));
    for (query, found) in [
        ("descriptorType=CWL", true),
        ("descriptorType=WDL&registry=quay.io&name=tool", true),
        ("descriptorType=CWL&id=quay.io/team/tool", true),
        ("descriptorType=NFL&id=quay.io/team/tool", false),
        ("descriptorType=CWL&name=other", false),
        ("descriptorType=NFL", false),
        ("descriptorType=GALAXY", false),
    ] {
        let page = read(&api, &format!("/tools?{query}")).await;
        let expected: &[&str] = if found { &["quay.io/team/tool"] } else { &[] };
        assert_eq!(ids(&page), expected, "{query}");
    }
}

#[actix_web::test]
async fn files_of_another_version_are_not_given() {
    let api = described().await;
    let tagged = api
        .update("quay.io/team/tool", "*", &json!({ "tag": "2.0" }))
        .await;
    assert_eq!(tagged.status, 200);
    let tool = read(&api, TOOL).await;
    assert_eq!(tool["versions"][0]["descriptor_type"], json!([]));
    refused(&api, &format!("{TOOL}/versions/2.0/CWL/descriptor"), 404).await;
    let gone = refused(&api, &format!("{VERSION}/CWL/descriptor"), 404).await;
    assert_eq!(gone, "the tool has no version `1.0`; there is `2.0`");
    assert_eq!(ids(&read(&api, "/tools?descriptorType=CWL").await), [""; 0]);
}

//! What is not there, and what cannot be done; that every refusal has the standard's shape, the
//! support of the tests looks at.

use actix_web::http::Method;
use actix_web::test::TestRequest;

use super::{BASE, read, refused};
use crate::support::Api;

#[actix_web::test]
async fn what_is_not_registered_is_not_found() {
    let api = Api::new().await;
    api.registered("quay.io/team/tool:1.0").await;
    let tool = "/tools/quay.io%2Fteam%2Ftool";
    for path in [
        "/tools/none".to_owned(),
        "/tools/none/versions".to_owned(),
        "/tools/none/versions/1.0".to_owned(),
        format!("{tool}/versions/2.0"),
        format!("{tool}/versions/2.0/containerfile"),
        format!("{tool}/versions/1.0/containerfile"),
        format!("{tool}/versions/1.0/CWL/descriptor"),
        format!("{tool}/versions/1.0/PLAIN_CWL/descriptor"),
        format!("{tool}/versions/1.0/CWL/descriptor/a/b.cwl"),
        format!("{tool}/versions/1.0/CWL/tests"),
        format!("{tool}/versions/1.0/CWL/files"),
        format!("{tool}/versions/1.0/ADA/files"),
        "/tools/%FF".to_owned(),
        "/tools/a%00b".to_owned(),
        "/tools/".to_owned(),
        "/".to_owned(),
        String::new(),
    ] {
        refused(&api, &path, 404).await;
    }
}

#[actix_web::test]
async fn a_browser_gets_the_same_refusal_as_a_program() {
    let api = Api::new().await;
    let request = TestRequest::get()
        .uri(&format!("{BASE}/tools/none"))
        .insert_header(("accept", "text/html"));
    let answer = api.send(request).await;
    assert_eq!(
        answer.json()["message"],
        "No tool has this path: no tool is registered as `none`"
    );
}

#[actix_web::test]
async fn nothing_is_written() {
    let api = Api::new().await;
    for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
        for path in [
            "/service-info",
            "/toolClasses",
            "/tools",
            "/tools/x/versions/y/CWL/files",
        ] {
            let request = TestRequest::default()
                .method(method.clone())
                .uri(&format!("{BASE}{path}"));
            let answer = api.send(request).await;
            assert_eq!(answer.status, 405, "{method} {path}");
            assert_eq!(
                answer.header("allow"),
                Some("GET, HEAD, OPTIONS"),
                "{method} {path}"
            );
        }
    }
}

#[actix_web::test]
async fn what_cannot_be_read_is_refused() {
    let api = Api::new().await;
    for query in [
        "limit=ten",
        "limit=1.5",
        "checker=maybe",
        "descriptorType=cwl",
        "descriptorType=PLAIN_CWL",
        "colour=blue",
        "name=a&name=b",
    ] {
        refused(&api, &format!("/tools?{query}"), 400).await;
    }
    read(&api, "/tools?limit=&checker=&name=&offset=").await;
}

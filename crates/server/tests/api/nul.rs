//! A NUL, which PostgreSQL cannot store and SQLite can: refused as what does not fit wherever a text is
//! stored, and found nowhere, by both alike.

use std::sync::Arc;

use actix_web::http::Method;
use actix_web::test::TestRequest;
use serde_json::{Value, json};
use wharfinger_server::config::Config;
use wharfinger_server::open;
use wharfinger_store::Store;
use wharfinger_test_postgres::Cluster;

use crate::support::{Answer, Api, bearer};

const TOOL: &str = "quay.io/team/tool";

/// A text with a NUL in it.
const WITH_NUL: &str = "a\0b";

async fn send(api: &Api, method: Method, path: &str, body: &Value) -> Answer {
    let request = TestRequest::default()
        .method(method)
        .uri(path)
        .insert_header(bearer())
        .insert_header(("if-match", "*"))
        .set_json(body);
    api.send(request).await
}

fn draft(field: &str, text: &str) -> Value {
    let mut draft = json!({
        "image": TOOL, "visibility": "private", "contact_email": "tools@example.org",
    });
    draft[field] = json!(text);
    draft
}

async fn is_stored_nowhere(api: &Api) {
    for field in [
        "description",
        "source_url",
        "contact_email",
        "image",
        "tool_name",
    ] {
        let refused = send(api, Method::POST, "/api/v1/tools", &draft(field, WITH_NUL)).await;
        let problem = refused.refused(422, "invalid-registration");
        assert_eq!(problem["issues"][0]["field"], field);
    }
    let made = send(
        api,
        Method::POST,
        "/api/v1/tools",
        &draft("description", "ab"),
    )
    .await;
    assert_eq!(made.status, 201, "{}", made.text());
    let tool = format!("/api/v1/tools/{TOOL}");
    let patch = json!({"description": WITH_NUL});
    let refused = send(api, Method::PATCH, &tool, &patch).await;
    let problem = refused.refused(422, "invalid-registration");
    assert_eq!(
        problem["issues"][0]["code"],
        "registration.control_character"
    );

    for field in ["principal", "reason"] {
        let mut asked = json!({"tool_path": TOOL, "principal": "ada", "reason": "x"});
        asked[field] = json!(WITH_NUL);
        let refused = send(api, Method::POST, "/api/v1/access-requests", &asked).await;
        let problem = refused.refused(422, "invalid-access-request");
        assert_eq!(problem["issues"][0]["field"], field);
    }
    let asked = json!({"tool_path": TOOL, "principal": "ada", "reason": "x"});
    let made = send(api, Method::POST, "/api/v1/access-requests", &asked).await;
    let request = made.header("location").unwrap().to_owned();
    for action in [
        json!({"action": "approve", "note": WITH_NUL}),
        json!({"action": "deny", "note": WITH_NUL}),
        json!({"action": "give_back", "reason": WITH_NUL}),
    ] {
        let refused = send(api, Method::PATCH, &request, &action).await;
        refused.refused(422, "invalid-fields");
    }
    for (path, body) in [
        (
            "/api/v1/account/tokens",
            json!({"name": WITH_NUL, "scopes": ["tools"]}),
        ),
        ("/api/v1/accounts", json!({"name": WITH_NUL})),
        (
            "/api/v1/accounts",
            json!({"name": "sam", "email": "a\0b@example.org"}),
        ),
    ] {
        send(api, Method::POST, path, &body)
            .await
            .refused(422, "invalid-fields");
    }
}

async fn is_found_nowhere(api: &Api) {
    for (path, name) in [
        ("/api/v1/tools/quay.io/a%00b", "no-such-tool"),
        ("/api/v1/maintainers/quay.io/a%00b", "no-such-tool"),
        ("/api/v1/accounts/a%00b", "no-such-account"),
        ("/api/v1/access-requests/a%00b", "no-such-access-request"),
        ("/api/v1/access-requests?tool=a%00b", "no-such-tool"),
        ("/api/v1/audit?tool=a%00b", "no-such-tool"),
        ("/api/v1/audit?actor=a%00b", "no-such-account"),
    ] {
        let answer = api
            .send(TestRequest::get().uri(path).insert_header(bearer()))
            .await;
        answer.refused(404, name);
    }
    for path in [
        "/api/v1/tools?q=%00",
        "/api/v1/tools?q=no%00such",
        "/api/v1/tools?registry=%00",
    ] {
        assert_eq!(api.get(path).await.status, 200, "{path}");
    }
}

async fn check(store: Arc<dyn Store>) {
    let api = Api::over(Config::default(), store).await;
    is_stored_nowhere(&api).await;
    is_found_nowhere(&api).await;
}

#[actix_web::test]
async fn sqlite_never_sees_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("wharfinger.db");
    check(open(&format!("sqlite:{}", path.display())).unwrap()).await;
}

#[actix_web::test]
async fn postgres_never_sees_one() {
    let prepare = |address: &str| open(address).unwrap().close();
    let database = Cluster::shared().database("wharfinger", prepare);
    check(open(&database.address()).unwrap()).await;
}

//! What is refused, and in which words.

use actix_web::test::TestRequest;
use serde_json::{Value, json};
use wharfinger_store::Scope;

use super::{TOOL, World, address};
use crate::support::people::with_token;

#[actix_web::test]
async fn a_request_must_say_whom_and_why() {
    let world = World::new().await;
    let body = json!({"tool_path": TOOL, "principal": "@sam", "reason": " "});
    let answer = world.post("sam", "/api/v1/access-requests", &body).await;
    let problem = answer.refused(422, "invalid-access-request");
    let codes: Vec<_> = problem["issues"]
        .as_array()
        .unwrap()
        .iter()
        .map(|issue| issue["code"].as_str().unwrap())
        .collect();
    assert_eq!(codes, ["principal.user_name", "access.reason_missing"]);

    for (body, detail) in [
        (
            json!({"principal": "sam", "reason": "x"}),
            "`tool_path` is missing",
        ),
        (
            json!({"tool_path": 1, "principal": "sam", "reason": "x"}),
            "`tool_path` must be text",
        ),
    ] {
        let answer = world.post("sam", "/api/v1/access-requests", &body).await;
        assert_eq!(answer.refused(400, "bad-body")["detail"], detail);
    }
    let twice = TestRequest::post()
        .uri("/api/v1/access-requests")
        .insert_header(("content-type", "application/json"))
        .set_payload(r#"{"reason": "a", "reason": "b"}"#);
    let answer = world.send("sam", twice).await;
    let detail = answer.refused(400, "bad-body")["detail"].to_string();
    assert!(detail.contains("`reason` is given twice"), "{detail}");
}

#[actix_web::test]
async fn there_is_one_live_request_for_a_tool_and_principal() {
    let world = World::new().await;
    let id = world.requested().await;
    let problem = world
        .request("sam", TOOL, "sam")
        .await
        .refused(409, "access-request-live");
    assert_eq!(problem["request"], id);
    let problem = world
        .request("otto", TOOL, "sam")
        .await
        .refused(409, "access-request-live");
    assert_eq!(
        problem["request"],
        Value::Null,
        "nobody sees another's request"
    );
}

#[actix_web::test]
async fn only_private_tools_that_are_there_are_asked_for() {
    let world = World::new().await;
    world.api.registered("nginx").await;
    let answer = world
        .request("sam", "docker.io/library/nginx", "samuel")
        .await;
    answer.refused(409, "tool-public");
    let answer = world.request("sam", "quay.io/no/tool", "sam").await;
    answer.refused(404, "no-such-tool");
    let archived = json!({"archived": true});
    assert_eq!(world.api.update(TOOL, "*", &archived).await.status, 200);
    world
        .request("sam", TOOL, "sam")
        .await
        .refused(409, "tool-archived");
}

#[actix_web::test]
async fn nobody_decides_who_does_not_maintain_the_tool() {
    let world = World::new().await;
    let id = world.requested().await;
    for action in [
        json!({"action": "approve"}),
        json!({"action": "deny"}),
        json!({"action": "done_by_hand"}),
        json!({"action": "renew"}),
        json!({"action": "decline_renewal"}),
        json!({"action": "revoke", "reason": "x"}),
    ] {
        for name in ["sam", "ada"] {
            let answer = world.act(name, &id, action.clone()).await;
            answer.refused(403, "access-request-not-yours");
        }
        // To whoever has nothing to do with it there is no such request.
        let answer = world.act("otto", &id, action).await;
        answer.refused(404, "no-such-access-request");
    }
    for action in [
        json!({"action": "withdraw"}),
        json!({"action": "ask_renewal", "reason": "x"}),
        json!({"action": "give_back", "reason": "x"}),
    ] {
        let answer = world.act("grace", &id, action).await;
        let problem = answer.refused(403, "access-request-not-yours");
        assert!(
            problem["detail"]
                .as_str()
                .unwrap()
                .contains("only the requester")
        );
    }
}

#[actix_web::test]
async fn nobody_decides_on_their_own_request() {
    let world = World::new().await;
    let answer = world.request("grace", TOOL, "grace").await;
    let id = answer.json()["id"].as_str().unwrap().to_owned();
    for action in ["approve", "deny", "done_by_hand"] {
        let answer = world.act("grace", &id, json!({"action": action})).await;
        let problem = answer.refused(403, "access-request-not-yours");
        assert!(
            problem["detail"]
                .as_str()
                .unwrap()
                .contains("your own request")
        );
    }
    world.done("hedy", &id, json!({"action": "approve"})).await;
    world
        .act("grace", &id, json!({"action": "done_by_hand"}))
        .await
        .refused(403, "access-request-not-yours");
    // Ending one's own access is no favour.
    let revoke = json!({"action": "revoke", "reason": "Not needed."});
    world.done("grace", &id, revoke).await;
}

#[actix_web::test]
async fn a_maintainer_who_was_removed_decides_nothing() {
    let world = World::new().await;
    let id = world.requested().await;
    let removed = world
        .delete("grace", &super::maintainer(TOOL, "hedy"))
        .await;
    assert_eq!(removed.status, 200);
    let answer = world.act("hedy", &id, json!({"action": "approve"})).await;
    answer.refused(404, "no-such-access-request");
    world.done("grace", &id, json!({"action": "approve"})).await;
}

#[actix_web::test]
async fn what_does_not_fit_where_the_request_stands_is_refused() {
    let world = World::new().await;
    let id = world.requested().await;
    let rejected = async |name: &str, action: Value, word: &str| {
        let answer = world.act(name, &id, action).await;
        let problem = answer.refused(409, "access-request-rejected");
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.contains(word), "`{word}` in {detail}");
    };
    let reason = |action: &str| json!({"action": action, "reason": "x"});
    rejected("grace", json!({"action": "done_by_hand"}), "waits for").await;
    rejected("grace", reason("revoke"), "waits for").await;
    rejected("sam", reason("give_back"), "waits for").await;

    world.done("grace", &id, json!({"action": "approve"})).await;
    rejected("hedy", json!({"action": "deny"}), "being set up").await;
    rejected("sam", json!({"action": "withdraw"}), "being set up").await;
    rejected("sam", reason("ask_renewal"), "being set up").await;

    world
        .done("grace", &id, json!({"action": "done_by_hand"}))
        .await;
    rejected("grace", json!({"action": "done_by_hand"}), "active").await;
    rejected("grace", json!({"action": "renew"}), "nobody asks").await;
    rejected("grace", json!({"action": "decline_renewal"}), "nobody asks").await;
    rejected("sam", reason("ask_renewal"), "last 30 days").await;
    world.api.wait_days(340);
    world.done("sam", &id, reason("ask_renewal")).await;
    rejected("sam", reason("ask_renewal"), "one question is enough").await;
    rejected(
        "grace",
        json!({"action": "renew", "days": 1}),
        "never shortens",
    )
    .await;
}

#[actix_web::test]
async fn a_change_is_for_the_version_that_was_seen() {
    let world = World::new().await;
    let id = world.requested().await;
    let approve = json!({"action": "approve"});
    let unconditional = TestRequest::patch().uri(&address(&id)).set_json(&approve);
    let answer = world.send("grace", unconditional).await;
    answer.refused(428, "precondition-required");
    for stale in ["\"7-1\"", "W/\"1-1\"", "\"x\""] {
        let answer = world.act_on("grace", &id, stale, approve.clone()).await;
        let problem = answer.refused(412, "stale");
        assert_eq!(problem["etag"], "\"1\"");
    }
    // What else is known of the tool changes nothing about the question.
    let answer = world.act_on("grace", &id, "\"1-9\"", approve).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("etag"), Some("\"2-1\""));
}

#[actix_web::test]
async fn an_action_is_one_of_those_there_are() {
    let world = World::new().await;
    let id = world.requested().await;
    for action in [
        json!({}),
        json!({"action": "grant"}),
        json!({"action": "approve", "reason": "x"}),
        json!({"action": "withdraw", "note": "x"}),
        json!({"action": "revoke"}),
        json!({"action": "approve", "days": "many"}),
    ] {
        let answer = world.act("grace", &id, action).await;
        answer.refused(400, "bad-body");
    }
    for (action, field) in [
        (json!({"action": "approve", "days": 0}), "days"),
        (json!({"action": "approve", "days": 1097}), "days"),
        (json!({"action": "deny", "note": "\u{7}"}), "note"),
        (json!({"action": "revoke", "reason": " "}), "reason"),
    ] {
        let answer = world.act("grace", &id, action).await;
        let problem = answer.refused(422, "invalid-fields");
        assert_eq!(problem["fields"][0]["field"], field);
    }
}

#[actix_web::test]
async fn a_token_for_something_else_is_refused() {
    let world = World::new().await;
    let id = world.requested().await;
    let account = world
        .api
        .account("sam", wharfinger_store::Role::Member)
        .await;
    let (_, secret) = world.api.token(&account, &[Scope::Tools]).await;
    for request in [
        TestRequest::get().uri(&address(&id)),
        TestRequest::get().uri("/api/v1/access-requests"),
        TestRequest::get().uri("/api/v1/inbox"),
    ] {
        let answer = world.api.send(with_token(request, &secret)).await;
        let problem = answer.refused(403, "missing-scope");
        assert_eq!(problem["detail"], "the token needs the scope `access`");
    }
}

#[actix_web::test]
async fn the_check_is_the_one_of_the_browser() {
    let world = World::new().await;
    let check = |host: &str, draft: &Value| {
        let uri = format!("/api/v1/access-check?host={host}");
        TestRequest::post().uri(&uri).set_json(draft)
    };
    let rows = include_str!("../../../../../tests/data/access.jsonl");
    let mut count = 0;
    for line in rows.lines() {
        let row: Value = serde_json::from_str(line).unwrap();
        let answer = world
            .api
            .send(check(row["host"].as_str().unwrap(), &row["draft"]))
            .await;
        assert_eq!(answer.json(), row["report"], "{}", row["name"]);
        count += 1;
    }
    assert!(count > 0);
    let answer = world
        .api
        .send(
            TestRequest::post()
                .uri("/api/v1/access-check")
                .set_json(json!({})),
        )
        .await;
    answer.refused(400, "bad-query");
}

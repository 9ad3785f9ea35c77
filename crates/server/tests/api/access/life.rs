//! The life of a request, each transition once.

use serde_json::{Value, json};

use super::{ECR_TOOL, TOOL, World};
use crate::support::browser::holds;

#[actix_web::test]
async fn a_request_is_approved_done_by_hand_and_revoked() {
    let world = World::new().await;
    let answer = world.request("sam", TOOL, " sam ").await;
    assert_eq!(answer.status, 422, "white space is mended, not guessed");

    let answer = world.request("sam", TOOL, "sam").await;
    let request = answer.json();
    let id = request["id"].as_str().unwrap();
    assert_eq!(
        answer.header("location").unwrap(),
        format!("/api/v1/access-requests/{id}")
    );
    assert_eq!(answer.header("etag"), Some("\"1-1\""));
    assert_eq!(request["status"], "pending");
    assert_eq!(request["requester"], "sam");
    assert_eq!(request["tool_path"], TOOL);
    assert_eq!(request["decision"], Value::Null);
    assert_eq!(request["answer_by"], "2026-12-23T12:00:00.000000Z");

    let note = json!({"action": "approve", "days": 30, "note": "Welcome."});
    let request = world.done("grace", id, note).await;
    assert_eq!(request["status"], "activating");
    assert_eq!(request["decision"]["by"], "grace");
    assert_eq!(request["decision"]["note"], "Welcome.");
    assert_eq!(request["grant"]["carried_out"], "by_hand");
    assert_eq!(request["grant"]["needs_hand"], true);
    assert_eq!(
        request["grant"]["expires_at"],
        "2026-12-23T12:00:00.000000Z"
    );
    assert_eq!(request["by_hand"][1]["copy"], "sam");
    assert_eq!(request["pull"], Value::Null);

    // Whoever does it by hand need not be who approved.
    let done = json!({"action": "done_by_hand"});
    let request = world.done("hedy", id, done.clone()).await;
    assert_eq!(request["status"], "active");
    assert_eq!(request["grant"]["needs_hand"], false);
    assert_eq!(request["by_hand"], json!([]));
    assert_eq!(request["pull"]["pull"], "docker pull quay.io/team/tool");
    assert!(request["pull"]["login"].is_string());

    let revoke = json!({"action": "revoke", "reason": "The project is over."});
    let request = world.done("hedy", id, revoke).await;
    assert_eq!(request["status"], "revoking");
    assert_eq!(request["grant"]["revocation"]["by"], "hedy");
    assert_eq!(request["pull"], Value::Null);
    let request = world.done("grace", id, done).await;
    assert_eq!(request["status"], "revoked");
    assert_eq!(request["closed_at"], "2026-11-23T12:00:00.000000Z");
}

#[actix_web::test]
async fn on_amazon_ecr_the_steps_name_the_account() {
    let world = World::new().await;
    let answer = world.request("sam", ECR_TOOL, "111122223333").await;
    let request = answer.json();
    assert_eq!(request["principal"], "arn:aws:iam::111122223333:root");
    let own_side = request["own_side"][0]["copy"].as_str().unwrap();
    assert!(own_side.contains("arn:aws:ecr:us-west-2:312767926603:repository/md5sum"));
    let id = request["id"].as_str().unwrap();
    let request = world.done("grace", id, json!({"action": "approve"})).await;
    let statement = request["by_hand"][1]["copy"].as_str().unwrap();
    assert!(statement.contains("arn:aws:iam::111122223333:root"));
}

#[actix_web::test]
async fn a_request_is_denied_or_withdrawn_and_can_then_be_made_again() {
    let world = World::new().await;
    let id = world.requested().await;
    let deny = json!({"action": "deny", "note": "Please use version 2."});
    let request = world.done("grace", &id, deny).await;
    assert_eq!(request["status"], "denied");
    assert_eq!(request["decision"]["note"], "Please use version 2.");

    let id = world.requested().await;
    let request = world.done("sam", &id, json!({"action": "withdraw"})).await;
    assert_eq!(request["status"], "withdrawn");
    world.requested().await;
}

#[actix_web::test]
async fn access_is_given_back() {
    let world = World::new().await;
    let id = world.active().await;
    let give_back = json!({"action": "give_back", "reason": "Done."});
    let request = world.done("sam", &id, give_back).await;
    assert_eq!(request["status"], "revoking");
    assert_eq!(request["grant"]["revocation"]["by"], "sam");
}

#[actix_web::test]
async fn access_is_renewed_before_its_end() {
    let world = World::new().await;
    let id = world.active().await;
    world.api.wait_days(340);
    let ask = json!({"action": "ask_renewal", "reason": "Project 18."});
    let request = world.done("sam", &id, ask.clone()).await;
    assert_eq!(request["grant"]["renewal"]["reason"], "Project 18.");

    let request = world
        .done("grace", &id, json!({"action": "renew", "days": 60}))
        .await;
    assert_eq!(request["grant"]["renewal"], Value::Null);
    assert_eq!(
        request["grant"]["expires_at"],
        "2027-12-28T12:00:00.000000Z"
    );

    world.api.wait_days(40);
    world.done("sam", &id, ask).await;
    let request = world
        .done("hedy", &id, json!({"action": "decline_renewal"}))
        .await;
    assert_eq!(request["grant"]["renewal"], Value::Null);
    assert_eq!(request["status"], "active");

    // Who answered stays told, on the page of the request.
    let sam = world.api.signed_in_as("sam").await;
    let page = sam.get(&format!("/requests/{id}")).await;
    let story: Vec<_> = [
        "Approved",
        "Active",
        "More time given",
        "More time declined",
    ]
    .map(|what| page.text().find(&format!("<strong>{what}</strong>")))
    .into();
    assert!(story.is_sorted() && story[0].is_some(), "{story:?}");
    holds(&page, "<strong>More time given</strong> by grace");
    holds(&page, "<strong>More time declined</strong> by hedy");
}

#[actix_web::test]
async fn a_request_that_is_repeated_under_its_key_is_made_once() {
    use actix_web::test::TestRequest;
    let world = World::new().await;
    let body = json!({"tool_path": TOOL, "principal": "sam", "reason": "Project 17."});
    let send = |body: Value| {
        let request = TestRequest::post()
            .uri("/api/v1/access-requests")
            .insert_header(("idempotency-key", "k"))
            .set_json(body);
        world.send("sam", request)
    };
    let first = send(body.clone()).await;
    assert_eq!(first.status, 201);
    assert_eq!(first.header("idempotency-replayed"), None);
    let again = send(body).await;
    assert_eq!(again.status, 201);
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    assert_eq!(again.json()["id"], first.json()["id"]);
    let other = json!({"tool_path": TOOL, "principal": "sue", "reason": "Project 17."});
    send(other).await.refused(422, "idempotency-key-reused");
}

#[actix_web::test]
async fn a_decision_that_is_repeated_under_its_key_is_made_once() {
    use actix_web::test::TestRequest;
    let world = World::new().await;
    let id = world.requested().await;
    let approve = || {
        let request = TestRequest::patch()
            .uri(&super::address(&id))
            .insert_header(("idempotency-key", "k"))
            .insert_header(("if-match", "\"1-1\""))
            .set_json(json!({"action": "approve"}));
        world.send("grace", request)
    };
    assert_eq!(approve().await.json()["revision"], 2);
    let again = approve().await;
    assert_eq!(again.status, 200, "{}", again.text());
    assert_eq!(again.json()["revision"], 2);
}

//! What time alone does, through what a running server does every minute.

use serde_json::json;

use super::World;

#[actix_web::test]
async fn a_request_that_nobody_answers_lapses() {
    let world = World::new().await;
    let id = world.requested().await;
    world.api.wait_days(29);
    assert_eq!(world.api.advance().await, 0);
    assert_eq!(world.seen(&id).await["status"], "pending");
    world.api.wait_days(1);
    assert_eq!(world.api.advance().await, 1);
    let request = world.seen(&id).await;
    assert_eq!(request["status"], "lapsed");
    assert_eq!(request["closed_at"], "2026-12-23T12:00:00.000000Z");
    assert_eq!(world.api.advance().await, 0, "it lapses once");
}

#[actix_web::test]
async fn access_comes_to_its_end_and_is_removed_by_hand() {
    let world = World::new().await;
    let id = world.active().await;
    world.api.wait_days(365);
    // Time comes before people, whether the server has looked at the clock or not.
    let revoke = json!({"action": "revoke", "reason": "Too late."});
    let answer = world.act("grace", &id, revoke).await;
    answer.refused(409, "access-request-rejected");
    assert_eq!(world.api.advance().await, 1);
    let request = world.seen(&id).await;
    assert_eq!(request["status"], "revoking");
    assert_eq!(request["grant"]["needs_hand"], true);
    let request = world
        .done("hedy", &id, json!({"action": "done_by_hand"}))
        .await;
    assert_eq!(request["status"], "ended");
}

#[actix_web::test]
async fn more_than_one_round_is_advanced() {
    let world = World::new().await;
    let many = 203;
    for number in 0..many {
        let answer = world
            .request("sam", super::TOOL, &format!("sam{number}"))
            .await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        world.api.wait_seconds(1);
    }
    world.api.wait_days(31);
    assert_eq!(world.api.advance().await, many);
}

/// Between the end and its being noted, nobody says of the one what is meant for the other.
#[actix_web::test]
async fn what_was_to_be_done_before_the_end_is_not_done_after_it() {
    let world = World::new().await;
    let id = world.requested().await;
    world.done("grace", &id, json!({"action": "approve"})).await;
    world.api.wait_days(365);
    let done = json!({"action": "done_by_hand"});
    let answer = world.act("grace", &id, done.clone()).await;
    answer.refused(409, "access-request-rejected");
    assert!(
        answer
            .text()
            .contains("the time of this access was over at")
    );
    assert_eq!(world.api.advance().await, 1);
    assert_eq!(world.done("grace", &id, done).await["status"], "ended");
}

#[actix_web::test]
async fn whoever_has_access_is_reminded_once() {
    let world = World::new().await;
    let id = world.active().await;
    world.api.wait_days(365 - 14);
    assert_eq!(world.api.advance().await, 1);
    assert_eq!(world.api.advance().await, 0);
    let inbox = world.get("sam", "/api/v1/inbox").await.json();
    assert_eq!(inbox["notices"][0]["kind"], "ends_soon");
    assert_eq!(inbox["notices"][0]["request"], id);
    assert_eq!(world.seen(&id).await["status"], "active");
}

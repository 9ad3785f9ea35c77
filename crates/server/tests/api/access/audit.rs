//! Who did what, and who may read it.

use serde_json::{Value, json};

use super::{ECR_TOOL, TOOL, World};

fn actions(page: &Value) -> Vec<&str> {
    let entries = page["entries"].as_array().unwrap();
    entries
        .iter()
        .map(|entry| entry["action"].as_str().unwrap())
        .collect()
}

#[actix_web::test]
async fn every_decision_is_written_down() {
    let world = World::new().await;
    let id = world.active().await;
    let log = world
        .get("grace", &format!("/api/v1/audit?tool={TOOL}"))
        .await
        .json();
    assert_eq!(
        actions(&log),
        [
            "access.done_by_hand",
            "access.approved",
            "access.requested",
            "tool.maintainer_added",
            "tool.registered",
        ]
    );
    let entry = &log["entries"][1];
    assert_eq!(entry["actor_name"], "grace");
    assert_eq!(entry["tool_path"], TOOL);
    assert_eq!(entry["subject"], json!({"kind": "request", "id": id}));
    assert_eq!(
        entry["before"], log["entries"][2]["after"],
        "a chain of states"
    );
    assert_eq!(log["entries"][4]["before"], Value::Null);
    assert!(!entry["request_id"].as_str().unwrap().is_empty());
}

#[actix_web::test]
async fn what_time_does_is_written_down_too() {
    let world = World::new().await;
    world.requested().await;
    world.api.wait_days(30);
    world.api.advance().await;
    let log = world.get("ada", "/api/v1/audit?limit=100").await.json();
    let lapsed = log["entries"].as_array().unwrap().iter();
    let mut lapsed = lapsed.filter(|entry| entry["action"] == "access.lapsed");
    let entry = lapsed.next().unwrap();
    assert_eq!(entry["actor"], "system");
    assert_eq!(entry["actor_name"], Value::Null);
    assert_eq!(entry["request_id"], "time");
}

#[actix_web::test]
async fn administrators_read_everything_and_maintainers_what_is_theirs() {
    let world = World::new().await;
    world.requested().await;
    world.get("ada", "/api/v1/audit").await.json();
    for (name, query, name_of_problem) in [
        ("grace", "", "forbidden"),
        ("grace", "?actor=grace", "forbidden"),
        ("sam", "", "forbidden"),
    ] {
        let answer = world.get(name, &format!("/api/v1/audit{query}")).await;
        answer.refused(403, name_of_problem);
    }
    // Who asked for access does not read what the maintainers do.
    let of_tool = format!("/api/v1/audit?tool={TOOL}");
    world.get("sam", &of_tool).await.refused(403, "forbidden");
    assert_eq!(world.get("hedy", &of_tool).await.status, 200);
    world
        .get("ada", "/api/v1/audit?actor=nobody")
        .await
        .refused(404, "no-such-account");
    world
        .get("ada", "/api/v1/audit?tool=quay.io/no/tool")
        .await
        .refused(404, "no-such-tool");
}

#[actix_web::test]
async fn the_log_is_filtered_and_comes_in_pages() {
    let world = World::new().await;
    world.requested().await;
    let by_sam = world.get("ada", "/api/v1/audit?actor=sam").await.json();
    // The token of his program, too.
    let expected = ["token.revoked", "access.requested", "token.created"];
    assert_eq!(actions(&by_sam), expected);
    let page = world
        .get("hedy", &format!("/api/v1/audit?tool={ECR_TOOL}&limit=1"))
        .await
        .json();
    assert_eq!(actions(&page), ["tool.maintainer_added"]);
    let next = world
        .get("hedy", page["next"].as_str().unwrap())
        .await
        .json();
    assert_eq!(actions(&next), ["tool.registered"]);
}

//! What people are told.

use serde_json::{Value, json};

use super::World;

fn kinds(inbox: &Value) -> Vec<&str> {
    let notices = inbox["notices"].as_array().unwrap();
    notices
        .iter()
        .map(|notice| notice["kind"].as_str().unwrap())
        .collect()
}

#[actix_web::test]
async fn each_is_told_what_others_did() {
    let world = World::new().await;
    let id = world.active().await;
    let inbox = world.get("sam", "/api/v1/inbox").await.json();
    assert_eq!(kinds(&inbox), ["active", "approved"]);
    assert_eq!(inbox["unread"], 2);
    assert_eq!(inbox["notices"][0]["request"], id);
    assert_eq!(inbox["notices"][0]["tool_path"], super::TOOL);
    assert_eq!(inbox["notices"][0]["read"], false);

    let inbox = world.get("hedy", "/api/v1/inbox").await.json();
    assert_eq!(
        kinds(&inbox),
        [
            "needs_hand",
            "requested",
            "maintainer_added",
            "maintainer_added"
        ]
    );
    // Who approved knows what is to be done.
    let inbox = world.get("grace", "/api/v1/inbox").await.json();
    assert_eq!(kinds(&inbox), ["requested"]);
    assert_eq!(
        kinds(&world.get("otto", "/api/v1/inbox").await.json()),
        [""; 0]
    );
}

#[actix_web::test]
async fn what_was_read_is_marked_up_to_a_notice() {
    let world = World::new().await;
    world.active().await;
    let read = async |name: &str, through: &Value| {
        let body = json!({ "through": through });
        let answer = world.post(name, "/api/v1/inbox/read", &body).await;
        assert_eq!(answer.status, 204, "{}", answer.text());
    };
    let inbox = world.get("sam", "/api/v1/inbox").await.json();
    let older = &inbox["notices"][1]["id"];
    // Others mark nothing of theirs.
    read("otto", &inbox["notices"][0]["id"]).await;
    read("sam", older).await;
    read("sam", older).await;
    let inbox = world.get("sam", "/api/v1/inbox").await.json();
    assert_eq!(inbox["unread"], 1);
    assert_eq!(inbox["notices"][0]["read"], false);
    assert_eq!(inbox["notices"][1]["read"], true);
    let answer = world
        .post("sam", "/api/v1/inbox/read", &json!({"through": "all"}))
        .await;
    answer.refused(400, "bad-body");
}

#[actix_web::test]
async fn the_inbox_comes_in_pages() {
    let world = World::new().await;
    world.active().await;
    let page = world.get("sam", "/api/v1/inbox?limit=1").await.json();
    assert_eq!(kinds(&page), ["active"]);
    assert_eq!(page["unread"], 2, "of all pages");
    let next = page["next"].as_str().unwrap();
    let page = world.get("sam", next).await.json();
    assert_eq!(kinds(&page), ["approved"]);
}

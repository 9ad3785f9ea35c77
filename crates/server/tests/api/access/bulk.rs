//! Several requests answered in one go.

use super::{TOOL, World, address};
use crate::support::browser::holds;

/// Requests of these names, as the review ticks them.
async fn ticked(world: &World, names: &[&str]) -> Vec<String> {
    let mut ticked = Vec::new();
    for name in names {
        let answer = world.request("sam", TOOL, name).await;
        ticked.push(format!("{}.1", answer.json()["id"].as_str().unwrap()));
    }
    ticked
}

#[actix_web::test]
async fn each_that_is_ticked_is_answered_and_its_outcome_told() {
    let world = World::new().await;
    let ticked = ticked(&world, &["aa", "bb", "cc"]).await;
    let own = world.request("grace", TOOL, "grace").await.json();
    let own = format!("{}.1", own["id"].as_str().unwrap());
    let id = |ticked: &str| ticked.split('.').next().unwrap().to_owned();
    world
        .done(
            "sam",
            &id(&ticked[1]),
            serde_json::json!({"action": "withdraw"}),
        )
        .await;

    let grace = world.api.signed_in_as("grace").await;
    let page = grace.get("/review").await;
    for value in [&ticked[0], &ticked[2]] {
        holds(&page, value);
    }
    assert!(!page.text().contains(&own), "her own is not hers to answer");

    let mut form: Vec<(&str, &str)> = vec![("action", "approve"), ("days", "30"), ("note", "Hi")];
    form.extend(ticked.iter().map(|value| ("request", value.as_str())));
    form.push(("request", &own));
    let page = grace.post("/review", &form).await;
    assert_eq!(page.status, 200);
    assert_eq!(page.text().matches("nothing was done").count(), 2);
    holds(&page, "it was changed since you opened the page");
    holds(&page, "this is your own request");
    for value in [&ticked[0], &ticked[2]] {
        let request = world.seen(&id(value)).await;
        assert_eq!(request["status"], "activating");
        assert_eq!(request["decision"]["note"], "Hi");
    }
    assert_eq!(world.seen(&id(&ticked[1])).await["status"], "withdrawn");
}

#[actix_web::test]
async fn what_does_not_fit_is_told_before_anything_is_done() {
    let world = World::new().await;
    let ticked = ticked(&world, &["aa"]).await;
    let grace = world.api.signed_in_as("grace").await;
    let form = [
        ("action", "approve"),
        ("days", "lots"),
        ("note", "A word."),
        ("request", &*ticked[0]),
    ];
    let page = grace.post("/review", &form).await;
    assert_eq!(page.status, 422);
    holds(&page, "this is not a number of days");
    holds(&page, "A word.");
    holds(&page, " checked>");
    let page = grace.post("/review", &[("action", "deny")]).await;
    assert_eq!(page.status, 422);
    holds(&page, "no request is ticked");
    for malformed in ["x", "x.y", "x.0"] {
        let form = [("action", "deny"), ("request", malformed)];
        let answer = grace.post("/review", &form).await;
        assert_eq!(answer.status, 400);
    }
    let (id, _) = ticked[0].split_once('.').unwrap();
    assert_eq!(world.seen(id).await["status"], "pending");
}

#[actix_web::test]
async fn whoever_maintains_the_tool_no_more_answers_nothing() {
    let world = World::new().await;
    let ticked = ticked(&world, &["aa"]).await;
    let hedy = world.api.signed_in_as("hedy").await;
    world
        .delete("grace", &super::maintainer(TOOL, "hedy"))
        .await;
    let form = [
        ("action", "approve"),
        ("days", "30"),
        ("request", &*ticked[0]),
    ];
    let page = hedy.post("/review", &form).await;
    holds(&page, "there is no such request");
    let (id, _) = ticked[0].split_once('.').unwrap();
    let seen = world.get("sam", &address(id)).await.json();
    assert_eq!(seen["status"], "pending");
}

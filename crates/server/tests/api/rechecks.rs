//! Images that are looked at again and again, and what follows where they have changed.

use actix_web::test::TestRequest;
use serde_json::{Value, json};
use wharfinger_core::evidence::ImagePolicy;
use wharfinger_store::{Account, Role};

use crate::support::browser::{SAME_ORIGIN, holds};
use crate::support::registry::{Mood, Registry};
use crate::support::{Api, bearer, register};

const HOUR: i64 = 60 * 60;

/// A tool of Grace's, which the server has asked about when it was registered.
async fn scene() -> (Registry, Api, Account) {
    let registry = Registry::start();
    let api = Api::with(registry.config(ImagePolicy::Require)).await;
    let grace = api.account("grace", Role::Member).await;
    let browser = api.browser_of(&grace).await;
    let draft = registry.draft("team/public:1", "public");
    let request = register(&draft).insert_header(SAME_ORIGIN);
    let answer = api.send(browser.request(request)).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    (registry, api, grace)
}

async fn verdict(api: &Api, registry: &Registry) -> Value {
    let path = format!("/api/v1/tools/{}/team/public", registry.host);
    api.get(&path).await.json()["evidence"]["verdict"].clone()
}

/// What Grace was told about her image, the oldest first.
async fn told(api: &Api, grace: &Account) -> Vec<Value> {
    let inbox = api.browser_of(grace).await.read("/api/v1/inbox").await;
    let notices = inbox["notices"].as_array().unwrap().iter().rev();
    let kinds = notices.map(|notice| notice["kind"].clone());
    kinds
        .filter(|kind| kind.as_str().unwrap().starts_with("image_"))
        .collect()
}

#[actix_web::test]
async fn an_image_is_looked_at_again_a_day_later() {
    let (registry, api, _) = scene().await;
    let asked = registry.asked();
    assert_eq!(api.look().await, 0);
    // Three quarters of a day at the least, five at the most.
    api.wait_seconds(17 * HOUR);
    assert_eq!(api.look().await, 0);
    assert_eq!(registry.asked(), asked);
    api.wait_seconds(14 * HOUR);
    assert_eq!(api.look().await, 1);
    assert!(registry.asked() > asked);
    assert_eq!(api.look().await, 0, "once");
}

#[actix_web::test]
async fn each_change_is_told_once_and_written_down_as_the_servers_act() {
    let (registry, api, grace) = scene().await;
    for (mood, expected) in [
        (Mood::Public, "exists_public"),
        (Mood::Private, "unknown:hidden"),
        (Mood::Private, "unknown:hidden"),
        // What was hidden may never have been there.
        (Mood::Gone, "missing"),
        (Mood::Public, "exists_public"),
        (Mood::Gone, "missing"),
        (Mood::Gone, "missing"),
    ] {
        registry.now(mood);
        api.wait_seconds(31 * HOUR);
        assert_eq!(api.look().await, 1, "{mood:?}");
        assert_eq!(verdict(&api, &registry).await, expected);
    }
    assert_eq!(
        told(&api, &grace).await,
        ["image_made_private", "image_made_public", "image_gone"]
    );
    let request = TestRequest::get()
        .uri("/api/v1/audit")
        .insert_header(bearer());
    let log = api.send(request).await.json();
    let entries = log["entries"].as_array().unwrap().iter();
    let of_images: Vec<_> = entries
        .filter(|entry| entry["action"].as_str().unwrap().starts_with("tool.image_"))
        .collect();
    assert_eq!(of_images.len(), 3);
    assert!(
        of_images.iter().all(|entry| entry["actor"] == "system"),
        "{of_images:?}"
    );
    let inbox = api.browser_of(&grace).await.get("/inbox").await;
    holds(&inbox, "the image of this tool is not there any more");
}

#[actix_web::test]
async fn a_registry_that_does_not_work_is_asked_sooner_and_nobody_is_told() {
    let (registry, api, grace) = scene().await;
    registry.now(Mood::Broken);
    api.wait_seconds(31 * HOUR);
    assert_eq!(api.look().await, 1);
    assert_eq!(verdict(&api, &registry).await, "unknown:failing");
    api.wait_seconds(3 * 60);
    assert_eq!(api.look().await, 0);
    api.wait_seconds(4 * 60);
    assert_eq!(api.look().await, 1, "after five minutes or so");
    api.wait_seconds(7 * 60);
    assert_eq!(api.look().await, 0, "after ten or so, the second time");
    registry.now(Mood::Gone);
    api.wait_seconds(6 * 60);
    assert_eq!(api.look().await, 1);
    assert_eq!(
        told(&api, &grace).await,
        ["image_gone"],
        "by what was known before"
    );
}

#[actix_web::test]
async fn what_stands_in_front_of_a_registry_changes_no_image() {
    let (registry, api, grace) = scene().await;
    for mood in [Mood::Unplugged, Mood::WalledOff] {
        registry.now(mood);
        api.wait_seconds(31 * HOUR);
        assert_eq!(api.look().await, 1, "{mood:?}");
        assert_eq!(verdict(&api, &registry).await, "unknown:nonsense");
    }
    assert_eq!(told(&api, &grace).await, Vec::<Value>::new());
}

#[actix_web::test]
async fn a_registry_that_does_not_work_is_asked_no_more_in_the_same_round() {
    let registry = Registry::start();
    let api = Api::with(registry.config(ImagePolicy::Warn)).await;
    for number in 0..5 {
        let draft = registry.draft(&format!("team/tool-{number}:1"), "public");
        assert_eq!(api.register(&draft).await.status, 201);
    }
    registry.now(Mood::Broken);
    api.wait_seconds(31 * HOUR);
    let asked = registry.asked();
    assert_eq!(api.look().await, 5);
    assert_eq!(registry.asked() - asked, 1);
}

#[actix_web::test]
async fn numbers_tell_of_looks_and_changes() {
    let (registry, api, _) = scene().await;
    registry.now(Mood::Gone);
    api.wait_seconds(31 * HOUR);
    let metrics = || TestRequest::get().uri("/metrics").insert_header(bearer());
    let text = api.send_unlisted(metrics()).await;
    assert!(!text.text().contains("oldest_due_look_seconds 0.000000"));
    api.look().await;
    let text = api.send_unlisted(metrics()).await;
    for line in [
        "wharfinger_images_oldest_due_look_seconds 0.000000",
        "wharfinger_images_looks_total{verdict=\"exists_public\"} 1",
        "wharfinger_images_looks_total{verdict=\"missing\"} 1",
        "wharfinger_images_drifts_total{drift=\"gone\"} 1",
    ] {
        assert!(text.text().contains(line), "{line} in {}", text.text());
    }
}

#[actix_web::test]
async fn nothing_is_looked_at_where_the_operator_did_not_say_so() {
    let registry = Registry::start();
    let api = Api::with(registry.config(ImagePolicy::Off)).await;
    let image = format!("{}/team/public:1", registry.host);
    api.registered(&image).await;
    assert_eq!(api.look().await, 0);
    assert_eq!(registry.asked(), 0);
    let answer = api.register(&json!({"image": "nginx"})).await;
    assert!(answer.json().get("evidence").is_none());
    let look = TestRequest::post().uri("/api/v1/evidence/docker.io/library/nginx");
    let answer = api.send(look.insert_header(bearer())).await;
    answer.refused(409, "images-not-asked");
}

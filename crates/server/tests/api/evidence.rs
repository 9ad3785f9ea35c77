//! What registries said, kept with the tool: who sees it, and who has it asked for anew.

use actix_web::test::TestRequest;
use serde_json::{Value, json};
use wharfinger_core::evidence::ImagePolicy;
use wharfinger_store::{Account, Role};

use crate::support::browser::{SAME_ORIGIN, holds};
use crate::support::registry::{Mood, Registry};
use crate::support::{Answer, Api, bearer, register};

/// A server, and a registry of which it has asked for a public and a private tool of Grace's.
async fn scene() -> (Registry, Api, Account) {
    let registry = Registry::start();
    let api = Api::with(registry.config(ImagePolicy::Warn)).await;
    let grace = api.account("grace", Role::Member).await;
    let browser = api.browser_of(&grace).await;
    for (image, visibility) in [("team/public:1", "public"), ("team/private:1", "private")] {
        let draft = registry.draft(image, visibility);
        let request = register(&draft).insert_header(SAME_ORIGIN);
        let answer = api.send(browser.request(request)).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
    }
    (registry, api, grace)
}

fn address(registry: &Registry, name: &str) -> String {
    format!("/api/v1/tools/{}/team/{name}", registry.host)
}

async fn look_now(api: &Api, registry: &Registry) -> Answer {
    let path = format!("/api/v1/evidence/{}/team/public", registry.host);
    api.send(TestRequest::post().uri(&path).insert_header(bearer()))
        .await
}

#[actix_web::test]
async fn everybody_sees_what_is_known_of_a_public_tool() {
    let (registry, api, _) = scene().await;
    let answer = api.get(&address(&registry, "public")).await.json();
    assert_eq!(
        answer["evidence"],
        json!({
            "verdict": "exists_public",
            "text": "everybody can pull the image",
            "looked_at": api.now().to_string(),
            "digest": "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            "last_known": {"verdict": "exists_public", "looked_at": api.now().to_string()},
            "issue": null,
        })
    );
    let page = api.get("/").await;
    assert_eq!(page.status, 200);
}

#[actix_web::test]
async fn what_is_known_of_a_private_tool_is_for_its_maintainers() {
    let (registry, api, grace) = scene().await;
    let path = address(&registry, "private");
    let has_evidence = |tool: &Value| tool.get("evidence").is_some();
    assert!(!has_evidence(&api.get(&path).await.json()));
    let stranger = api.account("sam", Role::Member).await;
    let stranger = api.browser_of(&stranger).await;
    assert!(!has_evidence(&stranger.read(&path).await));
    let maintainer = api.browser_of(&grace).await;
    let seen = maintainer.read(&path).await;
    assert_eq!(seen["evidence"]["verdict"], "unknown:hidden");

    let page = format!("/tools/{}/team/private", registry.host);
    holds(
        &maintainer.get(&page).await,
        "nobody may see it without logging in",
    );
    let page = stranger.get(&page).await;
    assert!(
        !page.text().contains("without logging in"),
        "{}",
        page.text()
    );
}

/// A tool that its maintainer calls public, whose image only the operator's login sees.
#[actix_web::test]
async fn what_a_login_finds_out_is_for_maintainers_whatever_the_tool_says() {
    let registry = Registry::start();
    let api = Api::with(registry.config_with_login(ImagePolicy::Warn)).await;
    let grace = api.account("grace", Role::Member).await;
    let maintainer = api.browser_of(&grace).await;
    for (tag, expected) in [("1", "exists_private"), ("2", "missing")] {
        let image = format!("team/private:{tag}");
        let mut draft = registry.draft(&image, "public");
        draft["tool_name"] = json!(format!("with-{tag}"));
        let request = register(&draft).insert_header(SAME_ORIGIN);
        let answer = api.send(maintainer.request(request)).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        let path = format!("{}/with-{tag}", address(&registry, "private"));
        let seen = maintainer.read(&path).await;
        assert_eq!(seen["evidence"]["verdict"], expected, "{seen}");
        let strangers = api.get(&path).await;
        assert_eq!(
            strangers.json().get("evidence"),
            None,
            "{}",
            strangers.text()
        );
        let page = path.trim_start_matches("/api/v1");
        let page = api.get(page).await;
        assert_eq!(page.status, 200, "{}", page.text());
        for told in ["<dt>Seen</dt>", "does not fit"] {
            assert!(!page.text().contains(told), "{}", page.text());
        }
    }
    let list = api.get("/api/v1/tools").await.json();
    for tool in list["tools"].as_array().unwrap() {
        assert_eq!(tool.get("evidence"), None, "{tool}");
    }
}

#[actix_web::test]
async fn what_a_login_found_out_before_is_no_more_for_strangers() {
    let registry = Registry::start();
    let api = Api::with(registry.config_with_login(ImagePolicy::Warn)).await;
    let grace = api.account("grace", Role::Member).await;
    let maintainer = api.browser_of(&grace).await;
    let request = register(&registry.draft("team/private:1", "public"));
    let answer = maintainer.request(request.insert_header(SAME_ORIGIN));
    assert_eq!(api.send(answer).await.status, 201);
    registry.now(Mood::Broken);
    api.wait_seconds(60);
    let look = format!("/api/v1/evidence/{}/team/private", registry.host);
    let request = TestRequest::post().uri(&look).insert_header(SAME_ORIGIN);
    let looked = api.send(maintainer.request(request)).await.json();
    assert_eq!(looked["evidence"]["verdict"], "unknown:failing");
    let known = &looked["evidence"]["last_known"]["verdict"];
    assert_eq!(known, "exists_private");
    let strangers = api.get(&address(&registry, "private")).await.json();
    assert_eq!(strangers["evidence"]["verdict"], "unknown:failing");
    assert_eq!(strangers["evidence"]["last_known"], Value::Null);
}

#[actix_web::test]
async fn a_list_tells_of_each_tool_what_may_be_seen_of_it() {
    let (_registry, api, grace) = scene().await;
    let verdicts = |list: &Value| -> Vec<Value> {
        let tools = list["tools"].as_array().unwrap().iter();
        tools
            .map(|tool| tool["evidence"]["verdict"].clone())
            .collect()
    };
    let list = api.get("/api/v1/tools").await.json();
    assert_eq!(verdicts(&list), [Value::Null, json!("exists_public")]);
    let browser = api.browser_of(&grace).await;
    let list = browser.read("/api/v1/tools").await;
    assert_eq!(
        verdicts(&list),
        [json!("unknown:hidden"), json!("exists_public")]
    );
}

#[actix_web::test]
async fn a_look_by_hand_changes_the_tag_and_not_the_revision() {
    let (registry, api, _) = scene().await;
    let before = api.get(&address(&registry, "public")).await;
    api.wait_seconds(60);
    registry.now(Mood::Private);
    let looked = look_now(&api, &registry).await;
    assert_eq!(looked.status, 200, "{}", looked.text());
    assert_eq!(looked.json()["evidence"]["verdict"], "unknown:hidden");
    assert_eq!(
        looked.json()["evidence"]["issue"]["code"],
        "image.not_public"
    );
    let after = api.get(&address(&registry, "public")).await;
    assert_eq!(before.json()["revision"], after.json()["revision"]);
    assert_ne!(before.header("etag"), after.header("etag"));
    // A change may go by what was seen before.
    let path = format!("{}/team/public", registry.host);
    let tag = before.header("etag").unwrap();
    let words = json!({"description": "Sorts."});
    assert_eq!(api.update(&path, tag, &words).await.status, 200);
}

#[actix_web::test]
async fn a_registry_is_asked_once_a_minute_about_an_image() {
    let (registry, api, _) = scene().await;
    let asked = registry.asked();
    assert_eq!(look_now(&api, &registry).await.status, 200);
    api.wait_seconds(59);
    assert_eq!(look_now(&api, &registry).await.status, 200);
    assert_eq!(registry.asked(), asked, "it was asked a moment ago");
    api.wait_seconds(1);
    assert_eq!(look_now(&api, &registry).await.status, 200);
    assert!(registry.asked() > asked);
}

#[actix_web::test]
async fn an_address_has_so_many_looks() {
    let (registry, api, _) = scene().await;
    let mut tools = Vec::new();
    for number in 0..=20 {
        let image = format!("team/tool-{number}:1");
        let draft = registry.draft(&image, "private");
        tools.push(api.register(&draft).await.json()["tool_path"].clone());
    }
    api.wait_seconds(60);
    let mut statuses = Vec::new();
    for tool in &tools {
        let path = format!("/api/v1/evidence/{}", tool.as_str().unwrap());
        let request = TestRequest::post().uri(&path).insert_header(bearer());
        statuses.push(api.send(request).await.status);
    }
    assert_eq!(statuses[..20], [200; 20]);
    assert_eq!(statuses[20], 429);
}

#[actix_web::test]
async fn changes_of_the_image_are_counted_among_the_looks() {
    let (registry, api, grace) = scene().await;
    let browser = api.browser_of(&grace).await;
    let path = address(&registry, "private");
    let mut statuses = Vec::new();
    for tag in 0..=20 {
        let request = TestRequest::patch()
            .uri(&path)
            .insert_header(SAME_ORIGIN)
            .insert_header(("if-match", "*"))
            .set_json(json!({"tag": format!("probe-{tag}")}));
        statuses.push(api.send(browser.request(request)).await.status);
    }
    assert_eq!(statuses[..20], [200; 20]);
    assert_eq!(statuses[20], 429);
    let words = TestRequest::patch()
        .uri(&path)
        .insert_header(SAME_ORIGIN)
        .insert_header(("if-match", "*"))
        .set_json(json!({"description": "Sorts."}));
    assert_eq!(api.send(browser.request(words)).await.status, 200);
}

#[actix_web::test]
async fn an_archived_tool_is_not_looked_at() {
    let (registry, api, _) = scene().await;
    let path = format!("{}/team/public", registry.host);
    let archived = api.update(&path, "*", &json!({"archived": true})).await;
    assert_eq!(archived.status, 200, "{}", archived.text());
    api.wait_seconds(60);
    look_now(&api, &registry)
        .await
        .refused(409, "tool-archived");
}

#[actix_web::test]
async fn the_page_of_a_tool_says_it_in_words_and_asks_anew() {
    let (registry, api, grace) = scene().await;
    let path = format!("{}/team/public", registry.host);
    let browser = api.browser_of(&grace).await;
    let page = browser.get(&format!("/tools/{path}")).await;
    holds(&page, " that anyone may pull it.");
    holds(&page, "Look now");

    let look = format!("/evidence/{path}");
    let answer = browser.post(&look, &[]).await;
    let to = answer.header("location").unwrap();
    assert!(to.ends_with("?done=looked-already"), "{to}");
    api.wait_seconds(60);
    registry.now(Mood::Broken);
    let answer = browser.post(&look, &[]).await;
    let to = answer.header("location").unwrap();
    assert!(to.ends_with("?done=looked"), "{to}");
    let page = browser.get(to).await;
    holds(&page, "The registry was asked about the image just now.");
    holds(
        &page,
        "without an answer: the registry answers with an error of its own.",
    );
    holds(&page, " Before, it said ");
}

/// The step that is answered to strangers who could not pull an image.
async fn step(api: &Api, image: &str) -> Value {
    let text = format!(
        "Error response from daemon: pull access denied for {image}, repository does not exist or may require \
         'docker login': denied: requested access to the resource is denied"
    );
    let request = TestRequest::post()
        .uri("/api/v1/diagnose")
        .set_json(json!({"text": text}));
    let answer = api.send(request).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["answer"].clone()
}

#[actix_web::test]
async fn a_pull_that_failed_is_explained_by_what_is_known_of_a_public_image() {
    let registry = Registry::start();
    let api = Api::with(registry.config(ImagePolicy::Warn)).await;
    for (image, expected) in [
        ("team/public", "public"),
        ("team/private", "not_public"),
        ("team/other", "image_missing"),
    ] {
        let draft = registry.draft(&format!("{image}:1"), "public");
        let registered = api.register(&draft).await;
        assert_eq!(registered.status, 201, "{}", registered.text());
        let answer = step(&api, &format!("{}/{image}", registry.host)).await;
        assert_eq!(answer["step"], expected, "{answer}");
        let is_shown = !answer["commands"].as_array().unwrap().is_empty();
        assert_eq!(is_shown, expected == "public", "{answer}");
        let text = answer["text"].as_str().unwrap();
        assert_eq!(
            text.contains("everybody may pull it"),
            expected == "public",
            "{text}"
        );
    }
    // That it says nothing now takes back nothing that it said.
    registry.now(Mood::Broken);
    api.wait_seconds(31 * 60 * 60);
    api.look().await;
    let answer = step(&api, &format!("{}/team/private", registry.host)).await;
    assert_eq!(answer["step"], "not_public");
}

#[actix_web::test]
async fn what_only_a_login_has_found_out_explains_nothing_to_strangers() {
    let registry = Registry::start();
    let api = Api::with(registry.config_with_login(ImagePolicy::Warn)).await;
    let draft = registry.draft("team/private:2", "public");
    let registered = api.register(&draft).await;
    assert_eq!(registered.status, 201, "{}", registered.text());
    assert_eq!(registered.json()["evidence"]["verdict"], "missing");
    let answer = step(&api, &format!("{}/team/private", registry.host)).await;
    assert_eq!(answer["step"], "public");
}

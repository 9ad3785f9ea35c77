//! Registries that people ask for, on the pages and by the API.

use actix_web::test::TestRequest;
use serde_json::{Value, json};
use wharfinger_core::evidence::ImagePolicy;
use wharfinger_core::registry::Catalogue;
use wharfinger_server::IssuesRepository;
use wharfinger_server::config::Config;
use wharfinger_server::limits::LOOKS_BURST;
use wharfinger_store::{
    Account, Actor, By, NewAddedRegistry, REGISTRY_REQUESTS_MAX, RegistryRequestId,
    RegistryVerdict, Role,
};

use crate::support::browser::{SAME_ORIGIN, holds};
use crate::support::registry::Registry;
use crate::support::{Answer, Api, update};

const REQUESTS: &str = "/api/v1/registry-requests";

const TOOL: &str = "registry.example.org/team/tool";

async fn send(api: &Api, account: &Account, request: TestRequest) -> Answer {
    let browser = api.browser_of(account).await;
    api.send(browser.request(request.insert_header(SAME_ORIGIN)))
        .await
}

async fn ask(api: &Api, account: &Account, host: &str) -> Answer {
    let request = TestRequest::post()
        .uri(REQUESTS)
        .set_json(json!({"host": host}));
    send(api, account, request).await
}

fn answer(id: &str, body: &Value) -> TestRequest {
    TestRequest::put()
        .uri(&format!("{REQUESTS}/{id}/answer"))
        .set_json(body)
}

fn id(answer: &Answer) -> String {
    answer.json()["id"].as_str().unwrap().to_owned()
}

fn accepted() -> Value {
    json!({
        "accepted": true,
        "reason": "Many use it.",
        "registry": {
            "id": "our-harbor",
            "name": "Our Harbor",
            "host": "registry.example.org",
            "visibility": "mixed",
            "anonymous_pull": true,
            "login": "docker login {host}",
        },
    })
}

#[actix_web::test]
async fn who_asks_again_supports_the_first_request() {
    let api = Api::new().await;
    let [rita, sam] = [
        api.account("rita", Role::Member).await,
        api.account("sam", Role::Member).await,
    ];
    let first = ask(&api, &rita, "https://Registry.Example.org/team/tool").await;
    assert_eq!(first.status, 201, "{}", first.text());
    let shown = first.json();
    assert_eq!(shown["host"], "registry.example.org");
    assert_eq!(
        shown["greeting"],
        json!({"kind": "not_asked", "detail": null, "software": null})
    );
    assert_eq!(shown["registry"], Value::Null);
    assert_eq!(
        (&shown["votes"], &shown["supported"]),
        (&json!(1), &json!(true))
    );
    assert_eq!(shown["answer"], Value::Null);
    let again = ask(&api, &sam, "registry.example.org").await;
    assert_eq!(
        (again.status, again.json()["votes"].clone()),
        (200, json!(2))
    );
    assert_eq!(id(&again), id(&first));
    let support = format!("{REQUESTS}/{}/support", id(&first));
    let ended = send(&api, &sam, TestRequest::delete().uri(&support))
        .await
        .json();
    assert_eq!(
        (&ended["votes"], &ended["supported"]),
        (&json!(1), &json!(false))
    );
    let open = TestRequest::get().uri("/api/v1/registry-requests?state=open");
    let listed = send(&api, &sam, open).await.json();
    assert_eq!(listed["requests"], json!([ended]));
}

#[actix_web::test]
async fn a_host_is_asked_who_it_is_once_and_never_in_vain() {
    let registry = Registry::start();
    let api = Api::with(registry.config(ImagePolicy::Warn)).await;
    let [rita, sam, tom] = [
        api.account("rita", Role::Member).await,
        api.account("sam", Role::Member).await,
        api.account("tom", Role::Member).await,
    ];
    // Those that the guard refuses ask nobody, and count all the same.
    for number in 1..=REGISTRY_REQUESTS_MAX {
        let asked = ask(&api, &rita, &format!("r{number}.example.org:22")).await;
        assert_eq!(asked.json()["greeting"]["kind"], "refused", "{number}");
    }
    let too_many = ask(&api, &rita, &registry.host).await;
    too_many.refused(409, "registry-request-refused");
    assert_eq!(registry.asked(), 0);

    let asked = ask(&api, &sam, &registry.host).await;
    assert_eq!(asked.status, 201, "{}", asked.text());
    let greeting = json!({"kind": "other", "detail": "404", "software": null});
    assert_eq!(asked.json()["greeting"], greeting);
    for account in [&rita, &sam, &tom] {
        assert_eq!(ask(&api, account, &registry.host).await.status, 200);
    }
    assert_eq!(registry.asked(), 1);
}

#[actix_web::test]
async fn an_address_has_so_many_hosts_asked_at_once() {
    let registry = Registry::start();
    let api = Api::with(registry.config(ImagePolicy::Warn)).await;
    let mut number = 0;
    for name in ["rita", "sam"] {
        let account = api.account(name, Role::Member).await;
        for _ in 0..LOOKS_BURST / 2 {
            number += 1;
            let asked = ask(&api, &account, &format!("r{number}.example.org:22")).await;
            assert_eq!(asked.status, 201, "{}", asked.text());
        }
    }
    let tom = api.account("tom", Role::Member).await;
    let refused = ask(&api, &tom, &registry.host).await;
    refused.refused(429, "too-many-requests");
    assert_eq!(registry.asked(), 0);
    let known = ask(&api, &tom, "r1.example.org:22").await;
    assert_eq!(known.status, 200, "that one is not asked again");
}

#[actix_web::test]
async fn what_is_known_or_no_host_is_not_asked_for() {
    let api = Api::new().await;
    let rita = api.account("rita", Role::Member).await;
    for (host, reason) in [
        ("quay.io", "is supported already"),
        ("two words", "is not a host"),
        ("github.com", "cannot be asked for"),
    ] {
        let refused = ask(&api, &rita, host).await;
        assert_eq!(refused.status, 422, "{host}");
        let said = refused.json()["fields"][0]["reason"].to_string();
        assert!(said.contains(reason), "{host}: {said}");
    }
}

#[actix_web::test]
async fn what_an_administrator_adds_is_known_at_once_and_taken_out_again() {
    let api = Api::new().await;
    let rita = api.account("rita", Role::Member).await;
    let ada = api.administrator().await;
    let asked = id(&ask(&api, &rita, "registry.example.org").await);
    let answered = send(&api, &ada, answer(&asked, &accepted())).await;
    assert_eq!(answered.status, 200, "{}", answered.text());
    assert_eq!(answered.json()["answer"]["accepted"], true);

    let registries = api.send(TestRequest::get().uri("/api/v1/registries")).await;
    assert!(registries.text().contains("\"our-harbor\""));
    let draft = json!({"image": "registry.example.org/team/tool:1", "visibility": "public"});
    let registered = send(
        &api,
        &rita,
        TestRequest::post().uri("/api/v1/tools").set_json(draft),
    );
    assert_eq!(registered.await.json()["registry"], "our-harbor");
    let support = format!("{REQUESTS}/{asked}/support");
    let late = send(&api, &rita, TestRequest::put().uri(&support)).await;
    late.refused(409, "registry-request-refused");
    // Whoever asked is told, and asks for it no more.
    let inbox = send(&api, &rita, TestRequest::get().uri("/api/v1/inbox")).await;
    let told = &inbox.json()["notices"][0];
    assert_eq!(told["kind"], "registry_answered");
    assert_eq!(told["registry_request"], asked);
    let known = ask(&api, &rita, "registry.example.org").await;
    assert_eq!(known.status, 422, "{}", known.text());

    let remove = TestRequest::delete().uri("/api/v1/registries/our-harbor");
    assert_eq!(send(&api, &ada, remove).await.status, 204);
    let registries = api.send(TestRequest::get().uri("/api/v1/registries")).await;
    assert!(!registries.text().contains("\"our-harbor\""));
}

#[actix_web::test]
async fn what_contradicts_the_catalogue_is_not_added() {
    let api = Api::new().await;
    let rita = api.account("rita", Role::Member).await;
    let ada = api.administrator().await;
    let asked = id(&ask(&api, &rita, "registry.example.org").await);
    for (name, value) in [
        ("id", json!("quay")),
        ("id", json!("Our Harbor")),
        ("host", json!("quay.io")),
    ] {
        let mut said = accepted();
        said["registry"][name] = value;
        let refused = send(&api, &ada, answer(&asked, &said)).await;
        assert_eq!(refused.status, 422, "{said}");
        assert_eq!(refused.json()["fields"][0]["field"], "registry");
    }
    let mut another = accepted();
    another["registry"]["host"] = json!("another.example.org");
    let refused = send(&api, &ada, answer(&asked, &another)).await;
    let said = refused.json()["fields"][0]["reason"].to_string();
    assert!(
        said.contains("people ask for `registry.example.org`"),
        "{said}"
    );
    let mut declined = accepted();
    declined["accepted"] = json!(false);
    assert_eq!(
        send(&api, &ada, answer(&asked, &declined)).await.status,
        422
    );
    let nobody = "01890a5d-ac96-774b-bcce-b302099a8057";
    let nothing = send(&api, &ada, answer(nobody, &accepted())).await;
    nothing.refused(404, "no-such-registry-request");
}

#[actix_web::test]
async fn what_the_operator_has_configured_is_not_added_once_more() {
    let registry = serde_json::from_value(accepted()["registry"].clone()).unwrap();
    let config = Config {
        catalogue: Catalogue::with_operators(vec![registry]).unwrap(),
        ..Config::default()
    };
    let api = Api::with(config).await;
    let ada = api.administrator().await;
    let known = ask(&api, &ada, "registry.example.org").await;
    let said = known.json()["fields"][0]["reason"].to_string();
    assert!(
        said.contains("supported already, as `our-harbor`"),
        "{said}"
    );
    // What is configured is not taken out either.
    let remove = TestRequest::delete().uri("/api/v1/registries/our-harbor");
    assert_eq!(send(&api, &ada, remove).await.status, 204);
    let registries = api.send(TestRequest::get().uri("/api/v1/registries")).await;
    assert!(registries.text().contains("\"our-harbor\""));
    let page = api.browser_of(&ada).await.get("/registries").await;
    assert!(!page.text().contains("Take it out"));
}

/// What another server over the same database has added is held against before this one has read it.
#[actix_web::test]
async fn two_servers_do_not_add_the_same_host_twice() {
    let api = Api::new().await;
    let ada = api.administrator().await;
    let asked = id(&ask(&api, &ada, "registry.example.org").await);
    let theirs = NewAddedRegistry {
        id: "theirs".to_owned(),
        definition: accepted()["registry"]
            .to_string()
            .replace("our-harbor", "theirs"),
    };
    let by = By {
        actor: Actor::Account(ada.id),
        request_id: "of the other server".to_owned(),
        now: api.now(),
    };
    let request = RegistryRequestId::from_uuid(asked.parse().unwrap());
    let verdict = RegistryVerdict::Accept(Some(theirs));
    let answered = api
        .store()
        .answer_registry(request, verdict, "yes".to_owned(), by);
    answered.await.unwrap();

    let refused = send(&api, &ada, answer(&asked, &accepted())).await;
    assert_eq!(refused.status, 422, "{}", refused.text());
    let said = refused.json()["fields"][0]["reason"].to_string();
    assert!(said.contains("belongs to `theirs`"), "{said}");
}

#[actix_web::test]
async fn an_administrator_takes_it_out_again_and_its_tools_stay() {
    let api = Api::new().await;
    let rita = api.account("rita", Role::Member).await;
    let ada = api.administrator().await;
    let asked = id(&ask(&api, &rita, "registry.example.org").await);
    send(&api, &ada, answer(&asked, &accepted())).await;
    let draft = json!({"image": "registry.example.org/team/tool:1", "visibility": "public"});
    let register = TestRequest::post().uri("/api/v1/tools").set_json(draft);
    let registered = send(&api, &rita, register).await;
    assert_eq!(registered.json()["registry"], "our-harbor");

    let (request, removal) = (
        format!("/registries/requests/{asked}"),
        "/registries/added/our-harbor",
    );
    let member = api.browser_of(&rita).await;
    for page in [&*request, "/registries"] {
        assert!(!member.get(page).await.text().contains(removal), "{page}");
    }
    assert_eq!(member.get(removal).await.status, 403);
    let browser = api.browser_of(&ada).await;
    for page in [&*request, "/registries"] {
        holds(&browser.get(page).await, removal);
    }
    let question = browser.get(removal).await;
    holds(&question, "Our Harbor");
    holds(&question, "Tools registered under it stay");
    let done = browser.post(removal, &[]).await;
    assert_eq!(done.status, 303, "{}", done.text());
    holds(
        &browser.get(done.header("location").unwrap()).await,
        "The registry is taken out",
    );
    assert!(!browser.get("/registries").await.text().contains(removal));
    assert_eq!(browser.get(removal).await.status, 404);
    holds(
        &browser.get(&request).await,
        "It was accepted, and is not in the catalogue",
    );
    let audit = send(&api, &ada, TestRequest::get().uri("/api/v1/audit")).await;
    let audit = audit.json();
    let mut entries = audit["entries"].as_array().unwrap().iter();
    let removed = entries.find(|entry| entry["action"] == "registry.removed");
    assert_eq!(removed.unwrap()["actor"], json!(ada.id.to_string()));

    // The tool is one on an unknown registry, and can still be changed.
    let page = member.get("/tools/registry.example.org/team/tool").await;
    assert!(!page.text().contains("Our Harbor"));
    let etag = registered.header("etag").unwrap();
    let changes = update(TOOL, &json!({"description": "Sorts."}));
    let changed = send(&api, &rita, changes.insert_header(("if-match", etag))).await;
    assert_eq!(changed.status, 200, "{}", changed.text());
    assert_eq!(changed.json()["registry"], "custom");
}

/// A tool that was there before is one of the registry from its next change on, and its pages know it at once.
#[actix_web::test]
async fn tools_that_are_there_get_what_is_added() {
    let api = Api::new().await;
    let rita = api.account("rita", Role::Member).await;
    let ada = api.administrator().await;
    let draft = json!({"image": "registry.example.org/team/tool:1", "visibility": "public"});
    let register = TestRequest::post().uri("/api/v1/tools").set_json(draft);
    let registered = send(&api, &rita, register).await;
    assert_eq!(registered.json()["registry"], "custom");
    let asked = id(&ask(&api, &rita, "registry.example.org").await);
    send(&api, &ada, answer(&asked, &accepted())).await;
    let page = api.browser_of(&rita).await;
    let page = page.get("/tools/registry.example.org/team/tool").await;
    holds(&page, "Our Harbor");
    let etag = registered.header("etag").unwrap();
    let changes = update(TOOL, &json!({"tag": "2"}));
    let changed = send(&api, &rita, changes.insert_header(("if-match", etag))).await;
    assert_eq!(changed.status, 200, "{}", changed.text());
    assert_eq!(changed.json()["registry"], "our-harbor");
}

#[actix_web::test]
async fn an_administrator_adds_it_on_the_page_with_one_click() {
    let repository = IssuesRepository::parse("example/tools").unwrap();
    let config = Config {
        issues_repository: Some(repository),
        ..Config::default()
    };
    let api = Api::with(config).await;
    let rita = api.account("rita", Role::Member).await;
    let ada = api.administrator().await;
    let browser = api.browser_of(&rita).await;
    let form = [("host", "registry.example.org:5000")];
    let asked = browser.post("/registries/requests", &form).await;
    assert_eq!(asked.status, 303, "{}", asked.text());
    let page = asked.header("location").unwrap();
    let page = page.split('?').next().unwrap();
    let shown = browser.get(page).await;
    assert!(
        shown
            .text()
            .contains("https://github.com/example/tools/issues/new?")
    );
    assert!(!shown.text().contains("Accept and add it"));

    let browser = api.browser_of(&ada).await;
    let shown = browser.get(page).await;
    assert!(shown.text().contains("Accept and add it"));
    // As the page suggests it.
    let form = [
        ("action", "add"),
        ("reason", "Many use it."),
        ("id", "registry-example-org"),
        ("name", "registry.example.org"),
        ("registry_host", "registry.example.org:5000"),
        ("visibility", "mixed"),
        ("anonymous_pull", "yes"),
        ("segments_min", ""),
        ("segments_max", ""),
        ("login", "docker login {host}"),
    ];
    for (name, value) in &form[2..] {
        let suggested = value.is_empty() || shown.text().contains(value);
        assert!(suggested, "{name}: {value}");
    }
    let wrong = [("id", "quay"), ("action", "add"), ("reason", "x")];
    let refused = browser.post(page, &wrong).await;
    assert_eq!(refused.status, 422);
    let done = browser.post(page, &form).await;
    assert_eq!(done.status, 303, "{}", done.text());
    let known = browser.get("/registries").await;
    assert!(known.text().contains("registry-example-org"));
}

#[actix_web::test]
async fn the_form_leads_from_an_unknown_registry_to_the_request() {
    let api = Api::new().await;
    let rita = api.account("rita", Role::Member).await;
    let browser = api.browser_of(&rita).await;
    let form = browser
        .get("/register?image=registry.example.org/team/tool:1")
        .await;
    let href = "/registries/requests?host=registry.example.org";
    assert!(form.text().contains(href), "{}", form.text());
    let page = browser.get(href).await;
    assert!(page.text().contains("value=\"registry.example.org\""));
}

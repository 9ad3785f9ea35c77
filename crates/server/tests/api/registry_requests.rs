//! Registries that people ask for, on the pages and by the API.

use actix_web::test::TestRequest;
use serde_json::{Value, json};
use wharfinger_server::IssuesRepository;
use wharfinger_server::config::Config;
use wharfinger_store::{Account, Role};

use crate::support::browser::SAME_ORIGIN;
use crate::support::{Answer, Api};

const REQUESTS: &str = "/api/v1/registry-requests";

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
    assert_eq!(inbox.json()["notices"][0]["kind"], "registry_answered");
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

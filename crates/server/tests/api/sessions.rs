//! Browser sessions: how they begin and end, and what keeps other sites from using them.

use actix_web::test::TestRequest;
use serde_json::{Value, json};
use wharfinger_server::config::Config;
use wharfinger_server::limits::{PASSWORD_FAILURES_BURST, SESSION_IDLE, SESSION_LIFETIME};
use wharfinger_store::Role;

use crate::support::browser::{Browser, SAME_ORIGIN, holds};
use crate::support::people::PASSWORD;
use crate::support::{Answer, Api, register};

async fn sign_in(api: &Api, name: &str, password: &str) -> Answer {
    let request = TestRequest::post()
        .uri("/sign-in")
        .insert_header(SAME_ORIGIN)
        .set_form([
            ("account_name", name),
            ("password", password),
            ("next", "/register"),
        ]);
    api.send(request).await
}

#[actix_web::test]
async fn a_browser_signs_in_writes_and_signs_out() {
    let api = Api::new().await;
    api.administrator().await;
    let signed_in = sign_in(&api, "ada", PASSWORD).await;
    assert_eq!(signed_in.status, 303);
    assert_eq!(signed_in.header("location"), Some("/register"));
    let set = signed_in.header("set-cookie").unwrap();
    assert!(
        set.ends_with("; Path=/; Max-Age=604800; HttpOnly; SameSite=Strict"),
        "{set}"
    );
    let browser = Browser::of(&api, &signed_in).await;
    let draft = json!({"image": "nginx"});
    let request = || browser.request(register(&draft)).insert_header(SAME_ORIGIN);
    assert_eq!(api.send(request()).await.status, 201);

    let signed_out = browser.post("/sign-out", &[]).await;
    assert_eq!(signed_out.status, 303, "{}", signed_out.text());
    assert!(
        signed_out
            .header("set-cookie")
            .unwrap()
            .contains("Max-Age=0")
    );
    api.send(request()).await.refused(401, "unauthenticated");
}

#[actix_web::test]
async fn signing_in_again_ends_the_session_before() {
    let api = Api::new().await;
    let before = api.signed_in().await;
    let request = TestRequest::post()
        .uri("/sign-in")
        .insert_header(SAME_ORIGIN)
        .set_form([("account_name", "ada"), ("password", PASSWORD)]);
    let signed_in = api.send(before.request(request)).await;
    assert_eq!(signed_in.status, 303);
    assert_eq!(before.get("/account").await.status, 303);
    let after = Browser::of(&api, &signed_in).await;
    assert_eq!(after.get("/account").await.status, 200);
}

#[actix_web::test]
async fn who_signs_in_and_out_is_written_down() {
    let api = Api::new().await;
    let ada = api.signed_in().await;
    api.account("sam", Role::Member).await;
    let sam = Browser::of(&api, &sign_in(&api, "sam", PASSWORD).await).await;
    let sessions = sam.read("/api/v1/account/sessions").await;
    let id = sessions["sessions"][0]["id"].as_str().unwrap();
    assert_eq!(sam.post("/sign-out", &[]).await.status, 303);
    assert_eq!(sign_in(&api, "sam", "not that one").await.status, 401);

    let log = ada.read("/api/v1/audit?actor=sam").await;
    let done = |entry: &Value| {
        assert_eq!(entry["subject"], json!({"kind": "session", "id": id}));
        assert!(!entry["request_id"].as_str().unwrap().is_empty());
        entry["action"].as_str().unwrap().to_owned()
    };
    let done: Vec<_> = log["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(done)
        .collect();
    assert_eq!(done, ["session.ended", "session.started_by_password"]);
    let page = ada.get("/audit?actor=sam").await;
    holds(&page, &format!("the browser session {id}"));
}

#[actix_web::test]
async fn a_session_does_not_write_for_other_sites() {
    let api = Api::new().await;
    let browser = api.signed_in().await;
    let draft = json!({"image": "nginx"});
    for headers in [
        &[][..],
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[
            ("host", "wharf.example"),
            ("origin", "https://evil.example"),
        ],
        &[
            ("sec-fetch-site", "cross-site"),
            ("host", "wharf.example"),
            ("origin", "http://wharf.example"),
        ],
    ] {
        let mut request = browser.request(register(&draft));
        for header in headers {
            request = request.insert_header(*header);
        }
        api.send(request).await.refused(403, "cross-site");
    }
    let request = browser
        .request(register(&draft))
        .insert_header(("host", "wharf.example"))
        .insert_header(("origin", "http://wharf.example"));
    assert_eq!(api.send(request).await.status, 201);
}

/// Who is not let in learns nothing about why: not whether there is such an account, and not whether it
/// is disabled.
#[actix_web::test]
async fn whoever_is_not_let_in_is_told_the_same() {
    let api = Api::new().await;
    api.administrator().await;
    let disabled = api.signed_in_as("former").await;
    api.disable("former").await;
    assert_eq!(disabled.get("/account").await.status, 303, "signed out");
    let mut told = Vec::new();
    for (name, password) in [
        ("ada", "wrong"),
        ("ada", ""),
        ("nobody", PASSWORD),
        ("no name at all", PASSWORD),
        ("former", PASSWORD),
        ("operator", PASSWORD),
    ] {
        let answer = sign_in(&api, name, password).await;
        assert_eq!(answer.status, 401, "{name}");
        assert_eq!(answer.header("set-cookie"), None, "{name}");
        told.push(answer.text().replace(name, "NAME"));
    }
    told.dedup();
    assert_eq!(told.len(), 1);
    assert!(told[0].contains("the name or the password is wrong"));
}

#[actix_web::test]
async fn a_name_is_found_however_it_is_typed() {
    let api = Api::new().await;
    api.administrator().await;
    assert_eq!(sign_in(&api, " Ada ", PASSWORD).await.status, 303);
}

#[actix_web::test]
async fn an_account_is_guessed_at_so_often() {
    let api = Api::new().await;
    api.administrator().await;
    for _ in 0..PASSWORD_FAILURES_BURST {
        assert_eq!(sign_in(&api, "ada", "wrong").await.status, 401);
    }
    for password in ["wrong", PASSWORD] {
        let answer = sign_in(&api, "ada", password).await;
        assert_eq!(
            (answer.status, answer.header("retry-after")),
            (429, Some("120"))
        );
        assert!(answer.text().contains("wait 120 seconds"));
    }
    api.account("sam", Role::Member).await;
    assert_eq!(sign_in(&api, "sam", PASSWORD).await.status, 303);
    api.wait_seconds(120);
    assert_eq!(sign_in(&api, "ada", PASSWORD).await.status, 303);
}

#[actix_web::test]
async fn signing_in_from_another_site_is_refused() {
    let api = Api::new().await;
    api.administrator().await;
    let request = TestRequest::post()
        .uri("/sign-in")
        .insert_header(("sec-fetch-site", "cross-site"))
        .set_form([("account_name", "ada"), ("password", PASSWORD)]);
    let answer = api.send(request).await;
    assert_eq!((answer.status, answer.header("set-cookie")), (403, None));
}

#[actix_web::test]
async fn a_session_that_is_not_used_runs_out() {
    let api = Api::new().await;
    let browser = api.signed_in().await;
    let idle = i64::try_from(SESSION_IDLE.as_secs()).unwrap();
    api.wait_seconds(idle - 1);
    assert_eq!(browser.get("/account").await.status, 200);
    // Which was a use.
    api.wait_seconds(idle - 1);
    assert_eq!(browser.get("/account").await.status, 200);
    api.wait_seconds(idle);
    assert_eq!(browser.get("/account").await.status, 303);
    api.send(
        browser
            .request(register(&json!({"image": "nginx"})))
            .insert_header(SAME_ORIGIN),
    )
    .await
    .refused(401, "unauthenticated");
}

#[actix_web::test]
async fn a_session_that_is_used_runs_out_too() {
    let api = Api::new().await;
    let browser = api.signed_in().await;
    let hour = 60 * 60;
    let lifetime = i64::try_from(SESSION_LIFETIME.as_secs()).unwrap();
    for _ in 1..lifetime / hour {
        api.wait_seconds(hour);
        assert_eq!(browser.get("/account").await.status, 200);
    }
    api.wait_seconds(hour);
    assert_eq!(browser.get("/account").await.status, 303);
}

#[actix_web::test]
async fn behind_tls_the_cookie_is_pinned_to_the_host() {
    let config = Config {
        public_url: Some("https://wharf.example".to_owned()),
        ..Config::default()
    };
    let api = Api::with(config).await;
    api.administrator().await;
    let answer = sign_in(&api, "ada", PASSWORD).await;
    let set = answer.header("set-cookie").unwrap();
    assert!(
        set.starts_with("__Host-wharfinger=") && set.ends_with("; Secure"),
        "{set}"
    );
    let transport = "strict-transport-security";
    assert_eq!(answer.header(transport), Some("max-age=31536000"));
    let plain = Api::new().await.get("/").await;
    assert_eq!(plain.header(transport), None);
}

#[actix_web::test]
async fn people_get_a_page_and_programs_a_document() {
    let api = Api::new().await;
    let get = |path: &str| {
        TestRequest::get()
            .uri(path)
            .insert_header(("accept", "text/html,application/xhtml+xml"))
    };
    let page = api.send(get("/no/such/page")).await;
    assert_eq!(page.status, 404);
    assert_eq!(
        page.header("content-type"),
        Some("text/html; charset=utf-8")
    );
    assert_eq!(
        page.header("content-security-policy"),
        Some(
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
             img-src 'self'; connect-src 'self'; form-action 'self'; \
             frame-ancestors 'none'; base-uri 'none'"
        )
    );
    assert_eq!(page.header("referrer-policy"), Some("same-origin"));
    assert!(page.text().contains(page.header("x-request-id").unwrap()));
    api.send(get("/api/v1/nothing"))
        .await
        .refused(404, "no-such-page");
    api.get("/no/such/page").await.refused(404, "no-such-page");
}

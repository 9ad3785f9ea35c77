//! Browser sessions of the operator, and what keeps other sites from using them.

use actix_web::test::TestRequest;
use serde_json::json;
use wharfinger_server::config::Config;

use crate::support::{Answer, Api, TOKEN, register};

const SAME_ORIGIN: (&str, &str) = ("sec-fetch-site", "same-origin");

async fn sign_in(api: &Api, token: &str) -> Answer {
    let request = TestRequest::post()
        .uri("/sign-in")
        .insert_header(SAME_ORIGIN)
        .set_form([("operator_token", token), ("next", "/register")]);
    api.send(request).await
}

/// The cookie to send back, out of a `Set-Cookie`.
fn cookie(answer: &Answer) -> (&'static str, String) {
    let set = answer.header("set-cookie").unwrap();
    ("cookie", set.split(';').next().unwrap().to_owned())
}

#[actix_web::test]
async fn a_browser_signs_in_writes_and_signs_out() {
    let api = Api::new().await;
    let signed_in = sign_in(&api, TOKEN).await;
    assert_eq!(signed_in.status, 303);
    assert_eq!(signed_in.header("location"), Some("/register"));
    let set = signed_in.header("set-cookie").unwrap();
    assert!(
        set.ends_with("; Path=/; Max-Age=43200; HttpOnly; SameSite=Strict"),
        "{set}"
    );
    let cookie = cookie(&signed_in);

    let draft = json!({"image": "nginx"});
    let request = || register(&draft).insert_header(cookie.clone());
    assert_eq!(
        api.send(request().insert_header(SAME_ORIGIN)).await.status,
        201
    );

    let sign_out = TestRequest::post()
        .uri("/sign-out")
        .insert_header(SAME_ORIGIN)
        .insert_header(cookie.clone());
    let form_token = form_token(&api, &cookie).await;
    let signed_out = api.send(sign_out.set_form([("csrf", form_token)])).await;
    assert_eq!(signed_out.status, 303, "{}", signed_out.text());
    assert!(
        signed_out
            .header("set-cookie")
            .unwrap()
            .contains("Max-Age=0")
    );
    api.send(request().insert_header(SAME_ORIGIN))
        .await
        .refused(401, "unauthenticated");
}

/// The token that the forms of a session carry.
async fn form_token(api: &Api, cookie: &(&'static str, String)) -> String {
    let page = api
        .send(
            TestRequest::get()
                .uri("/register")
                .insert_header(cookie.clone()),
        )
        .await;
    let (_, rest) = page.text().split_once("name=\"csrf\" value=\"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

#[actix_web::test]
async fn a_session_does_not_write_for_other_sites() {
    let api = Api::new().await;
    let cookie = cookie(&sign_in(&api, TOKEN).await);
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
        let mut request = register(&draft).insert_header(cookie.clone());
        for header in headers {
            request = request.insert_header(*header);
        }
        api.send(request).await.refused(403, "cross-site");
    }
    let request = register(&draft)
        .insert_header(cookie)
        .insert_header(("host", "wharf.example"))
        .insert_header(("origin", "http://wharf.example"));
    assert_eq!(api.send(request).await.status, 201);
}

#[actix_web::test]
async fn a_wrong_token_starts_no_session() {
    let api = Api::new().await;
    let answer = sign_in(&api, "wrong").await;
    assert_eq!(answer.status, 401);
    assert_eq!(answer.header("set-cookie"), None);
    assert_eq!(
        answer.header("content-type"),
        Some("text/html; charset=utf-8")
    );
}

#[actix_web::test]
async fn signing_in_from_another_site_is_refused() {
    let api = Api::new().await;
    let request = TestRequest::post()
        .uri("/sign-in")
        .insert_header(("sec-fetch-site", "cross-site"))
        .set_form([("operator_token", TOKEN)]);
    let answer = api.send(request).await;
    assert_eq!((answer.status, answer.header("set-cookie")), (403, None));
}

#[actix_web::test]
async fn a_session_runs_out() {
    let api = Api::new().await;
    let cookie = cookie(&sign_in(&api, TOKEN).await);
    let request = || {
        register(&json!({"image": "Nginx"}))
            .insert_header(cookie.clone())
            .insert_header(SAME_ORIGIN)
    };
    api.wait_seconds(12 * 60 * 60 - 1);
    api.send(request())
        .await
        .refused(422, "invalid-registration");
    api.wait_seconds(1);
    api.send(request()).await.refused(401, "unauthenticated");
}

#[actix_web::test]
async fn behind_tls_the_cookie_is_pinned_to_the_host() {
    let config = Config {
        public_url: Some("https://wharf.example".to_owned()),
        ..Config::default()
    };
    let api = Api::with(config).await;
    let answer = sign_in(&api, TOKEN).await;
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

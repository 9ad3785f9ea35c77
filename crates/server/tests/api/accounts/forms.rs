//! What every form about accounts has in common: it comes from a page of the same session.

use actix_web::test::TestRequest;
use wharfinger_server::config::Config;
use wharfinger_store::LinkPurpose;

use crate::support::Api;
use crate::support::browser::{holds, page, post};
use crate::support::people::PASSWORD;

const FORMS: [(&str, &[(&str, &str)]); 6] = [
    (
        "/account/email",
        &[("email", "eve@example.org"), ("action", "set")],
    ),
    (
        "/account/password",
        &[
            ("old_password", PASSWORD),
            ("password", "another horse and battery"),
        ],
    ),
    ("/account/sessions", &[("end", "others")]),
    ("/account/tokens", &[("name", "eve"), ("scopes", "tools")]),
    ("/accounts", &[("name", "eve"), ("role", "administrator")]),
    ("/accounts/ada", &[("action", "link")]),
];

/// Where a form leads whoever may not send it.
fn back(path: &str) -> &str {
    if path.starts_with("/accounts") {
        path
    } else {
        "/account"
    }
}

#[actix_web::test]
async fn forms_of_other_sites_are_refused() {
    let api = Api::new().await;
    let browser = api.signed_in().await;
    let welcome = api.link("/welcome", LinkPurpose::FirstAdministrator).await;
    let new: &[_] = &[("name", "eve"), ("password", PASSWORD)];
    let open = [
        (welcome.as_str(), new),
        ("/sign-up", new),
        ("/forgot-password", new),
    ];
    for (path, form) in FORMS.into_iter().chain(open) {
        for site in [Some("cross-site"), Some("same-site"), None] {
            let form = [form, &[("csrf", &browser.csrf)]].concat();
            let request = TestRequest::post()
                .uri(path)
                .insert_header(("accept", "text/html"))
                .set_form(&form);
            let request = browser.request(request);
            let request = match site {
                Some(site) => request.insert_header(("sec-fetch-site", site)),
                None => request,
            };
            let refused = page(api.send_unlisted(request).await);
            assert_eq!(refused.status, 403, "{path} {site:?}");
            assert_eq!(refused.header("set-cookie"), None, "{path}");
        }
    }
    assert_eq!(browser.get("/accounts/eve").await.status, 404);
}

#[actix_web::test]
async fn a_form_of_another_session_does_nothing_and_says_so() {
    let api = Api::new().await;
    let browser = api.signed_in().await;
    for (path, form) in FORMS {
        for csrf in ["of another session", ""] {
            let form = [form, &[("csrf", csrf)]].concat();
            let answer = page(post(&api, path, &browser.cookie, &form).await);
            assert_eq!(answer.status, 303, "{path}");
            let to = answer.header("location").unwrap();
            assert_eq!(to, format!("{}?notice=form-stale", back(path)));
        }
    }
    let shown = browser.get("/account?notice=form-stale").await;
    holds(&shown, "before you signed in");
    assert!(!shown.text().contains("eve@example.org"));
    assert_eq!(browser.get("/accounts/eve").await.status, 404);
}

#[actix_web::test]
async fn whoever_is_signed_out_signs_in_first() {
    let api = Api::new().await;
    for (path, form) in FORMS {
        let answer = page(post(&api, path, "", form).await);
        let next = back(path).replace('/', "%2F");
        let expected = format!("/sign-in?next={next}");
        assert_eq!(answer.header("location"), Some(expected.as_str()), "{path}");
    }
}

#[actix_web::test]
async fn an_address_that_writes_too_much_must_wait() {
    let config = Config {
        writes_per_minute: 2,
        ..Config::default()
    };
    let api = Api::with(config).await;
    let browser = api.signed_in().await;
    let others = ("/account/sessions", [("end", "others")]);
    for status in [303, 303, 429] {
        let answer = browser.post(others.0, &others.1).await;
        assert_eq!(answer.status, status);
    }
    let answer = page(post(&api, "/sign-up", "", &[("name", "eve")]).await);
    assert_eq!(
        (answer.status, answer.header("retry-after")),
        (429, Some("30"))
    );
}

//! What needs the password once more, or a fresh sign-in, and who is told of it.

use serde_json::Value;
use wharfinger_server::limits::FRESH_SIGN_IN;
use wharfinger_store::{Role, Scope};

use crate::support::Api;
use crate::support::browser::{Browser, holds};
use crate::support::people::PASSWORD;

const NEW: &str = "another horse and battery";

/// What the account was told, newest first.
async fn told(browser: &Browser<'_>) -> Vec<String> {
    let inbox = browser.read("/api/v1/inbox").await;
    let notices = inbox["notices"].as_array().unwrap();
    let kind = |notice: &Value| notice["kind"].as_str().unwrap().to_owned();
    notices.iter().map(kind).collect()
}

/// How many API tokens the account has.
async fn tokens(browser: &Browser<'_>) -> usize {
    let tokens = browser.read("/api/v1/account/tokens").await;
    tokens["tokens"].as_array().unwrap().len()
}

#[actix_web::test]
async fn another_address_needs_the_password_and_is_told_where_mail_went_before() {
    let api = Api::new().await;
    let sam = api.account("sam", Role::Member).await;
    api.verified(&sam, "sam@example.org").await;
    let browser = api.browser_of(&sam).await;
    let set = async |address: &str, password: &str| {
        let form = [
            ("email", address),
            ("password_for_email", password),
            ("action", "set"),
        ];
        browser.post("/account/email", &form).await
    };
    for (password, said) in [
        ("", "give the password you have now"),
        (NEW, "that is not the password you have now"),
    ] {
        for address in ["eve@example.org", ""] {
            let refused = set(address, password).await;
            assert_eq!(refused.status, 422, "{said}");
            holds(&refused, said);
            holds(&refused, "href=\"#password_for_email\"");
        }
    }
    assert_eq!(told(&browser).await, [""; 0]);
    assert_eq!(set("sam@example.org", "").await.status, 303, "the same");
    assert_eq!(set("sam@example.net", PASSWORD).await.status, 303);
    assert_eq!(told(&browser).await, ["email_changed"]);
    assert_eq!(api.letters_to("sam@example.org").await, 1);
}

#[actix_web::test]
async fn each_form_says_at_once_what_is_wrong_with_its_own_fields() {
    let api = Api::new().await;
    let browser = api.signed_in_as("sam").await;
    let fields = ["email", "password_for_email", "old_password", "password"];
    for (path, form, unfit) in [
        (
            "/account/email",
            [("email", "sam at example"), ("password_for_email", NEW)],
            ["email", "password_for_email"],
        ),
        (
            "/account/password",
            [("old_password", NEW), ("password", "short")],
            ["old_password", "password"],
        ),
    ] {
        for password in ["", NEW] {
            let form = form.map(|(name, text)| (name, if text == NEW { password } else { text }));
            let refused = browser.post(path, &form).await;
            assert_eq!(refused.status, 422, "{path}");
            holds(&refused, "2 things to mend");
            for field in fields {
                let is_marked = unfit.contains(&field);
                for sign in [
                    format!("href=\"#{field}\""),
                    format!("id=\"unfit-{field}\""),
                ] {
                    assert_eq!(refused.text().contains(&sign), is_marked, "{path} {sign}");
                }
            }
        }
    }
    let right = [
        ("email", "sam at example"),
        ("password_for_email", PASSWORD),
    ];
    let refused = browser.post("/account/email", &right).await;
    holds(&refused, "One thing to mend");
    holds(&refused, "value=\"sam at example\"");
}

#[actix_web::test]
async fn whoever_has_no_password_has_just_signed_in() {
    let api = Api::new().await;
    let sam = api.without_password("sam").await;
    let browser = api.browser_of(&sam).await;
    holds(&browser.get("/account").await, "works for ten minutes");
    let seconds = i64::try_from(FRESH_SIGN_IN.as_secs()).unwrap();
    api.wait_seconds(seconds);
    let forms = [
        (
            "/account/email",
            [("email", "a@example.org"), ("action", "set")],
        ),
        (
            "/account/password",
            [("password", NEW), ("old_password", "")],
        ),
    ];
    for (path, form) in forms {
        let refused = browser.post(path, &form).await;
        assert_eq!(refused.status, 403, "{path}");
        holds(&refused, "sign in again, and do it within 10 minutes");
    }
    let browser = api.browser_of(&sam).await;
    api.wait_seconds(seconds - 1);
    for (path, form) in forms {
        assert_eq!(browser.post(path, &form).await.status, 303, "{path}");
    }
}

#[actix_web::test]
async fn a_provider_is_disconnected_where_a_password_is_left() {
    let api = Api::new().await;
    let sam = api.without_password("sam").await;
    api.connect(&sam).await;
    let browser = api.browser_of(&sam).await;
    holds(&browser.get("/account").await, "the only way to sign in");
    let refused = browser.post("/account/provider", &[]).await;
    assert_eq!(refused.status, 409);
    holds(&refused, "set a password first");
    let refused = browser.delete("/api/v1/account/provider").await;
    refused.refused(409, "account-fixed");

    let form = [("password", NEW)];
    assert_eq!(browser.post("/account/password", &form).await.status, 303);
    let shown = browser.read("/api/v1/account").await;
    assert_eq!(shown["provider"], "https://id.example.org");
    let done = browser.post("/account/provider", &[]).await;
    assert_eq!(done.header("location"), Some("/account?done=disconnected"));
    assert_eq!(
        browser.read("/api/v1/account").await["provider"],
        Value::Null
    );
    let expected = ["identity_unlinked", "password_changed", "identity_linked"];
    assert_eq!(told(&browser).await, expected);

    api.connect(&sam).await;
    let done = browser.delete("/api/v1/account/provider").await;
    assert_eq!(done.status, 204);
    assert_eq!(browser.delete("/api/v1/account/provider").await.status, 204);
    assert_eq!(
        browser.read("/api/v1/account").await["provider"],
        Value::Null
    );
}

#[actix_web::test]
async fn a_new_password_leaves_the_tokens_and_offers_to_revoke_them() {
    let api = Api::new().await;
    let sam = api.account("sam", Role::Member).await;
    let browser = api.browser_of(&sam).await;
    let elsewhere = api.browser_of(&sam).await;
    let (_, first) = api.token(&sam, &[Scope::Account]).await;
    api.token(&sam, &[Scope::Tools]).await;
    let form = [("old_password", PASSWORD), ("password", NEW)];
    let done = browser.post("/account/password", &form).await;
    let shown = browser.get(done.header("location").unwrap()).await;
    holds(&shown, "Your API tokens still work");
    holds(&shown, "name=\"revoke\" value=\"all\"");
    assert_eq!(elsewhere.get("/account").await.status, 303, "signed out");
    assert_eq!(api.with_token("/api/v1/account", &first).await.status, 200);

    let done = browser.post("/account/tokens", &[("revoke", "all")]).await;
    assert_eq!(done.header("location"), Some("/account?done=all-revoked"));
    let refused = api.with_token("/api/v1/account", &first).await;
    refused.refused(401, "unauthenticated");
    assert_eq!(tokens(&browser).await, 0);
    assert_eq!(told(&browser).await, ["password_changed"]);
}

#[actix_web::test]
async fn programs_revoke_tokens_and_sign_browsers_out_all_at_once() {
    let api = Api::new().await;
    let sam = api.account("sam", Role::Member).await;
    let browser = api.browser_of(&sam).await;
    let elsewhere = api.browser_of(&sam).await;
    api.token(&sam, &[Scope::Tools]).await;
    assert_eq!(browser.delete("/api/v1/account/sessions").await.status, 204);
    assert_eq!(elsewhere.get("/account").await.status, 303);
    assert_eq!(browser.get("/account").await.status, 200, "it asked");
    assert_eq!(browser.delete("/api/v1/account/tokens").await.status, 204);
    assert_eq!(tokens(&browser).await, 0);
}

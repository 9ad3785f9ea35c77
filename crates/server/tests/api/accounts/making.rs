//! Making an account for oneself: the first administrator's, and anybody's.

use serde_json::json;
use wharfinger_server::config::{Config, SignUp};
use wharfinger_server::limits::SIGN_UPS_BURST;
use wharfinger_store::LinkPurpose;

use crate::support::Api;
use crate::support::browser::{Browser, holds, page, post};
use crate::support::people::PASSWORD;

const ADA: [(&str, &str); 3] = [("name", "ada"), ("email", ""), ("password", PASSWORD)];

#[actix_web::test]
async fn the_first_administrator_makes_their_account_by_a_link() {
    let api = Api::new().await;
    let link = api.link("/welcome", LinkPurpose::FirstAdministrator).await;
    let shown = page(api.get(&link).await);
    assert_eq!(shown.status, 200);
    holds(&shown, "name=\"password\"");
    assert_eq!(shown.header("referrer-policy"), Some("strict-origin"));

    let made = page(post(&api, &link, "", &ADA).await);
    assert_eq!(made.header("location"), Some("/account?done=welcome"));
    let browser = Browser::of(&api, &made).await;
    holds(&browser.get("/account").await, "An administrator");
    assert_eq!(browser.get("/accounts").await.status, 200);

    let again = [("name", "eve"), ("password", PASSWORD)];
    assert_eq!(post(&api, &link, "", &again).await.status, 404, "once");
    let empty = page(post(&api, &link, "", &[]).await);
    assert_eq!(empty.status, 404, "whatever was typed");
    let another = api.link("/welcome", LinkPurpose::FirstAdministrator).await;
    assert_eq!(api.get(&another).await.status, 404, "there is one");
}

#[actix_web::test]
async fn a_refused_form_keeps_what_was_typed_but_for_the_password() {
    let api = Api::new().await;
    let welcome = api.link("/welcome", LinkPurpose::FirstAdministrator).await;
    for path in [welcome.as_str(), "/sign-up"] {
        let form = [
            ("name", "Ada"),
            ("email", "ada at example"),
            ("password", "the typed one"),
        ];
        let refused = page(post(&api, path, "", &form).await);
        assert_eq!(refused.status, 422, "{path}");
        holds(&refused, "value=\"Ada\"");
        holds(&refused, "value=\"ada at example\"");
        holds(&refused, "<code>A</code> cannot stand in a name");
        holds(&refused, "id=\"unfit-email\"");
        holds(&refused, "<title>Please mend: ");
        assert!(!refused.text().contains("the typed one"));
        assert_eq!(refused.header("set-cookie"), None);
    }
    let weak = [("name", "ada"), ("password", "too short")];
    let refused = page(post(&api, &welcome, "", &weak).await);
    assert_eq!(refused.status, 422);
    holds(&refused, "fewer than 15 characters");
    assert_eq!(
        post(&api, &welcome, "", &ADA).await.status,
        303,
        "still good"
    );
}

#[actix_web::test]
async fn anybody_makes_an_account_and_is_no_administrator() {
    let api = Api::new().await;
    holds(&page(api.get("/sign-in").await), "href=\"/sign-up?next=/\"");
    assert_eq!(page(api.get("/sign-up").await).status, 200);
    let made = page(post(&api, "/sign-up", "", &ADA).await);
    assert_eq!(made.status, 303, "{}", made.text());
    let browser = Browser::of(&api, &made).await;
    holds(&browser.get("/account").await, "A member");
    assert_eq!(browser.get("/accounts").await.status, 403);
    let signed_in = [("account_name", "ada"), ("password", PASSWORD)];
    assert_eq!(post(&api, "/sign-in", "", &signed_in).await.status, 303);
}

#[actix_web::test]
async fn mail_is_promised_where_it_is_sent() {
    let promise = "where a new password comes from";
    let sending = Api::with_mail().await;
    holds(&page(sending.get("/sign-up").await), promise);
    let silent = Api::new().await;
    let form = page(silent.get("/sign-up").await);
    holds(&form, "This server sends no mail");
    assert!(!form.text().contains(promise));
}

#[actix_web::test]
async fn whoever_was_on_their_way_arrives() {
    let api = Api::new().await;
    let sign_in = page(api.get("/sign-in?next=%2Fregister%3Fimage%3Dnginx").await);
    holds(&sign_in, "href=\"/sign-up?next=/register%3Fimage%3Dnginx\"");
    let sign_up = page(api.get("/sign-up?next=/register%3Fimage%3Dnginx").await);
    holds(&sign_up, "name=\"next\" value=\"/register?image=nginx\"");
    for (name, next, expected) in [
        ("ada", "/register?image=nginx", "/register?image=nginx"),
        ("eve", "//evil.example", "/account?done=welcome"),
    ] {
        let form = [("name", name), ("password", PASSWORD), ("next", next)];
        let made = page(post(&api, "/sign-up", "", &form).await);
        assert_eq!(made.header("location"), Some(expected));
    }
}

#[actix_web::test]
async fn a_name_belongs_to_one() {
    let api = Api::new().await;
    api.administrator().await;
    for name in ["ada", "operator"] {
        let form = [("name", name), ("password", PASSWORD)];
        let refused = page(post(&api, "/sign-up", "", &form).await);
        assert_eq!(refused.status, 409);
        holds(&refused, &format!("<code>{name}</code> is taken"));
    }
}

#[actix_web::test]
async fn where_signing_up_is_closed_nobody_does() {
    let config = Config {
        sign_up: SignUp::Closed,
        ..Config::default()
    };
    let api = Api::with(config).await;
    assert!(!api.get("/sign-in").await.text().contains("/sign-up"));
    assert_eq!(api.get("/sign-up").await.status, 403);
    let refused = page(post(&api, "/sign-up", "", &ADA).await);
    assert_eq!(refused.status, 403);
    holds(&refused, "accounts are made by the administrators here");
    let form = [("account_name", "ada"), ("password", PASSWORD)];
    assert_eq!(post(&api, "/sign-in", "", &form).await.status, 401);
    let link = api.link("/welcome", LinkPurpose::FirstAdministrator).await;
    assert_eq!(post(&api, &link, "", &ADA).await.status, 303, "by a link");
}

#[actix_web::test]
async fn an_address_makes_so_many_accounts() {
    let api = Api::new().await;
    api.administrator().await;
    // A name that is taken counts as well: what is limited is trying.
    for _ in 0..SIGN_UPS_BURST {
        assert_eq!(post(&api, "/sign-up", "", &ADA).await.status, 409);
    }
    let form = [("name", "grace"), ("password", PASSWORD)];
    let refused = page(post(&api, "/sign-up", "", &form).await);
    assert_eq!(
        (refused.status, refused.header("retry-after")),
        (429, Some("60"))
    );
    holds(&refused, "wait 60 seconds");
    holds(&refused, "value=\"grace\"");
    api.wait_seconds(60);
    assert_eq!(post(&api, "/sign-up", "", &form).await.status, 303);
}

#[actix_web::test]
async fn who_signs_up_may_register_tools() {
    let api = Api::new().await;
    let browser = api.signed_in_as("grace").await;
    let registered = browser.post("/register", &[("image", "nginx")]).await;
    assert_eq!(registered.status, 303);
    let tools = api.get("/api/v1/tools").await.json();
    assert_eq!(tools["tools"].as_array().unwrap().len(), 1);
    assert_ne!(tools["tools"], json!([]));
}

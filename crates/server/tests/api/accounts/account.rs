//! The page of one's own account.

use wharfinger_server::limits::PASSWORD_FAILURES_BURST;
use wharfinger_store::Role;

use crate::support::Api;
use crate::support::browser::{holds, page, post};
use crate::support::people::PASSWORD;

const NEW: &str = "another horse and battery";

/// The value of the button whose name is `name`, of which there must be one.
#[track_caller]
fn button(page: &str, name: &str) -> String {
    let (_, rest) = page
        .split_once(&format!("name=\"{name}\" value=\""))
        .unwrap();
    rest.split('"').next().unwrap().to_owned()
}

#[actix_web::test]
async fn an_account_is_its_owners_to_see() {
    let api = Api::new().await;
    let nobody = page(api.get("/account").await);
    assert_eq!(nobody.header("location"), Some("/sign-in?next=%2Faccount"));
    let browser = api.signed_in_as("sam").await;
    let shown = browser.get("/account").await;
    holds(&shown, "A member");
    holds(&shown, "This browser");
    holds(&browser.get("/").await, "href=\"/account\"");
}

#[actix_web::test]
async fn a_password_is_changed_by_whoever_knows_it() {
    let api = Api::new().await;
    let browser = api.signed_in_as("sam").await;
    let elsewhere = api.signed_in_as("sam").await;
    for (old, new, said) in [
        ("", NEW, "give the password you have now"),
        (
            "not the one I have",
            NEW,
            "that is not the password you have now",
        ),
        (PASSWORD, "short", "fewer than 15 characters"),
        (PASSWORD, "sam sam sam sam sam", "is made of the account"),
    ] {
        let form = [("old_password", old), ("password", new)];
        let refused = browser.post("/account/password", &form).await;
        assert_eq!(refused.status, 422, "{said}");
        holds(&refused, said);
        for typed in [old, new] {
            let is_shown = refused.text().contains(&format!("value=\"{typed}\""));
            assert!(typed.is_empty() || !is_shown, "{typed}");
        }
    }
    assert_eq!(elsewhere.get("/account").await.status, 200);
    let form = [("old_password", PASSWORD), ("password", NEW)];
    let changed = browser.post("/account/password", &form).await;
    assert_eq!(changed.header("location"), Some("/account?done=password"));
    assert_eq!(browser.get("/account").await.status, 200, "stays");
    assert_eq!(elsewhere.get("/account").await.status, 303, "signed out");
    for (password, status) in [(PASSWORD, 401), (NEW, 303)] {
        let form = [("account_name", "sam"), ("password", password)];
        assert_eq!(post(&api, "/sign-in", "", &form).await.status, status);
    }
}

#[actix_web::test]
async fn whoever_found_a_browser_does_not_guess_the_password_there() {
    let api = Api::new().await;
    let browser = api.signed_in_as("sam").await;
    let form = [("old_password", "a guess at it"), ("password", NEW)];
    for _ in 0..PASSWORD_FAILURES_BURST {
        assert_eq!(browser.post("/account/password", &form).await.status, 422);
    }
    let right = [("old_password", PASSWORD), ("password", NEW)];
    let refused = browser.post("/account/password", &right).await;
    assert_eq!(
        (refused.status, refused.header("retry-after")),
        (429, Some("120"))
    );
}

#[actix_web::test]
async fn browsers_are_signed_out_one_or_all() {
    let api = Api::new().await;
    let browser = api.signed_in_as("sam").await;
    let second = api.signed_in_as("sam").await;
    let third = api.signed_in_as("sam").await;
    let stranger = api.signed_in_as("eve").await;
    let shown = second.get("/account").await;
    assert_eq!(shown.text().matches("name=\"end\" value=\"").count(), 3);
    let id = button(shown.text(), "end");

    // Nobody else can end it; the answer is the same as when it has ended.
    let done = stranger.post("/account/sessions", &[("end", &id)]).await;
    assert_eq!(done.status, 303);
    let others = stranger
        .post("/account/sessions", &[("end", "others")])
        .await;
    assert_eq!(others.status, 303);
    for browser in [&browser, &second, &third] {
        assert_eq!(browser.get("/account").await.status, 200);
    }

    let done = second.post("/account/sessions", &[("end", &id)]).await;
    assert_eq!(done.header("location"), Some("/account?done=session"));
    let left = [&browser, &third];
    let mut ended = 0;
    for other in left {
        ended += u32::from(other.get("/account").await.status == 303);
    }
    assert_eq!(ended, 1);
    let done = second.post("/account/sessions", &[("end", "others")]).await;
    assert_eq!(done.header("location"), Some("/account?done=sessions"));
    assert_eq!(second.get("/account").await.status, 200);
    for other in left {
        assert_eq!(other.get("/account").await.status, 303);
    }
}

#[actix_web::test]
async fn an_address_is_set_changed_and_removed() {
    let api = Api::new().await;
    let browser = api.signed_in_as("sam").await;
    let set = async |address: &str| {
        let form = [
            ("email", address),
            ("password_for_email", PASSWORD),
            ("action", "set"),
        ];
        browser.post("/account/email", &form).await
    };
    let refused = set("sam at example").await;
    assert_eq!(refused.status, 422);
    holds(&refused, "value=\"sam at example\"");
    assert_eq!(set("sam@example.org").await.status, 303);
    let shown = browser.get("/account").await;
    holds(&shown, "Not confirmed yet");
    holds(&shown, "value=\"sam@example.org\"");
    let again = browser.post("/account/email", &[("action", "again")]).await;
    assert_eq!(again.header("location"), Some("/account?done=again"));
    assert_eq!(
        set("").await.header("location"),
        Some("/account?done=no-email")
    );
    assert!(
        !browser
            .get("/account")
            .await
            .text()
            .contains("sam@example.org")
    );

    let sam = api.account("sam", Role::Member).await;
    api.verified(&sam, "sam@example.org").await;
    holds(&browser.get("/account").await, "Confirmed</span>");
    assert_eq!(set("sam@example.com").await.status, 303);
    holds(&browser.get("/account").await, "Not confirmed yet");
}

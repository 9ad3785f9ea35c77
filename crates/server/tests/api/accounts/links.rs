//! One-time links: to a password, and to a verified address.

use std::sync::Arc;

use actix_web::http::Method;
use actix_web::rt::task::yield_now;
use actix_web::test::TestRequest;
use wharfinger_server::limits::{LETTERS_BURST, PASSWORD_RESETS_AT_ONCE_MAX};
use wharfinger_store::{LinkPurpose, Role};

use crate::support::browser::{Browser, holds, page, post};
use crate::support::people::PASSWORD;
use crate::support::troubled::Troubled;
use crate::support::{Api, sending_mail};

const NEW: &str = "another horse and battery";

#[actix_web::test]
async fn a_link_sets_a_password_once_and_signs_others_out() {
    let api = Api::new().await;
    let elsewhere = api.signed_in_as("sam").await;
    let account = api.account("sam", Role::Member).await.id;
    let purpose = LinkPurpose::SetPassword { account };
    let link = api.link("/password", purpose.clone()).await;
    let other = api.link("/password", purpose).await;
    let shown = page(api.get(&link).await);
    holds(&shown, "<strong>sam</strong>");
    assert_eq!(shown.header("referrer-policy"), Some("strict-origin"));

    let weak = page(post(&api, &link, "", &[("password", "short")]).await);
    assert_eq!(weak.status, 422);
    holds(&weak, "fewer than 15 characters");

    let set = page(post(&api, &link, "", &[("password", NEW)]).await);
    assert_eq!(set.header("location"), Some("/account?done=password"));
    let browser = Browser::of(&api, &set).await;
    holds(&browser.get("/account").await, "sam");
    let ada = api.signed_in().await;
    let log = ada.read("/api/v1/audit?actor=sam").await;
    assert_eq!(log["entries"][0]["action"], "session.started_by_link");
    assert_eq!(elsewhere.get("/account").await.status, 303, "signed out");

    for used in [&link, &other] {
        assert_eq!(api.get(used).await.status, 404);
        let again = page(post(&api, used, "", &[("password", PASSWORD)]).await);
        assert_eq!(again.status, 404);
        holds(&again, "The link does not work any more");
        // Nor does the page that says so tell where it lies.
        assert_eq!(again.header("referrer-policy"), Some("strict-origin"));
    }
    for (password, status) in [(PASSWORD, 401), (NEW, 303)] {
        let form = [("account_name", "sam"), ("password", password)];
        assert_eq!(post(&api, "/sign-in", "", &form).await.status, status);
    }
}

#[actix_web::test]
async fn a_link_ends() {
    let api = Api::new().await;
    let account = api.account("sam", Role::Member).await.id;
    let password = api
        .link("/password", LinkPurpose::SetPassword { account })
        .await;
    let welcome = api.link("/welcome", LinkPurpose::FirstAdministrator).await;
    api.wait_seconds(60 * 60);
    for (path, form) in [
        (&password, &[("password", NEW)][..]),
        (&welcome, &[("name", "ada"), ("password", NEW)]),
    ] {
        assert_eq!(api.get(path).await.status, 404);
        assert_eq!(post(&api, path, "", form).await.status, 404);
    }
}

#[actix_web::test]
async fn a_link_is_good_for_what_it_is_for() {
    let api = Api::new().await;
    let account = api.account("sam", Role::Member).await.id;
    let welcome = api.link("", LinkPurpose::FirstAdministrator).await;
    let password = api.link("", LinkPurpose::SetPassword { account }).await;
    let verify = LinkPurpose::VerifyEmail {
        account,
        address: "sam@example.org".to_owned(),
    };
    let verify = api.link("", verify).await;
    let form = [("name", "ada"), ("password", NEW)];
    for (page_of, links) in [
        ("/welcome", [&password, &verify]),
        ("/password", [&welcome, &verify]),
        ("/verify", [&welcome, &password]),
    ] {
        for link in links {
            let path = format!("{page_of}{link}");
            assert_eq!(api.get(&path).await.status, 404, "{path}");
            assert_eq!(post(&api, &path, "", &form).await.status, 404, "{path}");
        }
    }
    for path in ["/welcome/x", "/password/whf_lnk_x", "/verify/%FF"] {
        assert_eq!(api.get(path).await.status, 404, "{path}");
    }
}

#[actix_web::test]
async fn a_disabled_account_gets_no_password() {
    let api = Api::new().await;
    let account = api.account("sam", Role::Member).await.id;
    let link = api
        .link("/password", LinkPurpose::SetPassword { account })
        .await;
    api.disable("sam").await;
    assert_eq!(api.get(&link).await.status, 404);
    assert_eq!(
        post(&api, &link, "", &[("password", NEW)]).await.status,
        404
    );
}

#[actix_web::test]
async fn an_address_is_verified_by_the_button_and_not_by_looking() {
    let api = Api::new().await;
    let browser = api.signed_in_as("sam").await;
    let set = browser
        .post(
            "/account/email",
            &[
                ("email", "sam@example.org"),
                ("password_for_email", PASSWORD),
                ("action", "set"),
            ],
        )
        .await;
    assert_eq!(set.header("location"), Some("/account?done=email"));
    let account = api.account("sam", Role::Member).await.id;
    let purpose = |address: &str| LinkPurpose::VerifyEmail {
        account,
        address: address.to_owned(),
    };
    let of_another = api.link("/verify", purpose("other@example.org")).await;
    assert_eq!(api.get(&of_another).await.status, 404, "void");

    let link = api.link("/verify", purpose("sam@example.org")).await;
    for method in [Method::GET, Method::HEAD, Method::GET] {
        let request = TestRequest::default().method(method).uri(&link);
        assert_eq!(api.send(request).await.status, 200);
    }
    holds(&browser.get("/account").await, "Not confirmed yet");
    let verified = page(post(&api, &link, "", &[]).await);
    assert_eq!(verified.header("location"), Some("/verified"));
    holds(
        &page(api.get("/verified").await),
        "The address is confirmed",
    );
    let shown = browser.get("/account").await;
    holds(&shown, "Confirmed</span>");
    assert!(!shown.text().contains("Send the link again"));
    assert_eq!(post(&api, &link, "", &[]).await.status, 404, "once");
}

#[actix_web::test]
async fn whoever_forgot_a_password_is_told_the_same_whoever_they_are() {
    let api = Api::with_mail().await;
    let sam = api.account("sam", Role::Member).await;
    api.verified(&sam, "sam@example.org").await;
    api.account("mailless", Role::Member).await;
    let mut told = Vec::new();
    for name in ["sam", "mailless", "nobody", "No Name", ""] {
        let answer = page(post(&api, "/forgot-password", "", &[("name", name)]).await);
        assert_eq!(answer.status, 200, "{name}");
        told.push(answer.text().to_owned());
    }
    told.dedup();
    assert_eq!(told.len(), 1);
    assert!(told[0].contains("is on its way there"));
    // What is done behind the answers is done when it has had its turn.
    yield_now().await;
    assert_eq!(api.letters_to("sam@example.org").await, 1);
}

#[actix_web::test]
async fn where_no_mail_is_sent_nobody_waits_for_a_link() {
    let api = Api::new().await;
    let sam = api.account("sam", Role::Member).await;
    api.verified(&sam, "sam@example.org").await;
    let mut told = vec![page(api.get("/forgot-password").await).text().to_owned()];
    for name in ["sam", "nobody"] {
        let answer = page(post(&api, "/forgot-password", "", &[("name", name)]).await);
        assert_eq!(answer.status, 200, "{name}");
        told.push(answer.text().to_owned());
    }
    told.dedup();
    assert_eq!(told.len(), 1);
    assert!(told[0].contains("This server sends no mail"));
    assert!(told[0].contains("Ask an administrator"));
    yield_now().await;
    assert_eq!(api.letters_to("sam@example.org").await, 0);
}

#[actix_web::test]
async fn the_answer_to_whoever_forgot_a_password_waits_for_no_account() {
    let api = Api::over(sending_mail(), Arc::new(Troubled::silent())).await;
    for name in ["sam", "nobody", ""] {
        let answer = post(&api, "/forgot-password", "", &[("name", name)]).await;
        assert_eq!(answer.status, 200, "{name}");
    }
}

#[actix_web::test]
async fn so_many_forgotten_passwords_are_looked_after_at_once() {
    let api = Api::over(sending_mail(), Arc::new(Troubled::silent())).await;
    for number in 0..PASSWORD_RESETS_AT_ONCE_MAX {
        if number % LETTERS_BURST as usize == 0 {
            api.wait_seconds(i64::from(LETTERS_BURST) * 300);
        }
        let answer = post(&api, "/forgot-password", "", &[("name", "sam")]).await;
        assert_eq!(answer.status, 200, "{number}");
    }
    for name in ["sam", "No Name"] {
        let refused = post(&api, "/forgot-password", "", &[("name", name)]).await;
        assert_eq!(refused.status, 503, "whatever is asked");
    }
}

#[actix_web::test]
async fn an_address_has_so_many_letters_sent() {
    let api = Api::with_mail().await;
    for _ in 0..LETTERS_BURST {
        let answer = post(&api, "/forgot-password", "", &[("name", "nobody")]).await;
        assert_eq!(answer.status, 200);
    }
    let refused = page(post(&api, "/forgot-password", "", &[("name", "sam")]).await);
    assert_eq!(
        (refused.status, refused.header("retry-after")),
        (429, Some("300"))
    );
    holds(&refused, "wait 300 seconds");
    holds(&refused, "value=\"sam\"");

    let browser = api.signed_in_as("sam").await;
    let password = ("password_for_email", PASSWORD);
    let form = [("email", "sam@example.org"), password, ("action", "set")];
    let refused = browser.post("/account/email", &form).await;
    assert_eq!(refused.status, 429);
    holds(&refused, "value=\"sam@example.org\"");
    let none = browser
        .post(
            "/account/email",
            &[("email", ""), password, ("action", "set")],
        )
        .await;
    assert_eq!(none.status, 303, "no letter");
    api.wait_seconds(300);
    assert_eq!(browser.post("/account/email", &form).await.status, 303);
    assert_eq!(api.letters_to("sam@example.org").await, 1);
}

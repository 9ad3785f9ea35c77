//! What administrators do about accounts, on their pages.

use wharfinger_store::Role;

use crate::support::Api;
use crate::support::browser::{holds, page, post};

#[actix_web::test]
async fn an_account_is_made_for_somebody_who_sets_the_password() {
    let api = Api::new().await;
    let browser = api.signed_in().await;
    let form = [("name", "grace"), ("email", "grace@example.org")];
    let made = browser.post("/accounts", &form).await;
    assert_eq!(made.status, 200, "{}", made.text());
    holds(&made, "The account is made.");
    let at = made.text().find("/password/whf_lnk_").unwrap();
    let end = made.text()[at..].find('<').unwrap();
    let link = &made.text()[at..at + end];
    let password = [("password", "another horse and battery")];
    assert_eq!(post(&api, link, "", &password).await.status, 303);
    holds(&browser.get("/accounts").await, "href=\"/accounts/grace\"");
    let shown = browser.get("/accounts/grace").await;
    holds(&shown, "An address that is not confirmed");
    assert!(!shown.text().contains("grace@example.org"), "hers");
    assert!(!shown.text().contains("whf_lnk_"), "shown once");

    let taken = browser.post("/accounts", &[("name", "grace"), ("role", "administrator")]);
    let taken = taken.await;
    assert_eq!(taken.status, 409);
    holds(&taken, "value=\"grace\"");
    holds(&taken, "aria-describedby=\"hint-role\" checked");
}

#[actix_web::test]
async fn accounts_are_for_administrators() {
    let api = Api::new().await;
    api.administrator().await;
    let member = api.signed_in_as("sam").await;
    for path in ["/accounts", "/accounts/ada"] {
        let nobody = page(api.get(path).await);
        let next = path.replace('/', "%2F");
        let expected = format!("/sign-in?next={next}");
        assert_eq!(nobody.header("location"), Some(expected.as_str()));
        assert_eq!(member.get(path).await.status, 403);
    }
    for (path, form) in [
        ("/accounts", [("name", "eve")]),
        ("/accounts/sam", [("action", "administrator")]),
        ("/accounts/ada", [("action", "link")]),
        ("/accounts/ada", [("action", "disable")]),
    ] {
        assert_eq!(member.post(path, &form).await.status, 403, "{path}");
    }
    assert!(!member.get("/").await.text().contains("href=\"/accounts\""));
    assert_eq!(api.account("sam", Role::Member).await.role, Role::Member);
}

#[actix_web::test]
async fn an_account_is_given_a_role_disabled_and_enabled() {
    let api = Api::new().await;
    let browser = api.signed_in().await;
    let member = api.signed_in_as("sam").await;
    let act = async |action: &str| {
        let answer = browser.post("/accounts/sam", &[("action", action)]).await;
        assert_eq!(answer.status, 303, "{action}: {}", answer.text());
        browser.get(answer.header("location").unwrap()).await
    };
    holds(&act("administrator").await, "administrator’s account now");
    assert_eq!(member.get("/accounts").await.status, 200);
    holds(&act("member").await, "member’s account now");
    assert_eq!(member.get("/accounts").await.status, 403);
    let disabled = act("disable").await;
    holds(&disabled, "The account is disabled.");
    holds(&disabled, "Enable it");
    assert_eq!(member.get("/account").await.status, 303, "signed out");
    holds(&act("enable").await, "The account is enabled.");
    assert_eq!(
        browser
            .post("/accounts/sam", &[("action", "x")])
            .await
            .status,
        400
    );
    assert_eq!(browser.get("/accounts/nobody").await.status, 404);
}

#[actix_web::test]
async fn there_is_always_an_administrator() {
    let api = Api::new().await;
    let browser = api.signed_in().await;
    for action in ["member", "disable"] {
        let refused = browser.post("/accounts/ada", &[("action", action)]).await;
        assert_eq!(refused.status, 409);
        holds(
            &refused,
            "There must be an administrator".to_lowercase().as_str(),
        );
    }
    for action in ["member", "disable", "link"] {
        let refused = browser
            .post("/accounts/operator", &[("action", action)])
            .await;
        assert_eq!(refused.status, 409, "{action}");
    }
    let shown = browser.get("/accounts/operator").await;
    assert!(!shown.text().contains("name=\"action\""));
}

#[actix_web::test]
async fn accounts_are_listed_in_pages() {
    let api = Api::new().await;
    for number in 0..60 {
        api.account(&format!("somebody-{number}"), Role::Member)
            .await;
    }
    let browser = api.signed_in().await;
    let first = browser.get("/accounts").await;
    holds(&first, "/accounts/somebody-59\"");
    assert!(!first.text().contains("First page"));
    let (_, rest) = first.text().split_once("href=\"/accounts?cursor=").unwrap();
    let cursor = rest.split('"').next().unwrap();
    let second = browser.get(&format!("/accounts?cursor={cursor}")).await;
    holds(&second, "/accounts/somebody-0\"");
    holds(&second, "First page");
    assert!(!second.text().contains("Next page"));
    assert_eq!(browser.get("/accounts?cursor=x").await.status, 400);
}

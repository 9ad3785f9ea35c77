//! What administrators do about accounts, on their pages.

use actix_web::test::TestRequest;
use serde_json::{Value, json};
use wharfinger_store::Role;

use crate::support::browser::{Browser, SAME_ORIGIN, holds, page, post};
use crate::support::{Answer, Api};

/// Said among the accounts where nobody is left for some tools; the navigation leads there always.
const TOOLS_LEFT: &str = "There are <a href=\"/unmaintained\">";

/// The same of mail that was given up.
const MAIL_LEFT: &str = "There is <a href=\"/given-up-mail\">";

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

/// Somebody registers a private tool in a browser.
async fn register(api: &Api, browser: &Browser<'_>, path: &str, contact: &str) {
    let draft = json!({"image": path, "visibility": "private", "contact_email": contact});
    let request = TestRequest::post().uri("/api/v1/tools").set_json(draft);
    let request = browser.request(request.insert_header(SAME_ORIGIN));
    let answer = api.send(request).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
}

#[actix_web::test]
async fn a_link_to_a_password_is_in_the_log() {
    let api = Api::new().await;
    let browser = api.signed_in().await;
    api.account("sam", Role::Member).await;
    let made = browser.post("/accounts/sam", &[("action", "link")]).await;
    holds(&made, "/password/whf_lnk_");
    let log = browser.read("/api/v1/audit").await;
    let entry = &log["entries"][0];
    assert_eq!(entry["action"], "account.password_link_made");
    assert_eq!(entry["actor_name"], "ada");
    assert_eq!(entry["until"], "2026-11-24T12:00:00.000000Z");
    assert!(!log.to_string().contains("whf_lnk_"));
    let shown = browser.get("/audit").await;
    holds(&shown, "<code>account.password_link_made</code> by ada");
    holds(&shown, "the account sam");
    holds(&shown, "until <time");
}

#[actix_web::test]
async fn administrators_see_tools_that_nobody_is_left_to_answer_for() {
    let api = Api::new().await;
    let browser = api.signed_in().await;
    let sam = api.signed_in_as("sam").await;
    for name in ["one", "two"] {
        let path = format!("quay.io/team/{name}");
        register(&api, &sam, &path, "team@example.org").await;
    }
    assert!(!browser.get("/accounts").await.text().contains(TOOLS_LEFT));
    let disabled = browser
        .post("/accounts/sam", &[("action", "disable")])
        .await;
    let shown = browser.get(disabled.header("location").unwrap()).await;
    holds(&shown, TOOLS_LEFT);
    holds(&browser.get("/accounts").await, TOOLS_LEFT);
    let shown = browser.get("/unmaintained").await;
    holds(&shown, "href=\"/maintainers/quay.io/team/two\"");
    let listed = browser.read("/api/v1/unmaintained-tools?limit=1").await;
    assert_eq!(listed["tool_paths"], json!(["quay.io/team/two"]));
    assert!(listed["next_cursor"].is_string());

    for name in ["one", "two"] {
        let path = format!("/maintainers/quay.io/team/{name}");
        let added = browser.post(&path, &[("account", "ada")]).await;
        assert_eq!(added.status, 303);
    }
    holds(
        &browser.get("/unmaintained").await,
        "Every tool has a maintainer",
    );
    assert!(!browser.get("/accounts").await.text().contains(TOOLS_LEFT));
    let nobody = page(api.get("/unmaintained").await);
    assert_eq!(
        nobody.header("location"),
        Some("/sign-in?next=%2Funmaintained")
    );
    let member = api.signed_in_as("eve").await;
    assert_eq!(member.get("/unmaintained").await.status, 403);
}

#[actix_web::test]
async fn administrators_send_mail_after_all_that_was_given_up() {
    const LIST: &str = "/api/v1/given-up-mail";
    let api = Api::with_mail().await;
    let browser = api.signed_in().await;
    let sam = api.signed_in_as("sam").await;
    let tim = api.account("tim", Role::Member).await;
    api.verified(&tim, "tim@example.org").await;
    for name in ["one", "two", "three"] {
        let path = format!("quay.io/team/{name}");
        register(&api, &sam, &path, &format!("{name}@example.org")).await;
    }
    lacks(&browser.get("/accounts").await, MAIL_LEFT);
    holds(&browser.get("/given-up-mail").await, "There is none.");
    let now = api.now();
    let leased = api.store().lease_mail(now, now, 9).await.unwrap().leased;
    for mail in &leased {
        let given_up = api.store().mail_failed(mail.notice.id, None, now);
        given_up.await.unwrap();
    }
    holds(&browser.get("/accounts").await, MAIL_LEFT);
    let page = browser.get("/given-up-mail").await;
    holds(&page, "The link that confirms a tool’s contact");
    holds(&page, "one@example.org");
    let listed = browser.read(LIST).await;
    assert_eq!(listed["letters"].as_array().unwrap().len(), leased.len());
    let newest = &listed["letters"][0];
    assert_eq!(newest["kind"], "verify_contact");
    assert_eq!(newest["account"], Value::Null);
    assert_eq!(newest["address"], "three@example.org");

    let retry = async |id: &Value| {
        let path = format!("{LIST}/{id}/retry");
        let request = TestRequest::post().uri(&path).insert_header(SAME_ORIGIN);
        api.send(browser.request(request)).await
    };
    assert_eq!(retry(&newest["id"]).await.status, 204);
    let again = retry(&newest["id"]).await;
    again.refused(404, "no-such-mail");
    assert_eq!(
        browser.read(LIST).await["letters"][0]["address"],
        "two@example.org"
    );
    let rest: Vec<_> = leased
        .iter()
        .map(|mail| ("letter", mail.notice.id.0.to_string()))
        .collect();
    let rest: Vec<_> = rest.iter().map(|(name, id)| (*name, id.as_str())).collect();
    let sent = browser.post("/given-up-mail", &rest).await;
    assert_eq!(sent.header("location"), Some("/given-up-mail?done=retried"));
    assert_eq!(browser.read(LIST).await["letters"], json!([]));
    let again = api.store().lease_mail(now, now, 9).await.unwrap().leased;
    assert_eq!(again.len(), leased.len(), "all are due");
    holds(
        &browser.get("/audit").await,
        "<code>mail.retried</code> by ada",
    );
}

#[actix_web::test]
async fn whose_address_is_a_tools_contact_maintains_it_until_there_is_another() {
    let api = Api::new().await;
    let sam = api.account("sam", Role::Member).await;
    api.verified(&sam, "sam@example.org").await;
    let sam = api.browser_of(&sam).await;
    let path = "/maintainers/quay.io/team/one";
    register(&api, &sam, "quay.io/team/one", "sam@example.org").await;
    api.account("eve", Role::Member).await;
    assert_eq!(sam.post(path, &[("account", "eve")]).await.status, 303);
    let eve = api.signed_in_as("eve").await;
    for browser in [&sam, &eve] {
        let refused = browser.post(path, &[("remove", "sam")]).await;
        assert_eq!(refused.status, 409);
        holds(&refused, "give the tool another contact first");
        let refused = browser.delete(&format!("/api/v1{path}?account=sam")).await;
        refused.refused(409, "maintainer-is-contact");
    }
    let request = TestRequest::patch()
        .uri("/api/v1/tools/quay.io/team/one")
        .insert_header(("if-match", "*"))
        .insert_header(SAME_ORIGIN)
        .set_json(json!({"contact_email": "team@example.org"}));
    assert_eq!(api.send(eve.request(request)).await.status, 200);
    assert_eq!(eve.post(path, &[("remove", "sam")]).await.status, 303);
}

#[track_caller]
fn lacks(answer: &Answer, text: &str) {
    assert!(!answer.text().contains(text), "{text}: {}", answer.text());
}

//! Connecting an account that is there with a person at a provider.

use serde_json::json;
use wharfinger_server::limits::FRESH_SIGN_IN;
use wharfinger_store::{Account, Accounts as _, Actor, PasswordHash};

use crate::provider::SUBJECT;
use crate::site::{Browser, From, SESSION, Site, callback};

const START: &str = "/sign-in/oidc/example";

/// A browser that is signed in to Ada's account, and the account.
async fn ada(site: &Site) -> (Browser, Account) {
    let mut browser = Browser::default();
    browser.sign_in(site).await;
    (browser, site.account().await)
}

/// Whoever is at the provider from now on.
fn at_provider(site: &Site, subject: &str) {
    let claims = json!({"sub": subject, "name": "Somebody", "email": "a@example.org"});
    site.world.provider.state().claims = claims;
}

/// Asks to connect, and goes to the provider and back; the page of ours that it comes to.
async fn ask(site: &Site, browser: &mut Browser) -> String {
    let token = browser.get(site, "/account", From::Ours).await.form_token();
    let page = browser.post(site, START, &[("csrf", &token)]).await;
    assert_eq!(page.status, 200, "{}", page.text);
    let back = callback(site, &page.refresh().unwrap());
    let page = browser.get(site, &back, From::Elsewhere).await;
    let step = page.refresh().unwrap();
    assert!(step.starts_with("/sign-in/oidc/example/connect?"), "{step}");
    step
}

#[actix_web::test]
async fn the_owner_connects_an_account() {
    let site = Site::new().await;
    let (mut browser, account) = ada(&site).await;
    at_provider(&site, "subject-2");
    let step = ask(&site, &mut browser).await;
    let page = browser.get(&site, &step, From::Ours).await;
    assert_eq!(page.location.as_deref(), Some("/account?done=connected"));
    let connected = site.account_of("subject-2").await.unwrap();
    assert_eq!(connected.id, account.id);
    let page = browser
        .get(&site, "/account?done=connected", From::Ours)
        .await;
    assert!(page.text.contains(">Connected</span>"), "{}", page.text);
    assert_eq!(browser.cookies.keys().collect::<Vec<_>>(), [SESSION]);
    // One person at a time.
    assert_eq!(site.account_of(SUBJECT).await, None);

    let mut another = Browser::default();
    let page = another.sign_in(&site).await;
    assert!(page.text.contains("<code>ada</code>"), "{}", page.text);
}

#[actix_web::test]
async fn whoever_found_a_browser_connects_nobody() {
    let site = Site::new().await;
    let (mut browser, account) = ada(&site).await;
    at_provider(&site, "subject-2");
    // Signed in too long ago, and there is no password to ask for.
    site.world.clock.advance(FRESH_SIGN_IN);
    let token = browser
        .get(&site, "/account", From::Ours)
        .await
        .form_token();
    let page = browser.post(&site, START, &[("csrf", &token)]).await;
    assert_eq!(page.status, 403);
    assert!(
        page.text.contains("sign in again, and do it within"),
        "{}",
        page.text
    );

    // There is one.
    let by = site.by(Actor::Account(account.id));
    let hash = PasswordHash("$argon2id$no-hash".to_owned());
    let set = site.model.set_password(account.id, hash, None, by).await;
    set.unwrap();
    at_provider(&site, SUBJECT);
    browser.sign_in(&site).await;
    let token = browser
        .get(&site, "/account", From::Ours)
        .await
        .form_token();
    let page = browser.post(&site, START, &[("csrf", &token)]).await;
    assert_eq!(page.status, 422, "fresh or not");
    assert!(
        page.text.contains("#password_for_provider"),
        "{}",
        page.text
    );
    assert_eq!(
        browser.cookies.keys().collect::<Vec<_>>(),
        [SESSION],
        "it does not leave"
    );
}

#[actix_web::test]
async fn nobody_is_connected_who_did_not_ask() {
    let site = Site::new().await;
    let (mut browser, _) = ada(&site).await;
    let page = browser.post(&site, START, &[("csrf", "forged")]).await;
    assert_eq!(page.status, 403);
    let page = Browser::default().post(&site, START, &[]).await;
    assert!(page.location.unwrap().starts_with("/sign-in?next="));

    // A sign-in that somebody turns into a connection.
    at_provider(&site, "subject-2");
    let back = browser.leave(&site, "/").await;
    let step = back.replace("/callback", "/connect");
    let page = browser.get(&site, &step, From::Ours).await;
    assert_eq!(page.status, 403);
    assert_eq!(site.account_of("subject-2").await, None);
}

#[actix_web::test]
async fn an_account_is_connected_by_its_own_browser_alone() {
    let site = Site::new().await;
    let (mut browser, _) = ada(&site).await;
    at_provider(&site, "subject-2");
    let (mut other, _) = {
        let mut other = Browser::default();
        other.sign_in(&site).await;
        (other, site.account_of("subject-2").await)
    };
    at_provider(&site, "subject-3");
    let step = ask(&site, &mut browser).await;
    let page = other.get(&site, &step, From::Ours).await;
    assert_eq!(page.status, 403, "it never left");

    // Somebody else has signed in to this browser meanwhile.
    let step = ask(&site, &mut browser).await;
    let theirs = other.cookies[SESSION].clone();
    browser.cookies.insert(SESSION.to_owned(), theirs);
    let page = browser.get(&site, &step, From::Ours).await;
    assert_eq!(page.status, 403);
    assert!(page.text.contains("another account asked"), "{}", page.text);

    // Or has signed out.
    let (mut browser, _) = ada_again(&site).await;
    let step = ask(&site, &mut browser).await;
    browser.cookies.remove(SESSION);
    let page = browser.get(&site, &step, From::Ours).await;
    assert!(page.location.unwrap().starts_with("/sign-in?next="));
    assert_eq!(site.account_of("subject-3").await, None);
}

async fn ada_again(site: &Site) -> (Browser, Account) {
    at_provider(site, SUBJECT);
    let signed_in = ada(site).await;
    at_provider(site, "subject-3");
    signed_in
}

#[actix_web::test]
async fn a_person_has_one_account() {
    let site = Site::new().await;
    let (mut browser, account) = ada(&site).await;
    at_provider(&site, "subject-2");
    Browser::default().sign_in(&site).await;
    let step = ask(&site, &mut browser).await;
    let page = browser.get(&site, &step, From::Ours).await;
    assert_eq!(page.status, 409);
    assert!(page.text.contains("another account here"), "{}", page.text);
    assert_eq!(site.account().await, account);
}

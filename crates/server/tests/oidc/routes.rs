//! Signing in over the pages.

use std::sync::Arc;

use serde_json::json;
use wharfinger_server::config::{Config, SignUp};
use wharfinger_server::oidc::SetupError;
use wharfinger_server::seams::System;
use wharfinger_server::{Server, StartError};
use wharfinger_store::{
    AccountChange, Accounts as _, Action, Actor, Audit as _, AuditFilter, Email, Model, NewAccount,
    OPERATOR, Page as Paging, Role,
};

use crate::http::Answer;
use crate::provider::{DESCRIPTION, SUBJECT, TOKEN};
use crate::site::{Browser, From, Site};
use crate::world::settings;

/// An account that somebody else made.
async fn make_account(site: &Site, name: &str, email: &str) {
    let new = NewAccount {
        id: wharfinger_store::new_account_id(site.world.now(), [7; 10]),
        name: name.parse().unwrap(),
        role: Role::Member,
        email: Some(Email {
            address: email.to_owned(),
            verified_at: Some(site.world.now()),
        }),
        password: None,
        identity: None,
    };
    let by = site.by(Actor::Account(OPERATOR));
    let made = site.model.create_account(new, by).await;
    made.unwrap();
}

async fn accounts(site: &Site) -> usize {
    let page = site.model.list_accounts(Paging::new(None, 100)).await;
    page.unwrap().accounts.len()
}

#[actix_web::test]
async fn somebody_new_gets_an_account_and_is_told_its_name() {
    let site = Site::new().await;
    let before = accounts(&site).await;
    let mut browser = Browser::default();
    let page = browser.sign_in(&site).await;
    assert_eq!(page.status, 200);
    // The name is to be read, so nothing hurries on.
    assert_eq!(page.refresh(), None);
    assert!(page.text.contains("<code>ada</code>"), "{}", page.text);
    assert!(page.text.contains("href=\"/tools\""), "{}", page.text);
    assert_eq!(accounts(&site).await, before + 1);
    let account = site.account().await;
    let log = site
        .model
        .audit_entries(AuditFilter::default(), Paging::first(1));
    let entry = log.await.unwrap().entries.remove(0);
    assert_eq!(entry.action, Action::SignedInByProvider);
    assert_eq!(entry.actor, Actor::Account(account.id));
    assert_eq!(account.name.as_str(), "ada");
    assert_eq!(account.role, Role::Member);
    assert_eq!(account.verified_email(), Some("ada@example.org"));
    let page = browser.get(&site, "/account", From::Ours).await;
    assert_eq!(page.status, 200);
    assert!(page.text.contains(">ada</h2>"), "{}", page.text);
}

#[actix_web::test]
async fn somebody_known_goes_on_at_once() {
    let site = Site::new().await;
    Browser::default().sign_in(&site).await;
    let before = accounts(&site).await;
    // The provider says another name and address by now: it is the same person.
    site.world.provider.state().claims = json!({"name": "Augusta", "email": "a@example.com"});
    let mut browser = Browser::default();
    let page = browser.sign_in(&site).await;
    assert_eq!(page.refresh().as_deref(), Some("/tools"));
    assert!(browser.is_signed_in());
    assert_eq!(browser.cookies.len(), 1, "the attempt is still there");
    assert_eq!(accounts(&site).await, before);
    assert_eq!(site.account().await.name.as_str(), "ada");
}

#[actix_web::test]
async fn an_address_alone_is_nobodys_account() {
    let site = Site::new().await;
    make_account(&site, "ada", "ada@example.org").await;
    Browser::default().sign_in(&site).await;
    let account = site.account().await;
    // The name was taken, too.
    assert_eq!(account.name.as_str(), "ada-2");
}

#[actix_web::test]
async fn an_address_that_the_provider_does_not_vouch_for_is_left_out() {
    let site = Site::new().await;
    site.world.provider.state().claims = json!({"email": "eve@example.org", "name": "Eve"});
    Browser::default().sign_in(&site).await;
    assert_eq!(site.account().await.email, None);
}

#[actix_web::test]
async fn a_disabled_account_lets_nobody_in() {
    let site = Site::new().await;
    Browser::default().sign_in(&site).await;
    let id = site.account().await.id;
    let disable = AccountChange {
        disabled: Some(true),
        ..AccountChange::default()
    };
    let by = site.by(Actor::Account(OPERATOR));
    let disabled = site.model.change_account(id, None, disable, by);
    disabled.await.unwrap();
    let mut browser = Browser::default();
    let page = browser.sign_in(&site).await;
    assert_eq!(page.status, 403);
    assert!(
        page.text.contains("the account is disabled"),
        "{}",
        page.text
    );
    assert!(!browser.is_signed_in());
}

#[actix_web::test]
async fn where_only_administrators_make_accounts_somebody_new_is_told_so() {
    let site = Site::with(SignUp::Closed).await;
    let before = accounts(&site).await;
    let mut browser = Browser::default();
    let page = browser.sign_in(&site).await;
    assert_eq!(page.status, 403);
    assert!(
        page.text.contains("made by administrators"),
        "{}",
        page.text
    );
    assert!(!browser.is_signed_in());
    assert_eq!(accounts(&site).await, before);
}

#[actix_web::test]
async fn an_answer_is_taken_once() {
    let site = Site::new().await;
    let mut browser = Browser::default();
    let callback = browser.leave(&site, "/").await;
    let away = browser.cookies.clone();
    browser.get(&site, &callback, From::Elsewhere).await;
    assert!(browser.is_signed_in());

    // The same browser, Back and forward.
    let signed_in = browser.cookies.clone();
    let page = browser.get(&site, &callback, From::Elsewhere).await;
    assert_eq!(page.status, 403);
    assert!(
        page.text.contains("has no sign-in under way"),
        "{}",
        page.text
    );
    assert_eq!(browser.cookies, signed_in);

    // Somebody who copied address and cookies.
    let mut thief = Browser { cookies: away };
    let page = thief.get(&site, &callback, From::Elsewhere).await;
    assert_eq!(page.status, 403);
    assert!(page.text.contains("used already"), "{}", page.text);
    assert!(!thief.is_signed_in());
}

#[actix_web::test]
async fn an_answer_to_another_browser_lets_nobody_in() {
    let site = Site::new().await;
    let (mut mine, mut theirs) = (Browser::default(), Browser::default());
    mine.leave(&site, "/").await;
    let callback = theirs.leave(&site, "/").await;
    for browser in [&mut mine, &mut Browser::default()] {
        let page = browser.get(&site, &callback, From::Elsewhere).await;
        assert_eq!(page.status, 403);
        assert_eq!(browser.cookies.len(), 0);
    }
    assert_eq!(site.world.provider.count(TOKEN), 0);
}

#[actix_web::test]
async fn it_goes_on_to_pages_of_ours_only() {
    let site = Site::new().await;
    Browser::default().sign_in(&site).await;
    for (next, expected) in [
        ("%2Ftools%3Fq%3Da%26cursor%3D1", "/tools?q=a&cursor=1"),
        ("https%3A%2F%2Fevil.example", "/"),
        ("%2F%2Fevil.example", "/"),
        ("%2Fa%22%3E%3Cscript%3E", "/a\"><script>"),
    ] {
        let mut browser = Browser::default();
        let callback = browser.leave(&site, next).await;
        let page = browser.get(&site, &callback, From::Elsewhere).await;
        assert!(!page.text.contains("\"><script>"), "{}", page.text);
        let refresh = page.refresh().unwrap();
        let refresh = refresh
            .replace("&#34;", "\"")
            .replace("&#62;", ">")
            .replace("&#60;", "<");
        assert_eq!(refresh, expected, "{next}");
    }
}

#[actix_web::test]
async fn the_sign_in_page_offers_every_provider() {
    let site = Site::new().await;
    let path = "/sign-in?next=/register";
    let page = Browser::default().get(&site, path, From::Ours).await;
    let button = "href=\"/sign-in/oidc/example?next=/register\">Continue with Example University<";
    assert!(page.text.contains(button), "{}", page.text);
}

#[actix_web::test]
async fn a_provider_that_is_away_or_unknown_is_said_to_be_so() {
    let site = Site::new().await;
    let mut browser = Browser::default();
    let page = browser.get(&site, "/sign-in/oidc/other", From::Ours).await;
    assert_eq!(page.status, 404);
    assert!(page.text.contains("there is no such sign-in provider"));
    let broken = Answer::Json(503, "{}".to_owned());
    site.world
        .provider
        .state()
        .answers
        .insert(DESCRIPTION, broken);
    let page = browser
        .get(&site, "/sign-in/oidc/example", From::Ours)
        .await;
    assert_eq!(page.status, 503);
    assert!(page.text.contains("does not answer"), "{}", page.text);
    assert!(browser.cookies.is_empty());
}

#[actix_web::test]
async fn two_people_have_two_accounts() {
    let site = Site::new().await;
    Browser::default().sign_in(&site).await;
    site.world.provider.state().claims = json!({
        "sub": "subject-2", "name": "Ada", "preferred_username": "Åsa.B", "email": "a@example.org",
    });
    Browser::default().sign_in(&site).await;
    let other = site.account_of("subject-2").await.unwrap();
    assert_eq!(other.name.as_str(), "asa-b");
    assert_ne!(site.account_of(SUBJECT).await.unwrap().id, other.id);
}

#[actix_web::test]
async fn a_server_that_cannot_use_its_providers_does_not_start() {
    let (settings, secret) = settings("http://127.0.0.1:1");
    let start = async |public_url: Option<&str>| {
        let config = Config {
            listen: "127.0.0.1:0".to_owned(),
            public_url: public_url.map(str::to_owned),
            sign_in: settings.clone(),
            ..Config::default()
        };
        let store = Arc::new(Model::new());
        Server::start_with(config, store, Arc::new(System), Arc::new(System)).await
    };
    let public_url = Some("https://wharf.example");
    assert!(start(public_url).await.is_ok());
    let error = start(None).await.err().unwrap();
    assert!(matches!(error, StartError::SignIn(SetupError::NoPublicUrl)));
    drop(secret);
    let error = start(public_url).await.err().unwrap().to_string();
    assert!(error.starts_with("`sign_in` entry `example`: "), "{error}");
}

//! Signing in, connecting and disconnecting over our own routes, with the provider's own forms between.

use crate::browser::Browser;
use crate::provider::{Provider, SECRET};
use crate::providers;
use crate::site::{LEAVE, Page, Site, Visitor};

const PASSWORD: &str = "correct horse battery staple";

/// A site over a provider, which ends with the test.
async fn site() -> (Provider, Site) {
    let provider = Provider::start(&[]);
    let site = Site::new(providers(&provider.issuer, "RS256", SECRET)).await;
    (provider, site)
}

/// Grace, who has made an account with a password.
async fn grace(site: &Site) -> Visitor {
    let mut grace = Visitor::default();
    let form = [("name", "grace"), ("email", ""), ("password", PASSWORD)];
    let made = grace.post(site, "/sign-up", &form).await;
    assert_eq!(made.status, 303, "{}", made.text);
    grace
}

/// Connects the visitor's account with `person` at the provider; what comes of it.
async fn connect(site: &Site, visitor: &mut Visitor, person: &str, password: &str) -> Page {
    let form = [("password_for_provider", password)];
    let page = visitor.post(site, LEAVE, &form).await;
    let Some(location) = page.refresh() else {
        return page;
    };
    let query = Browser::default().consent(&location, person).await;
    let back = visitor.come_back(site, &query).await;
    let step = back.refresh().unwrap();
    assert!(step.starts_with("/sign-in/oidc/real/connect?"), "{step}");
    visitor.get(site, &step).await
}

#[actix_web::test]
async fn somebody_signs_in_gets_an_account_and_comes_back_to_it() {
    let (_provider, site) = site().await;
    let mut ada = Visitor::default();
    let page = ada.sign_in(&site, "ada").await;
    assert_eq!(page.status, 200, "{}", page.text);
    assert!(page.text.contains("<code>ada</code>"), "{}", page.text);
    assert!(ada.is_signed_in());
    assert_eq!(ada.name(&site).await, "ada");
    let page = ada.get(&site, "/account").await;
    assert!(page.text.contains("ada@example.org"), "{}", page.text);

    let mut elsewhere = Visitor::default();
    let page = elsewhere.sign_in(&site, "ada").await;
    assert_eq!(page.refresh().as_deref(), Some("/tools"), "{}", page.text);
    assert_eq!(elsewhere.name(&site).await, "ada");
    let mut bob = Visitor::default();
    bob.sign_in(&site, "bob").await;
    assert_eq!(bob.name(&site).await, "bob");
}

#[actix_web::test]
async fn whoever_declines_is_not_signed_in() {
    let (_provider, site) = site().await;
    let mut ada = Visitor::default();
    let left = ada.get(&site, LEAVE).await;
    let query = Browser::default().decline(&left.location.unwrap()).await;
    let page = ada.come_back(&site, &query).await;
    assert_eq!(page.status, 403);
    assert!(page.text.contains("role=\"alert\""), "{}", page.text);
    assert!(!ada.is_signed_in());
}

#[actix_web::test]
async fn an_account_is_connected_and_disconnected() {
    let (_provider, site) = site().await;
    let mut grace = grace(&site).await;
    let refused = connect(&site, &mut grace, "g", "not her password").await;
    assert_eq!(refused.status, 422);
    let done = connect(&site, &mut grace, "g", PASSWORD).await;
    assert_eq!(done.location.as_deref(), Some("/account?done=connected"));

    let mut elsewhere = Visitor::default();
    elsewhere.sign_in(&site, "g").await;
    assert_eq!(elsewhere.name(&site).await, "grace");

    let done = grace.post(&site, "/account/provider", &[]).await;
    assert_eq!(done.location.as_deref(), Some("/account?done=disconnected"));
    let mut somebody = Visitor::default();
    somebody.sign_in(&site, "g").await;
    assert_eq!(somebody.name(&site).await, "g", "no longer her");
    // Who is somebody else by now cannot be connected again.
    let taken = connect(&site, &mut grace, "g", PASSWORD).await;
    assert_eq!(taken.status, 409);
}

#[actix_web::test]
async fn a_provider_is_not_disconnected_where_it_is_the_only_way_in() {
    let (_provider, site) = site().await;
    let mut ada = Visitor::default();
    ada.sign_in(&site, "ada").await;
    let refused = ada.post(&site, "/account/provider", &[]).await;
    assert_eq!(refused.status, 409);
    let form = [("password", PASSWORD)];
    let set = ada.post(&site, "/account/password", &form).await;
    assert_eq!(set.location.as_deref(), Some("/account?done=password"));
    let done = ada.post(&site, "/account/provider", &[]).await;
    assert_eq!(done.location.as_deref(), Some("/account?done=disconnected"));
}

//! Our own site over the provider: the whole application, and a browser that is at both.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use actix_http::Request;
use actix_web::body::{BoxBody, to_bytes};
use actix_web::dev::{Service as _, ServiceResponse};
use actix_web::http::header;
use actix_web::middleware::from_fn;
use actix_web::test::{TestRequest, init_service};
use actix_web::web::Data;
use actix_web::{App, Error};
use wharfinger_server::config::Config;
use wharfinger_server::oidc::Providers;
use wharfinger_server::seams::System;
use wharfinger_server::state::State;
use wharfinger_server::{app, edge};
use wharfinger_store::Model;

use crate::browser::Browser;

/// Where people go to sign in there.
pub(crate) const LEAVE: &str = "/sign-in/oidc/real";

/// The session's cookie over TLS, which no browser sends on the way from another site.
const SESSION: &str = "__Host-wharfinger";

type Called = Pin<Box<dyn Future<Output = Result<ServiceResponse<BoxBody>, Error>>>>;

/// The site.
pub(crate) struct Site {
    call: Box<dyn Fn(Request) -> Called>,
}

/// A page that came.
pub(crate) struct Page {
    pub(crate) status: u16,
    pub(crate) location: Option<String>,
    pub(crate) text: String,
}

/// Somebody's browser, as our site knows it.
#[derive(Default)]
pub(crate) struct Visitor {
    cookies: BTreeMap<String, String>,
}

impl Site {
    pub(crate) async fn new(providers: Providers) -> Self {
        let config = Config {
            public_url: Some("https://wharf.example".to_owned()),
            ..Config::default()
        };
        let store = Arc::new(Model::new());
        let state = State::new(config, store, Arc::new(System), Arc::new(System));
        let state = Data::new(state.with_providers(providers));
        let app = App::new()
            .wrap(from_fn(edge::edge))
            .configure(app::configure(state));
        let service = init_service(app).await;
        Self {
            call: Box::new(move |request| Box::pin(service.call(request))),
        }
    }
}

impl Visitor {
    pub(crate) async fn get(&mut self, site: &Site, path: &str) -> Page {
        self.send(site, TestRequest::get().uri(path), true).await
    }

    /// Comes back from the provider, whose site the browser was at.
    async fn get_from_elsewhere(&mut self, site: &Site, path: &str) -> Page {
        self.send(site, TestRequest::get().uri(path), false).await
    }

    /// Sends a form of ours.
    pub(crate) async fn post(&mut self, site: &Site, path: &str, form: &[(&str, &str)]) -> Page {
        let token = if self.cookies.contains_key(SESSION) {
            self.get(site, "/account").await.form_token()
        } else {
            String::new()
        };
        let form = [form, &[("csrf", &*token)]].concat();
        let request = TestRequest::post()
            .uri(path)
            .insert_header(("sec-fetch-site", "same-origin"))
            .set_form(form);
        self.send(site, request, true).await
    }

    async fn send(&mut self, site: &Site, request: TestRequest, is_from_ours: bool) -> Page {
        let sent = self
            .cookies
            .iter()
            .filter(|(name, _)| is_from_ours || *name != SESSION)
            .map(|(name, value)| format!("{name}={value}"));
        let request = request
            .peer_addr("192.0.2.1:40000".parse().unwrap())
            .insert_header((header::COOKIE, sent.collect::<Vec<_>>().join("; ")))
            .insert_header((header::ACCEPT, "text/html"))
            .to_request();
        let response = (site.call)(request).await.unwrap();
        let (_, response) = response.into_parts();
        for cookie in response.headers().get_all(header::SET_COOKIE) {
            self.keep(cookie.to_str().unwrap());
        }
        let location = response.headers().get(header::LOCATION);
        let location = location.map(|location| location.to_str().unwrap().to_owned());
        let status = response.status().as_u16();
        let body = to_bytes(response.into_body()).await.ok().unwrap();
        let text = String::from_utf8(body.to_vec()).unwrap();
        Page {
            status,
            location,
            text,
        }
    }

    fn keep(&mut self, set: &str) {
        let (pair, attributes) = set.split_once(';').unwrap();
        let (name, value) = pair.split_once('=').unwrap();
        if attributes.contains("Max-Age=0") {
            self.cookies.remove(name);
        } else {
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }

    pub(crate) fn is_signed_in(&self) -> bool {
        self.cookies.contains_key(SESSION)
    }

    /// Signs in at the provider as `person`; the page of ours that this leads to.
    pub(crate) async fn sign_in(&mut self, site: &Site, person: &str) -> Page {
        let left = self.get(site, &format!("{LEAVE}?next=/tools")).await;
        assert_eq!(left.status, 303, "{}", left.text);
        let location = left.location.unwrap();
        let query = Browser::default().consent(&location, person).await;
        self.come_back(site, &query).await
    }

    /// Comes back from the provider with the query that it gave.
    pub(crate) async fn come_back(&mut self, site: &Site, query: &str) -> Page {
        let callback = format!("{LEAVE}/callback?{query}");
        self.get_from_elsewhere(site, &callback).await
    }

    /// What the site calls whoever is signed in.
    pub(crate) async fn name(&mut self, site: &Site) -> String {
        let page = self.get(site, "/account").await;
        let (_, rest) = page.text.split_once("<h2 id=\"who-title\">").unwrap();
        rest.split('<').next().unwrap().to_owned()
    }
}

impl Page {
    /// Where it goes on by itself, if it does.
    pub(crate) fn refresh(&self) -> Option<String> {
        let rest = self.text.split_once("content=\"0; url=")?.1;
        let escaped = rest.split_once('"')?.0;
        Some(escaped.replace("&#38;", "&").replace("&#61;", "="))
    }

    /// The token of its forms.
    fn form_token(&self) -> String {
        let (_, rest) = self.text.split_once("name=\"csrf\" value=\"").unwrap();
        rest.split('"').next().unwrap().to_owned()
    }
}

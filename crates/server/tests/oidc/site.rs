//! The whole application with a provider, and browsers that keep cookies as browsers do.

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
use wharfinger_server::config::{Config, SignUp};
use wharfinger_server::seams::{Clock as _, System};
use wharfinger_server::state::State;
use wharfinger_server::{app, edge};
use wharfinger_store::{Account, Accounts as _, Actor, By, Identity, Model};

use crate::provider::SUBJECT;
use crate::world::World;

/// The session's cookie over TLS.
pub(crate) const SESSION: &str = "__Host-wharfinger";

type Called = Pin<Box<dyn Future<Output = Result<ServiceResponse<BoxBody>, Error>>>>;

pub(crate) struct Site {
    call: Box<dyn Fn(Request) -> Called>,
    pub(crate) world: World,
    pub(crate) model: Arc<Model>,
}

/// Where the page is from that leads to the next.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum From {
    /// One of ours, or the address bar.
    Ours,
    /// The provider's, or anybody else's: strict cookies stay at home.
    Elsewhere,
}

/// A page that came.
pub(crate) struct Page {
    pub(crate) status: u16,
    pub(crate) location: Option<String>,
    pub(crate) text: String,
}

#[derive(Default)]
pub(crate) struct Browser {
    pub(crate) cookies: BTreeMap<String, String>,
}

impl Site {
    pub(crate) async fn new() -> Self {
        Self::with(SignUp::Open).await
    }

    pub(crate) async fn with(sign_up: SignUp) -> Self {
        let (world, model) = (World::new(), Arc::new(Model::new()));
        let config = Config {
            public_url: Some("https://wharf.example".to_owned()),
            sign_up,
            ..Config::default()
        };
        let state = State::new(config, model.clone(), world.clock.clone(), Arc::new(System))
            .with_providers(world.another_server());
        let app = App::new()
            .wrap(from_fn(edge::edge))
            .configure(app::configure(Data::new(state)));
        let service = init_service(app).await;
        Self {
            call: Box::new(move |request| Box::pin(service.call(request))),
            world,
            model,
        }
    }

    pub(crate) fn by(&self, actor: Actor) -> By {
        By {
            actor,
            request_id: "test".to_owned(),
            now: self.world.clock.now(),
        }
    }

    /// The account of the person with this subject.
    pub(crate) async fn account_of(&self, subject: &str) -> Option<Account> {
        let identity = Identity {
            issuer: self.world.provider.issuer.clone(),
            subject: subject.to_owned(),
        };
        self.model.account_of_identity(&identity).await.unwrap()
    }

    pub(crate) async fn account(&self) -> Account {
        self.account_of(SUBJECT).await.unwrap()
    }
}

impl Browser {
    pub(crate) async fn get(&mut self, site: &Site, path: &str, from: From) -> Page {
        self.send(site, TestRequest::get().uri(path), from).await
    }

    /// Sends a form of ours.
    pub(crate) async fn post(&mut self, site: &Site, path: &str, form: &[(&str, &str)]) -> Page {
        let request = TestRequest::post()
            .uri(path)
            .insert_header(("sec-fetch-site", "same-origin"))
            .set_form(form);
        self.send(site, request, From::Ours).await
    }

    async fn send(&mut self, site: &Site, request: TestRequest, from: From) -> Page {
        let sent = self
            .cookies
            .iter()
            .filter(|(name, _)| from == From::Ours || *name != SESSION)
            .map(|(name, value)| format!("{name}={value}"));
        let cookies = sent.collect::<Vec<_>>().join("; ");
        let request = request
            .peer_addr("192.0.2.1:40000".parse().unwrap())
            .insert_header((header::COOKIE, cookies))
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
        Page {
            status,
            location,
            text: String::from_utf8(body.to_vec()).unwrap(),
        }
    }

    fn keep(&mut self, set: &str) {
        let (pair, attributes) = set.split_once(';').unwrap();
        let (name, value) = pair.split_once('=').unwrap();
        let is_strict = attributes.contains("SameSite=Strict");
        assert_eq!(is_strict, name == SESSION, "{set}");
        if attributes.contains("Max-Age=0") {
            self.cookies.remove(name);
        } else {
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }

    /// Leaves for the provider; the address of the callback that it is sent back to.
    pub(crate) async fn leave(&mut self, site: &Site, next: &str) -> String {
        let path = format!("/sign-in/oidc/example?next={next}");
        let page = self.get(site, &path, From::Ours).await;
        assert_eq!(page.status, 303, "{}", page.text);
        callback(site, &page.location.unwrap())
    }

    /// Signs in at the provider; the page that it comes back to.
    pub(crate) async fn sign_in(&mut self, site: &Site) -> Page {
        let callback = self.leave(site, "/tools").await;
        self.get(site, &callback, From::Elsewhere).await
    }

    pub(crate) fn is_signed_in(&self) -> bool {
        self.cookies.contains_key(SESSION)
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
    pub(crate) fn form_token(&self) -> String {
        let (_, rest) = self.text.split_once("name=\"csrf\" value=\"").unwrap();
        rest.split('"').next().unwrap().to_owned()
    }
}

/// The person at the provider says yes; where the browser is sent back to.
pub(crate) fn callback(site: &Site, location: &str) -> String {
    let query = site.world.provider.authorize(location);
    format!("/sign-in/oidc/example/callback?{query}")
}

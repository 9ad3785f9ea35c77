//! A browser without a screen: follows redirects, keeps cookies, fills in the provider's forms.

use std::collections::HashMap;
use std::sync::Arc;

use reqwest::header::{CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, Url};
use rustls::crypto::ring;
use rustls::{ClientConfig, RootCertStore};

use crate::provider::REDIRECT_URL;

/// More pages than there are between leaving and coming back.
const STEPS_MAX: usize = 12;

#[derive(Default)]
pub(crate) struct Browser {
    cookies: HashMap<String, String>,
}

/// Where a request led.
enum Page {
    Redirect(Url),
    Html(String),
}

impl Browser {
    /// Signs `person` in at the provider and agrees; the query of the way back.
    pub(crate) async fn consent(&mut self, location: &str, person: &str) -> String {
        let mut url: Url = location.parse().unwrap();
        for _ in 0..STEPS_MAX {
            if let Some(query) = way_back(&url) {
                return query;
            }
            let page = self.load(Method::GET, &url, String::new()).await;
            url = match page {
                Page::Redirect(next) => next,
                Page::Html(html) => {
                    let action = url.join(between(&html, "action=\"", "\"")).unwrap();
                    let form = match between(&html, "name=\"prompt\" value=\"", "\"") {
                        "login" => format!("prompt=login&login={person}&password=any"),
                        other => format!("prompt={other}"),
                    };
                    match self.load(Method::POST, &action, form).await {
                        Page::Redirect(next) => next,
                        Page::Html(html) => panic!("the form leads nowhere: {html}"),
                    }
                }
            };
        }
        panic!("the provider does not send the browser back");
    }

    /// Goes to the provider and takes the way out there.
    pub(crate) async fn decline(&mut self, location: &str) -> String {
        let mut url: Url = location.parse().unwrap();
        for _ in 0..STEPS_MAX {
            if let Some(query) = way_back(&url) {
                return query;
            }
            url = match self.load(Method::GET, &url, String::new()).await {
                Page::Redirect(next) => next,
                Page::Html(_) => format!("{url}/abort").parse().unwrap(),
            };
        }
        panic!("the provider does not send the browser back");
    }

    async fn load(&mut self, method: Method, url: &Url, form: String) -> Page {
        let client = Client::builder()
            .redirect(Policy::none())
            .tls_backend_preconfigured(no_tls())
            .build()
            .unwrap();
        let cookies: Vec<_> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let response = client
            .request(method, url.clone())
            .header(COOKIE, cookies.join("; "))
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(form)
            .send()
            .await
            .unwrap();
        for cookie in response.headers().get_all(SET_COOKIE) {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        match response.headers().get(LOCATION) {
            Some(next) => Page::Redirect(url.join(next.to_str().unwrap()).unwrap()),
            None => Page::Html(response.text().await.unwrap()),
        }
    }
}

/// The provider is on loopback, without TLS.
fn no_tls() -> ClientConfig {
    ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(RootCertStore::empty())
        .with_no_client_auth()
}

fn way_back(url: &Url) -> Option<String> {
    url.as_str()
        .starts_with(REDIRECT_URL)
        .then(|| url.query().unwrap().to_owned())
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let (_, rest) = text
        .split_once(before)
        .unwrap_or_else(|| panic!("no `{before}` in {text}"));
    rest.split_once(after).unwrap().0
}

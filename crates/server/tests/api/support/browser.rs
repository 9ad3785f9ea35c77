//! A browser without scripts.

use actix_web::test::TestRequest;
use serde_json::Value;
use wharfinger_server::secret::Secret;

use super::{Answer, Api};

/// What a browser says of a request that comes from our own page.
pub(crate) const SAME_ORIGIN: (&str, &str) = ("sec-fetch-site", "same-origin");

/// A browser that is signed in.
pub(crate) struct Browser<'a> {
    api: &'a Api,
    pub(crate) cookie: String,
    pub(crate) csrf: String,
}

impl<'a> Browser<'a> {
    /// The browser with this session.
    pub(crate) async fn with_session(api: &'a Api, id: &Secret) -> Self {
        Self::with_cookie(api, format!("wharfinger={}", id.reveal())).await
    }

    /// The browser that an answer has signed in.
    pub(crate) async fn of(api: &'a Api, answer: &Answer) -> Self {
        let set = answer.header("set-cookie").unwrap();
        let cookie = set.split(';').next().unwrap().to_owned();
        Self::with_cookie(api, cookie).await
    }

    async fn with_cookie(api: &'a Api, cookie: String) -> Self {
        let browser = Self {
            api,
            cookie,
            csrf: String::new(),
        };
        let page = browser.get("/register").await;
        let csrf = form_token(&page);
        Self { csrf, ..browser }
    }

    /// A request that carries the session.
    pub(crate) fn request(&self, request: TestRequest) -> TestRequest {
        request.insert_header(("cookie", self.cookie.clone()))
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        let request = TestRequest::get()
            .uri(path)
            .insert_header(("accept", "text/html"));
        let request = self.request(request);
        page(self.api.send_unlisted(request).await)
    }

    /// What the API answers this browser.
    pub(crate) async fn read(&self, path: &str) -> Value {
        let request = self.request(TestRequest::get().uri(path));
        self.api.send(request).await.json()
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        let request = TestRequest::delete().uri(path).insert_header(SAME_ORIGIN);
        self.api.send(self.request(request)).await
    }

    pub(crate) async fn post(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        let form = [form, &[("csrf", &self.csrf)]].concat();
        page(post(self.api, path, &self.cookie, &form).await)
    }
}

/// Sends a form.
pub(crate) async fn post(api: &Api, path: &str, cookie: &str, form: &[(&str, &str)]) -> Answer {
    let request = TestRequest::post()
        .uri(path)
        .insert_header(("accept", "text/html"))
        .insert_header(("cookie", cookie))
        .insert_header(SAME_ORIGIN)
        .set_form(form);
    api.send_unlisted(request).await
}

/// The token that the forms of a page carry.
#[track_caller]
pub(crate) fn form_token(page: &Answer) -> String {
    let (_, rest) = page.text().split_once("name=\"csrf\" value=\"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

/// Every page forbids scripts of others and is kept by nobody.
#[track_caller]
pub(crate) fn page(answer: Answer) -> Answer {
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    if answer.status != 303 {
        assert_eq!(
            answer.header("content-type"),
            Some("text/html; charset=utf-8")
        );
        let policy = answer.header("content-security-policy").unwrap();
        assert!(policy.contains("script-src 'self' 'wasm-unsafe-eval';"));
        assert!(!answer.text().contains("<script>"), "no inline script");
        assert!(!answer.text().contains(" style="), "no inline style");
    }
    answer
}

#[track_caller]
pub(crate) fn holds(answer: &Answer, text: &str) {
    assert!(
        answer.text().contains(text),
        "`{text}` in {}",
        answer.text()
    );
}

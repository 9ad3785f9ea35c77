//! An application over a store in memory, a clock that stands still and randomness that counts.

pub(crate) mod browser;
pub(crate) mod people;
pub(crate) mod registry;
pub(crate) mod troubled;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use actix_http::Request;
use actix_web::body::{BoxBody, to_bytes};
use actix_web::dev::{Service as _, ServiceResponse};
use actix_web::http::header::HeaderMap;
use actix_web::middleware::from_fn;
use actix_web::test::{TestRequest, init_service};
use actix_web::web::{Bytes, Data};
use actix_web::{App, Error};
use serde_json::{Value, json};
use wharfinger_core::policy::Installation;
use wharfinger_server::config::Config;
use wharfinger_server::grants::{self, Grants};
use wharfinger_server::images::{Images, look_at_what_is_due};
use wharfinger_server::mail::MailSettings;
use wharfinger_server::operator_token::OperatorToken;
use wharfinger_server::seams::{Clock, Entropy};
use wharfinger_server::state::State;
use wharfinger_server::{advance, app, edge};
use wharfinger_store::{Model, Store, Timestamp};

/// The operator's token in every test.
pub(crate) const TOKEN: &str = "the-token-of-these-tests";

/// 2026-11-23T12:00:00Z.
pub(crate) const START: i64 = 1_795_435_200_000_000;

pub(crate) struct Api {
    call: Box<dyn Fn(Request) -> Called>,
    document: Value,
    clock: Arc<TestClock>,
    store: Arc<dyn Store>,
    state: Data<State>,
}

/// The configuration of a server that sends mail.
pub(crate) fn sending_mail() -> Config {
    let url = "smtps://mail.example.org".to_owned().into();
    let mail = MailSettings::read(Some(url), None, Some("no-reply@example.org"));
    Config {
        mail: mail.unwrap(),
        ..Config::default()
    }
}

type Called = Pin<Box<dyn Future<Output = Result<ServiceResponse<BoxBody>, Error>>>>;

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Api {
    pub(crate) async fn new() -> Self {
        Self::over(Config::default(), Arc::new(Model::new())).await
    }

    /// One that says it sends mail; nothing leaves it.
    pub(crate) async fn with_mail() -> Self {
        Self::with(sending_mail()).await
    }

    pub(crate) async fn with(config: Config) -> Self {
        Self::over(config, Arc::new(Model::new())).await
    }

    pub(crate) async fn over(config: Config, store: Arc<dyn Store>) -> Self {
        let config = Config {
            operator_token: Some(OperatorToken::parse(TOKEN).unwrap()),
            ..config
        };
        Self::exactly(config, store).await
    }

    /// One whose operator has no token.
    pub(crate) async fn without_operator() -> Self {
        Self::exactly(Config::default(), Arc::new(Model::new())).await
    }

    async fn exactly(config: Config, store: Arc<dyn Store>) -> Self {
        Self::calling(config, store, None).await
    }

    /// One that calls AWS, or what stands for it.
    pub(crate) async fn with_aws(settings: grants::Settings) -> Self {
        Self::with_aws_as(Config::default(), settings).await
    }

    /// The same with a configuration.
    pub(crate) async fn with_aws_as(config: Config, settings: grants::Settings) -> Self {
        let config = Config {
            operator_token: Some(OperatorToken::parse(TOKEN).unwrap()),
            ..config
        };
        Self::calling(config, Arc::new(Model::new()), Some(settings)).await
    }

    async fn calling(config: Config, store: Arc<dyn Store>, aws: Option<grants::Settings>) -> Self {
        let clock = Arc::new(TestClock(AtomicI64::new(START)));
        let entropy = Arc::new(Counting(AtomicU64::new(0)));
        let images = Images::new(&config.images).unwrap();
        let mut state = State::new(config, store.clone(), clock.clone(), entropy);
        if let Some(images) = images {
            state = state.with_images(images);
        }
        if let Some(settings) = aws {
            let installation = Installation::new("0a1b2c3d").unwrap();
            let grants = Grants::new(settings, installation, clock.clone()).await;
            state = state.with_grants(grants);
        }
        let state = Data::new(state);
        let app = App::new()
            .wrap(from_fn(edge::edge))
            .configure(app::configure(state.clone()));
        let service = init_service(app).await;
        let mut api = Self {
            call: Box::new(move |request| Box::pin(service.call(request))),
            document: Value::Null,
            clock,
            store,
            state,
        };
        let document = api
            .send(TestRequest::get().uri("/api/v1/openapi.json"))
            .await;
        api.document = document.json();
        api
    }

    /// The OpenAPI document.
    pub(crate) fn document(&self) -> &Value {
        &self.document
    }

    /// What is remembered.
    pub(crate) fn store(&self) -> &dyn Store {
        &*self.store
    }

    /// What the clock says.
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(crate) fn wait_seconds(&self, seconds: i64) {
        self.clock.wait_seconds(seconds);
    }

    /// Lets time pass when it is called, wherever that is.
    pub(crate) fn waiting(&self, seconds: i64) -> impl FnOnce() + Send + 'static + use<> {
        let clock = self.clock.clone();
        move || clock.wait_seconds(seconds)
    }

    pub(crate) fn wait_days(&self, days: i64) {
        self.wait_seconds(days * 24 * 60 * 60);
    }

    /// Does what a running server does every minute; returns how much was due.
    pub(crate) async fn advance(&self) -> u32 {
        advance(&self.state).await.unwrap()
    }

    /// Looks at the images that are due, as a running server does again and again; returns how many.
    pub(crate) async fn look(&self) -> usize {
        look_at_what_is_due(&self.state).await.unwrap()
    }

    /// Every route of the application, parameters included.
    ///
    /// The framework tells its routes in its debug output alone; a test may read that, and finds nothing
    /// where it looks different one day.
    pub(crate) async fn routes(&self) -> Vec<String> {
        let request = TestRequest::get().uri("/healthz").to_request();
        let response = (self.call)(request).await.unwrap();
        let shown = format!("{:?}", response.request().resource_map());
        let routes = shown.split("patterns: Single(\"").skip(1);
        let routes = routes.map(|rest| rest.split('"').next().unwrap().to_owned());
        let mut routes: Vec<_> = routes.filter(|route| !route.is_empty()).collect();
        routes.sort_unstable();
        routes.dedup();
        assert!(routes.len() > 50, "{shown}");
        routes
    }

    /// Sends a request and holds the answer against the document.
    pub(crate) async fn send(&self, request: TestRequest) -> Answer {
        self.exchange(request, !self.document.is_null()).await
    }

    /// Sends a request whose answer the document does not list.
    pub(crate) async fn send_unlisted(&self, request: TestRequest) -> Answer {
        self.exchange(request, false).await
    }

    /// Sends a request from elsewhere.
    pub(crate) async fn send_from(&self, peer: &str, request: TestRequest) -> Answer {
        self.exchange_from(peer, request, true).await
    }

    async fn exchange(&self, request: TestRequest, is_listed: bool) -> Answer {
        self.exchange_from("192.0.2.1:40000", request, is_listed)
            .await
    }

    async fn exchange_from(&self, peer: &str, request: TestRequest, is_listed: bool) -> Answer {
        let request = request.peer_addr(peer.parse().unwrap()).to_request();
        let (method, path) = (request.method().to_string(), request.path().to_owned());
        let response = (self.call)(request).await.unwrap();
        let (_, response) = response.into_parts();
        let (head, body) = response.into_parts();
        let answer = Answer {
            status: head.status().as_u16(),
            headers: head.headers().clone(),
            body: to_bytes(body).await.ok().unwrap(),
        };
        answer.check_headers(&format!("{method} {path}"));
        if is_listed {
            self.check_against_document(&method, &path, &answer);
        }
        answer
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(TestRequest::get().uri(path)).await
    }

    pub(crate) async fn check(&self, draft: &Value) -> Answer {
        self.send(TestRequest::post().uri("/api/v1/check").set_json(draft))
            .await
    }

    /// Registers as the operator.
    pub(crate) async fn register(&self, draft: &Value) -> Answer {
        self.send(register(draft).insert_header(bearer())).await
    }

    /// Registers a tool that must be taken.
    pub(crate) async fn registered(&self, image: &str) -> Answer {
        let answer = self.register(&json!({ "image": image })).await;
        assert_eq!(answer.status, 201, "{image}: {}", answer.text());
        answer
    }

    /// Changes a tool as the operator.
    pub(crate) async fn update(&self, path: &str, if_match: &str, changes: &Value) -> Answer {
        let request = update(path, changes)
            .insert_header(("if-match", if_match))
            .insert_header(bearer());
        self.send(request).await
    }

    fn check_against_document(&self, method: &str, path: &str, answer: &Answer) {
        let context = format!("{method} {path}: {} {}", answer.status, answer.text());
        let Some(operation) = self.operation(&method.to_lowercase(), path) else {
            // What the document does not know is refused, but for the pages.
            let is_refused = matches!(answer.status, 404 | 405);
            assert!(
                is_refused || method == "HEAD" || !path.starts_with("/api/"),
                "{context}"
            );
            return;
        };
        let response = &operation["responses"][answer.status.to_string()];
        assert!(
            response.is_object(),
            "the document does not name this status; {context}"
        );
        let response = match response["$ref"].as_str() {
            Some(reference) => self.document.pointer(&reference[1..]).unwrap(),
            None => response,
        };
        if answer.body.is_empty() {
            assert!(response["content"].is_null(), "{context}");
            return;
        }
        let media_type = answer.header("content-type").unwrap();
        let essence = media_type.split(';').next().unwrap();
        let schema = &response["content"][essence]["schema"];
        assert!(
            schema.is_object(),
            "the document does not name `{essence}`; {context}"
        );
        if essence.ends_with("json") {
            let mut schema = schema.clone();
            schema["components"] = self.document["components"].clone();
            let validator = jsonschema::validator_for(&schema).unwrap();
            if let Err(error) = validator.validate(&answer.json()) {
                panic!("{error} at `{}`; {context}", error.instance_path());
            }
        }
    }

    fn operation(&self, method: &str, path: &str) -> Option<&Value> {
        let paths = self.document["paths"].as_object().unwrap();
        let exact = paths.get(path);
        let matching = || {
            let mut templates = paths.iter();
            templates.find(|(template, _)| fits(template, path))
        };
        exact
            .or_else(|| matching().map(|(_, operations)| operations))?
            .get(method)
    }
}

/// Whether a path is one of those that a template of the document means. A tool path has slashes, every
/// other parameter is one segment.
fn fits(template: &str, path: &str) -> bool {
    if let Some(prefix) = template.strip_suffix("{path}") {
        return path
            .strip_prefix(prefix)
            .is_some_and(|rest| !rest.is_empty());
    }
    let (template, path) = (template.split('/'), path.split('/'));
    template.clone().count() == path.clone().count()
        && template
            .zip(path)
            .all(|(named, given)| named == given || (named.starts_with('{') && !given.is_empty()))
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.text()))
    }

    /// Asserts that this is a refusal of the type with this name, and returns its document.
    #[track_caller]
    pub(crate) fn refused(&self, status: u16, name: &str) -> Value {
        let document = self.json();
        assert_eq!(self.status, status, "{document}");
        assert_eq!(document["type"], format!("/api/v1/problems/{name}"));
        document
    }

    /// Whether it is a refusal in the words of OAuth (RFC 6749, 5.2).
    fn is_oauth_error(&self) -> bool {
        self.status == 400
            && self.header("content-type") == Some("application/json")
            && self.json()["error"].is_string()
    }

    #[track_caller]
    fn check_headers(&self, context: &str) {
        assert_eq!(
            self.header("x-content-type-options"),
            Some("nosniff"),
            "{context}"
        );
        assert!(
            self.header("content-security-policy").is_some(),
            "{context}"
        );
        let id = self.header("x-request-id").unwrap();
        let is_standard =
            context.ends_with(" /ga4gh/trs/v2") || context.contains(" /ga4gh/trs/v2/");
        if self.status >= 400 && is_standard {
            self.check_standard_refusal(context);
        } else if self.status >= 400
            && self.header("content-type") != Some("text/html; charset=utf-8")
            && !self.is_oauth_error()
        {
            assert_eq!(
                self.header("content-type"),
                Some("application/problem+json"),
                "{context}"
            );
            let document = self.json();
            assert_eq!(document["instance"], id, "{context}");
            assert_eq!(document["status"], self.status, "{context}");
            assert_eq!(
                document["retry_after_seconds"]
                    .as_u64()
                    .map(|seconds| seconds.to_string()),
                self.header("retry-after").map(str::to_owned),
                "{context}"
            );
        }
    }
}

impl Answer {
    /// Asserts that a refusal has the shape that the Tool Registry Service gives one.
    #[track_caller]
    fn check_standard_refusal(&self, context: &str) {
        assert_eq!(
            self.header("content-type"),
            Some("application/json"),
            "{context}"
        );
        let document = self.json();
        assert_eq!(document["code"], self.status, "{context}");
        assert!(document["message"].is_string(), "{context}");
    }
}

pub(crate) fn bearer() -> (&'static str, String) {
    ("authorization", format!("Bearer {TOKEN}"))
}

pub(crate) fn register(draft: &Value) -> TestRequest {
    TestRequest::post().uri("/api/v1/tools").set_json(draft)
}

pub(crate) fn update(path: &str, changes: &Value) -> TestRequest {
    TestRequest::patch()
        .uri(&format!("/api/v1/tools/{path}"))
        .set_json(changes)
}

struct TestClock(AtomicI64);

impl TestClock {
    fn wait_seconds(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1_000_000, Ordering::Relaxed);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.load(Ordering::Relaxed))
    }
}

/// Never the same bytes twice.
struct Counting(AtomicU64);

impl Entropy for Counting {
    fn fill(&self, bytes: &mut [u8]) {
        for byte in bytes.chunks_mut(8) {
            let count = self.0.fetch_add(1, Ordering::Relaxed).to_le_bytes();
            byte.copy_from_slice(&count[..byte.len()]);
        }
    }
}

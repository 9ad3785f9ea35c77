//! Tools whose images are held against what their registry says.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use serde_json::{Value, json};
use wharfinger_core::evidence::ImagePolicy;
use wharfinger_registry::guard::Listed;
use wharfinger_server::config::Config;
use wharfinger_server::images::Settings;

use crate::support::{Api, bearer, register};

/// A registry that has `team/public:1`, hides `team/private`, and has nothing else.
struct Registry {
    host: String,
    asked: Arc<AtomicUsize>,
}

impl Registry {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let host = listener.local_addr().unwrap().to_string();
        let asked = Arc::new(AtomicUsize::new(0));
        let counted = asked.clone();
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                counted.fetch_add(1, Ordering::Relaxed);
                answer(stream);
            }
        });
        Self { host, asked }
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }

    fn draft(&self, image: &str, visibility: &str) -> Value {
        json!({
            "image": format!("{}/{image}", self.host),
            "visibility": visibility,
            "contact_email": "ada@example.org",
        })
    }
}

fn answer(mut stream: TcpStream) {
    let mut lines = BufReader::new(&stream).lines().map_while(Result::ok);
    let request = lines.next().unwrap_or_default();
    lines
        .by_ref()
        .take_while(|line| !line.is_empty())
        .for_each(drop);
    drop(lines);
    let head = if request.contains("/team/public/manifests/1 ") {
        "200 OK\r\ncontent-type: application/vnd.oci.image.manifest.v1+json\r\n\
         docker-content-digest: sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    } else if request.contains("/team/private/") {
        "401 Unauthorized\r\nwww-authenticate: Basic realm=\"lab\""
    } else {
        "404 Not Found"
    };
    // Whoever asked may have gone.
    let _ = write!(stream, "HTTP/1.1 {head}\r\ncontent-length: 0\r\n\r\n");
}

/// A server with this policy, for which the registry is listed.
async fn server(policy: ImagePolicy, host: &str) -> Api {
    let listed = Listed::parse(&format!("http://{host}")).unwrap();
    Api::with(Config {
        images: Settings {
            policy,
            internal: vec![listed],
        },
        ..Config::default()
    })
    .await
}

#[actix_web::test]
async fn a_public_tool_needs_an_image_that_everybody_can_pull() {
    let registry = Registry::start();
    let api = server(ImagePolicy::Require, &registry.host).await;
    for (image, code, field) in [
        ("team/private:1", "image.not_public", "visibility"),
        ("team/public:2", "image.missing", "image"),
        ("team/other:1", "image.missing", "image"),
    ] {
        let draft = registry.draft(image, "public");
        let answer = api.register(&draft).await;
        let problem = answer.refused(422, "invalid-registration");
        let issues = problem["issues"].as_array().unwrap();
        assert_eq!(issues.len(), 1, "{issues:?}");
        assert_eq!(
            (&issues[0]["code"], &issues[0]["field"]),
            (&json!(code), &json!(field))
        );
        assert_eq!(issues[0]["severity"], "error");
    }
    let taken = api
        .register(&registry.draft("team/public:1", "public"))
        .await;
    assert_eq!(taken.status, 201, "{}", taken.text());
    // As the button of the issue has it.
    let private = api
        .register(&registry.draft("team/private:1", "private"))
        .await;
    assert_eq!(private.status, 201, "{}", private.text());
}

#[actix_web::test]
async fn a_change_of_image_or_visibility_is_held_against_the_registry_and_no_other() {
    let registry = Registry::start();
    let api = server(ImagePolicy::Require, &registry.host).await;
    let private = api
        .register(&registry.draft("team/private:1", "private"))
        .await;
    let path = format!("{}/team/private", registry.host);
    let asked = registry.asked();

    let words = json!({"description": "Sorts."});
    let changed = api
        .update(&path, private.header("etag").unwrap(), &words)
        .await;
    assert_eq!(changed.status, 200, "{}", changed.text());
    assert_eq!(
        registry.asked(),
        asked,
        "words are nothing that a registry knows of"
    );

    let opened = json!({"visibility": "public"});
    let refused = api
        .update(&path, changed.header("etag").unwrap(), &opened)
        .await;
    let problem = refused.refused(422, "invalid-registration");
    assert_eq!(problem["issues"][0]["code"], "image.not_public");
    assert!(registry.asked() > asked);
}

#[actix_web::test]
async fn a_repeated_request_is_answered_as_before_whatever_has_become_of_the_image() {
    let registry = Registry::start();
    let api = server(ImagePolicy::Require, &registry.host).await;
    let draft = registry.draft("team/public:1", "public");
    let mut asked = Vec::new();
    for _ in 0..2 {
        let request = register(&draft)
            .insert_header(bearer())
            .insert_header(("idempotency-key", "0123456789abcdef"));
        let answer = api.send(request).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        asked.push(registry.asked());
    }
    assert_eq!(asked[0], asked[1], "the registry is not asked again");
    let taken = api
        .register(&registry.draft("team/public:2", "public"))
        .await;
    taken.refused(409, "tool-conflict");
}

#[actix_web::test]
async fn a_registry_that_is_down_keeps_nobody_from_registering() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let host = listener.local_addr().unwrap().to_string();
    drop(listener);
    let api = server(ImagePolicy::Require, &host).await;
    api.registered(&format!("{host}/team/tool:1")).await;
    // Nor does one that this server does not connect to.
    api.registered("127.0.0.1:1/team/tool:1").await;
}

#[actix_web::test]
async fn no_registry_is_asked_where_the_operator_did_not_say_so() {
    let registry = Registry::start();
    let api = server(ImagePolicy::Off, &registry.host).await;
    for image in ["team/public:1", "team/private:1", "team/other:1"] {
        api.registered(&format!("{}/{image}", registry.host)).await;
    }
    assert_eq!(registry.asked(), 0);
}

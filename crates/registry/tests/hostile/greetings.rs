//! What hosts answer that somebody says are registries.

use std::sync::Arc;

use wharfinger_registry::{DETAIL_LETTERS_MAX, Greeting, GreetingKind};

use crate::server::{Reply, Server, answer};
use crate::stage::{Zone, registries, registries_at};

/// What is made of a server that answers like this to everything.
async fn greeting(reply: impl Fn(&str) -> Reply + Send + Sync + 'static) -> Greeting {
    let server = Server::start(|_| reply).await;
    let greeting = registries_at(&server).greet(&server.authority).await;
    let heads = server.heads();
    assert!(
        heads.iter().all(|head| head.starts_with("GET /v2/ HTTP")),
        "{heads:?}"
    );
    assert!(heads.len() <= 1, "it is asked once: {heads:?}");
    greeting
}

async fn kind(status: u16, fields: &[(&str, &str)], body: &str) -> GreetingKind {
    let said = answer(status, fields, body);
    let Reply::Bytes(said) = said else {
        panic!("an answer is bytes")
    };
    greeting(move |_| Reply::Bytes(said.clone())).await.kind
}

#[tokio::test]
async fn a_registry_says_so_itself() {
    let version = ("Docker-Distribution-Api-Version", "registry/2.0");
    let json = ("Content-Type", "application/json; charset=utf-8");
    let page = ("Content-Type", "text/html");
    for (status, fields, expected) in [
        (200, &[version][..], GreetingKind::Open),
        (200, &[json], GreetingKind::Open),
        (200, &[page], GreetingKind::Other),
        (200, &[], GreetingKind::Other),
        (404, &[version], GreetingKind::Other),
        (401, &[version], GreetingKind::Other),
        (
            401,
            &[("WWW-Authenticate", "Negotiate")],
            GreetingKind::Other,
        ),
        (
            401,
            &[("WWW-Authenticate", "Basic realm=\"here\"")],
            GreetingKind::AsksForLogin,
        ),
        // It is not followed: what it leads to is another host's answer.
        (
            302,
            &[("Location", "https://quay.io/v2/")],
            GreetingKind::Other,
        ),
    ] {
        assert_eq!(kind(status, fields, "{}").await, expected, "{fields:?}");
    }
}

#[tokio::test]
async fn how_it_asks_says_what_it_runs() {
    let realm = "https://registry.example.org/service/token";
    let way = format!("Bearer realm=\"{realm}\",service=\"harbor-registry\"");
    let asked = greeting(move |_| answer(401, &[("WWW-Authenticate", &way)], "")).await;
    assert_eq!(asked.kind, GreetingKind::AsksForLogin);
    assert_eq!(asked.detail, format!("401, bearer {realm}"));
    assert_eq!(asked.software, Some("Harbor"));
}

#[tokio::test]
async fn what_it_would_like_to_have_printed_is_cut_off() {
    let way = format!("Basic realm=\"{}\u{9f}\"", "x".repeat(2_000));
    let asked = greeting(move |_| answer(401, &[("WWW-Authenticate", &way)], "")).await;
    let letters = asked.detail.chars();
    assert!(letters.clone().count() <= DETAIL_LETTERS_MAX);
    assert!(!letters.clone().any(char::is_control), "{}", asked.detail);
}

#[tokio::test]
async fn one_that_says_too_much_or_nonsense_is_none() {
    let flood = |_: &str| {
        let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n";
        Reply::Flood(head.to_owned(), "x".repeat(0x1000))
    };
    assert_eq!(greeting(flood).await.kind, GreetingKind::Other);
    let nonsense = |_: &str| Reply::Bytes("220 mail.example.org ESMTP\r\n\r\n".to_owned());
    assert_eq!(greeting(nonsense).await.kind, GreetingKind::Other);
}

#[tokio::test(start_paused = true)]
async fn one_that_says_nothing_is_silent() {
    for said in ["", "HTTP/1.1 200"] {
        let stalled = greeting(move |_| Reply::Stall(said.to_owned())).await;
        assert_eq!(stalled.kind, GreetingKind::Silent, "{said}");
    }
}

#[tokio::test]
async fn nobody_has_this_server_talk_to_its_own_network() {
    let server = Server::start(|_| |_: &str| answer(200, &[], "{}")).await;
    let zone = Arc::new(Zone::with("registry.example.org", &["10.0.0.1"]));
    let unlisted = registries(&[], zone, Vec::new());
    for host in [
        &*server.authority,
        "127.0.0.1",
        "[::1]",
        "localhost",
        "registry.example.org",
        "169.254.169.254",
        "registry.example.org:22",
    ] {
        let greeting = unlisted.greet(host).await;
        assert_eq!(
            greeting.kind,
            GreetingKind::Refused,
            "{host}: {}",
            greeting.detail
        );
        assert!(!greeting.detail.contains("10.0.0.1"), "{}", greeting.detail);
    }
    assert_eq!(server.heads(), [""; 0], "nobody was asked");
}

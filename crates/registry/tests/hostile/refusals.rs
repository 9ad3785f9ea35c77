//! What refusals and errors of a registry are taken for.

use wharfinger_core::evidence::{Unknown, Verdict};

use crate::server::{Reply, Server, answer};
use crate::stage::evidence_at;

/// A registry that wants a token, gives one to everybody, and then answers like this.
async fn behind_tokens(status: u16, body: &'static str) -> Verdict {
    let server = Server::start(|own| {
        move |head: &str| {
            if head.starts_with("GET /token") {
                return answer(200, &[], r#"{"token":"t0ken"}"#);
            }
            if head.contains("authorization: Bearer t0ken\r\n") {
                return answer(
                    status,
                    &[],
                    if head.starts_with("HEAD") { "" } else { body },
                );
            }
            let bearer = format!("Bearer realm=\"http://{own}/token\",service=\"here\"");
            answer(401, &[("www-authenticate", &bearer)], "")
        }
    });
    let server = server.await;
    let evidence = evidence_at(&server).await;
    let asked = "GET /token?scope=repository%3Ateam%2Ftool%3Apull&service=here HTTP/1.1\r\n";
    let tokens = server.heads();
    let tokens: Vec<_> = tokens
        .iter()
        .filter(|head| head.starts_with("GET /token"))
        .collect();
    assert!(
        tokens.len() == 1 && tokens[0].starts_with(asked),
        "{tokens:?}"
    );
    assert_eq!(evidence.status, Some(status));
    evidence.verdict
}

#[tokio::test]
async fn a_registry_that_hides_what_is_private_is_not_believed_when_it_finds_nothing() {
    let hidden = Verdict::Unknown(Unknown::Hidden);
    let name = r#"{"errors":[{"code":"NAME_UNKNOWN"}]}"#;
    for (status, body, expected) in [
        (401, "", hidden),
        (403, "", hidden),
        (404, "", hidden),
        (404, name, hidden),
        (
            404,
            r#"{"errors":[{"code":"MANIFEST_UNKNOWN"}]}"#,
            Verdict::Missing,
        ),
        (404, "<html>", hidden),
        (429, "", Verdict::Unknown(Unknown::RateLimited)),
        (500, "", Verdict::Unknown(Unknown::Failing)),
        (503, "", Verdict::Unknown(Unknown::Failing)),
        (418, "", Verdict::Unknown(Unknown::Nonsense)),
    ] {
        assert_eq!(
            behind_tokens(status, body).await,
            expected,
            "{status} {body}"
        );
    }
}

#[tokio::test]
async fn tokens_that_are_none_are_told_from_refusals() {
    let nonsense = Verdict::Unknown(Unknown::Nonsense);
    for (status, body, expected) in [
        (401, "", Verdict::Unknown(Unknown::Hidden)),
        (403, "", Verdict::Unknown(Unknown::Hidden)),
        (
            403,
            r#"{"errors":[{"code":"DENIED"}]}"#,
            Verdict::Unknown(Unknown::Hidden),
        ),
        (200, "<html>", nonsense),
        (200, r#"{"token":"a\r\nx: y"}"#, nonsense),
        (404, "", nonsense),
        (500, "", Verdict::Unknown(Unknown::Failing)),
        (429, "", Verdict::Unknown(Unknown::RateLimited)),
    ] {
        let server = Server::start(|own| {
            move |head: &str| {
                if head.starts_with("GET /token") {
                    return answer(status, &[], body);
                }
                let bearer = format!("Bearer realm=\"http://{own}/token\"");
                answer(401, &[("www-authenticate", &bearer)], "")
            }
        });
        let evidence = evidence_at(&server.await).await;
        assert_eq!(evidence.verdict, expected, "{status} {body}");
    }
}

#[tokio::test]
async fn ways_in_that_nobody_knows_are_nonsense() {
    for challenge in ["", "Negotiate", "Digest realm=\"x\"", "\u{7f}"] {
        let fields = [("www-authenticate", challenge)];
        let server = Server::start(|_| move |_: &str| answer(401, &fields, "")).await;
        let evidence = evidence_at(&server).await;
        assert_eq!(
            evidence.verdict,
            Verdict::Unknown(Unknown::Nonsense),
            "{challenge}"
        );
    }
}

#[tokio::test]
async fn what_speaks_no_http_is_no_registry() {
    for said in [
        "SSH-2.0-OpenSSH_9.2p1\r\n",
        "HTTP/2 200 OK\r\n\r\n",
        "\0\0\0",
    ] {
        let server = Server::start(|_| move |_: &str| Reply::Bytes(said.to_owned())).await;
        let evidence = evidence_at(&server).await;
        let expected = [Unknown::Nonsense, Unknown::Unreachable].map(Verdict::Unknown);
        assert!(expected.contains(&evidence.verdict), "{said}: {evidence:?}");
    }
    let silent = Server::start(|_| |_: &str| Reply::Bytes(String::new())).await;
    let evidence = evidence_at(&silent).await;
    assert_eq!(evidence.verdict, Verdict::Unknown(Unknown::Unreachable));
}

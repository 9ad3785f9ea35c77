//! Registries that give more than anybody can take.

use wharfinger_core::evidence::{Unknown, Verdict};
use wharfinger_registry::distribution::MANIFEST_BYTES_MAX;
use wharfinger_registry::http::limits::{HEAD_BYTES_MAX, HEADERS_MAX};

use crate::server::{Reply, Server, answer};
use crate::stage::evidence_at;

const NONSENSE: Verdict = Verdict::Unknown(Unknown::Nonsense);
const OCI_IMAGE: &str = "content-type: application/vnd.oci.image.manifest.v1+json";

#[tokio::test]
async fn a_head_ends_soon() {
    let many = "x: y\r\n".repeat(HEADERS_MAX + 1);
    let long = "y".repeat(HEAD_BYTES_MAX);
    for head in [
        format!("HTTP/1.1 200 OK\r\n{many}\r\n"),
        format!("HTTP/1.1 200 OK\r\nx: {long}\r\n\r\n"),
        format!("HTTP/1.1 200 {long}\r\n\r\n"),
    ] {
        let server = Server::start(|_| move |_: &str| Reply::Bytes(head.clone())).await;
        assert_eq!(evidence_at(&server).await.verdict, NONSENSE);
    }
    for endless in ["x: y\r\n", "x"] {
        let first = "HTTP/1.1 200 OK\r\nx: y";
        let flood = move |_: &str| Reply::Flood(first.to_owned(), endless.to_owned());
        let server = Server::start(|_| flood).await;
        assert_eq!(evidence_at(&server).await.verdict, NONSENSE, "{endless}");
    }
}

#[tokio::test]
async fn a_body_ends_at_its_limit() {
    let chunk = ["1000\r\n", &"x".repeat(0x1000), "\r\n"].concat();
    let chunked = format!("HTTP/1.1 200 OK\r\n{OCI_IMAGE}\r\ntransfer-encoding: chunked\r\n\r\n");
    let announced = format!(
        "HTTP/1.1 200 OK\r\n{OCI_IMAGE}\r\ncontent-length: {}\r\n\r\n",
        MANIFEST_BYTES_MAX + 1
    );
    let until_closed = format!("HTTP/1.1 200 OK\r\n{OCI_IMAGE}\r\n\r\n");
    for first in [chunked, announced, until_closed] {
        let chunk = chunk.clone();
        let flood = move |_: &str| Reply::Flood(first.clone(), chunk.clone());
        let server = Server::start(|_| flood).await;
        let evidence = evidence_at(&server).await;
        assert_eq!(evidence.verdict, NONSENSE);
        let said = format!("answers with more than {MANIFEST_BYTES_MAX} bytes");
        assert!(evidence.detail.ends_with(&said), "{evidence:?}");
    }
}

#[tokio::test]
async fn a_token_is_short() {
    let server = Server::start(|own| {
        move |head: &str| {
            if head.starts_with("GET /token") {
                let long = format!("{{\"token\":\"{}\"}}", "x".repeat(100_000));
                return answer(200, &[], &long);
            }
            let bearer = format!("Bearer realm=\"http://{own}/token\"");
            answer(401, &[("www-authenticate", &bearer)], "")
        }
    });
    assert_eq!(evidence_at(&server.await).await.verdict, NONSENSE);
}

#[tokio::test]
async fn nothing_is_unpacked() {
    // A few bytes that would become gigabytes.
    for encoding in ["gzip", "br", "zstd", "gzip, gzip"] {
        let fields = [
            ("content-encoding", encoding),
            ("content-type", "application/vnd.oci.image.manifest.v1+json"),
        ];
        let server = Server::start(|_| move |_: &str| answer(200, &fields, "\u{1f}")).await;
        let evidence = evidence_at(&server).await;
        assert_eq!(evidence.verdict, NONSENSE, "{encoding}");
        assert!(server.heads()[0].contains("accept-encoding: identity\r\n"));
    }
}

//! Registries that never get to the end. The clock stands still while anybody can go on, and jumps to
//! the next limit when nobody can.

use wharfinger_core::evidence::{Unknown, Verdict};

use crate::server::{Reply, Server, answer};
use crate::stage::evidence_at;

#[tokio::test(start_paused = true)]
async fn a_registry_that_stalls_is_given_up_on() {
    for said in [
        "",
        "HTTP/1.1 200",
        "HTTP/1.1 200 OK\r\ncontent-type: application/vnd.oci.image.manifest.v1+json\r\n",
        "HTTP/1.1 100 Continue\r\n\r\n",
    ] {
        let server = Server::start(|_| |_: &str| Reply::Stall(said.to_owned())).await;
        let evidence = evidence_at(&server).await;
        assert_eq!(
            evidence.verdict,
            Verdict::Unknown(Unknown::TimedOut),
            "{said}"
        );
        assert_eq!(evidence.status, None);
    }
}

#[tokio::test(start_paused = true)]
async fn so_is_one_that_stalls_in_a_body_or_a_token() {
    let in_body = "HTTP/1.1 404 X\r\ncontent-length: 100\r\n\r\n{";
    let server = Server::start(|_| |_: &str| Reply::Stall(in_body.to_owned())).await;
    let evidence = evidence_at(&server).await;
    assert_eq!(evidence.verdict, Verdict::Unknown(Unknown::TimedOut));

    let server = Server::start(|own| {
        move |head: &str| {
            if head.starts_with("GET /token") {
                return Reply::Stall("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{".to_owned());
            }
            let bearer = format!("Bearer realm=\"http://{own}/token\"");
            answer(401, &[("www-authenticate", &bearer)], "")
        }
    });
    let evidence = evidence_at(&server.await).await;
    assert_eq!(evidence.verdict, Verdict::Unknown(Unknown::TimedOut));
}

//! Redirects and realms that lead where nobody should go.

use wharfinger_core::evidence::{Unknown, Verdict};

use crate::server::{Server, answer};
use crate::stage::evidence_at;

/// Where a registry would like us to go.
const ASTRAY: &[&str] = &[
    "http://169.254.169.254/latest/meta-data/iam/security-credentials/",
    "https://169.254.169.254/",
    "https://[fd00:ec2::254]/",
    "http://127.0.0.1:1/",
    "https://127.0.0.1/",
    "https://localhost/",
    "https://10.0.0.1/",
    "https://0x7f.1/",
    "https://[::ffff:127.0.0.1]/",
    "//169.254.169.254/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:6379/_FLUSHALL",
    "https://user:password@quay.io/",
    "https://quay.io:22/",
    "\\\\169.254.169.254\\x",
];

#[tokio::test]
async fn no_redirect_leads_past_the_guard() {
    for status in [301, 302, 303, 307, 308] {
        for location in ASTRAY {
            let redirect = move |_: &str| answer(status, &[("location", location)], "");
            let server = Server::start(|_| redirect).await;
            let evidence = evidence_at(&server).await;
            let refused = Verdict::Unknown(Unknown::Refused);
            assert_eq!(evidence.verdict, refused, "{location}");
            assert_eq!(server.heads().len(), 1, "{location}");
        }
    }
}

#[tokio::test]
async fn no_realm_leads_past_the_guard() {
    for realm in ASTRAY {
        let bearer = format!("Bearer realm=\"{}\"", realm.replace('\\', "\\\\"));
        let challenge = move |_: &str| answer(401, &[("www-authenticate", &*bearer)], "");
        let server = Server::start(|_| challenge).await;
        let evidence = evidence_at(&server).await;
        let refused = Verdict::Unknown(Unknown::Refused);
        assert_eq!(evidence.verdict, refused, "{realm}");
        assert_eq!(server.heads().len(), 1, "{realm}");
    }
}

#[tokio::test]
async fn circles_end() {
    let script = |_| {
        move |head: &str| {
            let path = head.split(' ').nth(1).unwrap();
            answer(307, &[("location", &[path, "x"].concat())], "")
        }
    };
    let server = Server::start(script).await;
    let evidence = evidence_at(&server).await;
    assert_eq!(evidence.verdict, Verdict::Unknown(Unknown::Nonsense));
    assert_eq!(
        server.heads().len(),
        5,
        "the first request and four redirects"
    );
}

#[tokio::test]
async fn a_token_service_that_redirects_is_not_followed() {
    let server = Server::start(|own| {
        move |head: &str| {
            if head.starts_with("GET /token") {
                return answer(302, &[("location", "/elsewhere")], "");
            }
            let bearer = format!("Bearer realm=\"http://{own}/token\"");
            answer(401, &[("www-authenticate", &bearer)], "")
        }
    });
    let server = server.await;
    let evidence = evidence_at(&server).await;
    assert_eq!(evidence.verdict, Verdict::Unknown(Unknown::Nonsense));
    assert_eq!(server.heads().len(), 2);
}

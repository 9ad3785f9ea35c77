//! Where tokens and passwords go, and where they do not.

use std::sync::Arc;

use wharfinger_core::evidence::{Unknown, Verdict};
use wharfinger_registry::distribution::Login;
use wharfinger_registry::guard::Target;

use crate::server::{Server, answer};
use crate::stage::{NOW, image, registries};

fn has_credentials(head: &str) -> bool {
    head.to_ascii_lowercase().contains("\r\nauthorization:")
}

#[tokio::test]
async fn a_token_stays_behind_when_a_redirect_leaves() {
    let elsewhere = Server::start(|_| |_: &str| answer(404, &[], "")).await;
    let location = format!("http://{}/v2/x/manifests/1", elsewhere.authority);
    let registry = Server::start(|own| {
        move |head: &str| {
            if head.starts_with("GET /token") {
                return answer(200, &[], r#"{"token":"t0ken"}"#);
            }
            if has_credentials(head) {
                return answer(307, &[("location", &location)], "");
            }
            let bearer = format!("Bearer realm=\"http://{own}/token\"");
            answer(401, &[("www-authenticate", &bearer)], "")
        }
    });
    let registry = registry.await;
    let hosts = [&*registry.authority, &*elsewhere.authority];
    let registries = registries(&hosts, Arc::default(), Vec::new());
    let image = image(&registry.authority, Some("1"));
    registries.evidence(&image, NOW).await;
    let heads = elsewhere.heads();
    assert!(
        !heads.is_empty() && !heads.iter().any(|head| has_credentials(head)),
        "{heads:?}"
    );
}

#[tokio::test]
async fn a_password_goes_to_no_realm_that_the_operator_did_not_name() {
    for is_named in [false, true] {
        let thief = Server::start(|_| |_: &str| answer(401, &[], "")).await;
        let service = format!("http://{}", thief.authority);
        let bearer = format!("Bearer realm=\"{service}/token\"");
        let challenge = move |_: &str| answer(401, &[("www-authenticate", &*bearer)], "");
        let registry = Server::start(|_| challenge).await;
        let mut login = Login::new(&registry.authority, "robot", "secret");
        if is_named {
            login = login.with_token_service(Target::parse(&service).unwrap().origin());
        }
        let hosts = [&*registry.authority, &*thief.authority];
        let registries = registries(&hosts, Arc::default(), vec![login]);
        let image = image(&registry.authority, Some("1"));
        let evidence = registries.evidence(&image, NOW).await;
        assert_eq!(evidence.verdict, Verdict::Unknown(Unknown::LoginRefused));
        let heads = thief.heads();
        assert_eq!(heads.len(), 2, "as nobody, then with the login");
        assert!(!has_credentials(&heads[0]));
        assert_eq!(has_credentials(&heads[1]), is_named);
        assert!(!registry.heads().iter().any(|head| has_credentials(head)));
    }
}

#[tokio::test]
async fn what_only_a_login_sees_is_private() {
    let script = |_| {
        |head: &str| match (has_credentials(head), head.contains("/manifests/1")) {
            (false, _) => answer(401, &[("www-authenticate", "Basic realm=\"lab\"")], ""),
            (true, false) => answer(404, &[], ""),
            (true, true) => {
                let fields = [
                    ("content-type", "application/vnd.oci.image.index.v1+json"),
                    ("docker-content-digest", DIGEST),
                ];
                answer(200, &fields, "")
            }
        }
    };
    let registry = Server::start(script).await;
    let host = &registry.authority;
    let login = Login::new(host, "robot", "secret");
    assert!(!format!("{login:?}").contains("c2VjcmV0"));
    let registries = registries(&[host], Arc::default(), vec![login]);
    let there = registries.evidence(&image(host, Some("1")), NOW).await;
    assert_eq!(there.verdict, Verdict::ExistsPrivate);
    assert_eq!(there.digest.as_deref(), Some(DIGEST));
    let absent = registries.evidence(&image(host, Some("2")), NOW).await;
    assert_eq!(absent.verdict, Verdict::Missing);
}

const DIGEST: &str = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

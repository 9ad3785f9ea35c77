//! Names that lead inside, at once or a moment later.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use wharfinger_core::evidence::{Unknown, Verdict};

use crate::server::{Server, answer};
use crate::stage::{NOW, Zone, image, registries};

#[tokio::test]
async fn a_name_that_leads_inside_is_not_connected_to() {
    let server = Server::start(|_| |_: &str| answer(404, &[], "")).await;
    // Loopback is fine for a listed host, and for no other.
    for host in ["evil.example.org:5000", "evil.example.org"] {
        let zone = Arc::new(Zone::with("evil.example.org", &["127.0.0.1"]));
        let registries = registries(&[&server.authority], zone, Vec::new());
        let evidence = registries.evidence(&image(host, Some("1")), NOW).await;
        assert_eq!(evidence.verdict, Verdict::Unknown(Unknown::Refused));
        // Nobody learns which address it was.
        assert!(!evidence.detail.contains("127."), "{evidence:?}");
    }
    assert!(server.heads().is_empty());
}

#[tokio::test]
async fn the_address_that_was_judged_is_the_one_connected_to() {
    let script = |_| {
        |head: &str| match head.split(' ').next() {
            Some("HEAD") => answer(405, &[], ""),
            _ => answer(404, &[], ""),
        }
    };
    let server = Server::start(script).await;
    let (_, port) = server.authority.split_once(':').unwrap();
    let host = format!("registry.lab:{port}");
    // The name moves to the metadata service between the two requests of this question.
    let zone = Arc::new(Zone::with(
        "registry.lab",
        &["127.0.0.1", "169.254.169.254"],
    ));
    let registries = registries(&[&host], zone.clone(), Vec::new());
    let evidence = registries.evidence(&image(&host, Some("1")), NOW).await;
    assert_eq!(evidence.verdict, Verdict::Unknown(Unknown::Refused));
    assert_eq!(
        zone.asked.load(Ordering::Relaxed),
        2,
        "one look-up a connection"
    );
    assert_eq!(server.heads().len(), 1);
}

#[tokio::test]
async fn a_name_without_an_address_is_unreachable() {
    let registries = registries(&[], Arc::default(), Vec::new());
    let image = image("nowhere.example.org", Some("1"));
    let evidence = registries.evidence(&image, NOW).await;
    assert_eq!(evidence.verdict, Verdict::Unknown(Unknown::Unreachable));
    let asked = "HEAD https://nowhere.example.org/v2/team/tool/manifests/1";
    assert_eq!((&*evidence.asked, evidence.at), (asked, NOW));
}

#[tokio::test]
async fn amazon_is_not_asked_without_a_login() {
    let zone = Arc::new(Zone::default());
    let registries = registries(&[], zone.clone(), Vec::new());
    let image = image("123456789012.dkr.ecr.us-east-1.amazonaws.com", Some("1"));
    let evidence = registries.evidence(&image, NOW).await;
    assert_eq!(evidence.verdict, Verdict::Unknown(Unknown::NotAsked));
    assert_eq!(zone.asked.load(Ordering::Relaxed), 0);
}

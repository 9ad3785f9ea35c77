//! Answers that are not true.

use wharfinger_core::evidence::{Unknown, Verdict};
use wharfinger_registry::DETAIL_LETTERS_MAX;
use wharfinger_registry::distribution::Digest;

use crate::server::{Reply, Server, answer};
use crate::stage::{NOW, image, registries_at};

const OCI_IMAGE: &str = "application/vnd.oci.image.manifest.v1+json";

fn manifest() -> String {
    let empty = Digest::of(b"{}");
    format!(
        r#"{{"schemaVersion":2,"config":{{"mediaType":"a/b","digest":"{empty}","size":2}},"layers":[]}}"#
    )
}

/// The verdict on `reference` at a registry that answers like this to everything.
async fn verdict(
    reference: &str,
    reply: impl Fn(&str) -> Reply + Send + Sync + 'static,
) -> Verdict {
    let server = Server::start(|_| reply).await;
    let image = image(&server.authority, Some(reference));
    let evidence = registries_at(&server).evidence(&image, NOW).await;
    let is_explained = !evidence.detail.is_empty();
    assert_eq!(
        is_explained,
        matches!(evidence.verdict, Verdict::Unknown(_)),
        "{evidence:?}"
    );
    evidence.verdict
}

fn of(content_type: &str, digest: Option<&str>, body: &str) -> Reply {
    let mut fields = vec![("content-type", content_type)];
    fields.extend(digest.map(|digest| ("Docker-Content-Digest", digest)));
    answer(200, &fields, body)
}

#[tokio::test]
async fn the_truth_is_believed() {
    let body = manifest();
    let digest = Digest::of(body.as_bytes()).to_string();
    // Whether its digest is told or not.
    for told in [Some(digest.clone()), None] {
        for reference in ["1", &digest] {
            let (body, told) = (body.clone(), told.clone());
            let found = verdict(reference, move |_| of(OCI_IMAGE, told.as_deref(), &body)).await;
            assert_eq!(found, Verdict::ExistsPublic);
        }
    }
}

#[tokio::test]
async fn a_digest_is_held_against_what_it_names() {
    let body = manifest();
    let other = Digest::of(b"another").to_string();
    let nonsense = Verdict::Unknown(Unknown::Nonsense);
    // In the head.
    let (text, told) = (body.clone(), Digest::of(body.as_bytes()).to_string());
    let found = verdict(&other, move |_| of(OCI_IMAGE, Some(&told), &text)).await;
    assert_eq!(found, nonsense);
    // In the body, where the head has none.
    let text = body.clone();
    let found = verdict(&other, move |_| of(OCI_IMAGE, None, &text)).await;
    assert_eq!(found, nonsense);
    // In the body, against what comes with it.
    let found = verdict("1", move |head| {
        let told = (!head.starts_with("HEAD")).then_some(&*other);
        of(OCI_IMAGE, told, &body)
    });
    assert_eq!(found.await, nonsense);
}

#[tokio::test]
async fn what_is_no_manifest_is_no_image() {
    let image = manifest();
    let index = r#"{"schemaVersion":2,"manifests":[]}"#;
    let cases = [
        (
            "text/html",
            "<html>Please sign in to the guest network</html>",
        ),
        ("", &*image),
        ("application/vnd.oci.image.index.v1+json", &*image),
        (OCI_IMAGE, index),
        (OCI_IMAGE, "{}"),
        (OCI_IMAGE, ""),
        (OCI_IMAGE, "[[[["),
        (OCI_IMAGE, r#"{"schemaVersion":1}"#),
        (
            OCI_IMAGE,
            r#"{"schemaVersion":2,"schemaVersion":2,"layers":[]}"#,
        ),
        (
            OCI_IMAGE,
            r#"{"schemaVersion":2,"mediaType":"application/json"}"#,
        ),
    ];
    for (content_type, body) in cases {
        let body = body.to_owned();
        let found = verdict("1", move |_| of(content_type, None, &body)).await;
        assert_eq!(found, Verdict::Unknown(Unknown::Nonsense), "{content_type}");
    }
}

/// The verdict on the whole repository at a server that answers like this to what is asked.
async fn verdict_on_all(reply: impl Fn(&str) -> Reply + Send + Sync + 'static) -> Verdict {
    let server = Server::start(|_| reply).await;
    let image = image(&server.authority, None);
    registries_at(&server).evidence(&image, NOW).await.verdict
}

/// A registry without the image `latest`, whose list of tags is this.
async fn with_tags(status: u16, content_type: &'static str, body: &'static str) -> Verdict {
    verdict_on_all(move |head| {
        if head.contains("/tags/list") {
            return answer(status, &[("content-type", content_type)], body);
        }
        assert!(head.contains(" /v2/team/tool/manifests/latest "), "{head}");
        let unknown = r#"{"errors":[{"code":"MANIFEST_UNKNOWN"}]}"#;
        answer(404, &[], unknown)
    })
    .await
}

#[tokio::test]
async fn whoever_says_yes_to_everything_has_no_repository() {
    let nonsense = Verdict::Unknown(Unknown::Nonsense);
    for (content_type, body) in [
        (
            "text/html",
            "<html>Please sign in to the guest network</html>",
        ),
        ("application/json", "{}"),
        ("application/json", r#"{"tags":["1"]}"#),
        ("", ""),
    ] {
        let found = verdict_on_all(move |_| of(content_type, None, body)).await;
        assert_eq!(found, nonsense, "{body}");
    }
}

#[tokio::test]
async fn a_list_without_tags_is_no_image() {
    for body in [r#"{"tags":null}"#, r#"{"tags":[]}"#, "{}"] {
        let found = with_tags(200, "application/json", body).await;
        assert_eq!(found, Verdict::Missing, "{body}");
    }
    for body in ["<html>", "", r#"{"tags":["a b"]}"#, r#"{"tags":"1"}"#, "[]"] {
        let found = with_tags(200, "application/json", body).await;
        assert_eq!(found, Verdict::Unknown(Unknown::Nonsense), "{body}");
    }
}

#[tokio::test]
async fn a_repository_without_latest_is_there_by_its_tags() {
    let found = with_tags(200, "application/json", r#"{"tags":["1"]}"#).await;
    assert_eq!(found, Verdict::ExistsPublic);
    // Who may not see the tags does not learn whether there is another.
    for (status, expected) in [
        (401, Verdict::Unknown(Unknown::Nonsense)),
        (403, Verdict::Unknown(Unknown::Hidden)),
        (404, Verdict::Missing),
    ] {
        let found = with_tags(status, "application/json", "").await;
        assert_eq!(found, expected, "{status}");
    }
    let found = with_tags(500, "text/plain", "").await;
    assert_eq!(found, Verdict::Unknown(Unknown::Failing));
}

#[tokio::test]
async fn where_there_is_latest_no_tag_is_asked_for() {
    let body = manifest();
    let found = verdict_on_all(move |head| {
        assert!(!head.contains("/tags/list"), "{head}");
        of(OCI_IMAGE, None, &body)
    });
    assert_eq!(found.await, Verdict::ExistsPublic);
}

#[tokio::test]
async fn a_registry_has_little_to_say_in_what_we_say() {
    let long = "\\u001b[31m".repeat(10_000);
    let text = format!(r#"{{"schemaVersion":2,"mediaType":"{long}"}}"#);
    let server = Server::start(|_| move |_: &str| of(OCI_IMAGE, None, &text)).await;
    let image = image(&server.authority, Some("1"));
    let evidence = registries_at(&server).evidence(&image, NOW).await;
    assert_eq!(evidence.verdict, Verdict::Unknown(Unknown::Nonsense));
    assert_eq!(evidence.detail.len(), DETAIL_LETTERS_MAX);
    assert!(!evidence.detail.contains(char::is_control));
}

#[tokio::test]
async fn a_manifest_is_read_in_one_way_only() {
    let both = manifest().replace(r#""layers":[]"#, r#""layers":[],"manifests":[]"#);
    let found = verdict("1", move |_| of(OCI_IMAGE, None, &both)).await;
    assert_eq!(found, Verdict::Unknown(Unknown::Nonsense));
}

//! A registry that is open to everybody.

use wharfinger_core::evidence::{Unknown, Verdict};
use wharfinger_registry::GreetingKind;
use wharfinger_registry::distribution::Digest;

use crate::{evidence, image, registries};
use wharfinger_tests::registry::{DOCKER_IMAGE, OCI_IMAGE, Program, Pusher};

#[tokio::test]
async fn images_and_indexes_are_found_by_tag_and_digest() {
    let program = Program::start(&[], "");
    let host = &*program.authority;
    let pusher = Pusher {
        authority: host,
        repository: "team/tool",
        authorization: None,
    };
    let amd = pusher.image(OCI_IMAGE, "amd64", "amd");
    let arm = pusher.image(OCI_IMAGE, "arm64", "arm");
    let docker = pusher.image(DOCKER_IMAGE, "amd64", "docker");
    let index = pusher.index(&[(&amd, "amd64"), (&arm, "arm64")], "1.0");
    let registries = registries(&[host], Vec::new());
    for (tag, text) in [
        ("amd", &amd),
        ("arm", &arm),
        ("docker", &docker),
        ("1.0", &index),
    ] {
        let digest = Digest::of(text.as_bytes()).to_string();
        for reference in [tag, &digest] {
            let found = evidence(&registries, host, "team/tool", Some(reference)).await;
            assert_eq!(found.verdict, Verdict::ExistsPublic, "{found:?}");
            assert_eq!(found.digest.as_ref(), Some(&digest));
            assert_eq!(found.status, Some(200));
            let asked = format!("HEAD http://{host}/v2/team/tool/manifests/{reference}");
            assert_eq!(found.asked, asked);
        }
    }
    let tags = format!("GET http://{host}/v2/team/tool/tags/list");
    let whole = evidence(&registries, host, "team/tool", None).await;
    assert_eq!(whole.verdict, Verdict::ExistsPublic);
    assert_eq!((whole.digest, whole.asked), (None, tags));

    let latest = pusher.image(OCI_IMAGE, "amd64", "latest");
    let whole = evidence(&registries, host, "team/tool", None).await;
    assert_eq!(whole.verdict, Verdict::ExistsPublic);
    let digest = Digest::of(latest.as_bytes()).to_string();
    assert_eq!(whole.digest, Some(digest), "what `docker pull` takes");
}

#[tokio::test]
async fn it_says_that_it_is_a_registry() {
    let program = Program::start(&[], "");
    let host = &*program.authority;
    let greeting = registries(&[host], Vec::new()).greet(host).await;
    assert_eq!(greeting.kind, GreetingKind::Open, "{greeting:?}");
}

#[tokio::test]
async fn what_was_never_pushed_is_missing() {
    let program = Program::start(&[], "");
    let host = &*program.authority;
    let pusher = Pusher {
        authority: host,
        repository: "team/tool",
        authorization: None,
    };
    pusher.image(OCI_IMAGE, "amd64", "1.0");
    let registries = registries(&[host], Vec::new());
    let absent = Digest::of(b"nothing").to_string();
    for (repository, reference) in [
        ("team/tool", Some("2.0")),
        ("team/tool", Some(&*absent)),
        ("team/other", Some("1.0")),
        ("team/other", None),
    ] {
        let found = evidence(&registries, host, repository, reference).await;
        assert_eq!(found.verdict, Verdict::Missing, "{found:?}");
        assert_eq!(found.status, Some(404));
    }
    let tags = registries
        .tags(&image(host, "team/other", None))
        .await
        .unwrap();
    assert!(tags.is_none());
}

/// In no order and on one page; `hostile/tags.rs` has registries with several.
#[tokio::test]
async fn tags_are_listed() {
    let program = Program::start(&[], "");
    let host = &*program.authority;
    let pusher = Pusher {
        authority: host,
        repository: "team/nightly",
        authorization: None,
    };
    let manifest = pusher.image(OCI_IMAGE, "amd64", "t0");
    for tag in ["t1", "t2"] {
        pusher.manifest(OCI_IMAGE, &manifest, tag);
    }
    let registries = registries(&[host], Vec::new());
    let listed = registries.tags(&image(host, "team/nightly", None)).await;
    let mut tags = listed.unwrap().unwrap();
    tags.tags.sort();
    assert_eq!(
        (tags.tags, tags.is_cut),
        (vec!["t0".into(), "t1".into(), "t2".into()], false)
    );
}

#[tokio::test]
async fn a_registry_that_is_gone_is_unreachable_and_one_that_nobody_listed_refused() {
    let program = Program::start(&[], "");
    let host = program.authority.clone();
    let unlisted = evidence(&registries(&[], Vec::new()), &host, "team/tool", None).await;
    assert_eq!(unlisted.verdict, Verdict::Unknown(Unknown::Refused));
    drop(program);
    let gone = evidence(&registries(&[&host], Vec::new()), &host, "team/tool", None).await;
    assert_eq!(gone.verdict, Verdict::Unknown(Unknown::Unreachable));
}

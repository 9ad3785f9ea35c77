//! Lists of tags without an end, or that lead away.

use wharfinger_registry::distribution::{PAGES_MAX, RegistryError, TAGS_MAX, Tags};

use crate::server::{Reply, Server, answer};
use crate::stage::{image, registries_at};

async fn list(
    reply: impl Fn(&str) -> Reply + Send + Sync + 'static,
) -> (Result<Option<Tags>, RegistryError>, usize) {
    let server = Server::start(|_| reply).await;
    let image = image(&server.authority, None);
    let tags = registries_at(&server).tags(&image).await;
    (tags, server.heads().len())
}

#[tokio::test]
async fn pages_are_put_together() {
    let (tags, requests) = list(|head| {
        if head.contains("last=b") {
            return answer(200, &[], r#"{"name":"team/tool","tags":["c"]}"#);
        }
        let next = ("link", "</v2/team/tool/tags/list?n=2&last=b>; rel=\"next\"");
        answer(200, &[next], r#"{"name":"team/tool","tags":["a","b"]}"#)
    })
    .await;
    let tags = tags.unwrap().unwrap();
    assert_eq!(
        (tags.tags, tags.is_cut, requests),
        (vec!["a".into(), "b".into(), "c".into()], false, 2)
    );
}

#[tokio::test]
async fn a_repository_without_tags_is_there() {
    for body in [r#"{"tags":null}"#, r#"{"tags":[]}"#, "{}"] {
        let (tags, _) = list(move |_| answer(200, &[], body)).await;
        assert_eq!(tags.unwrap().unwrap().tags, Vec::<String>::new());
    }
    let (tags, _) = list(|_| answer(404, &[], "")).await;
    assert!(tags.unwrap().is_none());
}

#[tokio::test]
async fn lists_that_lead_astray_end() {
    for link in [
        "</v2/team/tool/tags/list?n=100>; rel=\"next\"",
        "<http://127.0.0.1:1/v2/team/tool/tags/list>; rel=\"next\"",
        "<https://quay.io/v2/team/tool/tags/list>; rel=\"next\"",
        "<//169.254.169.254/>; rel=\"next\"",
        "<file:///etc/passwd>; rel=\"next\"",
    ] {
        let page = move |_: &str| answer(200, &[("link", link)], r#"{"tags":["a"]}"#);
        let (tags, requests) = list(page).await;
        assert!(
            matches!(tags, Err(RegistryError::TagsAstray(_))),
            "{link}: {tags:?}"
        );
        assert_eq!(requests, 1, "{link}");
    }
}

#[tokio::test]
async fn a_link_that_is_too_long_to_be_read_does_not_end_the_list() {
    let (tags, requests) = list(|_| {
        let link = format!("</v2/{}>; rel=\"next\"", "a".repeat(9_000));
        answer(200, &[("link", &link)], r#"{"tags":["a"]}"#)
    })
    .await;
    assert!(
        matches!(tags, Err(RegistryError::TagsAstray(_))),
        "{tags:?}"
    );
    assert_eq!(requests, 1);
}

#[tokio::test]
async fn lists_without_an_end_are_cut() {
    let (tags, requests) = list(|head| {
        let path = head.split(' ').nth(1).unwrap();
        let next = format!("<{path}x>; rel=\"next\"");
        answer(200, &[("link", &next)], r#"{"tags":["a"]}"#)
    })
    .await;
    assert!(matches!(tags, Err(RegistryError::TagsAstray(_))));
    assert_eq!(requests, PAGES_MAX);

    let many = vec!["\"a\""; TAGS_MAX + 1].join(",");
    let (tags, _) = list(move |_| answer(200, &[], &format!("{{\"tags\":[{many}]}}"))).await;
    let tags = tags.unwrap().unwrap();
    assert_eq!((tags.tags.len(), tags.is_cut), (TAGS_MAX, true));
}

#[tokio::test]
async fn what_is_no_tag_is_no_list() {
    for body in [
        r#"{"tags":["a b"]}"#,
        r#"{"tags":["-a"]}"#,
        r#"{"tags":["<script>"]}"#,
        r#"{"tags":[""]}"#,
        r#"{"tags":"a"}"#,
        "<html>",
    ] {
        let (tags, _) = list(move |_| answer(200, &[], body)).await;
        assert!(matches!(tags, Err(RegistryError::Tags(_))), "{body}");
    }
}

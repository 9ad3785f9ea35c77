//! Ids: two of a tool, each for ever.

use serde_json::json;

use super::{DIGEST, ECR, read, refused, with_private_tool};
use crate::support::Api;

#[actix_web::test]
async fn a_tool_is_found_by_its_path_and_by_the_id_without_slashes() {
    let api = Api::new().await;
    with_private_tool(&api).await;
    let path = format!("{ECR}/_/team/md5sum/checksums");
    let encoded = path.replace('/', "%2F");
    let tool = read(&api, &format!("/tools/{encoded}")).await;
    assert_eq!(tool["id"], path);
    let alias = tool["aliases"][0].as_str().unwrap();
    let twice = encoded.replace('%', "%25");
    for id in [alias, &twice] {
        assert_eq!(read(&api, &format!("/tools/{id}")).await, tool);
    }
    // What the addresses name is what was asked for, whatever a proxy decodes.
    let url = tool["url"].as_str().unwrap();
    assert!(
        url.ends_with(&format!("/ga4gh/trs/v2/tools/{alias}")),
        "{url}"
    );
    let version = tool["versions"][0]["url"].as_str().unwrap();
    let (_, version) = version.split_once("/ga4gh/trs/v2").unwrap();
    assert_eq!(read(&api, version).await, tool["versions"][0]);
}

#[actix_web::test]
async fn a_path_counts_to_the_letter() {
    let api = Api::new().await;
    api.registered("docker.io/library/nginx").await;
    read(&api, "/tools/docker.io%2Flibrary%2Fnginx").await;
    let tool = read(&api, "/tools?name=nginx").await;
    let alias = tool[0]["aliases"][0].as_str().unwrap();
    for id in [
        "docker.io%2Fnginx".to_owned(),
        "docker.io%2Flibrary%2FNginx".to_owned(),
        "docker.io%25252Flibrary%25252Fnginx".to_owned(),
        alias.to_uppercase(),
        alias.replace('-', ""),
        "x".repeat(5_000),
    ] {
        refused(&api, &format!("/tools/{id}"), 404).await;
    }
}

#[actix_web::test]
async fn a_proxy_that_decodes_slashes_is_told_of() {
    let api = Api::new().await;
    api.registered("quay.io/biocontainers/samtools:1.17").await;
    let said = refused(&api, "/tools/quay.io/biocontainers/samtools", 404).await;
    assert!(
        said.contains("`%2F`") && said.contains("`aliases`"),
        "{said}"
    );
}

#[actix_web::test]
async fn paths_that_begin_alike_are_other_tools() {
    let api = Api::new().await;
    // The fourth segment and those behind it are part of the path, or of the tool's name.
    for (image, tool_name) in [
        ("public.ecr.aws/abcd1234/foo/bar", None),
        ("public.ecr.aws/abcd1234/foo/bar", Some("test-tool-name")),
        ("ghcr.io/homebrew/core/python/3.9", None),
        ("registry.gitlab.com/group/project/versions/image", None),
    ] {
        let draft = json!({ "image": image, "tool_name": tool_name.unwrap_or_default() });
        assert_eq!(api.register(&draft).await.status, 201, "{image}");
        let path = [Some(image), tool_name].into_iter().flatten();
        let path = path.collect::<Vec<_>>().join("/");
        let tool = read(&api, &format!("/tools/{}", path.replace('/', "%2F"))).await;
        assert_eq!(tool["id"], path);
        assert_eq!(tool["versions"][0]["images"][0]["image_name"], image);
    }
}

#[actix_web::test]
async fn a_version_is_found_by_its_id_and_by_the_tag_that_people_know() {
    let api = Api::new().await;
    api.registered(&format!("quay.io/team/pinned:1.0@{DIGEST}"))
        .await;
    let versions = "/tools/quay.io%2Fteam%2Fpinned/versions";
    let pinned = read(&api, &format!("{versions}/{}", DIGEST.replace(':', "%3A"))).await;
    assert_eq!(pinned["id"], DIGEST);
    for name in [DIGEST, "1.0", &DIGEST.replace(':', "%253A")] {
        assert_eq!(read(&api, &format!("{versions}/{name}")).await, pinned);
    }
    let said = refused(&api, &format!("{versions}/latest"), 404).await;
    assert!(said.contains(DIGEST), "{said}");
}

//! What is told of tools, and to whom.

use std::sync::Arc;

use actix_web::http::Method;
use actix_web::test::TestRequest;
use serde_json::json;
use wharfinger_server::config::Config;
use wharfinger_store::Model;

use super::{BASE, DIGEST, ECR, read, with_private_tool};
use crate::descriptors::write;
use crate::support::{Api, bearer};

#[actix_web::test]
async fn the_service_says_what_it_is() {
    let api = Api::new().await;
    let request = TestRequest::get()
        .uri(&format!("{BASE}/service-info"))
        .insert_header(("host", "tools.example.org"));
    let info = api.send(request).await.json();
    assert_eq!(
        info["type"],
        json!({"group": "org.ga4gh", "artifact": "trs", "version": "2.1.0"})
    );
    assert_eq!(info["id"], "org.example.tools.wharfinger");
    assert_eq!(
        info["organization"],
        json!({"name": "tools.example.org", "url": "http://tools.example.org"})
    );
    let classes = read(&api, "/toolClasses").await;
    assert_eq!(classes.as_array().unwrap().len(), 1);
    assert_eq!(classes[0]["id"], "CommandLineTool");
}

#[actix_web::test]
async fn a_pinned_image_is_a_version_that_stays() {
    let api = Api::new().await;
    api.registered(&format!("quay.io/team/pinned:1.0@{DIGEST}"))
        .await;
    let versions = read(&api, "/tools/quay.io%2Fteam%2Fpinned/versions").await;
    let [version] = versions.as_array().unwrap().as_slice() else {
        panic!("{versions}");
    };
    assert_eq!(version["is_production"], true);
    assert_eq!(version["name"], "1.0");
    assert_eq!(
        version["images"],
        json!([{
            "registry_host": "quay.io",
            "image_name": format!("quay.io/team/pinned:1.0@{DIGEST}"),
            "image_type": "Docker",
            "checksum": [{ "checksum": &DIGEST["sha256:".len()..], "type": "sha-256" }],
        }])
    );
}

#[actix_web::test]
async fn a_version_whose_files_can_change_is_none_that_stays() {
    let api = Api::new().await;
    api.registered(&format!("quay.io/team/tool:1.0@{DIGEST}"))
        .await;
    let is_production = async || {
        let versions = read(&api, "/tools/quay.io%2Fteam%2Ftool/versions").await;
        versions[0]["is_production"].as_bool().unwrap()
    };
    assert!(is_production().await);
    let written = write(&api, "type=CWL&file=main.cwl", "*", "class: Workflow").await;
    assert_eq!(written.status, 200, "{}", written.text());
    assert!(!is_production().await);
}

#[actix_web::test]
async fn a_tag_and_the_lack_of_one_promise_nothing() {
    let api = Api::new().await;
    for (image, id) in [
        ("quay.io/team/tagged:1.0", "1.0"),
        ("quay.io/team/bare", "latest"),
    ] {
        api.registered(image).await;
        let name = image
            .rsplit(['/', ':'])
            .nth(usize::from(id == "1.0"))
            .unwrap();
        let tools = read(&api, &format!("/tools?name={name}")).await;
        let version = &tools[0]["versions"][0];
        assert_eq!(version["id"], id);
        assert_eq!(version["is_production"], false);
        assert_eq!(version["images"][0]["image_name"], image);
        assert_eq!(version["images"][0]["checksum"], json!([]));
    }
}

#[actix_web::test]
async fn a_change_is_told_by_another_meta_version() {
    let api = Api::new().await;
    api.registered("quay.io/team/tool:1.0").await;
    let before = read(&api, "/tools/quay.io%2Fteam%2Ftool").await;
    assert_eq!(before["meta_version"], "1");
    let changed = api
        .update("quay.io/team/tool", "*", &json!({ "tag": "1.1" }))
        .await;
    assert_eq!(changed.status, 200);
    let after = read(&api, "/tools/quay.io%2Fteam%2Ftool").await;
    assert_eq!(after["meta_version"], "2");
    assert_eq!(after["versions"][0]["id"], "1.1");
    assert_eq!(after["id"], before["id"]);
    assert_eq!(after["aliases"], before["aliases"]);
}

/// Every member is one that the page of the tool shows to strangers, and nobody is shown another.
#[actix_web::test]
async fn a_private_tool_is_told_of_as_its_page_tells_strangers() {
    let api = Api::new().await;
    with_private_tool(&api).await;
    let path = format!("{ECR}/_/team/md5sum/checksums");
    let uri = format!("{BASE}/tools/{}", path.replace('/', "%2F"));
    let stranger = api.get(&uri).await;
    let tool = stranger.json();
    let members: Vec<_> = tool
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(
        members,
        [
            "aliases",
            "description",
            "has_checker",
            "id",
            "meta_version",
            "name",
            "organization",
            "toolclass",
            "url",
            "versions"
        ]
    );
    assert_eq!(tool["name"], "checksums");
    assert_eq!(tool["organization"], "_");
    assert!(!stranger.text().contains("secret-contact"));
    let page = api.get(&format!("/tools/{path}")).await;
    for shown in [
        &tool["description"],
        &tool["versions"][0]["images"][0]["image_name"],
    ] {
        assert!(page.text().contains(shown.as_str().unwrap()), "{shown}");
    }

    for credentials in [bearer().1, "Bearer wrong".to_owned()] {
        let request = TestRequest::get()
            .uri(&uri)
            .insert_header(("authorization", credentials));
        assert_eq!(api.send(request).await.body, stranger.body);
    }
}

/// A server that lets the pages of these sites read.
async fn open_to(origins: &str) -> Api {
    let config = Config {
        trs_origins: origins.parse().unwrap(),
        ..Config::default()
    };
    Api::over(config, Arc::new(Model::new())).await
}

/// Whether a page of a site may read the list, and what the answer says that it depends on.
async fn read_from(api: &Api, origin: &str) -> (Option<String>, Option<String>) {
    let request = TestRequest::get()
        .uri(&format!("{BASE}/tools"))
        .insert_header(("origin", origin));
    let answer = api.send(request).await;
    let text = |name| answer.header(name).map(str::to_owned);
    (text("access-control-allow-origin"), text("vary"))
}

#[actix_web::test]
async fn pages_of_other_sites_may_not_read_unless_the_operator_names_them() {
    let site = "https://workflows.example.org";
    assert_eq!(read_from(&Api::new().await, site).await, (None, None));
    let api = open_to("https://workflows.example.org,http://localhost:3000").await;
    let varies = || Some("origin".to_owned());
    assert_eq!(
        read_from(&api, site).await,
        (Some(site.to_owned()), varies())
    );
    for other in ["https://elsewhere.example.org", "null"] {
        assert_eq!(read_from(&api, other).await, (None, varies()), "{other}");
    }
}

#[actix_web::test]
async fn pages_of_every_site_may_read_without_credentials_where_the_operator_says_so() {
    let api = open_to("*").await;
    for path in ["/service-info", "/tools", "/tools/none", "/none"] {
        let request = TestRequest::get()
            .uri(&format!("{BASE}{path}"))
            .insert_header(("origin", "https://elsewhere.example.org"));
        let answer = api.send(request).await;
        assert_eq!(
            answer.header("access-control-allow-origin"),
            Some("*"),
            "{path}"
        );
        assert_eq!(
            answer.header("access-control-allow-credentials"),
            None,
            "{path}"
        );
        let exposed = answer.header("access-control-expose-headers").unwrap();
        for header in ["next_page", "retry-after"] {
            assert!(exposed.contains(header), "{exposed}");
        }
    }
    let asked = TestRequest::default()
        .method(Method::OPTIONS)
        .uri(&format!("{BASE}/tools"));
    let allowed = api.send(asked).await;
    assert_eq!(allowed.status, 204);
    assert_eq!(
        allowed.header("access-control-allow-methods"),
        Some("GET, HEAD")
    );
    // Nobody else's pages may read the rest.
    for path in ["/api/v1/tools", "/ga4gh/trs/v20", "/"] {
        let answer = api.get(path).await;
        assert_eq!(answer.header("access-control-allow-origin"), None, "{path}");
    }
}

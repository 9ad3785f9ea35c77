//! Filters and pages.

use std::sync::Arc;

use actix_web::test::TestRequest;
use serde_json::json;
use wharfinger_server::config::Config;
use wharfinger_store::Model;

use super::{BASE, ECR, ids, linked, read, refused};
use crate::support::{Answer, Api, bearer};

/// Tools that resemble each other.
async fn filled() -> Api {
    let api = Api::new().await;
    for (image, tool_name, description) in [
        (
            "quay.io/biocontainers/samtools:1.17",
            "",
            "Sorts alignments",
        ),
        (
            "quay.io/biocontainers/samtools:1.17",
            "view",
            "Shows Alignments, and more",
        ),
        ("quay.io/samtools/samtools-extra:1", "", "Beside samtools"),
        (
            "ghcr.io/biocontainers/bwa:0.7",
            "",
            "For biocontainers and samtools",
        ),
        (&format!("{ECR}/ab/bwa:1"), "", ""),
        ("registry.example.org/ab/cd:1", "", "Sorts"),
    ] {
        let draft = json!({
            "image": image,
            "tool_name": tool_name,
            "description": description,
            "visibility": if image.starts_with(ECR) { "private" } else { "public" },
            "contact_email": "tools@example.org",
        });
        let answer = api.register(&draft).await;
        assert_eq!(answer.status, 201, "{image}: {}", answer.text());
    }
    api
}

#[actix_web::test]
async fn every_filter_finds_what_it_says() {
    let api = filled().await;
    let (sam, view) = (
        "quay.io/biocontainers/samtools",
        "quay.io/biocontainers/samtools/view",
    );
    let extra = "quay.io/samtools/samtools-extra";
    let bwa = "ghcr.io/biocontainers/bwa";
    let private = &format!("{ECR}/_/ab/bwa");
    let own = "registry.example.org/ab/cd";
    let all = [own, private, bwa, extra, view, sam];
    let cases: &[(&str, &[&str])] = &[
        ("", &all),
        ("registry=quay.io", &[extra, view, sam]),
        ("registry=QUAY.IO", &[extra, view, sam]),
        ("registry=quay", &[extra, view, sam]),
        ("registry=registry.example.org", &[own]),
        (&format!("registry={ECR}"), &[private]),
        ("registry=312767926604.dkr.ecr.us-west-2.amazonaws.com", &[]),
        ("registry=nowhere.example.org", &[]),
        ("organization=biocontainers", &[bwa, view, sam]),
        ("organization=ab", &[own]),
        ("organization=_", &[private]),
        ("name=ab/bwa", &[private]),
        ("organization=biocontainer", &[]),
        ("organization=biocontainers&registry=ghcr.io", &[bwa]),
        ("name=samtools", &[view, sam]),
        ("name=cd", &[own]),
        ("toolname=view", &[view]),
        ("toolname=samtools", &[sam]),
        ("description=alignments", &[view, sam]),
        ("description=ts,%20and%20mo", &[view]),
        ("description=TS", &[own, view, sam]),
        ("description=samtools", &[bwa, extra]),
        ("description=alignments&toolname=view", &[view]),
        (&format!("id={}", sam.replace('/', "%2F")), &[sam]),
        (&format!("id={sam}&name=bwa"), &[]),
        (&format!("id={sam}&registry=ghcr.io"), &[]),
        ("id=quay.io/none", &[]),
        (&format!("alias={sam}"), &[sam]),
        (&format!("alias={sam}&id={view}"), &[]),
        ("toolClass=CommandLineTool", &all),
        ("toolClass=Workflow", &[]),
        ("checker=false", &all),
        ("checker=true", &[]),
        ("author=ada", &[]),
        ("name=sam%00tools", &[]),
        ("name=sam%20tools", &[]),
        ("name=%25&organization=_", &[]),
    ];
    for (query, expected) in cases {
        let page = read(&api, &format!("/tools?{query}")).await;
        assert_eq!(ids(&page), *expected, "{query}");
    }
    let page = read(&api, "/tools?toolname=view").await;
    let alias = page[0]["aliases"][0].as_str().unwrap();
    for filter in ["id", "alias"] {
        let found = read(&api, &format!("/tools?{filter}={alias}")).await;
        assert_eq!(ids(&found), [view]);
    }
}

#[actix_web::test]
async fn an_archived_tool_is_found_by_its_id_alone() {
    let api = filled().await;
    let archived = api
        .update(
            "ghcr.io/biocontainers/bwa",
            "*",
            &json!({ "archived": true }),
        )
        .await;
    assert_eq!(archived.status, 200);
    let id = "ghcr.io%2Fbiocontainers%2Fbwa";
    for query in ["registry=ghcr.io", &format!("id={id}")] {
        assert_eq!(
            ids(&read(&api, &format!("/tools?{query}")).await),
            [""; 0],
            "{query}"
        );
    }
    assert_eq!(read(&api, &format!("/tools/{id}")).await["name"], "bwa");
}

/// Follows `next_page` from `path` on; the ids of every page.
async fn pages(api: &Api, path: &str) -> Vec<Vec<String>> {
    let mut next = Some(path.to_owned());
    let mut pages = Vec::new();
    while let Some(path) = next {
        let answer = page(api, &path).await;
        let tools = answer.json();
        pages.push(ids(&tools).into_iter().map(str::to_owned).collect());
        next = linked(&answer, "next_page");
        assert!(pages.len() < 500, "{path}");
    }
    pages
}

async fn page(api: &Api, path: &str) -> Answer {
    let answer = api.get(&format!("{BASE}{path}")).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    answer
}

/// A registry with this many tools in two organizations, every tenth in the rarer one.
async fn with_many(tools: usize) -> Api {
    let config = Config {
        writes_per_minute: 0,
        ..Config::default()
    };
    let api = Api::over(config, Arc::new(Model::new())).await;
    for number in 0..tools {
        let organization = if number % 10 == 0 { "rare" } else { "common" };
        let draft = json!({
            "image": format!("quay.io/{organization}/tool-{number:03}"),
            "description": "The rare and the common",
        });
        let request = TestRequest::post()
            .uri("/api/v1/tools")
            .insert_header(bearer())
            .set_json(draft);
        assert_eq!(api.send(request).await.status, 201);
    }
    api
}

#[actix_web::test]
async fn pages_lead_through_the_whole_list_once() {
    let api = with_many(130).await;
    let all = pages(&api, "/tools?limit=1000").await;
    assert_eq!(all.iter().map(Vec::len).collect::<Vec<_>>(), [100, 30]);
    let all = all.concat();
    assert!(all[0].ends_with("tool-129") && all[129].ends_with("tool-000"));
    for limit in [1, 7, 13, 99] {
        assert_eq!(
            pages(&api, &format!("/tools?limit={limit}")).await.concat(),
            all
        );
    }
    let rare: Vec<_> = all
        .iter()
        .filter(|id| id.contains("rare"))
        .cloned()
        .collect();
    for limit in [1, 2, 5, 12, 13, 14, 100] {
        // Every tool is a candidate, as all descriptions name both.
        let found = pages(&api, &format!("/tools?organization=rare&limit={limit}")).await;
        assert!(found.iter().all(|page| page.len() <= limit), "{limit}");
        assert_eq!(found.concat(), rare, "{limit}");
    }
}

#[actix_web::test]
async fn a_number_passes_over_so_many_tools() {
    let api = with_many(130).await;
    let all = pages(&api, "/tools").await.concat();
    for (query, from, to) in [
        ("offset=0&limit=3", 0, 3),
        ("offset=1&limit=3", 1, 4),
        ("offset=100&limit=3", 100, 103),
        ("offset=129&limit=3", 129, 130),
        ("offset=130", 130, 130),
        ("offset=500", 130, 130),
        ("offset=5000", 130, 130),
        ("offset=99999999999999999999999", 130, 130),
        ("offset=whatever", 130, 130),
    ] {
        let found = page(&api, &format!("/tools?{query}")).await;
        assert_eq!(ids(&found.json()), all[from..to], "{query}");
    }
    let rare = pages(&api, "/tools?organization=rare").await.concat();
    let found = page(&api, "/tools?organization=rare&offset=5&limit=4").await;
    assert_eq!(ids(&found.json()), rare[5..9]);
    let behind = pages(&api, "/tools?organization=rare&offset=5&limit=4")
        .await
        .concat();
    assert_eq!(behind, rare[5..]);
}

#[actix_web::test]
async fn a_number_that_is_not_counted_to_is_refused_where_something_lies_there() {
    let api = with_many(502).await;
    let said = refused(&api, "/tools?offset=501", 400).await;
    assert!(said.contains("`next_page`"), "{said}");
    let found = page(&api, "/tools?offset=500").await;
    assert_eq!(found.json().as_array().unwrap().len(), 2);
    assert_eq!(read(&api, "/tools?offset=502").await, json!([]));
    // What a filter finds may end before, and an offset behind the end finds nothing.
    for filter in [
        "organization=rare",
        "registry=quay.io",
        "descriptorType=CWL",
        "author=ada",
        "id=quay.io/rare/tool-000",
    ] {
        let found = read(&api, &format!("/tools?{filter}&offset=501")).await;
        assert_eq!(found, json!([]), "{filter}");
    }
    refused(&api, "/tools?name=&checker=false&offset=501", 400).await;
}

#[actix_web::test]
async fn the_last_page_is_named_where_it_is_known() {
    let api = with_many(30).await;
    for (query, is_known) in [
        ("limit=3", true),
        ("limit=3&offset=29", true),
        ("limit=3&offset=30", false),
        ("limit=3&offset=whatever", false),
        ("limit=1&organization=rare", false),
        ("limit=5&organization=rare", true),
        ("limit=5&organization=rare&offset=3", false),
        ("organization=none", true),
    ] {
        let found = page(&api, &format!("/tools?{query}")).await;
        let Some(last) = linked(&found, "last_page") else {
            assert!(!is_known, "{query}");
            continue;
        };
        assert!(is_known, "{query}");
        let last = page(&api, &last).await;
        assert_eq!(last.header("next_page"), None, "{query}");
    }
}

#[actix_web::test]
async fn a_description_is_searched_as_far_as_the_index_reads_it_whatever_the_words() {
    let api = Api::new().await;
    let description = format!("{}zebra z2", "long ".repeat(400));
    let draft = json!({ "image": "quay.io/team/tool:1", "description": description });
    assert_eq!(api.register(&draft).await.status, 201);
    for words in ["zebra", "z2"] {
        let found = read(&api, &format!("/tools?description={words}")).await;
        assert_eq!(ids(&found), [""; 0], "{words}");
    }
    assert_eq!(
        ids(&read(&api, "/tools?description=NG%20l").await),
        ["quay.io/team/tool"]
    );
}

#[actix_web::test]
async fn every_page_says_where_it_lies() {
    let api = with_many(7).await;
    let first = page(&api, "/tools?name=&limit=3").await;
    assert_eq!(first.header("current_offset"), Some("0"));
    assert_eq!(first.header("current_limit"), Some("3"));
    let own = linked(&first, "self_link").unwrap();
    assert_eq!(page(&api, &own).await.body, first.body);
    let last = page(&api, &linked(&first, "last_page").unwrap()).await;
    let tools = last.json();
    assert!(ids(&tools).last().unwrap().ends_with("tool-000"));
    assert_eq!(ids(&tools).len(), 3);
    assert_eq!(last.header("next_page"), None);
    assert_eq!(last.header("last_page"), last.header("self_link"));
    for (limit, told) in [("0", "1"), ("-5", "1"), ("2147483647", "100"), ("", "100")] {
        let page = page(&api, &format!("/tools?limit={limit}")).await;
        assert_eq!(page.header("current_limit"), Some(told), "{limit}");
    }
    let unknown = page(&api, "/tools?offset=%C3%A9%20%0A").await;
    assert_eq!(unknown.header("current_offset"), Some("%C3%A9+%0A"));
}

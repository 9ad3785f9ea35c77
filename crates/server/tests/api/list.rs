//! `GET /api/v1/tools`.

use serde_json::{Value, json};

use crate::support::{Answer, Api};

const IMAGES: [&str; 5] = [
    "quay.io/biocontainers/samtools:1.17",
    "quay.io/biocontainers/bcftools:1.17",
    "ghcr.io/astral-sh/uv:0.4.30",
    "docker.io/broadinstitute/gatk:4.5.0.0",
    "public.ecr.aws/docker/library/python:3.12",
];

async fn filled() -> Api {
    let api = Api::new().await;
    for image in IMAGES {
        api.registered(image).await;
    }
    let private = json!({
        "image": "312767926603.dkr.ecr.us-west-2.amazonaws.com/md5sum:1.0",
        "visibility": "private",
        "contact_email": "tools@example.org",
    });
    assert_eq!(api.register(&private).await.status, 201);
    api
}

fn paths(answer: &Answer) -> Vec<String> {
    let page = answer.json();
    let tools = page["tools"].as_array().unwrap();
    let path = |tool: &Value| tool["tool_path"].as_str().unwrap().to_owned();
    tools.iter().map(path).collect()
}

#[actix_web::test]
async fn pages_follow_each_other_until_the_last() {
    let api = filled().await;
    let mut seen = Vec::new();
    let mut next = Some("/api/v1/tools?limit=4".to_owned());
    let mut pages = 0;
    while let Some(address) = next {
        let answer = api.get(&address).await;
        assert_eq!(answer.status, 200);
        seen.extend(paths(&answer));
        next = answer.json()["next"].as_str().map(str::to_owned);
        assert_eq!(
            answer.header("link").map(str::to_owned),
            next.as_ref().map(|next| format!("<{next}>; rel=\"next\""))
        );
        pages += 1;
    }
    assert_eq!(pages, 2);
    assert_eq!(seen.len(), 6);
    assert_eq!(
        seen[0],
        "312767926603.dkr.ecr.us-west-2.amazonaws.com/_/md5sum"
    );
    assert_eq!(seen[5], "quay.io/biocontainers/samtools");
}

#[actix_web::test]
async fn filters_narrow_the_list_and_stay_on_the_next_page() {
    let api = filled().await;
    let found = |query| {
        let api = &api;
        async move { paths(&api.get(&format!("/api/v1/tools?{query}")).await) }
    };
    assert_eq!(
        found("q=samtools").await,
        ["quay.io/biocontainers/samtools"]
    );
    assert_eq!(found("registry=quay").await.len(), 2);
    assert_eq!(found("visibility=private").await.len(), 1);
    assert_eq!(found("visibility=public").await.len(), 5);
    assert_eq!(found("q=nothing-like-this").await.len(), 0);
    assert_eq!(
        found("q=&registry=&visibility=&limit=&cursor=").await.len(),
        6
    );

    let page = api
        .get("/api/v1/tools?q=tools&registry=quay&limit=1")
        .await
        .json();
    let next = page["next"].as_str().unwrap();
    assert!(
        next.starts_with("/api/v1/tools?q=tools&registry=quay&limit=1&cursor="),
        "{next}"
    );
    assert_eq!(
        paths(&api.get(next).await),
        ["quay.io/biocontainers/samtools"]
    );
}

#[actix_web::test]
async fn a_reference_that_was_pasted_finds_the_tools_of_its_path() {
    let api = filled().await;
    for pasted in [
        "docker pull quay.io/biocontainers/samtools:1.17--hd87286a_2",
        "https://quay.io/repository/biocontainers/samtools",
        "quay.io/BioContainers/samtools@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    ] {
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("q", pasted)
            .append_pair("limit", "1")
            .finish();
        let found = api.get(&format!("/api/v1/tools?{query}")).await;
        assert_eq!(
            paths(&found),
            ["quay.io/biocontainers/samtools"],
            "{pasted}"
        );
        let page = api.get(&format!("/?{query}")).await;
        assert!(
            page.text()
                .contains("href=\"/tools/quay.io/biocontainers/samtools\"")
        );
    }
    let words = api.get("/api/v1/tools?q=biocontainers+nowhere").await;
    assert_eq!(paths(&words).len(), 0);
}

#[actix_web::test]
async fn archived_tools_are_left_out_unless_asked_for() {
    let api = filled().await;
    let path = "quay.io/biocontainers/samtools";
    api.update(path, "*", &json!({"archived": true})).await;
    assert_eq!(
        paths(&api.get("/api/v1/tools?registry=quay").await).len(),
        1
    );
    let all = api
        .get("/api/v1/tools?registry=quay&include_archived=true")
        .await;
    assert_eq!(paths(&all).len(), 2);
}

#[actix_web::test]
async fn a_query_that_makes_no_sense_is_refused() {
    let api = Api::new().await;
    for (query, detail) in [
        ("limit=0", "`limit` must be a number from 1 to 100"),
        ("limit=101", "`limit` must be a number from 1 to 100"),
        ("limit=ten", "`limit` must be a number from 1 to 100"),
        (
            "visibility=secret",
            "`visibility` must be `public` or `private`",
        ),
        (
            "include_archived=yes",
            "`include_archived` must be `true` or `false`",
        ),
        (
            "cursor=5",
            "`cursor`: the cursor is not one that a page of this list ended with",
        ),
        (
            "search=x",
            "there is no parameter `search`; there are `q`, `registry`, `visibility`, \
             `include_archived`, `limit`, `cursor`",
        ),
    ] {
        let answer = api.get(&format!("/api/v1/tools?{query}")).await;
        assert_eq!(
            answer.refused(400, "bad-query")["detail"],
            detail,
            "{query}"
        );
    }
    let long = format!("/api/v1/tools?q={}", "x".repeat(257));
    api.get(&long).await.refused(400, "bad-query");
}

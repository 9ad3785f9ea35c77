//! The Tool Registry Service: `/ga4gh/trs/v2`.

mod files;
mod ids;
mod lists;
mod refusals;
mod shapes;

use serde_json::{Value, json};

use crate::support::{Answer, Api};

const BASE: &str = "/ga4gh/trs/v2";

const ECR: &str = "312767926603.dkr.ecr.us-west-2.amazonaws.com";

const DIGEST: &str = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// Asks for something that has to be there.
async fn read(api: &Api, path: &str) -> Value {
    let answer = api.get(&format!("{BASE}{path}")).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    answer.json()
}

/// Asks for something that has to be refused; what is said.
async fn refused(api: &Api, path: &str, status: u16) -> String {
    let answer = api.get(&format!("{BASE}{path}")).await;
    assert_eq!(answer.status, status, "{path}: {}", answer.text());
    answer.json()["message"].as_str().unwrap().to_owned()
}

/// The ids of the tools on a page.
fn ids(page: &Value) -> Vec<&str> {
    let tools = page.as_array().unwrap();
    tools
        .iter()
        .map(|tool| tool["id"].as_str().unwrap())
        .collect()
}

/// The address in a header, without the server in front of it.
fn linked(answer: &Answer, header: &str) -> Option<String> {
    let (_, behind) = answer.header(header)?.split_once("://").unwrap();
    let (_, behind) = behind.split_once(BASE).unwrap();
    Some(behind.to_owned())
}

/// A private tool on Amazon ECR, with everything that is told to nobody.
async fn with_private_tool(api: &Api) {
    let draft = json!({
        "image": format!("{ECR}/team/md5sum:1.0"),
        "tool_name": "checksums",
        "visibility": "private",
        "contact_email": "secret-contact@example.org",
        "description": "Computes MD5 sums",
    });
    assert_eq!(api.register(&draft).await.status, 201);
}

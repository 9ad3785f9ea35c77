//! The OpenAPI document, held against itself and against what the application does.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use actix_web::http::Method;
use actix_web::test::TestRequest;
use serde_json::{Value, json};
use wharfinger_server::problem::KINDS;

use crate::support::{Api, bearer};

const METHODS: [&str; 7] = ["get", "post", "put", "patch", "delete", "options", "trace"];

/// What stands for a parameter of a path.
const SOMETHING: &str = "01890a5d-ac96-774b-bcce-b302099a8057";

/// Every operation: its path, its method, and what the document says of it.
fn operations(document: &Value) -> Vec<(&str, &str, &Value)> {
    let paths = document["paths"].as_object().unwrap();
    let operations = paths.iter().flat_map(|(path, operations)| {
        let operations = operations.as_object().unwrap().iter();
        operations.map(move |(method, operation)| (path.as_str(), method.as_str(), operation))
    });
    operations.collect()
}

/// A request for a path of the document, whatever its parameters are.
fn request(method: &str, path: &str) -> TestRequest {
    let path = ["{path}", "{name}", "{id}"]
        .iter()
        .fold(path.to_owned(), |path, name| path.replace(name, SOMETHING));
    TestRequest::default()
        .method(Method::from_bytes(method.to_uppercase().as_bytes()).unwrap())
        .uri(&path)
}

#[actix_web::test]
async fn every_path_refuses_every_other_method_and_names_its_own() {
    let api = Api::new().await;
    let document = api.document().clone();
    for (path, operations) in document["paths"].as_object().unwrap() {
        let own = operations.as_object().unwrap();
        let mut expected: BTreeSet<_> = own.keys().map(|method| method.to_uppercase()).collect();
        if own.contains_key("get") {
            expected.insert("HEAD".to_owned());
        }
        for method in METHODS.iter().filter(|method| !own.contains_key(**method)) {
            let answer = api.send(request(method, path)).await;
            answer.refused(405, "method-not-allowed");
            let allowed = answer.header("allow").unwrap();
            let allowed: BTreeSet<_> = allowed.split(", ").map(str::to_owned).collect();
            assert_eq!(allowed, expected, "{method} {path}");
        }
    }
}

#[actix_web::test]
async fn every_post_takes_an_idempotency_key_and_no_other_header_in_its_place() {
    let api = Api::new().await;
    let document = api.document().clone();
    let mut posts = 0;
    for (path, method, operation) in operations(&document) {
        if method != "post" {
            continue;
        }
        posts += 1;
        let parameters = operation["parameters"].as_array().unwrap();
        let is_key = |parameter: &Value| parameter["name"] == "Idempotency-Key";
        assert!(parameters.iter().any(is_key), "{path}");
        for key in ["", "\u{e4}", "a\tb", &"x".repeat(256)] {
            // What names somebody or something must be there before the key is looked at.
            let path = path.replace("{name}", "sam");
            api.account("sam", wharfinger_store::Role::Member).await;
            let sent = request(method, &path)
                .insert_header(bearer())
                .insert_header(("idempotency-key", key))
                .set_json(json!({}));
            let refused = api.send(sent).await.refused(400, "bad-header");
            let detail = refused["detail"].to_string();
            assert!(
                detail.contains("`idempotency-key` must have"),
                "{path} {detail}"
            );
        }
    }
    assert_eq!(posts, 18);
}

#[actix_web::test]
async fn every_example_fits_its_schema() {
    let api = Api::new().await;
    let mut found = 0;
    visit(api.document(), &mut |value| {
        let Some(example) = value.get("example") else {
            return;
        };
        // Beside a schema, or inside the schema itself.
        let mut schema = value.get("schema").unwrap_or(value).clone();
        schema["components"] = api.document()["components"].clone();
        let validator = jsonschema::draft202012::new(&schema).unwrap();
        if let Err(error) = validator.validate(example) {
            panic!("{error}: {example}");
        }
        found += 1;
    });
    assert!(found >= 10, "{found} examples");
}

fn visit(value: &Value, look: &mut impl FnMut(&Value)) {
    match value {
        Value::Object(members) => {
            look(value);
            members.values().for_each(|member| visit(member, look));
        }
        Value::Array(values) => values.iter().for_each(|value| visit(value, look)),
        _ => {}
    }
}

/// Every body that is demanded has an example, which readers and tools begin with.
#[actix_web::test]
async fn every_body_has_an_example() {
    let api = Api::new().await;
    let document = api.document();
    for (path, method, operation) in operations(document) {
        for content in operation["requestBody"]["content"]
            .as_object()
            .into_iter()
            .flatten()
        {
            let reference = content.1["schema"]["$ref"].as_str().unwrap();
            let schema = document.pointer(&reference[1..]).unwrap();
            assert!(schema.get("example").is_some(), "{method} {path}");
        }
    }
}

/// A type of problem that no test asks for may never be given.
#[test]
fn every_type_of_problem_is_asked_for_by_a_test() {
    // A body that does not arrive is waited for in `body.rs`; dead links and signing in again are for
    // pages alone.
    const ELSEWHERE: [&str; 3] = ["body-timeout", "dead-link", "sign-in-again"];
    let mut sources = String::new();
    for file in rust_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")) {
        sources += &std::fs::read_to_string(file).unwrap();
    }
    for kind in KINDS.iter().filter(|kind| !ELSEWHERE.contains(&kind.name)) {
        let asked = format!("refused({}, \"{}\")", kind.status, kind.name);
        assert!(sources.contains(&asked), "no test says `{asked}`");
    }
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let files = paths.flat_map(|path| {
        if path.is_dir() {
            rust_files(&path)
        } else {
            vec![path]
        }
    });
    files
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect()
}

//! `POST /api/v1/diagnose` and the page: a failed pull, joined with what is known of the asker's
//! access.

use actix_web::test::TestRequest;
use serde_json::{Value, json};
use wharfinger_server::limits::FORM_BYTES_MAX;
use wharfinger_store::{Role, Scope};

use super::{CONTACT, ECR_TOOL, TOOL, World};
use crate::support::Answer;
use crate::support::browser::{holds, page, post};
use crate::support::people::with_token;

const PATH: &str = "/api/v1/diagnose";

/// What `cwltool` says about the private tool on Amazon ECR.
const CWLTOOL: &str = "INFO ['docker', 'pull', '312767926603.dkr.ecr.us-west-2.amazonaws.com/md5sum']\n\
    ERROR Workflow or tool uses unsupported feature:\n\
    Docker is required to run this tool: Command '['docker', 'pull', \
    '312767926603.dkr.ecr.us-west-2.amazonaws.com/md5sum']' returned non-zero exit status 1.\n";

/// What `docker` says about the one on Quay.io.
const DOCKER: &str = "docker pull quay.io/team/tool\nError response from daemon: unauthorized: \
    access to the requested resource is not authorized\n";

impl World {
    async fn diagnosis(&self, name: &str, text: &str) -> Value {
        let answer = self.post(name, PATH, &json!({"text": text})).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()
    }

    async fn step(&self, name: &str, text: &str) -> String {
        let found = self.diagnosis(name, text).await;
        found["answer"]["step"]
            .as_str()
            .unwrap_or("none")
            .to_owned()
    }

    async fn asked(&self, text: &str) -> Answer {
        let request = TestRequest::post()
            .uri(PATH)
            .set_json(json!({"text": text}));
        self.api.send(request).await
    }
}

#[actix_web::test]
async fn the_answer_follows_the_request_through_its_life() {
    let world = World::new().await;
    assert_eq!(world.step("sam", DOCKER).await, "request_access");
    let id = world.requested().await;
    assert_eq!(world.step("sam", DOCKER).await, "wait_for_decision");
    assert_eq!(world.step("rita", DOCKER).await, "request_access");
    world.done("grace", &id, json!({"action": "approve"})).await;
    assert_eq!(world.step("sam", DOCKER).await, "wait_for_activation");
    world
        .done("grace", &id, json!({"action": "done_by_hand"}))
        .await;

    let found = world.diagnosis("sam", DOCKER).await;
    let answer = &found["answer"];
    assert_eq!(answer["step"], "log_in");
    assert_eq!(answer["tool_path"], TOOL);
    assert_eq!(answer["commands"][1], "docker pull quay.io/team/tool");
    assert_eq!(answer["access"]["status"], "active");
    assert_eq!(
        answer["access"]["active_since"],
        "2026-11-23T12:00:00.000000Z"
    );
    assert_eq!(answer["href"], format!("/requests/{id}"));

    let revoke = json!({"action": "revoke", "reason": "The project is over."});
    world.done("grace", &id, revoke).await;
    assert_eq!(world.step("sam", DOCKER).await, "request_again");
}

#[actix_web::test]
async fn the_docker_form_of_a_path_on_amazon_ecr_finds_the_tool() {
    let world = World::new().await;
    let found = world.diagnosis("sam", CWLTOOL).await;
    assert_eq!(found["diagnoses"][0]["cause"], "pull.unexplained");
    assert_eq!(found["diagnoses"][0]["engine"], "cwltool");
    assert_eq!(found["answer"]["tool_path"], ECR_TOOL);
    assert_eq!(found["answer"]["step"], "request_access");
}

#[actix_web::test]
async fn every_host_of_a_registry_on_amazon_ecr_finds_the_tool() {
    let world = World::new().await;
    let usual = "312767926603.dkr.ecr.us-west-2.amazonaws.com";
    for (host, tool) in [
        ("312767926603.dkr-ecr.us-west-2.on.aws", json!(ECR_TOOL)),
        (
            "312767926603.dkr.ecr-fips.us-west-2.amazonaws.com",
            json!(ECR_TOOL),
        ),
        (
            "312767926603.dkr-ecr-fips.us-west-2.on.aws",
            json!(ECR_TOOL),
        ),
        ("312767926603.dkr.ecr.eu-west-1.amazonaws.com", Value::Null),
        ("111122223333.dkr.ecr.us-west-2.amazonaws.com", Value::Null),
    ] {
        let text = CWLTOOL.replace(usual, host);
        let found = world.diagnosis("sam", &text).await;
        assert_eq!(found["diagnoses"][0]["image"]["host"], host);
        assert_eq!(found["answer"]["tool_path"], tool, "{host}");
    }
    // The other way around, and with the name of a tool.
    let draft = json!({
        "image": "312767926603.dkr-ecr.us-west-2.on.aws/team/suite",
        "tool_name": "sort",
        "visibility": "private",
        "contact_email": CONTACT,
    });
    let registered = world.post("grace", "/api/v1/tools", &draft).await;
    assert_eq!(registered.status, 201, "{}", registered.text());
    let text = CWLTOOL.replace("/md5sum", "/team/suite");
    let found = world.diagnosis("sam", &text).await;
    let path = "312767926603.dkr-ecr.us-west-2.on.aws/_/team/suite/sort";
    assert_eq!(found["answer"]["tool_path"], path);
}

#[actix_web::test]
async fn a_tool_is_found_by_its_image_and_not_by_a_path_that_reads_the_same() {
    let world = World::new().await;
    let draft = json!({
        "image": "quay.io/foo/bar",
        "tool_name": "baz",
        "visibility": "private",
        "contact_email": CONTACT,
    });
    let registered = world.post("grace", "/api/v1/tools", &draft).await;
    assert_eq!(registered.status, 201, "{}", registered.text());
    let denied = |image: &str| DOCKER.replace("quay.io/team/tool", image);
    let other = world.diagnosis("sam", &denied("quay.io/foo/bar/baz")).await;
    assert_eq!(other["answer"], Value::Null);
    let own = world.diagnosis("sam", &denied("quay.io/foo/bar")).await;
    assert_eq!(own["answer"]["tool_path"], "quay.io/foo/bar/baz");
    assert_eq!(own["answer"]["step"], "request_access");
}

#[actix_web::test]
async fn access_that_is_there_counts_more_than_a_later_request_for_another_name() {
    let world = World::new().await;
    world.active().await;
    let later = world.request("sam", TOOL, "samuel").await;
    assert_eq!(later.status, 201, "{}", later.text());
    let answer = &world.diagnosis("sam", DOCKER).await["answer"];
    assert_eq!(answer["step"], "log_in");
    assert_eq!(answer["access"]["principal"], "sam");
}

#[actix_web::test]
async fn strangers_learn_what_the_page_of_the_tool_says_and_no_more() {
    let world = World::new().await;
    world.active().await;
    let answer = world.asked(DOCKER).await;
    assert_eq!(answer.status, 200);
    let found = answer.json();
    assert_eq!(found["answer"]["step"], "sign_in");
    assert_eq!(found["answer"]["access"], Value::Null);
    assert_eq!(found["answer"]["commands"], json!([]));
    for secret in [CONTACT, "\"sam\"", "\"grace\""] {
        assert!(!answer.text().contains(secret), "{secret}");
    }
    // A token that was made neither for access nor to pull shows no access.
    let sam = world.api.account("sam", Role::Member).await;
    let (_, token) = world.api.token(&sam, &[Scope::Tools]).await;
    let request = TestRequest::post()
        .uri(PATH)
        .set_json(json!({"text": DOCKER}));
    let found = world.api.send(with_token(request, &token)).await.json();
    assert_eq!(found["answer"]["step"], "sign_in");

    let unknown = world.asked("docker pull quay.io/team/secret\nunauthorized: access to the requested resource is not authorized").await;
    assert_eq!(unknown.json()["answer"], Value::Null);
}

#[actix_web::test]
async fn the_token_of_a_machine_is_told_of_its_owners_access_and_of_nobody_elses() {
    let world = World::new().await;
    let id = world.active().await;
    for (name, step, access) in [
        ("sam", "log_in", json!(id)),
        ("rita", "request_access", Value::Null),
    ] {
        let account = world.api.account(name, Role::Member).await;
        let (_, token) = world.api.token(&account, &[Scope::Pull]).await;
        let request = TestRequest::post()
            .uri(PATH)
            .set_json(json!({"text": DOCKER}));
        let found = world.api.send(with_token(request, &token)).await.json();
        let answer = &found["answer"];
        assert_eq!(answer["step"], step, "{name}");
        assert_eq!(answer["access"]["id"], access, "{name}");
    }
}

#[actix_web::test]
async fn what_is_not_about_access_is_not_joined_with_it() {
    let world = World::new().await;
    let text =
        "Error response from daemon: manifest for quay.io/team/tool:9 not found: manifest unknown";
    let found = world.diagnosis("sam", text).await;
    assert_eq!(found["diagnoses"][0]["cause"], "pull.tag_missing");
    assert_eq!(found["answer"], Value::Null);
    let nothing = world.diagnosis("sam", "all went well").await;
    assert_eq!(nothing["diagnoses"], json!([]));
}

#[actix_web::test]
async fn secrets_do_not_come_back() {
    let world = World::new().await;
    let text = format!("docker login -u ada -p hunter22 quay.io\n{DOCKER}");
    let answer = world.asked(&text).await;
    assert_eq!(answer.json()["masked"], 1);
    assert!(!answer.text().contains("hunter22"));
    let form = post(&world.api, "/diagnose", "", &[("text", &text)]).await;
    assert_eq!(form.status, 200);
    assert!(!form.text().contains("hunter22"));
    holds(&form, "One secret was masked");
}

#[actix_web::test]
async fn a_body_is_one_text_within_its_limit() {
    let world = World::new().await;
    for body in [
        json!({}),
        json!({"text": 1}),
        json!({"text": "a", "log": "b"}),
        json!([]),
    ] {
        let request = TestRequest::post().uri(PATH).set_json(&body);
        world.api.send(request).await.refused(400, "bad-body");
    }
    let most = "x".repeat(FORM_BYTES_MAX - r#"{"text":""}"#.len());
    assert_eq!(world.asked(&most).await.status, 200);
    let problem = world
        .asked(&format!("{most}x"))
        .await
        .refused(413, "body-too-large");
    assert_eq!(problem["limit_bytes"], FORM_BYTES_MAX);
}

#[actix_web::test]
async fn the_page_explains_and_leads_on() {
    let world = World::new().await;
    let empty = page(
        world
            .api
            .send_unlisted(TestRequest::get().uri("/diagnose"))
            .await,
    );
    holds(&empty, "Why did the pull fail?");
    holds(&empty, "<a href=\"/diagnose\" aria-current=\"page\">");

    let sam = world.api.account("sam", Role::Member).await;
    let browser = world.api.browser_of(&sam).await;
    let answer = browser.post("/diagnose", &[("text", CWLTOOL)]).await;
    assert_eq!(answer.status, 200);
    holds(&answer, "pull.unexplained");
    holds(
        &answer,
        &format!("href=\"/request/{ECR_TOOL}\">Request access</a>"),
    );

    world.active().await;
    let answer = browser.post("/diagnose", &[("text", DOCKER)]).await;
    holds(&answer, "your access is active");
    holds(&answer, "docker pull quay.io/team/tool</code>");

    let nothing = browser.post("/diagnose", &[("text", "<b>fine</b>")]).await;
    holds(&nothing, "Nothing in it stops a pull");
    assert!(!nothing.text().contains("<b>fine"));
    holds(
        &browser.get(&format!("/tools/{TOOL}")).await,
        "href=\"/diagnose\"",
    );
    holds(&browser.get("/codes/pull.denied").await, "What to do");
}

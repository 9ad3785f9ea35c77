//! What a limit allows, what it leaves, and that both are told as they are.

use actix_web::test::TestRequest;
use serde_json::json;
use wharfinger_server::config::Config;
use wharfinger_store::Scope;

use crate::support::browser::SAME_ORIGIN;
use crate::support::people::with_token;
use crate::support::{Answer, Api, bearer, register};

/// The numbers of a field with one limit in it.
fn numbers(answer: &Answer, field: &str, name: &str, parameters: [&str; 2]) -> [u64; 2] {
    let value = answer.header(field).unwrap();
    let mut parts = value.split(';');
    assert_eq!(parts.next(), Some(&*format!("\"{name}\"")), "{value}");
    parameters.map(|parameter| {
        let part = parts.next().unwrap();
        let number = part
            .strip_prefix(parameter)
            .and_then(|rest| rest.strip_prefix('='));
        number.unwrap().parse().unwrap()
    })
}

fn policy(answer: &Answer, name: &str) -> [u64; 2] {
    numbers(answer, "ratelimit-policy", name, ["q", "w"])
}

fn left(answer: &Answer, name: &str) -> [u64; 2] {
    numbers(answer, "ratelimit", name, ["r", "t"])
}

fn unlimited(answer: &Answer) {
    for field in ["ratelimit", "ratelimit-policy"] {
        assert_eq!(answer.header(field), None, "{field}");
    }
}

/// 90 a minute is one in two thirds of a second, so that the numbers are not round by chance.
fn config() -> Config {
    Config {
        writes_per_minute: 90,
        checks_per_minute: 90,
        ..Config::default()
    }
}

#[actix_web::test]
async fn what_is_left_of_the_writes_is_told_as_it_is() {
    let api = Api::with(config()).await;
    // Refused or not, each is a write.
    let write = async |image: &str| {
        let request = register(&json!({ "image": image })).insert_header(bearer());
        api.send(request).await
    };
    let first = write("nginx").await;
    assert_eq!(first.status, 201);
    assert_eq!(policy(&first, "writes"), [90, 60]);
    assert_eq!(left(&first, "writes"), [89, 60]);
    for expected in (0..89).rev() {
        let answer = write("Nginx").await;
        assert_eq!(answer.status, 422);
        assert_eq!(left(&answer, "writes")[0], expected);
    }

    let refused = write("Nginx").await;
    refused.refused(429, "too-many-requests");
    assert_eq!(policy(&refused, "writes"), [90, 60]);
    let [none, seconds] = left(&refused, "writes");
    assert_eq!(none, 0);
    assert_eq!(refused.header("retry-after"), Some(&*seconds.to_string()));
    api.wait_seconds(i64::try_from(seconds).unwrap());
    let again = write("Nginx").await;
    assert_eq!(again.status, 422, "after as long as was told");
    assert_eq!(left(&again, "writes"), [0, 1]);

    // Whoever waits the window finds the quota.
    api.wait_seconds(60);
    for _ in 0..90 {
        assert_eq!(write("Nginx").await.status, 422);
    }
    write("Nginx").await.refused(429, "too-many-requests");
    unlimited(&api.get("/api/v1/tools").await);
}

#[actix_web::test]
async fn checks_are_told_apart_from_writes() {
    let api = Api::with(config()).await;
    let check = api.check(&json!({"image": "nginx"})).await;
    assert_eq!(left(&check, "checks"), [89, 60]);
    let request = TestRequest::post()
        .uri("/api/v1/access-check?host=quay.io")
        .set_json(json!({}));
    assert_eq!(left(&api.send(request).await, "checks"), [88, 59]);
    let write = register(&json!({"image": "nginx"})).insert_header(bearer());
    assert_eq!(left(&api.send(write).await, "writes"), [89, 60]);

    // A form is a check and then a write.
    let browser = api.signed_in().await;
    let form = [("image", "redis"), ("csrf", &browser.csrf)];
    let request = TestRequest::post()
        .uri("/register")
        .insert_header(SAME_ORIGIN)
        .set_form(form);
    let answer = api.send_unlisted(browser.request(request)).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    assert_eq!(
        answer.header("ratelimit-policy"),
        Some("\"writes\";q=90;w=60"),
        "administrators check at any rate"
    );
}

#[actix_web::test]
async fn signing_in_is_a_write() {
    let api = Api::with(config()).await;
    let form = [("account_name", "ada"), ("password", "not the password")];
    let request = TestRequest::post()
        .uri("/sign-in")
        .insert_header(SAME_ORIGIN)
        .set_form(form);
    let answer = api.send_unlisted(request).await;
    assert_eq!(answer.status, 401);
    assert_eq!(left(&answer, "writes"), [89, 60]);
}

#[actix_web::test]
async fn where_there_is_no_limit_there_is_nothing_to_tell() {
    let none = Config {
        writes_per_minute: 0,
        checks_per_minute: 0,
        ..Config::default()
    };
    let api = Api::with(none).await;
    unlimited(&api.check(&json!({"image": "nginx"})).await);
    unlimited(&api.registered("nginx").await);

    let api = Api::with(config()).await;
    let operators = TestRequest::post()
        .uri("/api/v1/check")
        .set_json(json!({"image": "nginx"}))
        .insert_header(bearer());
    unlimited(&api.send(operators).await);
    // Nobody learns how many guesses are left.
    let guess = TestRequest::get()
        .uri("/api/v1/tools")
        .insert_header(("authorization", "Bearer a-guess-at-the-token"));
    let refused = api.send(guess).await;
    refused.refused(401, "unauthenticated");
    unlimited(&refused);
}

#[actix_web::test]
async fn what_is_not_counted_is_not_told() {
    let api = Api::with(config()).await;
    let nobodys = api.send(register(&json!({"image": "nginx"}))).await;
    nobodys.refused(401, "unauthenticated");
    unlimited(&nobodys);
    let ada = api.administrator().await;
    let (_, narrow) = api.token(&ada, &[Scope::Account]).await;
    let refused = with_token(register(&json!({"image": "nginx"})), &narrow);
    let refused = api.send(refused).await;
    refused.refused(403, "missing-scope");
    assert_eq!(left(&refused, "writes")[0], 89, "who it is was looked up");
}

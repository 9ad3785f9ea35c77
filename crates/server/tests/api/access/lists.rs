//! Who sees which requests.

use actix_web::test::TestRequest;
use serde_json::{Value, json};

use super::{ECR_TOOL, TOOL, World, address};

const LIST: &str = "/api/v1/access-requests";

/// The principals of a page, the newest first.
fn principals(page: &Value) -> Vec<&str> {
    let requests = page["requests"].as_array().unwrap();
    requests
        .iter()
        .map(|request| request["principal"].as_str().unwrap())
        .collect()
}

#[actix_web::test]
async fn a_request_is_there_for_those_whom_it_concerns_and_nobody_else() {
    let world = World::new().await;
    let id = world.requested().await;
    for name in ["sam", "grace", "hedy", "ada"] {
        let answer = world.get(name, &address(&id)).await;
        assert_eq!(answer.status, 200, "{name}");
        assert_eq!(answer.header("cache-control"), Some("private, no-cache"));
    }
    let stranger = world.get("otto", &address(&id)).await;
    let absent = world
        .get("otto", &address("018bcfe5-6800-7707-8707-070707070707"))
        .await;
    for answer in [&stranger, &absent, &world.get("sam", &address("x")).await] {
        let problem = answer.refused(404, "no-such-access-request");
        assert_eq!(
            problem["detail"],
            Value::Null,
            "the two cannot be told apart"
        );
    }
    world
        .api
        .send(TestRequest::get().uri(&address(&id)))
        .await
        .refused(401, "unauthenticated");
}

#[actix_web::test]
async fn a_version_that_the_client_has_is_not_sent_again() {
    let world = World::new().await;
    let id = world.requested().await;
    let get = |tag: &str| {
        let request = TestRequest::get()
            .uri(&address(&id))
            .insert_header(("if-none-match", tag));
        world.send("sam", request)
    };
    assert_eq!(get("\"1-1\"").await.status, 304);
    let changed = world.api.update(TOOL, "*", &json!({"tag": "2"})).await;
    assert_eq!(changed.status, 200, "{}", changed.text());
    let answer = get("\"1-1\"").await;
    assert_eq!(answer.status, 200, "the commands name the tag");
    assert_eq!(answer.header("etag"), Some("\"1-2\""));
}

#[actix_web::test]
async fn lists_hold_what_was_asked_for() {
    let world = World::new().await;
    for (name, tool, principal) in [
        ("sam", TOOL, "sam"),
        ("otto", TOOL, "otto"),
        ("sam", ECR_TOOL, "arn:aws:iam::111122223333:root"),
    ] {
        assert_eq!(world.request(name, tool, principal).await.status, 201);
    }
    let account = "arn:aws:iam::111122223333:root";
    let list = async |name: &str, query: &str| {
        let answer = world.get(name, &format!("{LIST}{query}")).await;
        assert_eq!(answer.status, 200, "{query}: {}", answer.text());
        answer.json()
    };
    assert_eq!(principals(&list("sam", "").await), [account, "sam"]);
    assert_eq!(principals(&list("grace", "").await), [""; 0]);
    let all = [account, "otto", "sam"];
    assert_eq!(principals(&list("grace", "?as=maintainer").await), all);
    assert_eq!(principals(&list("ada", "?as=administrator").await), all);
    assert_eq!(principals(&list("sam", "?as=maintainer").await), [""; 0]);
    let of_tool = list("grace", &format!("?as=maintainer&tool={TOOL}")).await;
    assert_eq!(principals(&of_tool), ["otto", "sam"]);

    let id = of_tool["requests"][1]["id"].as_str().unwrap();
    world.done("grace", id, json!({"action": "approve"})).await;
    let waiting = list("grace", "?as=maintainer&waiting=answer").await;
    assert_eq!(principals(&waiting), [account, "otto"]);
    let waiting = list("grace", "?as=maintainer&waiting=hand").await;
    assert_eq!(principals(&waiting), ["sam"]);
    let two = list("grace", "?as=maintainer&status=activating,denied").await;
    assert_eq!(principals(&two), ["sam"]);
}

#[actix_web::test]
async fn lists_come_in_pages() {
    let world = World::new().await;
    for name in ["aa", "bb", "cc"] {
        world.request("sam", TOOL, name).await;
    }
    let first = world.get("sam", &format!("{LIST}?limit=2")).await;
    let page = first.json();
    assert_eq!(principals(&page), ["cc", "bb"]);
    let next = page["next"].as_str().unwrap();
    assert_eq!(
        first.header("link").unwrap(),
        format!("<{next}>; rel=\"next\"")
    );
    let page = world.get("sam", next).await.json();
    assert_eq!(principals(&page), ["aa"]);
    assert_eq!(page["next_cursor"], Value::Null);
}

#[actix_web::test]
async fn a_query_that_cannot_be_read_is_refused() {
    let world = World::new().await;
    for query in [
        "?as=boss",
        "?waiting=long",
        "?status=gone",
        "?limit=0",
        "?cursor=x",
        "?q=x",
    ] {
        let answer = world.get("sam", &format!("{LIST}{query}")).await;
        answer.refused(400, "bad-query");
    }
    world
        .get("sam", &format!("{LIST}?as=administrator"))
        .await
        .refused(403, "forbidden");
    world
        .get("sam", &format!("{LIST}?tool=quay.io/no/tool"))
        .await
        .refused(404, "no-such-tool");
}

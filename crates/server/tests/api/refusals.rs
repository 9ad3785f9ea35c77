//! Refusals that any operation may meet: the framework's own, limits, and a store in trouble.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use actix_web::http::Method;
use actix_web::test::TestRequest;
use serde_json::json;
use wharfinger_core::account::NAME_CHARS_MAX;
use wharfinger_core::registration::{DESCRIPTION_CHARS_MAX, SOURCE_URL_BYTES_MAX};
use wharfinger_server::config::Config;
use wharfinger_server::limits::{BODY_BYTES_MAX, PASSWORD_BYTES_MAX};
use wharfinger_store::Failure;

use crate::support::troubled::Troubled;
use crate::support::{Api, bearer, register};

#[actix_web::test]
async fn an_address_that_does_not_exist_is_a_problem_document() {
    let api = Api::new().await;
    for path in [
        "/api",
        "/api/v1",
        "/api/v1/tools/",
        "/api/v1/nothing",
        "/api/v2/tools",
    ] {
        api.get(path).await.refused(404, "no-such-page");
    }
}

#[actix_web::test]
async fn a_wrong_method_is_told_the_right_ones() {
    let api = Api::new().await;
    for (method, path, allow) in [
        (Method::GET, "/api/v1/check", "POST"),
        (
            Method::DELETE,
            "/api/v1/tools/quay.io/a/b",
            "GET, HEAD, PATCH",
        ),
        (Method::PUT, "/api/v1/tools", "GET, HEAD, POST"),
        (Method::POST, "/healthz", "GET, HEAD"),
    ] {
        let answer = api
            .send(TestRequest::default().method(method).uri(path))
            .await;
        answer.refused(405, "method-not-allowed");
        let mut allowed: Vec<_> = answer.header("allow").unwrap().split(", ").collect();
        allowed.sort_unstable();
        assert_eq!(allowed.join(", "), allow, "{path}");
    }
}

/// The longest values that the rules take, none of which the encodings leave short.
#[actix_web::test]
async fn the_longest_valid_draft_fits_a_body() {
    let digest = format!("sha256:{}", "a".repeat(64));
    let host = format!("{}.example.org", "h".repeat(63));
    let repository = format!("{}/{}", "n".repeat(80), "r".repeat(90));
    let (namespace, name) = repository.split_once('/').unwrap();
    let tag = "T".repeat(128);
    let draft = [
        ("image", format!("{host}/{repository}:{tag}@{digest}")),
        ("registry_path", host.clone()),
        ("namespace", namespace.to_owned()),
        ("name", name.to_owned()),
        ("tag", tag.clone()),
        ("digest", digest.clone()),
        ("tool_name", "t".repeat(256)),
        ("visibility", "private".to_owned()),
        (
            "contact_email",
            format!("{}@{}.org", "c".repeat(64), "d".repeat(63)),
        ),
        ("description", "\u{1f600}".repeat(DESCRIPTION_CHARS_MAX)),
        (
            "source_url",
            format!("https://{host}/{}", "/".repeat(SOURCE_URL_BYTES_MAX - 100)),
        ),
    ];
    let json = serde_json::to_string(&draft.iter().cloned().collect::<BTreeMap<_, _>>()).unwrap();
    let mut escaped = String::new();
    for unit in json.encode_utf16() {
        match u8::try_from(unit) {
            Ok(byte) if byte.is_ascii() => escaped.push(char::from(byte)),
            _ => write!(escaped, "\\u{unit:04x}").unwrap(),
        }
    }
    let api = Api::new().await;
    let request = TestRequest::post()
        .uri("/api/v1/check")
        .insert_header(("content-type", "application/json"))
        .set_payload(escaped.clone());
    let report = api.send(request).await;
    assert_eq!(report.json()["valid"], true, "{}", report.json()["issues"]);
    let form = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(&draft)
        .append_pair("account_name", &"n".repeat(NAME_CHARS_MAX))
        .append_pair("password", &"%".repeat(PASSWORD_BYTES_MAX))
        .finish();
    for body in [&escaped, &form] {
        assert!(body.len() > 48_000, "{}: nothing was escaped", body.len());
        assert!(body.len() < BODY_BYTES_MAX, "{}", body.len());
    }
}

#[actix_web::test]
async fn a_body_has_a_size() {
    let api = Api::new().await;
    let fits = json!({"description": "x".repeat(BODY_BYTES_MAX - 20)});
    assert_eq!(api.check(&fits).await.status, 200);
    let problem = api
        .check(&json!({"description": "x".repeat(BODY_BYTES_MAX)}))
        .await
        .refused(413, "body-too-large");
    assert_eq!(problem["limit_bytes"], BODY_BYTES_MAX);
}

#[actix_web::test]
async fn a_harmless_request_id_is_kept_and_another_is_replaced() {
    let api = Api::new().await;
    let with = |id: &'static str| {
        TestRequest::get()
            .uri("/healthz")
            .insert_header(("x-request-id", id))
    };
    let kept = api.send(with("from-the-proxy-1")).await;
    assert_eq!(kept.header("x-request-id"), Some("from-the-proxy-1"));
    let replaced = api.send(with("<script>")).await;
    assert_ne!(replaced.header("x-request-id"), Some("<script>"));
}

#[actix_web::test]
async fn an_address_that_writes_too_much_must_wait() {
    let config = Config {
        writes_per_minute: 60,
        ..Config::default()
    };
    let api = Api::with(config).await;
    let request = || register(&json!({"image": "Nginx"})).insert_header(bearer());
    for _ in 0..60 {
        assert_eq!(api.send(request()).await.status, 422);
    }
    let problem = api.send(request()).await.refused(429, "too-many-requests");
    assert_eq!(problem["retry_after_seconds"], 1);
    assert_eq!(
        api.get("/api/v1/tools").await.status,
        200,
        "reading goes on"
    );
    api.wait_seconds(1);
    assert_eq!(api.send(request()).await.status, 422);
}

#[actix_web::test]
async fn an_address_that_has_too_much_checked_must_wait() {
    let config = Config {
        checks_per_minute: 60,
        ..Config::default()
    };
    let api = Api::with(config).await;
    let draft = json!({"image": "Nginx"});
    for _ in 0..60 {
        assert_eq!(api.check(&draft).await.status, 200);
    }
    let problem = api.check(&draft).await.refused(429, "too-many-requests");
    assert_eq!(problem["retry_after_seconds"], 1);

    // The pages that check count as well, and keep what was typed.
    let linked = TestRequest::get().uri("/register?image=Nginx");
    assert_eq!(api.send_unlisted(linked).await.status, 429);
    let empty = TestRequest::get().uri("/register");
    assert_eq!(api.send_unlisted(empty).await.status, 200);
    let posted = TestRequest::post()
        .uri("/register")
        .insert_header(("sec-fetch-site", "same-origin"))
        .set_form([("image", "nginx"), ("description", "Typed for long")]);
    let page = api.send_unlisted(posted).await;
    assert_eq!((page.status, page.header("retry-after")), (429, Some("1")));
    assert!(page.text().contains("Typed for long</textarea>"));
    assert!(page.text().contains("data-preview-full hidden"), "not read");

    let operators = TestRequest::post()
        .uri("/api/v1/check")
        .set_json(&draft)
        .insert_header(bearer());
    assert_eq!(api.send(operators).await.status, 200, "at any rate");
    for authorization in ["Basic b3BlcmF0b3I6", "Bearer of-a-gateway", ""] {
        let strangers = TestRequest::post()
            .uri("/api/v1/check")
            .set_json(&draft)
            .insert_header(("authorization", authorization));
        assert_eq!(api.send(strangers).await.status, 429, "{authorization}");
    }
    api.wait_seconds(1);
    assert_eq!(api.check(&draft).await.status, 200);
}

#[actix_web::test]
async fn a_pasted_search_is_a_check() {
    let config = Config {
        checks_per_minute: 60,
        ..Config::default()
    };
    let api = Api::with(config).await;
    api.registered("nginx").await;
    let pasted = "?q=docker+pull+nginx:1.27";
    let list = async |credentials: Option<(&'static str, String)>| {
        let request = TestRequest::get().uri(&format!("/api/v1/tools{pasted}"));
        let request = match credentials {
            Some(credentials) => request.insert_header(credentials),
            None => request,
        };
        let answer = api.send(request).await;
        assert_eq!(answer.status, 200);
        answer.json()["tools"].as_array().unwrap().len()
    };
    for _ in 0..60 {
        assert_eq!(list(None).await, 1);
    }
    assert_eq!(list(None).await, 0, "not read any more");
    let page = TestRequest::get().uri(&format!("/{pasted}"));
    let page = api.send_unlisted(page).await;
    assert!(page.text().contains("No tool matches"), "{}", page.text());
    assert_eq!(list(Some(bearer())).await, 1, "the operator's at any rate");
    api.wait_seconds(1);
    assert_eq!(list(None).await, 1);
}

#[actix_web::test]
async fn a_full_queue_asks_to_come_back() {
    let api = Api::over(
        Config::default(),
        Arc::new(Troubled::new(Failure::Overloaded)),
    )
    .await;
    let answer = api
        .send(register(&json!({"image": "nginx"})).insert_header(bearer()))
        .await;
    answer.refused(503, "overloaded");
    assert_eq!(answer.header("retry-after"), Some("1"));
    api.get("/readyz").await.refused(503, "not-ready");

    let form = [
        ("image", "nginx"),
        ("description", "Typed for long"),
        ("account_name", "ada"),
        ("password", "correct horse battery staple"),
    ];
    let request = TestRequest::post()
        .uri("/register")
        .insert_header(("sec-fetch-site", "same-origin"))
        .set_form(form);
    let page = api.send_unlisted(request).await;
    assert_eq!((page.status, page.header("retry-after")), (503, Some("1")));
    assert!(page.text().contains("Typed for long</textarea>"));
}

#[actix_web::test]
async fn a_store_that_does_not_answer_asks_to_come_back() {
    let failure = Failure::Unavailable {
        reason: "disk /dev/sda1 is on fire".to_owned(),
    };
    let api = Api::over(Config::default(), Arc::new(Troubled::new(failure))).await;
    let requests = [
        TestRequest::get().uri("/readyz"),
        TestRequest::get().uri("/api/v1/tools"),
        TestRequest::get().uri("/api/v1/tools/quay.io/a/b"),
        TestRequest::get().uri("/api/v1/access-requests"),
        TestRequest::get().uri("/api/v1/audit"),
        TestRequest::get().uri("/api/v1/accounts"),
        register(&json!({"image": "nginx"})),
    ];
    for request in requests {
        let answer = api.send(request.insert_header(bearer())).await;
        let problem = answer.refused(503, "not-ready");
        assert_eq!(answer.header("retry-after"), Some("1"));
        assert!(!problem.to_string().contains("fire"), "{problem}");
    }
    assert_eq!(api.get("/healthz").await.status, 200);
    let page = TestRequest::get()
        .uri("/")
        .insert_header(("accept", "text/html"));
    let page = api.send_unlisted(page).await;
    assert_eq!((page.status, page.header("retry-after")), (503, Some("1")));
}

#[actix_web::test]
async fn a_fault_of_ours_does_not_tell_its_story_to_strangers() {
    let failure = Failure::Damaged {
        finding: "disk /dev/sda1 is on fire".to_owned(),
    };
    let api = Api::over(Config::default(), Arc::new(Troubled::new(failure))).await;
    // The document does not list 500: no client can plan for it.
    let answer = api
        .send_unlisted(TestRequest::get().uri("/api/v1/tools/quay.io/a/b"))
        .await;
    let problem = answer.refused(500, "internal");
    assert!(!problem.to_string().contains("fire"));
}

#[actix_web::test]
async fn a_compressed_body_is_refused_as_one() {
    let api = Api::new().await;
    let check = |encoding: &'static str| {
        TestRequest::post()
            .uri("/api/v1/check")
            .insert_header(("content-encoding", encoding))
            .set_json(json!({"image": "nginx"}))
    };
    assert_eq!(api.send(check("Identity")).await.status, 200);
    for encoding in ["gzip", "br", "identity, gzip", "", "nonsense"] {
        let answer = api.send(check(encoding)).await;
        let problem = answer.refused(415, "unsupported-media-type");
        assert_eq!(
            problem["detail"],
            "send the body as it is, without `Content-Encoding`"
        );
        assert_eq!(answer.header("accept-encoding"), Some("identity"));
    }
    let form = TestRequest::post()
        .uri("/register")
        .insert_header(("sec-fetch-site", "same-origin"))
        .insert_header(("content-encoding", "gzip"))
        .set_form([("image", "nginx")]);
    assert_eq!(api.send_unlisted(form).await.status, 415);
}

/// Whoever leaves the quotes out would look in vain for what has changed.
#[actix_web::test]
async fn what_is_no_entity_tag_is_refused_as_that() {
    let api = Api::new().await;
    api.registered("nginx").await;
    let private = json!({
        "image": "quay.io/team/tool", "visibility": "private", "contact_email": "a@example.org",
    });
    assert_eq!(api.register(&private).await.status, 201);
    let asked = json!({"tool_path": "quay.io/team/tool", "principal": "ada", "reason": "x"});
    let asked = TestRequest::post()
        .uri("/api/v1/access-requests")
        .set_json(asked);
    let asked = api.send(asked.insert_header(bearer())).await;
    api.account("sam", wharfinger_store::Role::Member).await;
    for (path, change) in [
        (
            "/api/v1/tools/docker.io/library/nginx",
            json!({"tag": "1.27"}),
        ),
        (
            asked.header("location").unwrap(),
            json!({"action": "withdraw"}),
        ),
        ("/api/v1/accounts/sam", json!({"disabled": true})),
    ] {
        for named in ["1", "\"1", "1, \"1\"", ""] {
            let request = TestRequest::patch()
                .uri(path)
                .insert_header(bearer())
                .insert_header(("if-match", named))
                .set_json(&change);
            let problem = api.send(request).await.refused(400, "bad-header");
            assert_eq!(
                problem["detail"],
                format!(
                    "`If-Match: {named}` names no version; send what `ETag` gave, with its quotes, \
                     such as `\"1\"`, or `*`"
                )
            );
        }
    }
}

//! Machines that ask to be logged in: the device flow (RFC 8628) as a program and a browser see it.

use actix_web::test::TestRequest;
use serde_json::{Value, json};
use wharfinger_server::limits::{DEVICES_BURST, POLLS_BURST, USER_CODE_FAILURES_BURST};
use wharfinger_server::secret::{Kind, Secret};
use wharfinger_store::{Role, Scope};

use crate::support::browser::{Browser, holds, page};
use crate::support::people::with_token;
use crate::support::{Answer, Api, bearer};

/// The grant of a device code.
const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// A code that is given to nobody: the randomness of the tests counts.
const NOBODYS: &str = "ZZZZ-ZZZZ";

/// Sends a form as the client, without a cookie and without saying where from.
async fn send(api: &Api, path: &str, fields: &[(&str, &str)]) -> Answer {
    let form = [&[("client_id", "wharfinger-cli")], fields].concat();
    let request = TestRequest::post()
        .uri(path)
        .insert_header(("user-agent", "wharfinger/0.1.0"))
        .set_form(form);
    let answer = api.send(request).await;
    if answer.status != 429 {
        assert_eq!(answer.header("cache-control"), Some("no-store"));
    }
    answer
}

/// A machine that asks, with what it was given.
struct Machine<'a> {
    api: &'a Api,
    begun: Value,
}

impl<'a> Machine<'a> {
    async fn begin(api: &'a Api) -> Self {
        let answer = begin(api, "laptop").await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        Self {
            api,
            begun: answer.json(),
        }
    }

    fn user_code(&self) -> &str {
        self.begun["user_code"].as_str().unwrap()
    }

    async fn ask(&self) -> Answer {
        let code = self.begun["device_code"].as_str().unwrap();
        let fields = [("grant_type", GRANT), ("device_code", code)];
        send(self.api, "/oauth/token", &fields).await
    }

    async fn ask_error(&self) -> String {
        error(&self.ask().await)
    }
}

async fn begin(api: &Api, name: &str) -> Answer {
    send(api, "/oauth/device_authorization", &[("machine", name)]).await
}

/// The name of an error, which comes with a description (RFC 6749, 5.2).
#[track_caller]
fn error(answer: &Answer) -> String {
    assert_eq!(answer.status, 400, "{}", answer.text());
    let document = answer.json();
    assert!(!document["error_description"].as_str().unwrap().is_empty());
    document["error"].as_str().unwrap().to_owned()
}

async fn decide(browser: &Browser<'_>, code: &str, action: &str) -> Answer {
    let form = [("user_code", code), ("action", action)];
    browser.post("/device", &form).await
}

async fn confirmation(browser: &Browser<'_>, code: &str) -> Answer {
    browser.get(&format!("/device?user_code={code}")).await
}

#[actix_web::test]
async fn a_machine_is_let_in_and_gets_a_token_once() {
    let api = Api::new().await;
    let browser = api.signed_in_as("sam").await;
    let machine = Machine::begin(&api).await;
    assert_eq!(machine.ask_error().await, "authorization_pending");
    let shown = confirmation(&browser, machine.user_code()).await;
    assert_eq!(shown.status, 200);
    for text in [
        "laptop",
        "wharfinger/0.1.0",
        "192.0.2.1",
        machine.user_code(),
    ] {
        holds(&shown, text);
    }
    let approved = decide(&browser, machine.user_code(), "approve").await;
    assert_eq!(approved.header("location"), Some("/device?done=approved"));
    holds(&browser.get("/device?done=approved").await, "is let in");

    let granted = machine.ask().await;
    assert_eq!(granted.status, 200, "{}", granted.text());
    assert_eq!(granted.header("pragma"), Some("no-cache"));
    let granted = granted.json();
    let days = 90 * 24 * 60 * 60;
    assert_eq!(
        (
            &granted["token_type"],
            &granted["scope"],
            &granted["account"],
            &granted["expires_in"]
        ),
        (
            &json!("Bearer"),
            &json!("pull"),
            &json!("sam"),
            &json!(days)
        )
    );
    assert_eq!(machine.ask_error().await, "invalid_grant", "it is used up");

    let sam = api.account("sam", Role::Member).await;
    let [token] = &api.store().tokens(sam.id).await.unwrap().found[..] else {
        panic!("one token");
    };
    assert_eq!(token.name, "laptop");
    assert_eq!(token.scopes.iter().collect::<Vec<_>>(), [Scope::Pull]);
    let page = browser.get("/account").await;
    holds(&page, "laptop");
    holds(&page, &token.hint);
    assert!(
        !page
            .text()
            .contains(granted["access_token"].as_str().unwrap())
    );
}

#[actix_web::test]
async fn the_token_of_a_machine_does_nothing_but_pull() {
    let api = Api::new().await;
    let browser = api.signed_in().await;
    let machine = Machine::begin(&api).await;
    decide(&browser, machine.user_code(), "approve").await;
    let granted = machine.ask().await.json();
    let secret = granted["access_token"].as_str().unwrap();
    let secret = Secret::parse(Kind::ApiToken, secret).unwrap();
    for path in [
        "/api/v1/account",
        "/api/v1/access-requests",
        "/api/v1/accounts",
    ] {
        let request = with_token(TestRequest::get().uri(path), &secret);
        api.send(request).await.refused(403, "missing-scope");
    }
    let list = with_token(TestRequest::get().uri("/api/v1/tools"), &secret);
    assert_eq!(api.send(list).await.status, 200, "what everybody reads");
}

#[actix_web::test]
async fn a_code_is_typed_as_people_type_and_keeps_through_signing_in() {
    let api = Api::new().await;
    let browser = api.signed_in_as("sam").await;
    let machine = Machine::begin(&api).await;
    let typed = machine.user_code().to_lowercase().replace('-', "%20");
    holds(&confirmation(&browser, &typed).await, machine.user_code());
    let request = TestRequest::get()
        .uri(&format!("/device?user_code={}", machine.user_code()))
        .insert_header(("accept", "text/html"));
    let sent_away = page(api.send_unlisted(request).await);
    assert_eq!(sent_away.status, 303);
    let expected = format!(
        "/sign-in?next=%2Fdevice%3Fuser_code%3D{}",
        machine.user_code()
    );
    assert_eq!(sent_away.header("location"), Some(expected.as_str()));
}

#[actix_web::test]
async fn who_is_refused_is_told_so() {
    let api = Api::new().await;
    let browser = api.signed_in_as("sam").await;
    let machine = Machine::begin(&api).await;
    let denied = decide(&browser, machine.user_code(), "deny").await;
    assert_eq!(denied.header("location"), Some("/device?done=denied"));
    for _ in 0..2 {
        assert_eq!(machine.ask_error().await, "access_denied");
    }
    let again = decide(&browser, machine.user_code(), "approve").await;
    assert_eq!(again.status, 422);
    let unsaid = decide(&browser, machine.user_code(), "").await;
    assert_eq!(unsaid.status, 400);
}

#[actix_web::test]
async fn whoever_asks_too_often_or_too_late_is_told_so() {
    let api = Api::new().await;
    let machine = Machine::begin(&api).await;
    assert_eq!(machine.ask_error().await, "authorization_pending");
    assert_eq!(machine.ask_error().await, "slow_down");
    api.wait_seconds(10);
    assert_eq!(machine.ask_error().await, "authorization_pending");
    api.wait_seconds(590);
    assert_eq!(machine.ask_error().await, "expired_token");
    api.wait_days(2);
    assert_eq!(machine.ask_error().await, "invalid_grant");
}

/// What is wrong, used, run out or made up cannot be told apart.
#[actix_web::test]
async fn codes_that_open_nothing_look_alike() {
    let api = Api::new().await;
    let browser = api.signed_in_as("sam").await;
    let (used, late) = (Machine::begin(&api).await, Machine::begin(&api).await);
    decide(&browser, used.user_code(), "deny").await;
    api.wait_seconds(600);
    let mut pages = Vec::new();
    for code in [used.user_code(), late.user_code(), NOBODYS] {
        let shown = confirmation(&browser, code).await;
        assert_eq!(shown.status, 422);
        pages.push(shown.text().replace(code, "CODE"));
        let decided = decide(&browser, code, "approve").await;
        assert_eq!(decided.status, 422);
        pages.push(decided.text().replace(code, "CODE"));
    }
    assert!(pages.iter().all(|page| *page == pages[0]));
    let mistyped = confirmation(&browser, "ZZZZ-ZZZ").await;
    assert_eq!(mistyped.status, 422);
    holds(&mistyped, "eight letters");
}

#[actix_web::test]
async fn codes_are_not_guessed_at() {
    let api = Api::new().await;
    let browser = api.signed_in_as("sam").await;
    let machine = Machine::begin(&api).await;
    for _ in 0..100 {
        let right = confirmation(&browser, machine.user_code()).await;
        assert_eq!(right.status, 200, "what is right does not count");
    }
    for _ in 0..USER_CODE_FAILURES_BURST {
        assert_eq!(confirmation(&browser, NOBODYS).await.status, 422);
    }
    let stopped = confirmation(&browser, machine.user_code()).await;
    assert_eq!(stopped.status, 429);
    assert_eq!(stopped.header("retry-after"), Some("60"));
    let stopped = decide(&browser, machine.user_code(), "approve").await;
    assert_eq!(stopped.status, 429);
    let another = api.signed_in_as("rita").await;
    let shown = confirmation(&another, machine.user_code()).await;
    assert_eq!(shown.status, 200, "others may");
}

#[actix_web::test]
async fn an_address_begins_and_asks_so_often() {
    let api = Api::new().await;
    let machine = Machine::begin(&api).await;
    for _ in 1..DEVICES_BURST {
        assert_eq!(begin(&api, "laptop").await.status, 200);
    }
    begin(&api, "laptop")
        .await
        .refused(429, "too-many-requests");
    for _ in 0..POLLS_BURST {
        machine.ask_error().await;
    }
    machine.ask().await.refused(429, "too-many-requests");
}

#[actix_web::test]
async fn a_machine_says_what_it_is_called_or_not() {
    let api = Api::new().await;
    let browser = api.signed_in_as("sam").await;
    let unnamed = send(&api, "/oauth/device_authorization", &[]).await.json();
    let code = unnamed["user_code"].as_str().unwrap();
    holds(
        &confirmation(&browser, code).await,
        "a machine without a name",
    );
    let hostile = begin(&api, "<b>laptop</b>").await.json();
    let code = hostile["user_code"].as_str().unwrap();
    holds(
        &confirmation(&browser, code).await,
        "<bdi>&#60;b&#62;laptop",
    );
    for name in [
        "a\nb",
        "a\0b",
        "\u{202e}ela\u{2066} laptop",
        &"x".repeat(101),
    ] {
        assert_eq!(error(&begin(&api, name).await), "invalid_request");
    }
}

#[actix_web::test]
async fn another_address_is_pointed_out() {
    let api = Api::new().await;
    let browser = api.signed_in_as("sam").await;
    let machine = Machine::begin(&api).await;
    holds(
        &confirmation(&browser, machine.user_code()).await,
        "Yours, too",
    );
    let request = TestRequest::post()
        .uri("/oauth/device_authorization")
        .set_form([("client_id", "wharfinger-cli")]);
    let elsewhere = api.send_from("198.51.100.7:40000", request).await.json();
    let shown = confirmation(&browser, elsewhere["user_code"].as_str().unwrap()).await;
    holds(&shown, "198.51.100.7");
    holds(&shown, "Not the one you are at");
}

#[actix_web::test]
async fn what_the_client_must_not_send_is_refused_in_the_words_of_oauth() {
    let api = Api::new().await;
    let machine = Machine::begin(&api).await;
    let code = machine.begun["device_code"].as_str().unwrap();
    let (grant, code) = (("grant_type", GRANT), ("device_code", code));
    for (fields, expected) in [
        (vec![code], "invalid_request"),
        (vec![grant], "invalid_request"),
        (vec![grant, ("device_code", "")], "invalid_request"),
        (vec![grant, code, code], "invalid_request"),
        (
            vec![("grant_type", "password"), code],
            "unsupported_grant_type",
        ),
        (vec![grant, ("device_code", "whf_dev_x")], "invalid_grant"),
        (
            vec![grant, code, ("client_id", "wharfinger-cli")],
            "invalid_request",
        ),
        // What nobody knows is ignored.
        (
            vec![grant, code, ("resource", "x")],
            "authorization_pending",
        ),
    ] {
        let answer = send(&api, "/oauth/token", &fields).await;
        assert_eq!(error(&answer), expected, "{fields:?}");
    }
    let scope = |scope| [("scope", scope)];
    let begin =
        async |fields: &[(&str, &str)]| send(&api, "/oauth/device_authorization", fields).await;
    assert_eq!(error(&begin(&scope("tools")).await), "invalid_scope");
    assert_eq!(error(&begin(&scope("pull tools")).await), "invalid_scope");
    assert_eq!(begin(&scope("pull")).await.status, 200);
    for path in [
        "/oauth/device_authorization",
        "/oauth/token",
        "/oauth/revoke",
    ] {
        for form in [vec![], vec![("client_id", "another")]] {
            let request = TestRequest::post().uri(path).set_form(form);
            assert_eq!(error(&api.send(request).await), "invalid_client", "{path}");
        }
        let json = TestRequest::post().uri(path).set_json(json!({}));
        api.send(json).await.refused(415, "unsupported-media-type");
    }
}

#[actix_web::test]
async fn a_program_gives_its_token_back() {
    let api = Api::new().await;
    let sam = api.account("sam", Role::Member).await;
    let (_, secret) = api.token(&sam, &[Scope::Pull]).await;
    let (_, other) = api.token(&sam, &[Scope::Tools]).await;
    let revoke = async |token: &str| send(&api, "/oauth/revoke", &[("token", token)]).await;
    let list = |secret: &Secret| with_token(TestRequest::get().uri("/api/v1/tools"), secret);
    assert_eq!(api.send(list(&secret)).await.status, 200);
    assert_eq!(revoke(secret.reveal()).await.status, 200);
    api.send(list(&secret))
        .await
        .refused(401, "unauthenticated");
    assert_eq!(api.send(list(&other)).await.status, 200, "and no other");
    // Nobody learns whether there is such a token.
    let unknown = Secret::generate(Kind::ApiToken, &wharfinger_server::seams::System);
    for token in [secret.reveal(), unknown.reveal(), "hunter22"] {
        let answer = revoke(token).await;
        assert_eq!((answer.status, answer.text()), (200, "{}"), "{token}");
    }
    assert_eq!(error(&revoke("").await), "invalid_request");
    // That of a disabled account opens nothing, and would again once the account is enabled.
    api.disable("sam").await;
    assert_eq!(revoke(other.reveal()).await.status, 200);
    assert_eq!(api.store().tokens(sam.id).await, Ok(vec![].into()));
}

#[actix_web::test]
async fn an_account_with_too_many_tokens_is_told_so() {
    let api = Api::new().await;
    let browser = api.signed_in_as("sam").await;
    let sam = api.account("sam", Role::Member).await;
    let machine = Machine::begin(&api).await;
    for _ in 0..wharfinger_store::TOKENS_MAX {
        api.token(&sam, &[Scope::Tools]).await;
    }
    let refused = decide(&browser, machine.user_code(), "approve").await;
    assert_eq!(refused.status, 409);
    holds(&refused, "revoke one that is not needed");
    assert_eq!(machine.ask_error().await, "authorization_pending");
}

#[actix_web::test]
async fn the_server_describes_itself() {
    let api = Api::new().await;
    let answer = api.get("/.well-known/oauth-authorization-server").await;
    assert_eq!(answer.status, 200);
    let metadata = answer.json();
    let issuer = metadata["issuer"].as_str().unwrap();
    for (member, path) in [
        (
            "device_authorization_endpoint",
            "/oauth/device_authorization",
        ),
        ("token_endpoint", "/oauth/token"),
        ("revocation_endpoint", "/oauth/revoke"),
    ] {
        assert_eq!(metadata[member], format!("{issuer}{path}"));
    }
    assert_eq!(metadata["grant_types_supported"], json!([GRANT]));
    assert_eq!(metadata["scopes_supported"], json!(["pull"]));
}

#[actix_web::test]
async fn letting_in_and_refusing_leave_a_trace() {
    let api = Api::new().await;
    let browser = api.signed_in().await;
    for action in ["approve", "deny"] {
        let machine = Machine::begin(&api).await;
        decide(&browser, machine.user_code(), action).await;
        machine.ask().await;
    }
    let audit = browser.read("/api/v1/audit").await;
    let entries = audit["entries"].as_array().unwrap();
    let actions: Vec<_> = entries.iter().map(|entry| &entry["action"]).collect();
    let expected = [
        "account.device_denied",
        "token.created",
        "account.device_approved",
    ];
    assert_eq!(
        actions[..3],
        expected.map(|action| json!(action)).each_ref()
    );
}

#[actix_web::test]
async fn machines_that_were_let_in_and_refused_are_counted() {
    let api = Api::new().await;
    let browser = api.signed_in_as("sam").await;
    for action in ["approve", "approve", "deny"] {
        let machine = Machine::begin(&api).await;
        let decided = decide(&browser, machine.user_code(), action).await;
        assert_eq!(decided.status, 303, "{}", decided.text());
    }
    let nobodys = decide(&browser, NOBODYS, "approve").await;
    assert_eq!(nobodys.status, 422, "{}", nobodys.text());
    let metrics = TestRequest::get().uri("/metrics").insert_header(bearer());
    let text = api.send_unlisted(metrics).await;
    for line in [
        "wharfinger_device_logins_total{outcome=\"approved\"} 2\n",
        "wharfinger_device_logins_total{outcome=\"denied\"} 1\n",
    ] {
        assert!(text.text().contains(line), "{line} in {}", text.text());
    }
}

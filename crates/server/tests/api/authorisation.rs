//! Who may do what: every operation of the OpenAPI document, for every kind of caller.

use actix_web::http::Method;
use actix_web::test::TestRequest;
use serde_json::{Value, json};
use wharfinger_server::limits::SESSION_LIFETIME;
use wharfinger_store::{Account, ApiToken, Role, Scope};

use crate::support::browser::{Browser, SAME_ORIGIN};
use crate::support::people::with_token;
use crate::support::{Api, bearer};

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Caller {
    /// Nobody: no credentials.
    Anybody,
    /// Somebody with a token that is none.
    WrongToken,
    /// A browser whose session has run out.
    ExpiredSession,
    /// A program whose API token was revoked.
    RevokedToken,
    /// A program of an administrator, whose API token is for something else.
    NarrowToken,
    /// A program of an administrator, whose API token is for everything.
    WideToken,
    /// A browser of somebody who has nothing to do with the tool.
    Stranger,
    /// A browser of the maintainer of the tool.
    Maintainer,
    /// A browser of an administrator.
    Administrator,
    /// A program with the operator's token.
    Operator,
    /// A browser of whoever asks for access to the tool.
    Requester,
    /// A browser of the maintainer of another tool.
    OtherMaintainer,
}

use Caller::{
    Administrator, Anybody, ExpiredSession, Maintainer, NarrowToken, Operator, OtherMaintainer,
    Requester, RevokedToken, Stranger, WideToken, WrongToken,
};

/// The order of the columns below.
const CALLERS: [Caller; 12] = [
    Anybody,
    WrongToken,
    ExpiredSession,
    RevokedToken,
    NarrowToken,
    WideToken,
    Stranger,
    Maintainer,
    Administrator,
    Operator,
    Requester,
    OtherMaintainer,
];

/// What each operation answers to each caller.
#[rustfmt::skip]
const EXPECTED: &[(&str, &str, [u16; CALLERS.len()])] = &[
    //                                                  any  wrong exp. rev. narrow wide str. maint. adm. op.  req. other
    ("get", "/healthz",                                [200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200]),
    ("get", "/readyz",                                 [200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200]),
    ("get", "/api/v1/openapi.json",                    [200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200]),
    ("get", "/api/v1/problems",                        [200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200]),
    ("get", "/api/v1/problems/{name}",                 [200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200]),
    ("post", "/api/v1/check",                          [200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200]),
    // Whoever sends credentials asks about their own access, so wrong ones are refused.
    ("post", "/api/v1/diagnose",                       [200, 401, 200, 401, 200, 200, 200, 200, 200, 200, 200, 200]),
    ("get", "/api/v1/registries",                      [200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200]),
    ("get", "/api/v1/tools",                           [200, 401, 200, 401, 200, 200, 200, 200, 200, 200, 200, 200]),
    ("post", "/api/v1/tools",                          [401, 401, 401, 401, 403, 201, 201, 201, 201, 201, 201, 201]),
    ("get", "/api/v1/tools/{path}",                    [200, 401, 200, 401, 200, 200, 200, 200, 200, 200, 200, 200]),
    ("patch", "/api/v1/tools/{path}",                  [401, 401, 401, 401, 403, 200, 403, 200, 200, 200, 403, 403]),
    // The operator does not have registries asked here; `images.rs` does.
    ("post", "/api/v1/evidence/{path}",                [401, 401, 401, 401, 403, 409, 403, 409, 409, 409, 403, 403]),
    ("get", "/api/v1/account",                         [401, 401, 401, 401, 403, 200, 200, 200, 200, 200, 200, 200]),
    ("get", "/api/v1/account/tokens",                  [401, 401, 401, 401, 403, 200, 200, 200, 200, 200, 200, 200]),
    // A token makes no token, and ends none: who finds one cannot make it last.
    ("post", "/api/v1/account/tokens",                 [401, 401, 401, 401, 403, 403, 201, 201, 201, 201, 201, 201]),
    ("delete", "/api/v1/account/tokens",               [401, 401, 401, 401, 403, 403, 204, 204, 204, 204, 204, 204]),
    // The token in the address is the stranger's.
    ("delete", "/api/v1/account/tokens/{id}",          [401, 401, 401, 401, 403, 403, 204, 404, 404, 404, 404, 404]),
    ("get", "/api/v1/account/sessions",                [401, 401, 401, 401, 403, 200, 200, 200, 200, 200, 200, 200]),
    // So is the session.
    ("delete", "/api/v1/account/sessions/{id}",        [401, 401, 401, 401, 403, 404, 204, 404, 404, 404, 404, 404]),
    // The operator's own account has neither browsers nor a provider.
    ("delete", "/api/v1/account/sessions",             [401, 401, 401, 401, 403, 204, 204, 204, 204, 409, 204, 204]),
    ("delete", "/api/v1/account/provider",             [401, 401, 401, 401, 403, 403, 204, 204, 204, 409, 204, 204]),
    ("get", "/api/v1/unmaintained-tools",              [401, 401, 401, 401, 403, 200, 403, 403, 200, 200, 403, 403]),
    ("get", "/api/v1/given-up-mail",                   [401, 401, 401, 401, 403, 200, 403, 403, 200, 200, 403, 403]),
    // No letter was given up here.
    ("post", "/api/v1/given-up-mail/{id}/retry",       [401, 401, 401, 401, 403, 404, 403, 403, 404, 404, 403, 403]),
    ("get", "/api/v1/accounts",                        [401, 401, 401, 401, 403, 200, 403, 403, 200, 200, 403, 403]),
    ("post", "/api/v1/accounts",                       [401, 401, 401, 401, 403, 403, 403, 403, 201, 201, 403, 403]),
    ("get", "/api/v1/accounts/{name}",                 [401, 401, 401, 401, 403, 200, 403, 403, 200, 200, 403, 403]),
    ("patch", "/api/v1/accounts/{name}",               [401, 401, 401, 401, 403, 200, 403, 403, 200, 200, 403, 403]),
    ("post", "/api/v1/accounts/{name}/password-link",  [401, 401, 401, 401, 403, 403, 403, 403, 201, 201, 403, 403]),
    ("post", "/api/v1/access-check",                   [200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200]),
    ("get", "/api/v1/access-requests",                 [401, 401, 401, 401, 403, 200, 200, 200, 200, 200, 200, 200]),
    ("post", "/api/v1/access-requests",                [401, 401, 401, 401, 403, 201, 201, 201, 201, 201, 201, 201]),
    ("get", "/api/v1/access-requests/{id}",            [401, 401, 401, 401, 403, 200, 404, 200, 200, 200, 200, 404]),
    // Administrators do not decide, and nobody does for themselves.
    ("patch", "/api/v1/access-requests/{id}",          [401, 401, 401, 401, 403, 403, 404, 200, 403, 403, 403, 404]),
    ("get", "/api/v1/maintainers/{path}",              [200, 401, 200, 401, 200, 200, 200, 200, 200, 200, 200, 200]),
    ("put", "/api/v1/maintainers/{path}",              [401, 401, 401, 401, 403, 200, 403, 200, 200, 200, 403, 403]),
    ("delete", "/api/v1/maintainers/{path}",           [401, 401, 401, 401, 403, 200, 403, 200, 200, 200, 403, 403]),
    ("get", "/api/v1/descriptors/{path}",              [200, 401, 200, 401, 200, 200, 200, 200, 200, 200, 200, 200]),
    ("put", "/api/v1/descriptors/{path}",              [401, 401, 401, 401, 403, 200, 403, 200, 200, 200, 403, 403]),
    // There is no such file.
    ("delete", "/api/v1/descriptors/{path}",           [401, 401, 401, 401, 403, 404, 403, 404, 404, 404, 403, 403]),
    ("get", "/api/v1/automation/{path}",               [401, 401, 401, 401, 403, 200, 403, 200, 200, 200, 403, 403]),
    // The tool is on no repository that the server could give access to.
    ("put", "/api/v1/automation/{path}",               [401, 401, 401, 401, 403, 409, 403, 409, 409, 409, 403, 403]),
    ("delete", "/api/v1/automation/{path}",            [401, 401, 401, 401, 403, 204, 403, 204, 204, 204, 403, 403]),
    ("get", "/api/v1/account/connections",             [401, 401, 401, 401, 403, 200, 200, 200, 200, 200, 200, 200]),
    // Nobody here has connected an AWS account.
    ("patch", "/api/v1/account/connections/{id}",      [401, 401, 401, 401, 403, 404, 404, 404, 404, 404, 404, 404]),
    ("delete", "/api/v1/account/connections/{id}",     [401, 401, 401, 401, 403, 404, 404, 404, 404, 404, 404, 404]),
    ("put", "/api/v1/account/connections/{id}/role",   [401, 401, 401, 401, 403, 404, 404, 404, 404, 404, 404, 404]),
    // The operator has not set AWS up here; `pull_credentials.rs` has it.
    ("post", "/api/v1/pull-credentials",               [401, 401, 401, 401, 403, 409, 409, 409, 409, 409, 409, 409]),
    // There is no such repository here; `aws_access.rs` has one.
    ("get", "/api/v1/repositories/{id}",               [401, 401, 401, 401, 403, 404, 404, 404, 404, 404, 404, 404]),
    ("get", "/api/v1/repositories/{id}/snapshots",     [401, 401, 401, 401, 403, 404, 404, 404, 404, 404, 404, 404]),
    ("post", "/api/v1/repositories/{id}/look",         [401, 401, 401, 401, 403, 404, 404, 404, 404, 404, 404, 404]),
    ("post", "/api/v1/repositories/{id}/reapply",      [401, 401, 401, 401, 403, 404, 404, 404, 404, 404, 404, 404]),
    ("get", "/api/v1/repositories/{id}/lost-statements", [401, 401, 401, 401, 403, 404, 404, 404, 404, 404, 404, 404]),
    ("post", "/api/v1/repositories/{id}/restore",      [401, 401, 401, 401, 403, 404, 404, 404, 404, 404, 404, 404]),
    ("get", "/api/v1/account/proofs",                  [401, 401, 401, 401, 403, 200, 200, 200, 200, 200, 200, 200]),
    // The operator has not set AWS up here. A token proves nothing: who finds one cannot become its owner.
    ("post", "/api/v1/account/proofs",                 [401, 401, 401, 401, 403, 403, 409, 409, 409, 409, 409, 409]),
    ("delete", "/api/v1/account/proofs",               [401, 401, 401, 401, 403, 204, 204, 204, 204, 204, 204, 204]),
    ("post", "/api/v1/account/proofs/challenges",      [401, 401, 401, 401, 403, 403, 409, 409, 409, 409, 409, 409]),
    ("get", "/api/v1/access-requests/{id}/proof",      [401, 401, 401, 401, 403, 200, 404, 200, 200, 200, 200, 404]),
    ("get", "/api/v1/registry-requests",               [401, 401, 401, 401, 403, 200, 200, 200, 200, 200, 200, 200]),
    ("post", "/api/v1/registry-requests",              [401, 401, 401, 401, 403, 201, 201, 201, 201, 201, 201, 201]),
    ("get", "/api/v1/registry-requests/{id}",          [401, 401, 401, 401, 403, 200, 200, 200, 200, 200, 200, 200]),
    ("put", "/api/v1/registry-requests/{id}/support",  [401, 401, 401, 401, 403, 200, 200, 200, 200, 200, 200, 200]),
    ("delete", "/api/v1/registry-requests/{id}/support", [401, 401, 401, 401, 403, 200, 200, 200, 200, 200, 200, 200]),
    ("put", "/api/v1/registry-requests/{id}/answer",   [401, 401, 401, 401, 403, 200, 403, 403, 200, 200, 403, 403]),
    ("delete", "/api/v1/registries/{id}",              [401, 401, 401, 401, 403, 204, 403, 403, 204, 204, 403, 403]),
    // What is about to be written is for those who answer.
    ("get", "/api/v1/access-requests/{id}/policy-difference", [401, 401, 401, 401, 403, 200, 404, 200, 200, 200, 403, 404]),
    ("get", "/api/v1/inbox",                           [401, 401, 401, 401, 403, 200, 200, 200, 200, 200, 200, 200]),
    ("post", "/api/v1/inbox/read",                     [401, 401, 401, 401, 403, 204, 204, 204, 204, 204, 204, 204]),
    ("get", "/api/v1/audit",                           [401, 401, 401, 401, 403, 200, 403, 403, 200, 200, 403, 403]),
];

/// What there is before somebody asks.
struct World {
    api: Api,
    stranger: Account,
    maintainer: Account,
    administrator: Account,
    requester: Account,
    other_maintainer: Account,
    /// A token of the stranger's.
    token: ApiToken,
    /// A session of the stranger's.
    session: String,
    /// The requester's request.
    access: String,
    /// The requester's request for a registry.
    registry: String,
}

/// A public tool of the maintainer's.
const TOOL: &str = "docker.io/library/nginx";

/// A private one.
const PRIVATE_TOOL: &str = "quay.io/team/tool";

impl World {
    async fn new() -> Self {
        let api = Api::new().await;
        let maintainer = api.account("grace", Role::Member).await;
        let other_maintainer = api.account("hugo", Role::Member).await;
        for (account, draft) in [
            (&maintainer, json!({"image": "nginx"})),
            (&maintainer, private(PRIVATE_TOOL)),
            (&other_maintainer, private("quay.io/other/tool")),
        ] {
            send_as(&api, account, "/api/v1/tools", &draft).await;
        }
        api.account("hedy", Role::Member).await;
        let second = format!("/api/v1/maintainers/{TOOL}?account=hedy");
        let second = TestRequest::put().uri(&second).insert_header(bearer());
        assert_eq!(api.send(second).await.status, 200);
        let requester = api.account("rita", Role::Member).await;
        let access = asks_for("rita");
        let access = send_as(&api, &requester, "/api/v1/access-requests", &access).await;
        let registry = json!({"host": "registry.example.org"});
        let registry = send_as(&api, &requester, "/api/v1/registry-requests", &registry).await;
        let stranger = api.account("sam", Role::Member).await;
        let (token, _) = api.token(&stranger, &[Scope::Tools]).await;
        let sessions = api.browser_of(&stranger).await;
        let sessions = sessions.request(TestRequest::get().uri("/api/v1/account/sessions"));
        let sessions = api.send(sessions).await.json();
        let session = sessions["sessions"][0]["id"].as_str().unwrap().to_owned();
        let administrator = api.administrator().await;
        Self {
            api,
            stranger,
            maintainer,
            administrator,
            requester,
            other_maintainer,
            token,
            session,
            access: access["id"].as_str().unwrap().to_owned(),
            registry: registry["id"].as_str().unwrap().to_owned(),
        }
    }

    fn request(&self, method: &str, path: &str) -> TestRequest {
        let id = match path {
            _ if path.contains("tokens") => self.token.id.0.to_string(),
            _ if path.contains("access-requests") => self.access.clone(),
            _ if path.contains("registry-requests") => self.registry.clone(),
            _ => self.session.clone(),
        };
        let name = if path.contains("problems") {
            "stale"
        } else {
            "sam"
        };
        let uri = path
            .replace("{name}", name)
            .replace("{path}", TOOL)
            .replace("{id}", &id);
        let query = match (method, path) {
            (_, "/api/v1/access-check") => "?host=quay.io",
            ("put", "/api/v1/maintainers/{path}") => "?account=sam",
            ("delete", "/api/v1/maintainers/{path}") => "?account=hedy",
            ("put" | "delete", "/api/v1/descriptors/{path}") => "?type=CWL&file=main.cwl",
            ("delete", "/api/v1/account/proofs") => "?arn=arn:aws:iam::444455556666:user/ada",
            _ => "",
        };
        let request = TestRequest::default()
            .method(Method::from_bytes(method.to_uppercase().as_bytes()).unwrap())
            .insert_header(("if-match", "*"))
            .uri(&format!("{uri}{query}"));
        if (method, path) == ("put", "/api/v1/descriptors/{path}") {
            let request = request.insert_header(("content-type", "text/plain"));
            return request.set_payload("class: CommandLineTool");
        }
        match body(method, path) {
            Some(body) => request.set_json(body),
            None => request,
        }
    }

    async fn ask(&self, caller: Caller, method: &str, path: &str) -> u16 {
        let api = &self.api;
        let request = self.request(method, path);
        let by_browser = |browser: &Browser<'_>, request| {
            let request: TestRequest = browser.request(request);
            request.insert_header(SAME_ORIGIN)
        };
        let request = match caller {
            Anybody => request,
            WrongToken => request.insert_header(("authorization", "Bearer wrong")),
            Operator => request.insert_header(bearer()),
            ExpiredSession => {
                let browser = api.browser_of(&self.administrator).await;
                api.wait_seconds(i64::try_from(SESSION_LIFETIME.as_secs()).unwrap());
                by_browser(&browser, request)
            }
            RevokedToken => {
                let (token, secret) = api.token(&self.administrator, &Scope::ALL).await;
                api.revoked(&self.administrator, &token).await;
                with_token(request, &secret)
            }
            NarrowToken => {
                let scope = another_scope(path);
                let (_, secret) = api.token(&self.administrator, &[scope]).await;
                with_token(request, &secret)
            }
            WideToken => {
                let (_, secret) = api.token(&self.administrator, &Scope::ALL).await;
                with_token(request, &secret)
            }
            Stranger => by_browser(&api.browser_of(&self.stranger).await, request),
            Maintainer => by_browser(&api.browser_of(&self.maintainer).await, request),
            Administrator => by_browser(&api.browser_of(&self.administrator).await, request),
            Requester => by_browser(&api.browser_of(&self.requester).await, request),
            OtherMaintainer => by_browser(&api.browser_of(&self.other_maintainer).await, request),
        };
        api.send(request).await.status
    }
}

fn private(path: &str) -> Value {
    json!({"image": path, "visibility": "private", "contact_email": "tools@example.org"})
}

fn asks_for(principal: &str) -> Value {
    json!({"tool_path": PRIVATE_TOOL, "principal": principal, "reason": "Project 17."})
}

/// Makes something by a browser of `account`.
async fn send_as(api: &Api, account: &Account, path: &str, body: &Value) -> Value {
    let browser = api.browser_of(account).await;
    let request = TestRequest::post()
        .uri(path)
        .insert_header(SAME_ORIGIN)
        .set_json(body);
    let answer = api.send(browser.request(request)).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()
}

/// What is sent, where something is.
fn body(method: &str, path: &str) -> Option<Value> {
    match (method, path) {
        ("put", "/api/v1/registry-requests/{id}/answer") => {
            Some(json!({"accepted": false, "reason": "It is for tests only."}))
        }
        ("put", "/api/v1/account/connections/{id}/role") => {
            Some(json!({"role_arn": "arn:aws:iam::444455556666:role/wharfinger-ecr-tools"}))
        }
        ("get" | "delete" | "put", _)
        | (
            _,
            "/api/v1/evidence/{path}"
            | "/api/v1/repositories/{id}/look"
            | "/api/v1/repositories/{id}/reapply"
            | "/api/v1/accounts/{name}/password-link"
            | "/api/v1/given-up-mail/{id}/retry",
        ) => None,
        (_, "/api/v1/account/tokens") => Some(json!({"name": "a program", "scopes": ["tools"]})),
        (_, "/api/v1/accounts") => Some(json!({"name": "newcomer"})),
        (_, "/api/v1/accounts/{name}") => Some(json!({"disabled": true})),
        (_, "/api/v1/access-requests") => Some(asks_for("newcomer")),
        (_, "/api/v1/access-requests/{id}") => Some(json!({"action": "approve"})),
        (_, "/api/v1/account/proofs") => Some(json!({"challenge": "a", "token": "b"})),
        (_, "/api/v1/account/proofs/challenges") => Some(json!({"region": "us-west-2"})),
        (_, "/api/v1/repositories/{id}/restore") => Some(json!({"snapshot": 1, "place": 0})),
        (_, "/api/v1/account/connections/{id}") => Some(json!({"healing": true})),
        (_, "/api/v1/pull-credentials") => {
            Some(json!({"registry": "312767926603.dkr.ecr.us-west-2.amazonaws.com"}))
        }
        (_, "/api/v1/diagnose") => Some(json!({"text": "no basic auth credentials"})),
        (_, "/api/v1/registry-requests") => Some(json!({"host": "another.example.org"})),
        (_, "/api/v1/inbox/read") => Some(json!({"through": 1})),
        (_, "/api/v1/tools") => Some(json!({"image": "redis"})),
        _ => Some(json!({"image": "nginx"})),
    }
}

/// A scope that is not the one which an operation needs.
fn another_scope(path: &str) -> Scope {
    let of_tools = [
        "/api/v1/tools",
        "/api/v1/descriptors",
        "/api/v1/evidence",
        "/api/v1/maintainers",
        "/api/v1/automation",
        "/api/v1/registry-requests",
    ];
    if of_tools.iter().any(|start| path.starts_with(start)) {
        Scope::Account
    } else {
        Scope::Tools
    }
}

#[actix_web::test]
async fn every_operation_of_the_document_has_its_expectation() {
    let api = Api::new().await;
    let paths = api.document()["paths"].as_object().unwrap();
    let documented = paths.iter().flat_map(|(path, operations)| {
        let methods = operations.as_object().unwrap().keys();
        methods.map(move |method| (method.as_str(), path.as_str()))
    });
    let mut documented: Vec<_> = documented.collect();
    let mut expected: Vec<_> = EXPECTED
        .iter()
        .map(|(method, path, _)| (*method, *path))
        .collect();
    documented.sort_unstable();
    expected.sort_unstable();
    assert_eq!(
        documented, expected,
        "an operation without an authorisation test, or the reverse"
    );
}

#[actix_web::test]
async fn every_operation_answers_every_caller_as_expected() {
    let mut wrong = Vec::new();
    for (method, path, expected) in EXPECTED {
        for (caller, expected) in CALLERS.iter().zip(expected) {
            // A world for each, so that nobody finds what another has changed.
            let found = World::new().await.ask(*caller, method, path).await;
            if found != *expected {
                wrong.push(format!(
                    "{method} {path} {caller:?}: {found}, not {expected}"
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[actix_web::test]
async fn the_document_says_which_operations_need_credentials() {
    let api = Api::new().await;
    for (method, path, [nobody, ..]) in EXPECTED {
        let operation = &api.document()["paths"][path][method];
        let needs = operation["security"] == json!([{"token": []}, {"session": []}]);
        assert_eq!(needs, *nobody == 401, "{method} {path}");
    }
}

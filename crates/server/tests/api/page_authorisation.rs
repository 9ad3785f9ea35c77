//! Who may send which form: every route of the pages that takes a `POST`, for every kind of caller.

use std::collections::BTreeSet;

use actix_web::test::TestRequest;
use serde_json::json;
use wharfinger_store::{Account, LinkPurpose, Role};

use crate::support::browser::{Browser, SAME_ORIGIN};
use crate::support::people::PASSWORD;
use crate::support::{Answer, Api, bearer};

/// Who sends the form, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Caller {
    /// Nobody who is signed in.
    Anybody,
    /// Somebody who has nothing to do with the tool.
    Stranger,
    /// Whoever asks for access to it.
    Requester,
    /// Its maintainer.
    Maintainer,
    /// An administrator.
    Administrator,
    /// Whoever may, without the token of the form.
    NoFormToken,
    /// Whoever may, with the token of another session of theirs.
    OtherFormToken,
    /// Whoever may, from a page of another site.
    CrossSite,
}

use Caller::{
    Administrator, Anybody, CrossSite, Maintainer, NoFormToken, OtherFormToken, Requester, Stranger,
};

/// The order of the columns below.
const CALLERS: [Caller; 8] = [
    Anybody,
    Stranger,
    Requester,
    Maintainer,
    Administrator,
    NoFormToken,
    OtherFormToken,
    CrossSite,
];

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// What the form asks for.
    Done,
    /// Nothing, and the page says so.
    Nothing,
    /// Nothing, and the way leads to signing in.
    SignIn,
    /// Nothing, and the way leads back to a fresh form.
    Again,
    /// A refusal with this status.
    No(u16),
}

use Outcome::{Again, Done, No, Nothing, SignIn};

/// What each form comes to, by the route and whoever may send it.
#[rustfmt::skip]
const EXPECTED: &[(&str, Caller, [Outcome; CALLERS.len()])] = &[
    //                                        anybody  stranger requester maintainer adm.   no token other    cross-site
    ("/register", Stranger,                   [No(401), Done,    Done,    Done,      Done,    No(403), No(403), No(403)]),
    ("/edit/{path}", Maintainer,              [No(401), No(403), No(403), Done,      Done,    No(403), No(403), No(403)]),
    ("/archive/{path}", Maintainer,           [SignIn,  No(403), No(403), Done,      Done,    Again,   Again,   No(403)]),
    ("/request/{path}", Stranger,             [No(401), Done,    Done,    Done,      Done,    No(403), No(403), No(403)]),
    // Administrators do not decide.
    ("/requests/{id}", Maintainer,            [SignIn,  No(404), No(403), Done,      No(403), Again,   Again,   No(403)]),
    // Nothing was approved yet: there is nothing to revoke.
    ("/requests/{id}/revoke", Maintainer,     [SignIn,  No(404), No(403), No(409),   No(403), Again,   Again,   No(403)]),
    ("/review", Maintainer,                   [SignIn,  Nothing, Nothing, Done,      Nothing, Again,   Again,   No(403)]),
    // Administrators alone answer; everybody may ask for one and support it.
    ("/registries/requests", Stranger,        [SignIn,  Done,    Done,    Done,      Done,    Again,   Again,   No(403)]),
    ("/registries/requests/{id}", Administrator, [SignIn, No(403), No(403), No(403), Done,    Again,   Again,   No(403)]),
    // One that is not there is taken out already.
    ("/registries/added/{id}", Administrator, [SignIn,  No(403), No(403), No(403),   Done,    Again,   Again,   No(403)]),
    ("/inbox", Stranger,                      [SignIn,  Done,    Done,    Done,      Done,    Again,   Again,   No(403)]),
    ("/maintainers/{path}", Maintainer,       [SignIn,  No(403), No(403), Done,      Done,    Again,   Again,   No(403)]),
    ("/descriptors/{path}", Maintainer,       [No(401), No(403), No(403), Done,      Done,    No(403), No(403), No(403)]),
    ("/contact/{path}", Maintainer,           [SignIn,  No(403), No(403), Done,      Done,    Again,   Again,   No(403)]),
    // The operator does not have registries asked here; `images.rs` does.
    ("/evidence/{path}", Maintainer,          [SignIn,  No(403), No(403), No(409),   No(409), Again,   Again,   No(403)]),
    // It is off already.
    ("/automation/{path}", Maintainer,        [SignIn,  No(403), No(403), Done,      Done,    Again,   Again,   No(403)]),
    // There is no such repository here.
    ("/repositories/{id}", Maintainer,        [SignIn,  No(404), No(404), No(404),   No(404), Again,   Again,   No(403)]),
    ("/repositories/{id}/restore", Maintainer, [SignIn, No(404), No(404), No(404),   No(404), Again,   Again,   No(403)]),
    // What needs no account needs no token: there is no session that another site could use.
    ("/sign-in", Stranger,                    [Done,    Done,    Done,    Done,      Done,    Done,    Done,    No(403)]),
    // Nothing is changed, and who sends it only sees what is theirs.
    ("/diagnose", Stranger,                   [Done,    Done,    Done,    Done,      Done,    Done,    Done,    No(403)]),
    ("/sign-out", Stranger,                   [Done,    Done,    Done,    Done,      Done,    No(403), No(403), No(403)]),
    ("/sign-up", Stranger,                    [Done,    Done,    Done,    Done,      Done,    Done,    Done,    No(403)]),
    ("/forgot-password", Stranger,            [Done,    Done,    Done,    Done,      Done,    Done,    Done,    No(403)]),
    ("/verify/{secret}", Stranger,            [Done,    Done,    Done,    Done,      Done,    Done,    Done,    No(403)]),
    ("/password/{secret}", Stranger,          [Done,    Done,    Done,    Done,      Done,    Done,    Done,    No(403)]),
    // There is an administrator, so that the link is void.
    ("/welcome/{secret}", Stranger,           [No(404), No(404), No(404), No(404),   No(404), No(404), No(404), No(403)]),
    // No provider is configured here; `tests/oidc` has one.
    ("/sign-in/oidc/{provider}", Stranger,    [No(404), No(404), No(404), No(404),   No(404), No(404), No(404), No(404)]),
    // Nothing is simulated here: this is no demo.
    ("/demo/aws", Stranger,                   [No(404), No(404), No(404), No(404),   No(404), No(404), No(404), No(404)]),
    // What programs log machines in with looks at no cookie: there is no session that another site could use.
    ("/oauth/device_authorization", Stranger, [Done,    Done,    Done,    Done,      Done,    Done,    Done,    Done]),
    // Nobody has given out such a code.
    ("/oauth/token", Stranger,                [No(400), No(400), No(400), No(400),   No(400), No(400), No(400), No(400)]),
    // Whoever has a token ends it.
    ("/oauth/revoke", Stranger,               [Done,    Done,    Done,    Done,      Done,    Done,    Done,    Done]),
    ("/device", Stranger,                     [SignIn,  Done,    Done,    Done,      Done,    Again,   Again,   No(403)]),
    ("/account/email", Stranger,              [SignIn,  Done,    Done,    Done,      Done,    Again,   Again,   No(403)]),
    ("/account/password", Stranger,           [SignIn,  Done,    Done,    Done,      Done,    Again,   Again,   No(403)]),
    // Nobody here has a provider, so that there is nothing to disconnect.
    ("/account/provider", Stranger,           [SignIn,  Done,    Done,    Done,      Done,    Again,   Again,   No(403)]),
    ("/account/sessions", Stranger,           [SignIn,  Done,    Done,    Done,      Done,    Again,   Again,   No(403)]),
    // Nobody here has connected an AWS account.
    ("/account/connections", Stranger,        [SignIn,  No(404), No(404), No(404),   No(404), Again,   Again,   No(403)]),
    ("/account/connections/{id}/role", Stranger, [SignIn, No(404), No(404), No(404), No(404), Again,   Again,   No(403)]),
    // The operator has not set AWS up here.
    ("/account/identities", Stranger,         [SignIn,  No(409), No(409), No(409),   No(409), Again,   Again,   No(403)]),
    ("/account/tokens", Stranger,             [SignIn,  Done,    Done,    Done,      Done,    Again,   Again,   No(403)]),
    ("/given-up-mail", Administrator,         [SignIn,  No(403), No(403), No(403),   Done,    Again,   Again,   No(403)]),
    ("/accounts", Administrator,              [SignIn,  No(403), No(403), No(403),   Done,    Again,   Again,   No(403)]),
    ("/accounts/{name}", Administrator,       [SignIn,  No(403), No(403), No(403),   Done,    Again,   Again,   No(403)]),
];

/// A private tool of the maintainer's.
const TOOL: &str = "quay.io/team/tool";

/// What there is before a form is sent.
struct World {
    api: Api,
    stranger: Account,
    maintainer: Account,
    administrator: Account,
    requester: Account,
    /// The requester's request.
    access: String,
    /// The requester's request for a registry.
    registry: String,
    /// The code of a machine that asks to be logged in.
    user_code: String,
}

impl World {
    async fn new() -> Self {
        let api = Api::new().await;
        let maintainer = api.account("grace", Role::Member).await;
        let requester = api.account("rita", Role::Member).await;
        let stranger = api.account("sam", Role::Member).await;
        let administrator = api.administrator().await;
        let draft = json!({
            "image": TOOL, "visibility": "private", "contact_email": "tools@example.org",
        });
        made(&api, &maintainer, "/api/v1/tools", draft).await;
        let asked = json!({"tool_path": TOOL, "principal": "rita", "reason": "Project 17."});
        let access = made(&api, &requester, "/api/v1/access-requests", asked).await;
        let asked = json!({"host": "registry.example.org"});
        let registry = made(&api, &requester, "/api/v1/registry-requests", asked).await;
        let machine = TestRequest::post()
            .uri("/oauth/device_authorization")
            .set_form([("client_id", "wharfinger-cli")]);
        let machine = api.send(machine).await.json();
        Self {
            api,
            stranger,
            maintainer,
            administrator,
            requester,
            user_code: machine["user_code"].as_str().unwrap().to_owned(),
            access: access.header("location").unwrap()[24..].to_owned(),
            registry: registry.json()["id"].as_str().unwrap().to_owned(),
        }
    }

    fn account(&self, caller: Caller) -> &Account {
        match caller {
            Stranger => &self.stranger,
            Requester => &self.requester,
            Maintainer => &self.maintainer,
            Administrator => &self.administrator,
            Anybody | NoFormToken | OtherFormToken | CrossSite => {
                panic!("{caller:?} is nobody in particular")
            }
        }
    }

    /// The route with what is there in the place of its parameters.
    async fn path(&self, route: &str) -> String {
        let account = self.stranger.id;
        match route {
            "/welcome/{secret}" => {
                self.api
                    .link("/welcome", LinkPurpose::FirstAdministrator)
                    .await
            }
            "/password/{secret}" => {
                self.api
                    .link("/password", LinkPurpose::SetPassword { account })
                    .await
            }
            "/verify/{secret}" => {
                let address = "sam@example.org".to_owned();
                self.api.verified(&self.stranger, &address).await;
                self.api
                    .link("/verify", LinkPurpose::VerifyEmail { account, address })
                    .await
            }
            "/registries/requests/{id}" => route.replace("{id}", &self.registry),
            _ => route
                .replace("{path}", TOOL)
                .replace("{id}", &self.access)
                .replace("{name}", "sam")
                .replace("{provider}", "example"),
        }
    }

    /// What is filled in.
    fn form(&self, route: &str) -> Vec<(&'static str, String)> {
        let fields: &[(&str, &str)] = match route {
            "/register" => &[("image", "redis")],
            "/edit/{path}" => &[
                ("revision", "1"),
                ("image", TOOL),
                ("visibility", "private"),
                ("contact_email", "tools@example.org"),
                ("description", "Changed"),
            ],
            "/archive/{path}" => &[("revision", "1"), ("archive", "yes")],
            "/request/{path}" => &[("principal", "somebody"), ("reason", "Project 18.")],
            "/requests/{id}" => &[("revision", "1"), ("action", "deny")],
            "/requests/{id}/revoke" => &[("revision", "1"), ("action", "revoke"), ("reason", "x")],
            "/review" => &[("action", "deny")],
            "/inbox" => &[("through", "1")],
            "/registries/requests" => &[("host", "another.example.org")],
            "/registries/requests/{id}" => &[("action", "decline"), ("reason", "Tests only.")],
            "/maintainers/{path}" => &[("account", "sam")],
            "/descriptors/{path}" => &[
                ("revision", "1"),
                ("type", "CWL"),
                ("file", "main.cwl"),
                ("text", "class: CommandLineTool"),
            ],
            "/sign-in" => &[("account_name", "sam"), ("password", PASSWORD)],
            "/sign-up" => &[("name", "newcomer"), ("password", "a long enough password")],
            "/forgot-password" => &[("account_name", "sam")],
            "/password/{secret}" | "/welcome/{secret}" => {
                &[("name", "newcomer"), ("password", "a long enough password")]
            }
            "/account/email" => &[
                ("email", "somebody@example.org"),
                ("password_for_email", PASSWORD),
            ],
            "/account/password" => &[
                ("old_password", PASSWORD),
                ("password", "a long enough password"),
            ],
            "/diagnose" => &[("text", "no basic auth credentials")],
            "/automation/{path}" => &[("action", "stop")],
            "/oauth/device_authorization" => &[("client_id", "wharfinger-cli")],
            "/oauth/token" => &[
                ("client_id", "wharfinger-cli"),
                ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
                ("device_code", "whf_dev_something"),
            ],
            "/oauth/revoke" => &[("client_id", "wharfinger-cli"), ("token", "something")],
            "/device" => &[("action", "approve")],
            "/account/connections" => &[("disconnect", "01890a5d-ac96-774b-bcce-b302099a8057")],
            "/account/sessions" => &[("end", "others")],
            "/account/tokens" => &[("name", "a program"), ("scopes", "tools")],
            "/given-up-mail" => &[("letter", "1")],
            "/accounts" => &[("name", "newcomer")],
            "/accounts/{name}" => &[("action", "disable")],
            _ => &[],
        };
        let mut form: Vec<_> = fields
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()))
            .collect();
        if route == "/review" {
            form.push(("request", format!("{}.1", self.access)));
        }
        if route == "/device" {
            form.push(("user_code", self.user_code.clone()));
        }
        form
    }

    async fn send(&self, route: &str, entitled: Caller, caller: Caller) -> Outcome {
        let path = self.path(route).await;
        let mut form = self.form(route);
        let who = match caller {
            Anybody => None,
            NoFormToken | OtherFormToken | CrossSite => Some(self.account(entitled)),
            named => Some(self.account(named)),
        };
        let browser = match who {
            Some(account) => Some(self.api.browser_of(account).await),
            None => None,
        };
        match (caller, who, &browser) {
            (OtherFormToken, Some(account), _) => {
                form.push(("csrf", self.api.browser_of(account).await.csrf));
            }
            (NoFormToken, ..) | (_, _, None) => {}
            (_, _, Some(browser)) => form.push(("csrf", browser.csrf.clone())),
        }
        let from = match caller {
            CrossSite => ("sec-fetch-site", "cross-site"),
            _ => SAME_ORIGIN,
        };
        let request = TestRequest::post()
            .uri(&path)
            .insert_header(("accept", "text/html"))
            .insert_header(from)
            .set_form(form);
        let request = match &browser {
            Some(browser) => Browser::request(browser, request),
            None => request,
        };
        outcome(&self.api.send_unlisted(request).await)
    }
}

/// Makes something over the API by a browser of `account`.
pub(crate) async fn made(
    api: &Api,
    account: &Account,
    path: &str,
    body: serde_json::Value,
) -> Answer {
    let browser = api.browser_of(account).await;
    let request = TestRequest::post()
        .uri(path)
        .insert_header(SAME_ORIGIN)
        .set_json(body);
    let answer = api.send(browser.request(request)).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer
}

fn outcome(answer: &Answer) -> Outcome {
    let location = answer.header("location").unwrap_or_default();
    match answer.status {
        303 if location.starts_with("/sign-in?") => SignIn,
        303 if location.ends_with("?notice=form-stale") => Again,
        200 if answer.text().contains("nothing was done") => Nothing,
        200 | 303 => Done,
        status => No(status),
    }
}

#[actix_web::test]
async fn every_form_comes_to_what_is_expected_for_every_caller() {
    let mut wrong = Vec::new();
    for (route, entitled, expected) in EXPECTED {
        for (caller, expected) in CALLERS.iter().zip(expected) {
            // A world for each, so that nobody finds what another has changed.
            let found = World::new().await.send(route, *entitled, *caller).await;
            if found != *expected {
                wrong.push(format!("{route} {caller:?}: {found:?}, not {expected:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A route without its regular expressions: `/edit/{path:.+}` is `/edit/{path}`.
pub(crate) fn plain(route: &str) -> String {
    route.replace(":.+}", "}")
}

/// What stands for a parameter of a route.
pub(crate) fn filled_in(route: &str) -> String {
    let mut path = String::new();
    let mut rest = route;
    while let Some((before, after)) = rest.split_once('{') {
        path += before;
        path += "something";
        rest = after.split_once('}').unwrap().1;
    }
    path + rest
}

#[actix_web::test]
async fn every_route_that_takes_a_form_has_its_row() {
    let api = Api::new().await;
    let routes = api.routes().await;
    let mut takes_forms = BTreeSet::new();
    for route in routes.iter().filter(|route| !route.starts_with("/api/")) {
        let request = TestRequest::post().uri(&filled_in(route));
        if api.send_unlisted(request).await.status != 405 {
            takes_forms.insert(plain(route));
        }
    }
    let expected: BTreeSet<_> = EXPECTED
        .iter()
        .map(|(route, ..)| (*route).to_owned())
        .collect();
    assert_eq!(
        takes_forms, expected,
        "a form without a row, or the reverse"
    );
}

#[actix_web::test]
async fn pages_take_no_other_writes() {
    let api = Api::new().await;
    for route in api.routes().await {
        if route.starts_with("/api/") {
            continue;
        }
        for method in ["PUT", "PATCH", "DELETE"] {
            let request = TestRequest::default()
                .method(method.parse().unwrap())
                .uri(&filled_in(&route))
                .insert_header(bearer());
            let answer = api.send_unlisted(request).await;
            assert_eq!(answer.status, 405, "{method} {route}");
        }
    }
}

/// So that the table of operations, which follows the document, leaves none out.
#[actix_web::test]
async fn every_route_of_the_api_is_in_the_document() {
    let api = Api::new().await;
    let routes = api.routes().await;
    let routes: Vec<_> = routes
        .iter()
        .filter(|route| route.starts_with("/api/"))
        .collect();
    assert!(routes.len() > 20, "{routes:?}");
    let paths = api.document()["paths"].as_object().unwrap();
    for route in routes {
        // Tool paths are read behind a prefix.
        let behind = format!("{route}/{{path}}");
        assert!(
            paths.contains_key(route) || paths.contains_key(&behind),
            "{route}"
        );
    }
}

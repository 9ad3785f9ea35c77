//! Who sees which page: every route of the pages that answers a `GET`, for every kind of visitor.

use std::collections::BTreeSet;

use actix_web::test::TestRequest;
use serde_json::json;
use wharfinger_store::{Account, LinkPurpose, Role, Scope};

use crate::page_authorisation::{filled_in, made, plain};
use crate::support::people::with_token;
use crate::support::{Answer, Api, bearer};

/// Who looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Visitor {
    /// Nobody who is signed in.
    Anybody,
    /// Somebody who has nothing to do with the tool.
    Stranger,
    /// Whoever asked for access to it.
    Requester,
    /// Its maintainer.
    Maintainer,
    /// An administrator.
    Administrator,
}

use Visitor::{Administrator, Anybody, Maintainer, Requester, Stranger};

/// The order of the columns below.
const VISITORS: [Visitor; 5] = [Anybody, Stranger, Requester, Maintainer, Administrator];

/// What they see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// The page.
    Shown,
    /// Another page, which says more.
    Elsewhere,
    /// Nothing, and the way leads to signing in.
    SignIn,
    /// A refusal with this status.
    No(u16),
}

use Outcome::{Elsewhere, No, Shown, SignIn};

/// What each page answers each visitor.
#[rustfmt::skip]
const EXPECTED: &[(&str, [Outcome; VISITORS.len()])] = &[
    //                                     anybody  stranger requester maintainer adm.
    ("/",                                  [Shown,  Shown,   Shown,    Shown,   Shown]),
    ("/register",                          [Shown,  Shown,   Shown,    Shown,   Shown]),
    ("/tools/{path}",                      [Shown,  Shown,   Shown,    Shown,   Shown]),
    ("/edit/{path}",                       [SignIn, No(403), No(403),  Shown,   Shown]),
    ("/request/{path}",                    [Shown,  Shown,   Shown,    Shown,   Shown]),
    ("/requests",                          [SignIn, Shown,   Shown,    Shown,   Shown]),
    ("/requests/{id}",                     [SignIn, No(404), Shown,    Shown,   Shown]),
    // Nothing was approved yet: there is nothing to revoke.
    ("/requests/{id}/revoke",              [SignIn, No(404), Elsewhere, Elsewhere, Elsewhere]),
    ("/review",                            [SignIn, Shown,   Shown,    Shown,   Shown]),
    ("/inbox",                             [SignIn, Shown,   Shown,    Shown,   Shown]),
    ("/maintainers/{path}",                [SignIn, No(403), No(403),  Shown,   Shown]),
    ("/descriptors/{path}",                [Shown,  Shown,   Shown,    Shown,   Shown]),
    ("/automation/{path}",                 [SignIn, No(403), No(403),  Shown,   Shown]),
    // There is no such repository here.
    ("/repositories/{id}",                 [SignIn, No(404), No(404),  No(404), No(404)]),
    ("/repositories/{id}/restore",         [SignIn, No(404), No(404),  No(404), No(404)]),
    // Maintainers see what is about their own tools.
    ("/audit",                             [SignIn, No(403), No(403),  No(403), Shown]),
    // Nothing is simulated here: this is no demo.
    ("/demo/aws",                          [No(404), No(404), No(404), No(404), No(404)]),
    ("/registries",                        [Shown,  Shown,   Shown,    Shown,   Shown]),
    ("/registries/requests",               [SignIn, Shown,   Shown,    Shown,   Shown]),
    // Nobody has asked for a registry here, and none was added.
    ("/registries/requests/{id}",          [SignIn, No(404), No(404),  No(404), No(404)]),
    ("/registries/added/{id}",             [SignIn, No(403), No(403),  No(403), No(404)]),
    ("/diagnose",                          [Shown,  Shown,   Shown,    Shown,   Shown]),
    ("/device",                            [SignIn, Shown,   Shown,    Shown,   Shown]),
    ("/codes",                             [Shown,  Shown,   Shown,    Shown,   Shown]),
    ("/codes/{code}",                      [Shown,  Shown,   Shown,    Shown,   Shown]),
    // Whoever is signed in goes on to where they were going.
    ("/sign-in",                           [Shown,  Elsewhere, Elsewhere, Elsewhere, Elsewhere]),
    // No provider is configured here; `tests/oidc` has one.
    ("/sign-in/oidc/{provider}",           [No(404), No(404), No(404), No(404), No(404)]),
    ("/sign-in/oidc/{provider}/callback",  [No(404), No(404), No(404), No(404), No(404)]),
    ("/sign-in/oidc/{provider}/connect",   [No(404), No(404), No(404), No(404), No(404)]),
    ("/sign-up",                           [Shown,  Shown,   Shown,    Shown,   Shown]),
    ("/forgot-password",                   [Shown,  Shown,   Shown,    Shown,   Shown]),
    // Whoever has the link is whom it was made for.
    ("/verify/{secret}",                   [Shown,  Shown,   Shown,    Shown,   Shown]),
    ("/verified",                          [Shown,  Shown,   Shown,    Shown,   Shown]),
    ("/password/{secret}",                 [Shown,  Shown,   Shown,    Shown,   Shown]),
    // There is an administrator, so that the link is void.
    ("/welcome/{secret}",                  [No(404), No(404), No(404), No(404), No(404)]),
    ("/account",                           [SignIn, Shown,   Shown,    Shown,   Shown]),
    ("/account/connections",               [SignIn, Shown,   Shown,    Shown,   Shown]),
    // Nobody here has connected an AWS account.
    ("/account/connections/{id}/role",     [SignIn, No(404), No(404),  No(404), No(404)]),
    ("/account/connections/{id}/{file}",   [SignIn, No(404), No(404),  No(404), No(404)]),
    ("/account/identities",                [SignIn, Shown,   Shown,    Shown,   Shown]),
    ("/unmaintained",                      [SignIn, No(403), No(403),  No(403), Shown]),
    ("/given-up-mail",                     [SignIn, No(403), No(403),  No(403), Shown]),
    ("/accounts",                          [SignIn, No(403), No(403),  No(403), Shown]),
    ("/accounts/{name}",                   [SignIn, No(403), No(403),  No(403), Shown]),
];

/// The pages that browser tests have axe look at.
const PAGES: &str = include_str!("../../../../tests/data/pages.txt");

/// What is no page, though a browser may fetch it: it asks for nobody, or is held by tests of its own.
const NO_PAGES: [&str; 5] = ["/healthz", "/readyz", "/metrics", "/assets/", "/ga4gh/"];

/// A private tool of the maintainer's.
const TOOL: &str = "quay.io/team/tool";

/// What there is before somebody looks.
struct World {
    api: Api,
    people: [Account; 4],
    /// The requester's request.
    access: String,
}

impl World {
    async fn new() -> Self {
        let api = Api::new().await;
        let stranger = api.account("sam", Role::Member).await;
        let requester = api.account("rita", Role::Member).await;
        let maintainer = api.account("grace", Role::Member).await;
        let administrator = api.administrator().await;
        let draft = json!({
            "image": TOOL, "visibility": "private", "contact_email": "tools@example.org",
        });
        made(&api, &maintainer, "/api/v1/tools", draft).await;
        let asked = json!({"tool_path": TOOL, "principal": "rita", "reason": "Project 17."});
        let access = made(&api, &requester, "/api/v1/access-requests", asked).await;
        Self {
            api,
            people: [stranger, requester, maintainer, administrator],
            access: access.header("location").unwrap()[24..].to_owned(),
        }
    }

    /// The route with what is there in the place of its parameters.
    async fn path(&self, route: &str) -> String {
        let stranger = &self.people[0];
        let account = stranger.id;
        match route {
            "/welcome/{secret}" => {
                let purpose = LinkPurpose::FirstAdministrator;
                self.api.link("/welcome", purpose).await
            }
            "/password/{secret}" => {
                let purpose = LinkPurpose::SetPassword { account };
                self.api.link("/password", purpose).await
            }
            "/verify/{secret}" => {
                let address = "sam@example.org".to_owned();
                self.api.verified(stranger, &address).await;
                let purpose = LinkPurpose::VerifyEmail { account, address };
                self.api.link("/verify", purpose).await
            }
            _ => route
                .replace("{path}", TOOL)
                .replace("{id}", &self.access)
                .replace("{name}", "sam")
                .replace("{code}", "privacy.registry_is_private")
                .replace("{file}", "template.json")
                .replace("{provider}", "example"),
        }
    }

    async fn look(&self, route: &str, visitor: Visitor) -> Outcome {
        let request = TestRequest::get().uri(&self.path(route).await);
        let at = VISITORS.iter().position(|one| *one == visitor).unwrap();
        let request = match at.checked_sub(1) {
            Some(at) => self.api.browser_of(&self.people[at]).await.request(request),
            None => request,
        };
        self.outcome(request).await
    }

    async fn outcome(&self, request: TestRequest) -> Outcome {
        let request = request.insert_header(("accept", "text/html"));
        outcome(&self.api.send_unlisted(request).await)
    }
}

fn outcome(answer: &Answer) -> Outcome {
    let location = answer.header("location").unwrap_or_default();
    match answer.status {
        200 => Shown,
        303 if location.starts_with("/sign-in?") => SignIn,
        303 => Elsewhere,
        status => No(status),
    }
}

#[actix_web::test]
async fn every_page_shows_each_visitor_what_is_expected() {
    let world = World::new().await;
    let mut wrong = Vec::new();
    for (route, expected) in EXPECTED {
        for (visitor, expected) in VISITORS.into_iter().zip(expected) {
            let found = world.look(route, visitor).await;
            if found != *expected {
                wrong.push(format!("{route} {visitor:?}: {found:?}, not {expected:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Whatever a token was made for: a page would show more than that.
#[actix_web::test]
async fn no_token_opens_a_page() {
    let world = World::new().await;
    let [.., administrator] = &world.people;
    let (_, narrow) = world.api.token(administrator, &[Scope::Pull]).await;
    let (_, wide) = world.api.token(administrator, &Scope::ALL).await;
    let mut wrong = Vec::new();
    for (route, [expected, ..]) in EXPECTED {
        let path = world.path(route).await;
        let page = || TestRequest::get().uri(&path);
        for (name, request) in [
            ("narrow", with_token(page(), &narrow)),
            ("wide", with_token(page(), &wide)),
            ("the operator's", page().insert_header(bearer())),
            (
                "wrong",
                page().insert_header(("authorization", "Bearer none")),
            ),
        ] {
            let found = world.outcome(request).await;
            if found != *expected {
                wrong.push(format!(
                    "{route}, {name} token: {found:?}, not {expected:?}"
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[actix_web::test]
async fn every_page_has_its_row() {
    let api = Api::new().await;
    let mut pages = BTreeSet::new();
    for route in api.routes().await {
        let is_page = !route.starts_with("/api/")
            && !route.starts_with("/.well-known/")
            && NO_PAGES.iter().all(|other| !route.starts_with(other));
        let request = TestRequest::get().uri(&filled_in(&route));
        if is_page && api.send_unlisted(request).await.status != 405 {
            pages.insert(plain(&route));
        }
    }
    let expected: BTreeSet<_> = EXPECTED
        .iter()
        .map(|(route, ..)| (*route).to_owned())
        .collect();
    assert_eq!(pages, expected, "a page without a row, or the reverse");
    let listed = PAGES.lines().map(str::to_owned).collect();
    assert_eq!(pages, listed, "`tests/data/pages.txt` has them all");
}

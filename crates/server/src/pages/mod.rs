//! The pages: server-rendered, whole without JavaScript.
//!
//! One file a page; `view` holds what the templates are filled with. Reads take a [`Viewer`],
//! writes go through [`access`], which keeps what a visitor has typed when it says no.

mod access;
mod account;
mod accounts;
mod archive;
mod audit;
mod automation;
mod codes;
mod connection_role;
mod connections;
mod contact;
mod demo;
mod descriptors;
pub(crate) mod device;
pub(crate) mod diagnose;
mod edit;
mod evidence;
mod forgot_password;
mod form;
mod given_up_mail;
mod home;
mod identities;
mod inbox;
mod maintainers;
mod new_account;
mod password;
mod provider;
mod refused;
mod register;
mod registries;
mod registry_removal;
mod registry_requests;
mod repositories;
mod requests;
mod restore;
mod sign_in;
mod sign_out;
mod sign_up;
mod tool;
mod unmaintained;
mod verify;
pub(crate) mod view;
mod welcome;

use actix_web::http::{StatusCode, header};
use actix_web::{
    FromRequest, Handler, HttpRequest, HttpResponse, Resource, Responder, ResponseError as _, web,
};
use askama::Template;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use wharfinger_core::registry::{Catalogue, RegistryEntry, RegistryVisibility};
use wharfinger_store::{Cursor, Timestamp, Tool};

use crate::accounts::links;
use crate::assets;
use crate::escapes::NOT_IN_PATHS;
use crate::identity::{Viewer, viewer_of};
use crate::problem::Problem;
use crate::query::Query;
use crate::state::State;
use view::frame::{FormScripts, Frame, Here, Visitor, When};
use view::requests::Pages;

/// What a header cannot carry; the percent sign stays, so that nothing is escaped twice.
const NOT_IN_HEADERS: &AsciiSet = &CONTROLS.add(b' ');

/// The part of a route that is the secret of a one-time link: what it matches is neither logged nor
/// told to other pages.
pub(crate) const SECRET: &str = "{secret}";

/// Adds the routes.
pub(crate) fn configure(config: &mut web::ServiceConfig) {
    config
        .service(page("/", home::show))
        .service(page("/register", register::show).route(web::post().to(register::submit)))
        .service(page("/tools/{path:.+}", tool::show))
        // Not below the tool: `/edit` could be the end of somebody's tool path.
        .service(page("/edit/{path:.+}", edit::show).route(web::post().to(edit::submit)))
        .service(web::resource("/archive/{path:.+}").route(web::post().to(archive::submit)))
        .configure(configure_access)
        .service(page(demo::PATH, demo::show).route(web::post().to(demo::submit)))
        .service(page("/registries", registries::show))
        .service(
            page(registry_requests::PATH, registry_requests::list::show)
                .route(web::post().to(registry_requests::list::submit)),
        )
        .service(
            page(
                &format!("{}/{{id}}", registry_requests::PATH),
                registry_requests::one::show,
            )
            .route(web::post().to(registry_requests::one::submit)),
        )
        .service(
            page(
                &format!("{}/{{id}}", registry_removal::PATH),
                registry_removal::show,
            )
            .route(web::post().to(registry_removal::submit)),
        )
        .service(page(diagnose::PATH, diagnose::show).route(web::post().to(diagnose::submit)))
        .service(page(device::PATH, device::show).route(web::post().to(device::submit)))
        .service(page("/codes", codes::list))
        .service(page("/codes/{code}", codes::show))
        .service(page("/sign-in", sign_in::show).route(web::post().to(sign_in::submit)))
        .configure(configure_providers)
        .service(web::resource("/sign-out").route(web::post().to(sign_out::submit)))
        .service(page(sign_up::PATH, sign_up::show).route(web::post().to(sign_up::submit)))
        .service(
            page("/forgot-password", forgot_password::show)
                .route(web::post().to(forgot_password::submit)),
        )
        .service(of_link(links::WELCOME, welcome::show).route(web::post().to(welcome::submit)))
        .service(of_link(links::PASSWORD, password::show).route(web::post().to(password::submit)))
        .service(of_link(links::VERIFY, verify::show).route(web::post().to(verify::submit)))
        .service(page(verify::DONE, verify::done))
        .configure(configure_accounts);
}

/// Adds the routes of signing in with a provider.
fn configure_providers(config: &mut web::ServiceConfig) {
    let path = |step: &str| format!("{}/{{provider}}{step}", provider::PATH);
    config
        .service(page(&path(""), provider::leave).route(web::post().to(provider::leave_to_connect)))
        .service(web::resource(path("/callback")).route(web::get().to(provider::back)))
        .service(web::resource(path(provider::CONNECT)).route(web::get().to(provider::connect)));
}

/// Adds the routes of access and of the people around it.
fn configure_access(config: &mut web::ServiceConfig) {
    config
        .service(
            page("/request/{path:.+}", requests::ask::show)
                .route(web::post().to(requests::ask::submit)),
        )
        .service(page("/requests", requests::mine::show))
        .service(
            page("/requests/{id}", requests::one::show)
                .route(web::post().to(requests::one::submit)),
        )
        .service(
            page("/requests/{id}/revoke", requests::revoke::show)
                .route(web::post().to(requests::revoke::submit)),
        )
        .service(
            page("/review", requests::review::show).route(web::post().to(requests::review::submit)),
        )
        .service(page("/inbox", inbox::show).route(web::post().to(inbox::submit)))
        .service(
            page("/maintainers/{path:.+}", maintainers::show)
                .route(web::post().to(maintainers::submit)),
        )
        .service(
            page("/descriptors/{path:.+}", descriptors::show)
                .route(web::post().to(descriptors::submit)),
        )
        .service(
            page("/automation/{path:.+}", automation::show)
                .route(web::post().to(automation::submit)),
        )
        .service(
            page("/repositories/{id}", repositories::show)
                .route(web::post().to(repositories::submit)),
        )
        .service(
            page("/repositories/{id}/restore", restore::show)
                .route(web::post().to(restore::submit)),
        )
        .service(web::resource("/evidence/{path:.+}").route(web::post().to(evidence::submit)))
        .service(web::resource("/contact/{path:.+}").route(web::post().to(contact::submit)))
        .service(page("/audit", audit::show));
}

/// A page to look at; who may `GET` it may ask for its `HEAD` (RFC 9110, 9.3.2).
fn page<F, Args>(path: &str, show: F) -> Resource
where
    F: Handler<Args>,
    F::Output: Responder + 'static,
    Args: FromRequest + 'static,
{
    web::resource(path)
        .route(web::get().to(show.clone()))
        .route(web::head().to(show))
}

/// Adds the routes of accounts: one's own, and for administrators everybody's.
fn configure_accounts(config: &mut web::ServiceConfig) {
    let form = |path: &str| web::resource(format!("{}/{path}", account::PATH));
    config
        .service(page(account::PATH, account::show::show))
        .service(form("email").route(web::post().to(account::email::submit)))
        .service(form("password").route(web::post().to(account::password::submit)))
        .service(form("sessions").route(web::post().to(account::sessions::submit)))
        .service(form("provider").route(web::post().to(account::provider::submit)))
        .service(
            page(connections::PATH, connections::show).route(web::post().to(connections::submit)),
        )
        .service(
            page(
                &format!("{}/{{id}}/role", connections::PATH),
                connection_role::show,
            )
            .route(web::post().to(connection_role::submit)),
        )
        .service(page(
            &format!("{}/{{id}}/{{file}}", connections::PATH),
            connections::file,
        ))
        .service(page(identities::PATH, identities::show).route(web::post().to(identities::submit)))
        .service(form("tokens").route(web::post().to(account::tokens::submit)))
        .service(page(unmaintained::PATH, unmaintained::show))
        .service(
            page(given_up_mail::PATH, given_up_mail::show)
                .route(web::post().to(given_up_mail::submit)),
        )
        .service(
            page(accounts::PATH, accounts::list::show)
                .route(web::post().to(accounts::create::submit)),
        )
        .service(
            page(
                &format!("{}/{{name}}", accounts::PATH),
                accounts::show::show,
            )
            .route(web::post().to(accounts::change::submit)),
        );
}

/// A page that a one-time link leads to; see [`SECRET`].
fn of_link<F, Args>(path: &str, show: F) -> Resource
where
    F: Handler<Args>,
    F::Output: Responder + 'static,
    Args: FromRequest + 'static,
{
    page(&format!("{path}/{SECRET}"), show)
}

/// The page that says why a request was refused.
pub(crate) async fn refusal(
    request: &HttpRequest,
    problem: &Problem,
    request_id: &str,
) -> HttpResponse {
    let state = State::of(request);
    let viewer = viewer_of(request, &state).await;
    let status = problem.status_code();
    let kind = problem.kind();
    let page = view::plain::Refusal {
        frame: frame(&viewer, Here::Elsewhere),
        status: status.as_u16(),
        title: kind.map_or_else(
            || status.canonical_reason().unwrap_or("Refused"),
            |kind| kind.title,
        ),
        detail: problem.detail(),
        remedy: remedy(problem),
        request_id,
    };
    let mut response = respond(status, &page);
    for (name, value) in problem.response(request_id).headers() {
        // `Retry-After`, `Allow` and the like, as the API gives them.
        if *name != header::CONTENT_TYPE {
            response.headers_mut().insert(name.clone(), value.clone());
        }
    }
    response
}

/// What a person can do about it, in sentences; the problem's own remedy speaks to programs.
fn remedy(problem: &Problem) -> &'static str {
    match problem {
        Problem::NoSuchPage | Problem::NoSuchTool(_) | Problem::NoSuchPart(_) => {
            "Search the list of tools for a part of the path."
        }
        Problem::NoSuchRequest => {
            "Look at your requests, and at those you can answer: only who made a request and who \
             maintains its tool see it."
        }
        Problem::NoSuchAccount(_) | Problem::NoSuchMaintainer(_) => {
            "Go back, and check the spelling of the name."
        }
        Problem::AccessRejected(_)
        | Problem::AccessLive { .. }
        | Problem::InvalidAccess { .. }
        | Problem::ToolPublic(_) => "Go back, and load the page again to see where things stand.",
        Problem::TooManyMaintainers | Problem::LastMaintainer | Problem::MaintainerIsContact(_) => {
            "Look at the maintainers of the tool again."
        }
        Problem::TooManyDescriptors | Problem::NoSuchDescriptor => {
            "Look at the files of the tool again."
        }
        Problem::NoSuchToken | Problem::NoSuchSession => {
            "Look at your account's page: it may be gone already."
        }
        Problem::DeadLink => "It works once, and not for long. Ask whoever sent it for a new one.",
        Problem::NameTaken(_) => "Go back, and choose another name.",
        Problem::AccountFixed(_) => "Go back; nothing was changed.",
        Problem::NotAutomatable(_) => {
            "Go back, and do what it says; until then access is given by hand."
        }
        Problem::NotRestorable(_) => "Go back, and load the page again to see what is gone now.",
        Problem::Unproven(_) | Problem::NoSuchChallenge => {
            "Open your AWS identities on your account's page, and make a new command."
        }
        Problem::NoPullPassword(_) => "Look at your requests, or ask for access.",
        Problem::AwsNotSetUp => "Ask for access without proof: whoever answers can still decide.",
        Problem::ImagesNotAsked => {
            "Go back; ask whoever operates this site whether it could be otherwise."
        }
        Problem::NoSuchConnection => "Look at your connections on your account's page.",
        Problem::NoSuchRepository => {
            "Only maintainers of its tools, the owner of its connection and administrators see a \
             repository."
        }
        Problem::NoSuchRegistryRequest => "Find it among the registries that people ask for.",
        Problem::RegistryRequestRefused(_) => "Go back to the registries that people ask for.",
        Problem::NoSuchMail => "Look at the mail that was given up: it may be on its way again.",
        Problem::TooManyTokens => "Revoke a token that is not needed any more, then make another.",
        Problem::InvalidFields(_) => "Go back, and mend what does not fit.",
        Problem::Unauthenticated(_) | Problem::SignInAgain => "Sign in, and do it again.",
        Problem::Forbidden(_) => "Ask somebody who may, or sign in with another account.",
        Problem::MissingScope(_) => "Use a token that was made for this.",
        Problem::MethodNotAllowed { .. } => "Go back to the page you came from, and start there.",
        Problem::BadQuery(_) => "Start again from the list of tools.",
        Problem::CrossSite
        | Problem::BadBody(_)
        | Problem::UnsupportedMediaType { .. }
        | Problem::UnsupportedContentEncoding => {
            "Open the page with the form again, and send it from there."
        }
        Problem::BadHeader(_)
        | Problem::IdempotencyKeyReused
        | Problem::AlreadyMade { .. }
        | Problem::Other(_) => "Go back, load the page again, and try once more.",
        Problem::BodyTimeout { .. } => "Check your connection, go back, and send the form again.",
        Problem::BodyTooLarge { .. } => {
            "Go back: your browser still has what you have written. Shorten it, and send the form again."
        }
        Problem::ToolConflict { .. } => {
            "Look at the tool that is registered; change it, or give yours a tool name of its own."
        }
        Problem::ToolArchived(_) => "Take the tool out of the archive first, on its edit page.",
        Problem::Stale { .. } | Problem::PreconditionRequired => {
            "Open the tool again, look at what has changed, and make your change anew."
        }
        Problem::Invalid { .. } => "Go back, and mend what the form marks.",
        Problem::TooManyRequests { .. } => "Wait that long, then do it again.",
        Problem::Overloaded | Problem::NotReady(_) | Problem::AwsUnavailable => {
            "Wait a moment, then do it again."
        }
        Problem::Internal(_) => {
            "It is not your fault. Try once more; if it happens again, tell the operator of this \
             site the request number below."
        }
    }
}

fn frame(viewer: &Viewer, here: Here) -> Frame {
    let browser = viewer.browser();
    Frame {
        css: assets::url("app.css"),
        icon: assets::url("favicon.svg"),
        script: assets::url("app.js"),
        assets_missing: assets::MISSING,
        visitor: Visitor {
            name: browser
                .and(viewer.account())
                .map(|account| account.name.to_string()),
            is_administrator: viewer.is_administrator(),
            csrf: browser
                .map(|browser| browser.form_token.clone())
                .unwrap_or_default(),
            unread: browser.map_or(0, |browser| browser.unread),
        },
        here,
    }
}

fn form_scripts() -> FormScripts {
    FormScripts {
        form: assets::url("form.js"),
        validator: assets::url("validator.js"),
    }
}

/// A page as a response. Pages hold form tokens and change with every write, so nobody keeps them.
fn respond(status: StatusCode, page: &impl Template) -> HttpResponse {
    match page.render() {
        Ok(text) => HttpResponse::build(status)
            .insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8"))
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .body(text),
        Err(error) => HttpResponse::from_error(Problem::Internal(error.to_string())),
    }
}

/// Sends a browser on after a form (RFC 9110, 15.4.4).
fn see_other(location: &str) -> HttpResponse {
    let escaped = utf8_percent_encode(location, NOT_IN_HEADERS).to_string();
    let location = header::HeaderValue::try_from(escaped)
        .expect("without controls and letters beyond ASCII it is a header's value");
    HttpResponse::SeeOther()
        .insert_header((header::LOCATION, location))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .finish()
}

/// Sends a visitor to sign in, and then on to a page of ours, given as a path that is not escaped.
fn sign_in_first(path: &str) -> HttpResponse {
    sign_in_then(&utf8_percent_encode(path, NOT_IN_PATHS).to_string())
}

/// The same for an address as it came, with its query.
fn sign_in_then(address: &str) -> HttpResponse {
    see_other(&sign_in_to(address))
}

/// Where to sign in, and then go on to an address.
fn sign_in_to(address: &str) -> String {
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("next", address)
        .finish();
    format!("/sign-in?{query}")
}

/// Gives the browser a cookie, or takes one away.
fn set_cookie(response: &mut HttpResponse, cookie: &str) {
    let value = header::HeaderValue::from_str(cookie).expect("a cookie of ours is visible ASCII");
    response.headers_mut().append(header::SET_COOKIE, value);
}

/// Where the other pages of a list lie.
fn pages_of(request: &HttpRequest, query: &Query, next: Option<Cursor>) -> Pages {
    let at = |cursor: &str| format!("{}?{}", request.path(), query.with("cursor", cursor));
    let is_later = query.get("cursor").is_some_and(|cursor| !cursor.is_empty());
    Pages {
        first: is_later.then(|| at("")),
        next: next.map(|cursor| at(&cursor.to_string())),
    }
}

/// The page of a tool, or what lies about it at `area`.
fn address(area: &str, tool: &Tool) -> String {
    // Hosts, repositories, `_` and tool names hold nothing that a URI would have to escape.
    format!("/{area}/{}", tool.registration.tool_path())
}

fn when(timestamp: Timestamp) -> When {
    let iso = timestamp.to_string();
    When {
        day: day(&iso).unwrap_or_default(),
        iso,
    }
}

/// `23 Nov 2026` from RFC 3339.
fn day(iso: &str) -> Option<String> {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let (year, rest) = iso.split_once('-')?;
    let month: usize = rest.get(..2)?.parse().ok()?;
    let day = rest.get(3..5)?.trim_start_matches('0');
    Some(format!(
        "{day} {} {year}",
        MONTHS.get(month.checked_sub(1)?)?
    ))
}

/// The name of a registry, or of the host where the registry is not in the catalogue.
fn registry_name<'a>(entry: Option<RegistryEntry<'a>>, host: &'a str) -> &'a str {
    entry.map_or(host, RegistryEntry::name)
}

/// Why a tool can be public or private, in a sentence without its full stop.
fn visibility_reason(entry: Option<RegistryEntry<'_>>, host: &str) -> String {
    let reasons = view::register::REASONS;
    let reason = match entry.map(RegistryEntry::visibility) {
        Some(RegistryVisibility::PrivateOnly) => reasons.private,
        Some(RegistryVisibility::PublicOnly) => reasons.public,
        Some(RegistryVisibility::Mixed) => reasons.mixed,
        None => reasons.unknown,
    };
    reason.replace("{name}", registry_name(entry, host))
}

/// The registries an operator added, as JSON that is safe inside a script element.
fn registries_json(catalogue: &Catalogue) -> String {
    serde_json::to_string(catalogue.operators())
        .expect("texts and numbers can always be spelled as JSON")
        // `</script>` and `<!--` would end or change the element (HTML, 4.12.1.3).
        .replace('<', "\\u003c")
}

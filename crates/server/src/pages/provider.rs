//! Signing in with a provider, and connecting an account with one.
//!
//! The provider sends the browser back from its own site, and a browser sends and keeps the session's
//! cookie (`SameSite=Strict`) only from a page of ours on. So the callback answers with such a page,
//! which goes on by itself; where an account is to be connected, its second step asks who is signed in.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use wharfinger_store::SignedInBy;

use super::access::check_origin;
use super::form::{Form, parameter};
use super::view::frame::Here;
use super::view::plain::{ProviderChoice, ProviderStep};
use super::{account, frame, respond, see_other, set_cookie, sign_in, sign_in_first};
use crate::accounts::confirm::confirm;
use crate::accounts::fields;
use crate::accounts::provider::{Arrived, Connected, arrive, connect as connect_account};
use crate::identity::Viewer;
use crate::oidc::{Pending, Providers, Refusal, SignInError, Started};
use crate::problem::Problem;
use crate::rate_limit_fields;
use crate::sign_in::start;
use crate::state::State;

/// Below which every provider has its pages.
pub(super) const PATH: &str = "/sign-in/oidc";

/// The step behind a provider's own path that connects an account.
pub(super) const CONNECT: &str = "/connect";

/// What is said to whom only an administrator can let in.
const UNKNOWN: &str = "no account here is connected with you, and new ones are made by administrators; \
    ask one, or sign in with the password of your account and connect it on its page";

/// Where a browser goes once its account is connected.
const CONNECTED: &str = "/account?done=connected";

/// What there is to choose from.
pub(super) fn choices(state: &State) -> Vec<ProviderChoice> {
    let providers = state.providers.iter().flat_map(Providers::list);
    providers
        .map(|provider| ProviderChoice {
            id: provider.id().to_owned(),
            name: provider.name().to_owned(),
            issuer: provider.issuer().to_owned(),
        })
        .collect()
}

/// `GET /sign-in/oidc/{provider}`: sends the browser to the provider.
pub(super) async fn leave(
    state: Data<State>,
    viewer: Viewer,
    provider: Path<String>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let next = parameter(&request, "next").unwrap_or_default();
    match providers(&state)?.start(&provider, &next).await {
        Ok(started) => Ok(with_pending(&state, see_other(&started.location), &started)),
        Err(error) => Ok(refused(&state, &viewer, &next, &error)),
    }
}

/// `POST /sign-in/oidc/{provider}`: the same, to connect the account that is signed in.
pub(super) async fn leave_to_connect(
    state: Data<State>,
    viewer: Viewer,
    provider: Path<String>,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let providers = providers(&state)?;
    let form = Form::read(&request, payload).await?;
    check_origin(&request, &state)?;
    let Some((who, browser)) = viewer.who.as_ref().zip(viewer.browser()) else {
        return Ok(sign_in_first(account::PATH));
    };
    if !browser.form_token_matches(form.get("csrf")) {
        return Err(Problem::CrossSite);
    }
    take_write(&state, &request)?;
    let field = fields::PROVIDER_PASSWORD;
    if let Err(problem) = confirm(&state, &request, who, field, form.get(field)).await {
        return account::refused(&state, who, &form, problem).await;
    }
    let started = providers.start_connecting(&provider, who.id(), CONNECTED);
    let started = match started.await {
        Ok(started) => started,
        Err(error) => return Ok(not_connected(&viewer, status(&error), error.to_string())),
    };
    // Not a redirect: `form-action` of our content security policy would not let a form lead there.
    let step = ProviderStep {
        frame: frame(&viewer, Here::Account),
        title: "To the provider",
        text: "Sign in there; it sends you back.".to_owned(),
        next: started.location.clone(),
        label: "Go on",
        by_itself: true,
    };
    Ok(with_pending(
        &state,
        respond(StatusCode::OK, &step),
        &started,
    ))
}

/// `GET /sign-in/oidc/{provider}/callback`: the provider sends the browser back.
pub(super) async fn back(
    state: Data<State>,
    provider: Path<String>,
    request: HttpRequest,
) -> HttpResponse {
    let pending = Pending::from_request(&request, state.config.is_https());
    if pending
        .as_ref()
        .is_some_and(|pending| pending.connects().is_some())
    {
        let step = ProviderStep {
            frame: frame(&Viewer::default(), Here::Elsewhere),
            title: "Back from the provider",
            text: "Your account is being connected.".to_owned(),
            next: format!("{PATH}/{provider}{CONNECT}?{}", request.query_string()),
            label: "Go on",
            by_itself: true,
        };
        return respond(StatusCode::OK, &step);
    }
    let answer = finish(&state, &provider, &request, pending).await;
    without_pending(&state, answer)
}

/// Signs in whoever came back.
async fn finish(
    state: &State,
    provider: &str,
    request: &HttpRequest,
    pending: Option<Pending>,
) -> Result<HttpResponse, Problem> {
    let providers = providers(state)?;
    take_write(state, request)?;
    let nobody = Viewer::default();
    let finished = providers.finish(provider, request.query_string(), pending);
    let finished = match finished.await {
        Ok(finished) => finished,
        Err(error) => return Ok(refused(state, &nobody, "", &error)),
    };
    let (account, is_new) = match arrive(state, request, &finished.identity).await? {
        Arrived::Known(account) => (account, false),
        Arrived::New(account) => (account, true),
        Arrived::Unknown => {
            let refusal = Some(UNKNOWN.to_owned());
            let page = sign_in::page(state, &nobody, "", &finished.return_to, refusal);
            return Ok(respond(StatusCode::FORBIDDEN, &page));
        }
    };
    let name = account.name.clone();
    let signed_in = match start(state, request, account, SignedInBy::Provider).await {
        Ok(signed_in) => signed_in,
        Err(Problem::Unauthenticated(reason)) => {
            let refusal = Some(reason.to_owned());
            let page = sign_in::page(state, &nobody, "", &finished.return_to, refusal);
            return Ok(respond(StatusCode::FORBIDDEN, &page));
        }
        Err(problem) => return Err(problem),
    };
    let viewer = Viewer {
        who: Some(signed_in.who),
    };
    let text = if is_new {
        format!(
            "You are signed in, and have an account now. Its name is `{name}`: others see it beside \
             what you do, and it never changes."
        )
    } else {
        format!("You are signed in as `{name}`.")
    };
    let step = ProviderStep {
        frame: frame(&viewer, Here::Elsewhere),
        title: if is_new { "Welcome" } else { "Signed in" },
        text,
        next: finished.return_to,
        label: "Go on",
        by_itself: !is_new,
    };
    let mut response = respond(StatusCode::OK, &step);
    set_cookie(&mut response, &signed_in.cookie);
    Ok(response)
}

/// `GET /sign-in/oidc/{provider}/connect`: the same browser, from a page of ours.
pub(super) async fn connect(
    state: Data<State>,
    viewer: Viewer,
    provider: Path<String>,
    request: HttpRequest,
) -> HttpResponse {
    let answer = finish_connecting(&state, &viewer, &provider, &request).await;
    without_pending(&state, answer)
}

/// Connects the account that is signed in with whoever came back. That the owner of this very account
/// asked for it, in this browser, is what `state` shows: it is made of a secret in the browser's cookie
/// and of the account.
async fn finish_connecting(
    state: &State,
    viewer: &Viewer,
    provider: &str,
    request: &HttpRequest,
) -> Result<HttpResponse, Problem> {
    let providers = providers(state)?;
    take_write(state, request)?;
    let Some((who, _)) = viewer.who.as_ref().zip(viewer.browser()) else {
        return Ok(sign_in_first(account::PATH));
    };
    let pending = Pending::from_request(request, state.config.is_https());
    let finished = providers.finish(provider, request.query_string(), pending);
    let finished = match finished.await {
        Ok(finished) => finished,
        Err(error) => return Ok(not_connected(viewer, status(&error), error.to_string())),
    };
    if finished.connects != Some(who.id()) {
        let text = "another account asked to be connected; begin again on your account's page";
        return Ok(not_connected(
            viewer,
            StatusCode::FORBIDDEN,
            text.to_owned(),
        ));
    }
    let text = match connect_account(state, request, who, &finished.identity).await? {
        Connected::Done => return Ok(see_other(&finished.return_to)),
        Connected::Taken => {
            "another account here is connected with that person; sign in with it, or choose another \
             person at the provider"
        }
        Connected::BuiltIn => "the operator's own account is reached by its token alone",
    };
    Ok(not_connected(viewer, StatusCode::CONFLICT, text.to_owned()))
}

fn providers(state: &State) -> Result<&Providers, Problem> {
    state.providers.as_ref().ok_or(Problem::NoSuchPage)
}

/// Whoever comes back makes us ask the provider, and write.
fn take_write(state: &State, request: &HttpRequest) -> Result<(), Problem> {
    Ok(rate_limit_fields::count_write(request, state)?)
}

/// Gives the browser what it must keep while it is away.
fn with_pending(state: &State, mut response: HttpResponse, started: &Started) -> HttpResponse {
    let cookie = started.pending.set_cookie(state.config.is_https());
    set_cookie(&mut response, &cookie);
    response
}

/// Takes it away, whatever came of it, so that no answer is taken twice.
fn without_pending(state: &State, answer: Result<HttpResponse, Problem>) -> HttpResponse {
    let mut response = answer.unwrap_or_else(HttpResponse::from_error);
    let cookie = Pending::clear_cookie(state.config.is_https());
    set_cookie(&mut response, &cookie);
    response
}

/// The sign-in page, which says why nobody was signed in.
fn refused(state: &State, viewer: &Viewer, next: &str, error: &SignInError) -> HttpResponse {
    let page = sign_in::page(state, viewer, "", next, Some(error.to_string()));
    respond(status(error), &page)
}

fn not_connected(viewer: &Viewer, status: StatusCode, reason: String) -> HttpResponse {
    let step = ProviderStep {
        frame: frame(viewer, Here::Account),
        title: "Not connected",
        text: reason + ".",
        next: account::PATH.to_owned(),
        label: "Your account",
        by_itself: false,
    };
    respond(status, &step)
}

fn status(error: &SignInError) -> StatusCode {
    match error {
        SignInError::UnknownProvider => StatusCode::NOT_FOUND,
        SignInError::Unreachable(_) | SignInError::Refused(Refusal::Unavailable, _) => {
            StatusCode::SERVICE_UNAVAILABLE
        }
        SignInError::Misconfigured(..) | SignInError::Refused(Refusal::Other, _) => {
            StatusCode::BAD_GATEWAY
        }
        SignInError::NotStarted
        | SignInError::Expired
        | SignInError::StateMismatch
        | SignInError::UnreadableCallback
        | SignInError::Refused(..)
        | SignInError::CodeRefused(_)
        | SignInError::TokenInvalid(..) => StatusCode::FORBIDDEN,
    }
}

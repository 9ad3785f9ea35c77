//! Who may send a form. Unlike [`crate::identity::Member`], a no here does not end the request:
//! the page comes back with what was typed.

use actix_web::error::InternalError;
use actix_web::http::{StatusCode, header};
use actix_web::web::Payload;
use actix_web::{HttpRequest, HttpResponse, ResponseError as _};
use askama::Template;
use wharfinger_store::Tool;

use super::form::{Form, parameter};
use super::{address, respond, see_other, set_cookie, sign_in_first};
use crate::identity::{Viewer, Who};
use crate::origin;
use crate::problem::Problem;
use crate::rate_limit_fields;
use crate::sign_in::{self, SignedIn};
use crate::state::State;
use crate::tools::find;
use crate::tools::sight::need_maintainer;

/// Whoever sent a form may write.
#[derive(Debug)]
#[must_use = "a session that the form started needs its cookie in the answer"]
pub(super) struct Admitted {
    /// Who it is.
    pub(super) who: Who,
    /// The `Set-Cookie` of a session that this form started.
    cookie: Option<String>,
}

impl Admitted {
    /// Whoever it is, as the page that comes back is drawn for them.
    pub(super) fn viewer(&self) -> Viewer {
        Viewer {
            who: Some(self.who.clone()),
        }
    }

    /// The answer to the form, whatever came of it, with the session that the form started.
    pub(super) fn answer(self, answer: Result<HttpResponse, Problem>) -> HttpResponse {
        let mut response = answer.unwrap_or_else(HttpResponse::from_error);
        if let Some(cookie) = self.cookie {
            set_cookie(&mut response, &cookie);
        }
        response
    }
}

/// Whoever sent a form may not write, and can do something about it.
#[derive(Clone, Debug)]
pub(super) enum Turned {
    /// Nobody is signed in.
    SignIn,
    /// The name and the password given with the form do not belong together.
    WrongPassword(&'static str),
    /// The form belongs to another session: it was loaded before signing in, or long ago.
    Stale,
    /// Not now: the address has sent too much, or the store has too much to do.
    Later(Problem),
}

impl Turned {
    /// Takes a problem that goes away by waiting; any other is given back.
    pub(super) fn later(problem: Problem) -> Result<Self, Problem> {
        match problem {
            Problem::TooManyRequests { .. } | Problem::Overloaded | Problem::NotReady(_) => {
                Ok(Self::Later(problem))
            }
            other => Err(other),
        }
    }

    /// The page that says so, with what was typed.
    pub(super) fn respond(&self, page: &impl Template) -> HttpResponse {
        let status = match self {
            Self::SignIn | Self::WrongPassword(_) => StatusCode::UNAUTHORIZED,
            Self::Stale => StatusCode::FORBIDDEN,
            Self::Later(problem) => problem.status_code(),
        };
        let mut response = respond(status, page);
        if let Some(seconds) = self.retry_after_seconds() {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }

    /// What to tell the visitor, without a full stop.
    pub(super) fn message(&self) -> String {
        match self {
            Self::SignIn => {
                "nobody is signed in; give the name and the password of your account".to_owned()
            }
            Self::WrongPassword(reason) => (*reason).to_owned(),
            Self::Stale => {
                "this form was opened before you signed in; look it over and send it again"
                    .to_owned()
            }
            Self::Later(Problem::TooManyRequests {
                retry_after_seconds: 1,
            }) => "too much was sent from your address; wait a second and send it again".to_owned(),
            Self::Later(Problem::TooManyRequests {
                retry_after_seconds,
            }) => format!(
                "too much was sent from your address; wait {retry_after_seconds} seconds and send \
                 it again"
            ),
            Self::Later(Problem::NotReady(_)) => {
                "the server cannot store it right now; wait a moment and send it again".to_owned()
            }
            Self::Later(_) => {
                "too much is being written at once; wait a moment and send it again".to_owned()
            }
        }
    }

    fn retry_after_seconds(&self) -> Option<u64> {
        match self {
            Self::Later(problem) => problem.retry_after_seconds(),
            Self::SignIn | Self::WrongPassword(_) | Self::Stale => None,
        }
    }
}

/// Why a form without anything worth keeping was not carried out. `?` makes one of whatever becomes a
/// [`Problem`].
#[derive(Debug)]
pub(super) enum NotDone {
    /// It is refused, or something failed.
    Refused(Problem),
    /// The browser goes elsewhere first.
    Elsewhere(Box<HttpResponse>),
}

impl<E: Into<Problem>> From<E> for NotDone {
    fn from(error: E) -> Self {
        Self::Refused(error.into())
    }
}

impl From<NotDone> for actix_web::Error {
    fn from(not_done: NotDone) -> Self {
        match not_done {
            NotDone::Refused(problem) => problem.into(),
            NotDone::Elsewhere(response) => {
                InternalError::from_response("the form is for whoever is signed in", *response)
                    .into()
            }
        }
    }
}

/// Lets a form in: from our own page, by somebody with an account, not too often.
pub(super) async fn admit(
    request: &HttpRequest,
    state: &State,
    viewer: &Viewer,
    form: &Form,
) -> Result<Result<Admitted, Turned>, Problem> {
    check_origin(request, state)?;
    let known = match viewer.browser() {
        Some(browser) if browser.form_token_matches(form.get("csrf")) => viewer.who.clone(),
        Some(_) => return Ok(Err(Turned::Stale)),
        None if form.get("account_name").trim().is_empty() => return Ok(Err(Turned::SignIn)),
        None => None,
    };
    // Before the session: one that is started must reach the browser.
    if let Err(wait) = rate_limit_fields::count_write(request, state) {
        return Ok(Err(Turned::Later(wait.into())));
    }
    if let Some(who) = known {
        return Ok(Ok(Admitted { who, cookie: None }));
    }
    let (name, password) = (form.get("account_name"), form.get("password"));
    match sign_in::with_password(state, request, name, password).await {
        Ok(SignedIn { who, cookie }) => Ok(Ok(Admitted {
            who,
            cookie: Some(cookie),
        })),
        Err(Problem::Unauthenticated(reason)) => Ok(Err(Turned::WrongPassword(reason))),
        Err(problem) => Turned::later(problem).map(Err),
    }
}

/// `?notice=`: the form that was sent belongs to another session.
pub(super) const FORM_STALE: &str = "form-stale";

/// What that says, without a full stop.
pub(super) const FORM_STALE_WORDS: &str =
    "nothing was done: the page was opened before you signed in; do it again";

/// The same where the page's address says so.
pub(super) fn stale_words(request: &HttpRequest) -> Option<&'static str> {
    let notice = parameter(request, "notice")?;
    (notice == FORM_STALE).then_some(FORM_STALE_WORDS)
}

/// Lets a form in that holds nothing worth keeping: whoever may not send it is led to signing in, or
/// back to the page at `back`.
pub(super) fn member(
    request: &HttpRequest,
    state: &State,
    viewer: &Viewer,
    form: &Form,
    back: &str,
) -> Result<Who, NotDone> {
    check_origin(request, state)?;
    let (Some(who), Some(browser)) = (&viewer.who, viewer.browser()) else {
        return Err(NotDone::Elsewhere(Box::new(sign_in_first(back))));
    };
    if !browser.form_token_matches(form.get("csrf")) {
        let again = see_other(&format!("{back}?notice={FORM_STALE}"));
        return Err(NotDone::Elsewhere(Box::new(again)));
    }
    rate_limit_fields::count_write(request, state)?;
    Ok(who.clone())
}

/// A form on a tool, of somebody who maintains it.
pub(super) struct OfMaintainer {
    pub(super) form: Form,
    pub(super) tool: Tool,
    /// The page that the form leads back to.
    pub(super) back: String,
    pub(super) who: Who,
}

/// Reads a form on the tool at `path` that leads back to its page in `area`, and lets it in as [`member`]
/// does, if whoever sent it maintains the tool or is an administrator.
pub(super) async fn maintainer(
    request: &HttpRequest,
    state: &State,
    viewer: &Viewer,
    (area, path): (&str, &str),
    payload: Payload,
) -> Result<OfMaintainer, NotDone> {
    let form = Form::read(request, payload).await?;
    let tool = find(state, path).await?;
    let back = address(area, &tool);
    let who = member(request, state, viewer, &form, &back)?;
    need_maintainer(state, &who, tool.id).await?;
    Ok(OfMaintainer {
        form,
        tool,
        back,
        who,
    })
}

/// Lets a form in of whoever is not signed in and need not be: from our own page, not too often.
pub(super) fn anybody(request: &HttpRequest, state: &State) -> Result<(), Problem> {
    check_origin(request, state)?;
    Ok(rate_limit_fields::count_write(request, state)?)
}

/// Refuses forms of other sites.
pub(super) fn check_origin(request: &HttpRequest, state: &State) -> Result<(), Problem> {
    if origin::is_same_origin(request, &state.config) {
        Ok(())
    } else {
        Err(Problem::CrossSite)
    }
}

//! Who may send a form. Unlike [`crate::operator::Operator`], a no here does not end the request:
//! the page comes back with what was typed.

use actix_web::HttpRequest;
use actix_web::http::StatusCode;

use super::form::Form;
use super::session_of;
use crate::operator::Viewer;
use crate::origin;
use crate::problem::Problem;
use crate::sign_in;
use crate::state::State;

/// Whoever sent a form may write.
#[derive(Debug)]
pub(super) struct Admitted {
    /// The `Set-Cookie` of a session that this form started.
    pub(super) cookie: Option<String>,
}

/// Whoever sent a form may not write, and can do something about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turned {
    /// Nobody is signed in.
    SignIn,
    /// The token given with the form is not the operator's.
    WrongToken(&'static str),
    /// The form belongs to another session: it was loaded before signing in, or long ago.
    Stale,
}

impl Turned {
    /// The status of the page that says so.
    pub(super) fn status(self) -> StatusCode {
        match self {
            Self::SignIn | Self::WrongToken(_) => StatusCode::UNAUTHORIZED,
            Self::Stale => StatusCode::FORBIDDEN,
        }
    }

    /// What to tell the visitor, without a full stop.
    pub(super) fn message(self) -> &'static str {
        match self {
            Self::SignIn => "only the operator can do this; give the operator’s token",
            Self::WrongToken(reason) => reason,
            Self::Stale => {
                "this form was opened before you signed in; look it over and send it again"
            }
        }
    }
}

/// Lets a form in: from our own page, by the operator, not too often.
pub(super) async fn admit(
    request: &HttpRequest,
    state: &State,
    viewer: &Viewer,
    form: &Form,
) -> Result<Result<Admitted, Turned>, Problem> {
    let address = origin::client_address(request, &state.config);
    check_origin(request, state)?;
    let cookie = match session_of(viewer) {
        Some(session) if session.form_token_matches(form.get("csrf")) => None,
        Some(_) => return Ok(Err(Turned::Stale)),
        None => match form.get("operator_token").trim() {
            "" => return Ok(Err(Turned::SignIn)),
            token => match sign_in::sign_in(state, request, token).await {
                Ok(cookie) => Some(cookie),
                Err(Problem::Unauthenticated(reason)) => {
                    return Ok(Err(Turned::WrongToken(reason)));
                }
                Err(problem) => return Err(problem),
            },
        },
    };
    state.writes.take(address, state.clock.now())?;
    Ok(Ok(Admitted { cookie }))
}

/// Refuses forms of other sites.
pub(super) fn check_origin(request: &HttpRequest, state: &State) -> Result<(), Problem> {
    if origin::is_same_origin(request, &state.config) {
        Ok(())
    } else {
        Err(Problem::CrossSite)
    }
}

//! Refusals as OAuth spells them (RFC 6749, 5.2; RFC 8628, 3.5).

use actix_web::HttpResponse;
use serde::Serialize;

use super::unkept;
use crate::problem::Problem;

/// Why a client is refused, or told to wait. Nothing that was sent is repeated: the description must
/// hold to a part of ASCII.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OAuthError {
    /// A parameter is missing, given twice or does not fit; says which.
    InvalidRequest(&'static str),
    /// Not the client that there is.
    InvalidClient,
    /// The device code is none of ours, or used up.
    InvalidGrant,
    /// Something other than pulling is asked for.
    InvalidScope,
    /// Another grant than that of a device code.
    UnsupportedGrantType,
    /// Nobody has decided yet.
    AuthorizationPending,
    /// Nobody has decided yet, and the machine asks too often.
    SlowDown,
    /// The machine was refused, or cannot be let in after all; says why.
    AccessDenied(&'static str),
    /// Nobody has decided in time.
    ExpiredToken,
}

#[derive(Serialize)]
struct Spelled {
    error: &'static str,
    error_description: &'static str,
}

impl OAuthError {
    fn spelled(self) -> Spelled {
        let (error, error_description) = match self {
            Self::InvalidRequest(which) => ("invalid_request", which),
            Self::InvalidClient => (
                "invalid_client",
                "the only client is wharfinger-cli; send it as client_id",
            ),
            Self::InvalidGrant => (
                "invalid_grant",
                "the device code is unknown or used; ask for another one",
            ),
            Self::InvalidScope => ("invalid_scope", "the only scope is pull"),
            Self::UnsupportedGrantType => (
                "unsupported_grant_type",
                "the only grant is that of a device code (RFC 8628)",
            ),
            Self::AuthorizationPending => (
                "authorization_pending",
                "nobody has let this machine in yet; ask again",
            ),
            Self::SlowDown => (
                "slow_down",
                "nobody has let this machine in yet; wait five seconds longer from now on",
            ),
            Self::AccessDenied(why) => ("access_denied", why),
            Self::ExpiredToken => (
                "expired_token",
                "nobody has let this machine in in time; ask for another code",
            ),
        };
        Spelled {
            error,
            error_description,
        }
    }
}

/// Why a request was not carried out.
#[derive(Debug)]
pub(super) enum Refused {
    /// In the words of OAuth.
    Error(OAuthError),
    /// For a reason that OAuth has no word for.
    Problem(Problem),
}

impl From<OAuthError> for Refused {
    fn from(error: OAuthError) -> Self {
        Self::Error(error)
    }
}

impl From<Problem> for Refused {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

/// The answer to a client, whatever came of its request.
pub(super) fn answered(outcome: Result<HttpResponse, Refused>) -> Result<HttpResponse, Problem> {
    match outcome {
        Ok(response) => Ok(response),
        Err(Refused::Error(error)) => Ok(unkept(HttpResponse::BadRequest(), &error.spelled())),
        Err(Refused::Problem(problem)) => Err(problem),
    }
}

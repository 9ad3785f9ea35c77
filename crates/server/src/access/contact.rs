//! The contact of a tool: asking once more whether the address is right.

use actix_web::HttpRequest;
use wharfinger_store::{By, Tool, VerifyContactError};

use crate::accounts::email::count_letter;
use crate::problem::Problem;
use crate::state::State;
use crate::tools::NOT_MAINTAINER;

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// A mail is on its way, this one or one before.
    OnItsWay,
    /// There is nothing to verify.
    NotNeeded,
}

/// Sends the contact of a tool another mail with a link to follow.
pub(crate) async fn ask(
    state: &State,
    request: &HttpRequest,
    tool: &Tool,
    by: By,
) -> Result<Asked, Problem> {
    if state.store.contact_verified_at(tool.id).await?.is_some() {
        return Ok(Asked::NotNeeded);
    }
    count_letter(state, request)?;
    match state.store.ask_contact(tool.id, by).await {
        Ok(()) | Err(VerifyContactError::OnItsWay) => Ok(Asked::OnItsWay),
        Err(VerifyContactError::NoContact) => Ok(Asked::NotNeeded),
        Err(VerifyContactError::NotMaintainer) => Err(Problem::Forbidden(NOT_MAINTAINER)),
        Err(VerifyContactError::Failure(failure)) => Err(failure.into()),
    }
}

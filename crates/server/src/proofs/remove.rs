//! Taking a proof back.

use actix_web::HttpRequest;
use wharfinger_store::ChangeAccountError;

use crate::identity::Who;
use crate::problem::Problem;
use crate::state::State;

/// Forgets that somebody has proven to be the identity with that ARN; where they have not, nothing
/// changes. Access that was given meanwhile stays.
pub(crate) async fn remove(
    state: &State,
    request: &HttpRequest,
    who: &Who,
    arn: &str,
) -> Result<(), Problem> {
    let by = who.by(state, request);
    let removed = state.store.remove_proof(who.id(), arn.to_owned(), by);
    match removed.await {
        Ok(_) => Ok(()),
        Err(ChangeAccountError::Failure(failure)) => Err(failure.into()),
        Err(_) => Err(Problem::Forbidden("only the account itself can do this")),
    }
}

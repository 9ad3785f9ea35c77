//! Somebody lets a machine in, or refuses it.

use actix_web::HttpRequest;
use wharfinger_store::{DecideDeviceError, Device};

use super::user_code::UserCode;
use crate::identity::Who;
use crate::origin;
use crate::problem::Problem;
use crate::state::State;

/// The machine that waits with a code. None where the code is wrong, was used or has run out: which of
/// these it is, nobody is told.
pub(crate) async fn find(
    state: &State,
    request: &HttpRequest,
    who: &Who,
    code: UserCode,
) -> Result<Option<Device>, Problem> {
    let now = state.clock.now();
    counted(state, request, who, async || {
        Ok(state.store.device(code.hash(), now).await?)
    })
    .await
}

/// Decides about it, for good. None as with [`find`].
pub(crate) async fn decide(
    state: &State,
    request: &HttpRequest,
    who: &Who,
    code: UserCode,
    is_approved: bool,
) -> Result<Option<Device>, Problem> {
    counted(state, request, who, async || {
        let by = who.by(state, request);
        let decided = state.store.decide_device(code.hash(), is_approved, by);
        match decided.await {
            Ok(device) => {
                let outcome = if is_approved { "approved" } else { "denied" };
                state.device_outcomes.add(outcome);
                Ok(Some(device))
            }
            Err(DecideDeviceError::NoSuchDevice) => Ok(None),
            Err(DecideDeviceError::TooManyTokens) => Err(Problem::TooManyTokens),
            Err(DecideDeviceError::NotActive) => Err(Problem::Unauthenticated(
                "the account is disabled; ask an administrator",
            )),
            Err(DecideDeviceError::Failure(failure)) => Err(failure.into()),
        }
    })
    .await
}

/// Looks something up by a code, which counts as a guess where nothing is found.
async fn counted(
    state: &State,
    request: &HttpRequest,
    who: &Who,
    look_up: impl AsyncFnOnce() -> Result<Option<Device>, Problem>,
) -> Result<Option<Device>, Problem> {
    let address = origin::client_address(request, &state.config);
    let now = state.clock.now();
    let guess = state.code_guesses.take(address, who.id(), now)?;
    let found = look_up().await;
    if !matches!(found, Ok(None)) {
        state.code_guesses.give_back(&guess, now);
    }
    found
}

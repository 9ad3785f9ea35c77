//! Forgotten passwords.
//!
//! **Invariant:** whoever asks learns nothing of whether there is such an account: neither what is
//! answered nor when depends on it. So the answer comes first, and the account is looked up behind it.

use std::sync::Arc;

use actix_web::{HttpRequest, rt, web};
use wharfinger_core::account::AccountName;
use wharfinger_store::Failure;

use super::email::count_letter;
use crate::problem::Problem;
use crate::state::State;

/// Sees to it that a link by which another password is set is sent to the verified address of an account,
/// if there is such an account with such an address.
///
/// A server that stops meanwhile may not come to it; whoever waits for the letter asks again.
pub(crate) fn ask(
    state: &web::Data<State>,
    request: &HttpRequest,
    name: &str,
) -> Result<(), Problem> {
    count_letter(state, request)?;
    let place = Arc::clone(&state.password_resets).try_acquire_owned();
    let place = place.map_err(|_| Problem::Overloaded)?;
    if let Ok(name) = name.trim().to_lowercase().parse() {
        let state = state.clone();
        rt::spawn(async move {
            if let Err(failure) = send(&state, &name).await {
                tracing::warn!(%failure, "A link to set a forgotten password was not sent");
            }
            drop(place);
        });
    }
    Ok(())
}

async fn send(state: &State, name: &AccountName) -> Result<(), Failure> {
    let Some(account) = state.store.find_account(name).await? else {
        return Ok(());
    };
    let now = state.clock.now();
    state.store.ask_password_reset(account.id, now).await?;
    state.mail_wake.notify_one();
    Ok(())
}

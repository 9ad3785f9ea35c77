//! Showing once more who one is, before what changes who can get in: whoever finds a browser signed in
//! does not know the password (OWASP Authentication Cheat Sheet, "Require Re-authentication for
//! Sensitive Features").

use actix_web::HttpRequest;

use crate::identity::Who;
use crate::limits::FRESH_SIGN_IN;
use crate::problem::{Problem, Unfit};
use crate::sign_in;
use crate::state::State;

/// Compares the password that was typed into `field` with the account's. Where the account has none,
/// whoever asks has signed in a moment ago instead.
pub(crate) async fn confirm(
    state: &State,
    request: &HttpRequest,
    who: &Who,
    field: &'static str,
    password: &str,
) -> Result<(), Problem> {
    if !who.account.has_password {
        return is_fresh(state, who);
    }
    let reason = if password.is_empty() {
        "give the password you have now"
    } else if sign_in::knows_password(state, request, &who.account, password).await? {
        return Ok(());
    } else {
        "that is not the password you have now"
    };
    Err(Problem::InvalidFields(vec![Unfit::new(field, reason)]))
}

/// That whoever asks has just signed in.
fn is_fresh(state: &State, who: &Who) -> Result<(), Problem> {
    let browser = who.browser();
    let is_fresh =
        browser.is_some_and(|browser| state.clock.now() < browser.since.later(FRESH_SIGN_IN));
    if is_fresh {
        Ok(())
    } else {
        Err(Problem::SignInAgain)
    }
}

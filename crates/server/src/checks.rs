//! Limits how often an address may have drafts checked. Administrators may at any rate.

use actix_web::HttpRequest;

use crate::identity::Viewer;
use crate::rate_limit::MustWait;
use crate::rate_limit_fields;
use crate::state::State;

/// Counts one check of whoever sent a request, or says how long they must wait.
pub(crate) fn take(state: &State, viewer: &Viewer, request: &HttpRequest) -> Result<(), MustWait> {
    if viewer.is_administrator() {
        return Ok(());
    }
    rate_limit_fields::count_check(request, state)
}

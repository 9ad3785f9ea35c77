//! Supporting a request for a registry, or no longer.

use wharfinger_store::{By, RegistryRequest, RegistryRequestId};

use super::refused;
use crate::problem::Problem;
use crate::state::State;

/// Has whoever acts support a request, or no longer.
pub(crate) async fn support(
    state: &State,
    id: RegistryRequestId,
    supports: bool,
    by: By,
) -> Result<RegistryRequest, Problem> {
    let answer = state.store.support_registry(id, supports, by).await;
    answer.map_err(refused)
}

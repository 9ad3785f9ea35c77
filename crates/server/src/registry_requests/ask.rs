//! Asking for a registry.

use wharfinger_store::{By, Greeting, NewRegistryRequest, RegistryRequest};

use super::refused;
use crate::problem::{Problem, Unfit};
use crate::state::State;

/// The field that holds the registry's host.
pub(crate) const HOST: &str = "host";

/// What is written down where no registry is asked anything, because the operator does not want that.
pub(crate) const NOT_ASKED: &str = "not_asked";

/// Asks for the registry whose host was typed, or supports the request for it; whether it is new.
pub(crate) async fn ask(
    state: &State,
    typed: &str,
    by: By,
) -> Result<(RegistryRequest, bool), Problem> {
    let host = state.catalogues.now().host_to_ask_for(typed);
    let host = host.map_err(|error| Problem::InvalidFields(vec![Unfit::new(HOST, error)]))?;
    let id = state.new_registry_request_id();
    let new = NewRegistryRequest {
        id,
        greeting: greet(state, &host).await,
        host,
    };
    let request = state.store.request_registry(new, by).await;
    let request = request.map_err(refused)?;
    let is_new = request.id == id;
    if is_new {
        state.wake();
    }
    Ok((request, is_new))
}

async fn greet(state: &State, host: &str) -> Greeting {
    match &state.images {
        Some(images) => images.greet(host).await,
        None => Greeting {
            kind: NOT_ASKED.to_owned(),
            detail: None,
        },
    }
}

//! Asking for a registry.

use std::net::IpAddr;

use wharfinger_registry::Greeting as Greeted;
use wharfinger_store::{By, Greeting, NewRegistryRequest, RegistryRequest};

use super::refused;
use crate::identity::Who;
use crate::problem::{Problem, Unfit};
use crate::state::State;

/// The field that holds the registry's host.
pub(crate) const HOST: &str = "host";

/// Asks for the registry whose host was typed, or supports the request for it; whether it is new. `address` is
/// where whoever asks comes from.
///
/// The host is asked who it is only where that makes a new request, and counts as a look at an image does: with
/// one host after the other, somebody finds out as much.
pub(crate) async fn ask(
    state: &State,
    typed: &str,
    who: &Who,
    address: IpAddr,
    by: By,
) -> Result<(RegistryRequest, bool), Problem> {
    let host = state.catalogues.now().host_to_ask_for(typed);
    let host = host.map_err(|error| Problem::InvalidFields(vec![Unfit::new(HOST, error)]))?;
    let known = state
        .store
        .registry_to_ask_for(host.clone(), who.id())
        .await;
    let is_new = known.map_err(refused)?.is_none();
    let greeting = if is_new {
        greet(state, &host, address).await?
    } else {
        Greeted::unasked(&host)
    };
    let id = state.new_registry_request_id();
    let new = NewRegistryRequest {
        id,
        host,
        greeting: stored(greeting),
    };
    let request = state.store.request_registry(new, by).await;
    let request = request.map_err(refused)?;
    let is_new = request.id == id;
    Ok((request, is_new))
}

async fn greet(state: &State, host: &str, address: IpAddr) -> Result<Greeted, Problem> {
    let Some(images) = &state.images else {
        return Ok(Greeted::unasked(host));
    };
    state.looks.take(address, state.clock.now())?;
    Ok(images.greet(host).await)
}

fn stored(greeting: Greeted) -> Greeting {
    Greeting {
        kind: greeting.kind.as_str().to_owned(),
        detail: Some(greeting.detail).filter(|detail| !detail.is_empty()),
        software: greeting.software.map(str::to_owned),
    }
}

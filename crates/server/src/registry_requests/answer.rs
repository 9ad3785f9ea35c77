//! Answering a request for a registry, and adding registries to the catalogue.

use wharfinger_core::access::Reason;
use wharfinger_core::registry::OperatorRegistry;
use wharfinger_store::{By, NewAddedRegistry, RegistryRequest, RegistryRequestId, RegistryVerdict};

use super::not_answered;
use crate::problem::{Problem, Unfit};
use crate::state::State;

/// The field that holds why.
pub(crate) const REASON: &str = "reason";

/// The field that holds the definition of the registry.
pub(crate) const REGISTRY: &str = "registry";

/// What an administrator says.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    /// Whether the registry is supported.
    pub(crate) is_accepted: bool,
    /// Why, as it was typed.
    pub(crate) reason: String,
    /// By which definition, where it is added to the catalogue.
    pub(crate) registry: Option<OperatorRegistry>,
}

/// Answers a request. What is added is known to this server when it returns, unless the store fails just then.
pub(crate) async fn answer(
    state: &State,
    id: RegistryRequestId,
    said: Said,
    by: By,
) -> Result<RegistryRequest, Problem> {
    let verdict = verdict(state, &said)?;
    let reason = Reason::new(&said.reason);
    let reason = reason.map_err(|error| Problem::InvalidFields(vec![Unfit::new(REASON, error)]))?;
    let reason = reason.as_str().to_owned();
    let answered = state.store.answer_registry(id, verdict, reason, by).await;
    let answered = answered.map_err(not_answered)?;
    state.catalogues.reload_now_or_soon(&*state.store).await;
    state.wake();
    Ok(answered)
}

/// Takes a registry that was added out of the catalogue; whether it was in.
pub(crate) async fn remove(state: &State, id: &str, by: By) -> Result<bool, Problem> {
    let removed = state.store.remove_registry(id.to_owned(), by).await;
    let removed = removed.map_err(not_answered)?;
    state.catalogues.reload_now_or_soon(&*state.store).await;
    Ok(removed)
}

fn verdict(state: &State, said: &Said) -> Result<RegistryVerdict, Problem> {
    let unfit = |reason: String| Problem::InvalidFields(vec![Unfit::new(REGISTRY, reason)]);
    match (&said.registry, said.is_accepted) {
        (None, true) => Ok(RegistryVerdict::Accept(None)),
        (None, false) => Ok(RegistryVerdict::Decline),
        (Some(_), false) => Err(unfit(
            "a registry that is declined is not added; leave the definition out".to_owned(),
        )),
        (Some(registry), true) => {
            let fits = state.catalogues.check(registry);
            fits.map_err(|error| unfit(error.to_string()))?;
            let definition = serde_json::to_string(registry);
            Ok(RegistryVerdict::Accept(Some(NewAddedRegistry {
                id: registry.id.clone(),
                definition: definition.expect("texts, numbers and words are JSON"),
            })))
        }
    }
}

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
    let reason = Reason::new(&said.reason);
    let reason = reason.map_err(|error| Problem::InvalidFields(vec![Unfit::new(REASON, error)]))?;
    let reason = reason.as_str().to_owned();
    let verdict = match said.registry {
        None if said.is_accepted => RegistryVerdict::Accept(None),
        None => RegistryVerdict::Decline,
        Some(registry) => {
            let request = state.store.registry_request(id).await?;
            let request = request.ok_or(Problem::NoSuchRegistryRequest)?;
            // What another server has added meanwhile is in the way, and is known here a little later otherwise.
            state.catalogues.reload(&*state.store).await?;
            let added = addition(state, &request.host, registry, said.is_accepted);
            RegistryVerdict::Accept(Some(added.map_err(unfit)?))
        }
    };
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

/// A definition that does not fit.
pub(crate) fn unfit(reason: String) -> Problem {
    Problem::InvalidFields(vec![Unfit::new(REGISTRY, reason)])
}

/// What is added to the catalogue for a request for `host`, or why it is not.
fn addition(
    state: &State,
    host: &str,
    registry: OperatorRegistry,
    is_accepted: bool,
) -> Result<NewAddedRegistry, String> {
    if !is_accepted {
        let reason = "a registry that is declined is not added; leave the definition out";
        return Err(reason.to_owned());
    }
    let definition = serde_json::to_string(&registry).expect("texts, numbers and words are JSON");
    let (id, hosts) = (registry.id.clone(), registry.host.clone());
    let with = state.catalogues.with(registry);
    let with = with.map_err(|error| error.to_string())?;
    if with.identify(host).id() != id {
        return Err(format!(
            "people ask for `{host}`, which is not among the hosts `{hosts}`; add what they ask for"
        ));
    }
    Ok(NewAddedRegistry { id, definition })
}

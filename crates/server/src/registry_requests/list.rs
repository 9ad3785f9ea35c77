//! Requests for registries, as whoever looks at them sees them.

use std::collections::BTreeSet;

use wharfinger_core::account::AccountId;
use wharfinger_store::{Cursor, Page, RegistryRequest, RegistryRequestFilter, RegistryRequestId};

use crate::access::names::Names;
use crate::problem::Problem;
use crate::state::State;

/// Requests, with what their readers want to know beside them.
#[derive(Debug)]
pub(crate) struct Seen {
    /// The requests.
    pub(crate) requests: Vec<RegistryRequest>,
    /// Those of them that the reader supports.
    supported: BTreeSet<RegistryRequestId>,
    /// Who asked and who answered.
    pub(crate) names: Names,
}

impl Seen {
    /// These requests, as an account sees them.
    pub(crate) async fn of(
        state: &State,
        reader: AccountId,
        requests: Vec<RegistryRequest>,
    ) -> Result<Self, Problem> {
        let ids: Vec<_> = requests.iter().map(|request| request.id).collect();
        let supported = state.store.supported_registries(reader, &ids).await?;
        let people = requests.iter().flat_map(|request| {
            let answered = request.answer.as_ref().map(|answer| answer.by);
            [Some(request.opened_by), answered].into_iter().flatten()
        });
        let names = Names::of(state, people).await?;
        Ok(Self {
            supported: supported.into_iter().collect(),
            names,
            requests,
        })
    }

    /// Whether the reader supports a request.
    pub(crate) fn is_supported(&self, request: &RegistryRequest) -> bool {
        self.supported.contains(&request.id)
    }
}

/// One page of requests, and where the next one starts.
pub(crate) async fn list(
    state: &State,
    reader: AccountId,
    filter: RegistryRequestFilter,
    page: Page,
) -> Result<(Seen, Option<Cursor>), Problem> {
    let listed = state.store.registry_requests(filter, page).await?;
    let seen = Seen::of(state, reader, listed.requests).await?;
    Ok((seen, listed.next))
}

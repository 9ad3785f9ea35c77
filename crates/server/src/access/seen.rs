//! Looking: a request with what belongs to it, for those who may see it.

use std::sync::Arc;

use wharfinger_core::principal::Principal;
use wharfinger_store::{RepositoryGrant, RequestId, Scope, StoredRequest, Tool};

use super::kept::{Missing, kept};
use super::names::{Names, people_of};
use crate::identity::Who;
use crate::problem::Problem;
use crate::state::State;

/// A request, the tool that it is for, and the names of the people in it.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    /// The request.
    pub(crate) stored: StoredRequest,
    /// Its tool.
    pub(crate) tool: Tool,
    /// Who is who.
    pub(crate) names: Arc<Names>,
    /// How its access was found last, where the server gives it.
    pub(crate) kept: Option<RepositoryGrant>,
}

/// What somebody is to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    /// They made it.
    pub(crate) is_requester: bool,
    /// They maintain its tool now.
    pub(crate) is_maintainer: bool,
}

impl Seen {
    /// A request that `who` has made for a tool, or made before.
    pub(crate) async fn made(
        state: &State,
        who: &Who,
        tool: Tool,
        stored: StoredRequest,
    ) -> Result<Self, Problem> {
        let seen = Self {
            names: Arc::default(),
            tool,
            stored: stored.clone(),
            kept: None,
        };
        seen.after(state, who, stored).await
    }

    /// The same request as a change of `who` has left it: its tool and most of its people are known
    /// already.
    pub(crate) async fn after(
        self,
        state: &State,
        who: &Who,
        stored: StoredRequest,
    ) -> Result<Self, Problem> {
        let names = Arc::unwrap_or_clone(self.names).knowing(&who.account);
        let names = names.with(state, people_of(&stored.request)).await?;
        let kept = kept(state, &stored).await?;
        Ok(Self {
            stored,
            names: Arc::new(names),
            kept,
            ..self
        })
    }

    /// Why access that was approved is not there, where the server gives it.
    pub(crate) fn missing(&self) -> Option<Missing> {
        self.kept.as_ref().and_then(Missing::of)
    }

    /// Whom the image is to be opened to.
    pub(crate) fn principal(&self) -> Result<Principal, Problem> {
        let host = self.tool.registration.tool_path().host();
        Principal::restore(host, &self.stored.principal).map_err(|corrupt| {
            Problem::Internal(format!("the request {}: {corrupt}", self.stored.id))
        })
    }
}

/// The request with that id, and what `who` is to it. To everybody else there is no such request.
pub(crate) async fn find(state: &State, who: &Who, id: &str) -> Result<(Seen, Part), Problem> {
    who.need(Scope::Access)?;
    let id: RequestId = id.parse().map_err(|_| Problem::NoSuchRequest)?;
    let found = state.store.request_in_full(id, who.id()).await?;
    let found = found.ok_or(Problem::NoSuchRequest)?;
    let part = Part {
        is_requester: found.request.request.requester() == who.id(),
        is_maintainer: found.is_maintainer,
    };
    if !part.is_requester && !part.is_maintainer && !who.is_administrator() {
        return Err(Problem::NoSuchRequest);
    }
    let seen = Seen {
        kept: kept(state, &found.request).await?,
        stored: found.request,
        tool: found.tool,
        names: Arc::new(found.names.into_iter().collect()),
    };
    Ok((seen, part))
}

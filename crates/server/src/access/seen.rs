//! Looking: a request with what belongs to it, for those who may see it.

use std::collections::HashMap;

use wharfinger_core::principal::Principal;
use wharfinger_store::{RepositoryGrant, RequestId, Scope, StoredRequest, Tool, ToolId};

use super::kept::{Missing, kept};
use super::names::{Names, people_of};
use crate::identity::Who;
use crate::problem::Problem;
use crate::state::State;
use crate::tools::sight::maintains;

/// A request, the tool that it is for, and the names of the people in it.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    /// The request.
    pub(crate) stored: StoredRequest,
    /// Its tool.
    pub(crate) tool: Tool,
    /// Who is who.
    pub(crate) names: Names,
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
    /// The request with what belongs to it.
    pub(crate) async fn of(state: &State, stored: StoredRequest) -> Result<Self, Problem> {
        let mut all = Self::of_all(state, vec![stored]).await?;
        Ok(all.pop().expect("one request is seen as one"))
    }

    /// The same for a page of them; what they share is read once.
    pub(crate) async fn of_all(
        state: &State,
        requests: Vec<StoredRequest>,
    ) -> Result<Vec<Self>, Problem> {
        let people = requests
            .iter()
            .flat_map(|stored| people_of(&stored.request));
        let names = Names::of(state, people).await?;
        let mut tools: HashMap<ToolId, Tool> = HashMap::new();
        let mut seen = Vec::with_capacity(requests.len());
        for stored in requests {
            let tool = match tools.get(&stored.tool) {
                Some(tool) => tool.clone(),
                None => tool_of(state, &stored).await?,
            };
            tools.insert(tool.id, tool.clone());
            let names = names.clone();
            let kept = kept(state, &stored).await?;
            seen.push(Self {
                stored,
                tool,
                names,
                kept,
            });
        }
        Ok(seen)
    }

    /// The same request as a change has left it: its tool and most of its people are known already.
    pub(crate) async fn after(self, state: &State, stored: StoredRequest) -> Result<Self, Problem> {
        let people = people_of(&stored.request);
        let names = self.names.with(state, people).await?;
        let kept = kept(state, &stored).await?;
        Ok(Self {
            stored,
            names,
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
    let stored = state
        .store
        .access_request(id)
        .await?
        .ok_or(Problem::NoSuchRequest)?;
    let part = Part {
        is_requester: stored.request.requester() == who.id(),
        is_maintainer: maintains(state, who, stored.tool).await?,
    };
    if !part.is_requester && !part.is_maintainer && !who.is_administrator() {
        return Err(Problem::NoSuchRequest);
    }
    Ok((Seen::of(state, stored).await?, part))
}

async fn tool_of(state: &State, stored: &StoredRequest) -> Result<Tool, Problem> {
    let tool = state.store.tool(stored.tool).await?;
    // Tools are archived, never deleted.
    tool.ok_or_else(|| Problem::Internal(format!("the request {} has no tool", stored.id)))
}

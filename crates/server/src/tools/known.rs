//! What is known of a tool beyond what was registered, as far as somebody may see it.

use wharfinger_core::privacy::Visibility;
use wharfinger_core::report::Issue;
use wharfinger_store::{Failure, Looked, Timestamp, Tool, ToolId};

use super::owner::Owner;
use super::sight::Sight;
use crate::state::State;

/// What is known of a tool.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known {
    /// Of whoever registered it, where it lies in an AWS account.
    pub(crate) owner: Option<Owner>,
    /// Of its image, where registries are asked.
    pub(crate) evidence: Option<Seen>,
}

/// What a registry said about an image, and what follows from it.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    /// What is remembered.
    pub(crate) looked: Looked,
    /// What is held against the tool by the newest verdict.
    pub(crate) issue: Option<Issue>,
}

impl Known {
    /// What is known of each of these tools, of which as much is seen.
    pub(crate) async fn of_all(
        state: &State,
        tools: &[Tool],
        sights: &[Sight],
    ) -> Result<Vec<Self>, Failure> {
        let owners = Owner::of_all(state, tools).await?;
        let evidence = evidence_of(state, tools, sights).await?;
        let known = owners.into_iter().zip(evidence);
        Ok(known
            .map(|(owner, evidence)| Self { owner, evidence })
            .collect())
    }

    /// The same of one tool.
    pub(crate) async fn of(state: &State, tool: &Tool, sight: Sight) -> Result<Self, Failure> {
        let tools = std::slice::from_ref(tool);
        let mut evidence = evidence_of(state, tools, &[sight]).await?;
        Ok(Self {
            owner: Owner::of(state, tool).await?,
            evidence: evidence.pop().flatten(),
        })
    }

    /// When the newest evidence came that is shown.
    pub(crate) fn looked_at(&self) -> Option<Timestamp> {
        self.evidence.as_ref().map(|seen| seen.looked.newest.at)
    }
}

/// What is shown of the image of each of these tools. Of a private one it is for those who maintain it.
async fn evidence_of(
    state: &State,
    tools: &[Tool],
    sights: &[Sight],
) -> Result<Vec<Option<Seen>>, Failure> {
    let is_shown = |tool: &Tool, sight: Sight| {
        sight == Sight::Whole || tool.registration.visibility() == Visibility::Public
    };
    let shown = tools.iter().zip(sights);
    let shown = shown.filter(|(tool, sight)| is_shown(tool, **sight));
    let ids: Vec<ToolId> = shown.map(|(tool, _)| tool.id).collect();
    let Some(images) = state.images.as_ref().filter(|_| !ids.is_empty()) else {
        return Ok(vec![None; tools.len()]);
    };
    let remembered = state.store.evidence_of(&ids).await?;
    state
        .alarms
        .passed_over("what registries said", &remembered.damaged);
    let seen = |(tool, sight): (&Tool, &Sight)| {
        let mut found = remembered.found.iter();
        let looked = found.find(|looked| looked.tool == tool.id)?.clone();
        let looked = match sight {
            Sight::Whole => looked,
            Sight::Public => for_strangers(looked)?,
        };
        let visibility = tool.registration.visibility();
        Some(Seen {
            issue: images.judged(visibility, looked.newest.verdict),
            looked,
        })
    };
    Ok(tools.iter().zip(sights).map(seen).collect())
}

/// As much as strangers may know: nothing that was asked with a login or a role, which tells more than
/// they could find out.
fn for_strangers(mut looked: Looked) -> Option<Looked> {
    if looked.newest.by_login {
        return None;
    }
    // Of a verdict that is older than the newest answer, it is not remembered how it was come by.
    let newest_at = looked.newest.at;
    looked.known = looked
        .known
        .filter(|(verdict, at)| *at == newest_at || verdict.is_seen_by_all());
    Some(looked)
}

//! What somebody may see of a tool, and whether they may change it.

use wharfinger_store::{Failure, Maintainer, Scope, Tool, ToolId};

use super::NOT_MAINTAINER;
use crate::identity::{Viewer, Who};
use crate::problem::Problem;
use crate::state::State;

/// How much of a tool somebody sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sight {
    /// What everybody sees.
    Public,
    /// The contact's address as well: maintainers and administrators.
    Whole,
}

impl Sight {
    /// What `viewer` sees of each of these tools. Nobody looks up who maintains what for strangers.
    pub(crate) async fn of_all(
        state: &State,
        viewer: &Viewer,
        tools: &[Tool],
    ) -> Result<Vec<Self>, Failure> {
        let who = match Self::whatever_it_is(viewer) {
            Ok(sight) => return Ok(vec![sight; tools.len()]),
            Err(who) => who,
        };
        let ids: Vec<_> = tools.iter().map(|tool| tool.id).collect();
        let maintained = state.store.maintained_of(who.id(), &ids).await?;
        let sight = |id| Self::of_maintainer(maintained.contains(id));
        Ok(ids.iter().map(sight).collect())
    }

    /// What `viewer` sees of a tool whichever it is; where that depends on who maintains it, whom to ask
    /// about.
    pub(super) fn whatever_it_is(viewer: &Viewer) -> Result<Self, &Who> {
        match &viewer.who {
            Some(who) if who.is_administrator() => Ok(Self::Whole),
            Some(who) if who.need(Scope::Tools).is_ok() => Err(who),
            _ => Ok(Self::Public),
        }
    }

    /// What somebody sees who maintains the tool or not.
    pub(crate) const fn of_maintainer(is_maintainer: bool) -> Self {
        if is_maintainer {
            Self::Whole
        } else {
            Self::Public
        }
    }
}

/// Refuses whoever may not change a tool. The store looks again when it writes.
pub(crate) async fn need_maintainer(state: &State, who: &Who, tool: ToolId) -> Result<(), Problem> {
    who.need(Scope::Tools)?;
    if may_change(state, who, tool).await? {
        Ok(())
    } else {
        Err(Problem::Forbidden(NOT_MAINTAINER))
    }
}

/// Whether somebody maintains a tool or is an administrator, by what they have shown.
pub(crate) async fn may_change(state: &State, who: &Who, tool: ToolId) -> Result<bool, Failure> {
    if who.is_administrator() {
        return Ok(true);
    }
    Ok(who.need(Scope::Tools).is_ok() && maintains(state, who, tool).await?)
}

/// Whether somebody maintains a tool.
pub(crate) async fn maintains(state: &State, who: &Who, tool: ToolId) -> Result<bool, Failure> {
    let maintained = state.store.maintained_of(who.id(), &[tool]).await?;
    Ok(!maintained.is_empty())
}

/// Whether somebody is one of these maintainers.
pub(crate) fn is_among(maintainers: &[Maintainer], who: &Who) -> bool {
    maintainers
        .iter()
        .any(|maintainer| maintainer.account == who.id())
}

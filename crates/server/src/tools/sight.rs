//! What somebody may see of a tool, and whether they may change it.

use wharfinger_store::{Failure, Maintainer, Scope, ToolId};

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
    /// What `viewer` sees of one tool.
    pub(crate) async fn of(state: &State, viewer: &Viewer, tool: ToolId) -> Result<Self, Failure> {
        match &viewer.who {
            Some(who) if may_change(state, who, tool).await? => Ok(Self::Whole),
            _ => Ok(Self::Public),
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
    Ok(is_among(&state.store.maintainers(tool).await?, who))
}

/// Whether somebody is one of these maintainers.
pub(crate) fn is_among(maintainers: &[Maintainer], who: &Who) -> bool {
    maintainers
        .iter()
        .any(|maintainer| maintainer.account == who.id())
}

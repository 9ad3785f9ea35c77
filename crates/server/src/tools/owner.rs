//! Whether the AWS account that a tool's image lies in is known to be its maintainers'.
//!
//! Anybody can register a path in anybody's account. Who has connected the account, with a role that
//! the doctor has found to be right, has shown that it is theirs.

use wharfinger_store::{Failure, Tool, ToolId};

use crate::automation::is_ecr;
use crate::state::State;

/// What is known of whoever registered a tool on private Amazon ECR.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Owner {
    /// A maintainer who stands by it holds the AWS account: their connection to it is proven.
    Verified,
    /// Nobody has shown that.
    Unverified,
}

impl Owner {
    /// What is known about each of these tools; nothing of those whose images lie elsewhere, where there
    /// is nothing to show.
    pub(crate) async fn of_all(
        state: &State,
        tools: &[Tool],
    ) -> Result<Vec<Option<Self>>, Failure> {
        let asked: Vec<ToolId> = tools
            .iter()
            .filter(|tool| is_ecr(tool))
            .map(|tool| tool.id)
            .collect();
        // Most pages hold none, and cost nothing then.
        let verified = match &asked[..] {
            [] => Vec::new(),
            asked => state.store.verified_of(asked).await?,
        };
        let known = tools.iter().map(|tool| {
            asked
                .contains(&tool.id)
                .then(|| Self::known(verified.contains(&tool.id)))
        });
        Ok(known.collect())
    }

    /// The same about one tool.
    pub(crate) async fn of(state: &State, tool: &Tool) -> Result<Option<Self>, Failure> {
        if !is_ecr(tool) {
            return Ok(None);
        }
        let verified = state.store.verified_of(&[tool.id]).await?;
        Ok(Some(Self::known(!verified.is_empty())))
    }

    const fn known(is_verified: bool) -> Self {
        if is_verified {
            Self::Verified
        } else {
            Self::Unverified
        }
    }

    /// Whether it is known.
    pub(crate) fn is_verified(self) -> bool {
        self == Self::Verified
    }
}

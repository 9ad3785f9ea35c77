//! Access given by the server itself: what a maintainer does to have it so, the same for the API and
//! the pages.
//!
//! A connection to the AWS account is made ([`begin`]), its owner makes the role that belongs to it
//! ([`role`]), and the role is examined and automation turned on ([`turn_on`]).

pub(crate) mod begin;
pub(crate) mod change_role;
pub(crate) mod choices;
pub(crate) mod disconnect;
pub(crate) mod report;
pub(crate) mod role;
pub(crate) mod turn_on;

use wharfinger_core::grants::Repository;
use wharfinger_core::registry::EcrHost;
use wharfinger_store::{Connection, Failure, StopAutomationError, Tool};

use crate::grants::Grants;
use crate::identity::Who;
use crate::problem::Problem;
use crate::state::State;

/// Said to whoever administers the site and does not maintain the tool.
pub(crate) const NOT_MAINTAINER: &str = "only a maintainer of the tool can connect its AWS account";

/// Why the server cannot carry out a tool's requests, whoever asks.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Obstacle {
    /// The image is elsewhere.
    #[error("only access to private repositories on Amazon ECR is given by the server itself")]
    NotEcr,
    /// The operator has not set AWS up.
    #[error("the operator of this site has not set AWS up, so that access is given by hand")]
    NotSetUp,
    /// The repository is where this server cannot be.
    #[error(
        "the repository is in the partition `{theirs}`, and this server in `{ours}`; AWS allows \
         nothing between two, so that access is given by hand"
    )]
    Partition {
        /// Of the repository.
        theirs: String,
        /// Of this server.
        ours: &'static str,
    },
}

impl From<Obstacle> for Problem {
    fn from(obstacle: Obstacle) -> Self {
        Self::NotAutomatable(obstacle.to_string())
    }
}

/// Where a tool's image is, and who can give access to it.
#[derive(Clone)]
pub(crate) struct Scene<'a> {
    /// Who calls AWS.
    pub(crate) grants: &'a Grants,
    /// Which repository.
    pub(crate) place: Repository,
}

impl<'a> Scene<'a> {
    /// The scene of a tool.
    pub(crate) fn of(state: &'a State, tool: &Tool) -> Result<Self, Obstacle> {
        let path = tool.registration.tool_path();
        let place = Repository::of_tool(path).ok_or(Obstacle::NotEcr)?;
        let grants = state.grants.as_ref().ok_or(Obstacle::NotSetUp)?;
        let ours = grants.settings().partition();
        if place.partition != ours {
            let theirs = place.partition;
            return Err(Obstacle::Partition { theirs, ours });
        }
        Ok(Self { grants, place })
    }

    /// Somebody's own connection to the AWS account of the scene.
    pub(crate) async fn connection_of(
        &self,
        state: &State,
        who: &Who,
    ) -> Result<Option<Connection>, Failure> {
        let connections = state.store.connections_of(who.id()).await?;
        Ok(connections
            .into_iter()
            .find(|connection| reaches(connection, &self.place)))
    }
}

/// Whether a tool is one that the server could give access to.
pub(crate) fn is_ecr(tool: &Tool) -> bool {
    EcrHost::parse(tool.registration.tool_path().host()).is_some()
}

/// Whether a repository is in the AWS account of a connection.
pub(crate) fn reaches(connection: &Connection, place: &Repository) -> bool {
    connection.partition == place.partition && connection.aws_account == place.account
}

/// Has new approvals of a tool carried out by hand again.
pub(crate) async fn stop(
    state: &State,
    tool: &Tool,
    by: wharfinger_store::By,
) -> Result<(), Problem> {
    match state.store.stop_automation(tool.id, by).await {
        // Somebody was quicker.
        Ok(()) | Err(StopAutomationError::NotAutomated) => Ok(()),
        Err(error @ StopAutomationError::NotMaintainer) => {
            Err(Problem::NotAutomatable(error.to_string()))
        }
        Err(StopAutomationError::Failure(failure)) => Err(failure.into()),
    }
}

//! Beginning to connect an AWS account.

use wharfinger_core::grants::{Authority, Repository};
use wharfinger_ecr::connection::ExternalId;
use wharfinger_store::{By, ConnectError, Connection, NewConnection};

use crate::problem::Problem;
use crate::state::State;

/// Makes somebody's connection to the AWS account of a repository. The one that is there is returned
/// as it is, so that nobody's role stops fitting.
pub(crate) async fn begin(
    state: &State,
    place: &Repository,
    by: By,
) -> Result<Connection, Problem> {
    let external_id = ExternalId::from_random(state.new_random_bits());
    let new = NewConnection {
        id: state.new_connection_id(),
        partition: place.partition.clone(),
        aws_account: place.account.clone(),
        authority: Authority {
            role_arn: external_id.role_arn(&place.partition, &place.account),
            external_id: external_id.to_string(),
        },
    };
    match state.store.connect(new, by).await {
        Ok(connection) => Ok(connection),
        Err(error @ ConnectError::TooMany) => Err(Problem::NotAutomatable(format!(
            "{error}; disconnect one that is not needed any more"
        ))),
        Err(error @ ConnectError::IdTaken) => Err(Problem::Internal(error.to_string())),
        Err(ConnectError::Failure(failure)) => Err(failure.into()),
    }
}

//! Fetching a password, and handing it out.

use actix_web::ResponseError as _;
use wharfinger_core::grants::{Failure, Repository};
use wharfinger_ecr::Amazon;
use wharfinger_store::{By, HandOutError, PullGrant};

use super::{HandedOut, registry};
use crate::identity::Who;
use crate::problem::Problem;
use crate::state::State;

/// Said of a registry where there is nothing to be had, whyever: whose accounts are connected is nobody's
/// to know.
const NOTHING: &str = "you have no active access to a repository of this registry whose owner lets pull \
                       passwords be handed out; look at your requests, or ask for access";

/// Said where the role does not let us.
const NOT_MADE_FOR_IT: &str = "AWS does not give this server a password for the registry; ask a maintainer of \
                               the tool to make the role of the AWS account again, as its template says, and \
                               to check the connection";

/// Said where something ended while AWS was asked.
const ENDED: &str = "access has ended, or its owner hands out no passwords any more";

/// Hands out a password for exactly the repositories of a registry that somebody has active grants on.
///
/// Whether the grants are still active is read once more behind the password, in the transaction that
/// writes down that it was handed out: what ended meanwhile opens nothing.
pub(crate) async fn hand_out(
    state: &State,
    who: &Who,
    host: &str,
    by: By,
) -> Result<HandedOut, Problem> {
    let handed_out = fetch(state, who, host, by).await;
    let outcome = match &handed_out {
        Ok(_) => "handed_out",
        Err(problem) if problem.status_code().is_server_error() => "failed",
        Err(_) => "refused",
    };
    state.pull_password_outcomes.add(outcome);
    handed_out
}

async fn fetch(state: &State, who: &Who, host: &str, by: By) -> Result<HandedOut, Problem> {
    let registry = registry::read(host)?;
    let grants = state.grants.as_ref().ok_or(Problem::AwsNotSetUp)?;
    state.pull_passwords.take_key(who.id(), by.now)?;
    let pullable = state.store.pullable(who.id(), registry, by.now).await?;
    let mut pullable = pullable.into_iter();
    let one = pullable.next();
    let one = one.ok_or_else(|| Problem::NoPullPassword(NOTHING.to_owned()))?;
    let mut repositories = places(one.grants.iter());
    let fitting = Amazon::pulled_at_once(&repositories);
    let mut left_out = repositories.split_off(fitting);
    left_out.extend(pullable.flat_map(|other| places(other.grants.iter())));
    let authority = &one.connection.authority;
    let password = grants
        .amazon()
        .pull_password(authority, &repositories)
        .await;
    let password = password.map_err(|failure| refused(&failure))?;
    let requests = one.grants.iter().take(fitting);
    let requests = requests.map(|grant| grant.request).collect();
    let (connection, until) = (one.connection.id, password.expires_at);
    let noted = state
        .store
        .hand_out_pull_password(connection, requests, until, by);
    match noted.await {
        Ok(()) => Ok(HandedOut {
            password,
            repositories,
            left_out,
        }),
        Err(HandOutError::NotHeld) => Err(Problem::NoPullPassword(ENDED.to_owned())),
        Err(HandOutError::Failure(failure)) => Err(failure.into()),
    }
}

fn places<'a>(grants: impl Iterator<Item = &'a PullGrant>) -> Vec<Repository> {
    grants.map(|grant| grant.place.clone()).collect()
}

/// What AWS says of an owner's role is for the operator's log: whoever pulls is not its owner.
fn refused(failure: &Failure) -> Problem {
    match failure {
        Failure::Throttled | Failure::Unavailable | Failure::Unknown => Problem::AwsUnavailable,
        failure => {
            tracing::warn!(?failure, "AWS gives no pull password");
            Problem::NoPullPassword(NOT_MADE_FOR_IT.to_owned())
        }
    }
}

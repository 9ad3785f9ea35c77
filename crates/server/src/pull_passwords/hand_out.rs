//! Fetching a password, and handing it out.

use actix_web::ResponseError as _;
use wharfinger_core::grants::Failure;
use wharfinger_ecr::PullPassword;
use wharfinger_store::{By, HandOutError};

use super::choice::{Choice, choice_of, choices, sorted};
use super::{HandedOut, registry};
use crate::identity::Who;
use crate::limits::CONNECTIONS_TRIED_MAX;
use crate::problem::Problem;
use crate::state::State;

/// Said of a registry where there is nothing to be had: whose accounts are connected is nobody's to know.
const NOTHING: &str = "you have no active access to a repository of this registry that this server keeps; look \
                       at your requests, or ask for access";

/// Said to whoever has access that does not lead to a password.
const KEPT_BACK: &str = "your access is active, but the owner of the AWS account hands out no pull passwords now; \
                         ask a maintainer of the tool to, or log in with the AWS CLI as the identity that has \
                         access";

/// Said where the role does not let us.
const NOT_MADE_FOR_IT: &str = "AWS does not give this server a password for the registry; ask a maintainer of \
                               the tool to bring the role of the AWS account up to date, and to check the \
                               connection";

/// Said where something ended while AWS was asked.
const ENDED: &str = "access has ended, or its owner hands out no passwords any more";

/// Said of a repository that was named, where there is no access to it.
const NOTHING_OF_IT: &str = "you have no active access to this repository that this server keeps; look at your \
                             requests, or ask for access";

/// Hands out a password for exactly the repositories of a registry that somebody has active grants on: as many
/// as one can be for, the one that was named among them, where one was.
///
/// Whether the grants are still active is read once more behind the password, in the transaction that
/// writes down that it was handed out: what ended meanwhile opens nothing.
pub(crate) async fn hand_out(
    state: &State,
    who: &Who,
    host: &str,
    repository: Option<&str>,
    by: By,
) -> Result<HandedOut, Problem> {
    let handed_out = fetch(state, who, host, repository, by).await;
    let outcome = match &handed_out {
        Ok(_) => "handed_out",
        Err(problem) if problem.status_code().is_server_error() => "failed",
        Err(_) => "refused",
    };
    state.pull_password_outcomes.add(outcome);
    handed_out
}

async fn fetch(
    state: &State,
    who: &Who,
    host: &str,
    repository: Option<&str>,
    by: By,
) -> Result<HandedOut, Problem> {
    let registry = registry::read(host)?;
    let named = repository.map(|repository| registry::name_in(host, repository));
    let named = named.transpose()?;
    let grants = state.grants.as_ref().ok_or(Problem::AwsNotSetUp)?;
    state.pull_passwords.take_key(who.id(), by.now)?;
    let pullable = state.store.pullable(who.id(), registry, by.now).await?;
    let (pullable, kept_back) = sorted(pullable);
    let mut grants_kept_back = kept_back.iter().flat_map(|one| &one.grants);
    let is_kept_back =
        grants_kept_back.any(|grant| named.is_none_or(|name| grant.place.name == name));
    let (choices, nothing): (Vec<_>, _) = match named {
        // A password of another connection would not open it.
        Some(name) => (
            choice_of(pullable, name).into_iter().collect(),
            NOTHING_OF_IT,
        ),
        None => (
            choices(&pullable).take(CONNECTIONS_TRIED_MAX).collect(),
            NOTHING,
        ),
    };
    let mut refusal = if is_kept_back { KEPT_BACK } else { nothing };
    for choice in choices {
        let authority = &choice.connection.authority;
        let asked = grants
            .amazon()
            .pull_password(authority, &choice.repositories);
        let fetched = asked.await;
        match fetched {
            Ok(password) => return noted(state, choice, password, by).await,
            Err(failure) if is_passing(&failure) => return Err(Problem::AwsUnavailable),
            Err(failure) => {
                // What AWS says of an owner's role is for the operator's log: whoever pulls is not its
                // owner. Another owner's may do better.
                tracing::warn!(?failure, "AWS gives no pull password");
                refusal = NOT_MADE_FOR_IT;
            }
        }
    }
    Err(Problem::NoPullPassword(refusal.to_owned()))
}

/// Writes down that a password is handed out, and when: AWS may have taken its time, in which access ends.
async fn noted(
    state: &State,
    choice: Choice,
    password: PullPassword,
    by: By,
) -> Result<HandedOut, Problem> {
    let (connection, until) = (choice.connection.id, password.expires_at);
    let by = By {
        now: state.clock.now(),
        ..by
    };
    let store = &state.store;
    let noted = store.hand_out_pull_password(connection, choice.requests, until, by);
    match noted.await {
        Ok(()) => Ok(HandedOut {
            password,
            repositories: choice.repositories,
            left_out: choice.left_out,
        }),
        Err(HandOutError::NotHeld) => Err(Problem::NoPullPassword(ENDED.to_owned())),
        Err(HandOutError::Failure(failure)) => Err(failure.into()),
    }
}

/// Whether AWS has said nothing about the role.
fn is_passing(failure: &Failure) -> bool {
    matches!(
        failure,
        Failure::Throttled | Failure::Unavailable | Failure::Unknown
    )
}

//! Images on private Amazon ECR, which shows them to nobody who is not logged in: asked as the role that
//! their owner made for this server.

use wharfinger_core::account::AccountId;
use wharfinger_core::evidence::{Evidence, Unknown, Verdict};
use wharfinger_core::grants::{Failure as AwsFailure, Repository, Target};
use wharfinger_core::registration::Registration;
use wharfinger_ecr::{DESCRIBE_IMAGES, Described};
use wharfinger_store::{Connection, Failure, Timestamp, ToolId};

use crate::grants::Grants;
use crate::state::State;

/// Whose connections to AWS accounts an image may be looked at with: only those who could look themselves.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Owners {
    /// Whoever registers the tool.
    Account(Option<AccountId>),
    /// Those who maintain it.
    MaintainersOf(ToolId),
}

/// What the owner's side of Amazon ECR says about an image; `None` where it is elsewhere, or nobody who
/// may look has connected the account.
pub(super) async fn look(
    state: &State,
    registration: &Registration,
    owners: Owners,
    now: Timestamp,
) -> Result<Option<Evidence>, Failure> {
    let Some(place) = Repository::of_tool(registration.tool_path()) else {
        return Ok(None);
    };
    let ours = |grants: &&Grants| grants.settings().partition() == place.partition;
    let Some(grants) = state.grants.as_ref().filter(ours) else {
        return Ok(None);
    };
    let Some(connection) = connection_to(state, &place, owners).await? else {
        return Ok(None);
    };
    let asked = format!("{DESCRIBE_IMAGES} {}", place.arn());
    let target = Target {
        repository: place,
        authority: connection.authority,
    };
    let reference = registration.digest().or(registration.tag());
    let answer = grants.amazon().describe_image(&target, reference).await;
    Ok(Some(evidence(answer, asked, now)))
}

/// A proven connection of somebody who may look.
async fn connection_to(
    state: &State,
    place: &Repository,
    owners: Owners,
) -> Result<Option<Connection>, Failure> {
    let accounts: Vec<AccountId> = match owners {
        Owners::Account(account) => account.into_iter().collect(),
        Owners::MaintainersOf(tool) => {
            let maintainers = state.store.maintainers(tool).await?;
            let able = maintainers.into_iter().filter(|one| !one.disabled);
            able.map(|one| one.account).collect()
        }
    };
    for account in accounts {
        let connections = state.store.connections_of(account).await?;
        let fits = |connection: &Connection| {
            connection.proven_at.is_some()
                && connection.partition == place.partition
                && connection.aws_account == place.account
        };
        if let Some(connection) = connections.into_iter().find(fits) {
            return Ok(Some(connection));
        }
    }
    Ok(None)
}

fn evidence(answer: Result<Described, AwsFailure>, asked: String, at: Timestamp) -> Evidence {
    let (verdict, digest, detail) = match answer {
        Ok(Described::There(digest)) => (Verdict::ExistsPrivate, digest, String::new()),
        Ok(Described::Missing) => (Verdict::Missing, None, String::new()),
        Err(failure) => (Verdict::Unknown(reason(&failure)), None, detail(failure)),
    };
    Evidence {
        verdict,
        at,
        asked,
        status: None,
        digest,
        detail,
    }
}

/// Why nothing is known after a failure.
const fn reason(failure: &AwsFailure) -> Unknown {
    match failure {
        AwsFailure::Throttled => Unknown::RateLimited,
        AwsFailure::Unavailable | AwsFailure::Unknown => Unknown::Unreachable,
        AwsFailure::Denied { .. } => Unknown::LoginRefused,
        _ => Unknown::Failing,
    }
}

/// What AWS said, where it said anything.
fn detail(failure: AwsFailure) -> String {
    match failure {
        AwsFailure::Denied { message } => message,
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(answer: Result<Described, AwsFailure>) -> Verdict {
        evidence(answer, String::new(), Timestamp::MIN).verdict
    }

    #[test]
    fn every_answer_has_its_verdict() {
        let denied = AwsFailure::Denied {
            message: "not today".to_owned(),
        };
        for (answer, expected) in [
            (Ok(Described::There(None)), Verdict::ExistsPrivate),
            (Ok(Described::Missing), Verdict::Missing),
            (
                Err(AwsFailure::Throttled),
                Verdict::Unknown(Unknown::RateLimited),
            ),
            (
                Err(AwsFailure::Unavailable),
                Verdict::Unknown(Unknown::Unreachable),
            ),
            (Err(denied), Verdict::Unknown(Unknown::LoginRefused)),
        ] {
            assert_eq!(verdict(answer), expected, "{expected}");
        }
    }
}

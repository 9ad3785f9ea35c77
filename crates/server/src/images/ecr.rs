//! Images on private Amazon ECR, which shows them to nobody who is not logged in: asked as the role that
//! their owner made for this server, and has turned on for the tool.

use wharfinger_core::evidence::{Evidence, Unknown, Verdict};
use wharfinger_core::grants::{Failure as AwsFailure, Repository, Target};
use wharfinger_core::registration::Registration;
use wharfinger_ecr::{DESCRIBE_IMAGES, Described};
use wharfinger_store::{Connection, Failure, Timestamp, ToolId};

use crate::grants::Grants;
use crate::state::State;

/// What the owner's side of Amazon ECR says about the image of a tool; `None` where it is elsewhere, or its
/// owner has not turned the server on for this tool. For one that is not registered yet nobody has.
pub(super) async fn look(
    state: &State,
    registration: &Registration,
    tool: Option<ToolId>,
    now: Timestamp,
) -> Result<Option<Evidence>, Failure> {
    let Some(tool) = tool else {
        return Ok(None);
    };
    let Some(place) = Repository::of_tool(registration.tool_path()) else {
        return Ok(None);
    };
    let ours = |grants: &&Grants| grants.settings().partition() == place.partition;
    let Some(grants) = state.grants.as_ref().filter(ours) else {
        return Ok(None);
    };
    let Some(connection) = connection_of(state, tool).await? else {
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

/// The connection that its owner has turned on for a tool, if that holds. That somebody maintains the tool
/// is no consent: anybody can register a path in anybody's account, and make its owner a maintainer.
async fn connection_of(state: &State, tool: ToolId) -> Result<Option<Connection>, Failure> {
    match state.store.automation(tool).await? {
        Some((automation, true)) => state.store.connection(automation.connection).await,
        Some((_, false)) | None => Ok(None),
    }
}

fn evidence(answer: Result<Described, AwsFailure>, asked: String, at: Timestamp) -> Evidence {
    let (verdict, digest, detail) = match answer {
        Ok(Described::There(digest)) => (Verdict::ExistsPrivate, digest, String::new()),
        Ok(Described::Missing) => (Verdict::Missing, None, String::new()),
        Err(failure) => (Verdict::Unknown(reason(&failure)), None, detail(failure)),
    };
    Evidence {
        verdict,
        by_login: true,
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

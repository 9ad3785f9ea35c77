//! Sessions: becoming the role that an owner made for us.

use std::time::Duration;

use aws_sdk_ecr::config::Credentials;
use aws_sdk_sts::operation::RequestId;
use aws_sdk_sts::operation::assume_role::AssumeRoleOutput;
use serde_json::json;
use wharfinger_core::grants::{Failure, Repository, Target};
use wharfinger_core::timestamp::Timestamp;

use super::Amazon;
use super::failure::{Call, failure, is_access_denied};
use super::told::tell;
use crate::arn::Arn;

/// How long a session is: the least that STS gives (AWS STS API Reference, `AssumeRole`,
/// `DurationSeconds`: 900 to 43200).
const SESSION_SECONDS: i32 = 900;

/// How long a session is used: what is left is many times what a call takes.
pub const SESSION_USED: Duration = Duration::from_mins(10);

/// Most characters of a session policy (AWS STS API Reference, `AssumeRole`, `Policy`).
pub(super) const POLICY_CHARS_MAX: usize = 2_048;

/// The actions of a session of the worker.
const ACTIONS: [&str; 3] = [
    "ecr:GetRepositoryPolicy",
    "ecr:SetRepositoryPolicy",
    "ecr:DeleteRepositoryPolicy",
];

/// A session that may do its work on one repository and nothing else.
#[derive(Clone, Debug)]
pub(super) struct Session {
    pub(super) ecr: aws_sdk_ecr::Client,
    /// Until when it is used.
    pub(super) until: Timestamp,
}

/// Why a role was not assumed.
#[derive(Clone, Debug)]
pub(crate) struct NotAssumed {
    pub(crate) failure: Failure,
    /// Whether it was the role itself that did not let us.
    pub(crate) is_by_policy: bool,
}

impl From<Failure> for NotAssumed {
    fn from(failure: Failure) -> Self {
        Self {
            failure,
            is_by_policy: false,
        }
    }
}

impl From<NotAssumed> for Failure {
    fn from(error: NotAssumed) -> Self {
        error.failure
    }
}

impl Amazon {
    /// A session for the worker.
    pub(super) async fn begin(&self, target: &Target) -> Result<Session, Failure> {
        let policy = one_repository(&target.repository);
        let external_id = Some(target.authority.external_id.as_str());
        let until = self.now().later(SESSION_USED);
        let credentials = self.assume(target, external_id, &policy).await?;
        Ok(Session {
            ecr: self.ecr(&target.repository.region, credentials),
            until,
        })
    }

    /// Becomes the target's role, as far as `policy` goes, and looks whether that is who we became.
    pub(crate) async fn assume(
        &self,
        target: &Target,
        external_id: Option<&str>,
        policy: &str,
    ) -> Result<Credentials, NotAssumed> {
        let role_arn = target.authority.role_arn.as_str();
        let signature = self.settings().signature();
        let answer = self
            .sts()
            .assume_role()
            .role_arn(role_arn)
            .role_session_name(&signature)
            .source_identity(&signature)
            .set_external_id(external_id.map(str::to_owned))
            .duration_seconds(SESSION_SECONDS)
            .policy(policy)
            .send()
            .await;
        let call = Call {
            action: "sts:AssumeRole",
            resource: role_arn,
            is_write: false,
        };
        // Whoever tries the door with another id, or none, wants to be refused.
        if external_id == Some(target.authority.external_id.as_str()) {
            tell(call, &answer);
        } else {
            let (request_id, is_ok) = (answer.request_id(), answer.is_ok());
            tracing::debug!(role_arn, request_id, is_ok, "tried to assume a role");
        }
        let answer = answer.map_err(|error| NotAssumed {
            failure: failure(&error, call),
            is_by_policy: is_access_denied(&error),
        })?;
        check_account(&answer, &target.repository)?;
        let keys = answer.credentials().ok_or(Failure::Unavailable)?;
        Ok(Credentials::new(
            keys.access_key_id(),
            keys.secret_access_key(),
            Some(keys.session_token().to_owned()),
            None,
            "a session of the owner's role",
        ))
    }
}

/// Whether the session is in the account that owns the repository, by the word of STS.
fn check_account(answer: &AssumeRoleOutput, repository: &Repository) -> Result<(), Failure> {
    let user = answer.assumed_role_user();
    let arn = user.map(aws_sdk_sts::types::AssumedRoleUser::arn);
    let found = arn.and_then(Arn::global);
    let is_owners = found.is_some_and(|arn| {
        arn.account == repository.account && arn.partition == repository.partition
    });
    if is_owners {
        return Ok(());
    }
    let message = format!(
        "the role leads to `{}`, which is not in the account {} that owns the repository",
        arn.unwrap_or_default(),
        repository.account
    );
    Err(Failure::Denied { message })
}

/// The session policy that leaves exactly the policy of one repository (IAM User Guide, Session
/// policies: what is allowed is the intersection). 466 characters for the longest name; STS takes
/// 2,048.
fn one_repository(repository: &Repository) -> String {
    allowing(&json!([{
        "Effect": "Allow",
        "Action": ACTIONS,
        "Resource": repository.arn(),
    }]))
}

/// A session policy of statements.
pub(crate) fn allowing(statements: &serde_json::Value) -> String {
    json!({"Version": "2012-10-17", "Statement": statements}).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_name_fits() {
        let repository = Repository {
            partition: "aws-us-gov".to_owned(),
            account: "111122223333".to_owned(),
            region: "us-gov-west-1".to_owned(),
            name: "a".repeat(256),
        };
        let policy = one_repository(&repository);
        assert!(policy.len() < POLICY_CHARS_MAX / 3, "{}", policy.len());
        assert!(policy.contains(&repository.arn()));
    }
}

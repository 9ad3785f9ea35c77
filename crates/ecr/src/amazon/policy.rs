//! The three calls on the policy of a repository.

use aws_sdk_ecr::error::{ProvideErrorMetadata, SdkError};
use wharfinger_core::grants::{Failure, Target};

use super::failure::{Call, failure};
use super::told::tell;

/// Reads the policy, once.
pub(crate) async fn read_policy(
    ecr: &aws_sdk_ecr::Client,
    target: &Target,
    call: Call<'_>,
) -> Result<Option<String>, Failure> {
    let answer = ecr
        .get_repository_policy()
        .registry_id(&target.repository.account)
        .repository_name(&target.repository.name)
        .send()
        .await;
    tell(call, &answer);
    match answer {
        Ok(answer) => {
            let text = answer.policy_text.ok_or(Failure::Unavailable)?;
            Ok(Some(text))
        }
        Err(error) if has_no_policy(&error) => Ok(None),
        Err(error) => Err(failure(&error, call)),
    }
}

/// Replaces or deletes the policy, once. `force` is never sent: it is for shutting oneself out.
pub(crate) async fn write_policy(
    ecr: &aws_sdk_ecr::Client,
    target: &Target,
    text: Option<&str>,
    call: Call<'_>,
) -> Result<(), Failure> {
    let (account, name) = (&target.repository.account, &target.repository.name);
    if let Some(text) = text {
        let answer = ecr
            .set_repository_policy()
            .registry_id(account)
            .repository_name(name)
            .policy_text(text)
            .send()
            .await;
        tell(call, &answer);
        return answer.map(drop).map_err(|error| failure(&error, call));
    }
    let answer = ecr
        .delete_repository_policy()
        .registry_id(account)
        .repository_name(name)
        .send()
        .await;
    tell(call, &answer);
    match answer {
        Ok(_) => Ok(()),
        // Gone is gone.
        Err(error) if has_no_policy(&error) => Ok(()),
        Err(error) => Err(failure(&error, call)),
    }
}

fn has_no_policy<E: ProvideErrorMetadata>(error: &SdkError<E>) -> bool {
    error.code() == Some("RepositoryPolicyNotFoundException")
}

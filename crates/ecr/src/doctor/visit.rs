//! Looking at a repository, and changing nothing.

use aws_sdk_ecr::error::SdkError;
use serde_json::Value;
use wharfinger_core::grants::{Failure, Target};

use super::exclusive::{Scope, Writers, is_exclusive};
use super::{Finding, Verdict};
use crate::amazon::{Call, failure, read_policy, tell};

/// What a tag begins with that CloudFormation sets (AWS CloudFormation User Guide, Resource tag:
/// `aws:cloudformation:stack-name` and others).
const STACK_TAGS: &str = "aws:cloudformation:";

/// The setting that says what the policy of a registry governs (Amazon ECR User Guide, Registry policy
/// scope).
const SCOPE: &str = "REGISTRY_POLICY_SCOPE";

/// A repository that is looked at.
pub(super) struct Visit<'a> {
    pub(super) ecr: &'a aws_sdk_ecr::Client,
    pub(super) target: &'a Target,
    pub(super) arn: &'a str,
}

impl Visit<'_> {
    pub(super) async fn repository(&self) -> Verdict {
        let call = call("ecr:DescribeRepositories", self.arn);
        let repository = &self.target.repository;
        let answer = self
            .ecr
            .describe_repositories()
            .registry_id(&repository.account)
            .repository_names(&repository.name)
            .send()
            .await;
        tell(call, &answer);
        let answer = match answer {
            Ok(answer) => answer,
            Err(error) => return wrong(failure(&error, call), call),
        };
        let mut found = answer.repositories().iter();
        let is_there = found.any(|found| found.repository_arn() == Some(self.arn));
        if is_there {
            Verdict::Passed
        } else {
            Verdict::Failed(Finding::NoRepository)
        }
    }

    pub(super) async fn policy(&self) -> Result<Option<String>, Verdict> {
        let call = call("ecr:GetRepositoryPolicy", self.arn);
        let text = read_policy(self.ecr, self.target, call).await;
        text.map_err(|failure| wrong(failure, call))
    }

    /// Whether the policy of the registry denies what grants allow, and whether it keeps other writers out.
    pub(super) async fn registry_policy(&self) -> (Verdict, Option<Verdict>) {
        let call = call("ecr:GetRegistryPolicy", "*");
        let answer = self.ecr.get_registry_policy().send().await;
        tell(call, &answer);
        let verdict = match answer {
            Ok(answer) => return self.judged(answer.policy_text()).await,
            Err(SdkError::ServiceError(error))
                if error.err().is_registry_policy_not_found_exception() =>
            {
                Verdict::Passed
            }
            Err(error) => match failure(&error, call) {
                Failure::Denied { message } => Verdict::Warned(Finding::RegistryUnseen { message }),
                failure => Verdict::Undecided(failure),
            },
        };
        (verdict, None)
    }

    /// What the policy of a registry says.
    async fn judged(&self, text: Option<&str>) -> (Verdict, Option<Verdict>) {
        let policy: Value = match text.map(serde_json::from_str) {
            Some(Ok(policy)) => policy,
            // A policy that cannot be read may deny anything.
            Some(Err(_)) => return (Verdict::Warned(Finding::RegistryDenies), None),
            None => return (Verdict::Passed, None),
        };
        let denies = if denies(&policy) {
            Verdict::Warned(Finding::RegistryDenies)
        } else {
            Verdict::Passed
        };
        let exclusive = match Writers::of(&policy, self.target) {
            Some(writers) => Some(match self.scope().await {
                Ok(scope) => writers.verdict(scope),
                Err(failure) => Verdict::Undecided(failure),
            }),
            None => None,
        };
        (denies, exclusive)
    }

    /// What the policy of the registry governs. A role that was made before that was asked may not ask.
    async fn scope(&self) -> Result<Scope, Failure> {
        let call = call("ecr:GetAccountSetting", "*");
        let asked = self.ecr.get_account_setting().name(SCOPE).send().await;
        tell(call, &asked);
        match asked {
            Ok(setting) => Ok(match setting.value() {
                Some("V1") => Scope::V1,
                Some("V2") => Scope::V2,
                other => Scope::Unseen(format!(
                    "Amazon ECR calls it `{}`",
                    other.unwrap_or_default()
                )),
            }),
            Err(error) => match failure(&error, call) {
                Failure::Denied { message } => Ok(Scope::Unseen(message)),
                failure => Err(failure),
            },
        }
    }

    pub(super) async fn stack(&self) -> Verdict {
        let call = call("ecr:ListTagsForResource", self.arn);
        let answer = self
            .ecr
            .list_tags_for_resource()
            .resource_arn(self.arn)
            .send()
            .await;
        tell(call, &answer);
        let answer = match answer {
            Ok(answer) => answer,
            Err(error) => {
                return match failure(&error, call) {
                    Failure::Denied { message } => Verdict::Warned(Finding::TagsUnseen { message }),
                    failure => Verdict::Undecided(failure),
                };
            }
        };
        let mut tags = answer
            .tags()
            .iter()
            .filter(|tag| tag.key().starts_with(STACK_TAGS));
        let name = |tag: &aws_sdk_ecr::types::Tag| tag.key().ends_with(":stack-name");
        let named = tags.clone().find(|tag| name(tag)).or_else(|| tags.next());
        match named {
            Some(tag) => Verdict::Warned(Finding::InStack {
                name: tag.value().to_owned(),
            }),
            None => Verdict::Passed,
        }
    }
}

fn call<'c>(action: &'static str, resource: &'c str) -> Call<'c> {
    Call {
        action,
        resource,
        is_write: false,
    }
}

/// What it means that something could not be read.
fn wrong(failure: Failure, call: Call<'_>) -> Verdict {
    match failure {
        Failure::Denied { message } => Verdict::Failed(Finding::MayNot {
            action: call.action,
            message,
        }),
        Failure::NoRepository => Verdict::Failed(Finding::NoRepository),
        failure => Verdict::Undecided(failure),
    }
}

/// Whether a policy has a statement that denies, but for one that keeps other writers out. What exactly it
/// denies is for people to read.
fn denies(policy: &Value) -> bool {
    let statements = match &policy["Statement"] {
        Value::Array(statements) => statements.as_slice(),
        one => std::slice::from_ref(one),
    };
    statements
        .iter()
        .any(|statement| statement["Effect"] == "Deny" && !is_exclusive(statement))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deny_is_found_however_it_is_written() {
        let denies = |text: &str| denies(&serde_json::from_str(text).unwrap());
        assert!(denies(r#"{"Statement":{"Effect":"Deny"}}"#));
        assert!(denies(
            r#"{"Statement":[{"Effect":"Allow"},{"Effect":"Deny"}]}"#
        ));
        assert!(!denies(
            r#"{"Statement":[{"Effect":"Allow","Sid":"Deny"}]}"#
        ));
    }
}

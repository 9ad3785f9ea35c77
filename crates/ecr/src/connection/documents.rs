//! The two policies of the role.

use serde_json::{Value, json};
use wharfinger_core::policy::PullActions;

use super::Connection;
use crate::doctor::exclusive::{WHO, WRITING};

/// What the role may do with each repository: what grants take, and what tells an owner whether they
/// can work.
pub(super) const REPOSITORY_ACTIONS: [&str; 6] = [
    "ecr:DeleteRepositoryPolicy",
    "ecr:DescribeImages",
    "ecr:DescribeRepositories",
    "ecr:GetRepositoryPolicy",
    "ecr:ListTagsForResource",
    "ecr:SetRepositoryPolicy",
];

/// What it may do with the registry: see whether its policy denies what grants allow, and what that policy
/// governs. IAM knows no resource for either (Service Authorization Reference, Amazon ECR).
pub(crate) const REGISTRY_ACTIONS: [&str; 2] = ["ecr:GetAccountSetting", "ecr:GetRegistryPolicy"];

/// What heals (the same, AWS `CloudTrail`: no resource either).
pub(super) const EVENTS_ACTION: &str = "cloudtrail:LookupEvents";

/// What a password is fetched with (Service Authorization Reference, Amazon ECR: no resource either). It
/// lets in whoever has it as the role's session, so that what may be pulled is that session's to say.
pub(crate) const TOKEN_ACTION: &str = "ecr:GetAuthorizationToken";

/// What a pull takes, as grants allow it.
pub(crate) const PULL_ACTIONS: &[&str] = PullActions::Two.as_slice();

impl Connection {
    /// What the role may do with each repository.
    pub(super) fn repository_actions(&self) -> Vec<&'static str> {
        let pulling = if self.hands_out_passwords {
            PULL_ACTIONS
        } else {
            &[]
        };
        let actions = REPOSITORY_ACTIONS.iter().chain(pulling);
        actions.copied().collect()
    }

    /// Who may become the role: this server, where it says the external id. Whether it then says who
    /// it is as well is a second action that must be allowed (IAM User Guide, Monitor and control
    /// actions taken with assumed roles).
    pub(super) fn trust(&self) -> Value {
        let us = json!({"AWS": self.principal});
        let external_id = self.external_id.as_str();
        json!({"Version": "2012-10-17", "Statement": [
            {
                "Sid": "AssumeWithExternalId",
                "Effect": "Allow",
                "Principal": us,
                "Action": "sts:AssumeRole",
                "Condition": {"StringEquals": {"sts:ExternalId": external_id}},
            },
            {
                "Sid": "Attribution",
                "Effect": "Allow",
                "Principal": us,
                "Action": "sts:SetSourceIdentity",
            },
        ]})
    }

    /// What the role may do.
    pub(super) fn permissions(&self) -> Value {
        let mut statements = vec![
            json!({
                "Sid": "Repositories",
                "Effect": "Allow",
                "Action": self.repository_actions(),
                "Resource": self.arns().collect::<Vec<_>>(),
            }),
            of_account("RegistryPolicy", &REGISTRY_ACTIONS),
        ];
        if self.looks_up_events {
            statements.push(of_account("WhoChangedPolicies", &[EVENTS_ACTION]));
        }
        if self.hands_out_passwords {
            statements.push(of_account("PullPasswords", &[TOKEN_ACTION]));
        }
        json!({"Version": "2012-10-17", "Statement": statements})
    }

    /// A statement for the policy of the registry, to be added to it by its owner, that lets nobody but the
    /// role write the policies of these repositories: then nothing can be overwritten, in either direction.
    /// It must be in a policy of version 2, which governs every action on the registry (Amazon ECR User
    /// Guide, Private registry permissions); those who may write in an emergency are added to its
    /// condition.
    #[must_use]
    pub fn exclusive_statement(&self) -> String {
        let statement = json!({
            "Sid": "OnlyWharfingerWritesPolicies",
            "Effect": "Deny",
            "Principal": "*",
            "Action": WRITING,
            "Resource": self.arns().collect::<Vec<_>>(),
            "Condition": {"ArnNotEquals": {WHO: [self.role_arn]}},
        });
        format!("{statement:#}")
    }

    /// Who may become the role, as JSON.
    #[must_use]
    pub fn trust_policy(&self) -> String {
        self.trust().to_string()
    }

    /// What the role may do, as JSON.
    #[must_use]
    pub fn permissions_policy(&self) -> String {
        self.permissions().to_string()
    }
}

/// A statement on actions that AWS knows for a whole account alone.
fn of_account(sid: &str, actions: &[&str]) -> Value {
    json!({"Sid": sid, "Effect": "Allow", "Action": actions, "Resource": "*"})
}

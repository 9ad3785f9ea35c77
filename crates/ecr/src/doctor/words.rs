//! What people read: what was asked, what is wrong, how it is mended.

use std::fmt;

use wharfinger_core::grants::Failure;

use super::{Finding, Question};

/// How most findings are mended.
const UP_TO_DATE: &str = "bring the role up to date: deploy the template of this connection again, or give a role \
                          that you have named its policies, with all of its repositories, and examine it once \
                          more";

impl Question {
    /// Those that are always asked, in their order.
    pub const ALL: [Self; 9] = [
        Self::Account,
        Self::AssumedWithId,
        Self::RefusedWithoutId,
        Self::RefusedWithWrongId,
        Self::Repository,
        Self::Policy,
        Self::Canary,
        Self::RegistryPolicy,
        Self::Stack,
    ];

    /// Those about the role itself, whatever repository it is examined with.
    pub const OF_ROLE: [Self; 4] = [
        Self::Account,
        Self::AssumedWithId,
        Self::RefusedWithoutId,
        Self::RefusedWithWrongId,
    ];

    /// A name for programs, which never changes.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::AssumedWithId => "assumed_with_id",
            Self::RefusedWithoutId => "refused_without_id",
            Self::RefusedWithWrongId => "refused_with_wrong_id",
            Self::Repository => "repository",
            Self::Policy => "policy",
            Self::Canary => "canary",
            Self::RegistryPolicy => "registry_policy",
            Self::Stack => "stack",
            Self::Exclusive => "exclusive",
            Self::Trail => "trail",
            Self::PullPassword => "pull_password",
        }
    }
}

/// What should be so.
impl fmt::Display for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Account => "the role is in the account that owns the repository",
            Self::AssumedWithId => "the role lets us in with the external id",
            Self::RefusedWithoutId => "the role keeps us out without an external id",
            Self::RefusedWithWrongId => "the role keeps us out with a wrong external id",
            Self::Repository => "the repository is there",
            Self::Policy => "its policy can be read",
            Self::Canary => "access can be granted and ended",
            Self::RegistryPolicy => "the policy of the registry denies nothing",
            Self::Stack => "no CloudFormation stack replaces the policy",
            Self::Exclusive => "nobody else may write the policy",
            Self::Trail => "CloudTrail tells who has written the policy",
            Self::PullPassword => "a password can be handed out that pulls from the repository",
        })
    }
}

impl Finding {
    /// A name for programs, which never changes.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Inadmissible { .. } => "inadmissible",
            Self::NotAssumable { .. } => "not_assumable",
            Self::NoAttribution { .. } => "no_attribution",
            Self::OpenWithoutId => "open_without_id",
            Self::OpenToWrongId => "open_to_wrong_id",
            Self::NoRepository => "no_repository",
            Self::MayNot { .. } => "may_not",
            Self::Unreadable(_) => "unreadable",
            Self::ForeignPrincipal { .. } => "foreign_principal",
            Self::NoRoom(_) => "no_room",
            Self::WriteRefused { .. } => "write_refused",
            Self::NotThere => "not_there",
            Self::CanaryLeft { .. } => "canary_left",
            Self::ChangedMeanwhile => "changed_meanwhile",
            Self::RegistryDenies => "registry_denies",
            Self::RegistryUnseen { .. } => "registry_unseen",
            Self::InStack { .. } => "in_stack",
            Self::ShutOut => "shut_out",
            Self::OthersMayWrite { .. } => "others_may_write",
            Self::RegistryScope => "registry_scope",
            Self::ScopeUnseen { .. } => "scope_unseen",
            Self::TrailUnseen { .. } => "trail_unseen",
            Self::NoPullPassword { .. } => "no_pull_password",
            Self::TagsUnseen { .. } => "tags_unseen",
        }
    }

    /// How it is mended.
    #[must_use]
    pub fn mend(&self) -> &'static str {
        match self {
            Self::Inadmissible { .. } => {
                "connect the account that owns the repository, and use the role of its template"
            }
            Self::NotAssumable { .. } => {
                "there is no such role yet, or it does not trust this server: make it as the template of \
                 this connection says, or give a role that you have named its policies, and examine it once \
                 more"
            }
            Self::NoAttribution { .. }
            | Self::MayNot { .. }
            | Self::TrailUnseen { .. }
            | Self::NoPullPassword { .. } => UP_TO_DATE,
            Self::OpenWithoutId | Self::OpenToWrongId => {
                "in the role's trust policy, allow `sts:AssumeRole` only with the condition \
                 `StringEquals` on `sts:ExternalId`, as the one of this connection does, and \
                 take away every other statement that lets us in"
            }
            Self::NoRepository => "check the account, the region and the name of the repository",
            Self::Unreadable(_) => "correct the repository's policy in the console of Amazon ECR",
            Self::ForeignPrincipal { .. } => {
                "take that id out of the repository's policy in the console of Amazon ECR"
            }
            Self::NoRoom(_) => "take statements out that nobody needs",
            Self::WriteRefused { .. } => {
                "look whether the statements in the repository's policy name somebody who is gone"
            }
            Self::NotThere | Self::ChangedMeanwhile => {
                "find out who else changes this policy, such as Terraform or a pipeline, and examine \
                 it once more"
            }
            Self::CanaryLeft { .. } => {
                "examine it once more, which removes the statement; it lets the owner's own account \
                 pull, which it may anyway, and ends with the month"
            }
            Self::RegistryDenies => {
                "read the policy of the registry, and leave `ecr:BatchGetImage` and \
                 `ecr:GetDownloadUrlForLayer` out of what it denies to those who are granted access"
            }
            Self::ShutOut => {
                "put the ARN of this connection's role into the condition of the statement that keeps \
                 everybody else out"
            }
            Self::OthersMayWrite { .. } => {
                "nothing must be done where they are meant to; what one of them writes at the same moment as \
                 this server may be overwritten"
            }
            Self::RegistryScope => {
                "have the policy of the registry govern everything: `aws ecr put-account-setting --name \
                 REGISTRY_POLICY_SCOPE --value V2`; read what else is in it before"
            }
            Self::RegistryUnseen { .. } | Self::TagsUnseen { .. } | Self::ScopeUnseen { .. } => {
                "nothing must be done; with the current template it would be looked at"
            }
            Self::InStack { .. } => {
                "leave `RepositoryPolicyText` out of the stack; a stack that declares it, or imports \
                 the repository, takes away what was granted"
            }
        }
    }
}

/// What is wrong.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Inadmissible { message } => f.write_str(message),
            Self::NotAssumable { message } => write!(f, "the role does not let us in: {message}"),
            Self::NoAttribution { message } => write!(
                f,
                "the role does not allow `sts:SetSourceIdentity`, by which its owner sees in CloudTrail \
                 what we did: {message}"
            ),
            Self::OpenWithoutId => f.write_str(
                "the role lets us in without an external id, so anybody who knows its name could \
                 have us use it for them",
            ),
            Self::OpenToWrongId => f.write_str(
                "the role lets us in with an external id that is not its own, so anybody who knows \
                 its name could have us use it for them",
            ),
            Self::NoRepository => f.write_str("there is no such repository"),
            Self::MayNot { action, message } => {
                write!(f, "the role may not do `{action}`: {message}")
            }
            Self::Unreadable(invalid) => invalid.fmt(f),
            Self::ForeignPrincipal { principal } => write!(
                f,
                "a statement in the policy names `{principal}`, a role or user that was deleted, and \
                 Amazon ECR takes no policy with it any more"
            ),
            Self::NoRoom(no_room) => no_room.fmt(f),
            Self::WriteRefused { message } => {
                write!(f, "Amazon ECR took no statement of ours: {message}")
            }
            Self::NotThere => {
                f.write_str("the statement that was written was not there when it was read back")
            }
            Self::CanaryLeft { failure } => write!(
                f,
                "the statement that was added for the trial could not be removed: {}",
                words_of(failure)
            ),
            Self::ChangedMeanwhile => {
                f.write_str("somebody else changed the policy while it was examined")
            }
            Self::RegistryDenies => f.write_str(
                "the policy of the registry denies something, and what it denies no grant can allow",
            ),
            Self::RegistryUnseen { message } => {
                write!(f, "whether the policy of the registry denies pulls is not known: {message}")
            }
            Self::InStack { name } => write!(
                f,
                "the repository belongs to the CloudFormation stack `{name}`, which may overwrite its \
                 policy"
            ),
            Self::ShutOut => f.write_str(
                "the policy of the registry lets only some write the repository's policy, and the role is \
                 not among them",
            ),
            Self::OthersMayWrite { others } => write!(
                f,
                "nobody may write the policy but the role and {}",
                listed(others)
            ),
            Self::RegistryScope => f.write_str(
                "the statement in the policy of the registry keeps nobody out: that policy is of version 1, \
                 which does not govern who writes the policies of repositories",
            ),
            Self::ScopeUnseen { others, message } => {
                f.write_str(
                    "which version the policy of the registry has could not be asked; if it is version 2, \
                     nobody may write the policy but the role",
                )?;
                if !others.is_empty() {
                    write!(f, " and {}", listed(others))?;
                }
                write!(f, ": {message}")
            }
            Self::TrailUnseen { message } => write!(
                f,
                "what we overwrite cannot be looked up and put back: {message}"
            ),
            Self::NoPullPassword { message } => {
                write!(f, "no pull password can be handed out: {message}")
            }
            Self::TagsUnseen { message } => write!(
                f,
                "whether a CloudFormation stack overwrites the policy is not known: {message}"
            ),
        }
    }
}

fn listed(names: &[String]) -> String {
    let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

/// Why nothing could be found out, in words.
#[must_use]
pub fn words_of(failure: &Failure) -> String {
    match failure {
        Failure::Unknown => {
            "AWS did not answer, so what was asked for may have happened, or may yet in the next \
             half minute; then examine it once more"
                .to_owned()
        }
        Failure::Throttled => "AWS was asked too often; examine it once more later".to_owned(),
        Failure::Unavailable => "AWS did not answer; examine it once more later".to_owned(),
        Failure::Denied { message }
        | Failure::PrincipalRefused { message }
        | Failure::PolicyRefused { message }
        | Failure::ReportOnly { message } => message.clone(),
        Failure::NoRepository => "there is no such repository".to_owned(),
        Failure::ForeignPrincipal { principal } => {
            format!("the policy names `{principal}`, which was deleted")
        }
        Failure::Unreadable(invalid) => invalid.to_string(),
        Failure::Contended => "others kept changing the policy meanwhile".to_owned(),
        Failure::OutOfTime => {
            "the examination took too long to go on writing safely; examine it once more".to_owned()
        }
        _ => "for a reason that is not known here".to_owned(),
    }
}

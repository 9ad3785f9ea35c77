//! Becoming a role.

use wharfinger_core::timestamp::Timestamp;

use super::account::Kind;
use super::credentials::Session;
use super::set_up::no_principal;
use super::{Caller, Credentials, World};
use crate::iam::{Grammar, Identity, Policy, Request, UniqueId, decide, parse};
use crate::moment;
use crate::names::{AccountId, Region};
use crate::operation::Operation;
use crate::refusal::Refusal;

/// Shortest session, and the longest of a role that has no other limit (STS API Reference, `AssumeRole`:
/// 900 seconds up to the role's maximum, an hour by default).
const DURATION_SECONDS: std::ops::RangeInclusive<u32> = 900..=3_600;

/// How long a session is that says nothing (the same page).
const DURATION_SECONDS_DEFAULT: u32 = 3_600;

/// Most characters of a session policy (the same page).
const POLICY_CHARS_MAX: usize = 2_048;

/// What `AssumeRole` is asked.
///
/// ```
/// use wharfinger_aws_sim::AssumeRole;
/// let asked = AssumeRole {
///     external_id: Some("wharfinger-0a1b2c3d".to_owned()),
///     ..AssumeRole::new("arn:aws:iam::111122223333:role/grants", "pass-1")
/// };
/// assert_eq!(asked.duration_seconds, None);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssumeRole {
    /// The role's ARN.
    pub role_arn: String,
    /// What the session is called.
    pub role_session_name: String,
    /// What the role's owner was told to ask for.
    pub external_id: Option<String>,
    /// On whose behalf everything in the session is done.
    pub source_identity: Option<String>,
    /// What the session is limited to.
    pub policy: Option<String>,
    /// How long it lasts.
    pub duration_seconds: Option<u32>,
}

impl AssumeRole {
    /// Asks for a role and nothing more.
    #[must_use]
    pub fn new(role_arn: &str, role_session_name: &str) -> Self {
        Self {
            role_arn: role_arn.to_owned(),
            role_session_name: role_session_name.to_owned(),
            external_id: None,
            source_identity: None,
            policy: None,
            duration_seconds: None,
        }
    }
}

/// A session of a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssumedRole {
    /// Its keys.
    pub credentials: Credentials,
    /// Its ARN.
    pub arn: String,
    /// `AROA...:NAME`.
    pub id: String,
    /// As it was asked for.
    pub source_identity: Option<String>,
}

impl World {
    /// Becomes a role.
    ///
    /// # Errors
    /// [`Refusal`]: whoever may not is told so whether the role exists or not.
    pub fn assume_role(
        &mut self,
        now: Timestamp,
        caller: &Caller,
        region: &Region,
        asked: &AssumeRole,
    ) -> Result<AssumedRole, Refusal> {
        self.admit(now, caller, Operation::AssumeRole, region)?;
        check_arguments(asked)?;
        let policy = asked.policy.as_deref().map(session_policy).transpose()?;
        let duration = asked.duration_seconds.unwrap_or(DURATION_SECONDS_DEFAULT);
        let (account, role) = self.assumable(now, caller, region, asked)?;
        let identity = Identity::Session {
            role: role.clone(),
            name: asked.role_session_name.clone(),
        };
        let arn = self.arn_of(&account, &identity, caller.partition);
        let session = Session {
            token: self.session_token(),
            expires_at: moment::seconds_later(now, duration.into()),
            policy,
            source_identity: asked
                .source_identity
                .clone()
                .or_else(|| caller.source_identity.clone()),
        };
        let source_identity = session.source_identity.clone();
        Ok(AssumedRole {
            credentials: self.issue_session_key(account, identity, session),
            arn,
            id: format!("{}:{}", role.0, asked.role_session_name),
            source_identity,
        })
    }

    /// Tells who calls. Everybody may (STS API Reference, `GetCallerIdentity`: no permissions needed).
    ///
    /// # Errors
    /// [`Refusal`] when it is called too often, or where the account is not.
    pub fn caller_identity(
        &mut self,
        now: Timestamp,
        caller: &Caller,
        region: &Region,
    ) -> Result<(), Refusal> {
        self.admit(now, caller, Operation::GetCallerIdentity, region)
    }

    /// The role, if the caller may become it as asked.
    fn assumable(
        &self,
        now: Timestamp,
        caller: &Caller,
        region: &Region,
        asked: &AssumeRole,
    ) -> Result<(AccountId, UniqueId), Refusal> {
        let refused = |action: &str| {
            let (who, role) = (caller.arn(), &asked.role_arn);
            Refusal::AccessDenied(format!(
                "User: {who} is not authorized to perform: {action} on resource: {role}"
            ))
        };
        let mut actions = vec!["sts:AssumeRole"];
        if asked.source_identity.is_some() || caller.source_identity.is_some() {
            actions.push("sts:SetSourceIdentity");
        }
        let is_root = caller.identity == Identity::Root;
        let found = self.role_by_arn(&asked.role_arn).filter(|_| !is_root);
        let (account, id, trust) = found.ok_or_else(|| refused("sts:AssumeRole"))?;
        let mut context = self.context(now, caller, region);
        context.insert("sts:rolesessionname", asked.role_session_name.clone());
        if let Some(external_id) = &asked.external_id {
            context.insert("sts:externalid", external_id.clone());
        }
        if let Some(source) = &asked.source_identity {
            context.insert("sts:sourceidentity", source.clone());
        }
        let mut decision = self.decision(caller, vec![trust], caller.account == account);
        decision.must_be_named = true;
        for action in actions {
            let request = Request {
                resource: &asked.role_arn,
                ..caller.request(action, &asked.role_arn, &context)
            };
            decide(&decision, request).map_err(|_| refused(action))?;
        }
        // Who carries a source identity cannot take another one on.
        let is_changed = caller.source_identity.is_some()
            && asked.source_identity.is_some()
            && caller.source_identity != asked.source_identity;
        if is_changed {
            return Err(refused("sts:SetSourceIdentity"));
        }
        Ok((account, id))
    }

    fn role_by_arn(&self, arn: &str) -> Option<(AccountId, UniqueId, &Policy)> {
        let (head, path_and_name) = arn.split_once(":role/")?;
        let account = AccountId::new(head.rsplit(':').next()?).ok()?;
        let id = self.identity(&account, Kind::Role, path_and_name, true)?;
        let found = self.accounts.get(&account)?;
        let home = self.homes.get(&id)?;
        let trust = &found.roles.get(home.name())?.trust;
        (found.is_open && home.arn(found.partition) == arn).then_some((account, id, trust))
    }
}

fn session_policy(text: &str) -> Result<Policy, Refusal> {
    if text.chars().count() > POLICY_CHARS_MAX {
        return Err(Refusal::PackedPolicyTooLarge(format!(
            "Packed policy consumes {}% of allotted space, please use smaller policy.",
            text.len() * 100 / POLICY_CHARS_MAX
        )));
    }
    parse(text, Grammar::IDENTITY, &no_principal)
        .map_err(|_| Refusal::MalformedPolicyDocument("Syntax errors in policy.".to_owned()))
}

/// STS API Reference, `AssumeRole`.
fn check_arguments(asked: &AssumeRole) -> Result<(), Refusal> {
    let check = |value: Option<&str>, member: &str, marks: &str, max: usize| match value {
        Some(value) if !is_name(value, marks, max) => Err(Refusal::InvalidParameter(format!(
            "1 validation error detected: Value '{value}' at '{member}' failed to satisfy constraint: \
             Member must have length 2 to {max} and satisfy regular expression pattern: [\\w{marks}]*"
        ))),
        _ => Ok(()),
    };
    check(
        Some(&asked.role_session_name),
        "roleSessionName",
        "+=,.@-",
        64,
    )?;
    check(
        asked.external_id.as_deref(),
        "externalId",
        "+=,.@:/-",
        1_224,
    )?;
    check(
        asked.source_identity.as_deref(),
        "sourceIdentity",
        "+=,.@-",
        64,
    )?;
    if !(20..=2_048).contains(&asked.role_arn.len()) || !asked.role_arn.starts_with("arn:") {
        let arn = &asked.role_arn;
        return Err(Refusal::InvalidParameter(format!("{arn} is invalid")));
    }
    match asked.duration_seconds {
        Some(seconds) if seconds < *DURATION_SECONDS.start() => {
            Err(Refusal::InvalidParameter(format!(
                "1 validation error detected: Value '{seconds}' at 'durationSeconds' failed to satisfy \
             constraint: Member must have value greater than or equal to {}",
                DURATION_SECONDS.start()
            )))
        }
        Some(seconds) if seconds > *DURATION_SECONDS.end() => Err(Refusal::InvalidParameter(
            "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
                .to_owned(),
        )),
        _ => Ok(()),
    }
}

fn is_name(value: &str, marks: &str, max: usize) -> bool {
    (2..=max).contains(&value.len())
        && value
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '_' || marks.contains(c))
}

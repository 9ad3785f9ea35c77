//! Becoming a role.

use wharfinger_core::timestamp::Timestamp;

use super::account::Kind;
use super::credentials::Session;
use super::{AssumeRole, Caller, Credentials, World};
use crate::iam::{Identity, Policy, Request, UniqueId, decide};
use crate::moment;
use crate::names::{AccountId, Region};
use crate::operation::Operation;
use crate::refusal::Refusal;

/// How long a session is that says nothing (the same page).
const DURATION_SECONDS_DEFAULT: u32 = 3_600;

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
        asked.check()?;
        let policy = asked.session_policy()?;
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
            credentials: self.issue_session_key(now, account, identity, session),
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

//! Keys: who is behind them, and until when.

use wharfinger_core::timestamp::Timestamp;

use super::account::Kind;
use super::{Caller, World};
use crate::iam::{AwsPrincipal, Identity, Policy, UniqueId};
use crate::moment;
use crate::names::{AccountId, Partition};
use crate::refusal::Refusal;

/// How long the key of a session that has ended is known to have ended. Then it is no key any more, as
/// one that never was, so that a simulator that runs for long does not keep them all.
const ENDED_SESSION_KEPT_SECONDS: i64 = 60 * 60;

/// What a client signs with. All made up: they open nothing outside the simulator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credentials {
    /// Names the key: `AKIA...` for ever, `ASIA...` for a session.
    pub access_key_id: String,
    /// Signs.
    pub secret_access_key: String,
    /// Goes with each call of a session.
    pub session_token: Option<String>,
    /// When the session ends.
    pub expires_at: Option<Timestamp>,
}

/// What is known of a key.
#[derive(Clone, Debug)]
pub(super) struct Key {
    secret: String,
    account: AccountId,
    identity: Identity,
    session: Option<Session>,
}

/// A session of a role.
#[derive(Clone, Debug)]
pub(super) struct Session {
    pub(super) token: String,
    pub(super) expires_at: Timestamp,
    pub(super) policy: Option<Policy>,
    pub(super) source_identity: Option<String>,
}

impl World {
    /// A key of the root of an account, who may do anything in it.
    ///
    /// ```
    /// use wharfinger_aws_sim::{AccountId, World};
    /// let nobody = AccountId::new("999999999999").unwrap();
    /// assert!(World::new(1).root_credentials(&nobody).is_none());
    /// ```
    pub fn root_credentials(&mut self, account: &AccountId) -> Option<Credentials> {
        let is_there = self.accounts.contains_key(account);
        is_there.then(|| self.issue(account.clone(), Identity::Root, None))
    }

    /// Who a key belongs to, after its signature was found right. The session token goes with it exactly
    /// if the key is one of a session.
    ///
    /// # Errors
    /// [`Refusal::UnknownKey`], [`Refusal::ExpiredToken`].
    pub fn authenticate(
        &self,
        now: Timestamp,
        access_key_id: &str,
        session_token: Option<&str>,
    ) -> Result<Caller, Refusal> {
        let key = self.keys.get(access_key_id).ok_or(Refusal::UnknownKey)?;
        let session = key.session.as_ref();
        if session.map(|session| session.token.as_str()) != session_token {
            return Err(Refusal::UnknownKey);
        }
        if session.is_some_and(|session| session.expires_at <= now) {
            return Err(Refusal::ExpiredToken);
        }
        let partition = self
            .account(&key.account)
            .map_err(|_| Refusal::UnknownKey)?
            .partition;
        let is_gone = match &key.identity {
            Identity::Root => false,
            Identity::User(id) | Identity::Session { role: id, .. } => !self.homes.contains_key(id),
        };
        if is_gone {
            return Err(Refusal::UnknownKey);
        }
        Ok(Caller {
            account: key.account.clone(),
            partition,
            identity: key.identity.clone(),
            arn: self.arn_of(&key.account, &key.identity, partition),
            access_key_id: access_key_id.to_owned(),
            policy: session.and_then(|session| session.policy.clone()),
            source_identity: session.and_then(|session| session.source_identity.clone()),
        })
    }

    /// The secret of a key, to compare signatures with.
    pub(crate) fn secret_of(&self, access_key_id: &str) -> Option<&str> {
        self.keys.get(access_key_id).map(|key| key.secret.as_str())
    }

    pub(super) fn issue_user_key(&mut self, id: &UniqueId) -> Credentials {
        let account = self.homes[id].account.clone();
        self.issue(account, Identity::User(id.clone()), None)
    }

    /// A key for a session. Those that ended long ago are forgotten meanwhile.
    pub(super) fn issue_session_key(
        &mut self,
        now: Timestamp,
        account: AccountId,
        identity: Identity,
        session: Session,
    ) -> Credentials {
        let forgotten = moment::seconds_later(now, -ENDED_SESSION_KEPT_SECONDS);
        self.keys.retain(|_, key| {
            let session = key.session.as_ref();
            session.is_none_or(|session| session.expires_at > forgotten)
        });
        self.issue(account, identity, Some(session))
    }

    /// A token for a session, as long as AWS's are at least.
    pub(super) fn session_token(&mut self) -> String {
        self.random.id("IQoJb3JpZ2luX2Vj", 360)
    }

    fn issue(
        &mut self,
        account: AccountId,
        identity: Identity,
        session: Option<Session>,
    ) -> Credentials {
        let prefix = if session.is_some() { "ASIA" } else { "AKIA" };
        let access_key_id = self.random.id(prefix, 20);
        let secret = self.random.id("", 40);
        let credentials = Credentials {
            access_key_id: access_key_id.clone(),
            secret_access_key: secret.clone(),
            session_token: session.as_ref().map(|session| session.token.clone()),
            expires_at: session.as_ref().map(|session| session.expires_at),
        };
        let key = Key {
            secret,
            account,
            identity,
            session,
        };
        self.keys.insert(access_key_id, key);
        credentials
    }

    pub(super) fn arn_of(
        &self,
        account: &AccountId,
        identity: &Identity,
        partition: Partition,
    ) -> String {
        let principal = match identity {
            Identity::Root => AwsPrincipal::Account(account.clone()),
            Identity::User(id) => AwsPrincipal::Identity(id.clone()),
            Identity::Session { role, name } => AwsPrincipal::Session(role.clone(), name.clone()),
        };
        self.name_of(&principal, partition)
    }

    /// The policies of whoever calls; `None` for a root.
    pub(super) fn policies_of(&self, caller: &Caller) -> Option<Vec<&Policy>> {
        let (id, kind) = match &caller.identity {
            Identity::Root => return None,
            Identity::User(id) => (id, Kind::User),
            Identity::Session { role, .. } => (role, Kind::Role),
        };
        let found = self.homes.get(id).zip(self.accounts.get(&caller.account));
        let policies = found.and_then(|(home, account)| match kind {
            Kind::User => account.users.get(home.name()).map(|user| &user.policies),
            Kind::Role => account.roles.get(home.name()).map(|role| &role.policies),
        });
        Some(
            policies
                .map(|policies| policies.iter().collect())
                .unwrap_or_default(),
        )
    }
}

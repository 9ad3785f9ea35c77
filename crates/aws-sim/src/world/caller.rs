//! Who calls.

use crate::iam::{Identity, Policy};
use crate::names::{AccountId, Partition};

/// Somebody whose key was recognised ([`World::authenticate`](super::World::authenticate)).
#[derive(Clone, Debug)]
pub struct Caller {
    pub(super) account: AccountId,
    pub(super) partition: Partition,
    pub(super) identity: Identity,
    pub(super) arn: String,
    pub(super) access_key_id: String,
    /// What the session is limited to.
    pub(super) policy: Option<Policy>,
    pub(super) source_identity: Option<String>,
}

impl Caller {
    /// The account.
    #[must_use]
    pub fn account(&self) -> &AccountId {
        &self.account
    }

    /// The ARN, as `GetCallerIdentity` tells it: of a session, the session's.
    #[must_use]
    pub fn arn(&self) -> &str {
        &self.arn
    }

    /// The unique id, as `GetCallerIdentity` tells it: of a session `AROA...:NAME`, of a root the account.
    #[must_use]
    pub fn user_id(&self) -> String {
        match &self.identity {
            Identity::Root => self.account.to_string(),
            Identity::User(id) => id.0.clone(),
            Identity::Session { role, name } => format!("{}:{name}", role.0),
        }
    }

    /// What the session was told to be called in everything it does.
    #[must_use]
    pub fn source_identity(&self) -> Option<&str> {
        self.source_identity.as_deref()
    }
}

//! Everything that is remembered, and how one thing is found.

use std::collections::BTreeMap;

use wharfinger_core::account::AccountId;
use wharfinger_core::grants::{Lease, Repository};
use wharfinger_core::policy::Installation;

use super::automation::AutomationRow;
use super::keys::KeyUse;
use super::looks::LookRow;
use super::registry_requests::RegistryRow;
use super::repositories::RepositoryRow;
use super::rows::Rows;
use crate::device::StoredDevice;
use crate::repository::Watched;
use crate::{
    Account, AddedRegistry, ApiToken, AuditEntry, By, Connection, ConnectionId, Descriptor,
    Failure, Link, Notice, OPERATOR, OPERATOR_NAME, PasswordHash, PrincipalProof, RequestId,
    Revision, Role, SecretHash, Session, StoredRequest, Timestamp, TokenId, Tool, ToolId,
};

#[derive(Clone, Debug)]
pub(super) struct State {
    pub(super) accounts: Rows<AccountRow>,
    pub(super) sessions: BTreeMap<SecretHash, Session>,
    pub(super) tokens: Rows<TokenRow>,
    pub(super) links: BTreeMap<SecretHash, Link>,
    pub(super) devices: Vec<StoredDevice>,
    pub(super) tools: Rows<ToolRow>,
    pub(super) requests: Rows<StoredRequest>,
    pub(super) connections: Rows<Connection>,
    pub(super) automation: BTreeMap<ToolId, AutomationRow>,
    pub(super) repositories: Rows<RepositoryRow>,
    /// Where nobody keeps the policy; one that ended may still be there.
    pub(super) examinations: Vec<(Repository, Lease)>,
    /// By account and ARN.
    pub(super) proofs: BTreeMap<(AccountId, String), PrincipalProof>,
    /// For whom, and until when.
    pub(super) challenges: BTreeMap<SecretHash, (AccountId, Timestamp)>,
    /// Of requests that the server carries out, or did.
    pub(super) repository_grants: BTreeMap<RequestId, Watched>,
    /// Whose statements are ours, once anybody asked.
    pub(super) installation: Option<Installation>,
    pub(super) registry_requests: Rows<RegistryRow>,
    /// The oldest first.
    pub(super) added_registries: Vec<AddedRegistry>,
    pub(super) looks: BTreeMap<ToolId, LookRow>,
    /// How many tools, the oldest first, were taken up to be looked at.
    pub(super) looked_through: usize,
    /// By account and key.
    pub(super) keys: BTreeMap<(AccountId, String), KeyUse>,
    /// The position is the number in the id.
    pub(super) notices: Rows<Notice>,
    /// In order of their numbers, which start at 1.
    pub(super) entries: Rows<AuditEntry>,
}

/// An account, with what nobody is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct AccountRow {
    pub(super) account: Account,
    pub(super) password: Option<PasswordHash>,
}

/// An API token, with what nobody is shown.
#[derive(Clone, Debug)]
pub(super) struct TokenRow {
    pub(super) token: ApiToken,
    pub(super) hash: SecretHash,
}

/// A tool, with who answers for it.
#[derive(Clone, Debug)]
pub(super) struct ToolRow {
    pub(super) tool: Tool,
    /// The first one first.
    pub(super) maintainers: Vec<MaintainerRow>,
    /// In the order in which they were first written.
    pub(super) descriptors: Vec<Descriptor>,
    /// About the contact that the tool has now.
    pub(super) contact_verified_at: Option<Timestamp>,
}

/// A [`crate::Maintainer`] without what the account says.
#[derive(Clone, Debug)]
pub(super) struct MaintainerRow {
    pub(super) account: AccountId,
    pub(super) since: Timestamp,
    pub(super) added_by: AccountId,
}

impl AccountRow {
    /// The account that is there from the start.
    pub(super) fn operator() -> Self {
        Self {
            account: Account {
                id: OPERATOR,
                name: OPERATOR_NAME.parse().expect("the name is well formed"),
                role: Role::Administrator,
                email: None,
                has_password: false,
                identity: None,
                revision: Revision::FIRST,
                created_at: Timestamp::MIN,
                disabled_at: None,
            },
            password: None,
        }
    }
}

impl Default for State {
    fn default() -> Self {
        let mut accounts = Rows::default();
        accounts.push(AccountRow::operator());
        Self {
            accounts,
            sessions: BTreeMap::new(),
            tokens: Rows::default(),
            links: BTreeMap::new(),
            devices: Vec::new(),
            tools: Rows::default(),
            requests: Rows::default(),
            connections: Rows::default(),
            automation: BTreeMap::new(),
            repositories: Rows::default(),
            examinations: Vec::new(),
            proofs: BTreeMap::new(),
            challenges: BTreeMap::new(),
            repository_grants: BTreeMap::new(),
            installation: None,
            registry_requests: Rows::default(),
            added_registries: Vec::new(),
            looks: BTreeMap::new(),
            looked_through: 0,
            keys: BTreeMap::new(),
            notices: Rows::default(),
            entries: Rows::default(),
        }
    }
}

impl State {
    pub(super) fn account_row(&self, id: AccountId) -> Option<&AccountRow> {
        self.accounts.iter().find(|row| row.account.id == id)
    }

    pub(super) fn account_row_mut(&mut self, id: AccountId) -> Option<&mut AccountRow> {
        self.accounts.iter_mut().find(|row| row.account.id == id)
    }

    pub(super) fn account(&self, id: AccountId) -> Option<&Account> {
        self.account_row(id).map(|row| &row.account)
    }

    /// The account with that id, unless it is disabled.
    pub(super) fn active(&self, id: AccountId) -> Option<&Account> {
        self.account(id).filter(|account| account.is_active())
    }

    pub(super) fn token_row(&self, id: TokenId) -> Option<&TokenRow> {
        self.tokens.iter().find(|row| row.token.id == id)
    }

    pub(super) fn tool_row(&self, id: ToolId) -> Option<&ToolRow> {
        self.tools.iter().find(|row| row.tool.id == id)
    }

    pub(super) fn tool_row_mut(&mut self, id: ToolId) -> Option<&mut ToolRow> {
        self.tools.iter_mut().find(|row| row.tool.id == id)
    }

    pub(super) fn request(&self, id: RequestId) -> Option<&StoredRequest> {
        self.requests.iter().find(|request| request.id == id)
    }

    pub(super) fn connection(&self, id: ConnectionId) -> Option<&Connection> {
        self.connections.iter().find(|row| row.id == id)
    }

    /// The account that does what only somebody with an account does.
    pub(super) fn person(&self, by: &By) -> Result<AccountId, Failure> {
        by.actor
            .account()
            .filter(|id| self.account(*id).is_some())
            .ok_or_else(|| {
                Failure::unavailable("who acts has no account; the caller must name one")
            })
    }
}

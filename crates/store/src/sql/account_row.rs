//! An account's row, written and read.

use wharfinger_core::account::AccountName;

use super::audit::Changed;
use super::{Param, Row, Sql, belongings};
use crate::audit::belongings::Belongings;
use crate::audit::digest;
use crate::page::Position;
use crate::{
    Account, Action, AuditHash, Email, Failure, Identity, OPERATOR, OPERATOR_NAME, PasswordHash,
    Revision, Role, Subject, Timestamp,
};

/// The columns that [`decode`] takes.
macro_rules! account_columns {
    () => {
        "account.position, account.id, account.name, account.role, account.email, \
        account.email_verified_at, account.password, account.issuer, account.subject, \
        account.revision, account.created_at, account.disabled_at"
    };
}

pub(super) use account_columns;

/// An account with what only the store knows of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct StoredAccount {
    pub(super) position: Position,
    pub(super) account: Account,
    pub(super) password: Option<PasswordHash>,
}

impl StoredAccount {
    /// The operator's, which is there from the start.
    pub(super) fn operator() -> Self {
        Self {
            position: 1,
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

    /// The hash of it and of what belongs to it.
    pub(super) fn digest(&self, belongings: &Belongings) -> AuditHash {
        digest::account(&self.account, self.password.as_ref(), belongings)
    }

    /// That something was done about it which leaves it as it is.
    pub(super) async fn noted(
        &self,
        sql: &mut impl Sql,
        action: Action,
        until: Option<Timestamp>,
    ) -> Result<Changed, Failure> {
        let digest = belongings::digest(sql, self).await?;
        Ok(Changed {
            until,
            ..self.changed(action, Some(digest), digest)
        })
    }

    /// That it has become what it is.
    pub(super) fn changed(
        &self,
        action: Action,
        before: Option<AuditHash>,
        after: AuditHash,
    ) -> Changed {
        Changed {
            action,
            subject: Subject::Account(self.account.id),
            tool: None,
            until: None,
            before,
            after,
        }
    }
}

/// Reads [`account_columns`], the next ones of the row.
pub(super) fn decode(row: &mut Row) -> Result<StoredAccount, Failure> {
    row.turn_to("account");
    let position = row.integer("position")?;
    let id = row.account("id")?;
    row.named(id);
    let name = name(row)?;
    let role = row.word("role", Role::from_name)?;
    let email = email(row)?;
    let password = row.optional_text("password")?.map(PasswordHash);
    let identity = identity(row)?;
    let account = Account {
        id,
        name,
        role,
        email,
        has_password: password.is_some(),
        identity,
        revision: row.revision("revision")?,
        created_at: row.timestamp("created_at")?,
        disabled_at: row.optional_timestamp("disabled_at")?,
    };
    Ok(StoredAccount {
        position,
        account,
        password,
    })
}

pub(super) fn name(row: &mut Row) -> Result<AccountName, Failure> {
    let name = row.text("name")?;
    name.parse().map_err(|_| row.corrupt("name", name))
}

fn email(row: &mut Row) -> Result<Option<Email>, Failure> {
    let address = row.optional_text("email")?;
    let verified_at = row.optional_timestamp("email_verified_at")?;
    match (address, verified_at) {
        (Some(address), verified_at) => Ok(Some(Email {
            address,
            verified_at,
        })),
        (None, None) => Ok(None),
        (None, Some(time)) => Err(row.corrupt("email_verified_at", time)),
    }
}

fn identity(row: &mut Row) -> Result<Option<Identity>, Failure> {
    match (row.optional_text("issuer")?, row.optional_text("subject")?) {
        (Some(issuer), Some(subject)) => Ok(Some(Identity { issuer, subject })),
        (None, None) => Ok(None),
        (Some(issuer), None) => Err(row.corrupt("issuer", issuer)),
        (None, Some(subject)) => Err(row.corrupt("subject", subject)),
    }
}

/// What an account keeps for ever, in the order `id, name, created_at`.
pub(super) fn lasting(account: &Account) -> [Param<'_>; 3] {
    [
        (&account.id).into(),
        account.name.as_str().into(),
        account.created_at.into(),
    ]
}

/// What may be another with every change, in the order `role, email, email_verified_at, password,
/// issuer, subject, revision, disabled_at`.
pub(super) fn changing(stored: &StoredAccount) -> [Param<'_>; 8] {
    let account = &stored.account;
    let email = account.email.as_ref();
    let identity = account.identity.as_ref();
    [
        account.role.as_str().into(),
        email.map(|email| &email.address).into(),
        email.and_then(|email| email.verified_at).into(),
        stored.password.as_ref().map(|hash| &hash.0).into(),
        identity.map(|identity| &identity.issuer).into(),
        identity.map(|identity| &identity.subject).into(),
        account.revision.into(),
        account.disabled_at.into(),
    ]
}

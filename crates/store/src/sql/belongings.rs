//! What belongs to accounts beside their rows, as far as the audit log holds it.

use wharfinger_core::account::AccountId;

use super::account_row::StoredAccount;
use super::{Sql, accounts, added_registries, audit, proofs, registry_requests};
use crate::audit::belongings::Belongings;
use crate::{Action, AuditHash, By, Failure};

/// The migration since which requests for registries, support of them and registries that were added belong to
/// accounts. It finds none, so that no hash changes by it; a server of before would leave them out of those that
/// it writes.
pub(crate) const MIGRATION: &str = "0011_registry_requests";

/// Whether an account has any, because most have none: one question for those, and not one a table.
const HAS_ANY: &str = "
    SELECT position FROM account WHERE id = $1 AND (
        EXISTS (SELECT 1 FROM principal_proof AS p WHERE p.account = account.id)
        OR EXISTS (SELECT 1 FROM registry_request AS r WHERE r.opened_by = account.id)
        OR EXISTS (SELECT 1 FROM registry_vote AS v WHERE v.account = account.id)
        OR EXISTS (SELECT 1 FROM added_registry AS a WHERE a.added_by = account.id))";

/// What belongs to an account.
pub(super) async fn of(sql: &mut impl Sql, account: &AccountId) -> Result<Belongings, Failure> {
    if sql.first(HAS_ANY, &[account.into()]).await?.is_none() {
        return Ok(Belongings::default());
    }
    Ok(Belongings {
        proofs: proofs::of_account(sql, account).await?,
        asked_for: registry_requests::asked_for_by(sql, account).await?,
        supported: registry_requests::supported_by(sql, account).await?,
        added: added_registries::by_account(sql, account).await?,
    })
}

/// The hash of an account with what belongs to it.
pub(super) async fn digest(
    sql: &mut impl Sql,
    stored: &StoredAccount,
) -> Result<AuditHash, Failure> {
    let belongings = of(sql, &stored.account.id).await?;
    Ok(stored.digest(&belongings))
}

/// An account before something changes that belongs to it.
#[derive(Debug)]
pub(super) struct Before {
    stored: StoredAccount,
    digest: AuditHash,
}

impl Before {
    pub(super) async fn of(sql: &mut impl Sql, stored: StoredAccount) -> Result<Self, Failure> {
        let digest = digest(sql, &stored).await?;
        Ok(Self { stored, digest })
    }

    /// The same of an account that is there, because what belongs to it refers to it.
    pub(super) async fn of_account(
        sql: &mut impl Sql,
        account: &AccountId,
    ) -> Result<Self, Failure> {
        let stored = accounts::stored(sql, account).await?;
        let stored = stored.ok_or_else(|| Failure::Damaged {
            finding: format!("there is no account {account}, to which something belongs"),
        })?;
        Self::of(sql, stored).await
    }

    /// Writes down that it was changed.
    pub(super) async fn changed(
        self,
        sql: &mut impl Sql,
        action: Action,
        by: &By,
    ) -> Result<(), Failure> {
        let after = digest(sql, &self.stored).await?;
        let changed = self.stored.changed(action, Some(self.digest), after);
        audit::append(sql, by, changed).await
    }
}

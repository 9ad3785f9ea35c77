//! Letting the audit log vouch for what it did not before: what accounts have shown on AWS, and where
//! requests are carried out.
//!
//! Both were stored before they were hashed. Where nothing was stored, the hash is as it was.

use super::account_row::{self, account_columns};
use super::audit::{self, Changed};
use super::pages::Pages;
use super::repository_grants::{self, Granted};
use super::{Sql, proofs};
use crate::audit::belongings::Belongings;
use crate::audit::digest;
use crate::{Action, Actor, AuditFilter, By, Failure, Page, Subject, Timestamp};

/// The migration in whose transaction [`extend`] runs. No server of before may append behind it.
pub(crate) const MIGRATION: &str = "0010_trail_failures";

/// Accounts that have shown something.
const ACCOUNTS: &str = concat!(
    "SELECT ",
    account_columns!(),
    " FROM account WHERE position > $1
        AND EXISTS (SELECT 1 FROM principal_proof WHERE principal_proof.account = account.id)
    ORDER BY position LIMIT $2"
);

/// Writes an entry of the server about everything whose hash is another one from now on.
///
/// The hash of before is made from what is stored, as it was made then, and not taken from the log: what
/// somebody changed behind the store's back is found now as it would have been found.
pub(crate) async fn extend(sql: &mut impl Sql) -> Result<(), Failure> {
    let by = By {
        actor: Actor::System,
        request_id: MIGRATION.to_owned(),
        now: last_change(sql).await?,
    };
    let mut accounts = Pages::by_number(ACCOUNTS);
    while let Some(mut row) = accounts.next(sql).await? {
        let stored = account_row::decode(&mut row)?;
        let before = stored.digest(&Belongings::default());
        // The tables of what else may belong to an account are made by later steps.
        let proofs = proofs::of_account(sql, &stored.account.id).await?;
        let after = stored.digest(&Belongings {
            proofs,
            ..Belongings::default()
        });
        let changed = stored.changed(Action::AuditExtended, Some(before), after);
        audit::append(sql, &by, changed).await?;
    }
    let mut grants = Pages::by_number(repository_grants::EVERY);
    while let Some(row) = grants.next(sql).await? {
        let granted = repository_grants::decode(row)?;
        audit::append(sql, &by, extended(&granted)).await?;
    }
    Ok(())
}

fn extended(granted: &Granted) -> Changed {
    let request = &granted.request;
    Changed {
        action: Action::AuditExtended,
        subject: Subject::Request(request.id),
        tool: Some(request.tool),
        until: None,
        before: Some(digest::request(request, None)),
        after: granted.digest(),
    }
}

/// When the last entry was written: a migration is told no time.
async fn last_change(sql: &mut impl Sql) -> Result<Timestamp, Failure> {
    let last = audit::entries(sql, AuditFilter::default(), Page::first(1)).await?;
    Ok(last
        .entries
        .first()
        .map_or(Timestamp::MIN, |entry| entry.at))
}

//! Mends of somebody else's part of a policy.

use wharfinger_core::grants::{Mended, RepositoryId, WantedMend};
use wharfinger_core::policy::Mend;

use super::reapply::about;
use super::repository_row::{by_id, update};
use super::{Param, Row, Sql, accounts, audit, connections};
use crate::page::Position;
use crate::repository::{Kept, TAKEN_BACK, is_healed};
use crate::{
    Account, Action, By, Connection, ConnectionId, Failure, MENDS_KEPT, MENDS_WAITING_MAX,
    MendError, MendOutcome, StoredMend, Timestamp,
};

/// A query of whole mends, which ends as given.
macro_rules! select_mends {
    ($end:literal) => {
        concat!(
            "SELECT repository, number, put_back, take_out, asked_by, asked_at, settled_at, refusal \
            FROM policy_mend WHERE ",
            $end
        )
    };
}

const WAITING: &str = select_mends!(
    "repository = $1 AND settled_at IS NULL AND asked_by IS NOT NULL ORDER BY number"
);

const BEGUN: &str =
    select_mends!("repository = $1 AND settled_at IS NULL AND asked_by IS NULL ORDER BY number");

const LIST: &str = select_mends!(
    "repository = (SELECT position FROM repository WHERE id = $1) ORDER BY number DESC LIMIT $2"
);

/// Those behind a repository and number, in order.
pub(super) const EVERY: &str =
    select_mends!("(repository, number) > ($1, $2) ORDER BY repository, number LIMIT $3");

const NEWEST: &str = "
    SELECT number FROM policy_mend WHERE repository = $1 ORDER BY number DESC LIMIT 1";

const INSERT: &str = "
    INSERT INTO policy_mend (repository, number, put_back, take_out, asked_by, asked_at, settled_at,
        refusal)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

const SETTLE: &str = "
    UPDATE policy_mend SET settled_at = $1, refusal = $2
    WHERE repository = $3 AND number = $4 AND settled_at IS NULL";

/// Whoever connects the account anew has not been asked about them.
const GIVE_UP: &str = "
    UPDATE policy_mend SET settled_at = $1, refusal = $2
    WHERE settled_at IS NULL
        AND repository IN (SELECT position FROM repository WHERE connection = $3)";

const PRUNE: &str = "
    DELETE FROM policy_mend
    WHERE repository = $1 AND number <= $2 AND settled_at IS NOT NULL";

pub(crate) async fn ask(
    sql: &mut impl Sql,
    id: &RepositoryId,
    mend: &Mend,
    by: &By,
) -> Result<(), MendError> {
    let account = accounts::person(sql, by).await?;
    let (position, mut kept) = by_id(sql, id).await?.ok_or(MendError::NotFound)?;
    let connection = connections::live(sql, &kept.connection).await?;
    let connection = connection.ok_or(MendError::Disconnected)?;
    if !may_mend(&account, &connection) {
        return Err(MendError::NotOwner);
    }
    let waiting = waiting(sql, position).await?;
    if waiting.iter().any(|other| other.mend == *mend) {
        return Ok(());
    }
    if waiting.len() >= MENDS_WAITING_MAX as usize {
        return Err(MendError::TooMany);
    }
    let stored = StoredMend {
        number: next(sql, position).await?,
        mend: mend.clone(),
        by: Some(account.id),
        asked_at: by.now,
        outcome: None,
    };
    insert(sql, position, &stored).await?;
    audit::append(sql, by, about(&connection, Action::StatementMended)).await?;
    kept.want(by.now);
    update(sql, position, &kept).await?;
    Ok(())
}

/// What others want in the policy is no maintainer's to say: whoever may write a statement there gives
/// access to whomever it names, for any tool in the repository.
fn may_mend(account: &Account, connection: &Connection) -> bool {
    account.is_active() && (account.is_administrator() || connection.owner == account.id)
}

/// Writes down that the server is about to do one that nobody asked for.
pub(super) async fn begin(
    sql: &mut impl Sql,
    repository: Position,
    mend: &Mend,
    now: Timestamp,
) -> Result<(), Failure> {
    let begun = begun(sql, repository).await?;
    if begun.iter().any(|other| other.mend == *mend) {
        return Ok(());
    }
    let stored = StoredMend {
        number: next(sql, repository).await?,
        mend: mend.clone(),
        by: None,
        asked_at: now,
        outcome: None,
    };
    insert(sql, repository, &stored).await
}

/// Those that the server was about to do and whose end is not known, in order.
pub(super) async fn begun(
    sql: &mut impl Sql,
    repository: Position,
) -> Result<Vec<StoredMend>, Failure> {
    let rows = sql.query(BEGUN, &[repository.into()]).await?;
    rows.into_iter().map(decode).collect()
}

/// Those that people asked for and that wait, in order.
pub(super) async fn waiting(
    sql: &mut impl Sql,
    repository: Position,
) -> Result<Vec<WantedMend>, Failure> {
    let rows = sql.query(WAITING, &[repository.into()]).await?;
    let wanted = rows.into_iter().map(|row| {
        let StoredMend { number, mend, .. } = decode(row)?;
        Ok(WantedMend { number, mend })
    });
    wanted.collect()
}

/// Takes down what came of mends, with an entry about each that was done and nobody had asked for. Whether
/// any still waits.
pub(super) async fn settle(
    sql: &mut impl Sql,
    repository: Position,
    kept: &Kept,
    mended: &[Mended],
    by: &By,
) -> Result<bool, Failure> {
    for mended in mended {
        store_outcome(sql, repository, mended, by.now).await?;
        if is_healed(mended)
            && let Some(connection) = connections::by_id(sql, &kept.connection).await?
        {
            audit::append(sql, by, about(&connection, Action::StatementHealed)).await?;
        }
    }
    let is_anything_begun = !begun(sql, repository).await?.is_empty();
    Ok(is_anything_begun || !waiting(sql, repository).await?.is_empty())
}

/// Takes down what came of a mend: where it was asked for or begun, in its row, and in one of its own where
/// the server found out that it cannot be done.
async fn store_outcome(
    sql: &mut impl Sql,
    repository: Position,
    mended: &Mended,
    now: Timestamp,
) -> Result<(), Failure> {
    let outcome = MendOutcome::of(mended, now);
    let mut number = mended.number;
    if number.is_none() {
        let mut begun = begun(sql, repository).await?.into_iter();
        let found = begun.find(|stored| stored.mend == mended.mend);
        number = found.map(|stored| stored.number);
    }
    let Some(number) = number else {
        let stored = StoredMend {
            number: next(sql, repository).await?,
            mend: mended.mend.clone(),
            by: None,
            asked_at: now,
            outcome: Some(outcome),
        };
        return insert(sql, repository, &stored).await;
    };
    let params: [Param<'_>; 4] = [
        outcome.at.into(),
        outcome.refusal.as_ref().into(),
        repository.into(),
        number.cast_signed().into(),
    ];
    sql.execute(SETTLE, &params).await?;
    Ok(())
}

/// Nobody writes the policies of a connection any more: what waits there is over.
pub(super) async fn give_up(
    sql: &mut impl Sql,
    connection: &ConnectionId,
    now: Timestamp,
) -> Result<(), Failure> {
    let params = [now.into(), TAKEN_BACK.into(), connection.into()];
    sql.execute(GIVE_UP, &params).await?;
    Ok(())
}

pub(crate) async fn list(
    sql: &mut impl Sql,
    repository: &RepositoryId,
) -> Result<Vec<StoredMend>, Failure> {
    let most = MENDS_KEPT + MENDS_WAITING_MAX;
    let rows = sql.query(LIST, &[repository.into(), most.into()]).await?;
    rows.into_iter().map(decode).collect()
}

async fn next(sql: &mut impl Sql, repository: Position) -> Result<u64, Failure> {
    let newest = sql.first(NEWEST, &[repository.into()]).await?;
    let newest = newest.map(|row| row.of("policy_mend").number::<u64>("number"));
    Ok(newest.transpose()?.unwrap_or(0) + 1)
}

/// Keeps another one, and lets go of the oldest that are over.
async fn insert(
    sql: &mut impl Sql,
    repository: Position,
    stored: &StoredMend,
) -> Result<(), Failure> {
    let outcome = stored.outcome.as_ref();
    let params: [Param<'_>; 8] = [
        repository.into(),
        stored.number.cast_signed().into(),
        stored.mend.put_back().into(),
        stored.mend.take_out().into(),
        stored.by.as_ref().into(),
        stored.asked_at.into(),
        outcome.map(|outcome| outcome.at).into(),
        outcome.and_then(|outcome| outcome.refusal.as_ref()).into(),
    ];
    sql.execute(INSERT, &params).await?;
    let oldest = stored.number.cast_signed() - i64::from(MENDS_KEPT);
    sql.execute(PRUNE, &[repository.into(), oldest.into()])
        .await?;
    Ok(())
}

/// Reads a row of [`select_mends`].
pub(super) fn decode(row: Row) -> Result<StoredMend, Failure> {
    let mut row = row.of("policy_mend");
    row.integer("repository")?;
    let number: u64 = row.number("number")?;
    row.named(number.cast_signed());
    let put_back = row.optional_text("put_back")?;
    let take_out = row.optional_text("take_out")?;
    let Some(mend) = Mend::from_parts(put_back, take_out) else {
        return Err(row.corrupt("put_back", "nothing, and nothing to take out"));
    };
    let by = row.optional_account("asked_by")?;
    let asked_at = row.timestamp("asked_at")?;
    let settled_at = row.optional_timestamp("settled_at")?;
    let refusal = row.optional_text("refusal")?;
    let outcome = match (settled_at, refusal) {
        (None, None) => None,
        (Some(at), refusal) => Some(MendOutcome { at, refusal }),
        (None, Some(refusal)) => return Err(row.corrupt("refusal", refusal)),
    };
    Ok(StoredMend {
        number,
        mend,
        by,
        asked_at,
        outcome,
    })
}

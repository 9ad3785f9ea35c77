//! Who maintains a tool.

use wharfinger_core::account::AccountId;

use super::by_ids::{self, in_ids};
use super::notices::tell;
use super::{Row, Sql, accounts, audit, contact, maintained, tools};
use crate::{
    Account, Action, Actor, AddMaintainerError, By, Failure, MAINTAINERS_MAX, Maintainer,
    NoticeKind, Recipient, RemoveMaintainerError, ToolId,
};

/// The columns that [`decode`] takes, of a maintainer and their account.
macro_rules! maintainer_columns {
    () => {
        "maintainer.account, account.name, account.disabled_at, maintainer.since, \
        maintainer.added_by"
    };
}

pub(super) use maintainer_columns;

/// How many they are.
pub(super) const MAINTAINER_COLUMNS: usize = 5;

/// The first one first. A tool has few: see [`MAINTAINERS_MAX`].
const OF_TOOL: &str = concat!(
    "SELECT ",
    maintainer_columns!(),
    " FROM maintainer JOIN account ON account.id = maintainer.account
    WHERE maintainer.tool = (SELECT position FROM tool WHERE id = $1) ORDER BY maintainer.place"
);

const MAINTAINED_OF: &str = concat!(
    "SELECT tool.id FROM tool JOIN maintainer ON maintainer.tool = tool.position WHERE ",
    in_ids!("tool.id"),
    " AND maintainer.account = $17"
);

const INSERT: &str = "
    INSERT INTO maintainer (tool, place, account, since, added_by)
    SELECT tool.position,
        (SELECT coalesce(max(place), 0) + 1 FROM maintainer WHERE maintainer.tool = tool.position),
        $1, $2, $3
    FROM tool WHERE id = $4";

const REMOVE: &str = "
    DELETE FROM maintainer
    WHERE account = $1 AND tool = (SELECT position FROM tool WHERE id = $2)";

/// The maintainers of a tool, the first one first.
pub(crate) async fn of(sql: &mut impl Sql, tool: &ToolId) -> Result<Vec<Maintainer>, Failure> {
    let rows = sql.query(OF_TOOL, &[tool.into()]).await?;
    rows.into_iter().map(|mut row| decode(&mut row)).collect()
}

/// Which of these tools an account maintains.
pub(crate) async fn maintained_of(
    sql: &mut impl Sql,
    account: &AccountId,
    tools: &[ToolId],
) -> Result<Vec<ToolId>, Failure> {
    let (tools, others) = (tools.iter().collect(), [account.into()]);
    let found = by_ids::find(sql, MAINTAINED_OF, tools, &others, |mut row| {
        row.turn_to("tool");
        row.uuid("id").map(ToolId::from_uuid)
    });
    found.await?.whole()
}

/// Whether an account maintains a tool and can act.
pub(super) fn maintains(maintainers: &[Maintainer], account: &AccountId) -> bool {
    maintainers
        .iter()
        .any(|maintainer| maintainer.account == *account && !maintainer.disabled)
}

/// Who acts, if they may change the tool that has these maintainers.
pub(super) async fn manager(
    sql: &mut impl Sql,
    maintainers: &[Maintainer],
    actor: Actor,
) -> Result<Option<Account>, Failure> {
    let Some(id) = actor.account() else {
        return Ok(None);
    };
    let account = accounts::by_id(sql, &id).await?;
    Ok(account.filter(|account| {
        account.is_active() && (account.is_administrator() || maintains(maintainers, &id))
    }))
}

pub(super) async fn insert(
    sql: &mut impl Sql,
    tool: &ToolId,
    maintainer: &Maintainer,
) -> Result<(), Failure> {
    let params = [
        (&maintainer.account).into(),
        maintainer.since.into(),
        (&maintainer.added_by).into(),
        tool.into(),
    ];
    sql.later(INSERT, &params).await
}

pub(crate) async fn add(
    sql: &mut impl Sql,
    tool: &ToolId,
    account: &AccountId,
    by: &By,
) -> Result<Vec<Maintainer>, AddMaintainerError> {
    let whole = tools::whole(sql, tool).await?;
    let mut whole = whole.ok_or(AddMaintainerError::NoSuchTool)?;
    let manager = manager(sql, &whole.maintainers, by.actor).await?;
    let added_by = manager.ok_or(AddMaintainerError::NotMaintainer)?.id;
    let account = accounts::by_id(sql, account).await?;
    let account = account.filter(Account::is_active);
    let account = account.ok_or(AddMaintainerError::NoSuchAccount)?;
    if maintains(&whole.maintainers, &account.id) {
        return Ok(whole.maintainers);
    }
    if whole.maintainers.len() >= MAINTAINERS_MAX {
        return Err(AddMaintainerError::TooMany);
    }
    let before = whole.digest();
    let maintainer = Maintainer {
        account: account.id,
        name: account.name,
        disabled: false,
        since: by.now,
        added_by,
    };
    insert(sql, tool, &maintainer).await?;
    maintained::add(sql, tool, &account.id).await?;
    whole.maintainers.push(maintainer);
    let changed = whole.changed(Action::MaintainerAdded, Some(before));
    audit::append(sql, by, changed).await?;
    if account.id != added_by {
        let to = Recipient::Account(account.id);
        tell(sql, &to, NoticeKind::MaintainerAdded(*tool), by.now).await?;
    }
    Ok(whole.maintainers)
}

pub(crate) async fn remove(
    sql: &mut impl Sql,
    tool: &ToolId,
    account: &AccountId,
    by: &By,
) -> Result<Vec<Maintainer>, RemoveMaintainerError> {
    let whole = tools::whole(sql, tool).await?;
    let mut whole = whole.ok_or(RemoveMaintainerError::NoSuchTool)?;
    let manager = manager(sql, &whole.maintainers, by.actor).await?;
    let removed_by = manager.ok_or(RemoveMaintainerError::NotMaintainer)?.id;
    let before = whole.digest();
    let place = whole
        .maintainers
        .iter()
        .position(|maintainer| maintainer.account == *account);
    let gone = whole
        .maintainers
        .remove(place.ok_or(RemoveMaintainerError::NoSuchMaintainer)?);
    if whole
        .maintainers
        .iter()
        .all(|maintainer| maintainer.disabled)
    {
        return Err(RemoveMaintainerError::Last);
    }
    if contact::is_of(sql, &whole.stored.tool, &gone, &whole.maintainers).await? {
        return Err(RemoveMaintainerError::Contact);
    }
    sql.execute(REMOVE, &[account.into(), tool.into()]).await?;
    maintained::remove(sql, tool, account).await?;
    let changed = whole.changed(Action::MaintainerRemoved, Some(before));
    audit::append(sql, by, changed).await?;
    if *account != removed_by && !gone.disabled {
        let to = Recipient::Account(*account);
        tell(sql, &to, NoticeKind::MaintainerRemoved(*tool), by.now).await?;
    }
    Ok(whole.maintainers)
}

/// Reads [`maintainer_columns`], the next ones of the row.
pub(super) fn decode(row: &mut Row) -> Result<Maintainer, Failure> {
    row.turn_to("maintainer");
    let account = row.account("account")?;
    row.named(account);
    let name = row.text("name")?;
    Ok(Maintainer {
        account,
        name: name.parse().map_err(|_| row.corrupt("name", name))?,
        disabled: row.optional_timestamp("disabled_at")?.is_some(),
        since: row.timestamp("since")?,
        added_by: row.account("added_by")?,
    })
}

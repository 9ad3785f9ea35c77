//! Tools whose requests the server carries out.

use wharfinger_core::grants::{Repository, RepositoryId};

use super::automation_row::{StoredAutomation, decode, select_automation};
use super::hand_over::take_back_all;
use super::maintainers::{self, maintains, manager};
use super::repository_place::{self, Placed};
use super::{Sql, audit, connections, examinations, tools};
use crate::{
    Action, AutomateError, Automation, By, Connection, ConnectionId, Failure, Maintainer,
    NewAutomation, StopAutomationError, ToolId,
};

const OF_TOOL: &str = select_automation!("automation.tool = $1");

/// All that a connection carries out: as many as its owner has turned on, one by one.
const OF_CONNECTION: &str = select_automation!(
    "automation.connection = $1 AND automation.stopped_at IS NULL ORDER BY automation.tool"
);

const STOP: &str = "UPDATE automation SET stopped_at = $1 WHERE tool = $2";

/// One that was stopped begins anew.
const START: &str = "
    INSERT INTO automation (tool, repository, connection, started_by, since, stopped_at)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (tool) DO UPDATE SET repository = excluded.repository,
        connection = excluded.connection, started_by = excluded.started_by,
        since = excluded.since, stopped_at = excluded.stopped_at";

pub(crate) async fn automate(
    sql: &mut impl Sql,
    new: &NewAutomation,
    by: &By,
) -> Result<Automation, AutomateError> {
    let tool = tools::whole(sql, &new.tool).await?;
    let tool = tool.ok_or(AutomateError::NoSuchTool)?;
    let actor = by.actor.account();
    let actor = actor.filter(|account| maintains(&tool.maintainers, account));
    let actor = actor.ok_or(AutomateError::NotMaintainer)?;
    let connection = connections::live(sql, &new.connection).await?;
    let connection = connection.ok_or(AutomateError::NoSuchConnection)?;
    if connection.owner != actor {
        return Err(AutomateError::NotOwner);
    }
    if connection.proven_at.is_none() {
        return Err(AutomateError::NotProven);
    }
    let path = tool.stored.tool.registration.tool_path();
    let is_there = Repository::of_tool(path).as_ref() == Some(&new.place);
    if !is_there || !connection.reaches(&new.place) {
        return Err(AutomateError::AnotherPlace);
    }
    let repository = repository(sql, new, &connection, by).await?;
    let before = stored(sql, &new.tool).await?;
    if let Some(found) = &before
        && found.stopped_at.is_none()
        && found.automation.connection == connection.id
        && found.automation.repository == repository
    {
        return Ok(found.automation.clone());
    }
    let started = StoredAutomation {
        automation: Automation {
            tool: new.tool,
            repository,
            connection: connection.id,
            by: actor,
            since: by.now,
        },
        place: new.place.clone(),
        stopped_at: None,
    };
    sql.execute(START, &started.params()).await?;
    let before = before.as_ref().map(StoredAutomation::digest);
    let changed = started.changed(Action::AutomationStarted, before);
    audit::append(sql, by, changed).await?;
    take_back_all(sql, &new.tool, &repository, by).await?;
    Ok(started.automation)
}

/// The repository at the place, kept with that connection from now on.
async fn repository(
    sql: &mut impl Sql,
    new: &NewAutomation,
    connection: &Connection,
    by: &By,
) -> Result<RepositoryId, AutomateError> {
    let Some(found) = repository_place::at(sql, &new.place).await? else {
        let is_kept = repository_place::by_id(sql, &new.repository)
            .await?
            .is_some();
        if is_kept || examinations::has(sql, &new.repository).await? {
            return Err(AutomateError::IdTaken);
        }
        let lease = examinations::take_over(sql, &new.place, by.now).await?;
        let placed = Placed {
            id: lease.map_or(new.repository, |lease| lease.repository),
            connection: connection.id,
            place: new.place.clone(),
        };
        let is_fresh = repository_place::insert(sql, &placed, lease, by.now).await?;
        return is_fresh.then_some(placed.id).ok_or(AutomateError::IdTaken);
    };
    if found.connection != connection.id {
        if let Some(other) = connections::live(sql, &found.connection).await? {
            return Err(AutomateError::Taken { owner: other.owner });
        }
        repository_place::set_connection(sql, &found.id, &connection.id).await?;
    }
    Ok(found.id)
}

pub(crate) async fn stop(
    sql: &mut impl Sql,
    tool: &ToolId,
    by: &By,
) -> Result<(), StopAutomationError> {
    let found = running(sql, tool).await?;
    let found = found.ok_or(StopAutomationError::NotAutomated)?;
    let maintainers = maintainers::of(sql, tool).await?;
    if manager(sql, &maintainers, by.actor).await?.is_none()
        && !is_connected_by(sql, &found, by).await?
    {
        return Err(StopAutomationError::NotMaintainer);
    }
    Ok(store_stopped(sql, found, by).await?)
}

/// Whether whoever acts owns the connection, and can act.
async fn is_connected_by(
    sql: &mut impl Sql,
    found: &StoredAutomation,
    by: &By,
) -> Result<bool, Failure> {
    match connections::by_id(sql, &found.automation.connection).await? {
        Some(connection) => connections::is_owner(sql, &connection, by).await,
        None => Ok(false),
    }
}

/// Stops all that a connection carries out, but for what is stored damaged: nothing is carried out with a
/// connection that was taken back.
pub(super) async fn stop_all(
    sql: &mut impl Sql,
    connection: &ConnectionId,
    by: &By,
) -> Result<(), Failure> {
    for row in sql.query(OF_CONNECTION, &[connection.into()]).await? {
        match decode(row) {
            Ok(found) => store_stopped(sql, found, by).await?,
            Err(Failure::Corrupt { .. }) => {}
            Err(failure) => return Err(failure),
        }
    }
    Ok(())
}

async fn store_stopped(
    sql: &mut impl Sql,
    mut found: StoredAutomation,
    by: &By,
) -> Result<(), Failure> {
    let before = found.digest();
    found.stopped_at = Some(by.now);
    let params = [by.now.into(), (&found.automation.tool).into()];
    sql.execute(STOP, &params).await?;
    let changed = found.changed(Action::AutomationStopped, Some(before));
    audit::append(sql, by, changed).await
}

/// What carries out a tool's requests, and whether it holds now.
pub(crate) async fn of_tool(
    sql: &mut impl Sql,
    tool: &ToolId,
) -> Result<Option<(Automation, bool)>, Failure> {
    let Some(found) = running(sql, tool).await? else {
        return Ok(None);
    };
    let maintainers = maintainers::of(sql, tool).await?;
    let holds = holds(sql, &found, &maintainers).await?;
    Ok(Some((found.automation, holds)))
}

/// The repository in which the server carries out an approval of this moment, if it does.
pub(super) async fn carrier(
    sql: &mut impl Sql,
    tool: &ToolId,
    maintainers: &[Maintainer],
) -> Result<Option<RepositoryId>, Failure> {
    let Some(found) = running(sql, tool).await? else {
        return Ok(None);
    };
    let holds = holds(sql, &found, maintainers).await?;
    Ok(holds.then_some(found.automation.repository))
}

/// Whether an approval of this moment is carried out by the server.
async fn holds(
    sql: &mut impl Sql,
    found: &StoredAutomation,
    maintainers: &[Maintainer],
) -> Result<bool, Failure> {
    let Some(connection) = connections::live(sql, &found.automation.connection).await? else {
        return Ok(false);
    };
    let tool = tools::by_id(sql, &found.automation.tool).await?;
    let place = tool.and_then(|tool| Repository::of_tool(tool.registration.tool_path()));
    Ok(connection.proven_at.is_some()
        && maintains(maintainers, &connection.owner)
        && connection.reaches(&found.place)
        && place.as_ref() == Some(&found.place))
}

/// What carries out a tool's requests, unless it was stopped.
async fn running(sql: &mut impl Sql, tool: &ToolId) -> Result<Option<StoredAutomation>, Failure> {
    let found = stored(sql, tool).await?;
    Ok(found.filter(|found| found.stopped_at.is_none()))
}

async fn stored(sql: &mut impl Sql, tool: &ToolId) -> Result<Option<StoredAutomation>, Failure> {
    let row = sql.first(OF_TOOL, &[tool.into()]).await?;
    row.map(decode).transpose()
}

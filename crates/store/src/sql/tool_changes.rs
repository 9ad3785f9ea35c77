//! Tools: registered, changed, archived.

use wharfinger_core::registration::Registration;

use super::idempotency::{Operation, remember, replay};
use super::maintainers::{self, manager};
use super::tool_row::{StoredTool, changing, lasting};
use super::tools::{Whole, by_id, by_path, whole};
use super::{Sql, accounts, audit, contact, looks};
use crate::page::Position;
use crate::{
    Account, Action, ArchiveError, AuditHash, By, Failure, Maintainer, NewTool, RegisterError,
    Registered, Revision, Tool, ToolId, UpdateError,
};

/// What keeps searches true, which each database does in its own way.
pub(crate) trait ToolIndex: Sql {
    /// A tool was registered.
    async fn added(&mut self, tool: &Tool) -> Result<(), Failure>;

    /// The description of a tool was changed.
    async fn described(&mut self, position: Position, tool: &Tool) -> Result<(), Failure>;
}

/// Positions follow each other without gaps, also behind a registration that was undone:
/// [`super::tools::counts`] and the checks rely on it, so no sequence of the database gives them out.
/// No `RETURNING`, for which SQLite would keep a journal of the statement.
const INSERT: &str = "
    INSERT INTO tool (position, id, path, host, namespace, name, tool_name, created_at,
        registry, tag, digest, visibility, contact_email, description, source_url, revision,
        updated_at, archived_at, contact_verified_at)
    VALUES ((SELECT coalesce(max(position), 0) + 1 FROM tool), $1, $2, $3, $4, $5, $6, $7,
        $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
    ON CONFLICT DO NOTHING";

const UPDATE: &str = "
    UPDATE tool SET registry = $1, tag = $2, digest = $3, visibility = $4, contact_email = $5,
        description = $6, source_url = $7, revision = $8, updated_at = $9, archived_at = $10,
        contact_verified_at = $11
    WHERE position = $12";

pub(crate) async fn register_tool(
    sql: &mut impl ToolIndex,
    new: &NewTool,
    by: &By,
) -> Result<Registered, RegisterError> {
    let account = accounts::person(sql, by).await?;
    let key = new.idempotency.as_ref();
    let replayed = replay(sql, key, &account.id, by.now, |did| match did {
        Operation::RegisterTool(id) => Some(id),
        _ => None,
    });
    if let Some(id) = replayed.await?.map_err(|_| RegisterError::KeyReused)?
        && let Some(tool) = by_id(sql, &id).await?
    {
        return Ok(Registered {
            tool,
            replayed: true,
        });
    }
    let whole = new_tool(new, &account, by);
    insert(sql, &whole).await?;
    let tool = &whole.stored.tool;
    sql.added(tool).await?;
    let changed = whole.changed(Action::ToolRegistered, None);
    audit::append(sql, by, changed).await?;
    contact::tell(sql, &whole.stored, by.now).await?;
    if let Some(key) = key {
        let did = Operation::RegisterTool(tool.id);
        remember(sql, key, &account.id, by.now, did).await?;
    }
    Ok(Registered {
        tool: whole.stored.tool,
        replayed: false,
    })
}

/// What a registration by that account makes.
fn new_tool(new: &NewTool, account: &Account, by: &By) -> Whole {
    let contact = new.registration.contact_email();
    Whole {
        stored: StoredTool {
            position: 0,
            contact_verified_at: contact::verified_by(account, contact, by.now),
            tool: Tool {
                id: new.id,
                registration: new.registration.clone(),
                revision: Revision::FIRST,
                created_at: by.now,
                updated_at: by.now,
                archived_at: None,
            },
        },
        descriptors: Vec::new(),
        maintainers: vec![Maintainer {
            account: account.id,
            name: account.name.clone(),
            disabled: !account.is_active(),
            since: by.now,
            added_by: account.id,
        }],
    }
}

async fn insert(sql: &mut impl Sql, whole: &Whole) -> Result<(), RegisterError> {
    let tool = &whole.stored.tool;
    let params = [&lasting(tool)[..], &changing(&whole.stored)].concat();
    if sql.execute(INSERT, &params).await? == 1 {
        for maintainer in &whole.maintainers {
            maintainers::insert(sql, &tool.id, maintainer).await?;
        }
        return Ok(());
    }
    let path = tool.registration.tool_path().as_str();
    Err(match by_path(sql, path).await? {
        Some(existing) => RegisterError::Conflict {
            existing: existing.id,
            path: path.to_owned(),
        },
        None => RegisterError::IdTaken(tool.id),
    })
}

pub(crate) async fn update_tool(
    sql: &mut impl ToolIndex,
    id: &ToolId,
    expected: Revision,
    registration: &Registration,
    by: &By,
) -> Result<Tool, UpdateError> {
    let mut whole = whole(sql, id).await?.ok_or(UpdateError::NotFound)?;
    let manager = manager(sql, &whole.maintainers, by.actor).await?;
    let manager = manager.ok_or(UpdateError::NotMaintainer)?;
    let tool = &whole.stored.tool;
    if tool.revision != expected {
        return Err(UpdateError::Stale {
            current: tool.revision,
        });
    }
    if tool.archived_at.is_some() {
        return Err(UpdateError::Archived);
    }
    let path = tool.registration.tool_path();
    if path != registration.tool_path() {
        return Err(UpdateError::PathChanged {
            path: path.to_string(),
        });
    }
    let described = tool.registration.description() != registration.description();
    let contact = registration.contact_email();
    let is_other_contact = contact != tool.registration.contact_email();
    let is_other_image = registration.image() != tool.registration.image();
    let before = whole.digest();
    if is_other_contact {
        whole.stored.contact_verified_at = contact::verified_by(&manager, contact, by.now);
    }
    whole.stored.tool.registration = registration.clone();
    store(sql, &mut whole, Action::ToolUpdated, before, by).await?;
    if described {
        sql.described(whole.stored.position, &whole.stored.tool)
            .await?;
    }
    if is_other_contact {
        contact::tell(sql, &whole.stored, by.now).await?;
    }
    if is_other_image {
        looks::forget(sql, whole.stored.position, by.now).await?;
    }
    Ok(whole.stored.tool)
}

pub(crate) async fn set_archived(
    sql: &mut impl Sql,
    id: &ToolId,
    expected: Option<Revision>,
    archived: bool,
    by: &By,
) -> Result<Tool, ArchiveError> {
    let mut whole = whole(sql, id).await?.ok_or(ArchiveError::NotFound)?;
    if manager(sql, &whole.maintainers, by.actor).await?.is_none() {
        return Err(ArchiveError::NotMaintainer);
    }
    let current = whole.stored.tool.revision;
    if expected.is_some_and(|expected| expected != current) {
        return Err(ArchiveError::Stale { current });
    }
    if whole.stored.tool.archived_at.is_some() == archived {
        return Ok(whole.stored.tool);
    }
    let before = whole.digest();
    whole.stored.tool.archived_at = archived.then_some(by.now);
    let action = if archived {
        Action::ToolArchived
    } else {
        Action::ToolUnarchived
    };
    store(sql, &mut whole, action, before, by).await?;
    if !archived {
        looks::unarchived(sql, whole.stored.position, by.now).await?;
    }
    Ok(whole.stored.tool)
}

/// Stores a tool as it has become, and writes that down.
pub(super) async fn store(
    sql: &mut impl Sql,
    whole: &mut Whole,
    action: Action,
    before: AuditHash,
    by: &By,
) -> Result<(), Failure> {
    let tool = &mut whole.stored.tool;
    tool.revision = tool.revision.next();
    tool.updated_at = by.now;
    let params = [
        &changing(&whole.stored)[..],
        &[whole.stored.position.into()],
    ]
    .concat();
    sql.later(UPDATE, &params).await?;
    audit::append(sql, by, whole.changed(action, Some(before))).await
}

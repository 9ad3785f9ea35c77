//! The transactions that write. Each runs alone on the writer's thread, and perhaps twice: see
//! `writer.rs`.

use rusqlite::named_params;
use rusqlite::types::{ToSqlOutput, ValueRef};
use wharfinger_core::registration::Registration;

use super::indexing::reindex;
use super::read::{tool_by_id, tool_by_path};
use super::statement::Statements;
use crate::page::Position;
use crate::{
    ArchiveError, Failure, Fingerprint, IDEMPOTENCY_SECONDS, Idempotency, NewTool, RegisterError,
    Registered, Revision, Timestamp, TokenHash, Tool, ToolId, UpdateError,
};

/// Most idempotency keys that one registration clears away: more than it adds, so that the table
/// shrinks to a day's keys, and few, so that no registration pays for a quiet week.
const KEYS_FORGOTTEN_MAX: u32 = 2;

pub(super) const INSERT_TOOL: &str = "
    INSERT INTO tool (id, path, registry, host, namespace, name, tool_name, tag, digest,
        visibility, contact_email, description, source_url, revision, created_at, updated_at)
    VALUES (:id, :path, :registry, :host, :namespace, :name, :tool_name, :tag, :digest,
        :visibility, :contact_email, :description, :source_url, :revision, :created_at, :updated_at)
    ON CONFLICT DO NOTHING";

pub(super) const UPDATE_TOOL: &str = "
    UPDATE tool SET registry = :registry, tag = :tag, digest = :digest, visibility = :visibility,
        contact_email = :contact_email, description = :description, source_url = :source_url,
        revision = :revision, updated_at = :updated_at
    WHERE position = :position";

pub(super) const SET_ARCHIVED: &str = "
    UPDATE tool SET archived_at = :archived_at, revision = :revision, updated_at = :now
    WHERE position = :position";

pub(super) const FIND_KEY: &str = "
    SELECT tool.id, fingerprint FROM idempotency JOIN tool ON tool.position = idempotency.tool
    WHERE principal = :principal AND key = :key AND used_at > :forgotten";

pub(super) const REMEMBER_KEY: &str = "
    INSERT OR REPLACE INTO idempotency (principal, key, fingerprint, tool, used_at)
    VALUES (:principal, :key, :fingerprint, :tool, :now)";

pub(super) const FORGET_KEYS: &str = "
    DELETE FROM idempotency WHERE (principal, key) IN (
        SELECT principal, key FROM idempotency WHERE used_at <= :forgotten
        ORDER BY used_at LIMIT :limit)";

pub(super) const SET_TOKEN: &str =
    "INSERT OR REPLACE INTO operator_token (one, hash, set_at) VALUES (1, :hash, :now)";

pub(super) fn register_tool(
    statements: Statements<'_>,
    new: &NewTool,
) -> Result<Registered, RegisterError> {
    if let Some(request) = &new.idempotency
        && let Some(tool) = replay(statements, request, new.now)?
    {
        return Ok(Registered {
            tool,
            replayed: true,
        });
    }
    let tool = Tool {
        id: new.id,
        registration: new.registration.clone(),
        revision: Revision::FIRST,
        created_at: new.now,
        updated_at: new.now,
        archived_at: None,
    };
    let position = insert(statements, &tool)?;
    if let Some(request) = &new.idempotency {
        remember(statements, request, position, new.now)?;
    }
    Ok(Registered {
        tool,
        replayed: false,
    })
}

pub(super) fn update_tool(
    statements: Statements<'_>,
    id: ToolId,
    expected: Revision,
    registration: &Registration,
    now: Timestamp,
) -> Result<Tool, UpdateError> {
    let (position, mut tool) = tool_by_id(statements, id)?.ok_or(UpdateError::NotFound)?;
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
    tool.registration = registration.clone();
    tool.revision = tool.revision.next();
    tool.updated_at = now;
    let position_bound = (":position", ToSqlOutput::from(position));
    statements.execute(
        UPDATE_TOOL,
        &[&changing(&tool)[..], &[position_bound]].concat()[..],
    )?;
    if described {
        reindex(statements, position, &tool.registration)?;
    }
    Ok(tool)
}

pub(super) fn set_archived(
    statements: Statements<'_>,
    id: ToolId,
    expected: Option<Revision>,
    archived: bool,
    now: Timestamp,
) -> Result<Tool, ArchiveError> {
    let (position, mut tool) = tool_by_id(statements, id)?.ok_or(ArchiveError::NotFound)?;
    if expected.is_some_and(|expected| expected != tool.revision) {
        return Err(ArchiveError::Stale {
            current: tool.revision,
        });
    }
    if tool.archived_at.is_some() == archived {
        return Ok(tool);
    }
    tool.archived_at = archived.then_some(now);
    tool.revision = tool.revision.next();
    tool.updated_at = now;
    statements.execute(
        SET_ARCHIVED,
        named_params! {
            ":archived_at": tool.archived_at.map(Timestamp::as_micros),
            ":revision": tool.revision.get(),
            ":now": now.as_micros(),
            ":position": position,
        },
    )?;
    Ok(tool)
}

pub(super) fn set_operator_token(
    statements: Statements<'_>,
    hash: TokenHash,
    now: Timestamp,
) -> Result<(), Failure> {
    statements.execute(
        SET_TOKEN,
        named_params! { ":hash": hash.0, ":now": now.as_micros() },
    )?;
    Ok(())
}

/// The tool that an earlier request with the same key stored.
fn replay(
    statements: Statements<'_>,
    request: &Idempotency,
    now: Timestamp,
) -> Result<Option<Tool>, RegisterError> {
    let used = statements.first(
        FIND_KEY,
        named_params! {
            ":principal": request.principal,
            ":key": request.key,
            ":forgotten": now.seconds_earlier(IDEMPOTENCY_SECONDS).as_micros(),
        },
        |row| {
            let id = row.get(0).map_err(super::statement::failure)?;
            let fingerprint = row.get(1).map_err(super::statement::failure)?;
            Ok((
                ToolId::from_uuid(crate::Uuid::from_bytes(id)),
                Fingerprint(fingerprint),
            ))
        },
    )?;
    match used {
        None => Ok(None),
        Some((_, fingerprint)) if fingerprint != request.fingerprint => {
            Err(RegisterError::KeyReused)
        }
        Some((id, _)) => Ok(tool_by_id(statements, id)?.map(|(_, tool)| tool)),
    }
}

fn insert(statements: Statements<'_>, tool: &Tool) -> Result<Position, RegisterError> {
    let path = tool.registration.tool_path().as_str();
    let inserted = statements.execute(
        INSERT_TOOL,
        &[&lasting(tool)[..], &changing(tool)].concat()[..],
    )?;
    if inserted == 1 {
        return Ok(statements.connection.last_insert_rowid());
    }
    Err(match tool_by_path(statements, path)? {
        Some((_, existing)) => RegisterError::Conflict {
            existing: existing.id,
            path: path.to_owned(),
        },
        None => RegisterError::IdTaken(tool.id),
    })
}

/// The value of a column, by the name it has in [`INSERT_TOOL`] and [`UPDATE_TOOL`].
type Bound<'a> = (&'static str, ToSqlOutput<'a>);

/// What a tool keeps for ever: every part of its path, since a change keeps each of them.
fn lasting(tool: &Tool) -> [Bound<'_>; 7] {
    let path = tool.registration.tool_path();
    [
        (":id", tool.id.as_uuid().into_bytes().to_vec().into()),
        (":path", path.as_str().into()),
        (":host", path.host().into()),
        (":namespace", path.namespace().into()),
        (":name", path.name().into()),
        (":tool_name", optional(path.tool_name())),
        (":created_at", tool.created_at.as_micros().into()),
    ]
}

/// What may be another with every change. The registry is, once the operator has named the host.
fn changing(tool: &Tool) -> [Bound<'_>; 9] {
    let registration = &tool.registration;
    [
        (":registry", registration.registry().into()),
        (":tag", optional(registration.tag())),
        (":digest", optional(registration.digest())),
        (":visibility", registration.visibility().as_str().into()),
        (":contact_email", optional(registration.contact_email())),
        (":description", optional(registration.description())),
        (":source_url", optional(registration.source_url())),
        (":revision", tool.revision.get().into()),
        (":updated_at", tool.updated_at.as_micros().into()),
    ]
}

fn optional(text: Option<&str>) -> ToSqlOutput<'_> {
    ToSqlOutput::Borrowed(text.map_or(ValueRef::Null, ValueRef::from))
}

fn remember(
    statements: Statements<'_>,
    request: &Idempotency,
    position: Position,
    now: Timestamp,
) -> Result<(), Failure> {
    statements.execute(
        REMEMBER_KEY,
        named_params! {
            ":principal": request.principal,
            ":key": request.key,
            ":fingerprint": request.fingerprint.0,
            ":tool": position,
            ":now": now.as_micros(),
        },
    )?;
    statements.execute(
        FORGET_KEYS,
        named_params! {
            ":forgotten": now.seconds_earlier(IDEMPOTENCY_SECONDS).as_micros(),
            ":limit": KEYS_FORGOTTEN_MAX,
        },
    )?;
    Ok(())
}

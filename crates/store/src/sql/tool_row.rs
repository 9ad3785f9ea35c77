//! A tool's row, written and read.

use wharfinger_core::registration::{Registration, Stored};

use super::{Param, Row, listed};
use crate::page::{Listed, Position};
use crate::{Failure, Timestamp, Tool, ToolId};

/// The columns of a whole tool.
macro_rules! tool_columns {
    () => {
        "tool.position, tool.id, tool.path, tool.registry, tool.host, tool.namespace, tool.name, \
        tool.tool_name, tool.tag, tool.digest, tool.visibility, tool.contact_email, \
        tool.description, tool.source_url, tool.revision, tool.created_at, tool.updated_at, \
        tool.archived_at, tool.contact_verified_at"
    };
}

/// A query of whole tools, which ends as given; [`decode`] reads what it finds.
macro_rules! select_tool {
    ($($end:literal)*) => {
        concat!("SELECT ", $crate::sql::tool_row::tool_columns!(), " FROM ", $($end),*)
    };
}

pub(crate) use {select_tool, tool_columns};

/// A tool with what the store alone knows of it.
#[derive(Debug)]
pub(crate) struct StoredTool {
    pub(crate) position: Position,
    pub(crate) tool: Tool,
    /// Since when the contact that it has now is verified.
    pub(crate) contact_verified_at: Option<Timestamp>,
}

/// Reads a row of [`select_tool`], for whom a tool and its place are enough.
pub(crate) fn decode(row: Row) -> Result<(Position, Tool), Failure> {
    let stored = decode_stored(row)?;
    Ok((stored.position, stored.tool))
}

/// The same of a list, in which a damaged tool keeps its place and nothing more.
pub(crate) fn listed(row: Row) -> Result<Listed<Tool>, Failure> {
    listed::listed(row, decode)
}

/// Reads a row of [`select_tool`].
pub(super) fn decode_stored(mut row: Row) -> Result<StoredTool, Failure> {
    decode_next(&mut row)
}

/// Reads [`tool_columns`], the next ones of the row.
pub(super) fn decode_next(row: &mut Row) -> Result<StoredTool, Failure> {
    row.turn_to("tool");
    let position = row.integer("position")?;
    let id = row.uuid("id")?;
    row.named(id);
    let path = row.text("path")?;
    let stored = Stored {
        registry: row.text("registry")?,
        host: row.text("host")?,
        namespace: row.text("namespace")?,
        name: row.text("name")?,
        tool_name: row.optional_text("tool_name")?,
        tag: row.optional_text("tag")?,
        digest: row.optional_text("digest")?,
        visibility: row.text("visibility")?,
        contact_email: row.optional_text("contact_email")?,
        description: row.optional_text("description")?,
        source_url: row.optional_text("source_url")?,
    };
    let registration = Registration::restore(stored).map_err(|corrupt| row.failure(corrupt))?;
    if registration.tool_path().as_str() != path {
        return Err(row.corrupt("path", path));
    }
    let tool = Tool {
        id: ToolId::from_uuid(id),
        registration,
        revision: row.revision("revision")?,
        created_at: row.timestamp("created_at")?,
        updated_at: row.timestamp("updated_at")?,
        archived_at: row.optional_timestamp("archived_at")?,
    };
    let contact_verified_at = row.optional_timestamp("contact_verified_at")?;
    match contact_verified_at {
        Some(time) if tool.registration.contact_email().is_none() => {
            Err(row.corrupt("contact_verified_at", time))
        }
        contact_verified_at => Ok(StoredTool {
            position,
            tool,
            contact_verified_at,
        }),
    }
}

/// What a tool keeps for ever: every part of its path, since a change keeps each of them. In the
/// order `id, path, host, namespace, name, tool_name, created_at`.
pub(super) fn lasting(tool: &Tool) -> [Param<'_>; 7] {
    let path = tool.registration.tool_path();
    [
        (&tool.id).into(),
        path.as_str().into(),
        path.host().into(),
        path.namespace().into(),
        path.name().into(),
        path.tool_name().into(),
        tool.created_at.into(),
    ]
}

/// What may be another with every change; the registry too, once the operator has named the host.
/// In the order `registry, tag, digest, visibility, contact_email, description, source_url,
/// revision, updated_at, archived_at, contact_verified_at`.
pub(super) fn changing(stored: &StoredTool) -> [Param<'_>; 11] {
    let tool = &stored.tool;
    let registration = &tool.registration;
    [
        registration.registry().into(),
        registration.tag().into(),
        registration.digest().into(),
        registration.visibility().as_str().into(),
        registration.contact_email().into(),
        registration.description().into(),
        registration.source_url().into(),
        tool.revision.into(),
        tool.updated_at.into(),
        tool.archived_at.into(),
        stored.contact_verified_at.into(),
    ]
}

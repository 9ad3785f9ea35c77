//! A tool's row, written and read. Reading parses again: what does not parse is damage.

use rusqlite::Row;
use rusqlite::types::FromSql;
use wharfinger_core::registration::{Corrupt, Registration, Stored};

use super::statement::failure;
use crate::page::Position;
use crate::{Failure, Revision, Timestamp, Tool, ToolId, Uuid};

/// The columns in the order in which [`decode`] takes them.
const COLUMNS: [&str; 18] = [
    "position",
    "id",
    "path",
    "registry",
    "host",
    "namespace",
    "name",
    "tool_name",
    "tag",
    "digest",
    "visibility",
    "contact_email",
    "description",
    "source_url",
    "revision",
    "created_at",
    "updated_at",
    "archived_at",
];

/// [`COLUMNS`] as a `SELECT` spells them.
pub(super) const SELECTED: &str = "tool.position, id, path, registry, host, namespace, name, \
    tool_name, tag, digest, visibility, contact_email, description, source_url, revision, \
    created_at, updated_at, archived_at";

const PATH: usize = 2;
const DESCRIPTION: usize = 12;

/// Most bytes of a damaged value that an error repeats.
const FOUND_BYTES_MAX: usize = 100;

/// Reads a row of [`SELECTED`].
pub(super) fn decode(row: &Row<'_>) -> Result<(Position, Tool), Failure> {
    let mut reader = Reader {
        row,
        at: 0,
        tool: "?".to_owned(),
    };
    let position = reader.next()?;
    let id = ToolId::from_uuid(Uuid::from_bytes(reader.next()?));
    reader.tool = id.to_string();
    let path: String = reader.next()?;
    let stored = Stored {
        registry: reader.next()?,
        host: reader.next()?,
        namespace: reader.next()?,
        name: reader.next()?,
        tool_name: reader.next()?,
        tag: reader.next()?,
        digest: reader.next()?,
        visibility: reader.next()?,
        contact_email: reader.next()?,
        description: reader.next()?,
        source_url: reader.next()?,
    };
    let registration = Registration::restore(stored).map_err(|corrupt| reader.failure(corrupt))?;
    if registration.tool_path().as_str() != path {
        return Err(reader.corrupt("path", &path));
    }
    let number: u32 = reader.next()?;
    let revision =
        Revision::new(number).ok_or_else(|| reader.corrupt("revision", &number.to_string()))?;
    let tool = Tool {
        id,
        registration,
        revision,
        created_at: Timestamp::from_micros(reader.next()?),
        updated_at: Timestamp::from_micros(reader.next()?),
        archived_at: reader.next::<Option<i64>>()?.map(Timestamp::from_micros),
    };
    Ok((position, tool))
}

/// The path and the description in a row of [`SELECTED`], without copying them.
pub(super) fn searched_texts<'r>(row: &'r Row<'_>) -> Result<(&'r str, Option<&'r str>), Failure> {
    let text = |index: usize| {
        let value = row.get_ref(index).map_err(failure)?;
        value.as_str_or_null().map_err(|_| {
            // Decoding the row says which tool it is.
            decode(row)
                .err()
                .unwrap_or_else(|| Failure::unavailable("a text is not one"))
        })
    };
    Ok((text(PATH)?.unwrap_or(""), text(DESCRIPTION)?))
}

/// Takes the columns of a row one after the other.
struct Reader<'r> {
    row: &'r Row<'r>,
    at: usize,
    /// Names the row in failures.
    tool: String,
}

impl Reader<'_> {
    fn next<T: FromSql>(&mut self) -> Result<T, Failure> {
        let at = self.at;
        self.at += 1;
        self.row.get(at).map_err(|_| {
            let found = self.row.get_ref(at).map(|value| format!("{value:?}"));
            self.corrupt(COLUMNS[at], found.as_deref().unwrap_or("nothing"))
        })
    }

    fn corrupt(&self, column: &'static str, found: &str) -> Failure {
        self.failure(Corrupt {
            column,
            found: found.to_owned(),
        })
    }

    fn failure(&self, mut source: Corrupt) -> Failure {
        let end = source.found.floor_char_boundary(FOUND_BYTES_MAX);
        source.found.truncate(end);
        Failure::Corrupt {
            table: "tool",
            row: self.tool.clone(),
            source,
        }
    }
}

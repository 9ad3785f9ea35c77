//! The shared transactions over SQLite: every statement has its answer before anybody waits for it.

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{ToSql, params_from_iter};

use super::statement::{Statements, failure};
use crate::page::{Listed, Position};
use crate::sql::{Param, Row, Sql, Value, tool_row};
use crate::{Failure, Tool};

impl Sql for Statements<'_> {
    async fn query(
        &mut self,
        sql: &'static str,
        params: &[Param<'_>],
    ) -> Result<Vec<Row>, Failure> {
        self.all(sql, params_from_iter(params), row)
    }

    async fn first(
        &mut self,
        sql: &'static str,
        params: &[Param<'_>],
    ) -> Result<Option<Row>, Failure> {
        Statements::first(*self, sql, params_from_iter(params), row)
    }

    async fn execute(&mut self, sql: &'static str, params: &[Param<'_>]) -> Result<u64, Failure> {
        let changed = Statements::execute(*self, sql, params_from_iter(params))?;
        Ok(changed as u64)
    }
}

impl ToSql for Param<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let value = match *self {
            Self::Integer(number) => number.map(ValueRef::Integer),
            Self::Text(text) => text.map(ValueRef::from),
            Self::Blob(bytes) => bytes.map(ValueRef::Blob),
        };
        Ok(ToSqlOutput::Borrowed(value.unwrap_or(ValueRef::Null)))
    }
}

/// Where the path and the description are in a row of a whole tool.
const PATH: usize = 2;
const DESCRIPTION: usize = 12;

/// The path and the description in a row of a whole tool, without copying them.
pub(super) fn searched_texts<'r>(
    found: &'r rusqlite::Row<'_>,
) -> Result<(&'r str, Option<&'r str>), Failure> {
    let text = |index: usize| {
        let value = found.get_ref(index).map_err(failure)?;
        value.as_str_or_null().map_err(|_| {
            // Decoding the row says which tool it is.
            decode(found)
                .err()
                .unwrap_or_else(|| Failure::unavailable("a text is not one"))
        })
    };
    Ok((text(PATH)?.unwrap_or(""), text(DESCRIPTION)?))
}

/// Reads the row of a whole tool.
pub(super) fn decode(found: &rusqlite::Row<'_>) -> Result<(Position, Tool), Failure> {
    tool_row::decode(row(found)?)
}

/// The same of a list, in which a damaged tool keeps its place and nothing more.
pub(super) fn listed(found: &rusqlite::Row<'_>) -> Result<Listed<Tool>, Failure> {
    tool_row::listed(row(found)?)
}

/// A row of SQLite as the shared transactions read it.
fn row(row: &rusqlite::Row<'_>) -> Result<Row, Failure> {
    let columns = row.as_ref().column_count();
    let values = (0..columns).map(|at| row.get_ref(at).map(value).map_err(failure));
    Ok(Row::new(values.collect::<Result<_, _>>()?))
}

fn value(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Integer(number),
        // No column holds one; as a text it is damage to whoever takes it.
        ValueRef::Real(number) => Value::Text(number.to_string()),
        ValueRef::Text(bytes) => match str::from_utf8(bytes) {
            Ok(text) => Value::Text(text.to_owned()),
            Err(_) => Value::Blob(bytes.to_owned()),
        },
        ValueRef::Blob(bytes) => Value::Blob(bytes.to_owned()),
    }
}

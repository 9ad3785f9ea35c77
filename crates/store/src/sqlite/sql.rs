//! The shared transactions over SQLite: every statement has its answer before anybody waits for it.

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{ToSql, params_from_iter};

use super::statement::{Statements, failure};
use crate::Failure;
use crate::sql::{Param, Row, Sql, Value};

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

/// A row of SQLite as the shared transactions read it.
pub(super) fn row(row: &rusqlite::Row<'_>) -> Result<Row, Failure> {
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

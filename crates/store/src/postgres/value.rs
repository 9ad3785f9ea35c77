//! Parameters and rows, as PostgreSQL takes and gives them.

use sqlx::postgres::{PgArguments, PgRow};
use sqlx::query::Query;
use sqlx::{Postgres, Row as _, TypeInfo as _, ValueRef as _};

use crate::Failure;
use crate::sql::{Param, Row, Value};

pub(super) type Statement<'q> = Query<'q, Postgres, PgArguments>;

/// Gives a statement its parameters.
pub(super) fn bind<'q>(
    statement: Statement<'q>,
    params: &[Param<'q>],
) -> Result<Statement<'q>, Failure> {
    params
        .iter()
        .try_fold(statement, |statement, param| match *param {
            Param::Integer(number) => Ok(statement.bind(number)),
            // Told here, where it leaves the transaction as it is.
            Param::Text(Some(text)) if text.contains('\0') => {
                Err(Failure::unavailable("PostgreSQL keeps no text with a NUL"))
            }
            Param::Text(text) => Ok(statement.bind(text)),
            Param::Blob(bytes) => Ok(statement.bind(bytes)),
        })
}

/// A row of PostgreSQL as the shared transactions read it.
pub(super) fn row(row: &PgRow) -> Result<Row, sqlx::Error> {
    let values = (0..row.len()).map(|at| value(row, at));
    Ok(Row::new(values.collect::<Result<_, _>>()?))
}

fn value(row: &PgRow, at: usize) -> Result<Value, sqlx::Error> {
    let raw = row.try_get_raw(at)?;
    if raw.is_null() {
        return Ok(Value::Null);
    }
    let type_info = raw.type_info();
    match type_info.name() {
        "INT8" => row.try_get(at).map(Value::Integer),
        // Constants such as 1, and `EXISTS (..)`, which SQLite makes integers.
        "INT4" => Ok(Value::Integer(row.try_get::<i32, _>(at)?.into())),
        "BOOL" => Ok(Value::Integer(row.try_get::<bool, _>(at)?.into())),
        "BYTEA" => row.try_get(at).map(Value::Blob),
        // Refuses what is no text.
        _ => row.try_get(at).map(Value::Text),
    }
}

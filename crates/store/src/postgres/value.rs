//! Parameters and rows, as PostgreSQL takes and gives them.

use sqlx::postgres::{PgArguments, PgRow};
use sqlx::{Arguments as _, Row as _, TypeInfo as _, ValueRef as _};

use crate::Failure;
use crate::sql::{Param, Row, Value};

/// The parameters of a statement.
pub(super) fn arguments(params: &[Param<'_>]) -> Result<PgArguments, Failure> {
    let mut arguments = PgArguments::default();
    add(&mut arguments, params)?;
    Ok(arguments)
}

/// Adds parameters to others, all or none.
pub(super) fn add(arguments: &mut PgArguments, params: &[Param<'_>]) -> Result<(), Failure> {
    let holds_nul =
        |param: &Param<'_>| matches!(param, Param::Text(Some(text)) if text.contains('\0'));
    if params.iter().any(holds_nul) {
        // Told here, where it leaves the transaction as it is.
        return Err(Failure::unavailable("PostgreSQL keeps no text with a NUL"));
    }
    for param in params {
        let added = match *param {
            Param::Integer(number) => arguments.add(number),
            Param::Text(text) => arguments.add(text),
            Param::Blob(bytes) => arguments.add(bytes),
        };
        added.map_err(Failure::unavailable)?;
    }
    Ok(())
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

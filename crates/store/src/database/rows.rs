//! Rows that go from one database to the other as they are.

use super::Progress;
use super::copy::CopyError;
use super::tables::{ROWS_AT_ONCE, TABLES, Table};
use crate::sql::{Param, Row, Sql, Value};
use crate::{Failure, TableRows};

/// How many rows each table has.
pub(super) async fn count(sql: &mut impl Sql) -> Result<Vec<TableRows>, Failure> {
    let mut tables = Vec::with_capacity(TABLES.len());
    for table in TABLES.iter() {
        let row = sql.first(&table.count, &[]).await?;
        let rows = row.map_or(Ok(0), |mut row| row.number("count"))?;
        tables.push(TableRows {
            table: table.name,
            rows,
        });
    }
    Ok(tables)
}

/// Refuses a database that holds more than a schema begins with.
pub(super) async fn is_empty(sql: &mut impl Sql) -> Result<(), CopyError> {
    let counted = count(sql).await.map_err(CopyError::Target)?;
    let held = counted.iter().zip(TABLES.iter());
    match held
        .into_iter()
        .find(|(held, table)| held.rows > table.built_in)
    {
        Some((held, _)) => Err(CopyError::NotEmpty {
            table: held.table,
            rows: held.rows,
        }),
        None => Ok(()),
    }
}

/// Copies every row of every table, in batches; `to` is in a transaction that is not finished here.
pub(super) async fn copy(
    from: &mut impl Sql,
    to: &mut impl Sql,
    progress: &mut dyn FnMut(Progress),
) -> Result<(), CopyError> {
    for table in TABLES.iter() {
        let written = |source| CopyError::Write {
            table: table.name,
            source,
        };
        to.execute(&table.clear, &[]).await.map_err(written)?;
        let (mut pages, mut batch, mut rows) = (table.rows(), Vec::new(), 0);
        loop {
            let next = pages.next(from).await.map_err(CopyError::Source)?;
            let is_last = next.is_none();
            batch.extend(next.map(Row::into_values));
            if batch.len() == ROWS_AT_ONCE || is_last {
                insert(to, table, &batch).await.map_err(written)?;
                rows += batch.len() as u64;
                batch.clear();
                progress(Progress::Copied {
                    table: table.name,
                    rows,
                    is_complete: is_last,
                });
            }
            if is_last {
                break;
            }
        }
    }
    Ok(())
}

async fn insert(
    sql: &mut impl Sql,
    table: &'static Table,
    rows: &[Vec<Value>],
) -> Result<(), Failure> {
    if rows.len() == ROWS_AT_ONCE {
        let params = rows.iter().flat_map(|row| table.params(row));
        let params = params.collect::<Result<Vec<Param<'_>>, _>>()?;
        sql.execute(&table.insert_many, &params).await?;
        return Ok(());
    }
    for row in rows {
        let params = table.params(row).collect::<Result<Vec<_>, _>>()?;
        sql.execute(&table.insert, &params).await?;
    }
    Ok(())
}

/// Compares every row of every table, value by value.
pub(super) async fn compare(
    from: &mut impl Sql,
    to: &mut impl Sql,
) -> Result<Vec<TableRows>, CopyError> {
    let mut compared = Vec::with_capacity(TABLES.len());
    for table in TABLES.iter() {
        let (mut sources, mut targets, mut rows) = (table.rows(), table.rows(), 0);
        loop {
            let source = sources.next(from).await.map_err(CopyError::Source)?;
            let target = targets.next(to).await.map_err(CopyError::Target)?;
            match (source.map(Row::into_values), target.map(Row::into_values)) {
                (None, None) => break,
                (source, target) if source == target => rows += 1,
                (source, target) => {
                    let key = source.or(target).map(|row| table.key_of(&row));
                    return Err(CopyError::Differs {
                        what: format!("row {} of `{}`", key.unwrap_or_default(), table.name),
                    });
                }
            }
        }
        compared.push(TableRows {
            table: table.name,
            rows,
        });
    }
    Ok(compared)
}

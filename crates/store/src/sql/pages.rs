//! Whole tables, read step by step.

use super::{Param, Row, Sql, Value};
use crate::Failure;

/// Rows that are read in one step: a megabyte at most.
const READ_AT_ONCE: u32 = 500;

/// The rows of a query in the order of its first column, which is unique. The query asks for those
/// behind `$1`, and `$2` of them.
#[derive(Debug)]
pub(super) struct Pages {
    query: &'static str,
    /// The key of the last row that was given out.
    behind: Value,
    read: std::vec::IntoIter<Row>,
}

impl Pages {
    /// Of a table with numbers for keys.
    pub(super) fn by_number(query: &'static str) -> Self {
        Self::behind(query, Value::Integer(i64::MIN))
    }

    /// Of a table with hashes for keys.
    pub(super) fn by_hash(query: &'static str) -> Self {
        Self::behind(query, Value::Blob(Vec::new()))
    }

    fn behind(query: &'static str, behind: Value) -> Self {
        Self {
            query,
            behind,
            read: Vec::new().into_iter(),
        }
    }

    /// The next row; nothing behind the last one.
    pub(super) async fn next(&mut self, sql: &mut impl Sql) -> Result<Option<Row>, Failure> {
        if self.read.len() == 0 {
            let behind = Param::from(&self.behind);
            let rows = sql
                .query(self.query, &[behind, READ_AT_ONCE.into()])
                .await?;
            self.read = rows.into_iter();
        }
        let Some(row) = self.read.next() else {
            return Ok(None);
        };
        self.behind = row.next_column().clone();
        Ok(Some(row))
    }
}

//! Whole tables, read step by step.

use super::{Param, Row, Sql, Value};
use crate::Failure;

/// Rows that are read in one step: a megabyte at most.
const READ_AT_ONCE: u32 = 500;

/// The rows of a query in the order of its key, which its first columns are. The query asks for
/// those behind the key in its first parameters, and for as many as the one behind them says.
#[derive(Debug)]
pub(crate) struct Pages {
    query: &'static str,
    /// The key of the last row that was given out.
    behind: Vec<Value>,
    read: std::vec::IntoIter<Row>,
}

impl Pages {
    /// Of a table with numbers for keys.
    pub(crate) fn by_number(query: &'static str) -> Self {
        Self::behind(query, vec![Value::Integer(i64::MIN)])
    }

    /// Of a table with hashes or ids for keys.
    pub(crate) fn by_hash(query: &'static str) -> Self {
        Self::behind(query, vec![Value::Blob(Vec::new())])
    }

    /// Behind a key.
    pub(crate) fn behind(query: &'static str, key: Vec<Value>) -> Self {
        Self {
            query,
            behind: key,
            read: Vec::new().into_iter(),
        }
    }

    /// The next row; nothing behind the last one.
    pub(crate) async fn next(&mut self, sql: &mut impl Sql) -> Result<Option<Row>, Failure> {
        if self.read.len() == 0 {
            let key = self.behind.iter().map(Param::from);
            let params: Vec<_> = key.chain([READ_AT_ONCE.into()]).collect();
            self.read = sql.query(self.query, &params).await?.into_iter();
        }
        let Some(row) = self.read.next() else {
            return Ok(None);
        };
        let columns = self.behind.len();
        self.behind.clone_from_slice(row.next_columns(columns));
        Ok(Some(row))
    }
}

//! What is due, the longest due first, read step by step. A damaged row is passed over: it must not
//! keep everybody else's from being done.

use super::{Param, Row, Sql, Value};
use crate::{DAMAGE_TOLD_MAX, Failure, Timestamp};

/// Rows that are read in one step. One step is enough as a rule.
const READ_AT_ONCE: u32 = 100;

/// Columns at the start of each row that say where it stands: since when it is due, and its id.
const KEY_COLUMNS: usize = 2;

/// The rows of a query that has these parameters: due by when, behind which time and id, how many.
#[derive(Debug)]
pub(super) struct Due {
    query: &'static str,
    now: Timestamp,
    /// Behind which row the next step starts; absent behind the last one.
    behind: Option<Vec<Value>>,
    read: std::vec::IntoIter<Row>,
    damaged: Vec<Failure>,
}

impl Due {
    /// From the start; `least` is less than every id, or equal to it.
    pub(super) fn new(query: &'static str, now: Timestamp, least: Value) -> Self {
        Self {
            query,
            now,
            behind: Some(vec![Value::Integer(i64::MIN), least]),
            read: Vec::new().into_iter(),
            damaged: Vec::new(),
        }
    }

    /// The next row, its key taken off; nothing behind the last one.
    pub(super) async fn next(&mut self, sql: &mut impl Sql) -> Result<Option<Row>, Failure> {
        if self.read.len() == 0
            && let Some(behind) = self.behind.take()
        {
            let key = behind.iter().map(Param::from);
            let params: Vec<_> = [self.now.into()]
                .into_iter()
                .chain(key)
                .chain([READ_AT_ONCE.into()])
                .collect();
            self.read = sql.query(self.query, &params).await?.into_iter();
        }
        let Some(mut row) = self.read.next() else {
            return Ok(None);
        };
        self.behind = Some(row.next_columns(KEY_COLUMNS).to_vec());
        row.skip(KEY_COLUMNS);
        Ok(Some(row))
    }

    /// What was read from the last row; nothing where that is damaged. Other failures are passed on.
    pub(super) fn whole<T>(&mut self, read: Result<T, Failure>) -> Result<Option<T>, Failure> {
        match read {
            Ok(read) => Ok(Some(read)),
            Err(damage @ Failure::Corrupt { .. }) => {
                if self.damaged.len() < DAMAGE_TOLD_MAX {
                    self.damaged.push(damage);
                }
                Ok(None)
            }
            Err(failure) => Err(failure),
        }
    }

    /// The damage that was passed over.
    pub(super) fn damaged(self) -> Vec<Failure> {
        self.damaged
    }
}

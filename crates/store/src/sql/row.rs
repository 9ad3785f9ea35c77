//! What a query gives. Reading parses again: what does not parse is damage.

use std::fmt;

use wharfinger_core::account::AccountId;
use wharfinger_core::registration::Corrupt;

use crate::{Failure, Revision, Timestamp, Uuid};

/// Most bytes of a damaged value that an error repeats.
const FOUND_BYTES_MAX: usize = 100;

/// A value as a database gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    Null,
    Integer(i64),
    Text(String),
    /// Also a text that is not UTF-8, which only damage leaves behind.
    Blob(Vec<u8>),
}

/// A row, whose columns are taken one after the other in the order of the query.
#[derive(Debug)]
pub(crate) struct Row {
    columns: std::vec::IntoIter<Value>,
    /// Names the row in failures.
    table: &'static str,
    key: Key,
}

/// What a row is called in failures. Spelled out only there: most rows are whole.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Key {
    Unknown,
    Id(Uuid),
    Number(i64),
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str("?"),
            Self::Id(id) => id.fmt(f),
            Self::Number(number) => number.fmt(f),
        }
    }
}

impl From<Uuid> for Key {
    fn from(id: Uuid) -> Self {
        Self::Id(id)
    }
}

impl From<AccountId> for Key {
    fn from(id: AccountId) -> Self {
        Self::Id(Uuid::from_bytes(*id.as_bytes()))
    }
}

impl From<i64> for Key {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl Row {
    pub(crate) fn new(columns: Vec<Value>) -> Self {
        Self {
            columns: columns.into_iter(),
            table: "row",
            key: Key::Unknown,
        }
    }

    /// Names the table that the row is of, for failures.
    pub(crate) fn of(mut self, table: &'static str) -> Self {
        self.table = table;
        self
    }

    /// Names the table that the columns that follow are of, where the query joins several.
    pub(crate) fn turn_to(&mut self, table: &'static str) {
        self.table = table;
        self.key = Key::Unknown;
    }

    /// Names the row itself, for failures of the columns that follow.
    pub(crate) fn named(&mut self, key: impl Into<Key>) {
        self.key = key.into();
    }

    /// The next columns, which stay there to be taken.
    pub(super) fn next_columns(&self, columns: usize) -> &[Value] {
        &self.columns.as_slice()[..columns]
    }

    /// Takes columns whatever they hold.
    pub(super) fn skip(&mut self, columns: usize) {
        self.columns.by_ref().take(columns).for_each(drop);
    }

    /// Every column that was not taken, whatever it means.
    pub(crate) fn into_values(self) -> Vec<Value> {
        self.columns.collect()
    }

    pub(crate) fn optional_integer(
        &mut self,
        column: &'static str,
    ) -> Result<Option<i64>, Failure> {
        match self.next() {
            Value::Null => Ok(None),
            Value::Integer(number) => Ok(Some(number)),
            found => Err(self.mistyped(column, &found)),
        }
    }

    pub(crate) fn optional_text(
        &mut self,
        column: &'static str,
    ) -> Result<Option<String>, Failure> {
        match self.next() {
            Value::Null => Ok(None),
            Value::Text(text) => Ok(Some(text)),
            found => Err(self.mistyped(column, &found)),
        }
    }

    pub(crate) fn optional_blob(
        &mut self,
        column: &'static str,
    ) -> Result<Option<Vec<u8>>, Failure> {
        match self.next() {
            Value::Null => Ok(None),
            Value::Blob(bytes) => Ok(Some(bytes)),
            found => Err(self.mistyped(column, &found)),
        }
    }

    pub(crate) fn integer(&mut self, column: &'static str) -> Result<i64, Failure> {
        let number = self.optional_integer(column)?;
        self.present(column, number)
    }

    pub(crate) fn text(&mut self, column: &'static str) -> Result<String, Failure> {
        let text = self.optional_text(column)?;
        self.present(column, text)
    }

    /// An integer of a narrower type.
    pub(crate) fn number<T: TryFrom<i64>>(&mut self, column: &'static str) -> Result<T, Failure> {
        let number = self.integer(column)?;
        T::try_from(number).map_err(|_| self.mistyped(column, &Value::Integer(number)))
    }

    /// A yes or no, which is stored as 1 or 0.
    pub(crate) fn flag(&mut self, column: &'static str) -> Result<bool, Failure> {
        let flag = self.optional_flag(column)?;
        self.present(column, flag)
    }

    pub(crate) fn optional_flag(&mut self, column: &'static str) -> Result<Option<bool>, Failure> {
        match self.optional_integer(column)? {
            None => Ok(None),
            Some(0) => Ok(Some(false)),
            Some(1) => Ok(Some(true)),
            Some(number) => Err(self.mistyped(column, &Value::Integer(number))),
        }
    }

    pub(crate) fn timestamp(&mut self, column: &'static str) -> Result<Timestamp, Failure> {
        let time = self.optional_timestamp(column)?;
        self.present(column, time)
    }

    pub(crate) fn optional_timestamp(
        &mut self,
        column: &'static str,
    ) -> Result<Option<Timestamp>, Failure> {
        let Some(micros) = self.optional_integer(column)? else {
            return Ok(None);
        };
        let time = Timestamp::from_micros(micros);
        // One outside of the range is moved into it, and was never written.
        if time.as_micros() == micros {
            Ok(Some(time))
        } else {
            Err(self.corrupt(column, micros))
        }
    }

    /// A blob of that many bytes, as digests are.
    pub(crate) fn bytes<const N: usize>(
        &mut self,
        column: &'static str,
    ) -> Result<[u8; N], Failure> {
        let bytes = self.optional_bytes(column)?;
        self.present(column, bytes)
    }

    pub(crate) fn optional_bytes<const N: usize>(
        &mut self,
        column: &'static str,
    ) -> Result<Option<[u8; N]>, Failure> {
        self.optional_blob(column)?
            .map(|bytes| {
                <[u8; N]>::try_from(bytes)
                    .map_err(|bytes| self.mistyped(column, &Value::Blob(bytes)))
            })
            .transpose()
    }

    pub(crate) fn uuid(&mut self, column: &'static str) -> Result<Uuid, Failure> {
        self.bytes(column).map(Uuid::from_bytes)
    }

    pub(crate) fn optional_uuid(&mut self, column: &'static str) -> Result<Option<Uuid>, Failure> {
        Ok(self.optional_bytes(column)?.map(Uuid::from_bytes))
    }

    pub(crate) fn account(&mut self, column: &'static str) -> Result<AccountId, Failure> {
        self.bytes(column).map(AccountId::from_bytes)
    }

    pub(crate) fn optional_account(
        &mut self,
        column: &'static str,
    ) -> Result<Option<AccountId>, Failure> {
        Ok(self.optional_bytes(column)?.map(AccountId::from_bytes))
    }

    pub(crate) fn revision(&mut self, column: &'static str) -> Result<Revision, Failure> {
        let number = self.number(column)?;
        Revision::new(number).ok_or_else(|| self.corrupt(column, number))
    }

    /// A word that stands for something.
    pub(crate) fn word<T>(
        &mut self,
        column: &'static str,
        meaning: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, Failure> {
        let word = self.text(column)?;
        meaning(&word).ok_or_else(|| self.corrupt(column, word))
    }

    /// The failure of a row whose `column` holds what it cannot.
    pub(crate) fn corrupt(&self, column: &'static str, found: impl fmt::Display) -> Failure {
        self.failure(Corrupt {
            column,
            found: found.to_string(),
        })
    }

    /// The same from what a type of the domain says.
    pub(crate) fn failure(&self, mut source: Corrupt) -> Failure {
        let end = source.found.floor_char_boundary(FOUND_BYTES_MAX);
        source.found.truncate(end);
        Failure::Corrupt {
            table: self.table,
            row: self.key.to_string(),
            source,
        }
    }

    fn next(&mut self) -> Value {
        let value = self.columns.next();
        debug_assert!(value.is_some(), "the query has fewer columns than are read");
        value.unwrap_or(Value::Null)
    }

    fn present<T>(&self, column: &'static str, value: Option<T>) -> Result<T, Failure> {
        value.ok_or_else(|| self.mistyped(column, &Value::Null))
    }

    fn mistyped(&self, column: &'static str, found: &Value) -> Failure {
        self.corrupt(column, format_args!("{found:?}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(values: impl IntoIterator<Item = Value>) -> Row {
        Row::new(values.into_iter().collect()).of("thing")
    }

    #[test]
    fn columns_are_taken_in_order() {
        let mut row = row([
            Value::Integer(7),
            Value::Text("seven".to_owned()),
            Value::Blob(vec![7; 16]),
            Value::Integer(1),
            Value::Null,
            Value::Null,
            Value::Null,
            Value::Null,
            Value::Blob(vec![]),
            Value::Null,
        ]);
        assert_eq!(row.number("a"), Ok(7_u32));
        assert_eq!(row.text("b").as_deref(), Ok("seven"));
        assert_eq!(row.uuid("c"), Ok(Uuid::from_bytes([7; 16])));
        assert_eq!(row.flag("d"), Ok(true));
        assert_eq!(row.optional_timestamp("e"), Ok(None));
        assert_eq!(row.optional_text("f"), Ok(None));
        assert_eq!(row.optional_uuid("g"), Ok(None));
        assert_eq!(row.optional_bytes::<4>("h"), Ok(None));
        assert_eq!(row.optional_blob("i"), Ok(Some(vec![])));
        assert_eq!(row.optional_flag("j"), Ok(None));
    }

    #[test]
    fn damage_names_the_table_the_row_and_the_column() {
        let damage = |value, read: fn(&mut Row) -> Option<Failure>| {
            let mut row = row([value]);
            row.named(7);
            read(&mut row).expect("damage").to_string()
        };
        let number = |row: &mut Row| row.number::<u8>("size").err();
        for (value, found) in [
            (Value::Integer(256), "Integer(256)"),
            (Value::Null, "Null"),
            (Value::Text("x".to_owned()), "Text(\"x\")"),
        ] {
            let expected = format!("thing `7` is stored damaged: column `size` holds `{found}`");
            assert_eq!(damage(value, number), expected);
        }
        for (value, read) in [
            (
                Value::Integer(2),
                (|row| row.flag("size").err()) as fn(&mut Row) -> _,
            ),
            (Value::Null, |row| row.timestamp("size").err()),
            (Value::Blob(vec![1]), |row| row.bytes::<2>("size").err()),
            (Value::Blob(vec![1]), |row| row.text("size").err()),
            (Value::Text(String::new()), |row| {
                row.optional_blob("size").err()
            }),
        ] {
            assert!(damage(value, read).contains("`size`"));
        }
    }

    #[test]
    fn long_damage_is_cut_short() {
        let mut row = row([Value::Blob(vec![1; 10_000])]);
        assert!(row.text("a").unwrap_err().to_string().len() < 200);
    }
}

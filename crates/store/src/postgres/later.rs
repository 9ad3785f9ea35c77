//! Statements of which nothing is asked, in one round trip.
//!
//! PostgreSQL runs the parts of a `WITH` on one snapshot, whatever they change (its manual, 7.8.2).
//! Whoever puts statements off knows that they do not meet; the same one twice could, as where each
//! counts the rows there are, so it is parted from itself.

use std::fmt::Write as _;

use sqlx::postgres::PgArguments;

use super::value;
use crate::Failure;
use crate::sql::Param;

/// What waits to be sent.
#[derive(Default)]
pub(super) struct Later {
    statements: Vec<&'static str>,
    /// The parts of a `WITH`, each with parameters of its own.
    parts: String,
    /// How many there are in all.
    parameters: usize,
    arguments: PgArguments,
}

impl Later {
    /// Whether this statement waits already.
    pub(super) fn holds(&self, sql: &str) -> bool {
        self.statements.contains(&sql)
    }

    pub(super) fn push(&mut self, sql: &'static str, params: &[Param<'_>]) -> Result<(), Failure> {
        value::add(&mut self.arguments, params)?;
        if !self.parts.is_empty() {
            self.parts.push_str(", ");
        }
        let number = self.statements.len();
        let renumbered = renumbered(sql, self.parameters);
        // Writing to a text does not fail.
        let _ = write!(self.parts, "part{number} AS ({renumbered})");
        self.statements.push(sql);
        self.parameters += params.len();
        Ok(())
    }

    /// One statement that does all, with its parameters; nothing if none waits.
    pub(super) fn take(&mut self) -> Option<(String, PgArguments)> {
        let Self {
            statements,
            parts,
            arguments,
            ..
        } = std::mem::take(self);
        (!statements.is_empty()).then(|| (format!("WITH {parts} SELECT 1"), arguments))
    }
}

/// The statement with other parameters: `$1` is the one behind so many.
fn renumbered(sql: &str, behind: usize) -> String {
    let mut pieces = sql.split('$');
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let digits = piece.find(|c: char| !c.is_ascii_digit());
        let (number, rest) = piece.split_at(digits.unwrap_or(piece.len()));
        let number: usize = number
            .parse()
            .expect("no statement of ours has another `$`");
        let _ = write!(text, "${}{rest}", number + behind);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_that_wait_keep_their_parameters() {
        let mut later = Later::default();
        assert!(later.take().is_none());
        let text = "UPDATE a SET b = $1 WHERE c = $2";
        later.push(text, &[1_u32.into(), 2_u32.into()]).unwrap();
        later
            .push("DELETE FROM a WHERE b = $1", &[3_u32.into()])
            .unwrap();
        assert!(later.holds(text));
        assert!(!later.holds("DELETE FROM a"));
        let (all, _) = later.take().unwrap();
        assert_eq!(
            all,
            "WITH part0 AS (UPDATE a SET b = $1 WHERE c = $2), \
             part1 AS (DELETE FROM a WHERE b = $3) SELECT 1"
        );
        assert!(later.take().is_none());
        assert!(!later.holds(text));
    }

    #[test]
    fn what_cannot_be_kept_leaves_what_waits_as_it_is() {
        let mut later = Later::default();
        later
            .push("DELETE FROM a WHERE b = $1", &["x".into()])
            .unwrap();
        later
            .push("DELETE FROM c WHERE d = $1", &["\0".into()])
            .unwrap_err();
        let (all, _) = later.take().unwrap();
        assert_eq!(all, "WITH part0 AS (DELETE FROM a WHERE b = $1) SELECT 1");
    }
}

//! Rows of a list, in which a damaged one keeps its place and nothing more.

use super::{Row, Value};
use crate::Failure;
use crate::page::{Listed, Position};

/// Reads a row whose first column is its place. Where that cannot be read, no page can be cut by it, and
/// the list fails.
pub(super) fn listed<T>(
    row: Row,
    decode: impl FnOnce(Row) -> Result<(Position, T), Failure>,
) -> Result<Listed<T>, Failure> {
    match *row.next_columns(1) {
        [Value::Integer(position)] => Ok((position, decode(row).map(|(_, thing)| thing))),
        _ => decode(row).map(|(position, thing)| (position, Ok(thing))),
    }
}

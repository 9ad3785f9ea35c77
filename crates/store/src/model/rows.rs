//! Rows in the order in which they came.

use std::collections::BTreeMap;

use crate::page::Position;
use crate::{Cursor, Found, Page};

/// By position: 1, 2, 3, ... Nothing is ever taken out of them.
#[derive(Clone, Debug)]
pub(super) struct Rows<T>(BTreeMap<Position, T>);

/// By hand, because a derived one would ask for `T: Default`.
impl<T> Default for Rows<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<T> Rows<T> {
    /// Puts a row behind all others.
    pub(super) fn push(&mut self, row: T) {
        self.0.insert(self.next(), row);
    }

    /// Where the next row goes.
    pub(super) fn next(&self) -> Position {
        self.0.last_key_value().map_or(0, |(last, _)| *last) + 1
    }

    /// All rows, the oldest first.
    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.0.values()
    }

    /// The same, to be changed.
    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.0.values_mut()
    }

    /// One page of the rows that pass, newest first, and where the next page starts.
    pub(super) fn page(
        &self,
        page: Page,
        passes: impl Fn(&T) -> bool,
    ) -> (Vec<&T>, Option<Cursor>) {
        let before = page
            .after
            .map_or(Position::MAX, |Cursor(position)| position);
        let mut rest = self
            .0
            .range(..before)
            .rev()
            .filter(|(_, row)| passes(row))
            .peekable();
        let mut rows = Vec::new();
        let mut next = None;
        for (position, row) in rest.by_ref().take(page.limit as usize) {
            rows.push(row);
            next = Some(Cursor(*position));
        }
        (rows, next.filter(|_| rest.peek().is_some()))
    }
}

/// What there is of several things. Nothing in memory is damaged.
pub(super) fn found<T>(found: impl Iterator<Item = T>) -> Found<T> {
    Found {
        found: found.collect(),
        damaged: Vec::new(),
    }
}

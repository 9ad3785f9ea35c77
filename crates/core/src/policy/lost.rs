//! Somebody else's statements that a policy had and has no more.

use std::collections::BTreeSet;

use super::Document;
use super::canonical::statement;
use super::json::raw;
use super::managed::{is_of_an_installation, sid_of};

/// A statement that is gone, and where it stood last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lost {
    /// Which of the earlier policies had it, counted from 0.
    pub policy: usize,
    /// Its place among everybody else's statements there, counted from 0.
    pub place: usize,
    /// The text.
    pub statement: String,
}

impl Document<'_> {
    /// Everybody else's statements that stood in `earlier` policies, the newest first, and are not in
    /// this one. A statement is named once, where it stood last.
    ///
    /// One with a Sid that is in this policy was not lost: somebody changed it. Nor were those of other
    /// installations, which follow from their grants.
    ///
    /// ```
    /// use wharfinger_core::policy::{Document, Installation};
    /// let installation = Installation::new("0a1b2c3d").unwrap();
    /// let read = |text| Document::read(text, &installation).unwrap();
    /// let before = read(r#"{"Statement":[{"Sid":"Lambda"},{"Sid":"Build"}]}"#);
    /// let now = read(r#"{"Statement":[{"Sid":"Build","Effect":"Deny"}]}"#);
    /// let lost = now.lost(&[before]);
    /// assert_eq!(lost.len(), 1);
    /// assert_eq!(lost[0].statement, r#"{"Sid":"Lambda"}"#);
    /// ```
    #[must_use]
    pub fn lost(&self, earlier: &[Document<'_>]) -> Vec<Lost> {
        let mut known: BTreeSet<String> = self.foreign_nodes().map(statement).collect();
        let sids: BTreeSet<&str> = self.foreign_nodes().filter_map(sid_of).collect();
        let mut lost = Vec::new();
        for (policy, document) in earlier.iter().enumerate() {
            for (place, node) in document.foreign_nodes().enumerate() {
                let is_replaced = sid_of(node).is_some_and(|sid| sids.contains(sid));
                if is_replaced || is_of_an_installation(node) || !known.insert(statement(node)) {
                    continue;
                }
                lost.push(Lost {
                    policy,
                    place,
                    statement: raw(document.text, &node.span).to_owned(),
                });
            }
        }
        lost
    }
}

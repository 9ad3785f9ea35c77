//! What somebody changed in everybody else's part of a policy, statement by statement.

use super::canonical::statement;
use super::json::{Node, raw};
use super::managed::{is_of_an_installation, sid_of, stale_principal};
use super::{Document, Mend};

/// One change: a statement that came, one that went, or one in the place of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    came: Option<Statement>,
    went: Option<Statement>,
}

/// A statement, and what it is compared by.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Statement {
    text: String,
    canonical: String,
    sid: Option<String>,
}

impl Change {
    /// Whether a policy that came later makes it pointless to repeat the change: it is there, or somebody
    /// has done something else about it since.
    pub(crate) fn is_overtaken_by(&self, later: &Document<'_>) -> bool {
        let has = |one: &Statement| later.foreign_nodes().any(|node| one.is(node));
        match (&self.came, &self.went) {
            (Some(came), Some(went)) => has(came) || !has(went),
            (Some(came), None) => {
                has(came) || came.sid.as_ref().is_some_and(|sid| later.has_sid(sid))
            }
            (None, Some(went)) => !has(went),
            (None, None) => true,
        }
    }

    /// Whether a policy is as the change leaves it.
    pub(crate) fn agrees_with(&self, policy: &Document<'_>) -> bool {
        let has = |one: &Statement| policy.foreign_nodes().any(|node| one.is(node));
        self.came.as_ref().is_none_or(has) && !self.went.as_ref().is_some_and(has)
    }

    /// What repeats it.
    pub(crate) fn into_mend(self) -> Option<Mend> {
        let text = |statement: Statement| statement.text;
        Mend::from_parts(self.came.map(text), self.went.map(text))
    }
}

impl Statement {
    fn is(&self, node: &Node<'_>) -> bool {
        self.canonical == statement(node)
    }
}

impl Document<'_> {
    /// What changed in everybody else's part from this policy to `next`.
    ///
    /// What follows from the grants of another installation is its own affair. Where a statement went that
    /// names somebody by a unique id, nothing is said: AWS has put the id in the place of a name, and
    /// another may bear the name by now.
    pub(crate) fn changes_to(&self, next: &Document<'_>) -> Vec<Change> {
        let mut went = self.without(next);
        if went.iter().any(|(_, is_stale)| *is_stale) {
            return Vec::new();
        }
        let mut changes = Vec::new();
        for (came, _) in next.without(self) {
            let is_older =
                |(went, _): &(Statement, bool)| went.sid.is_some() && went.sid == came.sid;
            let older = went.iter().position(is_older);
            changes.push(Change {
                came: Some(came),
                went: older.map(|place| went.remove(place).0),
            });
        }
        changes.extend(went.into_iter().map(|(went, _)| Change {
            came: None,
            went: Some(went),
        }));
        changes
    }

    /// Everybody else's statements that are not in another policy, and whether each names somebody who was
    /// deleted.
    fn without(&self, other: &Document<'_>) -> Vec<(Statement, bool)> {
        let nodes = self
            .foreign_nodes()
            .filter(|node| !is_of_an_installation(node));
        let only_here = nodes.filter(|node| !other.has(node));
        only_here
            .map(|node| {
                let here = Statement {
                    text: raw(self.text, &node.span).to_owned(),
                    canonical: statement(node),
                    sid: sid_of(node).map(str::to_owned),
                };
                (here, stale_principal(node).is_some())
            })
            .collect()
    }

    fn has_sid(&self, sid: &str) -> bool {
        self.foreign_nodes().any(|node| sid_of(node) == Some(sid))
    }
}

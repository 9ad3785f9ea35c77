//! Putting somebody else's part of a policy right again.

use thiserror::Error;

use super::canonical::statement;
use super::edit::fits;
use super::json::{Node, raw, read};
use super::managed::{is_of_an_installation, sid_of, stale_principal};
use super::{Document, Edit, InvalidPolicy, NoRoom};

/// A change to somebody else's part of a policy that undoes what went wrong there.
///
/// What stands there already is left alone, so that a mend can be tried any number of times.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mend {
    /// A statement that was lost comes back, behind the others.
    PutBack(String),
    /// A statement goes that its owner had taken out.
    TakeOut(String),
    /// A statement comes back in place of the older one that stands there for it.
    Replace {
        /// The one that goes.
        old: String,
        /// The one that comes back.
        new: String,
    },
}

impl Mend {
    /// The statement that comes back, if one does.
    #[must_use]
    pub fn put_back(&self) -> Option<&str> {
        match self {
            Self::PutBack(text) | Self::Replace { new: text, .. } => Some(text),
            Self::TakeOut(_) => None,
        }
    }

    /// The statement that goes, if one does.
    #[must_use]
    pub fn take_out(&self) -> Option<&str> {
        match self {
            Self::TakeOut(text) | Self::Replace { old: text, .. } => Some(text),
            Self::PutBack(_) => None,
        }
    }

    /// The mend with these two parts; `None` without any.
    #[must_use]
    pub fn from_parts(put_back: Option<String>, take_out: Option<String>) -> Option<Self> {
        match (put_back, take_out) {
            (Some(new), Some(old)) => Some(Self::Replace { old, new }),
            (Some(text), None) => Some(Self::PutBack(text)),
            (None, Some(text)) => Some(Self::TakeOut(text)),
            (None, None) => None,
        }
    }
}

/// Why a statement cannot be put back.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum InvalidStatement {
    /// It is no JSON.
    #[error(transparent)]
    NotJson(InvalidPolicy),
    /// It is no object.
    #[error("a statement is a JSON object")]
    NotAnObject,
    /// It is one of ours, or of another installation, which follow from the grants.
    #[error("this statement follows from grants; approve or revoke access instead")]
    Granted,
    /// It names a role or user that was deleted, and Amazon ECR takes no policy with it.
    #[error(
        "the statement names `{principal}`, a role or user that was deleted, and Amazon ECR takes no \
         policy with it; write a new statement that names who is meant"
    )]
    Stale {
        /// The unique id that AWS shows for it.
        principal: String,
    },
    /// Somebody has put another statement in its place.
    #[error(
        "a statement with the Sid `{sid}` is in the policy now; take that out first if this one is \
         meant"
    )]
    Taken {
        /// What both are called.
        sid: String,
    },
    /// It does not fit.
    #[error(transparent)]
    NoRoom(NoRoom),
}

impl Document<'_> {
    /// What to do so that somebody else's part is as a mend says. Ours stay as they are, and every other
    /// statement byte for byte.
    ///
    /// # Errors
    /// [`InvalidStatement`] when what is to come back is no statement, follows from grants, has another
    /// in its place, or does not fit.
    ///
    /// ```
    /// use wharfinger_core::policy::{Document, Edit, Installation, Mend};
    /// let installation = Installation::new("0a1b2c3d").unwrap();
    /// let document = Document::none(&installation);
    /// let lost = Mend::PutBack(r#"{"Sid":"Lambda"}"#.to_owned());
    /// let Ok(Edit::Set(text)) = document.mend(&lost) else { panic!() };
    /// let mended = Document::read(&text, &installation).unwrap();
    /// assert_eq!(mended.mend(&lost), Ok(Edit::Nothing));
    /// ```
    pub fn mend(&self, mend: &Mend) -> Result<Edit, InvalidStatement> {
        let back = mend.put_back().map(|text| self.returning(text));
        let back = back.transpose()?;
        let goes = mend.take_out().and_then(canonical_of);
        let is_gone = |node: &Node<'_>| goes.as_ref() == Some(&statement(node));
        let has_gone = !self.foreign_nodes().any(is_gone);
        let is_back = match &back {
            Some(back) => self.has(back),
            None => true,
        };
        if has_gone && is_back {
            return Ok(Edit::Nothing);
        }
        let stay = || self.foreign_nodes().filter(|node| !is_gone(node));
        let mut statements: Vec<&str> = stay().map(|node| raw(self.text, &node.span)).collect();
        if let (Some(back), Some(text), false) = (&back, mend.put_back(), is_back) {
            let is_taken = |sid: &&str| stay().any(|node| sid_of(node) == Some(sid));
            if let Some(sid) = sid_of(back).filter(is_taken) {
                let sid = sid.to_owned();
                return Err(InvalidStatement::Taken { sid });
            }
            statements.push(raw(text, &back.span));
        }
        statements.extend(self.ours_raw());
        if statements.is_empty() {
            return Ok(Edit::Delete);
        }
        let text = self.assemble(&statements);
        if !is_back {
            fits(&text).map_err(InvalidStatement::NoRoom)?;
        }
        Ok(Edit::Set(text))
    }

    /// Whether somebody else's statement stands there that means the same.
    pub(super) fn has(&self, other: &Node<'_>) -> bool {
        let other = statement(other);
        self.foreign_nodes().any(|node| statement(node) == other)
    }

    /// A statement that may come back.
    fn returning<'t>(&self, text: &'t str) -> Result<Node<'t>, InvalidStatement> {
        let node = read(text).map_err(InvalidStatement::NotJson)?;
        if node.members().is_none() {
            return Err(InvalidStatement::NotAnObject);
        }
        if self.installation.owns_statement(&node) || is_of_an_installation(&node) {
            return Err(InvalidStatement::Granted);
        }
        match stale_principal(&node) {
            Some(principal) => Err(InvalidStatement::Stale { principal }),
            None => Ok(node),
        }
    }
}

/// The canonical spelling of a statement's text; what is none stands nowhere.
fn canonical_of(text: &str) -> Option<String> {
    read(text).ok().map(|node| statement(&node))
}

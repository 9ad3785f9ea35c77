//! Which statements are ours, and what they say.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use thiserror::Error;

use super::canonical::{canonical_principal, statement};
use super::json::{Node, read};
use super::wanted::statement as written;
use super::{Month, PullActions};

/// What begins every Sid of ours. The digit is the version of what our statements look like. Letters
/// and digits only, as IAM asks, though Amazon ECR itself takes anything.
const SID_PREFIX: &str = "Wharfinger1";

/// Characters of an installation's id: enough that two of the same AWS account do not collide, and
/// no more, because each statement carries them.
const ID_CHARS: usize = 8;

/// One server, or several on one database, that operate repository policies.
///
/// Its id is part of every Sid it writes: the statements of another installation on the same
/// repository are somebody else's, and left alone like any other.
///
/// ```
/// use wharfinger_core::policy::Installation;
/// assert!(Installation::new("0a1b2c3d").is_ok());
/// assert!(Installation::new("production").is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installation {
    id: String,
}

/// A text that is no id of an installation.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("an installation's id is {ID_CHARS} small letters and digits, not `{found}`")]
pub struct InvalidInstallation {
    /// The text.
    pub found: String,
}

impl Installation {
    /// The installation with that id.
    ///
    /// # Errors
    /// When it is not 8 small letters and digits.
    pub fn new(id: &str) -> Result<Self, InvalidInstallation> {
        let is_allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        if id.len() == ID_CHARS && id.bytes().all(is_allowed) {
            Ok(Self { id: id.to_owned() })
        } else {
            let found = id.to_owned();
            Err(InvalidInstallation { found })
        }
    }

    /// The Sid of the statement for access that ends in that month.
    #[must_use]
    pub fn sid(&self, month: Month) -> String {
        format!("{SID_PREFIX}{}x{month}", self.id)
    }

    /// Whether a Sid is one of ours.
    #[must_use]
    pub fn owns(&self, sid: &str) -> bool {
        sid.strip_prefix(SID_PREFIX)
            .and_then(|rest| rest.strip_prefix(self.id.as_str()))
            .is_some_and(|rest| rest.starts_with('x'))
    }

    /// The month of a Sid of ours.
    fn month(&self, sid: &str) -> Option<Month> {
        let rest = sid
            .strip_prefix(SID_PREFIX)?
            .strip_prefix(self.id.as_str())?;
        Month::read(rest.strip_prefix('x')?)
    }

    /// Whether a statement is ours: it has a Sid of ours, whatever else it says.
    pub(super) fn owns_statement(&self, statement: &Node<'_>) -> bool {
        let members = statement.members().unwrap_or_default();
        members.iter().any(|member| {
            member.name == "Sid" && member.value.as_str().is_some_and(|sid| self.owns(sid))
        })
    }
}

impl fmt::Display for Installation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.id)
    }
}

/// What our statements in a document say, however they are written.
///
/// Two are equal when they mean the same: the order of statements, members and lists, a list of one
/// or its only item, an account's id or the ARN of its root make no difference.
///
/// ```
/// use wharfinger_core::policy::{Document, Installation};
/// let installation = Installation::new("0a1b2c3d").unwrap();
/// let read = |text| Document::read(text, &installation).unwrap().managed();
/// let one = r#"{"Statement":{"Sid":"Wharfinger10a1b2c3dx202703","Principal":{"AWS":"111122223333"}}}"#;
/// let other = r#"{"Statement":[{"Principal":{"AWS":["arn:aws:iam::111122223333:root"]},
///     "Sid":"Wharfinger10a1b2c3dx202703"}]}"#;
/// assert_eq!(read(one), read(other));
/// assert!(read(one).names("arn:aws:iam::111122223333:root"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Managed {
    /// The canonical spelling of each statement, sorted. A list and no set: a statement that stands
    /// there twice was not written by us.
    statements: Vec<String>,
    principals: BTreeSet<String>,
    intact: BTreeMap<String, (Month, PullActions)>,
}

impl Managed {
    pub(super) fn of<'n, 'a: 'n>(
        installation: &Installation,
        statements: impl Iterator<Item = &'n Node<'a>>,
    ) -> Self {
        let mut managed = Self::default();
        for node in statements {
            let canonical = statement(node);
            let principals = principals(node);
            if let Some(said) = intact(installation, node, &canonical, &principals) {
                let of_each = principals.iter().map(|name| (name.clone(), said));
                managed.intact.extend(of_each);
            }
            managed.principals.extend(principals);
            managed.statements.push(canonical);
        }
        managed.statements.sort_unstable();
        managed
    }

    /// Until the end of which month the principal has access by a statement that is as we write
    /// them. `None` where it has none, or one that somebody edited.
    #[must_use]
    pub fn until(&self, principal: &str) -> Option<Month> {
        self.allows(principal).map(|(month, _)| month)
    }

    /// The same, with what it allows.
    pub(super) fn allows(&self, principal: &str) -> Option<(Month, PullActions)> {
        let principal = canonical_principal(principal);
        self.intact.get(principal).copied()
    }

    /// Whether there is nothing of ours.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.statements.is_empty()
    }

    /// Whether one of our statements names the principal.
    #[must_use]
    pub fn names(&self, principal: &str) -> bool {
        let principal = canonical_principal(principal);
        self.principals.contains(principal)
    }

    /// Everybody that our statements name: ARNs, and the bare id for the root of an account.
    pub fn principals(&self) -> impl Iterator<Item = &str> {
        self.principals.iter().map(String::as_str)
    }

    /// Everybody that statements name which are kept as [`Self::canonical`].
    pub(crate) fn named_in(canonical: &str) -> BTreeSet<String> {
        let statements = canonical.lines().filter_map(|line| read(line).ok());
        statements.flat_map(|node| principals(&node)).collect()
    }

    /// Those it names that AWS shows by a unique id: the role or user was deleted, or cannot be
    /// looked up just now (IAM User Guide, Unique identifiers).
    pub fn stale(&self) -> impl Iterator<Item = &str> {
        self.principals().filter(|name| is_unique_id(name))
    }

    /// One spelling for everything that means the same, to be stored and compared.
    #[must_use]
    pub fn canonical(&self) -> String {
        self.statements.join("\n")
    }
}

/// The month and the actions of a statement that says what we would write for its principals, and nothing
/// else.
fn intact(
    installation: &Installation,
    node: &Node<'_>,
    canonical: &str,
    principals: &[String],
) -> Option<(Month, PullActions)> {
    let members = node.members().unwrap_or_default();
    let sid = members.iter().find(|member| member.name == "Sid")?;
    let month = installation.month(sid.value.as_str()?)?;
    let principals: BTreeSet<&str> = principals.iter().map(String::as_str).collect();
    [PullActions::Two, PullActions::Three]
        .into_iter()
        .find(|actions| {
            let text = written(installation, month, *actions, &principals);
            read(&text).is_ok_and(|node| statement(&node) == canonical)
        })
        .map(|actions| (month, actions))
}

/// Whether a principal is shown by the id of a role or user that AWS cannot name any more.
fn is_unique_id(name: &str) -> bool {
    ["AROA", "AIDA"].iter().any(|mark| name.starts_with(mark))
}

/// What a statement is called, where it is called anything.
pub(super) fn sid_of<'n>(statement: &'n Node<'_>) -> Option<&'n str> {
    let members = statement.members().unwrap_or_default();
    let mut sids = members.iter().filter(|member| member.name == "Sid");
    sids.find_map(|member| member.value.as_str())
}

/// Whether a statement follows from the grants of an installation, this one or another.
pub(super) fn is_of_an_installation(statement: &Node<'_>) -> bool {
    sid_of(statement).is_some_and(|sid| sid.starts_with(SID_PREFIX))
}

/// The first principal of a statement that is shown by a unique id.
pub(super) fn stale_principal(statement: &Node<'_>) -> Option<String> {
    principals(statement)
        .into_iter()
        .find(|name| is_unique_id(name))
}

fn principals(statement: &Node<'_>) -> Vec<String> {
    let members = statement.members().unwrap_or_default();
    members
        .iter()
        .filter(|member| member.name == "Principal")
        .flat_map(|member| match member.value.members() {
            Some(kinds) => kinds.iter().flat_map(|kind| kind.value.items()).collect(),
            None => vec![&member.value],
        })
        .filter_map(Node::as_str)
        .map(|name| canonical_principal(name).to_owned())
        .collect()
}

//! A repository's policy, read without touching it.

use super::canonical::{statement, value};
use super::json::{Json, Member, Node, raw, read};
use super::managed::stale_principal;
use super::{Installation, InvalidPolicy, Managed, POLICY_BYTES_MAX};

/// A repository's policy: whose statement is which, and where each stands in the text.
///
/// Read as leniently as Amazon ECR stores it: any Sid, repeated or none, a single statement instead
/// of a list, members that nobody knows. What has no readable list of statements is refused, because
/// nothing could be added to it without guessing.
#[derive(Clone, Debug)]
pub struct Document<'a> {
    pub(super) text: &'a str,
    pub(super) installation: &'a Installation,
    /// The members of the document in order; `None` where the repository has no policy.
    pub(super) members: Option<Vec<Member<'a>>>,
}

impl<'a> Document<'a> {
    /// A repository without a policy.
    #[must_use]
    pub fn none(installation: &'a Installation) -> Self {
        Self {
            text: "",
            installation,
            members: None,
        }
    }

    /// Reads the text of a policy.
    ///
    /// # Errors
    /// [`InvalidPolicy`] says where it stops being one.
    ///
    /// ```
    /// use wharfinger_core::policy::{Document, Installation};
    /// let installation = Installation::new("0a1b2c3d").unwrap();
    /// let error = Document::read(r#"{"Statement":[{}}"#, &installation).unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "the policy is not JSON: `}` at byte 16, where `,` or `]` belongs"
    /// );
    /// ```
    pub fn read(text: &'a str, installation: &'a Installation) -> Result<Self, InvalidPolicy> {
        if text.len() > POLICY_BYTES_MAX {
            return Err(InvalidPolicy::TooLong { bytes: text.len() });
        }
        let Json::Object(members) = read(text)?.json else {
            return Err(InvalidPolicy::NotAnObject);
        };
        let mut statements = members.iter().filter(|member| is_statements(member));
        let (Some(list), None) = (statements.next(), statements.next()) else {
            let found = members
                .iter()
                .filter(|member| is_statements(member))
                .count();
            return Err(InvalidPolicy::Statements { found });
        };
        for node in list.value.items() {
            if node.members().is_none() {
                let at = node.span.start;
                return Err(InvalidPolicy::StatementNotAnObject { at });
            }
        }
        Ok(Self {
            text,
            installation,
            members: Some(members),
        })
    }

    /// The text that was read; `None` where there is no policy.
    #[must_use]
    pub fn text(&self) -> Option<&'a str> {
        self.members.as_ref().map(|_| self.text)
    }

    /// Whose statements are ours.
    pub(crate) fn installation(&self) -> &'a Installation {
        self.installation
    }

    /// What our statements say.
    #[must_use]
    pub fn managed(&self) -> Managed {
        Managed::of(self.installation, self.ours())
    }

    /// Everybody else's statements as they stand there, byte for byte.
    pub fn foreign(&self) -> impl Iterator<Item = &'a str> {
        self.foreign_nodes().map(|node| raw(self.text, &node.span))
    }

    /// Our statements as they stand there, byte for byte.
    pub fn ours_texts(&self) -> impl Iterator<Item = &'a str> {
        self.ours_raw()
    }

    /// One spelling for everybody else's part, to be stored and compared: as [`Managed::canonical`]
    /// is for ours. Empty where there is no such part.
    #[must_use]
    pub fn foreign_canonical(&self) -> String {
        let mut statements: Vec<String> = self.foreign_nodes().map(statement).collect();
        if statements.is_empty() {
            return String::new();
        }
        statements.sort_unstable();
        let members = self.members.iter().flatten();
        let mut rest: Vec<String> = members
            .filter(|member| !is_statements(member))
            .map(|member| [&member.name, ":", &value(&member.value)].concat())
            .collect();
        rest.sort_unstable();
        rest.extend(statements);
        rest.join("\n")
    }

    /// A principal of somebody else's statement that AWS shows by a unique id, because it was deleted.
    /// Amazon ECR refuses to store a policy with it again.
    #[must_use]
    pub fn foreign_stale(&self) -> Option<String> {
        self.foreign_nodes().find_map(stale_principal)
    }

    pub(super) fn foreign_nodes(&self) -> impl Iterator<Item = &Node<'a>> {
        self.statements()
            .filter(|node| !self.installation.owns_statement(node))
    }

    pub(super) fn ours_raw(&self) -> impl Iterator<Item = &'a str> {
        self.ours().map(|node| raw(self.text, &node.span))
    }

    fn ours(&self) -> impl Iterator<Item = &Node<'a>> {
        self.statements()
            .filter(|node| self.installation.owns_statement(node))
    }

    fn statements(&self) -> impl Iterator<Item = &Node<'a>> {
        self.members
            .iter()
            .flatten()
            .filter(|member| is_statements(member))
            .flat_map(|member| member.value.items())
    }
}

pub(super) fn is_statements(member: &Member<'_>) -> bool {
    member.name == "Statement"
}

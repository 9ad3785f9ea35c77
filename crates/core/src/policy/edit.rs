//! Documents with our part as it should be and everybody else's as it is.

use thiserror::Error;

use super::document::is_statements;
use super::json::{Node, raw, read};
use super::room::chars;
use super::{Document, FIRST_POLICY, Managed, POLICY_CHARS_MAX, Wanted};

/// What makes a repository's policy say what is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// It says so already.
    Nothing,
    /// Replace it by this text.
    Set(String),
    /// Delete it: no statement is left, and Amazon ECR refuses a policy without one.
    Delete,
}

/// There is not enough room for everybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error(
    "the policy would have {chars} characters, and Amazon ECR takes {POLICY_CHARS_MAX}; revoke access \
     that is no longer needed, or grant it to whole accounts instead of roles"
)]
pub struct NoRoom {
    /// The characters it would have.
    pub chars: usize,
}

impl Document<'_> {
    /// What to do so that our part says what is wanted.
    ///
    /// Everybody else's statements stand in the result byte for byte and in their order; so do the
    /// other members of the document. Ours come last.
    ///
    /// Where more actions than a pull takes are wanted and do not fit, ours have those of a pull: nobody
    /// is left out, or keeps access, for the sake of an action that no pull needs.
    ///
    /// # Errors
    /// [`NoRoom`] when the result is longer than Amazon ECR takes, as sent or with every account id
    /// written as an ARN. Nobody is left out silently. What only takes away fits in any case.
    ///
    /// ```
    /// use wharfinger_core::policy::{Document, Edit, Installation, PullActions, Wanted};
    /// let installation = Installation::new("0a1b2c3d").unwrap();
    /// let ours = r#"{"Statement":[{"Sid":"Wharfinger10a1b2c3dx202703"}]}"#;
    /// let document = Document::read(ours, &installation).unwrap();
    /// assert_eq!(document.edit(&Wanted::new(PullActions::Two)), Ok(Edit::Delete));
    /// ```
    pub fn edit(&self, wanted: &Wanted) -> Result<Edit, NoRoom> {
        self.edit_with_its_actions(wanted)
            .or_else(|no_room| match wanted.with_fewest_actions() {
                Some(shorter) => self.edit_with_its_actions(&shorter),
                None => Err(no_room),
            })
    }

    /// The same with all the actions that are wanted.
    fn edit_with_its_actions(&self, wanted: &Wanted) -> Result<Edit, NoRoom> {
        let ours = wanted.statements(self.installation);
        if self.says(&ours) {
            return Ok(Edit::Nothing);
        }
        let Some(text) = self.with(&ours) else {
            return Ok(Edit::Delete);
        };
        if !self.has_all(wanted) {
            fits(&text)?;
        }
        Ok(Edit::Set(text))
    }

    /// Whether everybody wanted is there already, until then and with no fewer actions: the result is no
    /// longer than what Amazon ECR has taken, however it counts. So nobody keeps access for want of room.
    fn has_all(&self, wanted: &Wanted) -> bool {
        let managed = self.managed();
        wanted.ends().all(|(principal, month)| {
            managed.allows(principal).is_some_and(|(until, actions)| {
                until == month && actions.as_slice().len() >= wanted.actions().as_slice().len()
            })
        })
    }

    /// Whether our part means the same as `wanted`.
    #[must_use]
    pub fn is(&self, wanted: &Wanted) -> bool {
        self.says(&wanted.statements(self.installation))
    }

    /// The document with exactly these statements of ours; `None` where none is left at all.
    pub(super) fn with(&self, ours: &[String]) -> Option<String> {
        let mut statements: Vec<&str> = self.foreign().collect();
        statements.extend(ours.iter().map(String::as_str));
        (!statements.is_empty()).then(|| self.assemble(&statements))
    }

    fn says(&self, ours: &[String]) -> bool {
        // What we would write, read as if it came back.
        let nodes: Vec<Node<'_>> = ours.iter().filter_map(|text| read(text).ok()).collect();
        self.managed() == Managed::of(self.installation, nodes.iter())
    }

    pub(super) fn assemble(&self, statements: &[&str]) -> String {
        let statements = statements.join(",");
        let Some(members) = &self.members else {
            return [FIRST_POLICY, &statements, "]}"].concat();
        };
        let members: Vec<String> = members
            .iter()
            .map(|member| {
                let name = raw(self.text, &member.name_span);
                if is_statements(member) {
                    [name, ":[", &statements, "]"].concat()
                } else {
                    [name, ":", raw(self.text, &member.value.span)].concat()
                }
            })
            .collect();
        ["{", &members.join(","), "}"].concat()
    }
}

/// Whether Amazon ECR takes a text, however it counts.
pub(super) fn fits(text: &str) -> Result<(), NoRoom> {
    let chars = chars(text);
    if chars > POLICY_CHARS_MAX {
        return Err(NoRoom { chars });
    }
    Ok(())
}

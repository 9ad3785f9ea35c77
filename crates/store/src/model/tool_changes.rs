//! Registering, changing and archiving tools.

use wharfinger_core::registration::Registration;

use super::keys::{Did, KeyReused};
use super::state::{MaintainerRow, State, ToolRow};
use crate::{
    Action, ArchiveError, By, NewTool, RegisterError, Registered, Revision, Subject, Tool, ToolId,
    UpdateError,
};

impl State {
    pub(super) fn register(&mut self, new: NewTool, by: &By) -> Result<Registered, RegisterError> {
        let account = self.person(by)?;
        let key = new.idempotency.as_ref();
        let replayed = self.replayed(key, account, by.now, |did| match did {
            Did::Register(id) => self.tool_row(id),
            _ => None,
        });
        if let Some(row) = replayed.map_err(|KeyReused| RegisterError::KeyReused)? {
            let tool = row.tool.clone();
            let replayed = true;
            return Ok(Registered { tool, replayed });
        }
        let path = new.registration.tool_path().as_str();
        if let Some(existing) = self.by_path(path) {
            return Err(RegisterError::Conflict {
                existing: existing.id,
                path: path.to_owned(),
            });
        }
        if self.tool_row(new.id).is_some() {
            return Err(RegisterError::IdTaken(new.id));
        }
        let row = ToolRow {
            contact_verified_at: self.verified_by(
                account,
                new.registration.contact_email(),
                by.now,
            ),
            tool: Tool {
                id: new.id,
                registration: new.registration,
                revision: Revision::FIRST,
                created_at: by.now,
                updated_at: by.now,
                archived_at: None,
            },
            descriptors: Vec::new(),
            maintainers: vec![MaintainerRow {
                account,
                since: by.now,
                added_by: account,
            }],
        };
        let tool = row.tool.clone();
        self.audited(Action::ToolRegistered, Subject::Tool(new.id), by, |state| {
            state.tools.push(row);
        });
        self.write_to_contact(new.id, by.now);
        self.remember(new.idempotency, account, by.now, Did::Register(new.id));
        let replayed = false;
        Ok(Registered { tool, replayed })
    }

    pub(super) fn update(
        &mut self,
        id: ToolId,
        expected: Revision,
        registration: Registration,
        by: &By,
    ) -> Result<Tool, UpdateError> {
        let row = self.tool_row(id).ok_or(UpdateError::NotFound)?;
        let manager = self
            .manager(id, by.actor)
            .ok_or(UpdateError::NotMaintainer)?;
        let current = row.tool.revision;
        if current != expected {
            return Err(UpdateError::Stale { current });
        }
        if row.tool.archived_at.is_some() {
            return Err(UpdateError::Archived);
        }
        let path = row.tool.registration.tool_path();
        if path != registration.tool_path() {
            return Err(UpdateError::PathChanged {
                path: path.to_string(),
            });
        }
        let contact = registration.contact_email();
        let is_other_contact = contact != row.tool.registration.contact_email();
        let is_other_image = registration.image() != row.tool.registration.image();
        let contact_verified_at = if is_other_contact {
            self.verified_by(manager, contact, by.now)
        } else {
            row.contact_verified_at
        };
        let tool = self.change_tool(id, Action::ToolUpdated, by, |row| {
            row.tool.registration = registration;
            row.contact_verified_at = contact_verified_at;
        });
        if is_other_contact {
            self.write_to_contact(id, by.now);
        }
        if is_other_image {
            self.forget_evidence(id, by.now);
        }
        Ok(tool)
    }

    pub(super) fn set_archived(
        &mut self,
        id: ToolId,
        expected: Option<Revision>,
        archived: bool,
        by: &By,
    ) -> Result<Tool, ArchiveError> {
        let tool = &self.tool_row(id).ok_or(ArchiveError::NotFound)?.tool;
        if self.manager(id, by.actor).is_none() {
            return Err(ArchiveError::NotMaintainer);
        }
        let current = tool.revision;
        if expected.is_some_and(|expected| expected != current) {
            return Err(ArchiveError::Stale { current });
        }
        if tool.archived_at.is_some() == archived {
            return Ok(tool.clone());
        }
        let action = if archived {
            Action::ToolArchived
        } else {
            Action::ToolUnarchived
        };
        let tool = self.change_tool(id, action, by, |row| {
            row.tool.archived_at = archived.then_some(by.now);
        });
        if !archived {
            self.look_again(id, by.now);
        }
        Ok(tool)
    }

    /// Changes a tool that is there.
    pub(super) fn change_tool(
        &mut self,
        id: ToolId,
        action: Action,
        by: &By,
        change: impl FnOnce(&mut ToolRow),
    ) -> Tool {
        self.audited(action, Subject::Tool(id), by, |state| {
            let row = state.tool_row_mut(id).expect("the tool is there");
            change(row);
            row.tool.revision = row.tool.revision.next();
            row.tool.updated_at = by.now;
            row.tool.clone()
        })
    }
}

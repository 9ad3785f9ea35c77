//! Finding out whether a tool's contact can be reached.

use wharfinger_core::account::AccountId;

use super::state::State;
use crate::{By, NoticeKind, Recipient, Timestamp, ToolId, VerifyContactError};

impl State {
    pub(super) fn contact(&self, tool: ToolId) -> Option<&str> {
        self.tool_row(tool)?.tool.registration.contact_email()
    }

    pub(super) fn contact_verified_at(&self, tool: ToolId) -> Option<Timestamp> {
        self.tool_row(tool)?.contact_verified_at
    }

    /// Since when a contact is verified that somebody enters now: at once where it is their own
    /// verified address.
    pub(super) fn verified_by(
        &self,
        account: AccountId,
        contact: Option<&str>,
        now: Timestamp,
    ) -> Option<Timestamp> {
        let own = self.account(account)?.verified_email()?;
        own.eq_ignore_ascii_case(contact?).then_some(now)
    }

    /// Writes to the tool's contact, if it has one that is not verified.
    pub(super) fn write_to_contact(&mut self, tool: ToolId, now: Timestamp) {
        if let Some(to) = self.unverified_contact(tool) {
            self.notify_once(to, NoticeKind::VerifyContact(tool), now);
        }
    }

    fn unverified_contact(&self, tool: ToolId) -> Option<Recipient> {
        let to = Recipient::Address(self.contact(tool)?.to_owned());
        self.contact_verified_at(tool).is_none().then_some(to)
    }

    pub(super) fn ask_contact(&mut self, tool: ToolId, by: &By) -> Result<(), VerifyContactError> {
        if self.tool_row(tool).is_none() {
            return Err(VerifyContactError::NoContact);
        }
        if self.manager(tool, by.actor).is_none() {
            return Err(VerifyContactError::NotMaintainer);
        }
        if self.contact(tool).is_none() {
            return Err(VerifyContactError::NoContact);
        }
        let kind = NoticeKind::VerifyContact(tool);
        if let Some(to) = self.unverified_contact(tool) {
            if self.is_on_its_way(&to, kind) {
                return Err(VerifyContactError::OnItsWay);
            }
            self.notify(to, kind, by.now);
        }
        Ok(())
    }
}

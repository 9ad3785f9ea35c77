//! Who maintains a tool, and its contact.

use wharfinger_core::account::AccountId;
use wharfinger_core::privacy::Visibility;

use super::Model;
use super::state::{MaintainerRow, State, ToolRow};
use crate::{
    Account, Action, Actor, AddMaintainerError, Answer, By, Failure, MAINTAINERS_MAX, Maintainer,
    Maintainers, NoticeKind, Page, Recipient, RemoveMaintainerError, Subject, Timestamp, ToolId,
    ToolPage, VerifyContactError,
};

impl State {
    pub(super) fn maintainers_of(&self, row: &ToolRow) -> Vec<Maintainer> {
        let maintainer = |row: &MaintainerRow| {
            let account = self
                .account(row.account)
                .expect("accounts are never taken out");
            Maintainer {
                account: row.account,
                name: account.name.clone(),
                disabled: !account.is_active(),
                since: row.since,
                added_by: row.added_by,
            }
        };
        row.maintainers.iter().map(maintainer).collect()
    }

    pub(super) fn maintainers(&self, tool: ToolId) -> Vec<Maintainer> {
        let row = self.tool_row(tool);
        row.map(|row| self.maintainers_of(row)).unwrap_or_default()
    }

    /// Whether the account is an active one that maintains the tool.
    pub(super) fn maintains(&self, tool: ToolId, account: AccountId) -> bool {
        let maintainers = self.maintainers(tool);
        maintainers
            .iter()
            .any(|maintainer| maintainer.account == account && !maintainer.disabled)
    }

    /// Whether the account maintains the tool since it registered it, and nobody else has added it.
    pub(super) fn has_registered(&self, tool: ToolId, account: AccountId) -> bool {
        let maintainers = self.maintainers(tool);
        maintainers
            .iter()
            .any(|maintainer| maintainer.account == account && maintainer.added_by == account)
    }

    /// Who acts, if they may change the tool.
    pub(super) fn manager(&self, tool: ToolId, actor: Actor) -> Option<AccountId> {
        let account = self.active(actor.account()?)?;
        let may = account.is_administrator() || self.maintains(tool, account.id);
        may.then_some(account.id)
    }

    fn add_maintainer(
        &mut self,
        tool: ToolId,
        account: AccountId,
        by: &By,
    ) -> Result<Vec<Maintainer>, AddMaintainerError> {
        if self.tool_row(tool).is_none() {
            return Err(AddMaintainerError::NoSuchTool);
        }
        let manager = self.manager(tool, by.actor);
        let added_by = manager.ok_or(AddMaintainerError::NotMaintainer)?;
        if self.active(account).is_none() {
            return Err(AddMaintainerError::NoSuchAccount);
        }
        let maintainers = self.maintainers(tool);
        if self.maintains(tool, account) {
            return Ok(maintainers);
        }
        if maintainers.len() >= MAINTAINERS_MAX {
            return Err(AddMaintainerError::TooMany);
        }
        let since = by.now;
        self.change_maintainers(tool, Action::MaintainerAdded, by, |maintainers| {
            maintainers.push(MaintainerRow {
                account,
                since,
                added_by,
            });
        });
        if account != added_by {
            let to = Recipient::Account(account);
            self.notify(to, NoticeKind::MaintainerAdded(tool), by.now);
        }
        Ok(self.maintainers(tool))
    }

    fn remove_maintainer(
        &mut self,
        tool: ToolId,
        account: AccountId,
        by: &By,
    ) -> Result<Vec<Maintainer>, RemoveMaintainerError> {
        if self.tool_row(tool).is_none() {
            return Err(RemoveMaintainerError::NoSuchTool);
        }
        let manager = self.manager(tool, by.actor);
        let removed_by = manager.ok_or(RemoveMaintainerError::NotMaintainer)?;
        let (gone, rest): (Vec<_>, Vec<_>) = self
            .maintainers(tool)
            .into_iter()
            .partition(|maintainer| maintainer.account == account);
        if gone.is_empty() {
            return Err(RemoveMaintainerError::NoSuchMaintainer);
        }
        if rest.iter().all(|maintainer| maintainer.disabled) {
            return Err(RemoveMaintainerError::Last);
        }
        if self.is_only_contact(tool, account, &rest) {
            return Err(RemoveMaintainerError::Contact);
        }
        self.change_maintainers(tool, Action::MaintainerRemoved, by, |maintainers| {
            maintainers.retain(|maintainer| maintainer.account != account);
        });
        if account != removed_by && self.active(account).is_some() {
            let to = Recipient::Account(account);
            self.notify(to, NoticeKind::MaintainerRemoved(tool), by.now);
        }
        Ok(rest)
    }

    /// Whether a private tool's contact is the account's address, and nobody's who stays and can act.
    fn is_only_contact(&self, tool: ToolId, account: AccountId, rest: &[Maintainer]) -> bool {
        let row = self.tool_row(tool).expect("the tool is there");
        let is_private = row.tool.registration.visibility() == Visibility::Private;
        let Some(contact) = self.contact(tool).filter(|_| is_private) else {
            return false;
        };
        let is_of = |id| {
            let own = self.account(id).and_then(Account::verified_email);
            own.is_some_and(|own| own.eq_ignore_ascii_case(contact))
        };
        let mut active = rest.iter().filter(|maintainer| !maintainer.disabled);
        is_of(account) && !active.any(|maintainer| is_of(maintainer.account))
    }

    /// The tool's revision stays: it counts what [`crate::Tool`] shows.
    fn change_maintainers(
        &mut self,
        tool: ToolId,
        action: Action,
        by: &By,
        change: impl FnOnce(&mut Vec<MaintainerRow>),
    ) {
        self.audited(action, Subject::Tool(tool), by, |state| {
            let row = state.tool_row_mut(tool).expect("the tool is there");
            change(&mut row.maintainers);
        });
    }
}

impl Maintainers for Model {
    fn maintainers(&self, tool: ToolId) -> Answer<'_, Result<Vec<Maintainer>, Failure>> {
        self.read(move |state| state.maintainers(tool))
    }

    fn maintained_of<'a>(
        &'a self,
        account: AccountId,
        tools: &'a [ToolId],
    ) -> Answer<'a, Result<Vec<ToolId>, Failure>> {
        self.read(move |state| {
            let asked = state
                .tools
                .iter()
                .filter(|row| tools.contains(&row.tool.id));
            let maintained = asked
                .filter(|row| row.maintainers.iter().any(|row| row.account == account))
                .map(|row| row.tool.id);
            maintained.collect()
        })
    }

    fn add_maintainer(
        &self,
        tool: ToolId,
        account: AccountId,
        by: By,
    ) -> Answer<'_, Result<Vec<Maintainer>, AddMaintainerError>> {
        self.write(move |state| state.add_maintainer(tool, account, &by))
    }

    fn remove_maintainer(
        &self,
        tool: ToolId,
        account: AccountId,
        by: By,
    ) -> Answer<'_, Result<Vec<Maintainer>, RemoveMaintainerError>> {
        self.write(move |state| state.remove_maintainer(tool, account, &by))
    }

    fn unmaintained_tools(&self, page: Page) -> Answer<'_, Result<ToolPage, Failure>> {
        self.read(move |state| {
            let is_one = |row: &ToolRow| {
                let maintainers = state.maintainers_of(row);
                maintainers.iter().all(|maintainer| maintainer.disabled)
            };
            let (rows, next) = state.tools.page(page, is_one);
            let tools = rows.into_iter().map(|row| row.tool.clone()).collect();
            ToolPage {
                tools,
                damaged: Vec::new(),
                next,
            }
        })
    }

    fn contact_verified_at(&self, tool: ToolId) -> Answer<'_, Result<Option<Timestamp>, Failure>> {
        self.read(move |state| state.contact_verified_at(tool))
    }

    fn ask_contact(&self, tool: ToolId, by: By) -> Answer<'_, Result<(), VerifyContactError>> {
        self.write(move |state| state.ask_contact(tool, &by))
    }
}

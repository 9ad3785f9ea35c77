//! Changing accounts.

use wharfinger_core::account::AccountId;

use super::state::{AccountRow, State};
use crate::{
    Account, Action, By, ChangeAccountError, Email, Identity, LinkPurpose, NoticeKind, OPERATOR,
    PasswordHash, Recipient, Role, SecretHash, Subject, Timestamp,
};

impl State {
    /// The account as it is, if it may be changed.
    pub(super) fn changeable(&self, id: AccountId) -> Result<Account, ChangeAccountError> {
        match self.account(id) {
            None => Err(ChangeAccountError::NotFound),
            Some(_) if id == OPERATOR => Err(ChangeAccountError::BuiltIn),
            Some(account) => Ok(account.clone()),
        }
    }

    /// Changes an account that is there.
    fn change_account(
        &mut self,
        id: AccountId,
        action: Action,
        by: &By,
        change: impl FnOnce(&mut AccountRow),
    ) -> Account {
        self.audited(action, Subject::Account(id), by, |state| {
            let row = state.account_row_mut(id).expect("the account is there");
            change(row);
            row.account.revision = row.account.revision.next();
            row.account.clone()
        })
    }

    pub(super) fn set_password(
        &mut self,
        id: AccountId,
        password: PasswordHash,
        keep: Option<SecretHash>,
        by: &By,
    ) -> Account {
        self.end_sessions(id, keep);
        self.remove_password_links(id);
        self.change_account(id, Action::PasswordChanged, by, |row| {
            row.account.has_password = true;
            row.password = Some(password);
        })
    }

    pub(super) fn set_email(
        &mut self,
        id: AccountId,
        email: Option<Email>,
        by: &By,
    ) -> Result<Account, ChangeAccountError> {
        let account = self.changeable(id)?;
        let address = |email: &Option<Email>| email.as_ref().map(|email| email.address.clone());
        let vouched_for = email.as_ref().and_then(|email| email.verified_at);
        let is_same = address(&account.email) == address(&email);
        Ok(match vouched_for {
            Some(at) if is_same => self.verify_email(&account, at, by),
            None if is_same => account,
            _ => {
                let changed = self.change_account(id, Action::EmailChanged, by, |row| {
                    row.account.email = email;
                });
                self.remove_password_links(id);
                self.write_to_unverified(&changed, by.now);
                changed
            }
        })
    }

    fn remove_password_links(&mut self, account: AccountId) {
        let purpose = LinkPurpose::SetPassword { account };
        self.links.retain(|_, link| link.purpose != purpose);
    }

    /// Notes since when an account's address is verified, unless it was before.
    pub(super) fn verify_email(&mut self, account: &Account, at: Timestamp, by: &By) -> Account {
        if account.verified_email().is_some() {
            return account.clone();
        }
        self.change_account(account.id, Action::EmailVerified, by, |row| {
            let email = row.account.email.as_mut();
            email.expect("it has an address").verified_at = Some(at);
        })
    }

    pub(super) fn ask_email(
        &mut self,
        id: AccountId,
        now: Timestamp,
    ) -> Result<(), ChangeAccountError> {
        let account = self.changeable(id)?;
        self.write_to_unverified(&account, now);
        Ok(())
    }

    /// Writes to the account's address, if it has one that is not verified.
    pub(super) fn write_to_unverified(&mut self, account: &Account, now: Timestamp) {
        if let Some(email) = &account.email
            && email.verified_at.is_none()
        {
            let to = Recipient::Address(email.address.clone());
            self.notify_once(to, NoticeKind::VerifyEmail(account.id), now);
        }
    }

    pub(super) fn link_identity(
        &mut self,
        id: AccountId,
        identity: Identity,
        by: &By,
    ) -> Result<Account, ChangeAccountError> {
        let account = self.changeable(id)?;
        let identity = Some(identity);
        if account.identity == identity {
            return Ok(account);
        }
        if self
            .accounts
            .iter()
            .any(|row| row.account.identity == identity)
        {
            return Err(ChangeAccountError::IdentityTaken);
        }
        Ok(self.change_account(id, Action::IdentityLinked, by, |row| {
            row.account.identity = identity;
        }))
    }

    pub(super) fn set_role(
        &mut self,
        id: AccountId,
        role: Role,
        by: &By,
    ) -> Result<Account, ChangeAccountError> {
        let account = self.changeable(id)?;
        if account.role == role {
            return Ok(account);
        }
        self.is_not_the_last(id)?;
        Ok(self.change_account(id, Action::RoleChanged, by, |row| {
            row.account.role = role;
        }))
    }

    pub(super) fn set_disabled(
        &mut self,
        id: AccountId,
        disabled: bool,
        by: &By,
    ) -> Result<Account, ChangeAccountError> {
        let account = self.changeable(id)?;
        if account.is_active() != disabled {
            return Ok(account);
        }
        let action = if disabled {
            self.is_not_the_last(id)?;
            self.end_sessions(id, None);
            self.remove_password_links(id);
            Action::AccountDisabled
        } else {
            Action::AccountEnabled
        };
        Ok(self.change_account(id, action, by, |row| {
            row.account.disabled_at = disabled.then_some(by.now);
        }))
    }

    /// That there is an active administrator besides this account, or that it is none itself.
    fn is_not_the_last(&self, id: AccountId) -> Result<(), ChangeAccountError> {
        if self.administrators().eq([id]) {
            return Err(ChangeAccountError::LastAdministrator);
        }
        Ok(())
    }
}

//! Changing accounts.

use wharfinger_core::account::AccountId;

use super::state::{AccountRow, State};
use crate::{
    Account, AccountChange, Action, Actor, By, ChangeAccountError, Email, Identity, LinkPurpose,
    NoticeKind, OPERATOR, PasswordHash, Recipient, Revision, Role, SecretHash, Subject, Timestamp,
};

impl State {
    /// The account as it is, if it may be changed.
    fn changeable(&self, id: AccountId) -> Result<Account, ChangeAccountError> {
        match self.account(id) {
            None => Err(ChangeAccountError::NotFound),
            Some(_) if id == OPERATOR => Err(ChangeAccountError::BuiltIn),
            Some(account) => Ok(account.clone()),
        }
    }

    /// The same for its owner.
    pub(super) fn owned(&self, id: AccountId, by: &By) -> Result<Account, ChangeAccountError> {
        let account = self.changeable(id)?;
        self.is_owner(id, by)?;
        Ok(account)
    }

    /// The same for an administrator.
    pub(super) fn administered(
        &self,
        id: AccountId,
        by: &By,
    ) -> Result<Account, ChangeAccountError> {
        let account = self.changeable(id)?;
        if self.is_administrator(by) {
            Ok(account)
        } else {
            Err(ChangeAccountError::NotAdministrator)
        }
    }

    /// That the account is there and does this itself.
    pub(super) fn is_owner(&self, id: AccountId, by: &By) -> Result<(), ChangeAccountError> {
        let account = self.account(id).ok_or(ChangeAccountError::NotFound)?;
        if by.actor == Actor::Account(id) && account.is_active() {
            Ok(())
        } else {
            Err(ChangeAccountError::NotOwner)
        }
    }

    /// Whether whoever acts is an administrator who can.
    pub(super) fn is_administrator(&self, by: &By) -> bool {
        let account = by.actor.account().and_then(|id| self.active(id));
        account.is_some_and(Account::is_administrator)
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
        let account = self.change_account(id, Action::PasswordChanged, by, |row| {
            row.account.has_password = true;
            row.password = Some(password);
        });
        self.tell_owner(id, NoticeKind::PasswordChanged(id), by);
        account
    }

    fn tell_owner(&mut self, id: AccountId, kind: NoticeKind, by: &By) {
        self.notify(Recipient::Account(id), kind, by.now);
    }

    pub(super) fn set_email(
        &mut self,
        id: AccountId,
        email: Option<Email>,
        by: &By,
    ) -> Result<Account, ChangeAccountError> {
        let account = self.owned(id, by)?;
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
                let kind = NoticeKind::EmailChanged(id);
                if account.email.is_some() {
                    self.tell_owner(id, kind, by);
                }
                if let Some(before) = account.verified_email() {
                    self.notify(Recipient::Address(before.to_owned()), kind, by.now);
                }
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

    pub(super) fn ask_email(&mut self, id: AccountId, by: &By) -> Result<(), ChangeAccountError> {
        let account = self.owned(id, by)?;
        self.write_to_unverified(&account, by.now);
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
        let account = self.owned(id, by)?;
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
        let account = self.change_account(id, Action::IdentityLinked, by, |row| {
            row.account.identity = identity;
        });
        self.tell_owner(id, NoticeKind::IdentityLinked(id), by);
        Ok(account)
    }

    pub(super) fn unlink_identity(
        &mut self,
        id: AccountId,
        by: &By,
    ) -> Result<Account, ChangeAccountError> {
        let account = self.owned(id, by)?;
        if account.identity.is_none() {
            return Ok(account);
        }
        if !account.has_password {
            return Err(ChangeAccountError::OnlyWayIn);
        }
        let account = self.change_account(id, Action::IdentityUnlinked, by, |row| {
            row.account.identity = None;
        });
        self.tell_owner(id, NoticeKind::IdentityUnlinked(id), by);
        Ok(account)
    }

    pub(super) fn change_status(
        &mut self,
        id: AccountId,
        expected: Option<Revision>,
        change: AccountChange,
        by: &By,
    ) -> Result<Account, ChangeAccountError> {
        let mut account = self.administered(id, by)?;
        let current = account.revision;
        if expected.is_some_and(|expected| expected != current) {
            return Err(ChangeAccountError::Stale { current });
        }
        let role = change.role.unwrap_or(account.role);
        let disabled = change.disabled.unwrap_or(!account.is_active());
        let stays = role == Role::Administrator && !disabled;
        if self.administrators().eq([id]) && !stays {
            return Err(ChangeAccountError::LastAdministrator);
        }
        if role != account.role {
            account = self.change_account(id, Action::RoleChanged, by, |row| {
                row.account.role = role;
            });
        }
        if disabled == account.is_active() {
            let action = if disabled {
                self.end_sessions(id, None);
                self.remove_password_links(id);
                self.shut_devices_out(id, by.now);
                Action::AccountDisabled
            } else {
                Action::AccountEnabled
            };
            account = self.change_account(id, action, by, |row| {
                row.account.disabled_at = disabled.then_some(by.now);
            });
        }
        Ok(account)
    }
}

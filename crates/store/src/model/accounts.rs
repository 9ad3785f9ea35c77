//! Making and finding accounts.

use wharfinger_core::account::{AccountId, AccountName};

use super::Model;
use super::rows::found;
use super::state::{AccountRow, State};
use crate::{
    Account, AccountChange, AccountPage, AccountWithPassword, Accounts, Action, Actor, Answer, By,
    ChangeAccountError, CreateAccountError, Email, Failure, Found, Identity, LinkPurpose,
    NewAccount, OPERATOR, Page, PasswordHash, Revision, Role, SecretHash, Subject,
};

impl State {
    pub(super) fn create_account(
        &mut self,
        new: NewAccount,
        by: &By,
    ) -> Result<Account, CreateAccountError> {
        let is_own = by.actor == Actor::Account(new.id) && new.role == Role::Member;
        if !is_own && !self.is_administrator(by) {
            return Err(CreateAccountError::NotAdministrator);
        }
        self.insert_account(new, by)
    }

    fn insert_account(&mut self, new: NewAccount, by: &By) -> Result<Account, CreateAccountError> {
        let accounts = || self.accounts.iter().map(|row| &row.account);
        if accounts().any(|account| account.name == new.name) {
            return Err(CreateAccountError::NameTaken);
        }
        if new.identity.is_some() && accounts().any(|account| account.identity == new.identity) {
            return Err(CreateAccountError::IdentityTaken);
        }
        if accounts().any(|account| account.id == new.id) {
            return Err(CreateAccountError::IdTaken);
        }
        let account = Account {
            id: new.id,
            name: new.name,
            role: new.role,
            email: new.email,
            has_password: new.password.is_some(),
            identity: new.identity,
            revision: Revision::FIRST,
            created_at: by.now,
            disabled_at: None,
        };
        let row = AccountRow {
            account: account.clone(),
            password: new.password,
        };
        self.audited(
            Action::AccountCreated,
            Subject::Account(new.id),
            by,
            |state| {
                state.accounts.push(row);
            },
        );
        self.write_to_unverified(&account, by.now);
        Ok(account)
    }

    fn create_first_administrator(
        &mut self,
        link: SecretHash,
        new: NewAccount,
        by: By,
    ) -> Result<Account, CreateAccountError> {
        let purpose = self.working_link(link, by.now).map(|link| &link.purpose);
        if purpose != Some(&LinkPurpose::FirstAdministrator) {
            return Err(CreateAccountError::NoSuchLink);
        }
        let role = Role::Administrator;
        let actor = Actor::Account(new.id);
        let account = self.insert_account(NewAccount { role, ..new }, &By { actor, ..by })?;
        self.links.remove(&link);
        Ok(account)
    }

    /// The administrators who can sign in.
    pub(super) fn administrators(&self) -> impl Iterator<Item = AccountId> {
        self.accounts
            .iter()
            .map(|row| &row.account)
            .filter(|account| account.id != OPERATOR)
            .filter(|account| account.is_active() && account.is_administrator())
            .map(|account| account.id)
    }

    pub(super) fn has_administrator(&self) -> bool {
        self.administrators().next().is_some()
    }

    fn find(&self, is_it: impl Fn(&Account) -> bool) -> Option<Account> {
        let mut accounts = self.accounts.iter().map(|row| &row.account);
        accounts.find(|account| is_it(account)).cloned()
    }
}

impl Accounts for Model {
    fn create_account(
        &self,
        new: NewAccount,
        by: By,
    ) -> Answer<'_, Result<Account, CreateAccountError>> {
        self.write(move |state| state.create_account(new, &by))
    }

    fn create_first_administrator(
        &self,
        link: SecretHash,
        new: NewAccount,
        by: By,
    ) -> Answer<'_, Result<Account, CreateAccountError>> {
        self.write(move |state| state.create_first_administrator(link, new, by))
    }

    fn has_administrator(&self) -> Answer<'_, Result<bool, Failure>> {
        self.read(State::has_administrator)
    }

    fn account(&self, id: AccountId) -> Answer<'_, Result<Option<Account>, Failure>> {
        self.read(move |state| state.account(id).cloned())
    }

    fn account_names<'a>(
        &'a self,
        ids: &'a [AccountId],
    ) -> Answer<'a, Result<Found<(AccountId, AccountName)>, Failure>> {
        self.read(move |state| {
            let accounts = state.accounts.iter().map(|row| &row.account);
            let named = accounts.filter(|account| ids.contains(&account.id));
            found(named.map(|account| (account.id, account.name.clone())))
        })
    }

    fn find_account<'a>(
        &'a self,
        name: &'a AccountName,
    ) -> Answer<'a, Result<Option<Account>, Failure>> {
        self.read(move |state| state.find(|account| account.name == *name))
    }

    fn account_of_identity<'a>(
        &'a self,
        identity: &'a Identity,
    ) -> Answer<'a, Result<Option<Account>, Failure>> {
        self.read(move |state| state.find(|account| account.identity.as_ref() == Some(identity)))
    }

    fn find_with_password<'a>(
        &'a self,
        name: &'a AccountName,
    ) -> Answer<'a, Result<Option<AccountWithPassword>, Failure>> {
        self.read(move |state| {
            let mut rows = state.accounts.iter();
            let row = rows.find(|row| row.account.name == *name)?;
            Some((row.account.clone(), row.password.clone()))
        })
    }

    fn list_accounts(&self, page: Page) -> Answer<'_, Result<AccountPage, Failure>> {
        self.read(move |state| {
            let (rows, next) = state.accounts.page(page, |_| true);
            let accounts = rows.into_iter().map(|row| row.account.clone()).collect();
            AccountPage {
                accounts,
                damaged: Vec::new(),
                next,
            }
        })
    }

    fn set_password(
        &self,
        id: AccountId,
        password: PasswordHash,
        keep: Option<SecretHash>,
        by: By,
    ) -> Answer<'_, Result<Account, ChangeAccountError>> {
        self.write(move |state| {
            state.owned(id, &by)?;
            Ok(state.set_password(id, password, keep, &by))
        })
    }

    fn set_email(
        &self,
        id: AccountId,
        email: Option<Email>,
        by: By,
    ) -> Answer<'_, Result<Account, ChangeAccountError>> {
        self.write(move |state| state.set_email(id, email, &by))
    }

    fn ask_email(&self, id: AccountId, by: By) -> Answer<'_, Result<(), ChangeAccountError>> {
        self.write(move |state| state.ask_email(id, &by))
    }

    fn link_identity(
        &self,
        id: AccountId,
        identity: Identity,
        by: By,
    ) -> Answer<'_, Result<Account, ChangeAccountError>> {
        self.write(move |state| state.link_identity(id, identity, &by))
    }

    fn unlink_identity(
        &self,
        id: AccountId,
        by: By,
    ) -> Answer<'_, Result<Account, ChangeAccountError>> {
        self.write(move |state| state.unlink_identity(id, &by))
    }

    fn change_account(
        &self,
        id: AccountId,
        expected: Option<Revision>,
        change: AccountChange,
        by: By,
    ) -> Answer<'_, Result<Account, ChangeAccountError>> {
        self.write(move |state| state.change_status(id, expected, change, &by))
    }
}

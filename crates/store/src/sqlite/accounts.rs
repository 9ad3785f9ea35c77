//! Accounts in SQLite.

use wharfinger_core::account::{AccountId, AccountName};

use super::Sqlite;
use crate::sql::{account_changes, accounts, ready};
use crate::{
    Account, AccountPage, Accounts, Answer, By, ChangeAccountError, CreateAccountError, Email,
    Failure, Identity, NewAccount, Page, PasswordHash, Role, SecretHash,
};

impl Accounts for Sqlite {
    fn create_account(
        &self,
        new: NewAccount,
        by: By,
    ) -> Answer<'_, Result<Account, CreateAccountError>> {
        self.write(move |sql| ready(accounts::create(sql, &new, &by)))
    }

    fn create_first_administrator(
        &self,
        link: SecretHash,
        new: NewAccount,
        by: By,
    ) -> Answer<'_, Result<Account, CreateAccountError>> {
        self.write(move |sql| ready(accounts::create_first_administrator(sql, &link, &new, &by)))
    }

    fn has_administrator(&self) -> Answer<'_, Result<bool, Failure>> {
        self.read(|sql| ready(accounts::has_administrator(sql)))
    }

    fn account(&self, id: AccountId) -> Answer<'_, Result<Option<Account>, Failure>> {
        self.read(move |sql| ready(accounts::by_id(sql, &id)))
    }

    fn find_account<'a>(
        &'a self,
        name: &'a AccountName,
    ) -> Answer<'a, Result<Option<Account>, Failure>> {
        self.read(move |sql| ready(accounts::by_name(sql, name)))
    }

    fn account_of_identity<'a>(
        &'a self,
        identity: &'a Identity,
    ) -> Answer<'a, Result<Option<Account>, Failure>> {
        self.read(move |sql| ready(accounts::by_identity(sql, identity)))
    }

    fn password_hash(&self, id: AccountId) -> Answer<'_, Result<Option<PasswordHash>, Failure>> {
        self.read(move |sql| ready(accounts::password_hash(sql, &id)))
    }

    fn list_accounts(&self, page: Page) -> Answer<'_, Result<AccountPage, Failure>> {
        self.read(move |sql| ready(accounts::list(sql, page)))
    }

    fn set_password(
        &self,
        id: AccountId,
        password: PasswordHash,
        keep: Option<SecretHash>,
        by: By,
    ) -> Answer<'_, Result<Account, ChangeAccountError>> {
        self.write(move |sql| {
            let changed = account_changes::set_password(sql, &id, &password, keep.as_ref(), &by);
            ready(changed)
        })
    }

    fn set_email(
        &self,
        id: AccountId,
        email: Option<Email>,
        by: By,
    ) -> Answer<'_, Result<Account, ChangeAccountError>> {
        self.write(move |sql| ready(account_changes::set_email(sql, &id, email.as_ref(), &by)))
    }

    fn ask_email(&self, id: AccountId, by: By) -> Answer<'_, Result<(), ChangeAccountError>> {
        self.write(move |sql| ready(account_changes::ask_email(sql, &id, &by)))
    }

    fn link_identity(
        &self,
        id: AccountId,
        identity: Identity,
        by: By,
    ) -> Answer<'_, Result<Account, ChangeAccountError>> {
        self.write(move |sql| ready(account_changes::link_identity(sql, &id, &identity, &by)))
    }

    fn set_role(
        &self,
        id: AccountId,
        role: Role,
        by: By,
    ) -> Answer<'_, Result<Account, ChangeAccountError>> {
        self.write(move |sql| ready(account_changes::set_role(sql, &id, role, &by)))
    }

    fn set_disabled(
        &self,
        id: AccountId,
        disabled: bool,
        by: By,
    ) -> Answer<'_, Result<Account, ChangeAccountError>> {
        self.write(move |sql| ready(account_changes::set_disabled(sql, &id, disabled, &by)))
    }
}

//! Accounts, in either database.

use wharfinger_core::account::{AccountId, AccountName};

use crate::sql::{account_changes, account_status, accounts};
use crate::{
    Account, AccountChange, AccountPage, AccountWithPassword, Accounts, Answer, By,
    ChangeAccountError, CreateAccountError, Email, Failure, Found, Identity, NewAccount, Page,
    PasswordHash, Postgres, Revision, SecretHash, Sqlite,
};

macro_rules! implement {
    ($database:ty) => {
        impl Accounts for $database {
            fn create_account(
                &self,
                new: NewAccount,
                by: By,
            ) -> Answer<'_, Result<Account, CreateAccountError>> {
                self.write(async move |sql| accounts::create(sql, &new, &by).await)
            }

            fn create_first_administrator(
                &self,
                link: SecretHash,
                new: NewAccount,
                by: By,
            ) -> Answer<'_, Result<Account, CreateAccountError>> {
                self.write(async move |sql| {
                    accounts::create_first_administrator(sql, &link, &new, &by).await
                })
            }

            fn has_administrator(&self) -> Answer<'_, Result<bool, Failure>> {
                self.read(async move |sql| accounts::has_administrator(sql).await)
            }

            fn account(&self, id: AccountId) -> Answer<'_, Result<Option<Account>, Failure>> {
                self.read(async move |sql| accounts::by_id(sql, &id).await)
            }

            fn account_names<'a>(
                &'a self,
                ids: &'a [AccountId],
            ) -> Answer<'a, Result<Found<(AccountId, AccountName)>, Failure>> {
                let ids = ids.to_vec();
                self.read(async move |sql| accounts::names(sql, &ids).await)
            }

            fn find_account<'a>(
                &'a self,
                name: &'a AccountName,
            ) -> Answer<'a, Result<Option<Account>, Failure>> {
                let name = name.clone();
                self.read(async move |sql| accounts::by_name(sql, &name).await)
            }

            fn account_of_identity<'a>(
                &'a self,
                identity: &'a Identity,
            ) -> Answer<'a, Result<Option<Account>, Failure>> {
                let identity = identity.clone();
                self.read(async move |sql| accounts::by_identity(sql, &identity).await)
            }

            fn find_with_password<'a>(
                &'a self,
                name: &'a AccountName,
            ) -> Answer<'a, Result<Option<AccountWithPassword>, Failure>> {
                let name = name.clone();
                self.read(async move |sql| accounts::with_password(sql, &name).await)
            }

            fn list_accounts(&self, page: Page) -> Answer<'_, Result<AccountPage, Failure>> {
                self.read(async move |sql| accounts::list(sql, page).await)
            }

            fn set_password(
                &self,
                id: AccountId,
                password: PasswordHash,
                keep: Option<SecretHash>,
                by: By,
            ) -> Answer<'_, Result<Account, ChangeAccountError>> {
                self.write(async move |sql| {
                    account_changes::set_password(sql, &id, &password, keep.as_ref(), &by).await
                })
            }

            fn set_email(
                &self,
                id: AccountId,
                email: Option<Email>,
                by: By,
            ) -> Answer<'_, Result<Account, ChangeAccountError>> {
                self.write(async move |sql| {
                    account_changes::set_email(sql, &id, email.as_ref(), &by).await
                })
            }

            fn ask_email(
                &self,
                id: AccountId,
                by: By,
            ) -> Answer<'_, Result<(), ChangeAccountError>> {
                self.write(async move |sql| account_changes::ask_email(sql, &id, &by).await)
            }

            fn link_identity(
                &self,
                id: AccountId,
                identity: Identity,
                by: By,
            ) -> Answer<'_, Result<Account, ChangeAccountError>> {
                self.write(async move |sql| {
                    account_changes::link_identity(sql, &id, &identity, &by).await
                })
            }

            fn unlink_identity(
                &self,
                id: AccountId,
                by: By,
            ) -> Answer<'_, Result<Account, ChangeAccountError>> {
                self.write(async move |sql| account_changes::unlink_identity(sql, &id, &by).await)
            }

            fn change_account(
                &self,
                id: AccountId,
                expected: Option<Revision>,
                change: AccountChange,
                by: By,
            ) -> Answer<'_, Result<Account, ChangeAccountError>> {
                self.write(async move |sql| {
                    account_status::change(sql, &id, expected, change, &by).await
                })
            }
        }
    };
}

implement!(Sqlite);
implement!(Postgres);

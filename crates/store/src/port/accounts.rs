//! Making, changing and finding accounts.

use wharfinger_core::account::{AccountId, AccountName};

use super::{Answer, Failure};
use crate::{
    Account, AccountPage, By, Email, Identity, NewAccount, Page, PasswordHash, Role, SecretHash,
};

/// Accounts: who can sign in.
pub trait Accounts {
    /// Makes an account. An address that is not verified is sent a [`crate::NoticeKind::VerifyEmail`].
    ///
    /// Of several reasons to refuse, the first of [`CreateAccountError`] is given.
    fn create_account(
        &self,
        new: NewAccount,
        by: By,
    ) -> Answer<'_, Result<Account, CreateAccountError>>;

    /// Makes the first administrator, whatever the role in `new`, by a link for that purpose, which is used
    /// up by it. The account acts for itself. Without a link that works, nothing else is looked at.
    fn create_first_administrator(
        &self,
        link: SecretHash,
        new: NewAccount,
        by: By,
    ) -> Answer<'_, Result<Account, CreateAccountError>>;

    /// Whether there is an active administrator besides the operator.
    fn has_administrator(&self) -> Answer<'_, Result<bool, Failure>>;

    /// The account with that id.
    fn account(&self, id: AccountId) -> Answer<'_, Result<Option<Account>, Failure>>;

    /// The account with that name.
    fn find_account<'a>(
        &'a self,
        name: &'a AccountName,
    ) -> Answer<'a, Result<Option<Account>, Failure>>;

    /// The account that is this person at an OpenID provider.
    fn account_of_identity<'a>(
        &'a self,
        identity: &'a Identity,
    ) -> Answer<'a, Result<Option<Account>, Failure>>;

    /// The hash of an account's password, if it has one.
    fn password_hash(&self, id: AccountId) -> Answer<'_, Result<Option<PasswordHash>, Failure>>;

    /// One page of accounts, newest first.
    fn list_accounts(&self, page: Page) -> Answer<'_, Result<AccountPage, Failure>>;

    /// Sets an account's password, and ends its sessions but for `keep`, and every link to set another. A password that is set again
    /// counts as changed: its hash is another one.
    fn set_password(
        &self,
        id: AccountId,
        password: PasswordHash,
        keep: Option<SecretHash>,
        by: By,
    ) -> Answer<'_, Result<Account, ChangeAccountError>>;

    /// Sets an account's address; another one ends every link to set a password. One that is not verified
    /// is sent a [`crate::NoticeKind::VerifyEmail`],
    /// unless one waits to be sent to it. The address it has is answered as it is, unless `email` says
    /// that it is verified by now and it was not. Addresses that differ in case are different ones.
    fn set_email(
        &self,
        id: AccountId,
        email: Option<Email>,
        by: By,
    ) -> Answer<'_, Result<Account, ChangeAccountError>>;

    /// Sends an account's address another [`crate::NoticeKind::VerifyEmail`], where it has one that is not
    /// verified and none waits to be sent to it.
    fn ask_email(&self, id: AccountId, by: By) -> Answer<'_, Result<(), ChangeAccountError>>;

    /// Connects an account with a person at an OpenID provider, instead of any before.
    fn link_identity(
        &self,
        id: AccountId,
        identity: Identity,
        by: By,
    ) -> Answer<'_, Result<Account, ChangeAccountError>>;

    /// Gives an account a role.
    fn set_role(
        &self,
        id: AccountId,
        role: Role,
        by: By,
    ) -> Answer<'_, Result<Account, ChangeAccountError>>;

    /// Disables or enables an account. Disabling ends its sessions and its links to set a password; its tokens count again when it is
    /// enabled.
    fn set_disabled(
        &self,
        id: AccountId,
        disabled: bool,
        by: By,
    ) -> Answer<'_, Result<Account, ChangeAccountError>>;
}

/// Why an account was not made.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum CreateAccountError {
    /// Another account has the name.
    #[error("the name is taken")]
    NameTaken,
    /// Another account is this person at the OpenID provider.
    #[error("the person at the OpenID provider has an account")]
    IdentityTaken,
    /// The id is not fresh: another account has it. A fault of the caller's source of ids.
    #[error("the account id is taken")]
    IdTaken,
    /// The link is used, expired, void or none of ours.
    #[error("the link does not work any more")]
    NoSuchLink,
    /// No answer about the account.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Why an account was not changed.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChangeAccountError {
    /// No account has the id.
    #[error("no account has this id")]
    NotFound,
    /// It is the built-in account of the operator ([`crate::OPERATOR`]).
    #[error("the operator's own account cannot be changed")]
    BuiltIn,
    /// It is the last active administrator besides the operator.
    #[error("there must be an administrator; make another one first")]
    LastAdministrator,
    /// Another account is this person at the OpenID provider.
    #[error("the person at the OpenID provider has an account")]
    IdentityTaken,
    /// No answer about the account.
    #[error(transparent)]
    Failure(#[from] Failure),
}

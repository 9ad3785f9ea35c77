//! Making, changing and finding accounts.

use wharfinger_core::account::{AccountId, AccountName};

use super::{Answer, Failure};
use crate::{
    Account, AccountChange, AccountPage, By, Email, Found, Identity, NewAccount, Page,
    PasswordHash, Revision, SecretHash,
};

/// An account, and the hash of its password, if it has one.
pub type AccountWithPassword = (Account, Option<PasswordHash>);

/// Accounts: who can sign in.
///
/// What concerns an account itself, its owner changes, who is told of it; what it may do, an
/// administrator. That the actor is still the one or the other is read in the transaction.
pub trait Accounts {
    /// Makes an account. An address that is not verified is sent a [`crate::NoticeKind::VerifyEmail`].
    ///
    /// Administrators make every account; whoever makes their own acts as it, and makes a member's.
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

    /// The names of those of these accounts that there are: whom a page names, read together.
    fn account_names<'a>(
        &'a self,
        ids: &'a [AccountId],
    ) -> Answer<'a, Result<Found<(AccountId, AccountName)>, Failure>>;

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

    /// The account with that name, and the hash of its password, if it has one: read at once, so that who
    /// signs in waits as long whether there is such an account or not.
    fn find_with_password<'a>(
        &'a self,
        name: &'a AccountName,
    ) -> Answer<'a, Result<Option<AccountWithPassword>, Failure>>;

    /// One page of accounts, newest first.
    fn list_accounts(&self, page: Page) -> Answer<'_, Result<AccountPage, Failure>>;

    /// Sets an account's password, as its owner asks, and ends its sessions but for `keep`, and every
    /// link to set another. A password that is set again counts as changed: its hash is another one.
    /// Its API tokens stay; a [`crate::NoticeKind::PasswordChanged`] tells the owner.
    fn set_password(
        &self,
        id: AccountId,
        password: PasswordHash,
        keep: Option<SecretHash>,
        by: By,
    ) -> Answer<'_, Result<Account, ChangeAccountError>>;

    /// Sets an account's address, as its owner asks; another one ends every link to set a password. One
    /// that is not verified is sent a [`crate::NoticeKind::VerifyEmail`], unless one waits to be sent to
    /// it. Where there was one before, a [`crate::NoticeKind::EmailChanged`] tells the owner, also at that
    /// address if it was verified.
    ///
    /// The address it has is answered as it is, unless `email` says that it is verified by now and it
    /// was not. Addresses that differ in case are different ones.
    fn set_email(
        &self,
        id: AccountId,
        email: Option<Email>,
        by: By,
    ) -> Answer<'_, Result<Account, ChangeAccountError>>;

    /// Sends an account's address another [`crate::NoticeKind::VerifyEmail`], as its owner asks, where it
    /// has one that is not verified and none waits to be sent to it.
    fn ask_email(&self, id: AccountId, by: By) -> Answer<'_, Result<(), ChangeAccountError>>;

    /// Connects an account with a person at an OpenID provider, as its owner asks, instead of any
    /// before. A [`crate::NoticeKind::IdentityLinked`] tells the owner.
    fn link_identity(
        &self,
        id: AccountId,
        identity: Identity,
        by: By,
    ) -> Answer<'_, Result<Account, ChangeAccountError>>;

    /// Disconnects an account from the person at an OpenID provider, as its owner asks, where it has a
    /// password left to sign in with. One that is not connected is answered as it is. A
    /// [`crate::NoticeKind::IdentityUnlinked`] tells the owner.
    fn unlink_identity(
        &self,
        id: AccountId,
        by: By,
    ) -> Answer<'_, Result<Account, ChangeAccountError>>;

    /// Gives an account a role, disables it or enables it, as an administrator asks: all of `change`, of
    /// an account that is at revision `expected` where one is given. Each fact that changes is a revision
    /// and an entry in the audit log.
    ///
    /// Disabling ends its sessions and its links to set a password; its tokens count again when it is
    /// enabled. What it maintains stays its own: see [`crate::Maintainers::unmaintained_tools`].
    fn change_account(
        &self,
        id: AccountId,
        expected: Option<Revision>,
        change: AccountChange,
        by: By,
    ) -> Answer<'_, Result<Account, ChangeAccountError>>;
}

/// Why an account was not made.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum CreateAccountError {
    /// Who asks is no administrator who can act, and does not make a member's account of their own.
    #[error("only an administrator makes accounts for others")]
    NotAdministrator,
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

/// Why an account was not changed. Of several reasons, the first is given.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChangeAccountError {
    /// No account has the id.
    #[error("no account has this id")]
    NotFound,
    /// It is the built-in account of the operator ([`crate::OPERATOR`]).
    #[error("the operator's own account cannot be changed")]
    BuiltIn,
    /// Who asks is not the account's owner, or the account is disabled.
    #[error("only the owner of the account may do this, while it can sign in")]
    NotOwner,
    /// Who asks is no administrator, or their account is disabled.
    #[error("only an administrator may do this")]
    NotAdministrator,
    /// The account was changed since the caller read it.
    #[error("the account has changed: it is at revision {current}")]
    Stale {
        /// Where it is now.
        current: Revision,
    },
    /// It is the last active administrator besides the operator.
    #[error("there must be an administrator; make another one first")]
    LastAdministrator,
    /// Another account is this person at the OpenID provider.
    #[error("the person at the OpenID provider has an account")]
    IdentityTaken,
    /// Nobody could sign in to it any more.
    #[error("it is the only way to sign in; set a password first")]
    OnlyWayIn,
    /// No answer about the account.
    #[error(transparent)]
    Failure(#[from] Failure),
}

//! Accounts: the people, and what they sign in with.

use std::fmt;

use wharfinger_core::account::{AccountId, AccountName};

use crate::id::fresh;
use crate::{OPERATOR, OPERATOR_NAME, Revision, Timestamp};

/// A fresh account id, as [`crate::ToolId::new`] makes one for a tool.
///
/// ```
/// use wharfinger_store::{Timestamp, new_account_id};
/// let id = new_account_id(Timestamp::from_micros(1_700_000_000_000_000), [7; 10]);
/// assert_eq!(id.to_string(), "018bcfe5-6800-7707-8707-070707070707");
/// ```
#[must_use]
pub fn new_account_id(now: Timestamp, random: [u8; 10]) -> AccountId {
    AccountId::from_bytes(fresh(now, random).into_bytes())
}

/// Somebody who can sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The identity, which outlives every change.
    pub id: AccountId,
    /// The name, which nobody else has and which never changes.
    pub name: AccountName,
    /// What they may do beyond their own affairs.
    pub role: Role,
    /// Where mail reaches them. Never shown to others.
    pub email: Option<Email>,
    /// Whether there is a password.
    pub has_password: bool,
    /// Who they are at an OpenID provider.
    pub identity: Option<Identity>,
    /// How often the account has been written.
    pub revision: Revision,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was disabled, if it is. A disabled account cannot sign in; what it did stays.
    pub disabled_at: Option<Timestamp>,
}

impl Account {
    /// The built-in account of the operator, which every store has from the start.
    #[must_use]
    #[expect(
        clippy::missing_panics_doc,
        reason = "the name is a constant that is one"
    )]
    pub fn operator() -> Self {
        Self {
            id: OPERATOR,
            name: OPERATOR_NAME.parse().expect("the name is one"),
            role: Role::Administrator,
            email: None,
            has_password: false,
            identity: None,
            revision: Revision::FIRST,
            created_at: Timestamp::from_micros(0),
            disabled_at: None,
        }
    }

    /// Whether it can act at all.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.disabled_at.is_none()
    }

    /// Whether it may do everything.
    #[must_use]
    pub fn is_administrator(&self) -> bool {
        self.role == Role::Administrator
    }

    /// The address that is known to be theirs.
    #[must_use]
    pub fn verified_email(&self) -> Option<&str> {
        let email = self.email.as_ref()?;
        email.verified_at.is_some().then_some(&email.address)
    }
}

/// What somebody may do beyond their own affairs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Nothing.
    Member,
    /// Everything but deciding on access, which is the maintainers'.
    Administrator,
}

impl Role {
    /// How it is stored and spelled in the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Administrator => "administrator",
        }
    }

    /// The role with that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Member, Self::Administrator]
            .into_iter()
            .find(|role| role.as_str() == name)
    }
}

/// An account's e-mail address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Email {
    /// The address; whoever takes it from a person has checked its shape.
    pub address: String,
    /// When a link that was sent to it was followed, or an OpenID provider vouched for it.
    pub verified_at: Option<Timestamp>,
}

/// Who somebody is at an OpenID provider: the two together never come to mean another person
/// (OpenID Connect Core 1.0, section 5.7).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identity {
    /// The provider.
    pub issuer: String,
    /// The person, in the provider's words.
    pub subject: String,
}

/// An account to make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAccount {
    /// A fresh id; see [`new_account_id`].
    pub id: AccountId,
    /// The name.
    pub name: AccountName,
    /// The role.
    pub role: Role,
    /// The address. One that is not verified is sent a [`crate::NoticeKind::VerifyEmail`].
    pub email: Option<Email>,
    /// The password's hash, where there is to be a password.
    pub password: Option<PasswordHash>,
    /// Who they are at an OpenID provider.
    pub identity: Option<Identity>,
}

/// What an administrator changes about an account; what is left out stays as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AccountChange {
    /// The role it is to have.
    pub role: Option<Role>,
    /// Whether it is to be disabled.
    pub disabled: Option<bool>,
}

/// A page of accounts, newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountPage {
    /// The accounts.
    pub accounts: Vec<Account>,
    /// What is left out of the page because it is stored damaged: one [`crate::Failure::Corrupt`] for
    /// each account, so that one of them takes no list away.
    pub damaged: Vec<crate::Failure>,
    /// Where the next page starts; absent on the last one.
    pub next: Option<crate::Cursor>,
}

/// A password's hash in PHC string format (argon2id). The password itself is never stored.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(pub String);

/// Keeps the hash out of logs: with it, a password can be guessed at leisure.
impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(..)")
    }
}

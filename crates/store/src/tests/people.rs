//! Who the tests act as.

use wharfinger_core::account::AccountId;

use super::at;
use crate::{Actor, By, NewAccount, Role};

/// Somebody.
pub(crate) const ADA: AccountId = person(1);
/// Somebody else.
pub(crate) const BOB: AccountId = person(2);
/// A third one.
pub(crate) const EVE: AccountId = person(3);
/// An administrator.
pub(crate) const ROOT: AccountId = person(4);
/// Who has no account.
pub(crate) const NOBODY: AccountId = person(255);

/// An account's id; another one for every number. Number 0 is the operator.
pub(crate) const fn person(number: u8) -> AccountId {
    AccountId::from_bytes([number; 16])
}

/// An account to make: a member without an address, a password or an identity.
pub(crate) fn new_account(id: AccountId, name: &str) -> NewAccount {
    NewAccount {
        id,
        name: name.parse().expect("well formed"),
        role: Role::Member,
        email: None,
        password: None,
        identity: None,
    }
}

/// Somebody who acts at [`at`] that many seconds.
pub(crate) fn by(account: AccountId, seconds: i64) -> By {
    By {
        actor: Actor::Account(account),
        request_id: format!("request-{seconds}"),
        now: at(seconds),
    }
}

/// The server itself at that time.
pub(crate) fn system(seconds: i64) -> By {
    By {
        actor: Actor::System,
        ..by(NOBODY, seconds)
    }
}

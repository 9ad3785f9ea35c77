//! Making what holds a secret, once for an idempotency key.

use wharfinger_core::account::AccountId;

use super::{Answer, CreateAccountError, CreateTokenError, Failure, MakeLinkError};
use crate::{Account, ApiToken, By, Idempotency, Link, NewAccount, NewApiToken, TokenId};

/// What is made once for an idempotency key, although its answer cannot be given twice: the secret in it
/// is kept nowhere. A repeated request makes nothing, and is told what the first one made.
///
/// What is made and its key are remembered in one transaction, for [`crate::IDEMPOTENCY_SECONDS`], and
/// whatever becomes of it meanwhile. A refused request does not use up its key.
pub trait Secrets {
    /// [`crate::SignIn::create_token`], once for a key.
    fn create_token_once(
        &self,
        new: NewApiToken,
        key: Idempotency,
        by: By,
    ) -> Answer<'_, Result<Once<ApiToken, TokenId>, OnceError<CreateTokenError>>>;

    /// [`crate::Accounts::create_account`], once for a key.
    fn create_account_once(
        &self,
        new: NewAccount,
        key: Idempotency,
        by: By,
    ) -> Answer<'_, Result<Once<Account, AccountId>, OnceError<CreateAccountError>>>;

    /// [`crate::SignIn::make_link`], once for a key, for a link that is for an account.
    fn make_link_once(
        &self,
        link: Link,
        key: Idempotency,
        by: By,
    ) -> Answer<'_, Result<Once<(), AccountId>, OnceError<MakeLinkError>>>;
}

/// What a request with a key came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Once<T, Id> {
    /// It was made now.
    Now(T),
    /// An earlier request with the same key made it, or made it for this.
    Before(Id),
}

/// Why nothing was made for a key.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum OnceError<E> {
    /// The idempotency key was used within a day for a request that asked something else.
    #[error("the idempotency key was used for another request")]
    KeyReused,
    /// It would not have been made without a key either.
    #[error(transparent)]
    Refused(E),
}

impl<E: From<Failure>> From<Failure> for OnceError<E> {
    fn from(failure: Failure) -> Self {
        Self::Refused(failure.into())
    }
}

//! What is made once for an idempotency key.

use wharfinger_core::account::AccountId;

use super::Model;
use super::keys::{Did, KeyReused};
use super::state::State;
use crate::{
    Account, Answer, ApiToken, By, CreateAccountError, CreateTokenError, Failure, Idempotency,
    Link, MakeLinkError, NewAccount, NewApiToken, Once, OnceError, Secrets, TokenId,
};

impl State {
    /// Makes something, unless a request with the key did before, in the words of `same`.
    fn once<T, Id, E: From<Failure>>(
        &mut self,
        key: Idempotency,
        by: &By,
        same: impl FnOnce(Did) -> Option<Id>,
        make: impl FnOnce(&mut Self) -> Result<(T, Did), E>,
    ) -> Result<Once<T, Id>, OnceError<E>> {
        let account = self.person(by)?;
        let before = self.replayed(Some(&key), account, by.now, same);
        if let Some(id) = before.map_err(|KeyReused| OnceError::KeyReused)? {
            return Ok(Once::Before(id));
        }
        let (thing, did) = make(self).map_err(OnceError::Refused)?;
        self.remember(Some(key), account, by.now, did);
        Ok(Once::Now(thing))
    }

    fn create_token_once(
        &mut self,
        new: NewApiToken,
        key: Idempotency,
        by: &By,
    ) -> Result<Once<ApiToken, TokenId>, OnceError<CreateTokenError>> {
        let same = |did| match did {
            Did::CreateToken(id) => Some(id),
            _ => None,
        };
        self.once(key, by, same, |state| {
            let token = state.create_token(new, by)?;
            let did = Did::CreateToken(token.id);
            Ok((token, did))
        })
    }

    fn create_account_once(
        &mut self,
        new: NewAccount,
        key: Idempotency,
        by: &By,
    ) -> Result<Once<Account, AccountId>, OnceError<CreateAccountError>> {
        let same = |did| match did {
            Did::CreateAccount(id) => Some(id),
            _ => None,
        };
        self.once(key, by, same, |state| {
            let account = state.create_account(new, by)?;
            let did = Did::CreateAccount(account.id);
            Ok((account, did))
        })
    }

    fn make_link_once(
        &mut self,
        link: Link,
        key: Idempotency,
        by: &By,
    ) -> Result<Once<(), AccountId>, OnceError<MakeLinkError>> {
        let same = |did| match did {
            Did::MakeLink(account) => Some(account),
            _ => None,
        };
        self.once(key, by, same, |state| {
            let account = link.purpose.account()?;
            state.make_link(link, by)?;
            Ok(((), Did::MakeLink(account)))
        })
    }
}

impl Secrets for Model {
    fn create_token_once(
        &self,
        new: NewApiToken,
        key: Idempotency,
        by: By,
    ) -> Answer<'_, Result<Once<ApiToken, TokenId>, OnceError<CreateTokenError>>> {
        self.write(move |state| state.create_token_once(new, key, &by))
    }

    fn create_account_once(
        &self,
        new: NewAccount,
        key: Idempotency,
        by: By,
    ) -> Answer<'_, Result<Once<Account, AccountId>, OnceError<CreateAccountError>>> {
        self.write(move |state| state.create_account_once(new, key, &by))
    }

    fn make_link_once(
        &self,
        link: Link,
        key: Idempotency,
        by: By,
    ) -> Answer<'_, Result<Once<(), AccountId>, OnceError<MakeLinkError>>> {
        self.write(move |state| state.make_link_once(link, key, &by))
    }
}

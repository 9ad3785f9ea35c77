//! What is made once for an idempotency key, in either database.

use wharfinger_core::account::AccountId;

use crate::sql::once;
use crate::{
    Account, Answer, ApiToken, By, CreateAccountError, CreateTokenError, Idempotency, Link,
    MakeLinkError, NewAccount, NewApiToken, Once, OnceError, Postgres, Secrets, Sqlite, TokenId,
};

macro_rules! implement {
    ($database:ty) => {
        impl Secrets for $database {
            fn create_token_once(
                &self,
                new: NewApiToken,
                key: Idempotency,
                by: By,
            ) -> Answer<'_, Result<Once<ApiToken, TokenId>, OnceError<CreateTokenError>>> {
                self.write(async move |sql| once::create_token(sql, &new, &key, &by).await)
            }

            fn create_account_once(
                &self,
                new: NewAccount,
                key: Idempotency,
                by: By,
            ) -> Answer<'_, Result<Once<Account, AccountId>, OnceError<CreateAccountError>>> {
                self.write(async move |sql| once::create_account(sql, &new, &key, &by).await)
            }

            fn make_link_once(
                &self,
                link: Link,
                key: Idempotency,
                by: By,
            ) -> Answer<'_, Result<Once<(), AccountId>, OnceError<MakeLinkError>>> {
                self.write(async move |sql| once::make_link(sql, &link, &key, &by).await)
            }
        }
    };
}

implement!(Sqlite);
implement!(Postgres);

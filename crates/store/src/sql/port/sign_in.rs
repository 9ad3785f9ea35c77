//! Sessions, API tokens and links, in either database.

use wharfinger_core::account::AccountId;

use crate::sql::{credentials, email, links, redeem, sessions, tokens};
use crate::{
    Account, Answer, ApiToken, Authenticated, By, ChangeAccountError, CreateTokenError, Credential,
    Failure, Found, Link, MakeLinkError, NewApiToken, PasswordHash, PasswordLink, Postgres,
    RedeemError, SecretHash, Session, SignIn, SignedInBy, Sqlite, StartSessionError, Timestamp,
    TokenId, ToolId,
};

macro_rules! implement {
    ($database:ty) => {
        impl SignIn for $database {
            fn start_session(
                &self,
                session: Session,
                means: SignedInBy,
                by: By,
            ) -> Answer<'_, Result<(), StartSessionError>> {
                self.write(async move |sql| sessions::start(sql, &session, means, &by).await)
            }

            fn authenticate(
                &self,
                credential: Credential,
                now: Timestamp,
            ) -> Answer<'_, Result<Option<Authenticated>, Failure>> {
                self.read(async move |sql| credentials::authenticate(sql, credential, now).await)
            }

            fn touch(
                &self,
                credential: Credential,
                now: Timestamp,
                idle_until: Timestamp,
            ) -> Answer<'_, Result<(), Failure>> {
                self.write(async move |sql| {
                    credentials::touch(sql, credential, now, idle_until).await
                })
            }

            fn sessions(
                &self,
                account: AccountId,
                now: Timestamp,
            ) -> Answer<'_, Result<Found<Session>, Failure>> {
                self.read(async move |sql| sessions::list(sql, &account, now).await)
            }

            fn end_session(
                &self,
                session: SecretHash,
                by: By,
            ) -> Answer<'_, Result<bool, Failure>> {
                self.write(async move |sql| sessions::end(sql, &session, &by).await)
            }

            fn end_sessions(
                &self,
                account: AccountId,
                keep: Option<SecretHash>,
                by: By,
            ) -> Answer<'_, Result<usize, ChangeAccountError>> {
                self.write(async move |sql| {
                    sessions::end_others(sql, &account, keep.as_ref(), &by).await
                })
            }

            fn create_token(
                &self,
                new: NewApiToken,
                by: By,
            ) -> Answer<'_, Result<ApiToken, CreateTokenError>> {
                self.write(async move |sql| tokens::create(sql, &new, &by).await)
            }

            fn tokens(&self, account: AccountId) -> Answer<'_, Result<Found<ApiToken>, Failure>> {
                self.read(async move |sql| tokens::list(sql, &account).await)
            }

            fn revoke_token(
                &self,
                account: AccountId,
                token: TokenId,
                by: By,
            ) -> Answer<'_, Result<bool, ChangeAccountError>> {
                self.write(async move |sql| tokens::revoke(sql, &account, &token, &by).await)
            }

            fn give_token_back(
                &self,
                token: SecretHash,
                by: By,
            ) -> Answer<'_, Result<bool, Failure>> {
                self.write(async move |sql| tokens::give_back(sql, &token, &by).await)
            }

            fn revoke_tokens(
                &self,
                account: AccountId,
                by: By,
            ) -> Answer<'_, Result<usize, ChangeAccountError>> {
                self.write(async move |sql| tokens::revoke_all(sql, &account, &by).await)
            }

            fn make_link(&self, link: Link, by: By) -> Answer<'_, Result<(), MakeLinkError>> {
                self.write(async move |sql| links::make(sql, &link, &by).await)
            }

            fn make_link_to(
                &self,
                address: String,
                link: PasswordLink,
                now: Timestamp,
            ) -> Answer<'_, Result<bool, Failure>> {
                self.write(async move |sql| links::make_to(sql, &address, &link, now).await)
            }

            fn link(
                &self,
                hash: SecretHash,
                now: Timestamp,
            ) -> Answer<'_, Result<Option<Link>, Failure>> {
                self.read_at_once(async move |sql| links::working(sql, &hash, now).await)
            }

            fn set_password_by_link(
                &self,
                link: SecretHash,
                password: PasswordHash,
                by: By,
            ) -> Answer<'_, Result<Account, RedeemError>> {
                self.write(async move |sql| redeem::set_password(sql, &link, &password, &by).await)
            }

            fn verify_email_by_link(
                &self,
                link: SecretHash,
                by: By,
            ) -> Answer<'_, Result<Account, RedeemError>> {
                self.write(async move |sql| redeem::verify_email(sql, &link, &by).await)
            }

            fn verify_contact_by_link(
                &self,
                link: SecretHash,
                by: By,
            ) -> Answer<'_, Result<ToolId, RedeemError>> {
                self.write(async move |sql| redeem::verify_contact(sql, &link, &by).await)
            }

            fn ask_password_reset(
                &self,
                account: AccountId,
                now: Timestamp,
            ) -> Answer<'_, Result<(), Failure>> {
                self.write(async move |sql| email::ask_password_reset(sql, &account, now).await)
            }
        }
    };
}

implement!(Sqlite);
implement!(Postgres);

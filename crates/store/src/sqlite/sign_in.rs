//! Sessions, API tokens and links in SQLite.

use wharfinger_core::account::AccountId;

use super::Sqlite;
use crate::sql::{credentials, email, links, ready, redeem, sessions, tokens};
use crate::{
    Account, Answer, ApiToken, Authenticated, By, CreateTokenError, Credential, Failure, Link,
    NewApiToken, PasswordHash, RedeemError, SecretHash, Session, SignIn, StartSessionError,
    Timestamp, TokenId, ToolId,
};

impl SignIn for Sqlite {
    fn start_session(&self, session: Session) -> Answer<'_, Result<(), StartSessionError>> {
        self.write(move |sql| ready(sessions::start(sql, &session)))
    }

    fn authenticate(
        &self,
        credential: Credential,
        now: Timestamp,
    ) -> Answer<'_, Result<Option<Authenticated>, Failure>> {
        self.read(move |sql| ready(credentials::authenticate(sql, credential, now)))
    }

    fn touch(
        &self,
        credential: Credential,
        now: Timestamp,
        idle_until: Timestamp,
    ) -> Answer<'_, Result<(), Failure>> {
        self.write(move |sql| ready(credentials::touch(sql, credential, now, idle_until)))
    }

    fn sessions(
        &self,
        account: AccountId,
        now: Timestamp,
    ) -> Answer<'_, Result<Vec<Session>, Failure>> {
        self.read(move |sql| ready(sessions::list(sql, &account, now)))
    }

    fn end_session(
        &self,
        account: AccountId,
        session: SecretHash,
    ) -> Answer<'_, Result<bool, Failure>> {
        self.write(move |sql| ready(sessions::end(sql, &account, &session)))
    }

    fn create_token(
        &self,
        new: NewApiToken,
        by: By,
    ) -> Answer<'_, Result<ApiToken, CreateTokenError>> {
        self.write(move |sql| ready(tokens::create(sql, &new, &by)))
    }

    fn tokens(&self, account: AccountId) -> Answer<'_, Result<Vec<ApiToken>, Failure>> {
        self.read(move |sql| ready(tokens::list(sql, &account)))
    }

    fn revoke_token(
        &self,
        account: AccountId,
        token: TokenId,
        by: By,
    ) -> Answer<'_, Result<bool, Failure>> {
        self.write(move |sql| ready(tokens::revoke(sql, &account, &token, &by)))
    }

    fn make_link(&self, link: Link, now: Timestamp) -> Answer<'_, Result<(), Failure>> {
        self.write(move |sql| ready(links::make(sql, &link, now)))
    }

    fn link(&self, hash: SecretHash, now: Timestamp) -> Answer<'_, Result<Option<Link>, Failure>> {
        self.read_at_once(move |sql| ready(links::working(sql, &hash, now)))
    }

    fn set_password_by_link(
        &self,
        link: SecretHash,
        password: PasswordHash,
        by: By,
    ) -> Answer<'_, Result<Account, RedeemError>> {
        self.write(move |sql| ready(redeem::set_password(sql, &link, &password, &by)))
    }

    fn verify_email_by_link(
        &self,
        link: SecretHash,
        by: By,
    ) -> Answer<'_, Result<Account, RedeemError>> {
        self.write(move |sql| ready(redeem::verify_email(sql, &link, &by)))
    }

    fn verify_contact_by_link(
        &self,
        link: SecretHash,
        by: By,
    ) -> Answer<'_, Result<ToolId, RedeemError>> {
        self.write(move |sql| ready(redeem::verify_contact(sql, &link, &by)))
    }

    fn ask_password_reset(
        &self,
        account: AccountId,
        now: Timestamp,
    ) -> Answer<'_, Result<(), Failure>> {
        self.write(move |sql| ready(email::ask_password_reset(sql, &account, now)))
    }
}

//! Sessions, API tokens and links, as the port asks for them.

use wharfinger_core::account::AccountId;

use super::Model;
use crate::{
    Account, Answer, ApiToken, Authenticated, By, ChangeAccountError, CreateTokenError, Credential,
    Failure, Found, Link, MakeLinkError, NewApiToken, PasswordHash, PasswordLink, RedeemError,
    SecretHash, Session, SignIn, SignedInBy, StartSessionError, Timestamp, TokenId, ToolId,
};

impl SignIn for Model {
    fn start_session(
        &self,
        session: Session,
        means: SignedInBy,
        by: By,
    ) -> Answer<'_, Result<(), StartSessionError>> {
        self.write(move |state| state.start_session(session, means, &by))
    }

    fn authenticate(
        &self,
        credential: Credential,
        now: Timestamp,
    ) -> Answer<'_, Result<Option<Authenticated>, Failure>> {
        self.read(move |state| state.authenticate(credential, now))
    }

    fn touch(
        &self,
        credential: Credential,
        now: Timestamp,
        idle_until: Timestamp,
    ) -> Answer<'_, Result<(), Failure>> {
        self.write(move |state| {
            state.touch(credential, now, idle_until);
            Ok(())
        })
    }

    fn sessions(
        &self,
        account: AccountId,
        now: Timestamp,
    ) -> Answer<'_, Result<Found<Session>, Failure>> {
        self.read(move |state| state.sessions(account, now).into())
    }

    fn end_session(&self, session: SecretHash, by: By) -> Answer<'_, Result<bool, Failure>> {
        self.write(move |state| Ok(state.end_session(session, &by)))
    }

    fn end_sessions(
        &self,
        account: AccountId,
        keep: Option<SecretHash>,
        by: By,
    ) -> Answer<'_, Result<usize, ChangeAccountError>> {
        self.write(move |state| state.end_other_sessions(account, keep, &by))
    }

    fn create_token(
        &self,
        new: NewApiToken,
        by: By,
    ) -> Answer<'_, Result<ApiToken, CreateTokenError>> {
        self.write(move |state| state.create_token(new, &by))
    }

    fn tokens(&self, account: AccountId) -> Answer<'_, Result<Found<ApiToken>, Failure>> {
        self.read(move |state| state.tokens(account).into())
    }

    fn revoke_token(
        &self,
        account: AccountId,
        token: TokenId,
        by: By,
    ) -> Answer<'_, Result<bool, ChangeAccountError>> {
        self.write(move |state| state.revoke_token(account, token, &by))
    }

    fn give_token_back(&self, token: SecretHash, by: By) -> Answer<'_, Result<bool, Failure>> {
        self.write(move |state| Ok(state.give_token_back(token, by)))
    }

    fn revoke_tokens(
        &self,
        account: AccountId,
        by: By,
    ) -> Answer<'_, Result<usize, ChangeAccountError>> {
        self.write(move |state| state.revoke_tokens(account, &by))
    }

    fn make_link(&self, link: Link, by: By) -> Answer<'_, Result<(), MakeLinkError>> {
        self.write(move |state| state.make_link(link, &by))
    }

    fn make_link_to(
        &self,
        address: String,
        link: PasswordLink,
        now: Timestamp,
    ) -> Answer<'_, Result<bool, Failure>> {
        self.write(move |state| state.make_link_to(&address, link, now))
    }

    fn link(&self, hash: SecretHash, now: Timestamp) -> Answer<'_, Result<Option<Link>, Failure>> {
        self.read(move |state| state.working_link(hash, now).cloned())
    }

    fn set_password_by_link(
        &self,
        link: SecretHash,
        password: PasswordHash,
        by: By,
    ) -> Answer<'_, Result<Account, RedeemError>> {
        self.write(move |state| state.set_password_by_link(link, password, by))
    }

    fn verify_email_by_link(
        &self,
        link: SecretHash,
        by: By,
    ) -> Answer<'_, Result<Account, RedeemError>> {
        self.write(move |state| state.verify_email_by_link(link, by))
    }

    fn verify_contact_by_link(
        &self,
        link: SecretHash,
        by: By,
    ) -> Answer<'_, Result<ToolId, RedeemError>> {
        self.write(move |state| state.verify_contact_by_link(link, by))
    }

    fn ask_password_reset(
        &self,
        account: AccountId,
        now: Timestamp,
    ) -> Answer<'_, Result<(), Failure>> {
        self.write(move |state| {
            state.ask_password_reset(account, now);
            Ok(())
        })
    }
}

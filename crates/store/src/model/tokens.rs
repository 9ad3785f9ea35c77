//! API tokens.

use wharfinger_core::account::AccountId;

use super::state::{State, TokenRow};
use crate::{
    Action, Actor, ApiToken, By, ChangeAccountError, CreateTokenError, Failure, NewApiToken,
    SecretHash, Subject, TOKENS_MAX, TokenId,
};

impl State {
    pub(super) fn create_token(
        &mut self,
        new: NewApiToken,
        by: &By,
    ) -> Result<ApiToken, CreateTokenError> {
        if by.actor != Actor::Account(new.account) {
            return Err(CreateTokenError::NotOwner);
        }
        if self.active(new.account).is_none() {
            return Err(CreateTokenError::NotActive);
        }
        if self.tokens(new.account).len() >= TOKENS_MAX {
            return Err(CreateTokenError::TooMany);
        }
        let is_same = |row: &TokenRow| row.token.id == new.id || row.hash == new.hash;
        if self.tokens.iter().any(is_same) {
            return Err(Failure::unavailable("the token or its id is not fresh").into());
        }
        let token = ApiToken {
            id: new.id,
            account: new.account,
            name: new.name,
            hint: new.hint,
            scopes: new.scopes,
            created_at: by.now,
            expires_at: new.expires_at,
            used_at: None,
            revoked_at: None,
        };
        let row = TokenRow {
            token: token.clone(),
            hash: new.hash,
        };
        self.audited(Action::TokenCreated, Subject::Token(new.id), by, |state| {
            state.tokens.push(row);
        });
        Ok(token)
    }

    pub(super) fn tokens(&self, account: AccountId) -> Vec<ApiToken> {
        let newest_first = self.tokens.iter().rev().map(|row| &row.token);
        newest_first
            .filter(|token| token.account == account && token.revoked_at.is_none())
            .cloned()
            .collect()
    }

    pub(super) fn revoke_token(
        &mut self,
        account: AccountId,
        id: TokenId,
        by: &By,
    ) -> Result<bool, ChangeAccountError> {
        self.is_owner(account, by)?;
        let is_theirs = self.tokens(account).iter().any(|token| token.id == id);
        if is_theirs {
            self.set_revoked(id, by);
        }
        Ok(is_theirs)
    }

    /// Whoever shows a token gives it back, whatever has become of its account.
    pub(super) fn give_token_back(&mut self, hash: SecretHash, by: By) -> bool {
        let is_shown = |row: &&TokenRow| row.hash == hash && row.token.revoked_at.is_none();
        let shown = self.tokens.iter().find(is_shown);
        let Some((id, account)) = shown.map(|row| (row.token.id, row.token.account)) else {
            return false;
        };
        let actor = Actor::Account(account);
        self.set_revoked(id, &By { actor, ..by });
        true
    }

    pub(super) fn revoke_tokens(
        &mut self,
        account: AccountId,
        by: &By,
    ) -> Result<usize, ChangeAccountError> {
        self.is_owner(account, by)?;
        let tokens = self.tokens(account);
        for token in &tokens {
            self.set_revoked(token.id, by);
        }
        self.shut_devices_out(account, by.now);
        Ok(tokens.len())
    }

    fn set_revoked(&mut self, id: TokenId, by: &By) {
        self.audited(Action::TokenRevoked, Subject::Token(id), by, |state| {
            let row = state.tokens.iter_mut().find(|row| row.token.id == id);
            row.expect("the token is there").token.revoked_at = Some(by.now);
        });
    }
}

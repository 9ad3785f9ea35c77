//! Sessions, and who a credential is from.

use std::cmp::Reverse;

use wharfinger_core::account::AccountId;

use super::state::State;
use crate::{
    Action, Actor, Authenticated, By, ChangeAccountError, Credential, Failure, SESSIONS_MAX,
    SecretHash, Session, SessionId, SignedInBy, StartSessionError, Subject, Through, Timestamp,
};

impl State {
    pub(super) fn start_session(
        &mut self,
        session: Session,
        means: SignedInBy,
        by: &By,
    ) -> Result<(), StartSessionError> {
        let account = session.account;
        if self.active(account).is_none() {
            return Err(StartSessionError::NotActive);
        }
        if self.sessions.contains_key(&session.hash) {
            return Err(Failure::unavailable("the session's id is not fresh").into());
        }
        let now = session.created_at;
        let by = By {
            actor: Actor::Account(account),
            ..by.clone()
        };
        let subject = Subject::Session(session.id());
        self.audited(means.action(), subject, &by, |state| {
            state.sessions.insert(session.hash, session);
        });
        while let Some(one_too_many) = self.sessions(account, now).get(SESSIONS_MAX) {
            self.end_one(one_too_many, &by);
        }
        Ok(())
    }

    fn end_one(&mut self, session: &Session, by: &By) {
        let subject = Subject::Session(session.id());
        self.audited(Action::SessionEnded, subject, by, |state| {
            state.sessions.remove(&session.hash);
        });
    }

    pub(super) fn session(&self, id: SessionId) -> Option<&Session> {
        self.sessions.values().find(|session| session.id() == id)
    }

    fn sessions_of(&self, account: AccountId) -> impl Iterator<Item = &Session> {
        self.sessions
            .values()
            .filter(move |session| session.account == account)
    }

    pub(super) fn sessions(&self, account: AccountId, now: Timestamp) -> Vec<Session> {
        let valid = self
            .sessions_of(account)
            .filter(|session| session.is_valid(now));
        let mut sessions: Vec<_> = valid.cloned().collect();
        sessions.sort_by_key(|session| Reverse((session.seen_at, session.hash)));
        sessions
    }

    pub(super) fn end_session(&mut self, hash: SecretHash, by: &By) -> bool {
        let account = by.actor.account();
        let sessions = account.map_or(vec![], |account| self.sessions(account, by.now));
        let session = sessions.iter().find(|session| session.hash == hash);
        if let Some(session) = session {
            self.end_one(session, by);
        }
        session.is_some()
    }

    pub(super) fn end_other_sessions(
        &mut self,
        account: AccountId,
        keep: Option<SecretHash>,
        by: &By,
    ) -> Result<usize, ChangeAccountError> {
        self.owned(account, by)?;
        let sessions = self.sessions(account, by.now);
        let others = sessions.iter().filter(|session| Some(session.hash) != keep);
        let ended = others.count();
        self.end_sessions(account, keep);
        if ended > 0 {
            self.audited(Action::SessionsEnded, Subject::Account(account), by, |_| ());
        }
        Ok(ended)
    }

    /// Ends the sessions of an account but for `keep`.
    pub(super) fn end_sessions(&mut self, account: AccountId, keep: Option<SecretHash>) {
        self.sessions
            .retain(|hash, session| session.account != account || Some(*hash) == keep);
    }

    pub(super) fn authenticate(
        &self,
        credential: Credential,
        now: Timestamp,
    ) -> Option<Authenticated> {
        let (account, through) = match credential {
            Credential::Session(hash) => {
                let session = self.sessions.get(&hash)?;
                let valid = session.is_valid(now).then(|| session.clone())?;
                (valid.account, Through::Session(valid))
            }
            Credential::Token(hash) => {
                let token = &self.tokens.iter().find(|row| row.hash == hash)?.token;
                let valid = token.is_valid(now).then(|| token.clone())?;
                (valid.account, Through::Token(valid))
            }
        };
        let account = self.active(account)?.clone();
        Some(Authenticated { account, through })
    }

    pub(super) fn touch(&mut self, credential: Credential, now: Timestamp, idle_until: Timestamp) {
        match credential {
            Credential::Session(hash) => {
                let session = self.sessions.get_mut(&hash);
                if let Some(session) = session.filter(|session| session.is_valid(now)) {
                    session.seen_at = now;
                    session.idle_until = idle_until.min(session.expires_at);
                }
            }
            Credential::Token(hash) => {
                let row = self.tokens.iter_mut().find(|row| row.hash == hash);
                if let Some(row) = row.filter(|row| row.token.is_valid(now)) {
                    row.token.used_at = Some(now);
                }
            }
        }
    }
}

//! One-time links.

use wharfinger_core::account::AccountId;

use super::state::State;
use crate::{
    Account, Action, Actor, By, ChangeAccountError, Failure, Link, LinkPurpose, MakeLinkError,
    NoticeKind, OPERATOR, PasswordHash, PasswordLink, Recipient, RedeemError, SecretHash, Subject,
    Timestamp, ToolId,
};

impl State {
    pub(super) fn make_link(&mut self, link: Link, by: &By) -> Result<(), MakeLinkError> {
        match (by.actor, &link.purpose) {
            (Actor::System, _) => {}
            (Actor::Account(_), LinkPurpose::SetPassword { account }) => {
                self.administered(*account, by)
                    .map_err(|error| match error {
                        ChangeAccountError::NotFound => MakeLinkError::NotFound,
                        ChangeAccountError::BuiltIn => MakeLinkError::BuiltIn,
                        _ => MakeLinkError::NotAdministrator,
                    })?;
                let (action, subject) = (Action::PasswordLinkMade, Subject::Account(*account));
                self.audited_until(action, subject, Some(link.expires_at), by, |_| ());
            }
            (Actor::Account(_), _) => return Err(MakeLinkError::NotAdministrator),
        }
        Ok(self.insert_link(link, by.now)?)
    }

    pub(super) fn make_link_to(
        &mut self,
        address: &str,
        link: PasswordLink,
        now: Timestamp,
    ) -> Result<bool, Failure> {
        let owner = self.owner(link.account);
        if owner.and_then(Account::verified_email) != Some(address) {
            return Ok(false);
        }
        self.insert_link(link.into(), now)?;
        Ok(true)
    }

    /// Stores a link, and clears away all that have expired: in memory they are few.
    fn insert_link(&mut self, link: Link, now: Timestamp) -> Result<(), Failure> {
        self.links.retain(|_, other| now < other.expires_at);
        let is_for_something = match link.purpose {
            LinkPurpose::FirstAdministrator => true,
            LinkPurpose::SetPassword { account } | LinkPurpose::VerifyEmail { account, .. } => {
                self.account(account).is_some()
            }
            LinkPurpose::VerifyContact { tool, .. } => self.tool_row(tool).is_some(),
        };
        if !is_for_something {
            return Err(Failure::unavailable(
                "nothing is there that the link is for",
            ));
        }
        match self.links.insert(link.hash, link) {
            None => Ok(()),
            Some(_) => Err(Failure::unavailable("the link's secret is not fresh")),
        }
    }

    /// The link with that hash, where it would work now.
    pub(super) fn working_link(&self, hash: SecretHash, now: Timestamp) -> Option<&Link> {
        let link = self.links.get(&hash)?;
        let works = now < link.expires_at
            && match &link.purpose {
                LinkPurpose::FirstAdministrator => !self.has_administrator(),
                LinkPurpose::SetPassword { account } => self.owner(*account).is_some(),
                LinkPurpose::VerifyEmail { account, address } => {
                    let email = self.owner(*account).and_then(|owner| owner.email.as_ref());
                    email.is_some_and(|email| email.address == *address)
                }
                LinkPurpose::VerifyContact { tool, address } => {
                    self.contact(*tool) == Some(address.as_str())
                }
            };
        works.then_some(link)
    }

    /// The account that a link is for, if it can act.
    fn owner(&self, id: AccountId) -> Option<&Account> {
        self.active(id).filter(|account| account.id != OPERATOR)
    }

    /// What the link with that hash is for, where it would work now.
    fn purpose(&self, hash: SecretHash, now: Timestamp) -> Result<LinkPurpose, RedeemError> {
        let link = self
            .working_link(hash, now)
            .ok_or(RedeemError::NoSuchLink)?;
        Ok(link.purpose.clone())
    }

    pub(super) fn set_password_by_link(
        &mut self,
        hash: SecretHash,
        password: PasswordHash,
        by: By,
    ) -> Result<Account, RedeemError> {
        let purpose = self.purpose(hash, by.now)?;
        let LinkPurpose::SetPassword { account } = purpose else {
            return Err(RedeemError::NoSuchLink);
        };
        let actor = Actor::Account(account);
        Ok(self.set_password(account, password, None, &By { actor, ..by }))
    }

    pub(super) fn verify_email_by_link(
        &mut self,
        hash: SecretHash,
        by: By,
    ) -> Result<Account, RedeemError> {
        let LinkPurpose::VerifyEmail { account, .. } = self.purpose(hash, by.now)? else {
            return Err(RedeemError::NoSuchLink);
        };
        self.links.remove(&hash);
        let actor = Actor::Account(account);
        let account = self.account(account).expect("the link works").clone();
        Ok(self.verify_email(&account, by.now, &By { actor, ..by }))
    }

    pub(super) fn verify_contact_by_link(
        &mut self,
        hash: SecretHash,
        by: By,
    ) -> Result<ToolId, RedeemError> {
        let LinkPurpose::VerifyContact { tool, .. } = self.purpose(hash, by.now)? else {
            return Err(RedeemError::NoSuchLink);
        };
        self.links.remove(&hash);
        if self.contact_verified_at(tool).is_none() {
            let actor = Actor::System;
            let by = By { actor, ..by };
            self.audited(Action::ContactVerified, Subject::Tool(tool), &by, |state| {
                let row = state.tool_row_mut(tool).expect("the link works");
                row.contact_verified_at = Some(by.now);
            });
        }
        Ok(tool)
    }

    pub(super) fn ask_password_reset(&mut self, id: AccountId, now: Timestamp) {
        let kind = NoticeKind::ResetPassword(id);
        let to = Recipient::Account(id);
        let account = self.owner(id);
        if account.is_some_and(|account| account.verified_email().is_some()) {
            self.notify_once(to, kind, now);
        }
    }
}

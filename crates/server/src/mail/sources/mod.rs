//! What letters are made from: a notice names what happened by ids alone, and what it is about is read
//! when its letter is written.
//!
//! **Invariant:** nothing secret is stored. A link that lets somebody in is made for each attempt to
//! send its letter, and the store keeps a hash of it. Links of earlier attempts work until their own
//! end, so that no letter which arrived holds a dead one.

mod account;
mod case;
mod registry;
#[cfg(test)]
mod tests;
mod tool;

use std::sync::Arc;

use wharfinger_core::account::AccountId;
use wharfinger_core::evidence::Drift;
use wharfinger_core::grants::Hold;
use wharfinger_store::{
    Account, Failure, Leased, NoticeKind, Observed, Recipient, RequestId, Store, Timestamp,
};

use super::contents::{AccountChanged, Contents, HoldCause};
use crate::catalogues::Catalogues;
use crate::seams::Entropy;
use case::Case;

/// Reads what notices are about.
#[derive(Clone)]
pub struct Sources {
    pub(super) store: Arc<dyn Store>,
    pub(super) entropy: Arc<dyn Entropy>,
    catalogues: Catalogues,
}

impl Sources {
    /// Sources over what is stored; secrets come from `entropy`, login commands from `catalogues`.
    #[must_use]
    pub fn new(
        store: Arc<dyn Store>,
        entropy: Arc<dyn Entropy>,
        catalogues: impl Into<Catalogues>,
    ) -> Self {
        Self {
            store,
            entropy,
            catalogues: catalogues.into(),
        }
    }

    /// What the letter of a notice says now; nothing where it does not matter any more: the request was
    /// answered meanwhile, the address is another, the reader maintains the tool no longer.
    pub(super) async fn contents(
        &self,
        leased: &Leased,
        now: Timestamp,
    ) -> Result<Option<Contents>, Failure> {
        let (notice, address) = (&leased.notice, &*leased.address);
        let reader = match notice.to {
            Recipient::Address(_) => None,
            Recipient::Account(id) => match self.reader(id, address).await? {
                Some(reader) => Some(reader.id),
                None => return Ok(None),
            },
        };
        match notice.kind {
            NoticeKind::VerifyEmail(id) => self.verify_account(id, address, now).await,
            NoticeKind::VerifyContact(id) => self.verify_contact(id, address, now).await,
            NoticeKind::ResetPassword(id) => self.set_password(id, address, now).await,
            NoticeKind::PasswordChanged(id) => {
                self.account_changed(id, AccountChanged::Password).await
            }
            NoticeKind::EmailChanged(id) => self.account_changed(id, AccountChanged::Address).await,
            NoticeKind::IdentityLinked(id) => {
                self.account_changed(id, AccountChanged::Connected).await
            }
            NoticeKind::IdentityUnlinked(id) => {
                self.account_changed(id, AccountChanged::Disconnected).await
            }
            NoticeKind::MaintainerAdded(id) => self.maintainer_added(id, reader).await,
            NoticeKind::MaintainerRemoved(id) => self.maintainer_removed(id, reader).await,
            NoticeKind::ImageGone(id) => self.image_changed(id, reader, Drift::Gone).await,
            NoticeKind::ImageMadePublic(id) => {
                self.image_changed(id, reader, Drift::MadePublic).await
            }
            NoticeKind::ImageMadePrivate(id) => {
                self.image_changed(id, reader, Drift::MadePrivate).await
            }
            NoticeKind::Requested(id) => self.about(id, reader, Case::requested).await,
            NoticeKind::Lapsed(id) => self.about(id, reader, Case::lapsed).await,
            NoticeKind::Withdrawn(id) => self.about(id, reader, Case::withdrawn).await,
            NoticeKind::Approved(id) => self.about(id, reader, Case::approved).await,
            NoticeKind::Denied(id) => self.about(id, reader, Case::denied).await,
            NoticeKind::NeedsHand(id) => self.about(id, reader, Case::needs_hand).await,
            NoticeKind::Held(id) => self.held(id, reader).await,
            NoticeKind::Active(id) => self.about(id, reader, Case::active).await,
            NoticeKind::RenewalAsked(id) => self.about(id, reader, Case::renewal_asked).await,
            NoticeKind::Renewed(id) => self.about(id, reader, Case::renewed).await,
            NoticeKind::RenewalDeclined(id) => self.about(id, reader, Case::renewal_declined).await,
            NoticeKind::EndsSoon(id) => self.about(id, reader, Case::ends_soon).await,
            NoticeKind::Revoked(id) => self.about(id, reader, Case::revoked).await,
            NoticeKind::GivenBack(id) => self.about(id, reader, Case::given_back).await,
            NoticeKind::Ended(id) => self.about(id, reader, Case::ended).await,
            NoticeKind::RegistryAnswered(id) => self.registry_answered(id).await,
        }
    }

    /// The account that a letter goes to, if it may still be written to at this address.
    async fn reader(&self, id: AccountId, address: &str) -> Result<Option<Account>, Failure> {
        let account = self.store.account(id).await?;
        Ok(account
            .filter(|account| account.is_active() && account.verified_email() == Some(address)))
    }

    /// What a letter about a request says to its reader.
    async fn about(
        &self,
        id: RequestId,
        reader: Option<AccountId>,
        contents: impl FnOnce(&Case) -> Option<Contents>,
    ) -> Result<Option<Contents>, Failure> {
        let Some(reader) = reader else {
            return Ok(None);
        };
        let case = Case::read(self, id, reader).await?;
        Ok(case.and_then(|case| contents(&case)))
    }

    /// To maintainers, while it is so.
    async fn held(
        &self,
        id: RequestId,
        reader: Option<AccountId>,
    ) -> Result<Option<Contents>, Failure> {
        let grant = self.store.repository_grant(id).await?;
        let cause = grant.and_then(|grant| match (grant.hold, grant.observed) {
            (Some(Hold::Refused), _) => Some(HoldCause::Refused),
            (Some(Hold::Vanished), _) => Some(HoldCause::Vanished),
            (None, Observed::LeftOut) => Some(HoldCause::NoRoom),
            (None, _) => None,
        });
        match cause {
            Some(cause) => self.about(id, reader, |case| case.held(cause)).await,
            None => Ok(None),
        }
    }
}

//! Letters with links that confirm an address or let in.

use wharfinger_core::account::AccountId;
use wharfinger_store::{Account, Failure, LinkPurpose, PasswordLink, Timestamp, ToolId};

use super::Sources;
use crate::accounts::links;
use crate::limits::LINK_LIFETIME;
use crate::mail::contents::{AccountChanged, Contents};
use crate::mail::limits::VERIFY_LIFETIME;
use crate::mail::links::{LocalPath, SecretPath};
use crate::secret::{Kind, Secret};

impl Sources {
    /// Where the account still has the address, and nobody has confirmed it.
    pub(super) async fn verify_account(
        &self,
        id: AccountId,
        address: &str,
        now: Timestamp,
    ) -> Result<Option<Contents>, Failure> {
        let account = self.store.account(id).await?;
        let is_open = account
            .filter(Account::is_active)
            .and_then(|account| account.email)
            .is_some_and(|email| email.address == address && email.verified_at.is_none());
        if !is_open {
            return Ok(None);
        }
        let purpose = LinkPurpose::VerifyEmail {
            account: id,
            address: address.to_owned(),
        };
        let until = now.later(VERIFY_LIFETIME);
        let secret = self.link(until, purpose, now).await?;
        let link = SecretPath::verify(&secret);
        Ok(Some(Contents::VerifyAccount { link, until }))
    }

    /// Where the tool still has the contact, and nobody has confirmed it.
    pub(super) async fn verify_contact(
        &self,
        id: ToolId,
        address: &str,
        now: Timestamp,
    ) -> Result<Option<Contents>, Failure> {
        let tool = self.store.tool(id).await?.filter(|tool| {
            tool.archived_at.is_none() && tool.registration.contact_email() == Some(address)
        });
        let Some(tool) = tool else {
            return Ok(None);
        };
        if self.store.contact_verified_at(id).await?.is_some() {
            return Ok(None);
        }
        let purpose = LinkPurpose::VerifyContact {
            tool: id,
            address: address.to_owned(),
        };
        let until = now.later(VERIFY_LIFETIME);
        let secret = self.link(until, purpose, now).await?;
        Ok(Some(Contents::VerifyContact {
            tool: tool.registration.tool_path().to_string(),
            link: SecretPath::verify(&secret),
            until,
        }))
    }

    /// For the account that the letter goes to, where the address is still its own when the link is made.
    pub(super) async fn set_password(
        &self,
        id: AccountId,
        address: &str,
        now: Timestamp,
    ) -> Result<Option<Contents>, Failure> {
        let Some(account) = self.store.account(id).await? else {
            return Ok(None);
        };
        let until = now.later(LINK_LIFETIME);
        let secret = Secret::generate(Kind::Link, &*self.entropy);
        let link = PasswordLink {
            hash: secret.hash(),
            account: id,
            expires_at: until,
        };
        let address = address.to_owned();
        let is_made = self.store.make_link_to(address, link, now).await?;
        Ok(is_made.then(|| Contents::SetPassword {
            is_first: !account.has_password,
            link: SecretPath::password(&secret),
            until,
        }))
    }

    /// For the account itself, and for where mail reached it before.
    pub(super) async fn account_changed(
        &self,
        id: AccountId,
        change: AccountChanged,
    ) -> Result<Option<Contents>, Failure> {
        let account = self.store.account(id).await?;
        Ok(account.map(|account| Contents::AccountChanged {
            account: account.name.to_string(),
            change,
            link: LocalPath::account(),
        }))
    }

    async fn link(
        &self,
        end: Timestamp,
        purpose: LinkPurpose,
        now: Timestamp,
    ) -> Result<Secret, Failure> {
        links::make_unasked(purpose, end, &*self.store, &*self.entropy, now).await
    }
}

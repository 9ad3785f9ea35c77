//! Letters with links that confirm an address or let in.

use std::time::Duration;

use wharfinger_core::account::AccountId;
use wharfinger_store::{Account, Failure, Link, LinkPurpose, Timestamp, ToolId};

use super::Sources;
use crate::mail::contents::Contents;
use crate::mail::limits::{PASSWORD_LIFETIME, VERIFY_LIFETIME};
use crate::mail::links::SecretPath;
use crate::secret::{Kind, Secret};
use crate::sessions::later;

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
        let (secret, until) = self.link(purpose, VERIFY_LIFETIME, now).await?;
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
        let (secret, until) = self.link(purpose, VERIFY_LIFETIME, now).await?;
        Ok(Some(Contents::VerifyContact {
            tool: tool.registration.tool_path().to_string(),
            link: SecretPath::verify(&secret),
            until,
        }))
    }

    /// For the account that the letter goes to.
    pub(super) async fn set_password(
        &self,
        id: AccountId,
        now: Timestamp,
    ) -> Result<Option<Contents>, Failure> {
        let Some(account) = self.store.account(id).await? else {
            return Ok(None);
        };
        let purpose = LinkPurpose::SetPassword { account: id };
        let (secret, until) = self.link(purpose, PASSWORD_LIFETIME, now).await?;
        Ok(Some(Contents::SetPassword {
            is_first: !account.has_password,
            link: SecretPath::password(&secret),
            until,
        }))
    }

    /// Makes a link that works once; its secret, and when it ends.
    async fn link(
        &self,
        purpose: LinkPurpose,
        lifetime: Duration,
        now: Timestamp,
    ) -> Result<(Secret, Timestamp), Failure> {
        let secret = Secret::generate(Kind::Link, &*self.entropy);
        let expires_at = later(now, lifetime);
        let link = Link {
            hash: secret.hash(),
            purpose,
            expires_at,
        };
        self.store.make_link(link, now).await?;
        Ok((secret, expires_at))
    }
}

//! Passwords for registries, and what they open.

use wharfinger_core::timestamp::Timestamp;

use super::{Caller, World};
use crate::address::RepositoryAddress;
use crate::names::Region;
use crate::operation::Operation;
use crate::refusal::Refusal;

/// Whom every password is for (Amazon ECR User Guide, Private registry authentication).
const USER: &str = "AWS";

/// What is known of a password.
#[derive(Clone, Debug)]
pub(super) struct Login {
    /// Who fetched it: the session with its policy, not only the role.
    caller: Caller,
    /// Where it was fetched. It opens the registries of that region.
    region: Region,
    expires_at: Timestamp,
}

impl World {
    /// A password for whoever calls. Those that have ended are forgotten meanwhile.
    pub(super) fn issue_password(
        &mut self,
        now: Timestamp,
        caller: &Caller,
        region: &Region,
        expires_at: Timestamp,
    ) -> String {
        self.logins.retain(|_, login| login.expires_at > now);
        let password = self.random.id("", 120);
        let login = Login {
            caller: caller.clone(),
            region: region.clone(),
            expires_at,
        };
        self.logins.insert(password.clone(), login);
        password
    }

    /// Who logs in at a registry with a name and a password.
    ///
    /// # Errors
    /// [`Refusal::UnknownKey`] for what was never given out, for another region's, or to somebody else
    /// than `AWS`; [`Refusal::ExpiredToken`].
    pub fn log_in(
        &self,
        now: Timestamp,
        user: &str,
        password: &str,
        region: &Region,
    ) -> Result<Caller, Refusal> {
        let login = self.logins.get(password).filter(|_| user == USER);
        let login = login.filter(|login| login.region == *region);
        let login = login.ok_or(Refusal::UnknownKey)?;
        if login.expires_at <= now {
            return Err(Refusal::ExpiredToken);
        }
        Ok(login.caller.clone())
    }

    /// Whether whoever has logged in may pull from a repository now: read manifests, and layers. Nothing
    /// is counted.
    ///
    /// # Errors
    /// [`Refusal::AccessDenied`], [`Refusal::RepositoryNotFound`].
    pub fn lets_pull(
        &self,
        now: Timestamp,
        caller: &Caller,
        address: &RepositoryAddress,
    ) -> Result<(), Refusal> {
        self.allow(now, caller, Operation::BatchGetImage, address)?;
        self.allow_action(now, caller, "ecr:GetDownloadUrlForLayer", address)
    }
}

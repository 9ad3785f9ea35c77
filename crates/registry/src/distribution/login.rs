//! Logins that an operator has at registries.

use std::fmt;

use crate::guard::{Origin, Target};
use crate::http::Authorization;

/// A name and a password at one registry. The password goes to the registry itself and to the token
/// service named here; to whatever else the registry points, it does not.
#[derive(Clone)]
pub struct Login {
    host: String,
    authorization: Authorization,
    token_service: Option<Origin>,
}

impl Login {
    /// A login at a registry, which is named as images name it.
    #[must_use]
    pub fn new(host: &str, user: &str, password: &str) -> Self {
        Self {
            host: host.to_owned(),
            authorization: Authorization::basic(user, password),
            token_service: None,
        }
    }

    /// With a token service on a host of its own, as GitLab and Harbor may have.
    #[must_use]
    pub fn with_token_service(mut self, origin: Origin) -> Self {
        self.token_service = Some(origin);
        self
    }

    /// The registry.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// What is sent to `target`, if this login is meant for it: never in the clear, but where the
    /// operator said so by listing the registry with `http`.
    pub(super) fn for_target(&self, target: &Target, registry: &Origin) -> Option<Authorization> {
        let origin = target.origin();
        let is_meant = origin == *registry || self.token_service.as_ref() == Some(&origin);
        is_meant.then(|| self.authorization.clone())
    }
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Login")
            .field("host", &self.host)
            .finish_non_exhaustive()
    }
}

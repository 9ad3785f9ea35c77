//! What a provider says about itself: its addresses and its keys, fetched and kept for a while.

use std::sync::Arc;
use std::time::Duration;

use openidconnect::core::{CoreClientAuthMethod, CoreProviderMetadata};
use openidconnect::url::Url;
use openidconnect::{AuthType, DiscoveryError, IssuerUrl, UserInfoUrl};
use tokio::sync::Mutex;
use wharfinger_store::Timestamp;

use super::address;
use super::error::{Detail, Misconfiguration, SignInError};
use super::http::{Http, HttpError};
use super::limits::{KEYS_REFETCH_EVERY, METADATA_LIFETIME, RETRY_PAUSE};
use crate::seams::Clock;

/// A provider's description of itself, checked.
#[derive(Debug)]
pub(super) struct Described {
    pub(super) metadata: CoreProviderMetadata,
    /// How it wants to be shown the client secret.
    pub(super) authentication: AuthType,
}

/// Keeps one provider's description. Each server keeps its own: it holds nothing that another could
/// not fetch as well.
///
/// The lock is held while it is fetched: whoever comes meanwhile waits for the same answer instead of
/// asking as well.
pub(super) struct Discovery {
    issuer: IssuerUrl,
    http: Http,
    last: Mutex<Option<Fetch>>,
}

/// What came of the last fetch, and when.
struct Fetch {
    at: Timestamp,
    outcome: Result<Arc<Described>, SignInError>,
}

impl Fetch {
    fn is_younger_than(&self, age: Duration, now: Timestamp) -> bool {
        let age_us = now.as_micros() - self.at.as_micros();
        u128::from(age_us.unsigned_abs()) < age.as_micros()
    }
}

impl Discovery {
    pub(super) fn new(issuer: IssuerUrl, http: Http) -> Self {
        Self {
            issuer,
            http,
            last: Mutex::new(None),
        }
    }

    /// The description, at most [`METADATA_LIFETIME`] old.
    pub(super) async fn current(&self, clock: &dyn Clock) -> Result<Arc<Described>, SignInError> {
        let mut last = self.last.lock().await;
        if let Some(fetch) = &*last {
            let lifetime = match fetch.outcome {
                Ok(_) => METADATA_LIFETIME,
                Err(_) => RETRY_PAUSE,
            };
            if fetch.is_younger_than(lifetime, clock.now()) {
                return fetch.outcome.clone();
            }
        }
        self.fetch_into(&mut last, clock).await
    }

    /// A description that is newer than `known`, whose keys lack one that the provider signed with;
    /// nothing when it was fetched less than [`KEYS_REFETCH_EVERY`] ago, so that wrong tokens do not
    /// become requests.
    pub(super) async fn newer(
        &self,
        known: &Arc<Described>,
        clock: &dyn Clock,
    ) -> Result<Option<Arc<Described>>, SignInError> {
        let mut last = self.last.lock().await;
        if let Some(fetch) = &*last {
            match &fetch.outcome {
                // Somebody else has met the new key before.
                Ok(described) if !Arc::ptr_eq(described, known) => {
                    return Ok(Some(described.clone()));
                }
                _ if fetch.is_younger_than(KEYS_REFETCH_EVERY, clock.now()) => return Ok(None),
                _ => {}
            }
        }
        self.fetch_into(&mut last, clock).await.map(Some)
    }

    async fn fetch_into(
        &self,
        last: &mut Option<Fetch>,
        clock: &dyn Clock,
    ) -> Result<Arc<Described>, SignInError> {
        let outcome = self.fetch().await;
        *last = Some(Fetch {
            at: clock.now(),
            outcome: outcome.clone(),
        });
        outcome
    }

    async fn fetch(&self) -> Result<Arc<Described>, SignInError> {
        let channel = self.http.of(self.issuer.url());
        let metadata = CoreProviderMetadata::discover_async(self.issuer.clone(), &channel)
            .await
            .map_err(describe)?;
        check_addresses(self.issuer.url(), &metadata)?;
        let authentication = authentication(&metadata)?;
        Ok(Arc::new(Described {
            metadata,
            authentication,
        }))
    }
}

fn describe(error: DiscoveryError<HttpError>) -> SignInError {
    let detail = Detail::of(&error);
    match error {
        DiscoveryError::Request(error) => error.into(),
        // The library's only validation is that of the issuer (OpenID Connect Discovery 4.3).
        DiscoveryError::Validation(_) => {
            SignInError::Misconfigured(Misconfiguration::WrongIssuer, detail)
        }
        _ => SignInError::Misconfigured(Misconfiguration::UnexpectedAnswer, detail),
    }
}

/// The browser, the code and the access token go to these; requests check again.
fn check_addresses(issuer: &Url, metadata: &CoreProviderMetadata) -> Result<(), SignInError> {
    let Some(token_endpoint) = metadata.token_endpoint() else {
        let detail = Detail::new("the discovery document has no `token_endpoint`");
        return Err(SignInError::Misconfigured(
            Misconfiguration::NoTokenEndpoint,
            detail,
        ));
    };
    let userinfo = metadata.userinfo_endpoint().map(UserInfoUrl::url);
    let named = [
        metadata.authorization_endpoint().url(),
        token_endpoint.url(),
    ];
    for address in named.into_iter().chain(userinfo) {
        if !address::may_follow(issuer, address) {
            return Err(HttpError::Insecure(address.clone()).into());
        }
    }
    Ok(())
}

/// OpenID Connect Discovery 3: `client_secret_basic` where the provider does not say.
fn authentication(metadata: &CoreProviderMetadata) -> Result<AuthType, SignInError> {
    let Some(supported) = metadata.token_endpoint_auth_methods_supported() else {
        return Ok(AuthType::BasicAuth);
    };
    if supported.contains(&CoreClientAuthMethod::ClientSecretBasic) {
        Ok(AuthType::BasicAuth)
    } else if supported.contains(&CoreClientAuthMethod::ClientSecretPost) {
        Ok(AuthType::RequestBody)
    } else {
        let detail = Detail::new(&format!(
            "`token_endpoint_auth_methods_supported` is {supported:?}; expected \
             `client_secret_basic` or `client_secret_post`"
        ));
        Err(SignInError::Misconfigured(
            Misconfiguration::ClientAuthentication,
            detail,
        ))
    }
}

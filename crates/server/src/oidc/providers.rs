//! All providers, and the two steps of signing in with one.

use std::sync::Arc;

use openidconnect::{OAuth2TokenResponse as _, RedirectUrl};
use wharfinger_core::account::AccountId;

use super::callback::Callback;
use super::client_secret::ClientSecretError;
use super::error::{Check, Detail, SignInError};
use super::http::{Http, TlsError};
use super::identity::Identity;
use super::pending::Pending;
use super::provider::Provider;
use super::settings::Settings;
use super::verify;
use crate::seams::{Clock, Entropy};

/// The providers that people can sign in with. One for all workers.
pub struct Providers {
    all: Vec<Provider>,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
}

/// A browser that is about to leave for a provider.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "without the cookie the browser cannot come back"]
pub struct Started {
    /// Where to send it, with 303.
    pub location: String,
    /// What it must keep meanwhile; see [`Pending::set_cookie`].
    pub pending: Pending,
}

/// A browser that has come back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finished {
    /// Who it is.
    pub identity: Identity,
    /// The path of ours where it wanted to go.
    pub return_to: String,
    /// The account that the person is to be connected with; see [`Providers::start_connecting`].
    pub connects: Option<AccountId>,
}

/// Why the providers cannot be used; for the operator, at the start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SetupError {
    /// Nobody said at which address browsers reach this server.
    #[error(
        "signing in with a provider needs the address that browsers use; give it with \
         `--public-url`, such as `https://tools.example.org`"
    )]
    NoPublicUrl,
    /// The public address is none.
    #[error("`{0}` is not an address that a browser can be sent back to")]
    PublicUrl(String),
    /// A secret cannot be used.
    #[error("`sign_in` entry `{id}`: {source}")]
    Secret {
        /// The entry.
        id: String,
        /// Why not.
        source: ClientSecretError,
    },
    /// No TLS.
    #[error(transparent)]
    Tls(#[from] TlsError),
}

impl Providers {
    /// The providers of the configuration; reads their secrets. They are not spoken to before
    /// somebody signs in, so that none of them can keep the server from starting.
    pub fn new(
        settings: &[Settings],
        public_url: Option<&str>,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Self, SetupError> {
        let mut providers = Self {
            all: Vec::with_capacity(settings.len()),
            clock,
            entropy,
        };
        if settings.is_empty() {
            return Ok(providers);
        }
        let public_url = public_url.ok_or(SetupError::NoPublicUrl)?;
        let http = Http::new()?;
        for settings in settings {
            let secret = settings
                .secret
                .read(|name| std::env::var(name).ok())
                .map_err(|source| SetupError::Secret {
                    id: settings.id.clone(),
                    source,
                })?;
            let redirect_url = RedirectUrl::new(redirect_url(public_url, &settings.id))
                .map_err(|_| SetupError::PublicUrl(public_url.to_owned()))?;
            let provider = Provider::new(settings.clone(), secret, redirect_url, http.clone());
            providers.all.push(provider);
        }
        Ok(providers)
    }

    /// What there is to choose from, in the operator's order.
    pub fn list(&self) -> impl ExactSizeIterator<Item = &Settings> {
        self.all.iter().map(|provider| &provider.settings)
    }

    /// Begins to sign a browser in with a provider; afterwards it goes to `return_to`, a path of ours.
    pub async fn start(&self, id: &str, return_to: &str) -> Result<Started, SignInError> {
        let started = self.try_start(id, return_to, None).await;
        started.inspect_err(|error| error.log(id))
    }

    /// The same, to connect the person with an account whose owner asks for it. Whoever comes back must
    /// be signed in to that account still ([`Pending::connects`]).
    pub async fn start_connecting(
        &self,
        id: &str,
        account: AccountId,
        return_to: &str,
    ) -> Result<Started, SignInError> {
        let started = self.try_start(id, return_to, Some(account)).await;
        started.inspect_err(|error| error.log(id))
    }

    /// Ends it: `query` is what the provider sent the browser back with, `pending` what the browser
    /// kept. Whatever comes of it, the answer must take the cookie away ([`Pending::clear_cookie`]).
    pub async fn finish(
        &self,
        id: &str,
        query: &str,
        pending: Option<Pending>,
    ) -> Result<Finished, SignInError> {
        let finished = self.try_finish(id, query, pending).await;
        finished.inspect_err(|error| error.log(id))
    }

    async fn try_start(
        &self,
        id: &str,
        return_to: &str,
        connects: Option<AccountId>,
    ) -> Result<Started, SignInError> {
        let provider = self.find(id)?;
        let described = provider.discovery.current(&*self.clock).await?;
        let now = self.clock.now();
        let pending = Pending::start(id, return_to, now, &*self.entropy);
        let pending = match connects {
            Some(account) => pending.connecting(account),
            None => pending,
        };
        Ok(Started {
            location: provider.authorization_url(&described, &pending),
            pending,
        })
    }

    async fn try_finish(
        &self,
        id: &str,
        query: &str,
        pending: Option<Pending>,
    ) -> Result<Finished, SignInError> {
        let provider = self.find(id)?;
        let callback = Callback::read(query)?;
        let pending = pending.ok_or(SignInError::NotStarted)?;
        // First of all: before it, the answer may be anybody's.
        pending.check(id, &callback.state, self.clock.now())?;
        check_issuer(provider, callback.issuer.as_deref())?;
        let code = callback.answer?;
        let identity = self.identify(provider, code, &pending).await?;
        Ok(Finished {
            identity,
            return_to: pending.return_to().to_owned(),
            connects: pending.connects(),
        })
    }

    async fn identify(
        &self,
        provider: &Provider,
        code: String,
        pending: &Pending,
    ) -> Result<Identity, SignInError> {
        let described = provider.discovery.current(&*self.clock).await?;
        let client = provider.client(&described);
        let tokens = provider.exchange(&client, code, pending).await?;
        let now = self.clock.now();
        let claims = match verify::claims(&client, &tokens, pending, now) {
            Err(unknown @ SignInError::TokenInvalid(Check::UnknownKey, _)) => {
                // The provider may have changed its keys since they were fetched.
                let newer = provider
                    .discovery
                    .newer(&described, &*self.clock)
                    .await?
                    .ok_or(unknown)?;
                verify::claims(&provider.client(&newer), &tokens, pending, now)?
            }
            outcome => outcome?,
        };
        // Many providers leave the address out of the token when there is a place to ask for it
        // (OpenID Connect Core 5.4).
        let user_info = if claims.email().is_some() {
            None
        } else {
            let token = tokens.access_token();
            provider.user_info(&client, token, claims.subject()).await?
        };
        Ok(Identity::new(
            &provider.settings,
            claims,
            user_info.as_ref(),
        ))
    }

    fn find(&self, id: &str) -> Result<&Provider, SignInError> {
        self.all
            .iter()
            .find(|provider| provider.settings.id == id)
            .ok_or(SignInError::UnknownProvider)
    }
}

/// Where a provider sends browsers back to; the operator registers it there, letter for letter.
///
/// ```
/// use wharfinger_server::oidc::redirect_url;
/// assert_eq!(
///     redirect_url("https://tools.example.org", "example"),
///     "https://tools.example.org/sign-in/oidc/example/callback"
/// );
/// ```
#[must_use]
pub fn redirect_url(public_url: &str, id: &str) -> String {
    format!("{public_url}/sign-in/oidc/{id}/callback")
}

/// RFC 9207: a provider that says who it is must be the one that was asked, or a code of one provider
/// would be shown to another.
fn check_issuer(provider: &Provider, issuer: Option<&str>) -> Result<(), SignInError> {
    match issuer {
        Some(issuer) if issuer != provider.settings.issuer() => Err(SignInError::TokenInvalid(
            Check::Issuer,
            Detail::new(&format!("`iss` of the callback is `{issuer}`")),
        )),
        _ => Ok(()),
    }
}

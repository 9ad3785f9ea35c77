//! HTTP to providers: no redirects, a limit on time and size, TLS but on loopback.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use openidconnect::url::Url;
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use rustls_platform_verifier::BuilderVerifierExt;

use super::address;
use super::error::{Detail, Misconfiguration, SignInError};
use super::limits::{ANSWER_BYTES_MAX, CONNECT_TIMEOUT, REQUEST_TIMEOUT};

/// The client for all providers.
#[derive(Clone, Debug)]
pub(super) struct Http(reqwest::Client);

/// The client does not come up: the machine's certificates cannot be read.
#[derive(Debug, thiserror::Error)]
#[error(
    "no connection with TLS can be made; install the system's certificates (`ca-certificates`)"
)]
pub struct TlsError(#[source] Box<dyn std::error::Error + Send + Sync>);

impl Http {
    pub(super) fn new() -> Result<Self, TlsError> {
        let ring = Arc::new(rustls::crypto::ring::default_provider());
        // The machine's own roots: a university's provider may have its certificate from the
        // university's own authority.
        let tls = rustls::ClientConfig::builder_with_provider(ring)
            .with_safe_default_protocol_versions()
            .and_then(BuilderVerifierExt::with_platform_verifier)
            .map_err(|error| TlsError(error.into()))?
            .with_no_client_auth();
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .user_agent(concat!("wharfinger/", env!("CARGO_PKG_VERSION")))
            // A redirect would take a code or a secret to an address that nobody checked.
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(REQUEST_TIMEOUT)
            // People sign in too rarely for a connection to be found open again, and the exchange
            // of a code cannot be repeated on one that the provider was just closing.
            .pool_max_idle_per_host(0)
            .build()
            .map_err(|error| TlsError(error.into()))?;
        Ok(Self(client))
    }

    /// The client as it may be used for the provider of this issuer.
    pub(super) fn of<'a>(&'a self, issuer: &'a Url) -> Channel<'a> {
        Channel {
            client: &self.0,
            issuer,
        }
    }
}

/// The way to one provider.
pub(super) struct Channel<'a> {
    client: &'a reqwest::Client,
    issuer: &'a Url,
}

/// Why there is no answer that can be read.
#[derive(Debug, thiserror::Error)]
pub(super) enum HttpError {
    #[error("`{0}` is not `https`, nor on loopback like its issuer")]
    Insecure(Url),
    #[error("the request failed")]
    Request(#[from] reqwest::Error),
    #[error("the provider is broken or overloaded: HTTP status {0}")]
    Broken(u16),
    #[error("the answer has more than {ANSWER_BYTES_MAX} bytes")]
    TooLong,
}

impl Channel<'_> {
    async fn answer(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let request = reqwest::Request::try_from(request)?;
        if !address::may_follow(self.issuer, request.url()) {
            return Err(HttpError::Insecure(request.url().clone()));
        }
        let mut answer = self.client.execute(request).await?;
        if answer.status().is_server_error() {
            return Err(HttpError::Broken(answer.status().as_u16()));
        }
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await? {
            if body.len() + chunk.len() > ANSWER_BYTES_MAX {
                return Err(HttpError::TooLong);
            }
            body.extend_from_slice(&chunk);
        }
        let mut response = HttpResponse::new(body);
        *response.status_mut() = answer.status();
        *response.headers_mut() = std::mem::take(answer.headers_mut());
        Ok(response)
    }
}

impl<'c> AsyncHttpClient<'c> for Channel<'_> {
    type Error = HttpError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, HttpError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.answer(request))
    }
}

impl From<HttpError> for SignInError {
    fn from(error: HttpError) -> Self {
        let detail = Detail::of(&error);
        match error {
            HttpError::Insecure(_) => {
                Self::Misconfigured(Misconfiguration::InsecureAddress, detail)
            }
            HttpError::TooLong => Self::Misconfigured(Misconfiguration::AnswerTooLong, detail),
            HttpError::Request(_) | HttpError::Broken(_) => Self::Unreachable(detail),
        }
    }
}

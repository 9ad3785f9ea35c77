//! Connections to addresses that were judged, and to nothing else.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;

use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use rustls_platform_verifier::BuilderVerifierExt;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use super::error::HttpError;
use super::limits::{CONNECT_TIMEOUT, CONNECTS_MAX};
use crate::guard::Target;

/// Bytes in both directions, encrypted or not.
pub(super) trait Stream: AsyncRead + AsyncWrite + Send {}

impl<T: AsyncRead + AsyncWrite + Send> Stream for T {}

/// What TLS needs cannot be had.
#[derive(Debug, thiserror::Error)]
#[error(
    "no connection with TLS can be made; install the system's certificates (`ca-certificates`)"
)]
pub struct TlsUnavailable(#[source] rustls::Error);

/// TLS with the machine's own roots, so that an organisation's own authority counts.
///
/// # Errors
///
/// Where the machine has none.
pub fn system_tls() -> Result<Arc<ClientConfig>, TlsUnavailable> {
    let ring = Arc::new(rustls::crypto::ring::default_provider());
    let tls = ClientConfig::builder_with_provider(ring)
        .with_safe_default_protocol_versions()
        .and_then(BuilderVerifierExt::with_platform_verifier)
        .map_err(TlsUnavailable)?
        .with_no_client_auth();
    Ok(Arc::new(tls))
}

/// Connects to the first of `addresses` that takes a connection.
pub(super) async fn dial(
    target: &Target,
    addresses: &[SocketAddr],
    tls: &Arc<ClientConfig>,
) -> Result<Pin<Box<dyn Stream>>, HttpError> {
    let stream = connect(addresses).await?;
    if !target.is_secure() {
        return Ok(Box::pin(stream));
    }
    let host = target.host();
    let name = ServerName::try_from(host.trim_matches(['[', ']']).to_owned())
        .map_err(|error| HttpError::Tls(io::Error::other(error)))?;
    let handshake = TlsConnector::from(tls.clone()).connect(name, stream);
    match timeout(CONNECT_TIMEOUT, handshake).await {
        Err(_) => Err(HttpError::TimedOut),
        Ok(Err(error)) => Err(HttpError::Tls(error)),
        Ok(Ok(stream)) => Ok(Box::pin(stream)),
    }
}

async fn connect(addresses: &[SocketAddr]) -> Result<TcpStream, HttpError> {
    let mut last = HttpError::Unresolved(None);
    for address in addresses.iter().take(CONNECTS_MAX) {
        match timeout(CONNECT_TIMEOUT, TcpStream::connect(address)).await {
            Err(_) => last = HttpError::TimedOut,
            Ok(Err(error)) => last = HttpError::Unreachable(Some(error)),
            // What was judged is what we talk to.
            Ok(Ok(stream)) if stream.peer_addr().is_ok_and(|peer| peer == *address) => {
                return Ok(stream);
            }
            Ok(Ok(_)) => last = HttpError::Unreachable(None),
        }
    }
    Err(last)
}

//! HTTP to hosts that somebody typed: every request goes through the guard, nothing is followed,
//! pooled, proxied or unpacked behind our back, and everything has a limit.

mod dial;
mod error;
mod exchange;
pub mod limits;
mod message;
mod names;
mod places;

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;

use rustls::ClientConfig;
use tokio::time::timeout;

pub use dial::{TlsUnavailable, system_tls};
pub use error::HttpError;
pub use message::{Answer, Authorization, Method, Request};
pub use names::{Lookup, Names, SystemNames};

use crate::guard::{Admission, Guard, Standing, Target};
use exchange::Received;
use limits::{EXCHANGE_TIMEOUT, LOOKUP_TIMEOUT, REDIRECTS_MAX};
use places::Places;

/// The client: the only way from this crate to the network.
pub struct Http {
    guard: Guard,
    names: Arc<dyn Names>,
    tls: Arc<ClientConfig>,
    places: Places,
}

impl Http {
    /// A client behind a guard. `names` resolves, `tls` says whom to trust; see [`SystemNames`] and
    /// [`system_tls`].
    #[must_use]
    pub fn new(guard: Guard, names: Arc<dyn Names>, tls: Arc<ClientConfig>) -> Self {
        Self {
            guard,
            names,
            tls,
            places: Places::new(),
        }
    }

    /// The guard it stands behind.
    #[must_use]
    pub fn guard(&self) -> &Guard {
        &self.guard
    }

    /// Asks, and follows redirects where the request says so.
    ///
    /// Each stop is judged like the first one, as somewhere that the stop before pointed to.
    /// Credentials stay behind when a redirect leaves their origin.
    pub async fn ask(&self, request: Request) -> Result<Answer, HttpError> {
        let mut request = request;
        for _ in 0..=REDIRECTS_MAX {
            let admission = self.guard.admit(&request.target, request.from)?;
            let standing = admission.standing();
            let received = self.once(&request, &admission).await?;
            let next = match redirect(&received) {
                Some(location) if request.follows => request.target.join(location)?,
                _ => {
                    return Ok(Answer {
                        status: received.status,
                        target: request.target,
                        standing,
                        body: received.body,
                        fields: received.fields,
                    });
                }
            };
            if next.origin() != request.target.origin() {
                request.authorization = None;
            }
            request.target = next;
            request.from = Some(standing);
        }
        Err(HttpError::TooManyRedirects)
    }

    async fn once(&self, request: &Request, admission: &Admission) -> Result<Received, HttpError> {
        let _place = timeout(EXCHANGE_TIMEOUT, self.places.take(&request.target.host()))
            .await
            .map_err(|_| HttpError::Busy)??;
        let whole = async {
            let addresses = self.resolve(&request.target, admission).await?;
            let stream = dial::dial(&request.target, &addresses, &self.tls).await?;
            exchange::exchange(request, stream).await
        };
        timeout(EXCHANGE_TIMEOUT, whole)
            .await
            .map_err(|_| HttpError::TimedOut)?
    }

    /// The addresses to connect to, all of them judged.
    async fn resolve(
        &self,
        target: &Target,
        admission: &Admission,
    ) -> Result<Vec<SocketAddr>, HttpError> {
        let name = match admission.standing() {
            // With the dot, no search list makes another name of it (resolv.conf(5)).
            Standing::Public => target.host() + ".",
            Standing::Listed => target.host(),
        };
        let addresses = match target.address() {
            Some(address) => vec![address],
            None => timeout(LOOKUP_TIMEOUT, self.names.addresses(&name))
                .await
                .map_err(|_| HttpError::Unresolved(None))?
                .map_err(|error| HttpError::Unresolved(Some(error)))?,
        };
        Ok(admission.judge(&addresses)?)
    }
}

impl fmt::Debug for Http {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let guard = &self.guard;
        f.debug_struct("Http")
            .field("guard", guard)
            .finish_non_exhaustive()
    }
}

/// Where an answer sends us (RFC 9110, section 15.4); `None` where it does not.
fn redirect(received: &Received) -> Option<&str> {
    if !matches!(received.status, 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    received.fields.get("location")?.to_str().ok()
}

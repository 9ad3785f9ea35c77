//! Asking STS who signed.

use std::time::Duration;

use aws_smithy_http_client::Connector;
use aws_smithy_http_client::tls::Provider;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_runtime_api::client::http::HttpConnector;
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_types::byte_stream::ByteStream;
use thiserror::Error;
use wharfinger_core::timestamp::Timestamp;

use super::identity::element;
use super::presigned::NONCE_HEADER;
use super::{Identity, InvalidProof, Nonce, Presigned};

/// How long STS has to answer, everything included.
pub const PROOF_TIMEOUT: Duration = Duration::from_secs(10);

/// Most bytes of an answer that are read: some 500 are expected, names of roles and sessions have 64
/// characters each.
pub const ANSWER_BYTES_MAX: usize = 16 * 1024;

/// Most characters of STS's words that are kept.
const WORDS_CHARS_MAX: usize = 300;

/// Asks STS who signed a request.
///
/// It connects to hosts of STS alone, over HTTPS, sends a request that it built itself, and follows
/// no redirection.
#[derive(Debug)]
pub struct Verifier {
    connector: Connector,
    endpoint: Option<String>,
}

/// Why nobody is known to have signed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Unproven {
    /// What was pasted is no proof.
    #[error(transparent)]
    Invalid(#[from] InvalidProof),
    /// The signature is not of this nonce, or not right, or the session that signed has ended.
    #[error(
        "AWS does not accept the token ({code}: {message}); run the command as it stands on this page, \
         signed in to AWS"
    )]
    Refused {
        /// The code of STS.
        code: String,
        /// The words of STS.
        message: String,
    },
    /// STS answered something else than it does.
    #[error("AWS gave an answer that cannot be read; run the command again later")]
    Unreadable,
    /// STS did not answer.
    #[error("AWS did not answer; paste the token once more")]
    Unavailable,
}

impl Verifier {
    /// Prepares to ask STS; or, for simulators, whatever listens at `endpoint`, a URL without a path,
    /// in place of every host of STS.
    #[must_use]
    pub fn new(endpoint: Option<String>) -> Self {
        let connector = Connector::builder()
            .tls_provider(Provider::Rustls(CryptoMode::Ring))
            .build();
        Self {
            connector,
            endpoint,
        }
    }

    /// Who signed what was pasted for this nonce. Whoever calls it takes care that the nonce is the
    /// requester's, and used once.
    ///
    /// # Errors
    /// [`Unproven`] says why nobody did.
    pub async fn verify(
        &self,
        pasted: &str,
        nonce: &Nonce,
        now: Timestamp,
    ) -> Result<Identity, Unproven> {
        let presigned = Presigned::read(pasted, now)?;
        let answer = tokio::time::timeout(PROOF_TIMEOUT, self.ask(&presigned, nonce)).await;
        let (status, body) = answer.map_err(|_| Unproven::Unavailable)??;
        match status {
            200 => Identity::read(&body, presigned.partition()),
            400..=403 => Err(refused(&body)),
            429 | 500.. => Err(Unproven::Unavailable),
            // A redirection is for somebody else to follow.
            _ => Err(Unproven::Unreadable),
        }
    }

    /// Sends the request, and returns the status and the body of the answer.
    async fn ask(&self, presigned: &Presigned, nonce: &Nonce) -> Result<(u16, String), Unproven> {
        let origin = match &self.endpoint {
            Some(endpoint) => endpoint.clone(),
            None => format!("https://{}", presigned.host()),
        };
        let mut request = HttpRequest::get(format!("{origin}{}", presigned.path_and_query()))
            .map_err(|_| Unproven::Unreadable)?;
        let headers = request.headers_mut();
        headers.insert("host", presigned.host().to_owned());
        headers.insert(NONCE_HEADER, nonce.cluster());
        let answer = self.connector.call(request).await;
        let answer = answer.map_err(|_| Unproven::Unavailable)?;
        let status = answer.status().as_u16();
        let mut stream = ByteStream::new(answer.into_body());
        let mut body = Vec::new();
        while let Some(bytes) = stream.next().await {
            body.extend_from_slice(&bytes.map_err(|_| Unproven::Unavailable)?);
            if body.len() > ANSWER_BYTES_MAX {
                return Err(Unproven::Unreadable);
            }
        }
        let body = String::from_utf8(body).map_err(|_| Unproven::Unreadable)?;
        Ok((status, body))
    }
}

fn refused(body: &str) -> Unproven {
    let words = |name: &str| -> String {
        let text = element(body, name).unwrap_or("no reason given");
        text.chars().take(WORDS_CHARS_MAX).collect()
    };
    let code = words("Code");
    if code.starts_with("Throttling") {
        return Unproven::Unavailable;
    }
    Unproven::Refused {
        code,
        message: words("Message"),
    }
}

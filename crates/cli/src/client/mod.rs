//! Talking to a server: with TLS but on this machine, without redirects, within a size and a time.

mod address;
mod answer;
mod no_tls;
mod request;

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use reqwest::header;
use rustls_platform_verifier::BuilderVerifierExt as _;

pub(crate) use address::{ServerAddress, is_loopback};
pub(crate) use answer::{Answer, shown};
pub(crate) use request::Request;

/// Time for a connection to come up: several tries of TCP (RFC 6298 starts at one second and doubles).
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Time for a whole exchange: the server gives its database 20 seconds.
const EXCHANGE_TIMEOUT: Duration = Duration::from_secs(30);

/// Most bytes of an answer: what is asked for here is a few KiB, and a diagnosis repeats no more than the
/// 256 KiB that it may be asked about, each byte of which JSON may spell as six.
const ANSWER_BYTES_MAX: usize = 2 * 1024 * 1024;

/// The way to one server.
#[derive(Debug)]
pub(crate) struct Client {
    server: ServerAddress,
    http: reqwest::Client,
}

impl Client {
    /// A client for a server; nothing is sent yet.
    pub(crate) fn new(server: &ServerAddress) -> anyhow::Result<Self> {
        let ring = Arc::new(rustls::crypto::ring::default_provider());
        // The machine's own roots: a company's server may have its certificate from the company's own
        // authority.
        let tls = rustls::ClientConfig::builder_with_provider(ring)
            .with_safe_default_protocol_versions()
            .map_err(anyhow::Error::from)
            .and_then(|builder| Ok(builder.with_platform_verifier()?))
            .context(
                "no connection with TLS can be made; install the system's certificates \
                 (`ca-certificates`)",
            )?
            .with_no_client_auth();
        let mut builder = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .user_agent(concat!("wharfinger/", env!("CARGO_PKG_VERSION")))
            // A redirect would take a token to an address that nobody has named.
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(EXCHANGE_TIMEOUT);
        if server.is_loopback() {
            // Without TLS, a proxy would read the token.
            builder = builder.no_proxy();
        }
        Ok(Self {
            server: server.clone(),
            http: builder.build().context("no connection can be made")?,
        })
    }

    /// The server that it talks to.
    pub(crate) const fn server(&self) -> &ServerAddress {
        &self.server
    }

    /// What to do where the server does not speak TLS.
    fn without_tls(&self) -> String {
        let server = &self.server;
        let next = match server.origin().strip_prefix("https://") {
            Some(rest) if server.is_loopback() => format!("try `http://{rest}`"),
            _ => "give the address that people open in a browser".to_owned(),
        };
        format!("`{server}` does not speak TLS there; {next}")
    }

    /// Sends a request, and reads the answer whatever its status is.
    pub(crate) async fn send(&self, request: Request) -> anyhow::Result<Answer> {
        let unreachable = || format!("`{}` cannot be reached", self.server);
        let address = format!("{}{}", self.server, request.path);
        let mut sent = self
            .http
            .request(request.method, address)
            .header(header::ACCEPT, "application/json");
        if let Some(token) = request.token {
            sent = sent.bearer_auth(token);
        }
        if let Some((media_type, bytes)) = request.body {
            sent = sent.header(header::CONTENT_TYPE, media_type).body(bytes);
        }
        let sent = sent.send().await;
        if let Err(error) = &sent
            && no_tls::speaks_no_tls(error)
        {
            anyhow::bail!("{}", self.without_tls());
        }
        let mut answer = sent.with_context(unreachable)?;
        let retry_after_seconds = answer
            .headers()
            .get(header::RETRY_AFTER)
            .and_then(|value| value.to_str().ok()?.parse().ok());
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.with_context(unreachable)? {
            anyhow::ensure!(
                body.len() + chunk.len() <= ANSWER_BYTES_MAX,
                "`{}` answered with more than {ANSWER_BYTES_MAX} bytes; is it a Wharfinger server?",
                self.server
            );
            body.extend_from_slice(&chunk);
        }
        Ok(Answer {
            server: self.server.clone(),
            status: answer.status().as_u16(),
            retry_after_seconds,
            body,
        })
    }
}

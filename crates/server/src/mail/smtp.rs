//! The transport over SMTP.
//!
//! One connection, kept while there are letters. The conversation is held step by step rather than
//! by the library's `send`, because what a refusal means depends on the step, and because the
//! library waits for replies without end.

use std::fmt;
use std::future::Future;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{
    AsyncSmtpConnection, Certificate, CertificateStore, TlsParameters,
};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::ClientId;
use tokio::time::timeout;

use super::letter::Letter;
use super::limits::{
    CONTENT_TIMEOUT, ENVELOPE_TIMEOUT, LETTERS_PER_CONNECTION_MAX, OPEN_TIMEOUT, QUIT_TIMEOUT,
};
use super::links::PublicUrl;
use super::reply::{Refusal, Stage};
use super::smtp_url::{Encryption, SmtpServer};
use super::transport::{SendError, Transport};

/// Sends letters through a mail server.
pub struct Smtp {
    server: SmtpServer,
    /// `host:port`, for people.
    shown: String,
    /// What we call ourselves.
    name: ClientId,
    tls: TlsParameters,
    /// Taken out while it is used: one that was given up on half way is never used again, because
    /// its next answer would be to an earlier question.
    kept: Mutex<Option<Kept>>,
}

struct Kept {
    connection: AsyncSmtpConnection,
    letters: u32,
}

/// Whose signature makes the mail server's certificate valid.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub enum Trust {
    /// The authorities that the system trusts; `SSL_CERT_FILE` and `SSL_CERT_DIR` name others, as for
    /// most programs.
    #[default]
    System,
    /// Only these, in PEM.
    Only(Vec<u8>),
}

/// The certificates that are to be trusted cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("the certificates to trust for mail cannot be read: {0}")]
pub struct TrustError(lettre::transport::smtp::Error);

impl Smtp {
    /// A transport over `server`, which is connected to when there is a letter. It is greeted in the
    /// name of the host of `site`.
    pub fn new(server: SmtpServer, site: &PublicUrl, trust: &Trust) -> Result<Self, TrustError> {
        let tls = TlsParameters::builder(server.host.clone());
        let tls = match trust {
            Trust::System => tls,
            Trust::Only(pem) => tls
                .certificate_store(CertificateStore::None)
                .add_root_certificate(Certificate::from_pem(pem).map_err(TrustError)?),
        };
        Ok(Self {
            shown: server.to_string(),
            name: client_id(site.host()),
            tls: tls.build().map_err(TrustError)?,
            server,
            kept: Mutex::new(None),
        })
    }

    /// The kept connection where it still works, or a new one.
    async fn connection(&self) -> Result<Kept, Refusal> {
        if let Some(mut kept) = self.take_kept() {
            if kept.letters < LETTERS_PER_CONNECTION_MAX && kept.connection.test_connected().await {
                return Ok(kept);
            }
            leave(kept.connection).await;
        }
        Ok(Kept {
            connection: self.open().await?,
            letters: 0,
        })
    }

    async fn open(&self) -> Result<AsyncSmtpConnection, Refusal> {
        let failed = |stage| move |error| Refusal::of(stage, &error);
        let server = &self.server;
        let implicit = (server.encryption == Encryption::Implicit).then(|| self.tls.clone());
        let mut connection = AsyncSmtpConnection::connect_tokio1(
            (&*server.host, server.port),
            Some(OPEN_TIMEOUT),
            &self.name,
            implicit,
            None,
        )
        .await
        .map_err(failed(Stage::Open))?;
        let starts_tls = match server.encryption {
            Encryption::Required => true,
            Encryption::Opportunistic => connection.can_starttls(),
            Encryption::Implicit | Encryption::None => false,
        };
        if starts_tls {
            connection
                .starttls(self.tls.clone(), &self.name)
                .await
                .map_err(failed(Stage::Open))?;
        }
        if let Some(login) = &server.login {
            let password = login.password.reveal().to_owned();
            let credentials = Credentials::new(login.user.clone(), password);
            connection
                .auth(DEFAULT_MECHANISMS, &credentials)
                .await
                .map_err(failed(Stage::Login))?;
        }
        Ok(connection)
    }

    fn take_kept(&self) -> Option<Kept> {
        self.kept
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
    }

    fn keep(&self, kept: Kept) {
        *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = Some(kept);
    }

    async fn hand_over(&self, letter: &Letter) -> Result<(), Refusal> {
        let mut kept = within(OPEN_TIMEOUT, Stage::Open, self.connection()).await?;
        let connection = &mut kept.connection;
        let outcome = match within(
            ENVELOPE_TIMEOUT,
            Stage::Recipient,
            envelope(connection, letter),
        )
        .await
        {
            Ok(()) => {
                let content = content(connection, letter);
                within(CONTENT_TIMEOUT, Stage::Content, content).await
            }
            refused => refused,
        };
        match outcome {
            Ok(()) => {
                kept.letters += 1;
                self.keep(kept);
                Ok(())
            }
            Err(refusal) => {
                // Only a reply leaves the connection in a state that is known.
                if refusal.code.is_some() {
                    leave(kept.connection).await;
                }
                Err(refusal)
            }
        }
    }
}

impl Transport for Smtp {
    async fn send(&self, letter: &Letter) -> Result<(), SendError> {
        // A conversation holds both ends' buffers: too much to move about with each future around it.
        let handed_over = Box::pin(self.hand_over(letter)).await;
        handed_over.map_err(|refusal| {
            let refusal = refusal.without_addresses(letter.to().as_ref());
            if refusal.is_for_the_operator() {
                tracing::error!(
                    "no mail can be sent: {}; check `--smtp-url` and `--mail-from`",
                    refusal.describe(&self.shown)
                );
            }
            refusal.into_error(&self.shown)
        })
    }

    async fn rest(&self) {
        if let Some(kept) = self.take_kept() {
            leave(kept.connection).await;
        }
    }
}

impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Smtp")
            .field("server", &self.server)
            .finish_non_exhaustive()
    }
}

/// Sender, recipient, and the word to go on.
async fn envelope(connection: &mut AsyncSmtpConnection, letter: &Letter) -> Result<(), Refusal> {
    let failed = |stage| move |error| Refusal::of(stage, &error);
    connection
        .command(Mail::new(Some(letter.from().clone()), Vec::new()))
        .await
        .map_err(failed(Stage::Sender))?;
    connection
        .command(Rcpt::new(letter.to().clone(), Vec::new()))
        .await
        .map_err(failed(Stage::Recipient))?;
    connection
        .command(Data)
        .await
        .map_err(failed(Stage::Recipient))?;
    Ok(())
}

/// The letter, its end, and whether it was taken.
async fn content(connection: &mut AsyncSmtpConnection, letter: &Letter) -> Result<(), Refusal> {
    connection
        .message(letter.as_bytes())
        .await
        .map_err(|error| Refusal::of(Stage::Content, &error))?;
    Ok(())
}

async fn within<T>(
    limit: Duration,
    stage: Stage,
    step: impl Future<Output = Result<T, Refusal>>,
) -> Result<T, Refusal> {
    timeout(limit, step).await.unwrap_or_else(|_| {
        Err(Refusal {
            stage,
            code: None,
            text: format!("no answer within {} s", limit.as_secs()),
        })
    })
}

/// Says good-bye, as RFC 5321 section 4.1.1.10 asks; nothing depends on the answer.
async fn leave(mut connection: AsyncSmtpConnection) {
    let _ = timeout(QUIT_TIMEOUT, connection.abort()).await;
}

/// Our name in `EHLO` (RFC 5321 section 4.1.4).
fn client_id(host: &str) -> ClientId {
    let inside = host.trim_start_matches('[').trim_end_matches(']');
    match inside.parse() {
        Ok(std::net::IpAddr::V4(address)) => ClientId::Ipv4(address),
        Ok(std::net::IpAddr::V6(address)) => ClientId::Ipv6(address),
        Err(_) => ClientId::Domain(host.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn we_are_called_as_the_protocol_spells_it() {
        for (host, name) in [
            ("tools.example.org", "tools.example.org"),
            ("127.0.0.1", "[127.0.0.1]"),
            ("[::1]", "[IPv6:::1]"),
        ] {
            assert_eq!(client_id(host).to_string(), name);
        }
    }

    #[test]
    fn a_transport_does_not_show_its_password() {
        let server = SmtpServer::parse("smtps://ada:swordfish@h", None).unwrap();
        let site = PublicUrl::parse("https://tools.example.org").unwrap();
        let smtp = Smtp::new(server, &site, &Trust::System).unwrap();
        assert!(!format!("{smtp:?}").contains("swordfish"));
    }

    #[test]
    fn certificates_that_are_none_are_refused() {
        let server = SmtpServer::parse("smtps://h", None).unwrap();
        let site = PublicUrl::parse("https://tools.example.org").unwrap();
        let pem = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        Smtp::new(server, &site, &Trust::Only(pem.to_vec())).unwrap_err();
    }
}

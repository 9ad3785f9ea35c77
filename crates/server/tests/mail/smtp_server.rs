//! A mail server for tests, on loopback: takes letters over real SMTP, records them, and fails on
//! purpose.
//!
//! It speaks what clients of today speak: `EHLO`, `STARTTLS`, `AUTH PLAIN` and `AUTH LOGIN`, one
//! recipient or more, TLS from the first byte where asked. A certificate of its own making is
//! [`SmtpServer::certificate`].

use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncRead, AsyncWrite, BufStream};
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

use crate::smtp_session::{Next, Session};

/// When it speaks TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tls {
    /// From the first byte.
    Implicit,
    /// After `STARTTLS`; logins only then.
    Starttls,
    /// Never.
    None,
}

/// What it does with a letter, one after the other; once they are used up it accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// None: the letter is accepted.
    Accept,
    /// Answers the greeting's time with this code.
    Greeting(u16),
    /// Answers `MAIL` with this code.
    Sender(u16),
    /// Answers `RCPT` with this code.
    Recipient(u16),
    /// Answers the end of the content with this code.
    Content(u16),
    /// Closes the connection once it has the content, before it is recorded.
    DropBeforeRecord,
    /// Records the letter, and closes the connection instead of saying so.
    DropAfterRecord,
    /// Does not answer `RCPT`.
    HangAtRecipient,
    /// Has the whole letter, and does not answer.
    HangAtContent,
    /// Accepts the letter, and closes the connection after.
    AcceptAndClose,
}

/// A letter it took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mail {
    pub(crate) from: String,
    pub(crate) to: Vec<String>,
    /// Headers and body, without the marks of transport.
    pub(crate) content: String,
    /// Whether it came over TLS.
    pub(crate) encrypted: bool,
    /// As whom the client had logged in, and how.
    pub(crate) login: Option<(String, &'static str)>,
}

/// How it is set up.
#[derive(Clone, Debug)]
pub(crate) struct Setup {
    pub(crate) tls: Tls,
    /// User and password that it wants to hear before it takes letters.
    pub(crate) login: Option<(&'static str, &'static str)>,
    /// The ways to log in that it offers, such as `PLAIN LOGIN`.
    pub(crate) mechanisms: &'static str,
    pub(crate) faults: Vec<Fault>,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            tls: Tls::None,
            login: None,
            mechanisms: "PLAIN LOGIN",
            faults: Vec::new(),
        }
    }
}

/// What all connections share.
pub(crate) struct Shared {
    pub(crate) setup: Setup,
    faults: Mutex<VecDeque<Fault>>,
    log: Mutex<Log>,
    happened: Notify,
}

#[derive(Default)]
struct Log {
    mails: Vec<Mail>,
    connections: usize,
    hangs: usize,
}

impl Shared {
    pub(crate) fn next_fault(&self) -> Fault {
        self.faults
            .lock()
            .unwrap()
            .pop_front()
            .unwrap_or(Fault::Accept)
    }

    /// The fault of the next letter, which stays the next.
    pub(crate) fn coming_fault(&self) -> Fault {
        *self
            .faults
            .lock()
            .unwrap()
            .front()
            .unwrap_or(&Fault::Accept)
    }

    pub(crate) fn record(&self, mail: Mail) {
        self.note(|log| log.mails.push(mail));
    }

    pub(crate) async fn hang(&self) -> io::Result<Next> {
        self.note(|log| log.hangs += 1);
        std::future::pending().await
    }

    fn note(&self, change: impl FnOnce(&mut Log)) {
        change(&mut self.log.lock().unwrap());
        self.happened.notify_waiters();
    }
}

/// A running server; dropped, it is gone.
pub(crate) struct SmtpServer {
    address: SocketAddr,
    certificate: String,
    shared: Arc<Shared>,
    listening: JoinHandle<()>,
}

impl SmtpServer {
    pub(crate) async fn start(setup: Setup) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (certificate, acceptor) = certificate_for("127.0.0.1");
        let shared = Arc::new(Shared {
            faults: Mutex::new(setup.faults.iter().copied().collect()),
            setup,
            log: Mutex::default(),
            happened: Notify::new(),
        });
        let listening = tokio::spawn(listen(listener, acceptor, shared.clone()));
        Self {
            address,
            certificate,
            shared,
            listening,
        }
    }

    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }

    /// The certificate to trust, in PEM.
    pub(crate) fn certificate(&self) -> &str {
        &self.certificate
    }

    /// The letters it recorded so far.
    pub(crate) fn mails(&self) -> Vec<Mail> {
        self.shared.log.lock().unwrap().mails.clone()
    }

    /// How many connections it has had.
    pub(crate) fn connections(&self) -> usize {
        self.shared.log.lock().unwrap().connections
    }

    /// Waits until it leaves a client without an answer.
    pub(crate) async fn hangs(&self) {
        self.wait(|log| log.hangs > 0).await;
    }

    /// Waits until it has recorded so many letters.
    pub(crate) async fn until(&self, mails: usize) {
        self.wait(|log| log.mails.len() >= mails).await;
    }

    /// Waits until it has had so many connections.
    pub(crate) async fn until_connected(&self, connections: usize) {
        self.wait(|log| log.connections >= connections).await;
    }

    async fn wait(&self, is_so: impl Fn(&Log) -> bool) {
        loop {
            let happened = self.shared.happened.notified();
            if is_so(&self.shared.log.lock().unwrap()) {
                return;
            }
            happened.await;
        }
    }
}

impl Drop for SmtpServer {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

async fn listen(listener: TcpListener, acceptor: TlsAcceptor, shared: Arc<Shared>) {
    while let Ok((stream, _)) = listener.accept().await {
        shared.note(|log| log.connections += 1);
        let (acceptor, shared) = (acceptor.clone(), shared.clone());
        tokio::spawn(async move {
            // A client that leaves, or trusts nobody, is its own business.
            let _ = serve(stream, acceptor, shared).await;
        });
    }
}

async fn serve(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    acceptor: TlsAcceptor,
    shared: Arc<Shared>,
) -> io::Result<()> {
    if shared.setup.tls == Tls::Implicit {
        let stream = BufStream::new(acceptor.accept(stream).await?);
        Session::new(stream, shared, true).run(true).await?;
        return Ok(());
    }
    let mut session = Session::new(BufStream::new(stream), shared.clone(), false);
    if session.run(true).await? == Next::StartTls {
        let stream = acceptor.accept(session.into_stream().into_inner()).await?;
        Session::new(BufStream::new(stream), shared, true)
            .run(false)
            .await?;
    }
    Ok(())
}

/// A new certificate in PEM, and what presents it.
fn certificate_for(name: &str) -> (String, TlsAcceptor) {
    let signed = rcgen::generate_simple_self_signed([name.to_owned()]).unwrap();
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(signed.signing_key.serialize_der()));
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![signed.cert.der().clone()], key)
        .unwrap();
    (signed.cert.pem(), TlsAcceptor::from(Arc::new(config)))
}

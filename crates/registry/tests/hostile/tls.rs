//! Registries behind TLS, as all of them are that nobody listed without it.

use std::sync::Arc;

use rustls::pki_types::PrivateKeyDer;
use rustls::{ClientConfig, RootCertStore, ServerConfig};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use wharfinger_core::evidence::{Unknown, Verdict};
use wharfinger_registry::Registries;
use wharfinger_registry::guard::{Guard, Listed};
use wharfinger_registry::http::{Http, system_tls};

use crate::stage::{NOW, Zone, image};

/// The name that the certificate is for.
const NAME: &str = "registry.lab";

/// A registry with a certificate of its own making, which has nothing; gives its port, and TLS that
/// trusts the certificate.
async fn secure_registry() -> (u16, Arc<ClientConfig>) {
    let ring = Arc::new(rustls::crypto::ring::default_provider());
    let rcgen::CertifiedKey { cert, signing_key } =
        rcgen::generate_simple_self_signed(vec![NAME.to_owned()]).unwrap();
    let key = PrivateKeyDer::try_from(signing_key.serialize_der()).unwrap();
    let server = ServerConfig::builder_with_provider(ring.clone())
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![cert.der().clone()], key)
        .unwrap();
    let mut roots = RootCertStore::empty();
    roots.add(cert.der().clone()).unwrap();
    let client = ClientConfig::builder_with_provider(ring)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();

    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let acceptor = TlsAcceptor::from(Arc::new(server));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            // Whoever does not like the certificate goes away.
            let Ok(mut stream) = acceptor.accept(stream).await else {
                continue;
            };
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                head.push(stream.read_u8().await.unwrap());
            }
            let nothing = b"HTTP/1.1 404 X\r\ndocker-distribution-api-version: registry/2.0\r\ncontent-length: 0\r\n\r\n";
            stream.write_all(nothing).await.unwrap();
            stream.shutdown().await.unwrap();
        }
    });
    (port, Arc::new(client))
}

/// The verdict at a host that is listed with TLS; all its names lead to loopback.
async fn verdict(name: &str, port: u16, tls: Arc<ClientConfig>) -> Verdict {
    let host = format!("{name}:{port}");
    let guard = Guard::new(vec![Listed::parse(&host).unwrap()]);
    let zone = Arc::new(Zone::with(name, &["127.0.0.1"]));
    let registries = Registries::new(Http::new(guard, zone, tls), Vec::new());
    registries
        .evidence(&image(&host, Some("1")), NOW)
        .await
        .verdict
}

#[tokio::test]
async fn a_registry_is_asked_over_tls() {
    let (port, tls) = secure_registry().await;
    assert_eq!(verdict(NAME, port, tls).await, Verdict::Missing);
}

#[tokio::test]
async fn nobody_is_talked_to_whose_certificate_is_not_good() {
    let unreachable = Verdict::Unknown(Unknown::Unreachable);
    let (port, trusting) = secure_registry().await;
    // Of an authority that nobody knows.
    let system = system_tls().unwrap();
    assert_eq!(verdict(NAME, port, system.clone()).await, unreachable);
    // For another name, and for an address.
    assert_eq!(
        verdict("other.lab", port, trusting.clone()).await,
        unreachable
    );
    assert_eq!(verdict("127.0.0.1", port, trusting).await, unreachable);
    // None at all: what answers in the clear is not listened to.
    let plain = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = plain.local_addr().unwrap().port();
    tokio::spawn(async move {
        let (mut stream, _) = plain.accept().await.unwrap();
        let answer = b"HTTP/1.1 404 X\r\ndocker-distribution-api-version: registry/2.0\r\ncontent-length: 0\r\n\r\n";
        stream.write_all(answer).await.unwrap();
    });
    assert_eq!(verdict(NAME, port, system).await, unreachable);
}

//! The whole server: it sends what its requests lead to, while it runs and no longer.

use std::net::SocketAddr;
use std::sync::Arc;

use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;
use wharfinger_server::config::Config;
use wharfinger_server::mail::MailSettings;
use wharfinger_server::mail::limits::LOOK_EVERY;
use wharfinger_server::operator_token::OperatorToken;
use wharfinger_server::seams::{Clock as _, System};
use wharfinger_server::{Server, StartError};
use wharfinger_store::{LeasedMail, Model, Notices as _, Timestamp};

use crate::plain;

const TOKEN: &str = "the-token-of-these-tests";

fn config(smtp_port: Option<u16>) -> Config {
    let mail = smtp_port.and_then(|port| {
        let url = format!("smtp://127.0.0.1:{port}?tls=none");
        MailSettings::read(Some(url.into()), None, Some("no-reply@example.org")).unwrap()
    });
    Config {
        listen: "127.0.0.1:0".to_owned(),
        operator_token: Some(OperatorToken::parse(TOKEN).unwrap()),
        workers: Some(1),
        mail,
        ..Config::default()
    }
}

async fn start(config: Config, store: &Arc<Model>) -> Result<Server, StartError> {
    Server::start_with(config, store.clone(), Arc::new(System), Arc::new(System)).await
}

/// Registers a private tool, whose contact is to be verified.
async fn register(address: SocketAddr) {
    let body = json!({
        "image": "quay.io/acme/aligner",
        "visibility": "private",
        "contact_email": "contact@example.org",
    });
    let body = body.to_string();
    let request = format!(
        "POST /api/v1/tools HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\
         authorization: Bearer {TOKEN}\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
}

#[actix_web::test]
async fn a_server_sends_what_its_requests_lead_to() {
    let (smtp, _) = plain(&[]).await;
    let store = Arc::new(Model::new());
    let server = start(config(Some(smtp.port())), &store).await.unwrap();
    let (address, handle) = (server.addresses()[0], server.handle());
    let running = actix_web::rt::spawn(server.run());
    register(address).await;
    // Long before it would have looked by itself.
    timeout(LOOK_EVERY / 2, smtp.until(1)).await.unwrap();
    handle.stop(true).await;
    running.await.unwrap().unwrap();
    let mails = smtp.mails();
    assert_eq!(mails[0].to, ["contact@example.org"]);
    // Only the machine itself can reach it, so links lead to where it listens.
    let site = format!("http://{address}/verify/whf_lnk_");
    assert!(mails[0].content.contains(&site), "{}", mails[0].content);
    let due = store.lease_mail(Timestamp::MAX, Timestamp::MAX, 1).await;
    assert_eq!(due, Ok(LeasedMail::default()));
}

#[actix_web::test]
async fn without_a_mail_server_mail_waits() {
    let store = Arc::new(Model::new());
    let server = start(config(None), &store).await.unwrap();
    let (address, handle) = (server.addresses()[0], server.handle());
    let running = actix_web::rt::spawn(server.run());
    register(address).await;
    handle.stop(true).await;
    running.await.unwrap().unwrap();
    let now = System.now();
    let due = store
        .lease_mail(now, Timestamp::MAX, 9)
        .await
        .unwrap()
        .leased;
    assert_eq!(due.len(), 1);
    assert_eq!(due[0].attempts, 0, "somebody took it");

    // Another server of the installation has one, and sends it.
    let (smtp, _) = plain(&[]).await;
    store
        .mail_failed(due[0].notice.id, Some(now), now)
        .await
        .unwrap();
    let server = start(config(Some(smtp.port())), &store).await.unwrap();
    let handle = server.handle();
    let running = actix_web::rt::spawn(server.run());
    smtp.until(1).await;
    handle.stop(true).await;
    running.await.unwrap().unwrap();
}

#[actix_web::test]
async fn a_server_that_others_reach_must_know_where_links_lead() {
    let config = Config {
        listen: "0.0.0.0:0".to_owned(),
        operator_token: None,
        ..config(Some(25))
    };
    let error = start(config, &Arc::new(Model::new())).await.err().unwrap();
    assert!(matches!(error, StartError::NoPublicUrl(_)), "{error}");
}

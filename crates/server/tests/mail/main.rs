//! Letters over real SMTP, to a server on loopback that also fails on purpose.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod delivery;
mod encryption;
mod failures;
mod server;
mod smtp_server;
mod smtp_session;
mod store;

use smtp_server::{Setup, SmtpServer};
use wharfinger_core::contact;
use wharfinger_core::report::Field;
use wharfinger_server::mail;
use wharfinger_server::mail::{
    Composer, Contents, Letter, LetterId, LocalPath, PublicUrl, SendError, Sender, Smtp,
    Transport as _, Trust,
};
use wharfinger_store::{
    Notice, NoticeId, NoticeKind, OPERATOR, Recipient, RequestId, Timestamp, Uuid,
};

/// 2026-11-23T12:00:00Z.
const NOON: Timestamp = Timestamp::from_micros(1_795_435_200_000_000);

fn site() -> PublicUrl {
    PublicUrl::parse("https://tools.example.org").unwrap()
}

/// The letter with that number, in which a line starts with a dot.
fn letter(number: u8) -> Letter {
    let request = RequestId::from_uuid(Uuid::from_u128(7));
    let notice = Notice {
        id: NoticeId(number.into()),
        to: Recipient::Account(OPERATOR),
        kind: NoticeKind::NeedsHand(request),
        created_at: NOON,
        read_at: None,
        mail: wharfinger_store::Mail::Due {
            at: NOON,
            attempts: 0,
        },
        retried_at: None,
    };
    let from = Sender::parse("Wharfinger <no-reply@example.org>").unwrap();
    Composer::new(from, site()).compose(
        LetterId::of(&notice),
        &contact::check("ada@example.com", Field::ContactEmail).unwrap(),
        &Contents::NeedsHand {
            tool: "quay.io/acme/aligner".to_owned(),
            task: mail::HandTask::Grant,
            principal: ".ada".to_owned(),
            link: LocalPath::request(request),
        },
        NOON,
    )
}

/// A transport to `server`: scheme and login, and what stands behind the port.
fn smtp(server: &SmtpServer, before: &str, behind: &str) -> Smtp {
    smtp_trusting(server, before, behind, server.certificate())
}

fn smtp_trusting(server: &SmtpServer, before: &str, behind: &str, certificate: &str) -> Smtp {
    let url = format!("{before}127.0.0.1:{}{behind}", server.port());
    let server = mail::SmtpServer::parse(&url, None).unwrap();
    Smtp::new(
        server,
        &site(),
        &Trust::Only(certificate.as_bytes().to_vec()),
    )
    .unwrap()
}

/// A server without TLS and login that fails like this, and a transport to it.
async fn plain(faults: &[smtp_server::Fault]) -> (SmtpServer, Smtp) {
    let faults = faults.to_vec();
    let server = SmtpServer::start(Setup {
        faults,
        ..Setup::default()
    })
    .await;
    let smtp = smtp(&server, "smtp://", "?tls=none");
    (server, smtp)
}

#[track_caller]
fn assert_transient(outcome: Result<(), SendError>, expected: &str) {
    match outcome {
        Err(SendError::Transient { reason }) => assert!(reason.contains(expected), "{reason}"),
        other => panic!("not transient: {other:?}"),
    }
}

#[track_caller]
fn assert_permanent(outcome: Result<(), SendError>, expected: &str) {
    match outcome {
        Err(SendError::Permanent { reason }) => assert!(reason.contains(expected), "{reason}"),
        other => panic!("not permanent: {other:?}"),
    }
}

async fn send(smtp: &Smtp, number: u8) -> Result<(), SendError> {
    smtp.send(&letter(number)).await
}

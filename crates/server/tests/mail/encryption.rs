//! TLS and logins: nothing that is secret to whom it should not go.

use crate::smtp_server::{Setup, SmtpServer, Tls};
use crate::{assert_transient, send, smtp, smtp_trusting};

const LOGIN: Option<(&str, &str)> = Some(("ada", "swordfish"));

async fn start(tls: Tls) -> SmtpServer {
    SmtpServer::start(Setup {
        tls,
        login: LOGIN,
        ..Setup::default()
    })
    .await
}

#[track_caller]
fn assert_encrypted(server: &SmtpServer, mechanism: &'static str) {
    let mails = server.mails();
    assert_eq!(mails.len(), 1);
    assert!(mails[0].encrypted);
    assert_eq!(mails[0].login, Some(("ada".to_owned(), mechanism)));
}

#[tokio::test]
async fn tls_from_the_first_byte() {
    let server = start(Tls::Implicit).await;
    send(&smtp(&server, "smtps://ada:swordfish@", ""), 1)
        .await
        .unwrap();
    assert_encrypted(&server, "PLAIN");
}

#[tokio::test]
async fn tls_by_starttls() {
    for tls in ["", "?tls=required", "?tls=opportunistic"] {
        let server = start(Tls::Starttls).await;
        send(&smtp(&server, "smtp://ada:swordfish@", tls), 1)
            .await
            .unwrap();
        assert_encrypted(&server, "PLAIN");
    }
}

#[tokio::test]
async fn the_older_way_to_log_in_is_known_too() {
    let server = SmtpServer::start(Setup {
        tls: Tls::Implicit,
        login: LOGIN,
        mechanisms: "LOGIN",
        ..Setup::default()
    })
    .await;
    send(&smtp(&server, "smtps://ada:swordfish@", ""), 1)
        .await
        .unwrap();
    assert_encrypted(&server, "LOGIN");
}

#[tokio::test]
async fn a_server_without_tls_gets_nothing_where_it_is_required() {
    let server = start(Tls::None).await;
    let smtp = smtp(&server, "smtp://ada:swordfish@", "");
    assert_transient(send(&smtp, 1).await, "STARTTLS is not supported");
    assert_eq!(server.mails(), []);
}

#[tokio::test]
async fn a_server_without_tls_gets_it_plain_where_that_is_allowed() {
    for tls in ["?tls=opportunistic", "?tls=none"] {
        let server = start(Tls::None).await;
        send(&smtp(&server, "smtp://ada:swordfish@", tls), 1)
            .await
            .unwrap();
        assert!(!server.mails()[0].encrypted);
    }
}

#[tokio::test]
async fn a_certificate_that_nobody_trusts_is_refused() {
    let other = start(Tls::None).await;
    for (tls, before, behind) in [
        (Tls::Implicit, "smtps://ada:swordfish@", ""),
        (Tls::Starttls, "smtp://ada:swordfish@", "?tls=required"),
        (Tls::Starttls, "smtp://ada:swordfish@", "?tls=opportunistic"),
    ] {
        let server = start(tls).await;
        let smtp = smtp_trusting(&server, before, behind, other.certificate());
        assert_transient(send(&smtp, 1).await, "invalid peer certificate");
        assert_eq!(server.mails(), []);
    }
}

#[tokio::test]
async fn a_refused_login_keeps_the_letter_and_the_secret() {
    for mechanisms in ["PLAIN", "LOGIN"] {
        let server = SmtpServer::start(Setup {
            tls: Tls::Implicit,
            login: LOGIN,
            mechanisms,
            ..Setup::default()
        })
        .await;
        let smtp = smtp(&server, "smtps://ada:marlin@", "");
        let outcome = send(&smtp, 1).await;
        // The server repeats what it was told; `AGFkYQBtYXJsaW4=` is the login in Base64.
        let shown = format!("{outcome:?}");
        assert!(
            !shown.contains("marlin") && !shown.contains("AGFkYQ"),
            "{shown}"
        );
        assert_transient(outcome, "refused user and password with 535");
        assert_eq!(server.mails(), []);
    }
}

#[tokio::test]
async fn a_server_that_knows_no_login_of_ours_is_said_to() {
    let server = SmtpServer::start(Setup {
        tls: Tls::Implicit,
        login: LOGIN,
        mechanisms: "GSSAPI",
        ..Setup::default()
    })
    .await;
    let smtp = smtp(&server, "smtps://ada:swordfish@", "");
    assert_transient(send(&smtp, 1).await, "has no login that we know");
}

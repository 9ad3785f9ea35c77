//! What fails for now, what fails for good, and what is never waited for without end.

use tokio::net::TcpListener;
use wharfinger_server::mail;
use wharfinger_server::mail::{Smtp, Trust};

use crate::smtp_server::Fault;
use crate::{assert_permanent, assert_transient, plain, send, site};

#[tokio::test]
async fn refusals_mean_what_their_codes_say() {
    for fault in [
        Fault::Recipient(550),
        Fault::Recipient(553),
        Fault::Content(554),
    ] {
        let (server, smtp) = plain(&[fault]).await;
        assert_permanent(send(&smtp, 1).await, " with 55");
        assert_eq!(server.mails(), []);
    }
    for fault in [
        Fault::Greeting(421),
        Fault::Greeting(554),
        Fault::Sender(451),
        Fault::Sender(553),
        Fault::Recipient(450),
        Fault::Recipient(530),
        Fault::Content(452),
    ] {
        let (server, smtp) = plain(&[fault]).await;
        assert_transient(send(&smtp, 1).await, " with ");
        assert_eq!(server.mails(), []);
        // The next attempt is a new start.
        send(&smtp, 1).await.unwrap();
        assert_eq!(server.mails().len(), 1);
    }
}

#[tokio::test]
async fn a_login_that_is_asked_for_and_not_given_keeps_the_letter() {
    let server = crate::SmtpServer::start(crate::Setup {
        login: Some(("ada", "swordfish")),
        ..crate::Setup::default()
    })
    .await;
    let smtp = crate::smtp(&server, "smtp://", "?tls=none");
    assert_transient(send(&smtp, 1).await, "refused the sender with 530");
}

#[tokio::test]
async fn a_connection_that_drops_before_the_answer_keeps_the_letter() {
    for (fault, recorded) in [(Fault::DropBeforeRecord, 0), (Fault::DropAfterRecord, 1)] {
        let (server, smtp) = plain(&[fault]).await;
        assert_transient(
            send(&smtp, 1).await,
            "did not say whether it took the letter",
        );
        assert_eq!(server.mails().len(), recorded);
        send(&smtp, 1).await.unwrap();
        // Where the answer alone got lost there are two, and one id to tell.
        let mails = server.mails();
        assert_eq!(mails.len(), recorded + 1);
        assert!(mails.iter().all(|mail| mail.content == mails[0].content));
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_keeps_the_letter() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let url = format!("smtp://127.0.0.1:{port}?tls=none");
    let server = mail::SmtpServer::parse(&url, None).unwrap();
    let smtp = Smtp::new(server, &site(), &Trust::System).unwrap();
    assert_transient(send(&smtp, 1).await, "cannot be reached");
}

/// Once nobody has anything to do but to wait, time passes at once.
#[tokio::test]
async fn a_server_that_hangs_is_given_up() {
    for (fault, expected) in [
        (Fault::HangAtRecipient, "no answer within 60 s"),
        (Fault::HangAtContent, "no answer within 600 s"),
    ] {
        let (server, smtp) = plain(&[fault]).await;
        let sending = async { send(&smtp, 1).await };
        let hang = async {
            server.hangs().await;
            tokio::time::pause();
        };
        let (outcome, ()) = tokio::join!(sending, hang);
        tokio::time::resume();
        assert_transient(outcome, expected);
        // Its connection is not used again: the next answer on it would be a late one.
        send(&smtp, 2).await.unwrap();
        assert_eq!(server.connections(), 2);
    }
}

#[tokio::test]
async fn a_server_that_says_nothing_at_all_is_given_up() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let url = format!("smtp://127.0.0.1:{port}?tls=none");
    let server = mail::SmtpServer::parse(&url, None).unwrap();
    let smtp = Smtp::new(server, &site(), &Trust::System).unwrap();
    let silence = async {
        let connection = listener.accept().await.unwrap();
        tokio::time::pause();
        connection
    };
    let (outcome, _connection) = tokio::join!(send(&smtp, 1), silence);
    assert_transient(outcome, "cannot be reached: no answer within 60 s");
}

//! What arrives, and over how many connections.

use wharfinger_server::mail::Transport as _;
use wharfinger_server::mail::limits::LETTERS_PER_CONNECTION_MAX;

use crate::smtp_server::Fault;
use crate::{letter, plain, send};

#[tokio::test]
async fn a_letter_arrives_as_it_was_written() {
    let (server, smtp) = plain(&[]).await;
    send(&smtp, 1).await.unwrap();
    let mails = server.mails();
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].from, "no-reply@example.org");
    assert_eq!(mails[0].to, ["ada@example.com"]);
    assert_eq!(mails[0].login, None);
    let written = String::from_utf8(letter(1).as_bytes().to_vec()).unwrap();
    assert!(written.contains("\r\n.ada\r\n"));
    assert_eq!(mails[0].content, written + "\r\n");
}

#[tokio::test]
async fn letters_share_a_connection_until_there_are_no_more() {
    let (server, smtp) = plain(&[]).await;
    for number in 0..5 {
        send(&smtp, number).await.unwrap();
    }
    assert_eq!((server.mails().len(), server.connections()), (5, 1));
    smtp.rest().await;
    send(&smtp, 5).await.unwrap();
    assert_eq!((server.mails().len(), server.connections()), (6, 2));
}

#[tokio::test]
async fn a_connection_carries_so_many_letters_and_no_more() {
    let (server, smtp) = plain(&[]).await;
    for _ in 0..=LETTERS_PER_CONNECTION_MAX {
        send(&smtp, 1).await.unwrap();
    }
    assert_eq!(
        server.mails().len(),
        LETTERS_PER_CONNECTION_MAX as usize + 1
    );
    assert_eq!(server.connections(), 2);
}

#[tokio::test]
async fn a_connection_that_the_server_closed_is_opened_again() {
    let (server, smtp) = plain(&[Fault::AcceptAndClose]).await;
    send(&smtp, 1).await.unwrap();
    send(&smtp, 2).await.unwrap();
    assert_eq!((server.mails().len(), server.connections()), (2, 2));
}

#[tokio::test]
async fn a_refused_letter_does_not_hold_up_the_next() {
    let (server, smtp) = plain(&[Fault::Recipient(550), Fault::Accept]).await;
    send(&smtp, 1).await.unwrap_err();
    send(&smtp, 2).await.unwrap();
    assert_eq!(server.mails().len(), 1);
}

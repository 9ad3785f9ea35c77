//! From the store to the mailbox: over a store in memory and real SMTP.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;
use wharfinger_core::access::Reason;
use wharfinger_core::account::AccountId;
use wharfinger_core::registration::{Draft, check};
use wharfinger_core::registry::Catalogue;
use wharfinger_core::report::Field;
use wharfinger_server::mail::{Composer, Sender, Smtp, Sources, Worker};
use wharfinger_server::seams::{Clock, System};
use wharfinger_server::secret::{Kind, Secret};
use wharfinger_store::{
    AccessRequests as _, Accounts as _, Actor, By, Email, Mail, Model, NewAccount, NewRequest,
    NewTool, Notices as _, Page, RequestId, Role, SecretHash, SignIn as _, Timestamp, ToolId,
    Tools as _,
};

use crate::smtp_server::{Fault, SmtpServer};
use crate::{NOON, plain, site, smtp};

const GRACE: AccountId = AccountId::from_bytes([1; 16]);
const ADA: AccountId = AccountId::from_bytes([2; 16]);

struct ManualClock(AtomicI64);

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.load(Ordering::SeqCst))
    }
}

/// What several servers would share.
struct Shared {
    model: Arc<Model>,
    clock: Arc<ManualClock>,
}

/// A server's worker, while it runs.
struct Running {
    stop: watch::Sender<bool>,
    wake: Arc<Notify>,
    worker: JoinHandle<()>,
}

impl Shared {
    fn new() -> Self {
        Self {
            model: Arc::new(Model::new()),
            clock: Arc::new(ManualClock(AtomicI64::new(NOON.as_micros()))),
        }
    }

    fn start(&self, smtp: Smtp) -> Running {
        let (stop, stopped) = watch::channel(false);
        let wake = Arc::new(Notify::new());
        let from = Sender::parse("Wharfinger <no-reply@example.org>").unwrap();
        let worker = Worker::new(
            self.model.clone(),
            Sources::new(self.model.clone(), Arc::new(System), Catalogue::built_in()),
            Composer::new(from, site()),
            smtp,
            self.clock.clone(),
            wake.clone(),
        );
        Running {
            stop,
            wake,
            worker: tokio::spawn(worker.run(stopped)),
        }
    }

    async fn account(&self, id: AccountId, name: &str, verified_at: Option<Timestamp>) {
        let new = NewAccount {
            id,
            name: name.parse().unwrap(),
            role: Role::Member,
            email: Some(Email {
                address: format!("{name}@example.org"),
                verified_at,
            }),
            password: None,
            identity: None,
        };
        self.model
            .create_account(new, by(Actor::Account(id)))
            .await
            .unwrap();
    }

    async fn last_mail(&self, account: AccountId) -> Mail {
        let page = self.model.inbox(account, Page::new(None, 1)).await;
        page.unwrap().notices[0].mail
    }
}

impl Running {
    async fn stop(self) {
        self.stop.send(true).unwrap();
        self.worker.await.unwrap();
    }
}

fn by(actor: Actor) -> By {
    By {
        actor,
        request_id: "test".to_owned(),
        now: NOON,
    }
}

/// The text of a mail: long lines are sent in pieces (RFC 2045, section 6.7).
fn text(content: &str) -> String {
    content.replace("=\r\n", "").replace("=3D", "=")
}

/// The secret in the mail's link, as a browser brings it.
fn followed(content: &str, area: &str) -> SecretHash {
    let text = text(content);
    let before = format!("https://tools.example.org/{area}/");
    let (_, rest) = text.split_once(&before).unwrap();
    let secret = rest.split_whitespace().next().unwrap();
    Secret::parse(Kind::Link, secret).unwrap().hash()
}

#[tokio::test]
async fn a_request_becomes_a_mail_to_the_maintainers() {
    let shared = Shared::new();
    shared.account(GRACE, "grace", Some(NOON)).await;
    shared.account(ADA, "ada", Some(NOON)).await;
    let draft = Draft::default()
        .with(Field::Image, "quay.io/acme/aligner")
        .with(Field::Visibility, "private")
        // Her own verified address: there is nothing to verify.
        .with(Field::ContactEmail, "grace@example.org");
    let new = NewTool {
        id: ToolId::new(NOON, [7; 10]),
        registration: check(&Catalogue::built_in(), &draft).registration.unwrap(),
        idempotency: None,
    };
    let registered = shared.model.register_tool(new, by(Actor::Account(GRACE)));
    let tool = registered.await.unwrap().tool.id;
    let id = RequestId::new(NOON, [8; 10]);
    let new = NewRequest {
        id,
        tool,
        principal: "adalovelace".to_owned(),
        reason: Reason::new("Project 17.").unwrap(),
        idempotency: None,
    };
    let asked = shared.model.request_access(new, by(Actor::Account(ADA)));
    asked.await.unwrap();

    let (server, smtp) = plain(&[]).await;
    let worker = shared.start(smtp);
    server.until(1).await;
    worker.stop().await;
    let mails = server.mails();
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].to, ["grace@example.org"]);
    let text = text(&mails[0].content);
    assert!(text.contains("Subject: ada asks for access to quay.io/acme/aligner\r\n"));
    assert!(text.contains(&format!("https://tools.example.org/requests/{id}")));
    assert!(matches!(shared.last_mail(GRACE).await, Mail::Sent { .. }));
}

#[tokio::test]
async fn the_link_in_a_mail_verifies_the_address() {
    let shared = Shared::new();
    shared.account(ADA, "ada", None).await;
    let (server, smtp) = plain(&[]).await;
    let worker = shared.start(smtp);
    server.until(1).await;
    worker.stop().await;
    let mails = server.mails();
    assert_eq!(mails[0].to, ["ada@example.org"]);
    let link = followed(&mails[0].content, "verify");
    let verified = shared.model.verify_email_by_link(link, by(Actor::System));
    let account = verified.await.unwrap();
    assert_eq!(account.verified_email(), Some("ada@example.org"));
}

#[tokio::test]
async fn what_a_server_does_not_take_is_sent_later_with_a_link_that_works() {
    // The second was accepted, and the answer got lost.
    for fault in [Fault::Content(452), Fault::DropAfterRecord] {
        let shared = Shared::new();
        shared.account(ADA, "ada", Some(NOON)).await;
        shared.model.ask_password_reset(ADA, NOON).await.unwrap();
        let (server, smtp) = plain(&[fault]).await;
        let worker = shared.start(smtp);
        server.until_connected(1).await;
        worker.stop().await;
        let Mail::Due { at, attempts: 1 } = shared.last_mail(ADA).await else {
            panic!("{:?}", shared.last_mail(ADA).await);
        };
        assert!(at > NOON, "it was not put off");

        shared.clock.0.store(at.as_micros(), Ordering::SeqCst);
        let worker = shared.start(smtp_to(&server));
        server
            .until(1 + usize::from(fault == Fault::DropAfterRecord))
            .await;
        worker.stop().await;
        assert!(matches!(shared.last_mail(ADA).await, Mail::Sent { .. }));
        // Whichever arrived, its link works; two of them are known to be the same letter.
        let mails = server.mails();
        let ids = mails.iter().map(|mail| {
            let (_, rest) = mail.content.split_once("Message-ID: ").unwrap();
            rest.split("\r\n").next().unwrap()
        });
        let ids: Vec<_> = ids.collect();
        assert!(ids.iter().all(|id| *id == ids[0]));
        for mail in &mails {
            let link = followed(&mail.content, "password");
            assert!(shared.model.link(link, at).await.unwrap().is_some());
        }
    }
}

#[tokio::test]
async fn two_servers_send_each_mail_once() {
    const MAILS: u8 = 30;
    let shared = Shared::new();
    for number in 0..MAILS {
        let id = AccountId::from_bytes([number + 1; 16]);
        shared.account(id, &format!("person-{number}"), None).await;
    }
    let (server, smtp) = plain(&[]).await;
    let workers = [shared.start(smtp), shared.start(smtp_to(&server))];
    server.until(usize::from(MAILS)).await;
    for worker in workers {
        worker.stop().await;
    }
    let mut to: Vec<_> = server
        .mails()
        .into_iter()
        .flat_map(|mail| mail.to)
        .collect();
    assert_eq!(to.len(), usize::from(MAILS));
    to.sort_unstable();
    to.dedup();
    assert_eq!(
        to.len(),
        usize::from(MAILS),
        "somebody was written to twice"
    );
}

#[tokio::test]
async fn a_worker_that_waits_is_woken() {
    let shared = Shared::new();
    let (server, smtp) = plain(&[]).await;
    let worker = shared.start(smtp);
    shared.account(ADA, "ada", None).await;
    worker.wake.notify_one();
    server.until(1).await;
    worker.stop().await;
}

/// Another transport to the same server.
fn smtp_to(server: &SmtpServer) -> Smtp {
    smtp(server, "smtp://", "?tls=none")
}

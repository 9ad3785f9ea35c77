//! The worker between a store in memory and a transport that does as it is told, in time that stands
//! still until everybody waits.

use std::collections::VecDeque;
use std::sync::Mutex;

use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};
use wharfinger_core::account::AccountId;
use wharfinger_core::registry::Catalogue;
use wharfinger_store::{
    AccountChange, Accounts as _, Actor, Answer, By, Email, LeasedMail, Mail, Model, NewAccount,
    Notice, NoticePage, OPERATOR, Page, RetryMailError, Role, SignIn as _,
};

use super::*;
use crate::mail::Sender;
use crate::mail::limits::{ATTEMPTS_MAX, CONTENT_TIMEOUT, RETRY_FIRST};
use crate::seams::System;

const START: Timestamp = Timestamp::from_micros(1_795_435_200_000_000);

/// A clock that follows tokio's, so that waiting is what makes it move.
struct TokioClock(Instant);

impl Clock for TokioClock {
    fn now(&self) -> Timestamp {
        START.later(self.0.elapsed())
    }
}

/// Always the same byte, so that every delay is at its shortest or its longest; secrets, which are made
/// byte by byte, are fresh.
struct Chance(u8);

impl Entropy for Chance {
    fn fill(&self, bytes: &mut [u8]) {
        match bytes {
            [_] => System.fill(bytes),
            _ => bytes.fill(self.0),
        }
    }
}

/// What two servers would share: accounts, each with a letter about its password.
struct Shared {
    model: Arc<Model>,
    /// How many of the next calls to `mail_sent` are not confirmed.
    deaf: Mutex<u32>,
}

impl Shared {
    async fn with(letters: u8) -> Arc<Self> {
        let shared = Arc::new(Self {
            model: Arc::new(Model::new()),
            deaf: Mutex::new(0),
        });
        for number in 0..letters {
            shared.put(number, &address(number), START).await;
        }
        shared
    }

    async fn put(&self, number: u8, address: &str, now: Timestamp) {
        let account = NewAccount {
            id: id(number),
            name: format!("person-{number}").parse().unwrap(),
            role: Role::Member,
            email: Some(Email {
                address: address.to_owned(),
                verified_at: Some(now),
            }),
            password: None,
            identity: None,
        };
        self.model.create_account(account, by(now)).await.unwrap();
        self.model
            .ask_password_reset(id(number), now)
            .await
            .unwrap();
    }

    async fn mail(&self, number: u8) -> Mail {
        let page = self.model.inbox(id(number), Page::new(None, 1)).await;
        page.unwrap().notices[0].mail
    }

    async fn is_sent(&self, number: u8) -> bool {
        matches!(self.mail(number).await, Mail::Sent { .. })
    }

    async fn is_given_up(&self, number: u8) -> bool {
        matches!(self.mail(number).await, Mail::Failed { .. })
    }
}

impl Notices for Shared {
    fn inbox(&self, account: AccountId, page: Page) -> Answer<'_, Result<NoticePage, Failure>> {
        self.model.inbox(account, page)
    }

    fn unread(&self, account: AccountId, limit: u32) -> Answer<'_, Result<u32, Failure>> {
        self.model.unread(account, limit)
    }

    fn mark_read(
        &self,
        account: AccountId,
        through: NoticeId,
        now: Timestamp,
    ) -> Answer<'_, Result<(), Failure>> {
        self.model.mark_read(account, through, now)
    }

    fn lease_mail(
        &self,
        now: Timestamp,
        until: Timestamp,
        limit: u32,
    ) -> Answer<'_, Result<LeasedMail, Failure>> {
        self.model.lease_mail(now, until, limit)
    }

    fn mail_sent(&self, id: NoticeId, now: Timestamp) -> Answer<'_, Result<(), Failure>> {
        let mut deaf = self.deaf.lock().unwrap();
        if *deaf == 0 {
            return self.model.mail_sent(id, now);
        }
        *deaf -= 1;
        let reason = "the disk is full".to_owned();
        Box::pin(std::future::ready(Err(Failure::Unavailable { reason })))
    }

    fn mail_dropped(&self, id: NoticeId) -> Answer<'_, Result<(), Failure>> {
        self.model.mail_dropped(id)
    }

    fn given_up_mail(&self, page: Page) -> Answer<'_, Result<NoticePage, Failure>> {
        self.model.given_up_mail(page)
    }

    fn retry_mail(&self, id: NoticeId, by: By) -> Answer<'_, Result<Notice, RetryMailError>> {
        self.model.retry_mail(id, by)
    }

    fn mail_failed(
        &self,
        id: NoticeId,
        retry_at: Option<Timestamp>,
        now: Timestamp,
    ) -> Answer<'_, Result<(), Failure>> {
        self.model.mail_failed(id, retry_at, now)
    }
}

/// What the transport does with a letter.
#[derive(Clone, Copy)]
enum Act {
    Accept,
    Delay(Duration),
    Transient,
    Permanent,
    /// Never answers, though what it was given is on its way.
    Hang,
}

/// Does one act after the other, then always the last.
struct Scripted {
    acts: Mutex<VecDeque<Act>>,
    /// To whom it was given a letter, and when.
    given: Mutex<Vec<(String, Duration)>>,
    start: Instant,
}

impl Scripted {
    fn new(acts: &[Act]) -> Arc<Self> {
        Arc::new(Self {
            acts: Mutex::new(acts.iter().copied().collect()),
            given: Mutex::default(),
            start: Instant::now(),
        })
    }

    fn given(&self) -> Vec<String> {
        let given = self.given.lock().unwrap();
        given.iter().map(|(to, _)| to.clone()).collect()
    }

    fn times(&self) -> Vec<Duration> {
        let given = self.given.lock().unwrap();
        given.iter().map(|(_, at)| *at).collect()
    }
}

impl Transport for Arc<Scripted> {
    async fn send(&self, letter: &Letter) -> Result<(), SendError> {
        let given = (letter.to().to_string(), self.start.elapsed());
        self.given.lock().unwrap().push(given);
        let act = {
            let mut acts = self.acts.lock().unwrap();
            let next = *acts.front().unwrap();
            if acts.len() > 1 {
                acts.pop_front();
            }
            next
        };
        match act {
            Act::Accept => Ok(()),
            Act::Delay(time) => {
                sleep(time).await;
                Ok(())
            }
            Act::Transient => Err(SendError::Transient {
                reason: "busy".to_owned(),
            }),
            Act::Permanent => Err(SendError::Permanent {
                reason: "nobody of that name".to_owned(),
            }),
            Act::Hang => std::future::pending().await,
        }
    }

    async fn rest(&self) {}
}

/// A server: a worker that runs, and what stops and wakes it.
struct Server {
    stop: watch::Sender<bool>,
    wake: Arc<Notify>,
    worker: JoinHandle<()>,
}

impl Server {
    /// With every delay at its shortest.
    fn start(shared: &Arc<Shared>, transport: &Arc<Scripted>) -> Self {
        Self::with_chance(shared, transport, 0)
    }

    fn with_chance(shared: &Arc<Shared>, transport: &Arc<Scripted>, byte: u8) -> Self {
        let (stop, stopped) = watch::channel(false);
        let wake = Arc::new(Notify::new());
        let worker = Worker::new(
            shared.clone(),
            Sources::new(
                shared.model.clone(),
                Arc::new(Chance(byte)),
                Catalogue::built_in(),
            ),
            Composer::new(
                Sender::parse("no-reply@example.org").unwrap(),
                PublicUrl::parse("https://tools.example.org").unwrap(),
            ),
            transport.clone(),
            Arc::new(TokioClock(transport.start)),
            wake.clone(),
        );
        Self {
            stop,
            wake,
            worker: tokio::spawn(worker.run(stopped)),
        }
    }

    async fn stop(self) {
        self.stop.send(true).unwrap();
        self.worker.await.unwrap();
    }
}

fn id(number: u8) -> AccountId {
    AccountId::from_bytes([number + 1; 16])
}

fn address(number: u8) -> String {
    format!("person-{number}@example.org")
}

fn by(now: Timestamp) -> By {
    By {
        actor: Actor::Account(OPERATOR),
        request_id: "test".to_owned(),
        now,
    }
}

/// Lets everybody work until nobody has anything to do for that long.
async fn pass(time: Duration) {
    sleep(time).await;
}

#[tokio::test(start_paused = true)]
async fn every_letter_is_sent_once() {
    let (shared, transport) = (Shared::with(40).await, Scripted::new(&[Act::Accept]));
    let server = Server::start(&shared, &transport);
    pass(Duration::from_secs(1)).await;
    assert_eq!(transport.given(), (0..40).map(address).collect::<Vec<_>>());
    for number in 0..40 {
        assert!(shared.is_sent(number).await, "{number}");
    }
    pass(LEASE * 2).await;
    assert_eq!(transport.given().len(), 40);
    server.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_new_letter_wakes_the_worker() {
    let (shared, transport) = (Shared::with(0).await, Scripted::new(&[Act::Accept]));
    let server = Server::start(&shared, &transport);
    pass(LOOK_PAUSE * 2).await;
    shared.put(1, &address(1), START).await;
    server.wake.notify_one();
    pass(Duration::from_millis(1)).await;
    assert!(shared.is_sent(1).await);
    // One that comes right after waits a little, however often it is woken.
    shared.put(2, &address(2), START).await;
    server.wake.notify_one();
    pass(LOOK_PAUSE / 2).await;
    assert!(!shared.is_sent(2).await);
    pass(LOOK_PAUSE).await;
    assert!(shared.is_sent(2).await);
    // Without being woken it looks by itself.
    shared.put(3, &address(3), START).await;
    pass(LOOK_EVERY).await;
    assert!(shared.is_sent(3).await);
    server.stop().await;
}

#[tokio::test(start_paused = true)]
async fn what_fails_for_now_is_tried_again_later_and_later() {
    let acts = [Act::Transient, Act::Transient, Act::Transient, Act::Accept];
    let (shared, transport) = (Shared::with(1).await, Scripted::new(&acts));
    let server = Server::start(&shared, &transport);
    pass(Duration::from_hours(1)).await;
    assert!(shared.is_sent(0).await);
    let times = transport.times();
    assert_eq!(times.len(), 4);
    for (n, pair) in times.windows(2).enumerate() {
        // Three quarters of 1, 2 and 4 minutes, and at most one look more.
        let least = RETRY_FIRST * 2_u32.pow(u32::try_from(n).unwrap()) / 4 * 3;
        let waited = pair[1].saturating_sub(pair[0]);
        assert!(
            (least..=least + LOOK_EVERY).contains(&waited),
            "{n}: {waited:?}"
        );
    }
    server.stop().await;
}

#[tokio::test(start_paused = true)]
async fn what_never_works_is_given_up_after_so_many_attempts() {
    let (shared, transport) = (Shared::with(1).await, Scripted::new(&[Act::Transient]));
    let server = Server::start(&shared, &transport);
    pass(Duration::from_hours(24 * 4)).await;
    assert!(shared.is_given_up(0).await);
    assert_eq!(transport.given().len(), ATTEMPTS_MAX as usize);
    server.stop().await;
}

#[tokio::test(start_paused = true)]
async fn what_never_works_is_given_up_after_so_many_days() {
    let (shared, transport) = (Shared::with(1).await, Scripted::new(&[Act::Transient]));
    // Every delay at its longest.
    let server = Server::with_chance(&shared, &transport, u8::MAX);
    pass(Duration::from_hours(24 * 4)).await;
    let times = transport.times();
    assert!(times.len() < ATTEMPTS_MAX as usize);
    let last = *times.last().unwrap();
    assert!(last <= Duration::from_hours(24 * u64::from(MAIL_DAYS_MAX)));
    // With the last attempt, so that the log has it, and not silently by the store.
    let at = START.later(last);
    assert_eq!(shared.mail(0).await, Mail::Failed { at });
    server.stop().await;
}

#[tokio::test(start_paused = true)]
async fn what_is_refused_for_good_is_given_up_at_once() {
    let acts = [Act::Permanent, Act::Accept];
    let (shared, transport) = (Shared::with(2).await, Scripted::new(&acts));
    let server = Server::start(&shared, &transport);
    pass(Duration::from_hours(1)).await;
    assert!(shared.is_given_up(0).await);
    assert!(shared.is_sent(1).await);
    assert_eq!(transport.given().len(), 2);
    server.stop().await;
}

#[tokio::test(start_paused = true)]
async fn what_was_sent_and_not_recorded_is_not_sent_again() {
    let (shared, transport) = (Shared::with(3).await, Scripted::new(&[Act::Accept]));
    // Longer than a lease lasts.
    *shared.deaf.lock().unwrap() = 100;
    let server = Server::start(&shared, &transport);
    pass(LEASE * 3).await;
    // Nothing else is begun meanwhile, or it could not be told how far it came.
    assert_eq!(transport.given(), [address(0)]);
    assert!(!shared.is_sent(0).await);
    pass(LEASE * 3).await;
    assert_eq!(transport.given(), (0..3).map(address).collect::<Vec<_>>());
    assert!(shared.is_sent(0).await && shared.is_sent(2).await);
    server.stop().await;
}

#[tokio::test(start_paused = true)]
async fn two_servers_never_send_the_same() {
    let shared = Shared::with(60).await;
    let slow = Scripted::new(&[Act::Delay(CONTENT_TIMEOUT)]);
    let quick = Scripted::new(&[Act::Delay(Duration::from_secs(5))]);
    let servers = [
        Server::start(&shared, &slow),
        Server::start(&shared, &quick),
    ];
    pass(Duration::from_hours(12)).await;
    let mut given = [slow.given(), quick.given()].concat();
    assert!(!slow.given().is_empty() && !quick.given().is_empty());
    given.sort_unstable();
    let mut all: Vec<_> = (0..60).map(address).collect();
    all.sort_unstable();
    assert_eq!(given, all);
    for server in servers {
        server.stop().await;
    }
}

#[tokio::test(start_paused = true)]
async fn what_a_crashed_server_held_is_sent_by_another_once_its_lease_ends() {
    let (shared, hanging) = (Shared::with(3).await, Scripted::new(&[Act::Hang]));
    let crashed = Server::start(&shared, &hanging);
    pass(Duration::from_secs(1)).await;
    crashed.worker.abort();
    assert_eq!(hanging.given(), [address(0)]);

    let transport = Scripted::new(&[Act::Accept]);
    let server = Server::start(&shared, &transport);
    pass(LEASE.saturating_sub(LOOK_EVERY * 2)).await;
    // It held no more than it was sending.
    assert_eq!(transport.given(), [address(1), address(2)]);
    pass(LOOK_EVERY * 3).await;
    // The first may have arrived already: nobody knows.
    assert_eq!(transport.given(), [address(1), address(2), address(0)]);
    server.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_stop_lets_the_letter_in_flight_finish_and_begins_no_other() {
    let acts = [Act::Delay(STOP_GRACE / 2), Act::Accept];
    let (shared, transport) = (Shared::with(3).await, Scripted::new(&acts));
    let server = Server::start(&shared, &transport);
    pass(Duration::from_millis(1)).await;
    server.stop().await;
    assert!(shared.is_sent(0).await);
    assert_eq!(transport.given(), [address(0)]);
    for number in [1, 2] {
        let untouched = Mail::Due {
            at: START,
            attempts: 0,
        };
        assert_eq!(shared.mail(number).await, untouched);
    }
}

#[tokio::test(start_paused = true)]
async fn a_stop_does_not_wait_for_what_hangs() {
    let (shared, transport) = (Shared::with(1).await, Scripted::new(&[Act::Hang]));
    let server = Server::start(&shared, &transport);
    pass(Duration::from_millis(1)).await;
    let told = Instant::now();
    server.stop().await;
    assert_eq!(told.elapsed(), STOP_GRACE);
    assert!(matches!(
        shared.mail(0).await,
        Mail::Due { attempts: 1, .. }
    ));
}

#[tokio::test(start_paused = true)]
async fn a_worker_ends_with_whoever_could_stop_it() {
    let (shared, transport) = (Shared::with(1).await, Scripted::new(&[Act::Accept]));
    let server = Server::start(&shared, &transport);
    drop(server.stop);
    server.worker.await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn what_cannot_or_need_not_be_sent_holds_nobody_up() {
    let (shared, transport) = (Shared::with(0).await, Scripted::new(&[Act::Accept]));
    shared
        .put(1, "ada@example.org\r\nRCPT TO:<evil@example.net>", START)
        .await;
    shared.put(2, &address(2), START).await;
    shared.put(3, &address(3), START).await;
    let disable = AccountChange {
        disabled: Some(true),
        ..AccountChange::default()
    };
    let disabled = shared.model.change_account(id(2), None, disable, by(START));
    disabled.await.unwrap();
    let server = Server::start(&shared, &transport);
    pass(Duration::from_secs(1)).await;
    assert!(shared.is_given_up(1).await);
    assert_eq!(shared.mail(2).await, Mail::None, "it did not matter");
    assert_eq!(transport.given(), [address(3)]);
    server.stop().await;
}

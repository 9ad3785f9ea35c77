//! The worker between an outbox in memory and a transport that does as it is told, in time that
//! stands still until everybody waits.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};

use super::*;
use crate::mail::limits::{ATTEMPTS_MAX, CONTENT_TIMEOUT, RETRY_FIRST, RETRY_LAST};
use crate::mail::{LocalPath, PublicUrl, Sender};

const START: i64 = 1_795_435_200_000_000;

/// A clock that follows tokio's, so that waiting is what makes it move.
struct TokioClock(Instant);

impl Clock for TokioClock {
    fn now(&self) -> Timestamp {
        later(Timestamp::from_micros(START), self.0.elapsed())
    }
}

/// Every delay at its shortest.
struct Zeros;

impl Entropy for Zeros {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(0);
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Fate {
    Waiting,
    Sent,
    GivenUp(String),
}

struct Row {
    due: Timestamp,
    leased_until: Timestamp,
    attempt: u32,
    notice: String,
    to: String,
    fate: Fate,
}

/// What two servers would share.
#[derive(Default)]
struct Memory {
    rows: Mutex<BTreeMap<LetterId, Row>>,
    /// How many of the next calls to `sent` are not confirmed.
    deaf: Mutex<u32>,
}

impl Memory {
    fn rows(&self) -> MutexGuard<'_, BTreeMap<LetterId, Row>> {
        self.rows.lock().unwrap()
    }

    fn put(&self, number: u8, notice: &str, to: &str) {
        let row = Row {
            due: Timestamp::MIN,
            leased_until: Timestamp::MIN,
            attempt: 0,
            notice: notice.to_owned(),
            to: to.to_owned(),
            fate: Fate::Waiting,
        };
        self.rows().insert(id(number), row);
    }

    fn fate(&self, number: u8) -> Fate {
        self.rows()[&id(number)].fate.clone()
    }
}

impl Outbox for Arc<Memory> {
    async fn lease(
        &self,
        now: Timestamp,
        until: Timestamp,
        limit: u32,
    ) -> Result<Vec<Leased>, Failure> {
        let mut rows = self.rows();
        let due = rows.iter_mut().filter(|(_, row)| {
            row.fate == Fate::Waiting && row.due <= now && row.leased_until <= now
        });
        Ok(due
            .take(limit as usize)
            .map(|(id, row)| {
                row.leased_until = until;
                row.attempt += 1;
                Leased {
                    id: *id,
                    to: row.to.clone(),
                    notice: row.notice.clone(),
                    attempt: row.attempt,
                }
            })
            .collect())
    }

    async fn release(&self, id: LetterId) -> Result<(), Failure> {
        let mut rows = self.rows();
        let row = rows.get_mut(&id).unwrap();
        row.leased_until = Timestamp::MIN;
        row.attempt -= 1;
        Ok(())
    }

    async fn sent(&self, id: LetterId, _: Timestamp) -> Result<(), Failure> {
        let mut deaf = self.deaf.lock().unwrap();
        if *deaf > 0 {
            *deaf -= 1;
            let reason = "the disk is full".to_owned();
            return Err(Failure::Unavailable { reason });
        }
        self.rows().get_mut(&id).unwrap().fate = Fate::Sent;
        Ok(())
    }

    async fn failed(
        &self,
        id: LetterId,
        reason: &str,
        retry_at: Option<Timestamp>,
    ) -> Result<(), Failure> {
        let mut rows = self.rows();
        let row = rows.get_mut(&id).unwrap();
        row.leased_until = Timestamp::MIN;
        match retry_at {
            Some(at) => row.due = at,
            None => row.fate = Fate::GivenUp(reason.to_owned()),
        }
        Ok(())
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
    /// What it was given, and when.
    given: Mutex<Vec<(LetterId, Duration)>>,
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

    fn given(&self) -> Vec<LetterId> {
        self.given
            .lock()
            .unwrap()
            .iter()
            .map(|given| given.0)
            .collect()
    }

    fn times(&self) -> Vec<Duration> {
        self.given
            .lock()
            .unwrap()
            .iter()
            .map(|given| given.1)
            .collect()
    }
}

impl Transport for Arc<Scripted> {
    async fn send(&self, letter: &Letter) -> Result<(), SendError> {
        let given = (letter.id(), self.start.elapsed());
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
    fn start(outbox: &Arc<Memory>, transport: &Arc<Scripted>) -> Self {
        let (stop, stopped) = watch::channel(false);
        let wake = Arc::new(Notify::new());
        let worker = Worker::new(
            outbox.clone(),
            transport.clone(),
            Composer::new(
                Sender::parse("no-reply@example.org").unwrap(),
                PublicUrl::parse("https://tools.example.org").unwrap(),
            ),
            Arc::new(TokioClock(transport.start)),
            Arc::new(Zeros),
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

fn id(number: u8) -> LetterId {
    LetterId::from_bytes([number; 16])
}

fn ended() -> String {
    let link = LocalPath::parse("/access/7").unwrap();
    let tool = "quay.io/acme/aligner".to_owned();
    Notice::AccessEnded { tool, link }.to_stored()
}

fn outbox(letters: u8) -> Arc<Memory> {
    let outbox = Arc::new(Memory::default());
    for number in 0..letters {
        outbox.put(number, &ended(), "ada@example.org");
    }
    outbox
}

/// Lets everybody work until nobody has anything to do for that long.
async fn pass(time: Duration) {
    sleep(time).await;
}

#[tokio::test(start_paused = true)]
async fn every_letter_is_sent_once() {
    let (outbox, transport) = (outbox(40), Scripted::new(&[Act::Accept]));
    let server = Server::start(&outbox, &transport);
    pass(Duration::from_secs(1)).await;
    assert_eq!(transport.given(), (0..40).map(id).collect::<Vec<_>>());
    assert!((0..40).all(|number| outbox.fate(number) == Fate::Sent));
    pass(LEASE * 2).await;
    assert_eq!(transport.given().len(), 40);
    server.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_new_letter_wakes_the_worker() {
    let (outbox, transport) = (outbox(0), Scripted::new(&[Act::Accept]));
    let server = Server::start(&outbox, &transport);
    pass(Duration::from_secs(1)).await;
    outbox.put(1, &ended(), "ada@example.org");
    server.wake.notify_one();
    pass(Duration::from_millis(1)).await;
    assert_eq!(outbox.fate(1), Fate::Sent);
    // Without being woken it looks by itself.
    outbox.put(2, &ended(), "ada@example.org");
    pass(LOOK_EVERY).await;
    assert_eq!(outbox.fate(2), Fate::Sent);
    server.stop().await;
}

#[tokio::test(start_paused = true)]
async fn what_fails_for_now_is_tried_again_later_and_later() {
    let acts = [Act::Transient, Act::Transient, Act::Transient, Act::Accept];
    let (outbox, transport) = (outbox(1), Scripted::new(&acts));
    let server = Server::start(&outbox, &transport);
    pass(Duration::from_hours(1)).await;
    assert_eq!(outbox.fate(0), Fate::Sent);
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
async fn what_never_works_is_given_up_where_it_is_seen() {
    let (outbox, transport) = (outbox(1), Scripted::new(&[Act::Transient]));
    let server = Server::start(&outbox, &transport);
    pass(RETRY_LAST * ATTEMPTS_MAX).await;
    assert_eq!(outbox.fate(0), Fate::GivenUp("busy".to_owned()));
    assert_eq!(transport.given().len(), ATTEMPTS_MAX as usize);
    server.stop().await;
}

#[tokio::test(start_paused = true)]
async fn what_is_refused_for_good_is_given_up_at_once() {
    let acts = [Act::Permanent, Act::Accept];
    let (outbox, transport) = (outbox(2), Scripted::new(&acts));
    let server = Server::start(&outbox, &transport);
    pass(Duration::from_hours(1)).await;
    let reason = "nobody of that name".to_owned();
    assert_eq!(outbox.fate(0), Fate::GivenUp(reason));
    assert_eq!(outbox.fate(1), Fate::Sent);
    assert_eq!(transport.given().len(), 2);
    server.stop().await;
}

#[tokio::test(start_paused = true)]
async fn what_was_sent_and_not_recorded_is_not_sent_again() {
    let (outbox, transport) = (outbox(3), Scripted::new(&[Act::Accept]));
    // Longer than a lease lasts.
    *outbox.deaf.lock().unwrap() = 100;
    let server = Server::start(&outbox, &transport);
    pass(LEASE * 3).await;
    assert!((0..3).all(|number| outbox.fate(number) == Fate::Waiting));
    assert_eq!(transport.given().len(), 3);
    pass(LEASE * 3).await;
    assert!((0..3).all(|number| outbox.fate(number) == Fate::Sent));
    assert_eq!(transport.given().len(), 3);
    server.stop().await;
}

#[tokio::test(start_paused = true)]
async fn two_servers_never_send_the_same() {
    let outbox = outbox(60);
    let slow = Scripted::new(&[Act::Delay(CONTENT_TIMEOUT)]);
    let quick = Scripted::new(&[Act::Delay(Duration::from_secs(5))]);
    let servers = [
        Server::start(&outbox, &slow),
        Server::start(&outbox, &quick),
    ];
    pass(Duration::from_hours(12)).await;
    let mut given = [slow.given(), quick.given()].concat();
    assert!(!slow.given().is_empty() && !quick.given().is_empty());
    given.sort_unstable();
    assert_eq!(given, (0..60).map(id).collect::<Vec<_>>());
    for server in servers {
        server.stop().await;
    }
}

#[tokio::test(start_paused = true)]
async fn what_a_crashed_server_held_is_sent_by_another_once_its_lease_ends() {
    let (outbox, hanging) = (outbox(3), Scripted::new(&[Act::Hang]));
    let crashed = Server::start(&outbox, &hanging);
    pass(Duration::from_secs(1)).await;
    crashed.worker.abort();
    assert_eq!(hanging.given(), [id(0)]);

    let transport = Scripted::new(&[Act::Accept]);
    let server = Server::start(&outbox, &transport);
    pass(LEASE.saturating_sub(LOOK_EVERY * 2)).await;
    assert_eq!(transport.given(), []);
    pass(LOOK_EVERY * 3).await;
    // The first may have arrived already: nobody knows.
    assert_eq!(transport.given(), [id(0), id(1), id(2)]);
    server.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_letter_is_begun_only_where_the_lease_lasts_long_enough() {
    let (outbox, transport) = (outbox(3), Scripted::new(&[Act::Delay(CONTENT_TIMEOUT)]));
    let server = Server::start(&outbox, &transport);
    pass(Duration::from_secs(1)).await;
    pass(CONTENT_TIMEOUT).await;
    // Leased with the first, given back as the lease ran short, and leased anew for the second.
    assert_eq!(transport.given(), [id(0), id(1)]);
    let anew = later(Timestamp::from_micros(START), CONTENT_TIMEOUT + LEASE);
    assert_eq!(outbox.rows()[&id(1)].leased_until, anew);
    pass(CONTENT_TIMEOUT * 2).await;
    assert_eq!(transport.given(), [id(0), id(1), id(2)]);
    // Their attempts were not used up.
    assert!(outbox.rows().values().all(|row| row.attempt == 1));
    server.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_stop_lets_the_letter_in_flight_finish_and_gives_the_rest_back() {
    let acts = [Act::Delay(STOP_GRACE / 2), Act::Accept];
    let (outbox, transport) = (outbox(3), Scripted::new(&acts));
    let server = Server::start(&outbox, &transport);
    pass(Duration::from_millis(1)).await;
    server.stop().await;
    assert_eq!(outbox.fate(0), Fate::Sent);
    assert_eq!(transport.given(), [id(0)]);
    for number in [1, 2] {
        let row = &outbox.rows()[&id(number)];
        assert_eq!((row.leased_until, row.attempt), (Timestamp::MIN, 0));
    }
}

#[tokio::test(start_paused = true)]
async fn a_stop_does_not_wait_for_what_hangs() {
    let (outbox, transport) = (outbox(1), Scripted::new(&[Act::Hang]));
    let server = Server::start(&outbox, &transport);
    pass(Duration::from_millis(1)).await;
    let told = Instant::now();
    server.stop().await;
    assert_eq!(told.elapsed(), STOP_GRACE);
    assert_eq!(outbox.fate(0), Fate::Waiting);
}

#[tokio::test(start_paused = true)]
async fn a_worker_ends_with_whoever_could_stop_it() {
    let (outbox, transport) = (outbox(1), Scripted::new(&[Act::Accept]));
    let server = Server::start(&outbox, &transport);
    drop(server.stop);
    server.worker.await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_sent_is_given_up_and_holds_nobody_up() {
    let (outbox, transport) = (outbox(0), Scripted::new(&[Act::Accept]));
    let link = LocalPath::parse("/verify?token=swordfish").unwrap().into();
    let until = Timestamp::from_micros(START);
    let late = Notice::VerifyAccount { link, until };
    outbox.put(1, &late.to_stored(), "ada@example.org");
    outbox.put(2, r#"{"kind":"of_a_newer_server"}"#, "ada@example.org");
    outbox.put(3, &ended(), "ada@example.org\r\nRCPT TO:<evil@example.net>");
    outbox.put(4, &ended(), "ada@example.org");
    let server = Server::start(&outbox, &transport);
    pass(Duration::from_secs(1)).await;
    for (number, expected) in [
        (1, "its link has stopped working before it could be sent"),
        (
            2,
            "the stored notice cannot be read: unknown variant `of_a_newer_server`",
        ),
        (3, "the stored recipient is no address"),
    ] {
        let Fate::GivenUp(reason) = outbox.fate(number) else {
            panic!("letter {number} was not given up");
        };
        assert!(reason.starts_with(expected), "{reason}");
    }
    assert_eq!(transport.given(), [id(4)]);
    server.stop().await;
}

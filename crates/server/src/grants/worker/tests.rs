use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use wharfinger_core::grants::{
    Failed, Failure, Findings, Intent, Lease, Leased, LookAgain, Target, TrailEvent,
};
use wharfinger_ecr::{Pace, Unrecorded};
use wharfinger_store::Timestamp;

use super::*;
use crate::grants::wake::Wake;

/// Long enough for a machine that is busy with other tests.
const PATIENCE: Duration = Duration::from_secs(30);

/// A book that tells who asks it for something due, and gives the answers that it was given.
struct Script {
    asked: Sender<()>,
    answers: std::cell::RefCell<Vec<Answer>>,
}

#[derive(Clone, Copy)]
enum Answer {
    Panics,
    Fails,
}

impl Book for Script {
    type Key = u8;

    async fn lease(&self, _: Duration, _: Timestamp) -> Result<Option<Leased<u8>>, Unrecorded> {
        let _ = self.asked.send(());
        let answer = self.answers.borrow_mut().pop();
        match answer {
            Some(Answer::Panics) => panic!("a fault that one repository brings out"),
            Some(Answer::Fails) => Err(Unrecorded("the store is gone".to_owned())),
            None => Ok(None),
        }
    }

    async fn intend(
        &self,
        _: &Lease,
        _: &Intent,
        _: Duration,
        _: Duration,
        _: Timestamp,
    ) -> Result<Option<Lease>, Unrecorded> {
        Ok(None)
    }

    async fn settle(
        &self,
        _: &Lease,
        _: &Findings<u8>,
        _: LookAgain,
        _: Timestamp,
    ) -> Result<bool, Unrecorded> {
        Ok(false)
    }

    async fn fail(
        &self,
        _: &Lease,
        _: &Failed<u8>,
        _: Duration,
        _: Timestamp,
    ) -> Result<bool, Unrecorded> {
        Ok(false)
    }
}

/// No AWS, no time and no chance: nothing is ever leased here.
struct Nothing;

impl Cloud for Nothing {
    async fn read(&self, _: &Target) -> Result<Option<String>, Failure> {
        Err(Failure::Unavailable)
    }

    async fn write(&self, _: &Target, _: Option<&str>) -> Result<(), Failure> {
        Err(Failure::Unavailable)
    }

    async fn trail(&self, _: &Target, _: Timestamp) -> Result<Vec<TrailEvent>, Failure> {
        Err(Failure::Unavailable)
    }
}

impl Clock for Nothing {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(0)
    }

    async fn sleep(&self, _: Duration) {}
}

impl Random for Nothing {
    fn next(&self) -> u64 {
        0
    }
}

fn started(answers: Vec<Answer>) -> (Running, Wake, watch::Sender<bool>, Receiver<()>) {
    let (asked, asks) = channel();
    let stop = watch::Sender::new(false);
    let wake = Wake::new();
    let worker = move || Worker {
        book: Script {
            asked,
            answers: answers.into(),
        },
        cloud: Nothing,
        clock: Nothing,
        random: Nothing,
        pace: Pace::default(),
        is_report_only: false,
    };
    let running = start(worker, vec![wake.listen()], stop.subscribe()).unwrap();
    (running, wake, stop, asks)
}

#[actix_web::test]
async fn whatever_goes_wrong_it_goes_on_until_it_is_told_to_stop() {
    let (running, wake, stop, asks) = started(vec![Answer::Fails, Answer::Panics]);
    for _ in 0..4 {
        asks.recv_timeout(PATIENCE).unwrap();
        wake.all();
    }
    stop.send_replace(true);
    running.ended().await;
    while asks.try_recv().is_ok() {}
    assert!(asks.recv().is_err(), "the book is gone with the thread");
}

#[actix_web::test]
async fn it_ends_with_whoever_could_stop_it() {
    let (running, _wake, stop, _asks) = started(Vec::new());
    drop(stop);
    running.ended().await;
}

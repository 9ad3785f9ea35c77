//! The worker: one repository after the other, until nothing is due.

use std::time::Duration;

use wharfinger_core::grants::{
    Effect, Event, Failure, Lease, Leased, Outcome, Pass, RepositoryId, Target,
};

use crate::backoff::{self, COOL_DOWN};
use crate::book::{Book, Unrecorded};
use crate::cloud::Cloud;
use crate::pace::Pace;
use crate::schedule::look_again;
use crate::seams::{Clock, Random};

/// How long a repository is leased: many times what a pass takes, short enough that what a dead
/// process held is soon taken up.
pub const LEASE: Duration = Duration::from_mins(1);

/// What must be left of a lease before an intent is written down: three calls that take their whole time.
pub const LEASE_MARGIN: Duration = Duration::from_secs(15);

/// What must be left of a lease before a write: nobody else has one until a write that is not answered can
/// land no more, though the process dies and nobody hears of it.
pub const WRITE_MARGIN: Duration = CALL_TIMEOUT.saturating_add(COOL_DOWN);

/// How long a call to AWS may take, attempts to connect included. What took longer may have happened.
pub const CALL_TIMEOUT: Duration = Duration::from_secs(5);

/// Keeps policies as the grants say.
///
/// Any number of workers may share a book, in one process or in several.
#[derive(Debug)]
pub struct Worker<B, C, T, R> {
    /// What is remembered.
    pub book: B,
    /// Where policies are.
    pub cloud: C,
    /// The time.
    pub clock: T,
    /// Chance.
    pub random: R,
    /// How often accounts are called.
    pub pace: Pace,
    /// Whether it only reads, and says what it would write: [`Failure::ReportOnly`].
    pub is_report_only: bool,
}

/// What a worker did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// The policy is as it should be, as far as it can be.
    Settled(RepositoryId),
    /// Nothing could be said; it is tried again later.
    Failed(RepositoryId),
    /// Somebody else has taken over.
    LeaseLost(RepositoryId),
}

impl<B: Book, C: Cloud, T: Clock, R: Random> Worker<B, C, T, R> {
    /// Works on the most urgent repository that is due; `None` where nothing is.
    ///
    /// Whoever drops it while it runs, or kills the process, loses nothing: the lease runs out, and
    /// the next pass begins with what is there.
    ///
    /// # Errors
    /// [`Unrecorded`] when the book does not answer.
    pub async fn run_once(&self) -> Result<Option<Done>, Unrecorded> {
        let Some(leased) = self.book.lease(LEASE, self.clock.now()).await? else {
            return Ok(None);
        };
        let Leased {
            mut lease,
            target,
            task,
            failures,
            looks,
        } = leased;
        let outcome = self.pass(&mut lease, &target, Pass::start(task)).await?;
        let now = self.clock.now();
        let id = lease.repository;
        let (done, is_newest) = match outcome {
            Outcome::LeaseLost => return Ok(Some(Done::LeaseLost(id))),
            Outcome::Settled(findings) => {
                let next = look_again(&findings, looks);
                let is_newest = self.book.settle(&lease, &findings, next, now).await?;
                (Done::Settled(id), is_newest)
            }
            Outcome::Failed(failed) => {
                let wait = backoff::wait(failures, &failed.failure, &self.random);
                let is_newest = self.book.fail(&lease, &failed, wait, now).await?;
                (Done::Failed(id), is_newest)
            }
        };
        Ok(Some(if is_newest { done } else { Done::LeaseLost(id) }))
    }

    async fn pass(
        &self,
        lease: &mut Lease,
        target: &Target,
        (mut pass, mut effect): (Pass<B::Key>, Effect<B::Key>),
    ) -> Result<Outcome<B::Key>, Unrecorded> {
        let mut report = None;
        loop {
            let event = match effect {
                Effect::Read => {
                    self.pace.read(&target.repository, &self.clock).await;
                    Event::Read(self.cloud.read(target).await.map_err(of_a_read))
                }
                // It goes on as if it were to write, so that what is told was seen twice.
                Effect::Intend(intent) if self.is_report_only => {
                    report = Some(intent.in_words(pass.installation()));
                    Event::Intended
                }
                Effect::Intend(intent) => {
                    self.pace.write(&target.repository, &self.clock).await;
                    let now = self.clock.now();
                    match self
                        .book
                        .intend(lease, &intent, LEASE_MARGIN, LEASE, now)
                        .await?
                    {
                        Some(prolonged) => {
                            *lease = prolonged;
                            Event::Intended
                        }
                        None => Event::LeaseLost,
                    }
                }
                Effect::Write(_) if self.is_report_only => {
                    let message = report.take().unwrap_or_default();
                    Event::Wrote(Err(Failure::ReportOnly { message }))
                }
                // A process that was stopped for a while must not write over its successor.
                Effect::Write(_) if lease.until < self.clock.now().later(WRITE_MARGIN) => {
                    Event::LeaseLost
                }
                Effect::Write(text) => {
                    Event::Wrote(self.cloud.write(target, text.as_deref()).await)
                }
                Effect::LookUp(since) => {
                    Event::LookedUp(self.cloud.trail(target, since).await.map_err(of_a_read))
                }
                Effect::Finish(outcome) => return Ok(outcome),
            };
            (pass, effect) = pass.step(event, self.clock.now());
        }
    }
}

/// A read that was not answered has changed nothing, so nobody needs to cool down: it is tried again as
/// soon as after any other question that AWS could not answer.
fn of_a_read(failure: Failure) -> Failure {
    match failure {
        Failure::Unknown => Failure::Unavailable,
        told => told,
    }
}

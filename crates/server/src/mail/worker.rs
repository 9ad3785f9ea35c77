//! The worker: takes notices out of the store and hands their letters to the transport.
//!
//! **Nothing is lost**: a notice waits in the store until its letter was accepted or given up, and the
//! log says so where that was not because it had ceased to matter. **Nothing is sent twice knowingly**:
//! a lease keeps other servers away, and what was sent is remembered until the store knows. Twice is sent what a server handed
//! over and could not record before it crashed or was cut off, and what was accepted by a mail
//! server whose answer got lost; both attempts have the same `Message-ID`.

#[cfg(test)]
mod tests;

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, watch};
use wharfinger_core::contact;
use wharfinger_core::report::Field;
use wharfinger_store::{Failure, Leased, MAIL_DAYS_MAX, NoticeId, Notices, Store, Timestamp};

use super::backoff::retry_at;
use super::letter::{Composer, Letter, LetterId};
use super::limits::{LEASE, LOOK_EVERY, LOOK_PAUSE, STOP_GRACE};
use super::links::PublicUrl;
use super::settings::MailSettings;
use super::smtp::{Smtp, Trust, TrustError};
use super::sources::Sources;
use super::transport::{SendError, Transport};
use crate::alarms::Alarms;
use crate::catalogues::Catalogues;
use crate::seams::{Clock, Entropy};
use crate::stop::{is_stopped, stopped};

/// Sends what waits to be sent. One a server.
pub struct Worker<T> {
    outbox: Arc<dyn Notices + Send + Sync>,
    sources: Sources,
    composer: Composer,
    transport: T,
    clock: Arc<dyn Clock>,
    wake: Arc<Notify>,
    alarms: Alarms,
    /// Handed over, and the outbox does not know yet. Nothing is leased while there is one.
    unrecorded: Option<NoticeId>,
}

/// Whether there may be more letters that are due.
enum Turn {
    More,
    Done,
}

impl Worker<Smtp> {
    /// A worker as the operator wants it; its links lead below `site`.
    pub fn over_smtp(
        settings: MailSettings,
        site: PublicUrl,
        store: Arc<dyn Store>,
        catalogues: impl Into<Catalogues>,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
        wake: Arc<Notify>,
    ) -> Result<Self, TrustError> {
        let transport = Smtp::new(settings.server, &site, &Trust::System)?;
        let composer = Composer::new(settings.from, site);
        let sources = Sources::new(store.clone(), entropy, catalogues);
        Ok(Self::new(store, sources, composer, transport, clock, wake))
    }
}

impl<T: Transport> Worker<T> {
    /// A worker between an outbox and a transport. Notify `wake` after a notice may have been stored;
    /// without it, its letter waits for [`LOOK_EVERY`] at most.
    pub fn new(
        outbox: Arc<dyn Notices + Send + Sync>,
        sources: Sources,
        composer: Composer,
        transport: T,
        clock: Arc<dyn Clock>,
        wake: Arc<Notify>,
    ) -> Self {
        Self {
            outbox,
            sources,
            composer,
            transport,
            clock,
            wake,
            alarms: Alarms::default(),
            unrecorded: None,
        }
    }

    /// Works until `stop` holds `true`, or nobody can say so any more. The letter that is being sent
    /// then has [`STOP_GRACE`].
    pub async fn run(mut self, mut stop: watch::Receiver<bool>) {
        while !is_stopped(&stop) {
            match self.turn(&mut stop).await {
                Ok(Turn::More) => continue,
                Ok(Turn::Done) => {}
                Err(failure) => {
                    tracing::warn!("the store does not answer about mail, trying again: {failure}");
                }
            }
            self.transport.rest().await;
            tokio::select! {
                biased;
                () = stopped(&mut stop) => {}
                () = self.wait() => {}
            }
        }
        if let Err(failure) = self.record_what_was_sent().await {
            tracing::error!(
                "a letter was sent, and will be again, because the store cannot be told: {failure}"
            );
        }
        self.transport.rest().await;
    }

    /// Until there may be something to send.
    async fn wait(&self) {
        tokio::time::sleep(LOOK_PAUSE).await;
        // An error says that nobody has woken it.
        let _ =
            tokio::time::timeout(LOOK_EVERY.saturating_sub(LOOK_PAUSE), self.wake.notified()).await;
    }

    /// Leases a letter and sends it.
    async fn turn(&mut self, stop: &mut watch::Receiver<bool>) -> Result<Turn, Failure> {
        self.record_what_was_sent().await?;
        let now = self.clock.now();
        let lease = self.outbox.lease_mail(now, now.later(LEASE), 1).await?;
        self.alarms.passed_over("letters", &lease.damaged);
        for NoticeId(notice) in lease.too_old {
            // Neither to whom nor about what: the log is read by others.
            tracing::error!(
                notice,
                "a letter was given up: it could not be sent for {MAIL_DAYS_MAX} days"
            );
        }
        let Some(leased) = lease.leased.into_iter().next() else {
            return Ok(Turn::Done);
        };
        self.deliver(&leased, stop).await;
        Ok(Turn::More)
    }

    async fn deliver(&mut self, leased: &Leased, stop: &mut watch::Receiver<bool>) {
        let letter = match self.write(leased).await {
            Ok(Some(letter)) => letter,
            Ok(None) => {
                tracing::debug!(letter = %LetterId::of(&leased.notice), "a letter does not matter any more");
                return self.dropped(leased).await;
            }
            Err(error) => return self.failed(leased, error).await,
        };
        let id = letter.id();
        match self.hand_over(&letter, stop).await {
            Some(Ok(())) => {
                tracing::debug!(letter = %id, "a letter was sent");
                self.unrecorded = Some(leased.notice.id);
                if let Err(failure) = self.record_what_was_sent().await {
                    tracing::warn!(letter = %id, "a letter was sent and not recorded yet: {failure}");
                }
            }
            Some(Err(error)) => self.failed(leased, error).await,
            // Whether it was accepted, nobody knows. Its lease ends, and it is sent again.
            None => {
                tracing::warn!(letter = %id, "a letter was cut off by the stop of the server");
            }
        }
    }

    /// Writes the letter about a notice, where it still matters.
    async fn write(&self, leased: &Leased) -> Result<Option<Letter>, SendError> {
        let to = contact::check(&leased.address, Field::ContactEmail).map_err(|_| {
            // The address is not repeated: reasons are read by others.
            SendError::Permanent {
                reason: "the stored recipient is no address".to_owned(),
            }
        })?;
        let now = self.clock.now();
        let contents = self.sources.contents(leased, now).await;
        let contents = contents.map_err(|failure| SendError::Transient {
            reason: failure.to_string(),
        })?;
        Ok(contents.map(|contents| {
            let id = LetterId::of(&leased.notice);
            self.composer.compose(id, &to, &contents, now)
        }))
    }

    /// Sends a letter; `None` where it was cut off by the stop.
    async fn hand_over(
        &self,
        letter: &Letter,
        stop: &mut watch::Receiver<bool>,
    ) -> Option<Result<(), SendError>> {
        let mut sending = pin!(self.transport.send(letter));
        tokio::select! {
            biased;
            outcome = &mut sending => Some(outcome),
            () = stopped(stop) => tokio::time::timeout(STOP_GRACE, sending).await.ok(),
        }
    }

    async fn failed(&self, leased: &Leased, error: SendError) {
        let id = LetterId::of(&leased.notice);
        let retry = match &error {
            SendError::Permanent { .. } => None,
            SendError::Transient { .. } => self.retry_at(leased),
        };
        if let Some(at) = retry {
            tracing::warn!(letter = %id, retry_at = %at, "a letter waits: {error}");
        } else {
            tracing::error!(letter = %id, "a letter was given up: {error}");
        }
        self.settle(leased, retry).await;
    }

    /// When to try a letter again; `None` where the store would give it up before.
    fn retry_at(&self, leased: &Leased) -> Option<Timestamp> {
        let days = Duration::from_hours(24 * u64::from(MAIL_DAYS_MAX));
        let end = leased.notice.mail_since().later(days);
        let attempt = leased.attempts.saturating_add(1);
        retry_at(attempt, self.clock.now(), &*self.sources.entropy).filter(|at| *at <= end)
    }

    /// Notes that a letter is none that will be sent.
    async fn dropped(&self, leased: &Leased) {
        told(self.outbox.mail_dropped(leased.notice.id).await);
    }

    /// Notes that a letter is due again, or given up.
    async fn settle(&self, leased: &Leased, retry: Option<Timestamp>) {
        let id = leased.notice.id;
        told(self.outbox.mail_failed(id, retry, self.clock.now()).await);
    }

    async fn record_what_was_sent(&mut self) -> Result<(), Failure> {
        if let Some(id) = self.unrecorded {
            self.outbox.mail_sent(id, self.clock.now()).await?;
            self.unrecorded = None;
        }
        Ok(())
    }
}

/// What was not noted is leased again once its lease has ended.
fn told(noted: Result<(), Failure>) {
    if let Err(failure) = noted {
        tracing::warn!("the store cannot be told about a letter: {failure}");
    }
}

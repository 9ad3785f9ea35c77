//! The worker: takes letters out of the outbox and hands them to the transport.
//!
//! **Nothing is lost**: a letter stays in the outbox until somebody accepted it, or it is given up
//! where the operator sees it. **Nothing is sent twice knowingly**: a lease keeps other servers
//! away, and what was sent is remembered until the outbox knows. Twice is sent what a server handed
//! over and could not record before it crashed or was cut off, and what was accepted by a mail
//! server whose answer got lost; both attempts have the same `Message-ID`.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::pin::pin;
use std::sync::Arc;

use tokio::sync::{Notify, watch};
use wharfinger_core::contact::{self, ContactEmail};
use wharfinger_core::report::Field;
use wharfinger_store::{Failure, Timestamp};

use super::backoff::{later, retry_at};
use super::letter::{Composer, Letter, LetterId};
use super::limits::{LEASE, LEASE_LETTERS_MAX, LETTER_TIMEOUT, LOOK_EVERY, STOP_GRACE};
use super::links::PublicUrl;
use super::notice::Notice;
use super::outbox::{Leased, Outbox};
use super::settings::MailSettings;
use super::smtp::{Smtp, Trust, TrustError};
use super::transport::{SendError, Transport};
use crate::seams::{Clock, Entropy};

/// Sends what is in an outbox. One a server.
pub struct Worker<O, T> {
    outbox: O,
    transport: T,
    composer: Composer,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    wake: Arc<Notify>,
    /// Handed over, and the outbox does not know yet. At most one lease's worth: nothing is leased
    /// while there are any.
    unrecorded: BTreeSet<LetterId>,
}

/// Whether there may be more letters that are due.
enum Turn {
    More,
    Done,
}

impl<O: Outbox> Worker<O, Smtp> {
    /// A worker as the operator wants it; its links lead below `site`.
    pub fn over_smtp(
        settings: MailSettings,
        site: PublicUrl,
        outbox: O,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
        wake: Arc<Notify>,
    ) -> Result<Self, TrustError> {
        let transport = Smtp::new(settings.server, &site, &Trust::System)?;
        let composer = Composer::new(settings.from, site);
        Ok(Self::new(outbox, transport, composer, clock, entropy, wake))
    }
}

impl<O: Outbox, T: Transport> Worker<O, T> {
    /// A worker between an outbox and a transport. Notify `wake` after a letter was put into the
    /// outbox; without it, the letter waits for
    /// [`LOOK_EVERY`](super::limits::LOOK_EVERY) at most.
    pub fn new(
        outbox: O,
        transport: T,
        composer: Composer,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
        wake: Arc<Notify>,
    ) -> Self {
        Self {
            outbox,
            transport,
            composer,
            clock,
            entropy,
            wake,
            unrecorded: BTreeSet::new(),
        }
    }

    /// Works until `stop` holds `true`, or nobody can say so any more. The letter that is being sent
    /// then has [`STOP_GRACE`](super::limits::STOP_GRACE).
    pub async fn run(mut self, mut stop: watch::Receiver<bool>) {
        while !is_stopped(&stop) {
            match self.turn(&mut stop).await {
                Ok(Turn::More) => continue,
                Ok(Turn::Done) => {}
                Err(failure) => {
                    tracing::warn!("the outbox of mail does not answer, trying again: {failure}");
                }
            }
            self.transport.rest().await;
            tokio::select! {
                biased;
                () = stopped(&mut stop) => {}
                () = self.wake.notified() => {}
                () = tokio::time::sleep(LOOK_EVERY) => {}
            }
        }
        if let Err(failure) = self.record_what_was_sent().await {
            tracing::error!(
                letters = self.unrecorded.len(),
                "letters were sent, and will be again, because the outbox cannot be told: {failure}"
            );
        }
        self.transport.rest().await;
    }

    /// Leases letters and sends them.
    async fn turn(&mut self, stop: &mut watch::Receiver<bool>) -> Result<Turn, Failure> {
        self.record_what_was_sent().await?;
        let now = self.clock.now();
        let until = later(now, LEASE);
        let leased = self.outbox.lease(now, until, LEASE_LETTERS_MAX).await?;
        let mut turn = if leased.len() < LEASE_LETTERS_MAX as usize {
            Turn::Done
        } else {
            Turn::More
        };
        for letter in leased {
            let ends_before = later(self.clock.now(), LETTER_TIMEOUT) <= until;
            if ends_before && !is_stopped(stop) {
                self.deliver(letter, stop).await;
                continue;
            }
            turn = Turn::More;
            if let Err(failure) = self.outbox.release(letter.id).await {
                tracing::warn!(letter = %letter.id, "a letter waits for its lease to end: {failure}");
            }
        }
        Ok(turn)
    }

    async fn deliver(&mut self, leased: Leased, stop: &mut watch::Receiver<bool>) {
        let id = leased.id;
        let now = self.clock.now();
        let letter = match read(&leased, now) {
            Ok((to, notice)) => self.composer.compose(id, &to, &notice, now),
            Err(reason) => return self.failed(id, &reason, None).await,
        };
        match self.hand_over(&letter, stop).await {
            Some(Ok(())) => {
                tracing::debug!(letter = %id, "a letter was sent");
                self.unrecorded.insert(id);
                if let Err(failure) = self.record_what_was_sent().await {
                    tracing::warn!(letter = %id, "a letter was sent and not recorded yet: {failure}");
                }
            }
            Some(Err(SendError::Permanent { reason })) => self.failed(id, &reason, None).await,
            Some(Err(SendError::Transient { reason })) => {
                let retry = retry_at(leased.attempt, self.clock.now(), &*self.entropy);
                self.failed(id, &reason, retry).await;
            }
            // Whether it was accepted, nobody knows. Its lease ends, and it is sent again.
            None => {
                tracing::warn!(letter = %id, "a letter was cut off by the stop of the server");
            }
        }
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

    async fn failed(&self, id: LetterId, reason: &str, retry: Option<Timestamp>) {
        if let Some(at) = retry {
            tracing::warn!(letter = %id, retry_at = %at, "a letter waits: {reason}");
        } else {
            tracing::error!(letter = %id, "a letter was given up: {reason}");
        }
        // Not recorded, it is leased again once the lease has ended.
        if let Err(failure) = self.outbox.failed(id, reason, retry).await {
            tracing::warn!(letter = %id, "the outbox cannot be told about a letter: {failure}");
        }
    }

    async fn record_what_was_sent(&mut self) -> Result<(), Failure> {
        while let Some(&id) = self.unrecorded.first() {
            self.outbox.sent(id, self.clock.now()).await?;
            self.unrecorded.remove(&id);
        }
        Ok(())
    }
}

/// Reads a letter as it is stored; why not, where there is nothing to send.
fn read(leased: &Leased, now: Timestamp) -> Result<(ContactEmail, Notice), String> {
    // The address is not repeated: reasons are read by others.
    let to = contact::check(&leased.to, Field::ContactEmail)
        .map_err(|_| "the stored recipient is no address".to_owned())?;
    let notice = Notice::from_stored(&leased.notice).map_err(|error| error.to_string())?;
    if notice.useless_at().is_some_and(|end| end <= now) {
        return Err("its link has stopped working before it could be sent".to_owned());
    }
    Ok((to, notice))
}

fn is_stopped(stop: &watch::Receiver<bool>) -> bool {
    *stop.borrow() || stop.has_changed().is_err()
}

async fn stopped(stop: &mut watch::Receiver<bool>) {
    // An error says that the sender is gone, and with it whoever could stop us.
    let _ = stop.wait_for(|stop| *stop).await;
}

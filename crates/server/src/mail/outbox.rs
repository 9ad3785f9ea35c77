//! What the worker needs of whoever keeps letters until they are sent.

use std::future::Future;

use wharfinger_store::{Failure, Timestamp};

use super::letter::LetterId;

/// Letters that are to be sent. Several servers may share one.
///
/// Each method is one transaction, durable once it is answered. A letter is in the outbox from the
/// transaction that caused it until [`sent`](Self::sent), or until [`failed`](Self::failed) gives
/// it up; it must then be forgotten but for its fate, because its notice may hold a token.
pub trait Outbox: Send + Sync {
    /// Leases up to `limit` letters that are due at `now` and that nobody has a lease on, the longest
    /// due first: until `until` nobody else gets them. Counts an attempt for each.
    fn lease(
        &self,
        now: Timestamp,
        until: Timestamp,
        limit: u32,
    ) -> impl Future<Output = Result<Vec<Leased>, Failure>> + Send;

    /// Gives a lease back, and takes back the attempt: nothing was done.
    fn release(&self, id: LetterId) -> impl Future<Output = Result<(), Failure>> + Send;

    /// The letter was handed over at `now`. Nothing happens when that is known already.
    fn sent(
        &self,
        id: LetterId,
        now: Timestamp,
    ) -> impl Future<Output = Result<(), Failure>> + Send;

    /// The letter was not handed over, for a reason that the operator reads. It is due again at
    /// `retry_at`; without it, it is given up, and kept where the operator sees it.
    fn failed(
        &self,
        id: LetterId,
        reason: &str,
        retry_at: Option<Timestamp>,
    ) -> impl Future<Output = Result<(), Failure>> + Send;
}

/// A letter that is ours to send for a while, as it is stored.
#[derive(Clone, PartialEq, Eq)]
pub struct Leased {
    /// Its id, the same over all attempts.
    pub id: LetterId,
    /// The address it goes to.
    pub to: String,
    /// What [`Notice::to_stored`](super::Notice::to_stored) gave.
    pub notice: String,
    /// How often it was leased and not given back, this time included; so that one at which a server
    /// crashes each time is given up as well.
    pub attempt: u32,
}

/// The notice may hold a token, and the address is nobody's business.
impl std::fmt::Debug for Leased {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Leased")
            .field("id", &self.id)
            .field("attempt", &self.attempt)
            .finish_non_exhaustive()
    }
}

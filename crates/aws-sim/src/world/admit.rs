//! How often may be called.

use wharfinger_core::timestamp::Timestamp;

use super::{Caller, World};
use crate::names::{AccountId, Region};
use crate::operation::{Operation, Service};
use crate::refusal::Refusal;

const MICROS_A_SECOND: i64 = 1_000_000;

/// How often an account may make a call in a region: a bucket of tokens that is filled steadily (ECR User
/// Guide, "Request throttling"; its example is 200 and 20).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// How many calls at once.
    pub burst: u32,
    /// How many calls a second in the long run.
    pub per_second: u32,
}

/// What has a bucket of its own.
pub(super) type Place = (AccountId, Region, Operation);

#[derive(Clone, Copy, Debug)]
pub(super) struct Bucket {
    /// In millionths of a token.
    level: i64,
    filled_at: Timestamp,
}

impl World {
    /// Limits a call, or with `None` no longer. Nothing is limited at first.
    pub fn limit(&mut self, operation: Operation, rate: Option<Rate>) {
        match rate {
            Some(rate) => self.rates.insert(operation, rate),
            None => self.rates.remove(&operation),
        };
        self.buckets
            .retain(|(_, _, limited), _| *limited != operation);
    }

    /// How often a call was judged, whatever came of it.
    #[must_use]
    pub fn calls(&self, operation: Operation) -> u64 {
        self.calls.get(&operation).copied().unwrap_or_default()
    }

    /// Lets a call in, to be judged.
    pub(super) fn admit(
        &mut self,
        now: Timestamp,
        caller: &Caller,
        operation: Operation,
        region: &Region,
    ) -> Result<(), Refusal> {
        *self.calls.entry(operation).or_default() += 1;
        let account = self
            .accounts
            .get(&caller.account)
            .ok_or(Refusal::UnknownKey)?;
        if account.disabled_regions.contains(region) || account.partition != region.partition() {
            // A key is of no use where its account is not.
            return Err(match operation.service() {
                Service::Sts if account.partition == region.partition() => {
                    Refusal::RegionDisabled(caller.account.clone())
                }
                _ => Refusal::UnknownKey,
            });
        }
        let Some(rate) = self.rates.get(&operation) else {
            return Ok(());
        };
        let full = i64::from(rate.burst) * MICROS_A_SECOND;
        let place = (caller.account.clone(), region.clone(), operation);
        let bucket = self.buckets.entry(place).or_insert(Bucket {
            level: full,
            filled_at: now,
        });
        let passed = now.as_micros() - bucket.filled_at.as_micros();
        let filled = passed.max(0).saturating_mul(i64::from(rate.per_second));
        bucket.level = bucket.level.saturating_add(filled).min(full);
        bucket.filled_at = bucket.filled_at.max(now);
        if bucket.level < MICROS_A_SECOND {
            return Err(Refusal::Throttled);
        }
        bucket.level -= MICROS_A_SECOND;
        Ok(())
    }
}

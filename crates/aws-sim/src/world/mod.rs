//! A small AWS: accounts, who is in them, what is theirs, and what becomes of calls.

mod access;
mod account;
mod admit;
mod asked_role;
mod assume_role;
mod caller;
mod credentials;
mod edit;
mod furnish;
mod images;
mod log_in;
mod look;
mod oracle;
mod principals;
mod record;
mod registry;
mod repository;
mod repository_policy;
mod set_up;
mod trail;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::iam::UniqueId;
use crate::names::AccountId;
use crate::operation::Operation;
use crate::random::Random;

use account::{Account, Home};
use admit::Bucket;
pub use admit::Rate;
pub use asked_role::AssumeRole;
pub use assume_role::AssumedRole;
pub use caller::Caller;
pub use credentials::Credentials;
use credentials::Key;
pub use images::{AuthorizationToken, Image, ImageId};
use log_in::Login;
pub use look::Identity;
pub use registry::RegistryScope;
pub use repository::RepositoryDetails;
pub use set_up::SetUpError;
pub use trail::{Event, EventPage, LookupEvents};

/// Everything that AWS remembers, and how it judges.
///
/// Without network, clock and threads: each call takes the time and is over when it returns. What a call
/// does is done at once and whole; delays, lost answers and the like are [`Faults`](crate::Faults), which
/// whoever carries calls here is to act out.
///
/// ```
/// use wharfinger_aws_sim::{AccountId, Partition, RepositoryAddress, World};
/// use wharfinger_core::timestamp::Timestamp;
///
/// let now = Timestamp::from_micros(1_796_000_000_000_000);
/// let mut world = World::new(7);
/// let owner = AccountId::new("111122223333").unwrap();
/// let guest = AccountId::new("444455556666").unwrap();
/// world.add_account(&owner, Partition::Aws).unwrap();
/// world.add_account(&guest, Partition::Aws).unwrap();
/// let md5sum = RepositoryAddress::new("111122223333", "us-west-2", "md5sum").unwrap();
/// world.add_repository(now, &md5sum, &[]).unwrap();
///
/// let root = world.root_credentials(&owner).unwrap();
/// let caller = world.authenticate(now, &root.access_key_id, None).unwrap();
/// let text = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow",
///     "Principal":{"AWS":"444455556666"},"Action":"ecr:BatchGetImage"}}"#;
/// world.set_repository_policy(now, &caller, &md5sum, text, false).unwrap();
///
/// let stored = world.get_repository_policy(now, &caller, &md5sum).unwrap();
/// assert!(stored.contains("arn:aws:iam::444455556666:root"));
/// let guest = "arn:aws:iam::444455556666:root";
/// assert!(world.repository_lets_in(now, guest, "ecr:BatchGetImage", &md5sum));
/// ```
#[derive(Clone, Debug)]
pub struct World {
    random: Random,
    accounts: BTreeMap<AccountId, Account>,
    /// Every role and user there is, by the id that policies keep.
    homes: BTreeMap<UniqueId, Home>,
    keys: BTreeMap<String, Key>,
    /// By the password.
    logins: BTreeMap<String, Login>,
    rates: BTreeMap<Operation, Rate>,
    buckets: BTreeMap<admit::Place, Bucket>,
    calls: BTreeMap<Operation, u64>,
    trail_lag_seconds: u32,
    propagation_seconds: u32,
}

impl World {
    /// An AWS without accounts. The seed decides ids, keys and the order of lists.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self {
            random: Random::new(seed),
            accounts: BTreeMap::new(),
            homes: BTreeMap::new(),
            keys: BTreeMap::new(),
            logins: BTreeMap::new(),
            rates: BTreeMap::new(),
            buckets: BTreeMap::new(),
            calls: BTreeMap::new(),
            trail_lag_seconds: 0,
            propagation_seconds: 0,
        }
    }

    /// An id for a request, as answers carry it.
    pub fn request_id(&mut self) -> String {
        self.random.uuid()
    }
}

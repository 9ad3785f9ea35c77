//! An account and what is in it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use wharfinger_core::timestamp::Timestamp;

use super::images::Image;
use super::registry::RegistryScope;
use super::trail::Event;
use crate::iam::{Policy, UniqueId};
use crate::names::{AccountId, Partition, Region};

/// How many earlier policies of a repository are kept, for reads that are behind. More than a worker that
/// retries writes before the first of them is forgotten.
const POLICIES_KEPT: usize = 64;

#[derive(Clone, Debug)]
pub(super) struct Account {
    pub(super) partition: Partition,
    /// A closed account is nobody's principal any more.
    pub(super) is_open: bool,
    pub(super) disabled_regions: BTreeSet<Region>,
    pub(super) users: BTreeMap<String, User>,
    pub(super) roles: BTreeMap<String, Role>,
    pub(super) registries: BTreeMap<Region, Registry>,
    /// The newest last.
    pub(super) trails: BTreeMap<Region, VecDeque<Event>>,
}

impl Account {
    pub(super) fn new(partition: Partition) -> Self {
        Self {
            partition,
            is_open: true,
            disabled_regions: BTreeSet::new(),
            users: BTreeMap::new(),
            roles: BTreeMap::new(),
            registries: BTreeMap::new(),
            trails: BTreeMap::new(),
        }
    }
}

#[derive(Clone, Debug)]
pub(super) struct User {
    pub(super) id: UniqueId,
    pub(super) policies: Vec<Policy>,
}

#[derive(Clone, Debug)]
pub(super) struct Role {
    pub(super) id: UniqueId,
    pub(super) trust: Policy,
    pub(super) policies: Vec<Policy>,
}

/// What a role or user of some id is called.
#[derive(Clone, Debug)]
pub(super) struct Home {
    pub(super) account: AccountId,
    pub(super) kind: Kind,
    /// With its path, as ARNs have it.
    pub(super) path_and_name: String,
    pub(super) created_at: Timestamp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    User,
    Role,
}

impl Home {
    /// The name without its path: unique among the account's roles, or users.
    pub(super) fn name(&self) -> &str {
        self.path_and_name.rsplit('/').next().unwrap_or_default()
    }

    pub(super) fn arn(&self, partition: Partition) -> String {
        let (partition, account, name) = (partition.as_str(), &self.account, &self.path_and_name);
        let kind = match self.kind {
            Kind::User => "user",
            Kind::Role => "role",
        };
        format!("arn:{partition}:iam::{account}:{kind}/{name}")
    }
}

#[derive(Clone, Debug, Default)]
pub(super) struct Registry {
    pub(super) scope: RegistryScope,
    pub(super) policy: Option<Policy>,
    pub(super) repositories: BTreeMap<String, Repository>,
}

#[derive(Clone, Debug)]
pub(super) struct Repository {
    pub(super) created_at: Timestamp,
    pub(super) tags: BTreeMap<String, String>,
    pub(super) images: Vec<Image>,
    /// The newest last; never empty.
    policies: VecDeque<Option<Policy>>,
}

impl Repository {
    pub(super) fn new(created_at: Timestamp, tags: BTreeMap<String, String>) -> Self {
        Self {
            created_at,
            tags,
            images: Vec::new(),
            policies: VecDeque::from([None]),
        }
    }

    /// The policy that holds.
    pub(super) fn policy(&self) -> Option<&Policy> {
        self.policy_before(0)
    }

    /// The policy that held so many writes ago, or the oldest that is known.
    pub(super) fn policy_before(&self, writes: usize) -> Option<&Policy> {
        let oldest = self.policies.len().saturating_sub(1);
        self.policies.iter().rev().nth(writes.min(oldest))?.as_ref()
    }

    pub(super) fn replace_policy(&mut self, policy: Option<Policy>) {
        self.policies.push_back(policy);
        if self.policies.len() > POLICIES_KEPT {
            self.policies.pop_front();
        }
    }
}

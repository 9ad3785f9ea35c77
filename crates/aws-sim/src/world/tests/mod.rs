//! The judgement of the world, row by row of what AWS refuses.

mod access;
mod assume_role;
mod log_in;
mod policies;
mod principals;
mod throttle;
mod trail;

use wharfinger_core::timestamp::Timestamp;

use super::{AssumeRole, Caller, Credentials, World};
use crate::address::RepositoryAddress;
use crate::moment;
use crate::names::{AccountId, Partition, Region};
use crate::refusal::Refusal;

/// 2026-11-28T00:00:00Z.
pub(super) const NOW: Timestamp = Timestamp::from_micros(1_795_824_000_000_000);

pub(super) const OWNER: &str = "111122223333";
pub(super) const GUEST: &str = "444455556666";
pub(super) const BROKER: &str = "777788889999";
pub(super) const REGION: &str = "us-west-2";
pub(super) const ANYTHING: &str =
    r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;

/// An owner with one repository, a guest, and a broker whose user may assume roles.
pub(super) struct Stage {
    pub(super) world: World,
    pub(super) now: Timestamp,
    pub(super) repository: RepositoryAddress,
}

impl Stage {
    pub(super) fn new() -> Self {
        let mut world = World::new(7);
        for id in [OWNER, GUEST, BROKER] {
            world.add_account(&account(id), Partition::Aws).unwrap();
        }
        let repository = RepositoryAddress::new(OWNER, REGION, "tools/md5sum").unwrap();
        world.add_repository(NOW, &repository, &[]).unwrap();
        Self {
            world,
            now: NOW,
            repository,
        }
    }

    pub(super) fn caller(&self, credentials: &Credentials) -> Caller {
        let token = credentials.session_token.as_deref();
        self.world
            .authenticate(self.now, &credentials.access_key_id, token)
            .unwrap()
    }

    pub(super) fn root(&mut self, id: &str) -> Caller {
        let credentials = self.world.root_credentials(&account(id)).unwrap();
        self.caller(&credentials)
    }

    pub(super) fn user(&mut self, id: &str, name: &str, policy: &str) -> Caller {
        let user = self
            .world
            .add_user(self.now, &account(id), name, policy)
            .unwrap();
        self.caller(&user)
    }

    /// A role that the account itself may hand on.
    pub(super) fn role(&mut self, id: &str, name: &str, policy: &str) -> String {
        let trust = format!(
            r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Principal":{{"AWS":"{id}"}},"Action":"sts:AssumeRole"}}}}"#
        );
        self.world
            .add_role(self.now, &account(id), name, &trust, policy)
            .unwrap()
    }

    pub(super) fn session(&mut self, by: &Caller, asked: &AssumeRole) -> Result<Caller, Refusal> {
        let assumed = self.world.assume_role(self.now, by, &region(), asked)?;
        Ok(self.caller(&assumed.credentials))
    }

    pub(super) fn set(&mut self, text: &str) -> Result<String, Refusal> {
        let root = self.root(OWNER);
        self.world
            .set_repository_policy(self.now, &root, &self.repository, text, false)
    }

    pub(super) fn get(&mut self) -> String {
        let root = self.root(OWNER);
        self.world
            .get_repository_policy(self.now, &root, &self.repository)
            .unwrap()
    }

    pub(super) fn lets_in(&self, principal: &str) -> bool {
        self.world
            .repository_lets_in(self.now, principal, "ecr:BatchGetImage", &self.repository)
    }

    pub(super) fn wait(&mut self, seconds: i64) {
        self.now = moment::seconds_later(self.now, seconds);
    }
}

pub(super) fn account(id: &str) -> AccountId {
    AccountId::new(id).unwrap()
}

pub(super) fn region() -> Region {
    Region::new(REGION).unwrap()
}

/// A policy that lets principals pull.
pub(super) fn pull(principals: &[&str]) -> String {
    let list = serde_json::to_string(principals).unwrap();
    format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Sid":"Pull","Effect":"Allow","Principal":{{"AWS":{list}}},"Action":["ecr:BatchGetImage","ecr:GetDownloadUrlForLayer"]}}]}}"#
    )
}

pub(super) fn allow(actions: &str, resource: &str) -> String {
    format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Action":{actions},"Resource":"{resource}"}}]}}"#
    )
}

pub(super) fn is_denied<T: std::fmt::Debug>(result: &Result<T, Refusal>) -> bool {
    matches!(result, Err(Refusal::AccessDenied(_)))
}

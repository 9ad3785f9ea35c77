//! AWS for one test: this server's account, an owner's with repositories, and a requester's.

use wharfinger_aws_sim::{
    AccountId, Faults, Handle, Partition, RepositoryAddress, Shared, Simulator, World,
};
use wharfinger_ecr::{SharedCredentialsProvider, credentials_of_key};
use wharfinger_server::grants::{Keys, Settings};
use wharfinger_store::Timestamp;

use crate::support::START;

pub(crate) const SERVER: &str = "999900001111";
pub(crate) const US: &str = "arn:aws:iam::999900001111:user/wharfinger";
pub(crate) const OWNER: &str = "111122223333";
pub(crate) const REQUESTER: &str = "444455556666";
pub(crate) const REGION: &str = "us-west-2";

/// The image of a tool in the owner's account.
pub(crate) const IMAGE: &str = "111122223333.dkr.ecr.us-west-2.amazonaws.com/tools/md5sum";

/// A simulator that runs as long as the test.
pub(crate) struct Aws {
    pub(crate) shared: Shared,
    url: String,
    keys: SharedCredentialsProvider,
    handle: Handle,
}

impl Aws {
    pub(crate) fn start() -> Self {
        let now = Timestamp::from_micros(START);
        let mut world = World::new(7);
        for id in [SERVER, OWNER, REQUESTER] {
            world.add_account(&account(id), Partition::Aws).unwrap();
        }
        let may = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["sts:AssumeRole","sts:SetSourceIdentity"],"Resource":"arn:aws:iam::*:role/*"}}"#;
        let keys = world
            .add_user(now, &account(SERVER), "wharfinger", may)
            .unwrap();
        for name in ["tools/md5sum", "tools/samtools"] {
            world.add_repository(now, &address(name), &[]).unwrap();
        }
        let simulator = Simulator::start(world, Faults::none(), move || now).unwrap();
        let (shared, url, handle) = (simulator.shared(), simulator.url(), simulator.handle());
        tokio::spawn(simulator.run());
        Self {
            shared,
            url,
            keys: credentials_of_key(&keys.access_key_id, &keys.secret_access_key),
            handle,
        }
    }

    /// How this server is to call it.
    pub(crate) fn settings(&self) -> Settings {
        let mut settings = Settings::new(US).unwrap();
        settings.endpoint = Some(self.url.clone());
        settings.keys = Keys::Given(self.keys.clone());
        settings
    }

    /// Makes a role in the owner's account, in place of one of the same name.
    pub(crate) fn role(&self, arn: &str, trust: &str, may: &str) {
        let name = arn.rsplit('/').next().unwrap();
        let mut world = self.shared.world();
        world.delete_role(&account(OWNER), name);
        let now = Timestamp::from_micros(START);
        world
            .add_role(now, &account(OWNER), name, trust, may)
            .unwrap();
    }
}

impl Drop for Aws {
    fn drop(&mut self) {
        // What it returns is only to be waited for; the stop is under way.
        drop(self.handle.stop());
    }
}

pub(crate) fn account(id: &str) -> AccountId {
    AccountId::new(id).unwrap()
}

pub(crate) fn address(name: &str) -> RepositoryAddress {
    RepositoryAddress::new(OWNER, REGION, name).unwrap()
}

//! AWS for one test: this server's account, an owner's with repositories, and a requester's.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

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
    calls: Arc<Calls>,
    handle: Handle,
}

/// When each call comes, and what else happens then.
struct Calls {
    now: AtomicI64,
    meanwhile: Mutex<Option<Box<dyn FnOnce() + Send>>>,
}

impl Calls {
    fn next(&self) -> Timestamp {
        if let Some(happens) = self.meanwhile.lock().unwrap().take() {
            happens();
        }
        Timestamp::from_micros(self.now.load(Ordering::Relaxed))
    }
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
        let calls = Arc::new(Calls {
            now: AtomicI64::new(START),
            meanwhile: Mutex::default(),
        });
        let called = calls.clone();
        let simulator = Simulator::start(world, Faults::none(), move || called.next()).unwrap();
        let (shared, url, handle) = (simulator.shared(), simulator.url(), simulator.handle());
        tokio::spawn(simulator.run());
        Self {
            shared,
            url,
            keys: credentials_of_key(&keys.access_key_id, &keys.secret_access_key),
            calls,
            handle,
        }
    }

    /// Time passes here too.
    pub(crate) fn wait_seconds(&self, seconds: i64) {
        self.calls
            .now
            .fetch_add(seconds * 1_000_000, Ordering::Relaxed);
    }

    /// What happens while the next call is under way.
    pub(crate) fn meanwhile(&self, happens: impl FnOnce() + Send + 'static) {
        *self.calls.meanwhile.lock().unwrap() = Some(Box::new(happens));
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

//! A simulator for one test: this server, two owners with a repository each, and roles.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime};

use aws_sdk_sts::config::{Credentials as Keys, SharedCredentialsProvider};
use aws_smithy_async::time::{SharedTimeSource, TimeSource};
use wharfinger_aws_sim::{
    AccountId, Credentials, Faults, Handle, LookupEvents, Partition, RepositoryAddress, Shared,
    Simulator, World,
};
use wharfinger_core::grants::{Repository, Target};
use wharfinger_core::policy::{Document, Installation};
use wharfinger_core::timestamp::Timestamp;
use wharfinger_ecr::connection::{Connection, ExternalId};
use wharfinger_ecr::doctor::{EXAMINATION_LEASE, Report};
use wharfinger_ecr::{Amazon, Endpoints, Settings};

pub(crate) const SERVER: &str = "999900001111";
pub(crate) const US: &str = "arn:aws:iam::999900001111:user/wharfinger";
pub(crate) const OWNER: &str = "111122223333";
pub(crate) const OTHER: &str = "444455556666";
pub(crate) const REGION: &str = "us-west-2";
pub(crate) const INSTALLATION: &str = "0a1b2c3d";

/// An identity policy that allows everything.
pub(crate) const ANYTHING: &str =
    r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;

/// What an owner's Lambda function was given, and nobody may touch.
pub(crate) const LAMBDA: &str = r#"{"Version":"2008-10-17","Statement":[{"Sid":"LambdaECRImageRetrievalPolicy","Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":["ecr:BatchGetImage","ecr:GetDownloadUrlForLayer"]}]}"#;

/// 2026-11-28T00:00:00Z.
const START_MICROS: i64 = 1_795_824_000_000_000;

/// How long a call may take where a test waits for it in full.
pub(crate) const PATIENCE: Duration = Duration::from_millis(400);

/// Longer than any call here may take.
pub(crate) const VERY_LONG: Duration = Duration::from_mins(1);

/// The time of the simulator and of this server: it stands still until a test moves it.
#[derive(Clone, Debug)]
pub(crate) struct Clock(Arc<AtomicI64>);

impl Clock {
    pub(crate) fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.load(Ordering::SeqCst))
    }

    pub(crate) fn forward(&self, duration: Duration) {
        let micros = i64::try_from(duration.as_micros()).unwrap();
        self.0.fetch_add(micros, Ordering::SeqCst);
    }
}

impl TimeSource for Clock {
    fn now(&self) -> SystemTime {
        SystemTime::from(Self::now(self))
    }
}

pub(crate) struct Stage {
    pub(crate) shared: Shared,
    pub(crate) url: String,
    pub(crate) clock: Clock,
    server: Credentials,
    handle: Handle,
}

impl Stage {
    pub(crate) fn start() -> Self {
        let clock = Clock(Arc::new(AtomicI64::new(START_MICROS)));
        let mut world = World::new(7);
        for id in [SERVER, OWNER, OTHER] {
            world.add_account(&account(id), Partition::Aws).unwrap();
        }
        let may = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["sts:AssumeRole","sts:SetSourceIdentity"],"Resource":"arn:aws:iam::*:role/*"}}"#;
        let server = world
            .add_user(clock.now(), &account(SERVER), "wharfinger", may)
            .unwrap();
        for owner in [OWNER, OTHER] {
            for name in ["tools/md5sum", "tools/samtools"] {
                let address = address(&repository(owner, name));
                world.add_repository(clock.now(), &address, &[]).unwrap();
            }
        }
        let time = clock.clone();
        let simulator = Simulator::start(world, Faults::none(), move || time.now()).unwrap();
        let (shared, url, handle) = (simulator.shared(), simulator.url(), simulator.handle());
        tokio::spawn(simulator.run());
        Self {
            shared,
            url,
            clock,
            server,
            handle,
        }
    }

    /// Amazon ECR as this server sees it.
    pub(crate) fn amazon(&self) -> Amazon {
        self.amazon_with(Duration::from_secs(20))
    }

    /// The same with little patience.
    pub(crate) fn hasty_amazon(&self) -> Amazon {
        self.amazon_with(PATIENCE)
    }

    /// The same, which gives up on a call after that time.
    pub(crate) fn amazon_with(&self, call_timeout: Duration) -> Amazon {
        Amazon::new(self.settings(call_timeout))
    }

    /// This server, in this world.
    pub(crate) fn settings(&self, call_timeout: Duration) -> Settings {
        let keys = &self.server;
        let (id, secret) = (&keys.access_key_id, &keys.secret_access_key);
        let keys = Keys::new(id, secret, None, None, "test");
        let here = Some(self.url.clone());
        Settings {
            endpoints: Endpoints {
                sts: here.clone(),
                ecr: here.clone(),
                cloudtrail: here,
            },
            time: SharedTimeSource::new(self.clock.clone()),
            call_timeout,
            ..Settings::new(
                Installation::new(INSTALLATION).unwrap(),
                SharedCredentialsProvider::new(keys),
                "us-east-1",
            )
        }
    }

    /// What this server signs with.
    pub(crate) fn secret(&self) -> &str {
        &self.server.secret_access_key
    }

    /// The first owner's first repository, connected as the template says.
    pub(crate) fn connect(&self) -> Target {
        self.connect_as(1, &repository(OWNER, "tools/md5sum"))
    }

    /// A repository, connected as the template says.
    pub(crate) fn connect_as(&self, random: u128, repository: &Repository) -> Target {
        let id = ExternalId::from_random(random);
        let connection = Connection::new(US, id, vec![repository.clone()]).unwrap();
        let (trust, may) = (connection.trust_policy(), connection.permissions_policy());
        self.role(
            &repository.account,
            &connection.authority().role_arn,
            &trust,
            &may,
        );
        Target {
            repository: repository.clone(),
            authority: connection.authority(),
        }
    }

    /// Makes a role, in place of one of the same name.
    pub(crate) fn role(&self, owner: &str, role_arn: &str, trust: &str, may: &str) {
        let name = role_arn.rsplit('/').next().unwrap();
        let mut world = self.shared.world();
        world.delete_role(&account(owner), name);
        world
            .add_role(self.clock.now(), &account(owner), name, trust, may)
            .unwrap();
    }

    /// Until when whoever examines a repository has leased it.
    pub(crate) fn leased(&self) -> Timestamp {
        self.clock.now().later(EXAMINATION_LEASE)
    }

    /// Examines a role with a repository, with a fresh lease of it.
    pub(crate) async fn examine(&self, target: &Target) -> Report {
        self.amazon().examine(target, self.leased()).await
    }

    /// The policy that holds, in one spelling: Amazon ECR gives lists back in any order, so whoever
    /// writes back what was read has changed the order and nothing else.
    pub(crate) fn policy(&self, target: &Target) -> Option<String> {
        let address = address(&target.repository);
        let text = self.shared.world().policy_text(&address)?;
        let nobody = Installation::new("zzzzzzzz").unwrap();
        Some(Document::read(&text, &nobody).unwrap().foreign_canonical())
    }

    /// What `CloudTrail` has of the repository's account, the newest first.
    pub(crate) fn trail(&self, target: &Target) -> Vec<String> {
        let owner = account(&target.repository.account);
        let region = address(&target.repository).region;
        let mut world = self.shared.world();
        let root = world.root_credentials(&owner).unwrap();
        let now = self.clock.now();
        let caller = world.authenticate(now, &root.access_key_id, None).unwrap();
        let asked = LookupEvents::default();
        let page = world.lookup_events(now, &caller, &region, &asked).unwrap();
        page.events.into_iter().map(|event| event.record).collect()
    }

    /// Changes a policy from outside.
    pub(crate) fn put(&self, target: &Target, text: &str) {
        let text = text.to_owned();
        self.shared
            .world()
            .edit_policy(
                self.clock.now(),
                &address(&target.repository),
                "owner",
                |_| Some(text),
            )
            .unwrap();
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        // What it returns is only to be waited for; the stop is under way.
        drop(self.handle.stop());
    }
}

pub(crate) fn account(id: &str) -> AccountId {
    AccountId::new(id).unwrap()
}

pub(crate) fn repository(account: &str, name: &str) -> Repository {
    Repository {
        partition: "aws".to_owned(),
        account: account.to_owned(),
        region: REGION.to_owned(),
        name: name.to_owned(),
    }
}

pub(crate) fn address(repository: &Repository) -> RepositoryAddress {
    RepositoryAddress::new(&repository.account, &repository.region, &repository.name).unwrap()
}

/// A policy that lets an account pull.
pub(crate) fn pull(principal: &str) -> String {
    format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Sid":"Pull","Effect":"Allow","Principal":{{"AWS":["{principal}"]}},"Action":["ecr:BatchGetImage"]}}]}}"#
    )
}

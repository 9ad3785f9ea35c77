//! A simulated AWS: this server's account, owners with repositories, and who asks for access.

use std::ffi::OsStr;
use std::process::Command;
use std::sync::mpsc;
use std::thread;
use std::time::SystemTime;

use wharfinger_aws_sim::{
    AccountId, Credentials, Faults, Partition, RepositoryAddress, Shared, Simulator, World,
};
use wharfinger_core::grants::Repository;
use wharfinger_core::policy::{Document, Installation};
use wharfinger_core::timestamp::Timestamp;
use wharfinger_ecr::connection::{Connection, ExternalId};
use wharfinger_tests::program::{Server, program};

const SERVER: &str = "999900001111";
/// Where all repositories are.
pub(crate) const REGION: &str = "us-west-2";

/// Who asks for access.
pub(crate) const GUEST: &str = "444455556666";

/// Who the servers are.
pub(crate) const PRINCIPAL: &str = "arn:aws:iam::999900001111:user/wharfinger";

/// All that the servers may do (docs/OPERATING.md).
const MAY: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["sts:AssumeRole","sts:SetSourceIdentity"],"Resource":"arn:aws:iam::*:role/*"}}"#;

/// What the owner's Lambda function was given, and nobody may touch.
const LAMBDA: &str = r#"{"Version":"2008-10-17","Statement":[{"Sid":"LambdaECRImageRetrievalPolicy","Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":["ecr:BatchGetImage","ecr:GetDownloadUrlForLayer"]}]}"#;

/// What a command left behind.
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// It, and what is in it.
pub(crate) struct Aws {
    pub(crate) shared: Shared,
    pub(crate) url: String,
    keys: Credentials,
}

impl Aws {
    /// One on loopback, for as long as the process lives. Calls go wrong as `faults` say.
    pub(crate) fn start(seed: u64, faults: Faults) -> Self {
        let mut world = World::new(seed);
        for id in [SERVER, GUEST] {
            world.add_account(&account(id), Partition::Aws).unwrap();
        }
        let keys = world.add_user(now(), &account(SERVER), "wharfinger", MAY);
        let keys = keys.unwrap();
        let (started, start) = mpsc::channel();
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async {
                let simulator = Simulator::start(world, faults, now).unwrap();
                started.send((simulator.shared(), simulator.url())).unwrap();
                simulator.run().await.unwrap();
            });
        });
        let (shared, url) = start.recv().unwrap();
        Self { shared, url, keys }
    }

    /// Starts a server over a database that carries grants out here.
    pub(crate) fn server(&self, database: &str) -> Server {
        self.server_logging("warn", database)
    }

    /// The same with a log of that level.
    pub(crate) fn server_logging(&self, level: &str, database: &str) -> Server {
        let arguments = ["--aws-principal", PRINCIPAL, "--aws-endpoint", &self.url];
        let arguments = arguments.map(OsStr::new);
        Server::start_logging(level, database, &arguments, &self.variables())
    }

    /// Runs a command of the program to its end.
    pub(crate) fn command(&self, arguments: &[&str]) -> Ran {
        let mut command = Command::new(program());
        let output = command.args(arguments).envs(self.variables()).output();
        let output = output.unwrap();
        Ran {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// What has a connection examined.
    pub(crate) fn doctor<'a>(&'a self, connection: &'a str) -> [&'a str; 6] {
        let endpoint = &self.url;
        [
            "doctor",
            connection,
            "--aws-principal",
            PRINCIPAL,
            "--aws-endpoint",
            endpoint,
        ]
    }

    /// The keys of the servers.
    fn variables(&self) -> [(&str, &str); 2] {
        [
            ("AWS_ACCESS_KEY_ID", &self.keys.access_key_id),
            ("AWS_SECRET_ACCESS_KEY", &self.keys.secret_access_key),
        ]
    }

    /// Adds a repository, whose account is added where it is not there, with what a Lambda function of
    /// its owner was given.
    pub(crate) fn add_repository(&self, repository: &Repository) {
        let mut world = self.shared.world();
        let owner = account(&repository.account);
        // Of several repositories the first one adds it.
        let _ = world.add_account(&owner, Partition::Aws);
        let address = address(repository);
        world.add_repository(now(), &address, &[]).unwrap();
        let lambda = |_: Option<&str>| Some(LAMBDA.to_owned());
        world
            .edit_policy(now(), &address, "lambda", lambda)
            .unwrap();
    }

    /// Makes the role that a connection asks for, as its owner would, in place of an older one.
    pub(crate) fn make_role(&self, connection: &Connection) {
        let arn = connection.authority().role_arn;
        let (_, name) = arn.rsplit_once('/').unwrap();
        let owner = account(connection.account());
        let (trust, may) = (connection.trust_policy(), connection.permissions_policy());
        let mut world = self.shared.world();
        world.delete_role(&owner, name);
        let made = world.add_role(now(), &owner, name, &trust, &may);
        assert_eq!(made.unwrap(), arn);
    }

    /// Leaves of a policy what was there before us, as its owner would by hand.
    pub(crate) fn take_ours_out(&self, repository: &Repository) {
        let lambda = |_: Option<&str>| Some(LAMBDA.to_owned());
        let mut world = self.shared.world();
        world
            .edit_policy(now(), &address(repository), "owner", lambda)
            .unwrap();
    }

    /// Deletes the role that `Team::publish` has made for the tools of an owner.
    pub(crate) fn delete_role_of(&self, place: &Repository) {
        let number = place.account.parse().unwrap();
        let arn = ExternalId::from_random(number).role_arn(&place.partition, &place.account);
        let (_, name) = arn.rsplit_once('/').unwrap();
        self.shared
            .world()
            .delete_role(&account(&place.account), name);
    }

    /// Makes a role of those who ask for access; returns its ARN.
    pub(crate) fn make_guest(&self, name: &str) -> String {
        let guest = account(GUEST);
        let trust = format!(
            r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Principal":{{"AWS":"{GUEST}"}},"Action":"sts:AssumeRole"}}}}"#
        );
        let mut world = self.shared.world();
        world.add_role(now(), &guest, name, &trust, MAY).unwrap()
    }

    /// Whether a repository lets somebody pull now.
    pub(crate) fn lets_in(&self, repository: &Repository, principal: &str) -> bool {
        let action = "ecr:BatchGetImage";
        let world = self.shared.world();
        world.repository_lets_in(now(), principal, action, &address(repository))
    }

    /// Whether everybody else's statements are as they were, in one spelling: Amazon ECR gives lists
    /// back in any order.
    pub(crate) fn foreign_is_whole(&self, repository: &Repository, ours: &Installation) -> bool {
        let text = self.shared.world().policy_text(&address(repository));
        let Some(text) = text else { return false };
        let foreign = |text| Document::read(text, ours).unwrap().foreign_canonical();
        foreign(&text) == foreign(LAMBDA)
    }
}

/// A repository of an owner.
pub(crate) fn repository(owner: &str, name: &str) -> Repository {
    Repository {
        partition: "aws".to_owned(),
        account: owner.to_owned(),
        region: REGION.to_owned(),
        name: name.to_owned(),
    }
}

/// The time of the servers, which are processes of their own, and so of everything.
pub(crate) fn now() -> Timestamp {
    Timestamp::from(SystemTime::now())
}

fn account(id: &str) -> AccountId {
    AccountId::new(id).unwrap()
}

fn address(repository: &Repository) -> RepositoryAddress {
    let Repository {
        account,
        region,
        name,
        ..
    } = repository;
    RepositoryAddress::new(account, region, name).unwrap()
}

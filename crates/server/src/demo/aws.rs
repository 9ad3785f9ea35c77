//! A simulated AWS, so that a newcomer sees access come and go without an account there.
//!
//! It listens on loopback, its keys open nothing elsewhere, and it begins anew with every start. What
//! an owner does in the console of AWS is done on the page `/demo/aws`.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use actix_web::rt;
use wharfinger_aws_sim::{
    AccountId, Faults, Handle, Identity, Partition, RepositoryAddress, SetUpError, Shared,
    Simulator, World,
};
use wharfinger_core::grants::Repository;
use wharfinger_ecr::connection::{Connection as Role, ExternalId};
use wharfinger_ecr::credentials_of_key;
use wharfinger_store::Connection;

use crate::automation::role::chosen;
use crate::grants::{Keys, Settings};
use crate::seams::{Clock, Entropy};

/// Who the server is.
const PRINCIPAL: &str = "arn:aws:iam::999900001111:user/wharfinger";

/// Whose the example tool is; its repository, and what a Lambda function of theirs was given.
const OWNER: &str = "312767926603";
const REPOSITORY: (&str, &str) = ("us-west-2", "md5sum");
/// Another of theirs, for a tool that a newcomer registers.
const EMPTY_REPOSITORY: (&str, &str) = ("us-west-2", "samtools");
const LAMBDA: &str = r#"{"Version":"2008-10-17","Statement":[{"Sid":"LambdaECRImageRetrievalPolicy","Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":["ecr:BatchGetImage","ecr:GetDownloadUrlForLayer"]}]}"#;

/// Whoever asks for access: a person, and the role of a pipeline that this person may assume.
const REQUESTER: &str = "444455556666";
const PERSON: &str = "ada";
const PIPELINE: &str = "pipeline";

/// What everybody there may do.
const MAY_ASSUME: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["sts:AssumeRole","sts:SetSourceIdentity"],"Resource":"*"}}"#;
const MAY_PULL: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["ecr:BatchGetImage","ecr:GetDownloadUrlForLayer","ecr:GetAuthorizationToken"],"Resource":"*"}}"#;
const TRUSTS_ITS_ACCOUNT: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"444455556666"},"Action":"sts:AssumeRole"}}"#;

/// The simulated AWS of a server.
pub(crate) struct DemoAws {
    shared: Shared,
    handle: Mutex<Handle>,
    /// Where it listens.
    pub(crate) endpoint: String,
    /// The key of whoever asks for access, to try the proof with.
    pub(crate) key: RequesterKey,
}

/// What somebody who asks for access signs with.
#[derive(Clone, Debug)]
pub(crate) struct RequesterKey {
    pub(crate) arn: String,
    pub(crate) access_key_id: String,
    pub(crate) secret_access_key: String,
}

impl RequesterKey {
    /// As variables in front of a command.
    pub(crate) fn variables(&self) -> String {
        let (id, secret) = (&self.access_key_id, &self.secret_access_key);
        format!("AWS_ACCESS_KEY_ID={id} AWS_SECRET_ACCESS_KEY={secret}")
    }
}

/// Why the owner's part cannot be played.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CannotPlay {
    /// The connection leads to no account that is simulated.
    #[error("the account {0} is not simulated; the example tool's is {OWNER}")]
    NoSuchAccount(String),
    /// There is no such repository.
    #[error("`{0}` is not simulated")]
    NoSuchRepository(String),
    /// It is not a connection of this server's making.
    #[error("no role can be made for this connection: {0}")]
    Connection(String),
    /// AWS would not take it.
    #[error("AWS would not take it: {0}")]
    Refused(String),
}

impl DemoAws {
    /// Starts it, inside an actix system; with how the server is to call it.
    pub(crate) fn start(
        clock: Arc<dyn Clock>,
        entropy: &dyn Entropy,
    ) -> std::io::Result<(Self, Settings)> {
        let mut seed = [0; 8];
        entropy.fill(&mut seed);
        let mut world = World::new(u64::from_ne_bytes(seed));
        let furnished = furnish(&mut world, &*clock);
        let (keys, key) = furnished.expect("the accounts of the demo fit together");
        let simulator = Simulator::start(world, Faults::none(), move || clock.now())?;
        let mut settings = Settings::new(PRINCIPAL).expect("the principal of the demo is a user");
        settings.keys = keys;
        settings.endpoint = Some(simulator.url());
        let demo = Self {
            endpoint: simulator.url(),
            shared: simulator.shared(),
            handle: Mutex::new(simulator.handle()),
            key,
        };
        rt::spawn(async move {
            if let Err(error) = simulator.run().await {
                tracing::error!(%error, "The simulated AWS has ended");
            }
        });
        Ok((demo, settings))
    }

    /// Ends it.
    pub(crate) async fn stop(&self) {
        // Let go of before anything is waited for.
        let handle = {
            let handle = self.handle.lock().unwrap_or_else(PoisonError::into_inner);
            handle.clone()
        };
        handle.stop().await;
    }

    fn world(&self) -> MutexGuard<'_, World> {
        self.shared.world()
    }

    /// The repositories of every account, with their policies.
    pub(crate) fn repositories(&self) -> Vec<(RepositoryAddress, Option<String>)> {
        let world = self.world();
        let accounts = world.accounts();
        let addresses = accounts.flat_map(|account| world.repositories(account));
        let with_policy = addresses.map(|address| {
            let policy = world.policy_text(&address);
            (address, policy)
        });
        with_policy.collect()
    }

    /// The users and roles of every account.
    pub(crate) fn identities(&self) -> Vec<Identity> {
        let world = self.world();
        let accounts = world.accounts();
        accounts
            .flat_map(|account| world.identities(account))
            .collect()
    }

    /// Makes the role of a connection as its template would, for every repository of the account.
    pub(crate) fn make_role(&self, connection: &Connection) -> Result<(), CannotPlay> {
        let account = account_of(connection)?;
        let mut world = self.world();
        let repositories = world.repositories(&account).iter().map(place).collect();
        let cannot = |error: &dyn std::fmt::Display| CannotPlay::Connection(error.to_string());
        let external_id = ExternalId::read(&connection.authority.external_id);
        let external_id = external_id.map_err(|error| cannot(&error))?;
        let role = Role::new(PRINCIPAL, external_id, repositories);
        let role = role.and_then(|role| chosen(role, connection));
        let role = role.map_err(|error| cannot(&error))?;
        let now = self.shared.now();
        let (trust, may) = (role.trust_policy(), role.permissions_policy());
        let made = world.add_role(now, &account, role_name(connection), &trust, &may);
        made.map(drop).map_err(|error| match error {
            SetUpError::Missing(_) => CannotPlay::NoSuchAccount(connection.aws_account.clone()),
            error => CannotPlay::Refused(error.to_string()),
        })
    }

    /// Deletes the role of a connection.
    pub(crate) fn delete_role(&self, connection: &Connection) -> Result<(), CannotPlay> {
        let account = account_of(connection)?;
        self.world().delete_role(&account, role_name(connection));
        Ok(())
    }

    /// Whether there is the role of a connection.
    pub(crate) fn has_role(&self, connection: &Connection) -> bool {
        account_of(connection).is_ok_and(|account| {
            let identities = self.world().identities(&account);
            let mut arns = identities.into_iter().map(|identity| identity.arn);
            arns.any(|arn| arn == connection.authority.role_arn)
        })
    }

    /// Replaces the policy of the repository with that ARN, or deletes it, as its owner would by hand.
    pub(crate) fn set_policy(&self, arn: &str, text: &str) -> Result<(), CannotPlay> {
        let mut repositories = self.repositories().into_iter();
        let found = repositories.find(|(address, _)| address.to_string() == arn);
        let (address, _) = found.ok_or_else(|| CannotPlay::NoSuchRepository(arn.to_owned()))?;
        let text = Some(text.trim()).filter(|text| !text.is_empty());
        let now = self.shared.now();
        let edit = |_: Option<&str>| text.map(str::to_owned);
        let edited = self.world().edit_policy(now, &address, "owner", edit);
        edited.map_err(|refusal| CannotPlay::Refused(refusal.to_string()))
    }
}

/// Opens the accounts and puts into them what is there at first.
fn furnish(world: &mut World, clock: &dyn Clock) -> Result<(Keys, RequesterKey), SetUpError> {
    let now = clock.now();
    let [server, owner, requester] = ["999900001111", OWNER, REQUESTER].map(AccountId::new);
    let (server, owner, requester) = (server?, owner?, requester?);
    for account in [&server, &owner, &requester] {
        world.add_account(account, Partition::Aws)?;
    }
    let ours = world.add_user(now, &server, "wharfinger", MAY_ASSUME)?;
    let (region, name) = REPOSITORY;
    let address = RepositoryAddress::new(OWNER, region, name)?;
    world.add_repository(now, &address, &[])?;
    let lambda = world.edit_policy(now, &address, "lambda", |_| Some(LAMBDA.to_owned()));
    lambda.map_err(|refusal| SetUpError::Policy(refusal.to_string()))?;
    let (region, name) = EMPTY_REPOSITORY;
    let address = RepositoryAddress::new(OWNER, region, name)?;
    world.add_repository(now, &address, &[])?;
    world.add_role(now, &requester, PIPELINE, TRUSTS_ITS_ACCOUNT, MAY_PULL)?;
    let theirs = world.add_user(now, &requester, PERSON, MAY_PULL)?;
    let keys = credentials_of_key(&ours.access_key_id, &ours.secret_access_key);
    let key = RequesterKey {
        arn: format!("arn:aws:iam::{REQUESTER}:user/{PERSON}"),
        access_key_id: theirs.access_key_id,
        secret_access_key: theirs.secret_access_key,
    };
    Ok((Keys::Given(keys), key))
}

fn account_of(connection: &Connection) -> Result<AccountId, CannotPlay> {
    AccountId::new(&connection.aws_account)
        .map_err(|_| CannotPlay::NoSuchAccount(connection.aws_account.clone()))
}

/// The name of a connection's role, without its path.
fn role_name(connection: &Connection) -> &str {
    let arn = &connection.authority.role_arn;
    arn.rsplit('/').next().unwrap_or_default()
}

fn place(address: &RepositoryAddress) -> Repository {
    Repository {
        partition: address.region.partition().as_str().to_owned(),
        account: address.account.to_string(),
        region: address.region.as_str().to_owned(),
        name: address.name.clone(),
    }
}

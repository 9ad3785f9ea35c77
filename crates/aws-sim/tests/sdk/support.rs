//! A simulator for one test, and clients of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime};

use aws_sdk_ecr::config::retry::RetryConfig;
use aws_sdk_ecr::config::timeout::TimeoutConfig;
use aws_sdk_ecr::config::{BehaviorVersion, SharedHttpClient};
use aws_smithy_async::time::TimeSource;
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::Provider;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use wharfinger_aws_sim::{
    AccountId, Credentials, Faults, Handle, Image, Partition, RepositoryAddress, Shared, Simulator,
    World,
};
use wharfinger_core::timestamp::Timestamp;

pub(crate) const OWNER: &str = "111122223333";
pub(crate) const GUEST: &str = "444455556666";
pub(crate) const REGION: &str = "us-west-2";
pub(crate) const REPOSITORY: &str = "tools/md5sum";
pub(crate) const ANYTHING: &str =
    r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;

/// 2026-11-28T00:00:00Z.
const START_MICROS: i64 = 1_795_824_000_000_000;

/// How long a client waits for an answer where a test is about that. Short, because it is waited for in
/// full.
pub(crate) const PATIENCE: Duration = Duration::from_millis(150);

/// Longer than any client here waits.
pub(crate) const VERY_LONG: Duration = Duration::from_mins(1);

/// The time of the simulator and of the clients: it stands still until a test moves it.
#[derive(Clone, Debug)]
pub(crate) struct Clock(Arc<AtomicI64>);

impl Clock {
    pub(crate) fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.load(Ordering::SeqCst))
    }

    pub(crate) fn forward(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }
}

impl TimeSource for Clock {
    fn now(&self) -> SystemTime {
        SystemTime::from(Self::now(self))
    }
}

/// A running simulator with an owner, who has one repository with one image, and a guest.
pub(crate) struct Stage {
    pub(crate) shared: Shared,
    pub(crate) url: String,
    pub(crate) clock: Clock,
    pub(crate) repository: RepositoryAddress,
    pub(crate) owner: Credentials,
    pub(crate) guest: Credentials,
    handle: Handle,
}

impl Stage {
    pub(crate) fn start() -> Self {
        let clock = Clock(Arc::new(AtomicI64::new(START_MICROS)));
        let mut world = World::new(7);
        let (owner, guest) = (account(OWNER), account(GUEST));
        world.add_account(&owner, Partition::Aws).unwrap();
        world.add_account(&guest, Partition::Aws).unwrap();
        let repository = RepositoryAddress::new(OWNER, REGION, REPOSITORY).unwrap();
        let tags = [("aws:cloudformation:stack-name", "tools")];
        world
            .add_repository(clock.now(), &repository, &tags)
            .unwrap();
        world
            .push_image(&repository, Image::new(clock.now(), "1.0", "{}"))
            .unwrap();
        let owner = world
            .add_user(clock.now(), &owner, "ops", ANYTHING)
            .unwrap();
        let guest = world
            .add_user(clock.now(), &guest, "ada", ANYTHING)
            .unwrap();
        let time = clock.clone();
        let simulator = Simulator::start(world, Faults::none(), move || time.now()).unwrap();
        let (shared, url, handle) = (simulator.shared(), simulator.url(), simulator.handle());
        tokio::spawn(simulator.run());
        Self {
            shared,
            url,
            clock,
            repository,
            owner,
            guest,
            handle,
        }
    }

    /// A client of ECR that never tries twice.
    pub(crate) fn ecr(&self, credentials: &Credentials) -> aws_sdk_ecr::Client {
        self.ecr_with(credentials, RetryConfig::disabled())
    }

    /// A client of ECR that tries three times, as the SDK does by itself, and hardly waits in between.
    pub(crate) fn stubborn_ecr(&self, credentials: &Credentials) -> aws_sdk_ecr::Client {
        let retry = RetryConfig::standard().with_initial_backoff(Duration::from_millis(1));
        self.ecr_with(credentials, retry)
    }

    fn ecr_with(&self, credentials: &Credentials, retry: RetryConfig) -> aws_sdk_ecr::Client {
        let config = aws_sdk_ecr::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(aws_sdk_ecr::config::Region::new(REGION))
            .endpoint_url(&self.url)
            .credentials_provider(keys(credentials))
            .http_client(http_client())
            .time_source(self.clock.clone())
            .timeout_config(
                TimeoutConfig::builder()
                    .operation_attempt_timeout(PATIENCE * 10)
                    .build(),
            )
            .retry_config(retry);
        aws_sdk_ecr::Client::from_conf(config.build())
    }

    pub(crate) fn sts(&self, credentials: &Credentials) -> aws_sdk_sts::Client {
        let config = aws_sdk_sts::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(aws_sdk_sts::config::Region::new(REGION))
            .endpoint_url(&self.url)
            .credentials_provider(keys(credentials))
            .http_client(http_client())
            .time_source(self.clock.clone())
            .retry_config(RetryConfig::disabled());
        aws_sdk_sts::Client::from_conf(config.build())
    }

    /// Sends a request as it is, and returns the status and the body.
    pub(crate) async fn send(&self, request: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(self.host()).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        let status = answer.get(9..12).unwrap().parse().unwrap();
        let body = answer.split_once("\r\n\r\n").unwrap().1;
        (status, body.to_owned())
    }

    pub(crate) fn host(&self) -> &str {
        self.url.strip_prefix("http://").unwrap()
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        // What it returns is only to be waited for; the stop is under way.
        drop(self.handle.stop());
    }
}

/// A policy that lets principals pull.
pub(crate) fn pull(principals: &[&str]) -> String {
    let list = serde_json::to_string(principals).unwrap();
    format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Sid":"Pull","Effect":"Allow","Principal":{{"AWS":{list}}},"Action":["ecr:BatchGetImage","ecr:GetDownloadUrlForLayer"]}}]}}"#
    )
}

pub(crate) fn account(id: &str) -> AccountId {
    AccountId::new(id).unwrap()
}

pub(crate) fn keys(credentials: &Credentials) -> aws_sdk_ecr::config::Credentials {
    aws_sdk_ecr::config::Credentials::new(
        &credentials.access_key_id,
        &credentials.secret_access_key,
        credentials.session_token.clone(),
        None,
        "a test",
    )
}

fn http_client() -> SharedHttpClient {
    Builder::new()
        .tls_provider(Provider::Rustls(CryptoMode::Ring))
        .build_https()
}

//! Amazon ECR itself, through the AWS SDK.

mod admissible;
mod clients;
mod environment;
mod failure;
mod image;
mod policy;
mod pull_password;
mod session;
mod settings;
mod told;
mod trail;

use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;
use std::sync::{Mutex, MutexGuard, PoisonError};

use aws_sdk_ecr::config::{Credentials, SharedHttpClient};
use tokio::time::Instant;
use wharfinger_core::grants::{Failure, Repository, Target, TrailEvent};
use wharfinger_core::timestamp::Timestamp;

use crate::cloud::Cloud;
pub use environment::{credentials_from_environment, credentials_of_key};
pub(crate) use failure::{Call, failure};
pub use image::{DESCRIBE_IMAGES, Described};
pub(crate) use policy::{read_policy, write_policy};
pub use pull_password::PullPassword;
pub use session::SESSION_USED;
use session::Session;
pub(crate) use session::{NotAssumed, allowing};
pub use settings::{Endpoints, Settings};
pub(crate) use told::tell;
use trail::LOOK_UP_TIMEOUT;

/// Most sessions that are kept. With five reads a second of an account and region, and sessions of
/// ten minutes, this is one busy region; who has more repositories due assumes roles more often.
const SESSIONS_MAX: usize = 3_000;

/// Amazon ECR, as the roles that owners made for us.
///
/// Each repository is worked on in a session of its own: 15 minutes at most, used for
/// [`SESSION_USED`], allowed nothing but to read, replace and delete the policy of that repository,
/// and marked with our source identity. Before the first call it is looked at whether the session is
/// in the account that owns the repository. A session that is refused is dropped, and the role
/// assumed once more.
///
/// A call is sent once. Everything, becoming the role included, takes at most
/// [`Settings::call_timeout`]; what took longer before the write was sent is
/// [`Failure::Unavailable`], afterwards [`Failure::Unknown`].
pub struct Amazon {
    settings: Settings,
    http: SharedHttpClient,
    sts: aws_sdk_sts::Client,
    sessions: Mutex<BTreeMap<SessionKey, Session>>,
}

/// Whose session, for what: the role, the external id, the repository.
type SessionKey = (String, String, Repository);

impl Amazon {
    /// Prepares to call AWS. Nothing is called yet.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        let http = clients::http();
        let sts = clients::sts(&settings, &http);
        Self {
            settings,
            http,
            sts,
            sessions: Mutex::default(),
        }
    }

    /// How AWS is called.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    pub(crate) fn now(&self) -> Timestamp {
        Timestamp::from(self.settings.time.now())
    }

    pub(crate) fn sts(&self) -> &aws_sdk_sts::Client {
        &self.sts
    }

    fn http(&self) -> &SharedHttpClient {
        &self.http
    }

    pub(crate) fn ecr(&self, region: &str, session: Credentials) -> aws_sdk_ecr::Client {
        clients::ecr(&self.settings, &self.http, region, session)
    }

    /// What is wrong with a target before anybody is asked.
    ///
    /// # Errors
    /// [`Failure::Denied`] with the reason.
    pub(crate) fn check(&self, target: &Target) -> Result<(), Failure> {
        admissible::check(target, &self.settings.region)
    }

    /// Makes a call in a session, and once more in a new one where the first is refused: a refusal
    /// says that nothing has happened.
    async fn in_session<T>(
        &self,
        target: &Target,
        call: Call<'_>,
        send: impl AsyncFn(&aws_sdk_ecr::Client) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let end = Instant::now() + self.settings.call_timeout;
        let session = within(end, Failure::Unavailable, self.session(target)).await?;
        match within(end, call.unanswered(), send(&session.ecr)).await {
            Err(Failure::Denied { .. }) => self.forget(target),
            answer => return answer,
        }
        let session = within(end, Failure::Unavailable, self.session(target)).await?;
        let answer = within(end, call.unanswered(), send(&session.ecr)).await;
        if let Err(Failure::Denied { .. }) = answer {
            self.forget(target);
        }
        answer
    }

    async fn session(&self, target: &Target) -> Result<Session, Failure> {
        self.check(target)?;
        let key = key(target);
        let now = self.now();
        let kept = self.kept().get(&key).cloned();
        if let Some(session) = kept.filter(|session| now < session.until) {
            return Ok(session);
        }
        let session = self.begin(target).await?;
        let mut kept = self.kept();
        kept.retain(|_, session| now < session.until);
        if kept.len() < SESSIONS_MAX {
            kept.insert(key, session.clone());
        }
        Ok(session)
    }

    fn forget(&self, target: &Target) {
        self.kept().remove(&key(target));
    }

    /// The sessions. Never held while anything is waited for.
    fn kept(&self) -> MutexGuard<'_, BTreeMap<SessionKey, Session>> {
        // Nothing that holds it can panic half-way through a change.
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Cloud for Amazon {
    async fn read(&self, target: &Target) -> Result<Option<String>, Failure> {
        let arn = target.repository.arn();
        let call = Call {
            action: "ecr:GetRepositoryPolicy",
            resource: &arn,
            is_write: false,
        };
        let send = async |ecr: &aws_sdk_ecr::Client| read_policy(ecr, target, call).await;
        self.in_session(target, call, send).await
    }

    async fn write(&self, target: &Target, text: Option<&str>) -> Result<(), Failure> {
        let arn = target.repository.arn();
        let action = match text {
            Some(_) => "ecr:SetRepositoryPolicy",
            None => "ecr:DeleteRepositoryPolicy",
        };
        let call = Call {
            action,
            resource: &arn,
            is_write: true,
        };
        let send = async |ecr: &aws_sdk_ecr::Client| write_policy(ecr, target, text, call).await;
        self.in_session(target, call, send).await
    }

    async fn trail(&self, target: &Target, since: Timestamp) -> Result<Vec<TrailEvent>, Failure> {
        let end = Instant::now() + LOOK_UP_TIMEOUT;
        within(end, Failure::Unavailable, self.look_up(target, since)).await
    }
}

/// Without the clients, which are pages long, and without the sessions.
impl fmt::Debug for Amazon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Amazon")
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

/// Waits no longer than until `end`.
async fn within<T>(
    end: Instant,
    late: Failure,
    answer: impl Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
    tokio::time::timeout_at(end, answer)
        .await
        .unwrap_or(Err(late))
}

fn key(target: &Target) -> SessionKey {
    let authority = &target.authority;
    (
        authority.role_arn.clone(),
        authority.external_id.clone(),
        target.repository.clone(),
    )
}

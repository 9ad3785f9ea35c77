//! Passwords that pull from exactly the repositories they are asked for.

use std::fmt;

use aws_sdk_ecr::types::{AuthorizationData, ImageIdentifier};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use tokio::time::Instant;
use wharfinger_core::grants::{Authority, Failure, Repository, Target};
use wharfinger_core::timestamp::Timestamp;

use super::failure::{Call, failure};
use super::session::{POLICY_CHARS_MAX, allowing};
use super::told::tell;
use super::{Amazon, within};
use crate::connection::{PULL_ACTIONS, TOKEN_ACTION};

/// A tag that no image has, to ask for one: it tells whether images may be read, and no tag of theirs.
const NO_SUCH_TAG: &str = "wharfinger-examines";

/// What logs in at a registry. Amazon ECR lets it in for 12 hours, whatever becomes of the session that it
/// was fetched in (Amazon ECR API Reference, `GetAuthorizationToken`).
#[derive(Clone)]
pub struct PullPassword {
    /// Whom the registry takes it for: `AWS`.
    pub username: String,
    /// The password itself.
    pub password: String,
    /// Until when it is let in.
    pub expires_at: Timestamp,
}

/// Without the password, which must not get into a log.
impl fmt::Debug for PullPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PullPassword")
            .field("username", &self.username)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

impl Amazon {
    /// Fetches a password that pulls from these repositories of one registry and from nothing else,
    /// however much the role may. It is kept nowhere.
    ///
    /// The session that it is fetched in lasts 15 minutes and is used for nothing else. There must be no
    /// more repositories than [`Amazon::pulled_at_once`] says.
    ///
    /// # Errors
    /// [`Failure::Denied`] where the role or AWS says no, or the repositories do not go together; others
    /// where nothing was answered.
    pub async fn pull_password(
        &self,
        authority: &Authority,
        repositories: &[Repository],
    ) -> Result<PullPassword, Failure> {
        let end = Instant::now() + self.settings().call_timeout;
        let fetched = async {
            let ecr = self.puller(authority, repositories).await?;
            fetch(&ecr).await
        };
        within(end, Failure::Unavailable, fetched).await
    }

    /// How many of these repositories, the first ones, fit into the session of one password.
    ///
    /// ```
    /// use wharfinger_core::grants::Repository;
    /// use wharfinger_ecr::Amazon;
    /// let repository = |number: usize| Repository {
    ///     partition: "aws".to_owned(),
    ///     account: "111122223333".to_owned(),
    ///     region: "us-west-2".to_owned(),
    ///     name: format!("tools/number-{number}"),
    /// };
    /// let many: Vec<_> = (0..100).map(repository).collect();
    /// assert_eq!(Amazon::pulled_at_once(&many[..3]), 3);
    /// assert_eq!(Amazon::pulled_at_once(&many), 29);
    /// ```
    #[must_use]
    pub fn pulled_at_once(repositories: &[Repository]) -> usize {
        let fits = |count: &usize| pulling(&repositories[..*count]).len() <= POLICY_CHARS_MAX;
        let counts = 1..=repositories.len();
        counts.take_while(fits).last().unwrap_or_default()
    }

    /// Does all that a pull takes, without pulling anything.
    pub(crate) async fn try_pull_password(&self, target: &Target) -> Result<(), Failure> {
        let end = Instant::now() + self.settings().call_timeout;
        let tried = async {
            let place = &target.repository;
            let ecr = self.puller(&target.authority, std::slice::from_ref(place));
            let ecr = ecr.await?;
            fetch(&ecr).await?;
            look(&ecr, place).await
        };
        within(end, Failure::Unavailable, tried).await
    }

    /// Amazon ECR as a session that may pull from these repositories.
    async fn puller(
        &self,
        authority: &Authority,
        repositories: &[Repository],
    ) -> Result<aws_sdk_ecr::Client, Failure> {
        let mut targets = repositories.iter().map(|repository| Target {
            repository: repository.clone(),
            authority: authority.clone(),
        });
        let denied = |message: &str| Failure::Denied {
            message: message.to_owned(),
        };
        let first = targets
            .next()
            .ok_or_else(|| denied("there is no repository to pull from"))?;
        self.check(&first)?;
        for other in targets {
            self.check(&other)?;
            if other.repository.region != first.repository.region {
                return Err(denied(
                    "repositories of two regions have no password in common",
                ));
            }
        }
        let external_id = Some(authority.external_id.as_str());
        let policy = pulling(repositories);
        let session = self.assume(&first, external_id, &policy).await?;
        Ok(self.ecr(&first.repository.region, session))
    }
}

/// The session policy that leaves a pull from these repositories, and the password for it.
fn pulling(repositories: &[Repository]) -> String {
    let arns: Vec<_> = repositories.iter().map(Repository::arn).collect();
    allowing(&json!([
        {"Effect": "Allow", "Action": TOKEN_ACTION, "Resource": "*"},
        {"Effect": "Allow", "Action": PULL_ACTIONS, "Resource": arns},
    ]))
}

async fn fetch(ecr: &aws_sdk_ecr::Client) -> Result<PullPassword, Failure> {
    let call = Call {
        action: TOKEN_ACTION,
        resource: "*",
        is_write: false,
    };
    let answer = ecr.get_authorization_token().send().await;
    tell(call, &answer);
    let answer = answer.map_err(|error| failure(&error, call))?;
    let data = answer.authorization_data().first();
    // What cannot be read is as good as no answer; what it said must not be repeated.
    data.and_then(read).ok_or(Failure::Unavailable)
}

/// Reads `USER:PASSWORD` in base64 (Amazon ECR API Reference, `AuthorizationData`).
fn read(data: &AuthorizationData) -> Option<PullPassword> {
    let decoded = STANDARD.decode(data.authorization_token()?).ok()?;
    let text = String::from_utf8(decoded).ok()?;
    let (username, password) = text.split_once(':')?;
    let seconds = data.expires_at()?.secs();
    Some(PullPassword {
        username: username.to_owned(),
        password: password.to_owned(),
        expires_at: Timestamp::from_micros(seconds.saturating_mul(1_000_000)),
    })
}

/// Whether images may be read: one that is not there is asked for, and its absence is the answer.
async fn look(ecr: &aws_sdk_ecr::Client, place: &Repository) -> Result<(), Failure> {
    let arn = place.arn();
    let call = Call {
        action: "ecr:BatchGetImage",
        resource: &arn,
        is_write: false,
    };
    let image = ImageIdentifier::builder().image_tag(NO_SUCH_TAG).build();
    let answer = ecr
        .batch_get_image()
        .registry_id(&place.account)
        .repository_name(&place.name)
        .image_ids(image)
        .send()
        .await;
    tell(call, &answer);
    answer.map(drop).map_err(|error| failure(&error, call))
}

#[cfg(test)]
mod tests {
    use aws_sdk_ecr::primitives::DateTime;

    use super::*;

    fn repository(name: String) -> Repository {
        Repository {
            partition: "aws-us-gov".to_owned(),
            account: "111122223333".to_owned(),
            region: "us-gov-west-1".to_owned(),
            name,
        }
    }

    #[test]
    fn a_session_is_never_asked_for_that_sts_does_not_take() {
        let longest: Vec<_> = (0..10)
            .map(|number| repository(format!("{number}{}", "a".repeat(255))))
            .collect();
        let count = Amazon::pulled_at_once(&longest);
        assert_eq!(count, 5);
        assert!(pulling(&longest[..count]).len() <= POLICY_CHARS_MAX);
        assert!(pulling(&longest[..=count]).len() > POLICY_CHARS_MAX);
        assert_eq!(Amazon::pulled_at_once(&[]), 0);
    }

    fn token(text: &[u8]) -> AuthorizationData {
        AuthorizationData::builder()
            .authorization_token(STANDARD.encode(text))
            .expires_at(DateTime::from_secs(5))
            .build()
    }

    #[test]
    fn a_password_is_read_and_never_shown() {
        let read_one = read(&token(b"AWS:se:cret")).unwrap();
        assert_eq!(
            (&*read_one.username, &*read_one.password),
            ("AWS", "se:cret")
        );
        assert_eq!(read_one.expires_at, Timestamp::from_micros(5_000_000));
        assert!(!format!("{read_one:?}").contains("cret"));
    }

    #[test]
    fn what_is_no_password_is_none() {
        for data in [
            token(b"AWS"),
            token(b"\xff:\xff"),
            AuthorizationData::builder()
                .authorization_token("?")
                .build(),
            AuthorizationData::builder()
                .authorization_token(STANDARD.encode("AWS:a"))
                .build(),
            AuthorizationData::builder().build(),
        ] {
            assert!(read(&data).is_none(), "{data:?}");
        }
    }
}

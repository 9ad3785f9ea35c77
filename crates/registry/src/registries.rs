//! Questions to registries.

use std::time::Duration;

use tokio::time::{Instant, timeout_at};
use wharfinger_core::evidence::{Evidence, Unknown, Verdict};
use wharfinger_core::timestamp::Timestamp;

use crate::distribution::look::{Sight, look};
use crate::distribution::visit::Visit;
use crate::distribution::{Digest, Habits, Image, Login, RegistryError, TAGS_MAX, Tags, list};
use crate::http::{Http, HttpError};
use crate::reason::reason;

/// For everything that one question takes: a token, redirects, a second try with a login. Whoever
/// registers a tool waits for it, and proxies in front give up after 60 seconds; a registry in order
/// needs one.
pub const QUESTION_TIMEOUT: Duration = Duration::from_secs(25);

/// Most letters of what is said beyond a verdict. Ours have some 200; the rest is what a registry
/// may have put into them.
pub const DETAIL_LETTERS_MAX: usize = 500;

/// Asks registries about images, as nobody and, where an operator has a login, as somebody.
#[derive(Debug)]
pub struct Registries {
    http: Http,
    logins: Vec<Login>,
}

impl Registries {
    /// Asks over `http`, with the logins of the operator.
    #[must_use]
    pub fn new(http: Http, logins: Vec<Login>) -> Self {
        Self { http, logins }
    }

    /// Finds out whether an image exists and who may pull it. There is always an answer: what goes
    /// wrong makes it unknown, with the reason.
    ///
    /// `at` is the time that the evidence is dated.
    pub async fn evidence(&self, image: &Image, at: Timestamp) -> Evidence {
        let login = self.login_at(&image.host);
        if login.is_none() && Habits::of(&image.host).is_private_only {
            return Evidence {
                verdict: Verdict::Unknown(Unknown::NotAsked),
                by_login: false,
                at,
                asked: String::new(),
                status: None,
                digest: None,
                detail: String::new(),
            };
        }
        let until = Instant::now() + QUESTION_TIMEOUT;
        let mut visit = Visit::new(&self.http, image, None);
        let seen = self.look(&mut visit, image, until).await;
        if let (Ok(Sight::Hidden), Some(login)) = (&seen, login) {
            let mut visit = Visit::new(&self.http, image, Some(login));
            let seen = self.look(&mut visit, image, until).await;
            return evidence(&visit, seen, true, at);
        }
        evidence(&visit, seen, false, at)
    }

    /// Lists the tags of an image's repository; `None` where the registry shows no such repository to
    /// everybody. It is asked as nobody: names of tags can be secrets, and whoever is told them here has
    /// shown no right to them.
    pub async fn tags(&self, image: &Image) -> Result<Option<Tags>, RegistryError> {
        if Habits::of(&image.host).is_private_only {
            return Ok(None);
        }
        let mut visit = Visit::new(&self.http, image, None);
        let listing = list(&mut visit, self.http.guard(), image, TAGS_MAX);
        in_time(image, listing, Instant::now() + QUESTION_TIMEOUT).await
    }

    async fn look(
        &self,
        visit: &mut Visit<'_>,
        image: &Image,
        until: Instant,
    ) -> Result<Sight, RegistryError> {
        in_time(image, look(visit, self.http.guard(), image), until).await
    }

    pub(crate) fn http(&self) -> &Http {
        &self.http
    }

    fn login_at(&self, host: &str) -> Option<&Login> {
        self.logins.iter().find(|login| login.host() == host)
    }
}

async fn in_time<T>(
    image: &Image,
    question: impl Future<Output = Result<T, RegistryError>>,
    until: Instant,
) -> Result<T, RegistryError> {
    match timeout_at(until, question).await {
        Ok(answer) => answer,
        Err(_) => Err(RegistryError::http(image, HttpError::TimedOut)),
    }
}

fn evidence(
    visit: &Visit<'_>,
    seen: Result<Sight, RegistryError>,
    is_somebody: bool,
    at: Timestamp,
) -> Evidence {
    let (verdict, digest, detail) = match seen {
        Ok(Sight::Found(digest)) if is_somebody => (Verdict::ExistsPrivate, digest, String::new()),
        Ok(Sight::Found(digest)) => (Verdict::ExistsPublic, digest, String::new()),
        Ok(Sight::Absent) => (Verdict::Missing, None, String::new()),
        Ok(Sight::Hidden) if is_somebody => unknown(Unknown::LoginRefused, String::new()),
        Ok(Sight::Hidden) => unknown(Unknown::Hidden, String::new()),
        Err(error) => unknown(reason(&error), detail(&error)),
    };
    let (asked, status) = visit.trace();
    Evidence {
        verdict,
        by_login: is_somebody,
        at,
        asked,
        status,
        digest: digest.map(|digest| digest.as_str().to_owned()),
        detail,
    }
}

/// What went wrong, without what a registry would like to have printed.
fn detail(error: &RegistryError) -> String {
    let text = error.to_string();
    let printed = text.chars().filter(|letter| !letter.is_control());
    printed.take(DETAIL_LETTERS_MAX).collect()
}

fn unknown(reason: Unknown, detail: String) -> (Verdict, Option<Digest>, String) {
    (Verdict::Unknown(reason), None, detail)
}

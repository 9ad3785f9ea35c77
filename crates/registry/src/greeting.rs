//! What a host says that may be a registry.

use std::fmt;

use tokio::time::timeout;

use crate::distribution::challenges;
use crate::guard::Target;
use crate::http::{Answer, HttpError, Method, Request};
use crate::registries::{DETAIL_LETTERS_MAX, QUESTION_TIMEOUT, Registries};

/// Most bytes of the answer's body, which is not read: those that registries send hold `{}` or an error.
const BODY_BYTES_MAX: usize = 64 * 1_024;

/// What a host answered to `GET /v2/` (OCI distribution specification 1.1, end-1), in a word that is stored and
/// never changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GreetingKind {
    /// It is a registry, which lets everybody in.
    Open,
    /// It asks who is there, as registries do.
    AsksForLogin,
    /// It answers something else.
    Other,
    /// It must not be talked to.
    Refused,
    /// It does not answer, or not in time.
    Silent,
}

impl GreetingKind {
    /// The word.
    ///
    /// ```
    /// use wharfinger_registry::GreetingKind;
    /// assert_eq!(GreetingKind::AsksForLogin.as_str(), "asks_for_login");
    /// ```
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::AsksForLogin => "asks_for_login",
            Self::Other => "other",
            Self::Refused => "refused",
            Self::Silent => "silent",
        }
    }
}

/// What a host answered, and what it says beyond that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Greeting {
    /// What kind of answer it was.
    pub kind: GreetingKind,
    /// Such as its status, or why there is none; what a registry would like to have printed is left out.
    pub detail: String,
}

impl Greeting {
    fn new(kind: GreetingKind, detail: impl fmt::Display) -> Self {
        let text = detail.to_string();
        let printed = text.chars().filter(|letter| !letter.is_control());
        Self {
            kind,
            detail: printed.take(DETAIL_LETTERS_MAX).collect(),
        }
    }

    fn of(answer: &Answer) -> Self {
        let status = answer.status;
        let mut fields = answer.fields_of("www-authenticate").flat_map(challenges);
        let says_so = answer
            .field("docker-distribution-api-version")
            .is_some_and(|version| version.contains("registry/2"));
        match fields.find(|way| ["bearer", "basic"].contains(&&*way.scheme)) {
            Some(way) if status == 401 => {
                let realm = way.get("realm").unwrap_or_default();
                let detail = format!("{status}, {} {realm}", way.scheme);
                Self::new(GreetingKind::AsksForLogin, detail.trim_end())
            }
            _ if status == 200 && says_so => Self::new(GreetingKind::Open, status),
            _ => Self::new(GreetingKind::Other, status),
        }
    }
}

impl Registries {
    /// Finds out whether a host that somebody typed speaks as a registry does. There is always an answer.
    pub async fn greet(&self, host: &str) -> Greeting {
        let http = self.http();
        let scheme = http.guard().scheme_of(host);
        let target = match Target::parse(&format!("{scheme}://{host}/v2/")) {
            Ok(target) => target,
            Err(refusal) => return Greeting::new(GreetingKind::Refused, refusal),
        };
        let request = Request {
            method: Method::Get,
            target,
            from: None,
            accept: "application/json",
            authorization: None,
            body_bytes_max: BODY_BYTES_MAX,
            follows: false,
        };
        match timeout(QUESTION_TIMEOUT, http.ask(request)).await {
            Ok(Ok(answer)) => Greeting::of(&answer),
            Ok(Err(HttpError::Refused(refusal))) => Greeting::new(GreetingKind::Refused, refusal),
            Ok(Err(error)) => Greeting::new(GreetingKind::Silent, error),
            Err(_) => Greeting::new(GreetingKind::Silent, HttpError::TimedOut),
        }
    }
}

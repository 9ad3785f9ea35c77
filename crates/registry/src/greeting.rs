//! What a host says that may be a registry.

use std::fmt;

use tokio::time::timeout;
use wharfinger_core::registry::guess_software;

use crate::distribution::{Challenge, challenges, voice};
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
    /// Nobody asks it: the operator does not want that, or too much else is asked.
    NotAsked,
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
            Self::NotAsked => "not_asked",
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
    /// Which program it seems to run.
    pub software: Option<&'static str>,
}

impl Greeting {
    /// What is known of a host that nobody asks.
    ///
    /// ```
    /// use wharfinger_registry::{Greeting, GreetingKind};
    /// let greeting = Greeting::unasked("harbor.example.org");
    /// assert_eq!(greeting.kind, GreetingKind::NotAsked);
    /// assert_eq!(greeting.software, Some("Harbor"));
    /// ```
    #[must_use]
    pub fn unasked(host: &str) -> Self {
        Self::new(host, GreetingKind::NotAsked, "")
    }

    fn new(host: &str, kind: GreetingKind, detail: impl fmt::Display) -> Self {
        let text = detail.to_string();
        let printed = text.chars().filter(|letter| !letter.is_control());
        Self {
            kind,
            detail: printed.take(DETAIL_LETTERS_MAX).collect(),
            software: guess_software(host, None),
        }
    }

    fn of(host: &str, answer: &Answer) -> Self {
        let status = answer.status;
        let mut ways = answer.fields_of("www-authenticate").flat_map(challenges);
        match ways.find(|way| ["bearer", "basic"].contains(&&*way.scheme)) {
            Some(way) if status == 401 => Self::asking(host, status, &way),
            _ if status == 200 && speaks(answer) => Self::new(host, GreetingKind::Open, status),
            _ => Self::new(host, GreetingKind::Other, status),
        }
    }

    fn asking(host: &str, status: u16, way: &Challenge) -> Self {
        let realm = way.get("realm").unwrap_or_default();
        let detail = format!("{status}, {} {realm}", way.scheme);
        Self {
            software: guess_software(host, Some((realm, way.get("service")))),
            ..Self::new(host, GreetingKind::AsksForLogin, detail.trim_end())
        }
    }

    /// What it means that there is no answer which is read.
    fn without(host: &str, error: &HttpError) -> Self {
        let kind = match error {
            HttpError::Refused(_) => GreetingKind::Refused,
            HttpError::Busy => GreetingKind::NotAsked,
            // It says something, and nothing that a registry says here.
            HttpError::BadHead(_) | HttpError::BodyTooLong(_) | HttpError::Encoded(_) => {
                GreetingKind::Other
            }
            _ => GreetingKind::Silent,
        };
        Self::new(host, kind, error)
    }
}

/// Whether somebody who is let in is at a registry: those of before OCI say so in a field of their own, and all
/// answer with JSON where a page of the web would be HTML.
fn speaks(answer: &Answer) -> bool {
    let is_json = |media_type: &str| media_type.starts_with("application/json");
    voice::has_version(answer) || answer.field("content-type").is_some_and(is_json)
}

impl Registries {
    /// Finds out whether a host that somebody typed speaks as a registry does. There is always an answer.
    ///
    /// It lasts as long as [`QUESTION_TIMEOUT`] at most. No redirect is followed, and no login is sent.
    pub async fn greet(&self, host: &str) -> Greeting {
        let http = self.http();
        let scheme = http.guard().scheme_of(host);
        let target = match Target::parse(&format!("{scheme}://{host}/v2/")) {
            Ok(target) => target,
            Err(refusal) => return Greeting::without(host, &refusal.into()),
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
            Ok(Ok(answer)) => Greeting::of(host, &answer),
            Ok(Err(error)) => Greeting::without(host, &error),
            Err(_) => Greeting::without(host, &HttpError::TimedOut),
        }
    }
}

//! `RateLimit-Policy` and `RateLimit`: what a limit allows, and what it leaves to whoever asks.
//!
//! An Internet-Draft and no standard yet: draft-ietf-httpapi-ratelimit-headers-11 of May 2026, which is
//! what `q`, `w`, `r` and `t` mean here. A later one may mean something else, so clients are told in the
//! OpenAPI document to rely on `Retry-After`, which is a standard (RFC 9110, 10.2.3).
//!
//! Only what is counted for everybody alike is told: writes and checks. How many guesses at a password
//! or a token are left is nobody's to know (section 8.2), and where there is no limit, or none for who
//! asks, there is nothing to tell.
//!
//! ```text
//! RateLimit-Policy: "writes";q=600;w=60
//! RateLimit: "writes";r=598;t=60
//! ```

use std::fmt::{self, Write as _};

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use actix_web::{HttpMessage as _, HttpRequest};

use crate::origin;
use crate::rate_limit::{MustWait, RateLimit, Standing};
use crate::state::State;

/// The field with what each limit allows.
pub(crate) const POLICY: &str = "ratelimit-policy";

/// The field with what each limit leaves.
pub(crate) const LIMIT: &str = "ratelimit";

/// The name of the limit on writes.
pub(crate) const WRITES: &str = "writes";

/// The name of the limit on checks.
pub(crate) const CHECKS: &str = "checks";

/// A limit that a request was counted by.
#[derive(Clone, Copy, Debug)]
struct Counted {
    name: &'static str,
    standing: Standing,
}

/// Every limit that a request was counted by: a form may be a check and then a write.
#[derive(Debug, Default)]
struct AllCounted(Vec<Counted>);

/// Counts a write of whoever sent a request, or says how long they must wait.
pub(crate) fn count_write(request: &HttpRequest, state: &State) -> Result<(), MustWait> {
    count(request, state, WRITES, &state.writes)
}

/// Counts a check of whoever sent a request, or says how long they must wait.
pub(crate) fn count_check(request: &HttpRequest, state: &State) -> Result<(), MustWait> {
    count(request, state, CHECKS, &state.checks)
}

fn count(
    request: &HttpRequest,
    state: &State,
    name: &'static str,
    limit: &RateLimit,
) -> Result<(), MustWait> {
    let address = origin::client_address(request, &state.config);
    let now = state.clock.now();
    let outcome = limit.take(address, now);
    if let Some(standing) = limit.standing(address, now) {
        let mut extensions = request.extensions_mut();
        let AllCounted(all) = extensions.get_or_insert_with(AllCounted::default);
        all.retain(|earlier| earlier.name != name);
        all.push(Counted { name, standing });
    }
    outcome
}

/// Adds the fields to the headers of the answer to a request, if it was counted.
pub(crate) fn add(headers: &mut HeaderMap, request: &HttpRequest) {
    let extensions = request.extensions();
    let Some(AllCounted(all)) = extensions.get::<AllCounted>() else {
        return;
    };
    for (field, value) in [
        (POLICY, list(all, Counted::write_policy)),
        (LIMIT, list(all, Counted::write_limit)),
    ] {
        let value = HeaderValue::try_from(value).expect("names and numbers are visible ASCII");
        headers.insert(HeaderName::from_static(field), value);
    }
}

impl Counted {
    fn write_policy(&self, f: &mut String) -> fmt::Result {
        let Standing {
            quota,
            window_seconds,
            ..
        } = self.standing;
        write!(f, "\"{}\";q={quota};w={window_seconds}", self.name)
    }

    fn write_limit(&self, f: &mut String) -> fmt::Result {
        let Standing {
            available,
            effective_seconds,
            ..
        } = self.standing;
        write!(f, "\"{}\";r={available};t={effective_seconds}", self.name)
    }
}

/// A List of Structured Fields (RFC 9651, 3.1).
fn list(all: &[Counted], write: fn(&Counted, &mut String) -> fmt::Result) -> String {
    let mut text = String::new();
    for (index, counted) in all.iter().enumerate() {
        if index > 0 {
            text.push_str(", ");
        }
        write(counted, &mut text).expect("a text takes what is written to it");
    }
    text
}

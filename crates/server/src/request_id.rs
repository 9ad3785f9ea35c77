//! Request ids: what ties a response, a problem document and a log line together.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use actix_web::{HttpMessage as _, HttpRequest};

use crate::limits::REQUEST_ID_BYTES_MAX;
use crate::seams::Entropy;

/// The header that carries the id, in requests (optional) and in every response.
pub(crate) const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// Gives out ids that no other process gives out: a random part a process, and a count.
#[derive(Debug)]
pub(crate) struct RequestIds {
    process: u64,
    count: AtomicU64,
}

impl RequestIds {
    /// A source of ids for this process.
    pub(crate) fn new(entropy: &dyn Entropy) -> Self {
        let mut bytes = [0; 8];
        entropy.fill(&mut bytes);
        Self {
            process: u64::from_le_bytes(bytes),
            count: AtomicU64::new(0),
        }
    }

    /// The id of a request: the one it came with, if that is usable, so that a proxy's log and
    /// ours tell one story; otherwise a new one.
    pub(crate) fn of(&self, headers: &HeaderMap) -> HeaderValue {
        match headers.get(HEADER) {
            Some(given) if is_usable(given.as_bytes()) => given.clone(),
            _ => self.next(),
        }
    }

    fn next(&self) -> HeaderValue {
        let count = self.count.fetch_add(1, Ordering::Relaxed);
        let mut text = String::with_capacity(32);
        write!(text, "{:016x}{count:08x}", self.process).expect("strings can grow");
        HeaderValue::from_maybe_shared(actix_web::web::Bytes::from(text))
            .expect("hexadecimal digits are valid in a header")
    }
}

/// The id that the edge gave to a request.
pub(crate) struct Given(pub(crate) HeaderValue);

/// The id of a request that is being handled.
pub(crate) fn of(request: &HttpRequest) -> String {
    let extensions = request.extensions();
    let given = extensions.get::<Given>();
    let id = given.and_then(|Given(id)| id.to_str().ok());
    id.unwrap_or_default().to_owned()
}

/// Whether an id from outside can stand in a log line and a URI as it is.
fn is_usable(id: &[u8]) -> bool {
    (1..=REQUEST_ID_BYTES_MAX).contains(&id.len())
        && id
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seams::System;

    #[test]
    fn an_id_from_outside_is_kept_only_when_it_is_harmless() {
        for (id, usable) in [
            ("0af7651916cd43dd8448eb211c80319c", true),
            ("req-1.2_3", true),
            ("", false),
            ("a b", false),
            ("\"><script>", false),
            (&"a".repeat(REQUEST_ID_BYTES_MAX + 1), false),
        ] {
            assert_eq!(is_usable(id.as_bytes()), usable, "{id}");
        }
    }

    #[test]
    fn ids_are_not_given_out_twice() {
        let ids = RequestIds::new(&System);
        let none = HeaderMap::new();
        assert_ne!(ids.of(&none), ids.of(&none));
        assert_ne!(ids.of(&none), RequestIds::new(&System).of(&none));
    }
}

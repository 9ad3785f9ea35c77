//! `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header-07): a request that can be repeated.
//!
//! Every `POST` of the API takes one, and each does with a repeated request what is sound for it:
//!
//! - What made something is answered with it as it is now, and `Idempotency-Replayed`.
//! - What made a secret cannot be answered again: nobody keeps the secret. It makes no second one either,
//!   or a client would end with two and know of one. It is refused with
//!   [`Problem::AlreadyMade`], which names what was made.
//! - What changes nothing when it is repeated has nothing to protect; the key is read and no more.

use actix_web::HttpRequest;
use sha2::{Digest as _, Sha256};
use wharfinger_store::{Fingerprint, Idempotency};

use crate::api::v1::text_header;
use crate::limits::IDEMPOTENCY_KEY_BYTES_MAX;
use crate::problem::Problem;

/// The header of an answer that repeats an earlier one.
pub(crate) const REPLAYED: (&str, &str) = ("idempotency-replayed", "true");

/// The key that a request came with, and what it asks: method, address and body.
pub(crate) fn of(request: &HttpRequest, body: &[u8]) -> Result<Option<Idempotency>, Problem> {
    Ok(key(request)?.map(|key| Idempotency {
        key: key.to_owned(),
        fingerprint: fingerprint(request, body),
    }))
}

/// Checks the key of a request that may be repeated anyway.
pub(crate) fn check(request: &HttpRequest) -> Result<(), Problem> {
    key(request).map(|_| ())
}

fn key(request: &HttpRequest) -> Result<Option<&str>, Problem> {
    text_header(request, "idempotency-key", IDEMPOTENCY_KEY_BYTES_MAX)
}

fn fingerprint(request: &HttpRequest, body: &[u8]) -> Fingerprint {
    let digest = Sha256::new()
        .chain_update(request.method().as_str())
        .chain_update(b" ")
        .chain_update(request.path())
        .chain_update(b"\n")
        .chain_update(body);
    Fingerprint(digest.finalize().into())
}

//! `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header-07): a request that can be repeated.

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
    let key = text_header(request, "idempotency-key", IDEMPOTENCY_KEY_BYTES_MAX)?;
    Ok(key.map(|key| Idempotency {
        key: key.to_owned(),
        fingerprint: fingerprint(request, body),
    }))
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

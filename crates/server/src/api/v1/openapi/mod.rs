//! `GET /api/v1/openapi.json`: the API as an OpenAPI 3.1 document.
//!
//! Written by hand next to the code it describes, from the same constants, codes and problem
//! types, and not derived from types by `utoipa`. A derived document says what the types are, and most
//! of what clients must know is not in a type here: which of forty refusals an operation gives, which
//! two of them share a status, that a draft's unknown members are issues and a patch's are faults, how
//! a cursor is spelled. It would be written by hand all the same, in attributes, and nothing would
//! hold it true: an attribute is believed.
//!
//! What holds this one true are tests, in both directions. Every answer that any test gets is checked
//! against the schema, the status and the media type that the document gives for it (`support::Api` in
//! `tests/api`), and what the document does not name is refused with 404 or 405. Every operation of the
//! document is called, for every kind of caller (`tests/api/authorisation.rs`); every example fits its
//! schema, every path refuses every other method, every `POST` takes an idempotency key
//! (`tests/api/document.rs`). schemathesis makes requests out of it, valid and not, against the running
//! server (`tests/contract`). And it is kept in the repository as `openapi.json`, so that a change to it
//! is seen.

mod access_schemas;
mod account_schemas;
mod accounts;
mod automation;
mod descriptors;
mod diagnose;
mod evidence;
mod given_up_mail;
mod operations;
mod people;
mod proofs;
mod pull_credentials;
mod registry_requests;
mod repositories;
mod requests;
mod schemas;

use std::sync::LazyLock;

use actix_web::http::header;
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::body;
use crate::conditional;

/// The document as it is served, and its entity tag.
static SERVED: LazyLock<(Bytes, String)> = LazyLock::new(|| {
    let bytes = body::to_json(&document());
    let digest: [u8; 32] = Sha256::digest(&bytes).into();
    let [tag, ..] = digest.as_chunks::<8>().0 else {
        unreachable!("32 bytes hold 8");
    };
    let tag = u64::from_be_bytes(*tag);
    (bytes.into(), format!("\"{tag:016x}\""))
});

/// Answers 200 with the document, or 304.
pub(crate) async fn handle(request: HttpRequest) -> HttpResponse {
    let (bytes, tag) = &*SERVED;
    let is_known = conditional::none_match(&request, tag);
    let mut response = if is_known {
        HttpResponse::NotModified()
    } else {
        HttpResponse::Ok()
    };
    response
        .insert_header((header::ETAG, tag.as_str()))
        .insert_header((header::CACHE_CONTROL, "no-cache"));
    if is_known {
        return response.finish();
    }
    response.insert_header((header::CONTENT_TYPE, body::JSON));
    response.body(bytes.clone())
}

/// The document.
#[must_use]
pub(crate) fn document() -> Value {
    json!({
        "openapi": "3.1.1",
        "info": {
            "title": "Wharfinger",
            "version": env!("CARGO_PKG_VERSION"),
            "summary": "Registers command-line tools published as container images",
            "description": "Every refusal is an RFC 9457 problem document whose `type` lies at \
                `/api/v1/problems/{name}` and whose `instance` is the request id, also given in \
                the `x-request-id` header of every response. Spans count UTF-16 code units, as in \
                the Language Server Protocol. Writes and checks are limited by address: their answers, \
                refusals included, say in `RateLimit` what is left, and 429 in `Retry-After` how long \
                to wait. Every `POST` takes an `Idempotency-Key`. Bodies are sent without \
                `Content-Encoding`.",
            "license": {"name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "paths": operations::paths(),
        "components": {
            "schemas": schemas::schemas(),
            "headers": operations::headers(),
            "responses": operations::refusals(),
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "An API token, made on the account's page or by `wharfinger login`: `whf_pat_` and 38 letters and digits. Or the operator's token, which the server was configured with.",
                },
                "session": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": "__Host-wharfinger",
                    "description": "A browser that is signed in. Whatever changes something must come from a page of this site; without TLS the cookie is named `wharfinger`.",
                },
            },
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where the document is kept, to be read in reviews.
    const KEPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi.json");

    /// Set to any value to write the document anew.
    const UPDATE: &str = "WHARFINGER_UPDATE_SNAPSHOTS";

    #[test]
    fn the_kept_document_is_the_served_one() {
        let current = format!("{:#}\n", document());
        if std::env::var_os(UPDATE).is_some() {
            std::fs::write(KEPT, &current).unwrap();
        }
        let kept = std::fs::read_to_string(KEPT).unwrap_or_default();
        assert!(
            kept == current,
            "openapi.json is not the document that is served; look at the change with \
             `{UPDATE}=1 cargo test -p wharfinger-server && git diff`"
        );
    }

    #[test]
    fn every_reference_leads_somewhere() {
        let document = document();
        let mut references = Vec::new();
        collect(&document, &mut references);
        assert!(references.len() > 20);
        for reference in references {
            let pointer = reference.strip_prefix('#').unwrap();
            assert!(document.pointer(pointer).is_some(), "{reference}");
        }
    }

    fn collect(value: &Value, references: &mut Vec<String>) {
        match value {
            Value::Object(object) => {
                for (name, value) in object {
                    match value.as_str() {
                        Some(text) if name == "$ref" => references.push(text.to_owned()),
                        _ => collect(value, references),
                    }
                }
            }
            Value::Array(values) => values.iter().for_each(|value| collect(value, references)),
            _ => {}
        }
    }
}

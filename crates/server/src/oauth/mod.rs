//! The server as an OAuth 2.0 authorisation server, for the one client that there is: the command line,
//! by the device flow (RFC 8628), with revocation (RFC 7009) and its own description (RFC 8414).
//!
//! No request here is known by a cookie, so there is nothing that another site could have a browser do.
//! Not in the OpenAPI document: the RFCs describe it, and errors are theirs (RFC 6749, 5.2), not problem
//! documents, which are answered only where no RFC has a word, as with `429` and `503`.

mod device_authorization;
mod error;
mod metadata;
mod parameters;
mod revoke;
mod token;

use actix_web::http::header;
use actix_web::{HttpResponse, HttpResponseBuilder, web};
use serde::Serialize;

use crate::body;

/// Where a machine begins to ask.
const DEVICE_AUTHORIZATION: &str = "/oauth/device_authorization";

/// Where it asks whether it was let in.
const TOKEN: &str = "/oauth/token";

/// Where it gives its token back.
const REVOKE: &str = "/oauth/revoke";

/// Where all that is described.
const METADATA: &str = "/.well-known/oauth-authorization-server";

/// What grants a token: the only grant that there is.
const DEVICE_CODE_GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// Whether what lies at a path is for programs.
pub(crate) fn is_here(path: &str) -> bool {
    path.starts_with("/oauth/") || path == METADATA
}

/// Adds the routes.
pub(crate) fn configure(config: &mut web::ServiceConfig) {
    config
        .service(
            web::resource(DEVICE_AUTHORIZATION).route(web::post().to(device_authorization::handle)),
        )
        .service(web::resource(TOKEN).route(web::post().to(token::handle)))
        .service(web::resource(REVOKE).route(web::post().to(revoke::handle)))
        .service(
            web::resource(METADATA)
                .route(web::get().to(metadata::handle))
                .route(web::head().to(metadata::handle)),
        );
}

/// A response with a JSON document that nobody keeps (RFC 6749, 5.1).
fn unkept(mut response: HttpResponseBuilder, value: &impl Serialize) -> HttpResponse {
    let bytes = serde_json::to_vec(value).expect("our documents can always be spelled as JSON");
    response
        .insert_header((header::CONTENT_TYPE, body::JSON))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::PRAGMA, "no-cache"))
        .body(bytes)
}

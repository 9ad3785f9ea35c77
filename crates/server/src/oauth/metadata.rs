//! `GET /.well-known/oauth-authorization-server`: what a client needs to know (RFC 8414, with the members
//! of RFC 8628, section 4).

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde_json::json;

use super::{DEVICE_AUTHORIZATION, DEVICE_CODE_GRANT, REVOKE, TOKEN, unkept};
use crate::devices::SCOPE;
use crate::origin;
use crate::state::State;

pub(super) async fn handle(state: Data<State>, request: HttpRequest) -> HttpResponse {
    let issuer = origin::public_url(&request, &state.config);
    let at = |path: &str| format!("{issuer}{path}");
    let metadata = json!({
        "issuer": issuer,
        "device_authorization_endpoint": at(DEVICE_AUTHORIZATION),
        "token_endpoint": at(TOKEN),
        "revocation_endpoint": at(REVOKE),
        "scopes_supported": [SCOPE.as_str()],
        "grant_types_supported": [DEVICE_CODE_GRANT],
        // There is no authorisation endpoint that could answer; the RFC wants the member all the same.
        "response_types_supported": [],
        "token_endpoint_auth_methods_supported": ["none"],
        "revocation_endpoint_auth_methods_supported": ["none"],
    });
    unkept(HttpResponse::Ok(), &metadata)
}

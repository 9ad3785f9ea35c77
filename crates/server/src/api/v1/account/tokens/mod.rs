//! API tokens.

pub(crate) mod create;
pub(crate) mod list;
pub(crate) mod revoke;
pub(crate) mod revoke_all;

use serde::Serialize;
use wharfinger_store::{ApiToken, Scope, Timestamp, TokenId};

use crate::api::v1::as_text;

/// Where a token lies in the API.
fn address(id: TokenId) -> String {
    format!("/api/v1/account/tokens/{}", id.0)
}

/// An API token as its owner sees it: everything but the secret.
#[derive(Serialize)]
struct TokenJson<'a> {
    id: String,
    name: &'a str,
    hint: &'a str,
    scopes: Vec<&'static str>,
    #[serde(serialize_with = "as_text")]
    created_at: Timestamp,
    #[serde(serialize_with = "as_text")]
    expires_at: Timestamp,
    used_at: Option<String>,
}

impl<'a> TokenJson<'a> {
    fn new(token: &'a ApiToken) -> Self {
        Self {
            id: token.id.0.to_string(),
            name: &token.name,
            hint: &token.hint,
            scopes: token.scopes.iter().map(Scope::as_str).collect(),
            created_at: token.created_at,
            expires_at: token.expires_at,
            used_at: token.used_at.map(|at| at.to_string()),
        }
    }
}

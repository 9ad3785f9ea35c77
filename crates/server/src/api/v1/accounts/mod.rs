//! Accounts, for administrators.

pub(crate) mod create;
pub(crate) mod list;
pub(crate) mod password_link;
pub(crate) mod show;
pub(crate) mod update;

use actix_web::http::header;
use actix_web::{HttpResponse, HttpResponseBuilder};
use serde::Serialize;
use wharfinger_core::account::AccountId;
use wharfinger_store::{Account, Failure, Timestamp};

use super::as_text;
use crate::accounts;
use crate::body::document;
use crate::problem::Problem;
use crate::state::State;

/// An account: to its owner all of it, to administrators without the address and the provider.
#[derive(Serialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "a document that says what holds, not a state machine"
)]
pub(crate) struct AccountJson<'a> {
    id: String,
    name: &'a str,
    role: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<&'a str>,
    has_email: bool,
    email_verified: bool,
    has_password: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    provider: Option<&'a str>,
    disabled: bool,
    revision: u32,
    #[serde(serialize_with = "as_text")]
    created_at: Timestamp,
}

impl<'a> AccountJson<'a> {
    /// What administrators see of an account.
    #[must_use]
    pub(crate) fn new(account: &'a Account) -> Self {
        Self {
            id: account.id.to_string(),
            name: account.name.as_str(),
            role: account.role.as_str(),
            email: None,
            has_email: account.email.is_some(),
            email_verified: account.verified_email().is_some(),
            has_password: account.has_password,
            provider: None,
            disabled: !account.is_active(),
            revision: account.revision.get(),
            created_at: account.created_at,
        }
    }

    /// What its owner sees of it.
    #[must_use]
    pub(crate) fn of_owner(account: &'a Account) -> Self {
        let email = account.email.as_ref();
        let identity = account.identity.as_ref();
        Self {
            provider: identity.map(|identity| identity.issuer.as_str()),
            email: email.map(|email| email.address.as_str()),
            ..Self::new(account)
        }
    }
}

/// Where an account lies in the API.
#[must_use]
pub(crate) fn address(account: &Account) -> String {
    format!("/api/v1/accounts/{}", account.name)
}

/// The refusal of a request that made this account, or a link for it, when it came first.
async fn made_before(state: &State, id: AccountId) -> Result<Problem, Failure> {
    let account = state.store.account(id).await?;
    // Accounts stay.
    let made = account.as_ref().map(address).unwrap_or_default();
    Ok(Problem::AlreadyMade { made })
}

/// The entity tag of an account.
#[must_use]
pub(crate) fn etag(account: &Account) -> String {
    accounts::etag(account.revision)
}

/// A response with an account, or what holds one.
pub(crate) fn respond(
    mut response: HttpResponseBuilder,
    account: &Account,
    shown: &impl Serialize,
) -> HttpResponse {
    response
        .insert_header((header::ETAG, etag(account)))
        .insert_header((header::CACHE_CONTROL, "private, no-cache"));
    document(response, shown)
}

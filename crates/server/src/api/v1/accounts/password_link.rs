//! `POST /api/v1/accounts/{name}/password-link`: makes a link by which a password is set.

use actix_web::http::header;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use wharfinger_store::Once;

use super::made_before;
use crate::accounts::{find, links};
use crate::body::document;
use crate::idempotency;
use crate::identity::Member;
use crate::limits::LINK_LIFETIME;
use crate::problem::Problem;
use crate::secret::Secret;
use crate::state::State;

/// A one-time link.
#[derive(Serialize)]
pub(super) struct LinkJson {
    url: String,
    expires_at: String,
}

impl LinkJson {
    /// The link that was made just now.
    pub(super) fn new(state: &State, request: &HttpRequest, link: &Secret) -> Self {
        Self {
            url: links::password_address(state, request, link),
            expires_at: state.clock.now().later(LINK_LIFETIME).to_string(),
        }
    }
}

/// Answers 201 with the link; only this answer holds it. The first link that is used ends the others.
///
/// A repeated idempotency key is refused, with the address of the account.
pub(crate) async fn handle(
    state: Data<State>,
    member: Member,
    request: HttpRequest,
    name: Path<String>,
) -> Result<HttpResponse, Problem> {
    member.need_administrator()?;
    member.need_person()?;
    let account = find(&state, &name).await?;
    let by = member.by(&state, &request);
    let made = match idempotency::of(&request, &[])? {
        Some(key) => links::to_password_once(&state, &account, key, by).await?,
        None => Once::Now(links::to_password(&state, &account, by).await?),
    };
    let link = match made {
        Once::Now(link) => link,
        Once::Before(id) => return Err(made_before(&state, id).await?),
    };
    let mut response = HttpResponse::Created();
    response.insert_header((header::CACHE_CONTROL, "no-store"));
    Ok(document(response, &LinkJson::new(&state, &request, &link)))
}

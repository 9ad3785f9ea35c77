//! `POST /api/v1/pull-credentials`: a password to pull with, for the repositories of one's active grants.

use actix_web::http::header;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde::{Deserialize, Serialize};
use wharfinger_core::grants::Repository;
use wharfinger_store::{Scope, Timestamp};

use super::as_text;
use super::members::Members;
use crate::body;
use crate::body::document;
use crate::idempotency;
use crate::identity::Member;
use crate::problem::Problem;
use crate::pull_passwords::hand_out::hand_out;
use crate::pull_passwords::{HandedOut, LAG};
use crate::state::State;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    registry: String,
    repository: Option<String>,
}

#[derive(Serialize)]
struct PullCredentialsJson {
    registry: String,
    username: String,
    password: String,
    #[serde(serialize_with = "as_text")]
    expires_at: Timestamp,
    repositories: Vec<String>,
    left_out: Vec<String>,
    revocation: &'static str,
}

/// Answers 200 with the password, which is kept nowhere. Asking again fetches another, so an idempotency key
/// is taken and has nothing to protect.
pub(crate) async fn handle(
    state: Data<State>,
    member: Member,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    member.need(Scope::Pull)?;
    let (members, _): (Members, _) = body::json(&request, payload, &[body::JSON]).await?;
    idempotency::check(&request)?;
    let Wanted {
        registry,
        repository,
    } = members.read()?;
    let by = member.by(&state, &request);
    let handed = hand_out(&state, &member, &registry, repository.as_deref(), by).await?;
    let mut response = HttpResponse::Ok();
    response.insert_header((header::CACHE_CONTROL, "no-store"));
    Ok(document(
        response,
        &PullCredentialsJson::new(registry, handed),
    ))
}

impl PullCredentialsJson {
    fn new(registry: String, handed: HandedOut) -> Self {
        // As they stand in front of a tag.
        let names = |repositories: &[Repository]| {
            let names = repositories.iter();
            names
                .map(|place| format!("{registry}/{}", place.name))
                .collect()
        };
        Self {
            repositories: names(&handed.repositories),
            left_out: names(&handed.left_out),
            username: handed.password.username,
            password: handed.password.password,
            expires_at: handed.password.expires_at,
            revocation: LAG,
            registry,
        }
    }
}

//! `GET /api/v1/repositories/{id}`: a repository, and how its policy was found last.

use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::{Data, Path};
use serde::Serialize;
use wharfinger_core::grants::Hold;
use wharfinger_store::{RepositoryGrant, Scope, StoredRepository, Uuid};

use crate::api::v1::automation::PlaceJson;
use crate::body::document;
use crate::identity::Member;
use crate::problem::Problem;
use crate::repositories::find;
use crate::state::State;

#[derive(Serialize)]
struct RepositoryJson {
    id: String,
    place: PlaceJson,
    connection: String,
    settled: bool,
    verified_at: Option<String>,
    foreign_changed_at: Option<String>,
    trail_until: Option<String>,
    trail_failure: Option<TrailFailureJson>,
    due_at: Option<String>,
    trouble: Option<TroubleJson>,
    unexpected: Vec<String>,
    stale: Vec<String>,
    grants: Vec<GrantJson>,
}

#[derive(Serialize)]
struct TroubleJson {
    since: String,
    failures: u32,
    kind: String,
    message: Option<String>,
}

#[derive(Serialize)]
struct TrailFailureJson {
    at: String,
    kind: String,
    message: Option<String>,
}

#[derive(Serialize)]
struct GrantJson {
    request: String,
    principal: String,
    status: &'static str,
    observed: &'static str,
    observed_at: Option<String>,
    hold: Option<&'static str>,
}

impl RepositoryJson {
    fn new(repository: StoredRepository, grants: Vec<RepositoryGrant>) -> Self {
        let text = |at: wharfinger_store::Timestamp| at.to_string();
        Self {
            id: Uuid::from_bytes(repository.id.0).to_string(),
            place: PlaceJson::new(repository.place),
            connection: repository.connection.to_string(),
            settled: repository.is_settled,
            verified_at: repository.verified_at.map(text),
            foreign_changed_at: repository.foreign_changed_at.map(text),
            trail_until: repository.trail_until.map(text),
            trail_failure: repository.trail_failure.map(|failure| TrailFailureJson {
                at: failure.at.to_string(),
                kind: failure.kind,
                message: failure.message,
            }),
            due_at: repository.due_at.map(text),
            trouble: repository.trouble.map(|trouble| TroubleJson {
                since: trouble.since.to_string(),
                failures: trouble.failures,
                kind: trouble.kind,
                message: trouble.message,
            }),
            unexpected: repository.unexpected,
            stale: repository.stale,
            grants: grants.into_iter().map(GrantJson::new).collect(),
        }
    }
}

impl GrantJson {
    fn new(grant: RepositoryGrant) -> Self {
        Self {
            request: grant.request.to_string(),
            principal: grant.principal,
            status: grant.status.as_str(),
            observed: grant.observed.as_str(),
            observed_at: grant.observed_at.map(|at| at.to_string()),
            hold: grant.hold.map(Hold::as_str),
        }
    }
}

/// Answers 200 to those who may see it.
pub(crate) async fn handle(
    state: Data<State>,
    member: Member,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    member.need(Scope::Access)?;
    let repository = find(&state, &member, &id).await?;
    let grants = state.store.repository_grants(repository.id).await?;
    let mut response = HttpResponse::Ok();
    response.insert_header((header::CACHE_CONTROL, "private, no-cache"));
    Ok(document(response, &RepositoryJson::new(repository, grants)))
}

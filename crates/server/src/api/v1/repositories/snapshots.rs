//! `GET /api/v1/repositories/{id}/snapshots`: the texts that a policy had, page by page.

use actix_web::http::header;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use wharfinger_store::{Scope, Snapshot, Timestamp};

use crate::api::v1::as_text;
use crate::api::v1::paging::Next;
use crate::body::document;
use crate::identity::Member;
use crate::problem::Problem;
use crate::query::Query;
use crate::repositories::find;
use crate::state::State;

/// The parameters, as the OpenAPI document lists them.
pub(crate) const PARAMETERS: &[&str] = &["limit", "cursor"];

#[derive(Serialize)]
struct SnapshotsJson<'a> {
    snapshots: Vec<SnapshotJson>,
    #[serde(flatten)]
    next: &'a Next,
}

#[derive(Serialize)]
struct SnapshotJson {
    number: u64,
    #[serde(serialize_with = "as_text")]
    at: Timestamp,
    kind: &'static str,
    text: Option<String>,
}

impl SnapshotJson {
    fn new(snapshot: Snapshot) -> Self {
        Self {
            number: snapshot.number,
            at: snapshot.at,
            kind: snapshot.kind.as_str(),
            text: snapshot.text,
        }
    }
}

/// Answers 200 with the newest first.
pub(crate) async fn handle(
    state: Data<State>,
    member: Member,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    member.need(Scope::Access)?;
    let query = Query::read(&request, PARAMETERS)?;
    let page = query.page()?;
    let repository = find(&state, &member, &id).await?;
    let listed = state.store.snapshots(repository.id, page).await?;
    let next = Next::new(&request, &query, listed.next);
    let mut response = HttpResponse::Ok();
    response.insert_header((header::CACHE_CONTROL, "private, no-cache"));
    next.link(&mut response);
    let snapshots = listed
        .snapshots
        .into_iter()
        .map(SnapshotJson::new)
        .collect();
    let next = &next;
    Ok(document(response, &SnapshotsJson { snapshots, next }))
}

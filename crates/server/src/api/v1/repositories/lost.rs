//! `GET /api/v1/repositories/{id}/lost-statements`: statements of others that are gone.

use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::{Data, Path};
use serde::Serialize;
use wharfinger_store::{Scope, StoredMend, Timestamp};

use crate::api::v1::as_text;
use crate::body::document;
use crate::identity::Member;
use crate::problem::Problem;
use crate::repositories::find;
use crate::repositories::lost::{LostStatement, lost};
use crate::state::State;

#[derive(Serialize)]
struct LostJson {
    statements: Vec<StatementJson>,
    mends: Vec<MendJson>,
}

#[derive(Serialize)]
struct StatementJson {
    snapshot: u64,
    place: usize,
    #[serde(serialize_with = "as_text")]
    seen_at: Timestamp,
    text: String,
}

#[derive(Serialize)]
struct MendJson {
    number: u64,
    put_back: Option<String>,
    take_out: Option<String>,
    by_server: bool,
    #[serde(serialize_with = "as_text")]
    asked_at: Timestamp,
    settled_at: Option<String>,
    refusal: Option<String>,
}

impl StatementJson {
    fn new(lost: LostStatement) -> Self {
        Self {
            snapshot: lost.snapshot,
            place: lost.place,
            seen_at: lost.seen_at,
            text: lost.text,
        }
    }
}

impl MendJson {
    fn new(stored: StoredMend) -> Self {
        let outcome = stored.outcome;
        Self {
            number: stored.number,
            put_back: stored.mend.put_back().map(str::to_owned),
            take_out: stored.mend.take_out().map(str::to_owned),
            by_server: stored.by.is_none(),
            asked_at: stored.asked_at,
            settled_at: outcome.as_ref().map(|outcome| outcome.at.to_string()),
            refusal: outcome.and_then(|outcome| outcome.refusal),
        }
    }
}

/// Answers 200 to those who may see the repository.
pub(crate) async fn handle(
    state: Data<State>,
    member: Member,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    member.need(Scope::Access)?;
    let repository = find(&state, &member, &id).await?;
    let statements = lost(&state, repository.id).await?.into_iter();
    let mends = state.store.mends(repository.id).await?.into_iter();
    let mut response = HttpResponse::Ok();
    response.insert_header((header::CACHE_CONTROL, "private, no-cache"));
    let body = LostJson {
        statements: statements.map(StatementJson::new).collect(),
        mends: mends.map(MendJson::new).collect(),
    };
    Ok(document(response, &body))
}

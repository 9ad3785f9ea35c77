//! `GET /api/v1/access-requests/{id}/policy-difference`: what an answer writes to the repository's policy,
//! before it is given.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use wharfinger_core::access::GrantDays;
use wharfinger_core::policy::DiffLine;
use wharfinger_store::Uuid;

use super::CACHE_CONTROL;
use crate::access::change::{DAYS, days};
use crate::access::difference::{Difference, of_answer};
use crate::access::seen::find;
use crate::body::document;
use crate::identity::Member;
use crate::problem::Problem;
use crate::query::Query;
use crate::state::State;
use crate::tools::NOT_MAINTAINER;

/// The parameters, as the OpenAPI document lists them.
pub(crate) const PARAMETERS: &[&str] = &[DAYS];

#[derive(Serialize)]
struct AnsweredJson {
    difference: Option<DifferenceJson>,
}

#[derive(Serialize)]
struct DifferenceJson {
    repository: String,
    days: u16,
    read_at: Option<String>,
    lines: Option<Vec<LineJson>>,
    no_room: Option<String>,
}

#[derive(Serialize)]
struct LineJson {
    change: &'static str,
    text: String,
}

impl DifferenceJson {
    fn new(found: Difference) -> Self {
        let (lines, no_room) = match found.lines {
            Ok(lines) => (Some(lines.into_iter().map(LineJson::new).collect()), None),
            Err(no_room) => (None, Some(no_room.to_string())),
        };
        Self {
            repository: Uuid::from_bytes(found.repository.0).to_string(),
            days: found.days.get(),
            read_at: found.seen_at.map(|at| at.to_string()),
            lines,
            no_room,
        }
    }
}

impl LineJson {
    fn new(line: DiffLine) -> Self {
        let (change, text) = match line {
            DiffLine::Same(text) => ("same", text),
            DiffLine::Added(text) => ("added", text),
            DiffLine::Removed(text) => ("removed", text),
        };
        Self { change, text }
    }
}

/// Answers 200 to maintainers of the request's tool and administrators.
pub(crate) async fn handle(
    state: Data<State>,
    member: Member,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let query = Query::read(&request, PARAMETERS)?;
    let days = match query.get(DAYS).filter(|text| !text.is_empty()) {
        Some(text) => read(text)?,
        None => GrantDays::default(),
    };
    let (seen, part) = find(&state, &member, &id).await?;
    if !part.is_maintainer && !member.is_administrator() {
        return Err(Problem::Forbidden(NOT_MAINTAINER));
    }
    let found = of_answer(&state, &seen, days).await?;
    let answered = AnsweredJson {
        difference: found.map(DifferenceJson::new),
    };
    let mut response = HttpResponse::Ok();
    response.insert_header(CACHE_CONTROL);
    Ok(document(response, &answered))
}

fn read(text: &str) -> Result<GrantDays, Problem> {
    let number = text.parse().ok().map(days);
    match number {
        Some(Ok(days)) => Ok(days),
        Some(Err(unfit)) => Err(Problem::BadQuery(format!("`{DAYS}`: {}", unfit.reason))),
        None => Err(Problem::BadQuery(format!("`{DAYS}` is not a number"))),
    }
}

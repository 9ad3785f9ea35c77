//! `GET /api/v1/audit`: the audit log, page by page.

use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use super::paging::Next;
use crate::access::audit::{Log, read};
use crate::audit_entry::EntryJson;
use crate::body::document;
use crate::identity::Member;
use crate::problem::Problem;
use crate::query::Query;
use crate::state::State;

/// The parameters, as the OpenAPI document lists them.
pub(crate) const PARAMETERS: &[&str] = &["tool", "actor", "limit", "cursor"];

#[derive(Serialize)]
struct AuditJson<'a> {
    entries: Vec<NamedEntryJson<'a>>,
    left_out: usize,
    #[serde(flatten)]
    next: &'a Next,
}

/// An entry with the names behind its ids.
#[derive(Serialize)]
struct NamedEntryJson<'a> {
    #[serde(flatten)]
    entry: EntryJson<'a>,
    actor_name: Option<&'a str>,
    tool_path: Option<&'a str>,
}

/// Answers 200 with the newest entries first.
pub(crate) async fn handle(
    state: Data<State>,
    member: Member,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let query = Query::read(&request, PARAMETERS)?;
    let given = |name| query.get(name).filter(|value| !value.is_empty());
    let page = query.page()?;
    let log = read(&state, &member, given("tool"), given("actor"), page).await?;
    let next = Next::new(&request, &query, log.next);
    let mut response = HttpResponse::Ok();
    response.insert_header((header::CACHE_CONTROL, "private, no-cache"));
    next.link(&mut response);
    let page = AuditJson {
        entries: entries(&log),
        left_out: log.left_out,
        next: &next,
    };
    Ok(document(response, &page))
}

fn entries(log: &Log) -> Vec<NamedEntryJson<'_>> {
    let named = |entry| NamedEntryJson {
        entry: EntryJson::from(entry),
        actor_name: log.actor(entry),
        tool_path: log.tool_path(entry),
    };
    log.entries.iter().map(named).collect()
}

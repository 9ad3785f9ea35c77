//! `GET /audit`: who did what, for administrators; of one tool, for its maintainers too.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use wharfinger_store::{AuditEntry, Subject};

use super::view::audit::{Audit, Entry};
use super::view::frame::Here;
use super::view::line::{Kind, Line};
use super::{address, frame, pages_of, requests, respond, sign_in_then, when};
use crate::access::audit::{Log, read};
use crate::identity::Viewer;
use crate::problem::Problem;
use crate::query::Query;
use crate::state::State;

const PARAMETERS: &[&str] = &["tool", "actor", "cursor"];

pub(super) async fn show(
    state: Data<State>,
    viewer: Viewer,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let Some(who) = &viewer.who else {
        return Ok(sign_in_then(&request.uri().to_string()));
    };
    let query = Query::of_page(&request, PARAMETERS);
    let given = |name| {
        query
            .get(name)
            .map(str::trim)
            .filter(|text| !text.is_empty())
    };
    let (tool, actor) = (given("tool"), given("actor"));
    let log = read(&state, who, tool, actor, query.page()?).await?;
    let page = Audit {
        frame: frame(&viewer, Here::Audit),
        tool: log.tool.as_ref().map(|tool| {
            let path = tool.registration.tool_path().to_string();
            (path, address("tools", tool))
        }),
        tool_line: Line::new("tool", "Tool path", "", Kind::Filter)
            .filled(tool.unwrap_or_default()),
        actor_line: Line::new("actor", "Account name", "", Kind::Filter)
            .filled(actor.unwrap_or_default()),
        is_filtered: tool.is_some() || actor.is_some(),
        entries: log.entries.iter().map(|entry| row(&log, entry)).collect(),
        left_out: log.left_out,
        pages: pages_of(&request, &query, log.next),
    };
    Ok(respond(StatusCode::OK, &page))
}

fn row(log: &Log, entry: &AuditEntry) -> Entry {
    let path = log.tool_path(entry).map(str::to_owned);
    let (subject, href) = match entry.subject {
        Subject::Tool(_) => (
            "the tool".to_owned(),
            path.as_ref().map(|path| format!("/tools/{path}")),
        ),
        Subject::Account(_) => {
            let name = log.account(entry).unwrap_or_default();
            (format!("the account {name}"), None)
        }
        Subject::Token(id) => (format!("the API token {}", id.0), None),
        Subject::Session(id) => (format!("the browser session {id}"), None),
        Subject::Request(id) => ("the request".to_owned(), Some(requests::of(id))),
        Subject::Connection(id) => (format!("the AWS connection {id}"), None),
        Subject::Automation(_) => (
            "who carries out the tool's requests".to_owned(),
            path.as_ref().map(|path| format!("/tools/{path}")),
        ),
    };
    Entry {
        number: entry.number,
        when: when(entry.at),
        actor: log.actor(entry).unwrap_or("the server").to_owned(),
        action: entry.action.as_str(),
        subject,
        href,
        path,
        until: entry.until.map(when),
        request_id: entry.request_id.clone(),
        before: entry.before.map(|hash| hash.to_string()),
        after: entry.after.to_string(),
        hash: entry.hash.to_string(),
    }
}

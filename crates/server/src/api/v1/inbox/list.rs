//! `GET /api/v1/inbox`: what the account was told, page by page.

use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use wharfinger_store::{RequestId, Scope, Timestamp};

use crate::access::inbox::{About, Told, read, word};
use crate::api::v1::as_text;
use crate::api::v1::paging::Next;
use crate::body::document;
use crate::identity::Member;
use crate::limits::UNREAD_COUNTED_MAX;
use crate::problem::Problem;
use crate::query::Query;
use crate::state::State;

/// The parameters, as the OpenAPI document lists them.
pub(crate) const PARAMETERS: &[&str] = &["limit", "cursor"];

#[derive(Serialize)]
struct InboxJson<'a> {
    unread: u32,
    notices: Vec<NoticeJson<'a>>,
    left_out: usize,
    #[serde(flatten)]
    next: &'a Next,
}

#[derive(Serialize)]
struct NoticeJson<'a> {
    id: i64,
    kind: &'static str,
    tool_path: Option<&'a str>,
    request: Option<String>,
    registry_request: Option<String>,
    #[serde(serialize_with = "as_text")]
    created_at: Timestamp,
    read: bool,
}

impl<'a> NoticeJson<'a> {
    fn new(told: &'a Told) -> Self {
        let (tool, request): (_, Option<RequestId>) = match &told.about {
            About::Request(seen) => (Some(&seen.tool), Some(seen.stored.id)),
            About::Tool(tool) => (Some(&**tool), None),
            About::Account | About::Registry(_) => (None, None),
        };
        let registry_request = match &told.about {
            About::Registry(id) => Some(id.to_string()),
            About::Request(_) | About::Tool(_) | About::Account => None,
        };
        Self {
            id: told.notice.id.0,
            kind: word(told.notice.kind),
            tool_path: tool.map(|tool| tool.registration.tool_path().as_str()),
            request: request.map(|id| id.to_string()),
            registry_request,
            created_at: told.notice.created_at,
            read: told.notice.read_at.is_some(),
        }
    }
}

/// Answers 200 with the newest notices first.
pub(crate) async fn handle(
    state: Data<State>,
    member: Member,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    member.need(Scope::Access)?;
    let query = Query::read(&request, PARAMETERS)?;
    let inbox = read(&state, member.id(), query.page()?).await?;
    let unread = state.store.unread(member.id(), UNREAD_COUNTED_MAX).await?;
    let next = Next::new(&request, &query, inbox.next);
    let mut response = HttpResponse::Ok();
    response.insert_header((header::CACHE_CONTROL, "private, no-cache"));
    next.link(&mut response);
    let notices = inbox.notices.iter().map(NoticeJson::new).collect();
    let shown = InboxJson {
        unread,
        notices,
        left_out: inbox.left_out,
        next: &next,
    };
    Ok(document(response, &shown))
}

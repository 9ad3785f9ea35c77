//! `GET /api/v1/account/sessions`: the browsers that whoever asks is signed in with.

use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::Data;
use serde::Serialize;
use wharfinger_store::{Scope, Timestamp};

use crate::accounts::sessions::{Seen, list};
use crate::api::v1::as_text;
use crate::body::document;
use crate::identity::Member;
use crate::problem::Problem;
use crate::state::State;

#[derive(Serialize)]
struct SessionsJson<'a> {
    sessions: Vec<SessionJson<'a>>,
    left_out: usize,
}

#[derive(Serialize)]
struct SessionJson<'a> {
    id: &'a str,
    label: &'a str,
    current: bool,
    #[serde(serialize_with = "as_text")]
    created_at: Timestamp,
    #[serde(serialize_with = "as_text")]
    seen_at: Timestamp,
    #[serde(serialize_with = "as_text")]
    expires_at: Timestamp,
}

impl<'a> SessionJson<'a> {
    fn new(seen: &'a Seen) -> Self {
        let session = &seen.session;
        Self {
            id: &seen.name,
            label: &session.label,
            current: seen.is_current,
            created_at: session.created_at,
            seen_at: session.seen_at,
            expires_at: session.idle_until.min(session.expires_at),
        }
    }
}

/// Answers 200 with all of them, the last used first; an account has few.
pub(crate) async fn handle(state: Data<State>, member: Member) -> Result<HttpResponse, Problem> {
    member.need(Scope::Account)?;
    let listed = list(&state, &member).await?;
    let sessions = listed.sessions.iter().map(SessionJson::new).collect();
    let left_out = listed.left_out;
    let mut response = HttpResponse::Ok();
    response.insert_header((header::CACHE_CONTROL, "private, no-cache"));
    Ok(document(response, &SessionsJson { sessions, left_out }))
}

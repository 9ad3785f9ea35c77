//! `GET /api/v1/given-up-mail`: the letters that could not be sent.

use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use wharfinger_store::Timestamp;

use crate::access::inbox::word;
use crate::api::v1::as_text;
use crate::api::v1::paging::Next;
use crate::body::document;
use crate::identity::Member;
use crate::outbox::{GivenUp, To, given_up};
use crate::problem::Problem;
use crate::query::Query;
use crate::state::State;

/// The parameters, as the OpenAPI document lists them.
pub(crate) const PARAMETERS: &[&str] = &["limit", "cursor"];

#[derive(Serialize)]
struct GivenUpJson<'a> {
    letters: Vec<LetterJson<'a>>,
    left_out: usize,
    #[serde(flatten)]
    next: &'a Next,
}

#[derive(Serialize)]
struct LetterJson<'a> {
    id: i64,
    kind: &'static str,
    account: Option<&'a str>,
    address: Option<&'a str>,
    #[serde(serialize_with = "as_text")]
    created_at: Timestamp,
    #[serde(serialize_with = "as_text")]
    given_up_at: Timestamp,
}

impl<'a> LetterJson<'a> {
    fn new(letter: &'a GivenUp) -> Self {
        let (account, address) = match &letter.to {
            To::Account(name) => (Some(name.as_str()), None),
            To::Address(address) => (None, Some(address.as_str())),
        };
        Self {
            id: letter.id.0,
            kind: word(letter.kind),
            account,
            address,
            created_at: letter.created_at,
            given_up_at: letter.since,
        }
    }
}

/// Answers 200 to administrators, with the newest first.
pub(crate) async fn handle(
    state: Data<State>,
    member: Member,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    member.need_administrator()?;
    let query = Query::read(&request, PARAMETERS)?;
    let found = given_up(&state, query.page()?).await?;
    let next = Next::new(&request, &query, found.next);
    let mut response = HttpResponse::Ok();
    response.insert_header((header::CACHE_CONTROL, "private, no-cache"));
    next.link(&mut response);
    let shown = GivenUpJson {
        letters: found.letters.iter().map(LetterJson::new).collect(),
        left_out: found.left_out,
        next: &next,
    };
    Ok(document(response, &shown))
}

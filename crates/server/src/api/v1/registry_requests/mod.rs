//! Registries that people ask for.

pub(crate) mod answer;
pub(crate) mod ask;
pub(crate) mod list;
pub(crate) mod show;
pub(crate) mod support;

use actix_web::http::header;
use actix_web::{HttpResponse, HttpResponseBuilder};
use serde::Serialize;
use wharfinger_core::account::AccountId;
use wharfinger_core::registry::Catalogue;
use wharfinger_store::{RegistryRequest, Timestamp};

use crate::api::v1::as_text;
use crate::body::document;
use crate::problem::Problem;
use crate::registry_requests::list::Seen;
use crate::state::State;

#[derive(Serialize)]
struct RegistryRequestJson<'a> {
    id: String,
    host: &'a str,
    greeting: GreetingJson<'a>,
    looks_like: Option<String>,
    opened_by: &'a str,
    #[serde(serialize_with = "as_text")]
    opened_at: Timestamp,
    votes: u32,
    supported: bool,
    registry: Option<String>,
    answer: Option<AnswerJson<'a>>,
}

#[derive(Serialize)]
struct GreetingJson<'a> {
    kind: &'a str,
    detail: Option<&'a str>,
    software: Option<&'a str>,
}

#[derive(Serialize)]
struct AnswerJson<'a> {
    accepted: bool,
    reason: &'a str,
    by: &'a str,
    #[serde(serialize_with = "as_text")]
    at: Timestamp,
}

impl<'a> RegistryRequestJson<'a> {
    fn new(catalogue: &Catalogue, seen: &'a Seen, request: &'a RegistryRequest) -> Self {
        let answer = request.answer.as_ref();
        let entry = catalogue.identify(&request.host).entry();
        Self {
            id: request.id.to_string(),
            host: &request.host,
            greeting: GreetingJson {
                kind: &request.greeting.kind,
                detail: request.greeting.detail.as_deref(),
                software: request.greeting.software.as_deref(),
            },
            looks_like: catalogue.look_alike(&request.host),
            opened_by: seen.names.get(request.opened_by),
            opened_at: request.opened_at,
            votes: request.votes,
            supported: seen.is_supported(request),
            registry: entry.map(|entry| entry.id().to_owned()),
            answer: answer.map(|answer| AnswerJson {
                accepted: answer.is_accepted,
                reason: &answer.reason,
                by: seen.names.get(answer.by),
                at: answer.at,
            }),
        }
    }
}

/// A request, as whoever asks sees it.
async fn shown(
    state: &State,
    mut response: HttpResponseBuilder,
    reader: AccountId,
    request: RegistryRequest,
) -> Result<HttpResponse, Problem> {
    let seen = Seen::of(state, reader, vec![request]).await?;
    response.insert_header((header::CACHE_CONTROL, "private, no-cache"));
    let [request] = &seen.requests[..] else {
        unreachable!("one was given")
    };
    Ok(document(
        response,
        &RegistryRequestJson::new(&state.catalogues.now(), &seen, request),
    ))
}

//! `POST /api/v1/diagnose`: why a pull failed, from the output of a program. Nothing is stored.

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde::{Deserialize, Serialize};
use wharfinger_core::wire;
use wharfinger_store::{RequestId, Timestamp};

use super::as_text;
use crate::body;
use crate::body::document;
use crate::checks;
use crate::diagnosis::{Answer, Mine, diagnose};
use crate::idempotency;
use crate::identity::Viewer;
use crate::origin::public_url;
use crate::pages;
use crate::problem::Problem;
use crate::state::State;

/// What is sent.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    text: String,
}

/// Answers 200 for every text, whether or not something was found in it. Wrong credentials are
/// refused: whoever sends some asks about their own access.
pub(crate) async fn handle(
    state: Data<State>,
    viewer: Viewer,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    checks::take(&state, &viewer, &request)?;
    idempotency::check(&request)?;
    let (Asked { text }, _place) = body::large_json(&request, payload).await?;
    let server = public_url(&request, &state.config);
    let diagnosed = diagnose(&state, &viewer, text, &server).await?;
    let found = DiagnosedJson {
        found: wire::diagnoses(&diagnosed.log, &diagnosed.found),
        answer: diagnosed.answer.as_ref().map(AnswerJson::new),
    };
    Ok(document(HttpResponse::Ok(), &found))
}

#[derive(Serialize)]
struct DiagnosedJson<'a, D> {
    #[serde(flatten)]
    found: D,
    answer: Option<AnswerJson<'a>>,
}

/// What is known here about the tool.
#[derive(Serialize)]
struct AnswerJson<'a> {
    tool_path: &'a str,
    visibility: &'static str,
    step: &'static str,
    text: &'static str,
    commands: Vec<&'a str>,
    /// The page on this server where it goes on.
    href: String,
    access: Option<MineJson<'a>>,
}

#[derive(Serialize)]
struct MineJson<'a> {
    #[serde(serialize_with = "as_text")]
    id: RequestId,
    principal: &'a str,
    status: &'static str,
    #[serde(serialize_with = "as_text")]
    requested_at: Timestamp,
    active_since: Option<String>,
}

impl<'a> AnswerJson<'a> {
    fn new(answer: &'a Answer) -> Self {
        let registration = &answer.tool.registration;
        Self {
            tool_path: registration.tool_path().as_str(),
            visibility: registration.visibility().as_str(),
            step: answer.step.as_str(),
            text: answer.text(),
            commands: answer.commands(),
            href: pages::diagnose::onward(answer).0,
            access: answer.mine.as_ref().map(MineJson::new),
        }
    }
}

impl<'a> MineJson<'a> {
    fn new(mine: &'a Mine) -> Self {
        Self {
            id: mine.id,
            principal: &mine.principal,
            status: mine.status.as_str(),
            requested_at: mine.requested_at,
            active_since: mine.active_since.map(|since| since.to_string()),
        }
    }
}

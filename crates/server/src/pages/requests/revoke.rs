//! `GET` and `POST /requests/{id}/revoke`: what revoking does, and then doing it.
//!
//! A page of its own, so that nobody ends somebody's access by a slip of the finger, with or without
//! scripts.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use wharfinger_core::access::CarriedOut;
use wharfinger_store::Change;

use super::forms::revoke_reason;
use super::of;
use super::one::{self, STALE, carry_out};
use crate::access::Refused;
use crate::access::allowed::allowed;
use crate::access::change::{self, REASON};
use crate::access::seen::{Part, Seen, find};
use crate::identity::Viewer;
use crate::pages::access;
use crate::pages::form::Form;
use crate::pages::refused;
use crate::pages::view::frame::Here;
use crate::pages::view::request::RevokePage;
use crate::pages::{address, frame, respond, see_other, sign_in_first};
use crate::problem::{Problem, Unfit};
use crate::state::State;

/// What the page is drawn from besides the request.
#[derive(Default)]
struct Drawn<'a> {
    refusal: Option<&'a str>,
    typed: &'a str,
    unfit: &'a [Unfit],
}

/// Where the page of a request lies.
pub(super) fn of_request(id: &str) -> String {
    format!("/requests/{id}/revoke")
}

pub(in crate::pages) async fn show(
    state: Data<State>,
    viewer: Viewer,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let Some(who) = &viewer.who else {
        return Ok(sign_in_first(&of_request(&id)));
    };
    let (seen, part) = find(&state, who, &id).await?;
    if !can_revoke(&state, &seen, part) {
        // Its page says where it stands.
        return Ok(see_other(&of(seen.stored.id)));
    }
    let drawn = Drawn {
        refusal: access::stale_words(&request),
        ..Drawn::default()
    };
    Ok(respond(StatusCode::OK, &page(&viewer, &seen, &drawn)))
}

pub(in crate::pages) async fn submit(
    state: Data<State>,
    viewer: Viewer,
    request: HttpRequest,
    id: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, access::NotDone> {
    let form = Form::read(&request, payload).await?;
    let who = access::member(&request, &state, &viewer, &form, &of_request(&id))?;
    let (seen, _) = find(&state, &who, &id).await?;
    let refused = match carry_out(&state, &request, &who, &form, &seen, read(&form)).await {
        Ok(()) => return Ok(see_other(&format!("{}?done=revoke", of(seen.stored.id)))),
        Err(refused) => refused,
    };
    // Read again: what was changed meanwhile is what the page is about.
    let (seen, part) = find(&state, &who, &id).await?;
    if !can_revoke(&state, &seen, part) {
        return Ok(one::refusal(&state, &request, &viewer, &who, &form, refused, &id).await?);
    }
    let draw = |refusal: &str, unfit: &[Unfit]| {
        let drawn = Drawn {
            refusal: Some(refusal),
            typed: form.get(REASON),
            unfit,
        };
        page(&viewer, &seen, &drawn)
    };
    match refused {
        Refused::Stale { .. } => Ok(respond(StatusCode::CONFLICT, &draw(STALE, &[]))),
        Refused::Other(problem) => {
            let refused = refused::Refused::of(problem)?;
            Ok(refused.respond(&draw(&refused.message(), refused.unfit())))
        }
        other => Ok(one::refusal(&state, &request, &viewer, &who, &form, other, &id).await?),
    }
}

fn read(form: &Form) -> Result<Change, Problem> {
    let reason = change::reason(form.get(REASON));
    let reason = reason.map_err(|unfit| Problem::InvalidFields(vec![unfit]))?;
    Ok(Change::Revoke { reason })
}

fn can_revoke(state: &State, seen: &Seen, part: Part) -> bool {
    allowed(&seen.stored.request, part, state.clock.now()).revoke
}

fn page(viewer: &Viewer, seen: &Seen, drawn: &Drawn<'_>) -> RevokePage {
    let (stored, request) = (&seen.stored, &seen.stored.request);
    let carried_out = request
        .grant()
        .map(wharfinger_core::access::Grant::carried_out);
    RevokePage {
        frame: frame(viewer, Here::Requests),
        refusal: drawn.refusal.map(str::to_owned),
        path: seen.tool.registration.tool_path().to_string(),
        tool: address("tools", &seen.tool),
        request: of(stored.id),
        action: of_request(&stored.id.to_string()),
        revision: stored.revision.to_string(),
        requester: seen.names.get(request.requester()).to_owned(),
        principal: stored.principal.clone(),
        is_automatic: carried_out == Some(CarriedOut::Automatically),
        reason: revoke_reason(drawn.typed, drawn.unfit),
    }
}

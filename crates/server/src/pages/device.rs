//! `GET` and `POST /device`: lets a machine in that asks to be logged in (RFC 8628, 3.3).
//!
//! The code is looked up by `GET`: nothing is done with it before somebody has seen which machine asks, and
//! the address that the machine shows may hold it.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use wharfinger_store::Device;

use super::form::{Form, parameter};
use super::refused::Refused;
use super::view::device::{Asking, DevicePage};
use super::view::frame::Here;
use super::view::line::{Kind, Line, Refusal};
use super::{access, frame, respond, see_other, sign_in_then, when};
use crate::devices::decide::{decide, find};
use crate::devices::redeem::lifetime;
use crate::devices::user_code::UserCode;
use crate::identity::{Viewer, Who};
use crate::origin;
use crate::problem::{Problem, Unfit};
use crate::state::State;

/// Where the page lies.
pub(crate) const PATH: &str = "/device";

/// The parameter of its address that holds the code (RFC 8628, 3.3.1), and the field that it is typed into.
pub(crate) const USER_CODE: &str = "user_code";

/// Said of every code that no machine waits with, without a full stop: whoever guesses learns no more.
const NO_SUCH_CODE: &str = "no machine waits with this code: each works once, for ten minutes; look at the \
    code again, or start anew on the machine";

pub(super) async fn show(
    state: Data<State>,
    viewer: Viewer,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let Some(who) = viewer.who.as_ref().filter(|_| viewer.browser().is_some()) else {
        return Ok(sign_in_then(&request.uri().to_string()));
    };
    let mut page = page(&viewer);
    page.done = parameter(&request, "done").and_then(|what| done(&what));
    page.refusal = access::stale_words(&request).map(|words| Refusal::Said(words.to_owned()));
    let Some(typed) = parameter(&request, USER_CODE) else {
        return Ok(respond(StatusCode::OK, &page));
    };
    let code = match UserCode::parse(&typed) {
        Ok(code) => code,
        Err(error) => return Ok(wrong(page, &typed, error)),
    };
    match find(&state, &request, who, code).await {
        Ok(Some(device)) => {
            page.asking = Some(asking(&state, &request, code, device));
            Ok(respond(StatusCode::OK, &page))
        }
        Ok(None) => Ok(wrong(page, &typed, NO_SUCH_CODE)),
        Err(problem) => refused(page, problem),
    }
}

pub(super) async fn submit(
    state: Data<State>,
    viewer: Viewer,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, access::NotDone> {
    let form = Form::read(&request, payload).await?;
    let who = access::member(&request, &state, &viewer, &form, PATH)?;
    let is_approved = match form.get("action") {
        "approve" => true,
        "deny" => false,
        _ => {
            let reason = "the form does not say whether to let the machine in";
            return Err(Problem::BadBody(reason.to_owned()).into());
        }
    };
    Ok(decided(&state, &viewer, &request, &who, &form, is_approved).await?)
}

async fn decided(
    state: &State,
    viewer: &Viewer,
    request: &HttpRequest,
    who: &Who,
    form: &Form,
    is_approved: bool,
) -> Result<HttpResponse, Problem> {
    let typed = form.get(USER_CODE);
    let code = match UserCode::parse(typed) {
        Ok(code) => code,
        Err(error) => return Ok(wrong(page(viewer), typed, error)),
    };
    match decide(state, request, who, code, is_approved).await {
        Ok(Some(_)) => {
            let done = if is_approved { "approved" } else { "denied" };
            Ok(see_other(&format!("{PATH}?done={done}")))
        }
        Ok(None) => Ok(wrong(page(viewer), typed, NO_SUCH_CODE)),
        Err(problem) => refused(page(viewer), problem),
    }
}

/// What a `?done=` says.
fn done(what: &str) -> Option<&'static str> {
    match what {
        "approved" => Some(
            "The machine is let in: go back to it, it goes on by itself within seconds. Its token is \
             listed on your account’s page, where you can revoke it.",
        ),
        "denied" => Some("The machine is refused: it got nothing, and its code works no more."),
        _ => None,
    }
}

/// The page that asks for a code.
fn page(viewer: &Viewer) -> DevicePage {
    DevicePage {
        frame: frame(viewer, Here::Account),
        done: None,
        refusal: None,
        code: Line::new(
            USER_CODE,
            "Code",
            "Eight letters that the machine shows, such as `BCDF-GHJK`.",
            Kind::Code,
        ),
        asking: None,
    }
}

/// The page again, with a code that opens nothing.
fn wrong(page: DevicePage, typed: &str, reason: impl std::fmt::Display) -> HttpResponse {
    let unfit = vec![Unfit::new(USER_CODE, reason)];
    let page = DevicePage {
        code: page.code.filled(typed).marked(&unfit),
        refusal: Some(Refusal::Unfit(unfit)),
        ..page
    };
    respond(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

/// The page again, where nobody could be let in.
fn refused(page: DevicePage, problem: Problem) -> Result<HttpResponse, Problem> {
    let refused = Refused::of(problem)?;
    let page = DevicePage {
        refusal: Some(refused.refusal()),
        ..page
    };
    Ok(refused.respond(&page))
}

fn asking(state: &State, request: &HttpRequest, code: UserCode, device: Device) -> Asking {
    let own = origin::client_address(request, &state.config);
    Asking {
        code: code.to_string(),
        is_from_here: device.address == own.to_canonical().to_string(),
        name: device.name,
        program: device.program,
        address: device.address,
        asked: when(device.asked_at),
        until: when(state.clock.now().later(lifetime())),
    }
}

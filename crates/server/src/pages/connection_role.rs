//! `GET` and `POST /account/connections/{id}/role`: another role for a connection, tried before it is
//! used.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use wharfinger_store::{Checked, Connection};

use super::automation::{checked, policies as policies_of};
use super::connections::PATH;
use super::form::Form;
use super::refused::Refused;
use super::view::connections::ConnectionRole;
use super::view::frame::Here;
use super::view::line::{Kind, Line, Refusal};
use super::{access, demo, frame, respond, see_other, sign_in_first};
use crate::automation::change_role::{ROLE_ARN, change_role, own};
use crate::automation::role::role;
use crate::identity::Viewer;
use crate::problem::{Problem, Unfit};
use crate::state::State;

/// Said where the role is not right; without a full stop.
const NOT_RIGHT: &str = "the role is not changed: the check found something that is not right; see \
    below what it is and how it is mended";

/// Where the page of a connection lies.
pub(super) fn of(id: &str) -> String {
    format!("{PATH}/{id}/role")
}

/// What the page is drawn from besides the connection.
#[derive(Default)]
struct Drawn<'a> {
    refusal: Option<Refusal>,
    typed: &'a str,
    unfit: &'a [Unfit],
    found: Option<&'a Checked>,
}

pub(super) async fn show(
    state: Data<State>,
    viewer: Viewer,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let Some(who) = viewer.who.as_ref().filter(|_| viewer.browser().is_some()) else {
        return Ok(sign_in_first(&of(&id)));
    };
    let connection = own(&state, who, &id).await?;
    let drawn = Drawn {
        refusal: access::stale_words(&request).map(|words| Refusal::Said(words.to_owned())),
        ..Drawn::default()
    };
    let page = page(&state, &viewer, &connection, drawn).await?;
    Ok(respond(StatusCode::OK, &page))
}

pub(super) async fn submit(
    state: Data<State>,
    viewer: Viewer,
    request: HttpRequest,
    id: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, access::NotDone> {
    let form = Form::read(&request, payload).await?;
    let who = access::member(&request, &state, &viewer, &form, &of(&id))?;
    let connection = own(&state, &who, &id).await?;
    let typed = form.get(ROLE_ARN);
    let by = who.by(&state, &request);
    match change_role(&state, connection.clone(), typed, by).await {
        Ok(found) if found.is_taken => Ok(see_other(&format!("{PATH}?done=role"))),
        Ok(found) => {
            let drawn = Drawn {
                refusal: Some(Refusal::Said(NOT_RIGHT.to_owned())),
                typed,
                found: Some(&found.checked),
                ..Drawn::default()
            };
            let page = page(&state, &viewer, &connection, drawn).await?;
            Ok(respond(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
        Err(problem) => {
            let refused = Refused::of(problem)?;
            let drawn = Drawn {
                refusal: Some(refused.refusal()),
                typed,
                unfit: refused.unfit(),
                found: None,
            };
            Ok(refused.respond(&page(&state, &viewer, &connection, drawn).await?))
        }
    }
}

async fn page(
    state: &State,
    viewer: &Viewer,
    connection: &Connection,
    drawn: Drawn<'_>,
) -> Result<ConnectionRole, Problem> {
    let policies = match &state.grants {
        Some(grants) => role(state, grants, connection, None).await?.ok(),
        None => None,
    };
    let hint = "Of a role in this account, such as \
        `arn:aws:iam::111122223333:role/wharfinger-ecr-tools`.";
    Ok(ConnectionRole {
        frame: frame(viewer, Here::Connections),
        refusal: drawn.refusal,
        simulated: demo::simulated(state),
        account: connection.aws_account.clone(),
        role_arn: connection.authority.role_arn.clone(),
        external_id: connection.authority.external_id.clone(),
        action: of(&connection.id.to_string()),
        line: Line::new(ROLE_ARN, "ARN of the role", hint, Kind::Another)
            .filled(drawn.typed)
            .marked(drawn.unfit),
        policies: policies.as_ref().map(policies_of),
        checked: drawn.found.map(checked),
    })
}

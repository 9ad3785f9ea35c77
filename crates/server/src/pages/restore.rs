//! `GET` and `POST /repositories/{id}/restore`: what putting a statement of others back does, and then
//! doing it.
//!
//! A page of its own, so that nobody lets somebody in by a slip of the finger, with or without scripts.

use std::str::FromStr;

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};

use super::form::{Form, parameter};
use super::repositories::{laid_out, of};
use super::view::frame::Here;
use super::view::repository::RestorePage;
use super::{access, frame, respond, see_other, sign_in_first, when};
use crate::identity::Viewer;
use crate::problem::Problem;
use crate::repositories::lost::{LostStatement, lost_at, restore};
use crate::repositories::{find, may_restore};
use crate::state::State;

/// The fields that say which statement is meant.
const SNAPSHOT: &str = "snapshot";
const PLACE: &str = "place";

/// Where the page of a statement that is gone lies.
pub(super) fn of_statement(repository: &str, lost: &LostStatement) -> String {
    let LostStatement {
        snapshot, place, ..
    } = lost;
    format!("{repository}/restore?{SNAPSHOT}={snapshot}&{PLACE}={place}")
}

pub(super) async fn show(
    state: Data<State>,
    viewer: Viewer,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let repository_page = of(&id);
    let Some(who) = &viewer.who else {
        return Ok(sign_in_first(&repository_page));
    };
    let repository = find(&state, who, &id).await?;
    if !may_restore(&state, who, &repository).await? {
        // Its page says who may.
        return Ok(see_other(&repository_page));
    }
    let given = |name| parameter(&request, name).unwrap_or_default();
    let meant = (
        number(SNAPSHOT, &given(SNAPSHOT))?,
        number(PLACE, &given(PLACE))?,
    );
    let lost = lost_at(&state, repository.id, meant).await?;
    let page = RestorePage {
        frame: frame(&viewer, Here::Elsewhere),
        action: format!("{repository_page}/restore"),
        name: repository.place.name,
        snapshot: lost.snapshot,
        place: lost.place,
        seen: when(lost.seen_at),
        gone: when(lost.gone_at),
        text: laid_out(&lost.text),
        repository: repository_page,
    };
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
    let back = of(&id);
    let who = access::member(&request, &state, &viewer, &form, &back)?;
    let repository = find(&state, &who, &id).await?;
    let meant = (
        number(SNAPSHOT, form.get(SNAPSHOT))?,
        number(PLACE, form.get(PLACE))?,
    );
    restore(&state, repository.id, meant, who.by(&state, &request)).await?;
    Ok(see_other(&format!("{back}?done=restore")))
}

/// A number that is carried along.
fn number<T: FromStr>(name: &str, text: &str) -> Result<T, Problem> {
    let number = text.parse();
    number.map_err(|_| Problem::BadBody(format!("the form's `{name}` is no number")))
}

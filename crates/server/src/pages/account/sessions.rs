//! `POST /account/sessions`: signs other browsers out.

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};

use super::PATH;
use crate::accounts::sessions::{end, end_others};
use crate::identity::Viewer;
use crate::pages::form::Form;
use crate::pages::{access, see_other};
use crate::problem::Problem;
use crate::state::State;

/// What the form says in place of a session.
const OTHERS: &str = "others";

pub(in crate::pages) async fn submit(
    state: Data<State>,
    viewer: Viewer,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, access::NotDone> {
    let form = Form::read(&request, payload).await?;
    let who = access::member(&request, &state, &viewer, &form, PATH)?;
    let by = who.by(&state, &request);
    let done = match form.get("end") {
        OTHERS => {
            end_others(&state, &who, by).await?;
            "sessions"
        }
        session => match end(&state, &who, session, by).await {
            // It may have ended by itself since the page was loaded.
            Ok(()) | Err(Problem::NoSuchSession) => "session",
            Err(problem) => return Err(problem.into()),
        },
    };
    Ok(see_other(&format!("{PATH}?done={done}")))
}

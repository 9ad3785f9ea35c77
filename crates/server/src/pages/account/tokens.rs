//! `POST /account/tokens`: makes an API token, or revokes one.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};

use super::{News, PATH, page, refused};
use crate::accounts::fields;
use crate::accounts::tokens::{Wish, create, revoke, revoke_all};
use crate::identity::{Viewer, Who};
use crate::pages::form::Form;
use crate::pages::{access, respond, see_other};
use crate::problem::Problem;
use crate::state::State;

/// What the form says in place of a token.
const ALL: &str = "all";

pub(in crate::pages) async fn submit(
    state: Data<State>,
    viewer: Viewer,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, access::NotDone> {
    let form = Form::read(&request, payload).await?;
    let who = access::member(&request, &state, &viewer, &form, PATH)?;
    if let Some(id) = form.find("revoke") {
        let by = who.by(&state, &request);
        if id == ALL {
            revoke_all(&state, &who, by).await?;
            return Ok(see_other(&format!("{PATH}?done=all-revoked")));
        }
        return match revoke(&state, &who, id, by).await {
            // It may have been revoked in another tab.
            Ok(()) | Err(Problem::NoSuchToken) => Ok(see_other(&format!("{PATH}?done=revoked"))),
            Err(problem) => Err(problem.into()),
        };
    }
    Ok(make(&state, &request, &who, &form).await?)
}

/// The answer shows the secret, which is kept nowhere; so nothing is redirected to.
async fn make(
    state: &State,
    request: &HttpRequest,
    who: &Who,
    form: &Form,
) -> Result<HttpResponse, Problem> {
    let days = form.get(fields::DAYS).trim();
    let wish = Wish {
        name: form.get(fields::NAME),
        scopes: form.all(fields::SCOPES).collect(),
        // What is no number is no number of days that a token may work.
        days: (!days.is_empty()).then(|| days.parse().unwrap_or_default()),
    };
    match create(state, who, &wish, who.by(state, request)).await {
        Ok((token, secret)) => {
            let news = News {
                made: Some((token.name, secret.reveal().to_owned())),
                ..News::default()
            };
            Ok(respond(StatusCode::OK, &page(state, who, news).await?))
        }
        Err(problem) => refused(state, who, form, problem).await,
    }
}

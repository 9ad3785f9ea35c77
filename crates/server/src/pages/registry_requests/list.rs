//! `GET` and `POST /registries/requests`: asks for a registry, and shows what others ask for.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use wharfinger_store::RegistryRequestFilter;

use super::{PATH, of, refusal, row};
use crate::identity::{Viewer, Who};
use crate::origin;
use crate::pages::form::{Form, parameter};
use crate::pages::view::frame::Here;
use crate::pages::view::registry_requests::RegistryRequestsPage;
use crate::pages::{access, frame, pages_of, respond, see_other, sign_in_first};
use crate::problem::Problem;
use crate::query::Query;
use crate::registry_requests::ask::{HOST, ask};
use crate::registry_requests::list::list;
use crate::state::State;

/// The query may fill in the host, so that the form can link here with one.
pub(in crate::pages) async fn show(
    state: Data<State>,
    viewer: Viewer,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let Some(who) = &viewer.who else {
        return Ok(sign_in_first(PATH));
    };
    let typed = parameter(&request, HOST).unwrap_or_default();
    let mut page = page(&state, &viewer, who, &request, &typed).await?;
    page.refusal = access::stale_words(&request).map(str::to_owned);
    Ok(respond(StatusCode::OK, &page))
}

pub(in crate::pages) async fn submit(
    state: Data<State>,
    viewer: Viewer,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, access::NotDone> {
    let form = Form::read(&request, payload).await?;
    let who = access::member(&request, &state, &viewer, &form, PATH)?;
    let typed = form.get(HOST);
    let address = origin::client_address(&request, &state.config);
    match ask(&state, typed, &who, address, who.by(&state, &request)).await {
        Ok((asked, is_new)) => {
            let done = if is_new { "asked" } else { "supported" };
            Ok(see_other(&format!("{}?done={done}", of(asked.id))))
        }
        Err(problem) => {
            let (refused, message) = refusal(problem)?;
            let mut page = page(&state, &viewer, &who, &request, typed).await?;
            page.refusal = Some(message);
            Ok(refused.respond(&page))
        }
    }
}

async fn page(
    state: &State,
    viewer: &Viewer,
    who: &Who,
    request: &HttpRequest,
    typed: &str,
) -> Result<RegistryRequestsPage, Problem> {
    let query = Query::of_page(request, &["cursor", "state"]);
    let is_answered = query.get("state") == Some("answered");
    let filter = RegistryRequestFilter {
        is_open: Some(!is_answered),
    };
    let (seen, next) = list(state, who.id(), filter, query.page()?).await?;
    Ok(RegistryRequestsPage {
        frame: frame(viewer, Here::Registries),
        refusal: None,
        typed: typed.to_owned(),
        is_answered,
        rows: seen
            .requests
            .iter()
            .map(|request| row(&seen, request))
            .collect(),
        pages: pages_of(request, &query, next),
    })
}

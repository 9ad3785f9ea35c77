//! `POST /accounts`: makes an account for somebody, and the link by which they set its password.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use wharfinger_store::Role;

use super::{News, PATH, list, page};
use crate::accounts::create::{Invitation, invite};
use crate::accounts::{fields, links};
use crate::identity::Viewer;
use crate::pages::form::Form;
use crate::pages::refused::Refused;
use crate::pages::{access, respond};
use crate::state::State;

pub(in crate::pages) async fn submit(
    state: Data<State>,
    viewer: Viewer,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, access::NotDone> {
    let form = Form::read(&request, payload).await?;
    let who = access::member(&request, &state, &viewer, &form, PATH)?;
    who.need_administrator()?;
    let role = form.find(fields::ROLE).map(fields::role).transpose()?;
    let invitation = Invitation {
        name: form.get(fields::NAME),
        email: form.get(fields::EMAIL),
        role: role.unwrap_or(Role::Member),
    };
    match invite(&state, invitation, who.by(&state, &request)).await {
        Ok((account, link)) => {
            let news = News {
                done: Some("The account is made."),
                link: Some(links::password_address(&state, &request, &link)),
                ..News::default()
            };
            Ok(respond(
                StatusCode::OK,
                &page(&state, &viewer, &account, news).await?,
            ))
        }
        Err(problem) => {
            let refused = Refused::of(problem)?;
            let page = list::page(&state, &viewer, None, Some((&form, &refused))).await?;
            Ok(refused.respond(&page))
        }
    }
}

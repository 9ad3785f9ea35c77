//! `GET` and `POST /password/{secret}`: sets the password of an account by a link.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use wharfinger_store::SignedInBy;

use super::form::Form;
use super::new_account::{PASSWORD_HINT, welcome};
use super::refused::Refused;
use super::view::frame::Here;
use super::view::line::{Kind, Line};
use super::view::links::SetPassword;
use super::{access, frame, respond};
use crate::accounts::{fields, links, password};
use crate::identity::Viewer;
use crate::problem::Problem;
use crate::secret::Secret;
use crate::state::State;

pub(super) async fn show(
    state: Data<State>,
    viewer: Viewer,
    secret: Path<String>,
) -> Result<HttpResponse, Problem> {
    let link = links::read(&secret)?;
    let page = page(&state, &viewer, &link, None).await?;
    Ok(respond(StatusCode::OK, &page))
}

pub(super) async fn submit(
    state: Data<State>,
    viewer: Viewer,
    request: HttpRequest,
    secret: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let form = Form::read(&request, payload).await?;
    let link = links::read(&secret)?;
    access::anybody(&request, &state)?;
    let text = form.get(fields::PASSWORD);
    match password::set_by_link(&state, &request, &link, text).await {
        Ok(account) => {
            let next = "/account?done=password";
            welcome(&state, &request, account, SignedInBy::Link, next).await
        }
        Err(problem) => {
            let refused = Refused::of(problem)?;
            let page = page(&state, &viewer, &link, Some(&refused)).await?;
            Ok(refused.respond(&page))
        }
    }
}

async fn page(
    state: &State,
    viewer: &Viewer,
    link: &Secret,
    refused: Option<&Refused>,
) -> Result<SetPassword, Problem> {
    let account = password::account_of_link(state, link).await?;
    let field = Line::new(
        fields::PASSWORD,
        "New password",
        PASSWORD_HINT,
        Kind::NewPassword,
    );
    Ok(SetPassword {
        frame: frame(viewer, Here::Elsewhere),
        action: links::path(links::PASSWORD, link),
        name: account.name.to_string(),
        refusal: refused.map(Refused::refusal),
        password: field.marked(refused.map(Refused::unfit).unwrap_or_default()),
    })
}

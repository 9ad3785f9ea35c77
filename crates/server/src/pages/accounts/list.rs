//! `GET /accounts`.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use wharfinger_store::Page;

use super::{PATH, administrator, row};
use crate::accounts::{self, fields};
use crate::identity::Viewer;
use crate::limits::PAGE_ACCOUNTS_DEFAULT;
use crate::pages::form::{Form, parameter};
use crate::pages::new_account::{NAME_HINT, email_hint};
use crate::pages::refused::Refused;
use crate::pages::view::accounts::{Accounts, Neglected};
use crate::pages::view::frame::Here;
use crate::pages::view::line::{Kind, Line};
use crate::pages::{frame, given_up_mail, respond, unmaintained};
use crate::problem::{Problem, Unfit};
use crate::state::State;

pub(in crate::pages) async fn show(
    state: Data<State>,
    viewer: Viewer,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    if let Err(elsewhere) = administrator(&viewer, PATH)? {
        return Ok(elsewhere);
    }
    let cursor = parameter(&request, "cursor");
    let page = page(&state, &viewer, cursor.as_deref(), None).await?;
    Ok(respond(StatusCode::OK, &page))
}

/// The list from `cursor` on, with a form that was not carried out.
pub(super) async fn page(
    state: &State,
    viewer: &Viewer,
    cursor: Option<&str>,
    refused: Option<(&Form, &Refused)>,
) -> Result<Accounts, Problem> {
    let after = match cursor {
        None => None,
        Some(text) => Some(
            text.parse()
                .map_err(|error| Problem::BadQuery(format!("`cursor`: {error}")))?,
        ),
    };
    let page = Page::new(after, PAGE_ACCOUNTS_DEFAULT);
    let found = accounts::list(state, page).await?;
    let unfit: &[Unfit] = refused
        .map(|(_, refused)| refused.unfit())
        .unwrap_or_default();
    let line = |name, label, hint, kind| {
        let typed = refused.map(|(form, _)| form.get(name));
        let line = Line::new(name, label, hint, kind).marked(unfit);
        line.filled(typed.unwrap_or_default())
    };
    Ok(Accounts {
        frame: frame(viewer, Here::Accounts),
        refusal: refused.map(|(_, refused)| refused.refusal()),
        rows: found.accounts.iter().map(row).collect(),
        left_out: found.damaged.len(),
        is_later_page: cursor.is_some(),
        neglected: Neglected {
            tools: unmaintained::are_there(state).await?,
            mail: given_up_mail::are_there(state).await?,
        },
        next: found.next.map(|cursor| format!("{PATH}?cursor={cursor}")),
        name: line(fields::NAME, "Account name", NAME_HINT, Kind::AccountName),
        email: line(
            fields::EMAIL,
            "E-mail address",
            email_hint(state),
            Kind::Email,
        ),
        is_administrator: refused.is_some_and(|(form, _)| !form.get(fields::ROLE).is_empty()),
    })
}

//! `GET` and `POST /sign-in`: the operator's token becomes a browser session.

use actix_web::http::{StatusCode, header};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};

use super::form::Form;
use super::view::frame::Here;
use super::view::plain::SignIn;
use super::{access, frame, respond, see_other, session_of};
use crate::operator::{self, Viewer};
use crate::origin;
use crate::problem::Problem;
use crate::query::Query;
use crate::state::State;

pub(super) async fn show(viewer: Viewer, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let query = Query::read(&request, &["next"])?;
    let page = page(&viewer, query.get("next").unwrap_or_default(), None);
    Ok(respond(StatusCode::OK, &page))
}

pub(super) async fn submit(
    state: Data<State>,
    viewer: Viewer,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let form = Form::read(&request, payload).await?;
    access::check_origin(&request, &state)?;
    let address = origin::client_address(&request, &state.config);
    match operator::check_token(&state, address, form.get("operator_token").trim()).await {
        Ok(()) => {
            let mut response = see_other(own_page(form.get("next")));
            let cookie = header::HeaderValue::from_str(&access::start_session(&state))
                .expect("a cookie of ours is visible ASCII");
            response.headers_mut().insert(header::SET_COOKIE, cookie);
            Ok(response)
        }
        Err(Problem::Unauthenticated(reason)) => {
            let page = page(&viewer, form.get("next"), Some(reason.to_owned()));
            Ok(respond(StatusCode::UNAUTHORIZED, &page))
        }
        Err(problem) => Err(problem),
    }
}

fn page(viewer: &Viewer, next: &str, refusal: Option<String>) -> SignIn {
    SignIn {
        frame: frame(session_of(viewer), Here::SignIn),
        refusal,
        next: own_page(next).to_owned(),
    }
}

/// A page of ours to go to, never another site: `//host` and `/\host` lead away.
fn own_page(next: &str) -> &str {
    let is_own = next.starts_with('/')
        && !next.starts_with("//")
        && next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if is_own { next } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::own_page;

    #[test]
    fn signing_in_never_leads_to_another_site() {
        assert_eq!(own_page("/edit/quay.io/a/b"), "/edit/quay.io/a/b");
        for away in ["", "//evil.example", "/\\evil.example", "https://evil.example", "/a\r\nb", "a"] {
            assert_eq!(own_page(away), "/", "{away:?}");
        }
    }
}

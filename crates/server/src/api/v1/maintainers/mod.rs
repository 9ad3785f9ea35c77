//! The maintainers of a tool. Their addresses end with the tool's path, as the tool's own does.

pub(crate) mod add;
pub(crate) mod list;
pub(crate) mod remove;

use actix_web::HttpResponse;
use actix_web::http::header;
use serde::Serialize;
use wharfinger_store::{Maintainer, Timestamp};

use super::as_text;
use crate::body::document;
use crate::problem::Problem;
use crate::query::Query;

/// The parameter that names whom to add or remove.
pub(crate) const PARAMETERS: &[&str] = &["account"];

#[derive(Serialize)]
struct MaintainersJson<'a> {
    maintainers: Vec<MaintainerJson<'a>>,
}

#[derive(Serialize)]
struct MaintainerJson<'a> {
    account: &'a str,
    disabled: bool,
    #[serde(serialize_with = "as_text")]
    since: Timestamp,
}

/// Answers what cannot be done to maintainers.
pub(crate) async fn method_not_allowed() -> Result<HttpResponse, Problem> {
    Err(Problem::MethodNotAllowed {
        allow: "GET, HEAD, PUT, DELETE".to_owned(),
    })
}

fn respond(maintainers: &[Maintainer]) -> HttpResponse {
    let maintainers = maintainers
        .iter()
        .map(|maintainer| MaintainerJson {
            account: maintainer.name.as_str(),
            disabled: maintainer.disabled,
            since: maintainer.since,
        })
        .collect();
    let mut response = HttpResponse::Ok();
    response.insert_header((header::CACHE_CONTROL, "no-cache"));
    document(response, &MaintainersJson { maintainers })
}

/// The name of the account that a query gives.
fn account(query: &Query) -> Result<&str, Problem> {
    query
        .get("account")
        .ok_or_else(|| Problem::BadQuery("`account` must be the name of an account".to_owned()))
}

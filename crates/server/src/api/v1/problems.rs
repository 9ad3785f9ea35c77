//! `GET /api/v1/problems`: what the types of problem documents mean.
//!
//! The `type` of a problem is an address, and this is what lies there.

use actix_web::{HttpResponse, web};

use crate::body::document;
use crate::problem::{KINDS, Problem};

/// Lists every type.
pub(crate) async fn list() -> HttpResponse {
    document(
        HttpResponse::Ok(),
        &serde_json::json!({ "problems": KINDS }),
    )
}

/// Shows one type.
pub(crate) async fn show(name: web::Path<String>) -> Result<HttpResponse, Problem> {
    let kind = KINDS
        .iter()
        .find(|kind| kind.name == name.as_str())
        .ok_or(Problem::NoSuchPage)?;
    Ok(document(HttpResponse::Ok(), kind))
}

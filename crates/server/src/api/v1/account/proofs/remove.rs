//! `DELETE /api/v1/account/proofs?arn=`: takes back that an AWS identity is one's own.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use wharfinger_store::Scope;

use crate::identity::Member;
use crate::problem::Problem;
use crate::proofs::remove::remove;
use crate::query::Query;
use crate::state::State;

/// The parameters, as the OpenAPI document lists them. No part of the path: ARNs have slashes.
pub(crate) const PARAMETERS: &[&str] = &["arn"];

/// Answers 204, also where there was nothing.
pub(crate) async fn handle(
    state: Data<State>,
    member: Member,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    member.need(Scope::Account)?;
    let query = Query::read(&request, PARAMETERS)?;
    let arn = query.get("arn");
    let arn =
        arn.ok_or_else(|| Problem::BadQuery("`arn` must be the ARN of a proof".to_owned()))?;
    remove(&state, &request, &member, arn).await?;
    Ok(HttpResponse::NoContent().finish())
}

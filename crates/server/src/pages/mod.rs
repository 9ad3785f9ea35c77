//! The pages.

use actix_web::{HttpRequest, HttpResponse, web};

use crate::problem::Problem;

/// Adds the routes.
pub(crate) fn configure(_config: &mut web::ServiceConfig) {}

/// The page that says why a request was refused.
pub(crate) fn refusal(_request: &HttpRequest, problem: &Problem, request_id: &str) -> HttpResponse {
    problem.response(request_id)
}

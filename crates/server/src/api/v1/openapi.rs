//! `GET /api/v1/openapi.json`.

use actix_web::HttpResponse;

/// To come.
pub(crate) async fn handle() -> HttpResponse {
    HttpResponse::Ok().finish()
}

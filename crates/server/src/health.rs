//! Whether the process lives, and whether it can do its work.

use actix_web::web::{self, Data};
use actix_web::{HttpResponse, http::header};

use crate::problem::Problem;
use crate::state::State;

/// Adds the routes.
pub(crate) fn configure(config: &mut web::ServiceConfig) {
    config
        .service(
            web::resource("/healthz")
                .route(web::get().to(alive))
                .route(web::head().to(alive)),
        )
        .service(
            web::resource("/readyz")
                .route(web::get().to(ready))
                .route(web::head().to(ready)),
        );
}

/// The process answers; restarting it would not help anything.
async fn alive() -> HttpResponse {
    ok()
}

/// A write would be taken; requests may be sent here.
async fn ready(state: Data<State>) -> Result<HttpResponse, Problem> {
    let ready = state.store.ready().await;
    // Whatever it is that keeps the store from answering, requests should go elsewhere.
    ready.map_err(|failure| Problem::NotReady(failure.to_string()))?;
    Ok(ok())
}

fn ok() -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .content_type("text/plain; charset=utf-8")
        .body("ok\n")
}

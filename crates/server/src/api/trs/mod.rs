//! The Tool Registry Service of the GA4GH, version 2.1: how workflow engines find tools.
//!
//! It is read by everybody: credentials are not looked at, so an answer holds what a stranger sees on
//! the pages. Its document is [the standard's own][standard], which
//! is why it is not in ours, and a refusal has the standard's shape. `docs/TRS.md` says how what the
//! standard leaves open is read here.
//!
//! [standard]: https://ga4gh.github.io/tool-registry-service-schemas/

mod address;
mod cors;
mod described;
mod files;
mod filter;
mod id;
mod json;
mod list;
mod offset;
mod paging;
mod refusal;
mod search;
mod service_info;
mod tool_classes;
mod tools;
mod version;

pub(crate) use cors::add as add_cors;
pub(crate) use refusal::response as refusal;

use actix_web::dev::Handler;
use actix_web::http::{Method, header};
use actix_web::{FromRequest, HttpRequest, HttpResponse, Resource, Responder, web};
use serde::Serialize;

use crate::body::document;

/// What every address starts with, as the standard says.
const BASE: &str = "/ga4gh/trs/v2";

/// Adds the routes.
pub(crate) fn configure(config: &mut web::ServiceConfig) {
    config
        .service(reading("/service-info", service_info::handle))
        .service(reading("/toolClasses", tool_classes::handle))
        .service(reading("/tools", list::handle))
        .service(reading("/tools/{id}", tools::show))
        .service(reading("/tools/{id}/versions", tools::versions))
        .service(reading(
            "/tools/{id}/versions/{version}",
            tools::one_version,
        ))
        .service(reading(
            "/tools/{id}/versions/{version}/containerfile",
            files::containerfile,
        ))
        .service(reading(
            "/tools/{id}/versions/{version}/{type}/descriptor",
            files::descriptor,
        ))
        .service(reading(
            "/tools/{id}/versions/{version}/{type}/descriptor/{relative_path:.+}",
            files::descriptor_at,
        ))
        .service(reading(
            "/tools/{id}/versions/{version}/{type}/tests",
            files::tests,
        ))
        .service(reading(
            "/tools/{id}/versions/{version}/{type}/files",
            files::list,
        ));
}

/// Whether a request is for this API.
pub(crate) fn is_here(request: &HttpRequest) -> bool {
    let behind = request.path().strip_prefix(BASE);
    behind.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Something that is read, by programs and by pages of other sites.
fn reading<F, Args>(path: &str, handle: F) -> Resource
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    web::resource(format!("{BASE}{path}"))
        .route(web::get().to(handle.clone()))
        .route(web::head().to(handle))
        .route(web::method(Method::OPTIONS).to(cors::preflight))
}

/// What everybody sees may be kept by whoever asks again before each use.
fn answer(value: &impl Serialize) -> HttpResponse {
    let mut response = HttpResponse::Ok();
    response.insert_header((header::CACHE_CONTROL, "no-cache"));
    document(response, value)
}

//! What every request and response goes through: a request id, the security headers, a problem
//! document for every refusal (the framework's own included) and one line in the log.

use actix_web::body::BoxBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage as _, HttpRequest, HttpResponse, web};

use crate::api::trs;
use crate::oauth;
use crate::pages;
use crate::problem::Problem;
use crate::rate_limit_fields;
use crate::request_id;
use crate::secret;
use crate::security_headers;
use crate::state::State;

/// The outermost middleware.
///
/// # Panics
/// When the application was built without [`crate::app::configure`].
pub async fn edge(
    request: ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let state = request
        .app_data::<web::Data<State>>()
        .expect("`app::configure` puts the state in")
        .clone();
    let id = state.request_ids.of(request.headers());
    let is_https = state.config.is_https();
    request
        .extensions_mut()
        .insert(request_id::Given(id.clone()));
    let is_write = !request.method().is_safe();
    let mut response = next.call(request).await?;
    if is_write && !response.status().is_client_error() {
        state.wake();
    }
    if response.status().is_client_error() || response.status().is_server_error() {
        response = refusal(response, &id).await;
    }
    log(&response, &id);
    let holds_secret =
        security_headers::is_page(response.headers()) && holds_secret(response.request());
    let (request, mut response) = response.into_parts();
    let headers = response.headers_mut();
    security_headers::add(headers, is_https, holds_secret);
    if trs::is_here(&request) {
        trs::add_cors(headers, &request);
    }
    rate_limit_fields::add(headers, &request);
    headers.insert(request_id::HEADER, id);
    Ok(ServiceResponse::new(request, response))
}

/// Puts a problem document, or a page that says the same, into a refusal.
async fn refusal(response: ServiceResponse<BoxBody>, id: &HeaderValue) -> ServiceResponse<BoxBody> {
    let id = id.to_str().unwrap_or_default();
    let is_written = response.headers().contains_key(header::CONTENT_TYPE)
        && response.response().error().is_none();
    if is_written {
        // A page with its own words about the refusal.
        return response;
    }
    let problem = problem_of(&response);
    match &problem {
        Problem::Internal(cause) => {
            tracing::error!(request_id = id, cause, "Answered a request with 500");
        }
        Problem::NotReady(cause) => {
            tracing::warn!(request_id = id, cause, "Answered a request with 503");
        }
        _ => {}
    }
    let (request, refused) = response.into_parts();
    let mut body = if trs::is_here(&request) {
        trs::refusal(&problem, id)
    } else if wants_page(&request) {
        pages::refusal(&request, &problem, id).await
    } else {
        problem.response(id)
    };
    // A session that the request started stays, whatever came of the rest.
    for cookie in refused.headers().get_all(header::SET_COOKIE) {
        body.headers_mut()
            .append(header::SET_COOKIE, cookie.clone());
    }
    ServiceResponse::new(request, body)
}

fn problem_of(response: &ServiceResponse<BoxBody>) -> Problem {
    if let Some(error) = response.response().error() {
        if let Some(problem) = error.as_error::<Problem>() {
            return problem.clone();
        }
        if response.status() == StatusCode::INTERNAL_SERVER_ERROR {
            return Problem::Internal(error.to_string());
        }
    }
    let allow = response.headers().get(header::ALLOW);
    Problem::of_framework(
        response.status(),
        allow.and_then(|allow| allow.to_str().ok()),
    )
}

/// Whether a person looks at the answer: a browser that asks for a page outside the API.
fn wants_page(request: &HttpRequest) -> bool {
    let accepts_html = request
        .headers()
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"));
    accepts_html && !is_for_programs(request)
}

/// Whether what a request asks for is no page.
pub(crate) fn is_for_programs(request: &HttpRequest) -> bool {
    let path = request.path();
    path.starts_with("/api/") || trs::is_here(request) || oauth::is_here(path)
}

/// Whether the path of a request holds the secret of a one-time link: whoever reads it can use it.
fn holds_secret(request: &HttpRequest) -> bool {
    let pattern = request.match_pattern();
    pattern.is_some_and(|pattern| pattern.ends_with(pages::SECRET))
}

/// The path of a request as it may be kept: without the secret of a link, and where the address was
/// mistyped, without what looks like one.
fn path_to_log(request: &HttpRequest) -> String {
    match request.match_pattern() {
        Some(pattern) if pattern.ends_with(pages::SECRET) => pattern,
        _ => match request.path().split_once(secret::PREFIX) {
            Some((before, _)) => format!("{before}..."),
            None => request.path().to_owned(),
        },
    }
}

/// At the default level only faults of ours are logged: a line a request would cost as much as
/// answering it. The path is logged, the query is not: people search for what is theirs.
fn log(response: &ServiceResponse<BoxBody>, id: &HeaderValue) {
    let status = response.status();
    let request = response.request();
    macro_rules! line {
        ($level:ident) => {{
            let path = path_to_log(request);
            tracing::$level!(
                request_id = id.to_str().unwrap_or_default(),
                method = request.method().as_str(),
                path,
                status = status.as_u16(),
                "{} {path} {}",
                request.method(),
                status.as_u16()
            );
        }};
    }
    // Asked first: to find out what a path holds costs more than the rest.
    if status.is_server_error() {
        line!(warn);
    } else if tracing::enabled!(tracing::Level::DEBUG) {
        line!(debug);
    }
}

/// Answers what no route matched.
pub async fn no_such_page() -> Result<HttpResponse, Problem> {
    Err(Problem::NoSuchPage)
}

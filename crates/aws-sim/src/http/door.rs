//! The door of a registry: who comes with which password, and which repositories it opens.
//!
//! Docker speaks to Amazon ECR in the registries' own protocol. Layers are not here, so what is let in is
//! answered with nothing: whoever holds images asks here first, and then gives them out.

use actix_web::http::StatusCode;
use actix_web::http::header::{AUTHORIZATION, HOST, HeaderName, WWW_AUTHENTICATE};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::shared::Shared;
use crate::address::RepositoryAddress;
use crate::names::{AccountId, Region};
use crate::refusal::Refusal;

/// What Amazon ECR says to a password that has ended (AWS CLI issue 7977 has it in full).
const EXPIRED: &str = "Your authorization token has expired. Reauthenticate and try again.";

/// Answers 200 with nothing to what a password opens, and refuses the rest as Amazon ECR does.
pub(super) async fn door(shared: Data<Shared>, request: HttpRequest) -> HttpResponse {
    let Some((account, region)) = header(&request, HOST).and_then(registry_of) else {
        return refused(
            StatusCode::NOT_FOUND,
            "NAME_UNKNOWN",
            "no registry has this host",
        );
    };
    let (world, now) = (shared.world(), shared.now());
    let password = header(&request, AUTHORIZATION).and_then(basic);
    let login = password.map(|(user, password)| world.log_in(now, &user, &password, &region));
    let caller = match login {
        Some(Ok(caller)) => caller,
        Some(Err(Refusal::ExpiredToken)) => {
            return refused(StatusCode::FORBIDDEN, "DENIED", EXPIRED);
        }
        Some(Err(_)) | None => return challenge(&request),
    };
    let Some(name) = repository_of(request.path()) else {
        return HttpResponse::Ok().finish();
    };
    let missing = || {
        let message = format!(
            "The repository with name '{name}' does not exist in the registry with id '{account}'"
        );
        refused(StatusCode::NOT_FOUND, "NAME_UNKNOWN", &message)
    };
    let Ok(address) = RepositoryAddress::new(account.as_str(), region.as_str(), name) else {
        return missing();
    };
    match world.lets_pull(now, &caller, &address) {
        Ok(()) => HttpResponse::Ok().finish(),
        Err(Refusal::RepositoryNotFound(_)) => missing(),
        Err(refusal) => refused(StatusCode::FORBIDDEN, "DENIED", &refusal.to_string()),
    }
}

/// Asks for a password.
fn challenge(request: &HttpRequest) -> HttpResponse {
    let host = header(request, HOST).unwrap_or_default();
    let realm = format!("Basic realm=\"https://{host}/\",service=\"ecr.amazonaws.com\"");
    let mut response = HttpResponse::Unauthorized();
    response.insert_header((WWW_AUTHENTICATE, realm));
    with_error(&mut response, "UNAUTHORIZED", "Not Authorized")
}

fn refused(status: StatusCode, code: &str, message: &str) -> HttpResponse {
    with_error(&mut HttpResponseBuilder::new(status), code, message)
}

/// A refusal as registries spell it (OCI Distribution Specification, "Error Codes").
fn with_error(response: &mut HttpResponseBuilder, code: &str, message: &str) -> HttpResponse {
    let errors = json!({"errors": [{"code": code, "message": message}]});
    response
        .content_type("application/json")
        .body(errors.to_string())
}

fn header(request: &HttpRequest, name: HeaderName) -> Option<&str> {
    request.headers().get(name)?.to_str().ok()
}

/// `ACCOUNT.dkr.ecr.REGION.DOMAIN`.
fn registry_of(host: &str) -> Option<(AccountId, Region)> {
    let (account, rest) = host.split_once(".dkr.ecr.")?;
    let (region, domain) = rest.split_once('.')?;
    let region = Region::new(region).ok()?;
    let is_ours = domain == region.partition().domain();
    Some((AccountId::new(account).ok()?, region)).filter(|_| is_ours)
}

/// The repository of `/v2/NAME/manifests/...` or `/v2/NAME/blobs/...`; none of `/v2/`.
fn repository_of(path: &str) -> Option<&str> {
    let rest = path.strip_prefix("/v2/")?;
    let kinds = ["/manifests/", "/blobs/"];
    kinds.iter().find_map(|kind| Some(rest.split_once(kind)?.0))
}

/// The name and the password of `Basic ...` (RFC 7617).
fn basic(authorization: &str) -> Option<(String, String)> {
    let encoded = authorization.strip_prefix("Basic ")?;
    let text = String::from_utf8(STANDARD.decode(encoded).ok()?).ok()?;
    let (user, password) = text.split_once(':')?;
    Some((user.to_owned(), password.to_owned()))
}

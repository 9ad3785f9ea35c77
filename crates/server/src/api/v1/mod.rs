//! Version 1 of the API: one file an operation, named by its verb.

pub(crate) mod access;
pub(crate) mod account;
pub(crate) mod accounts;
pub(crate) mod audit;
pub(crate) mod automation;
pub(crate) mod check;
pub(crate) mod descriptors;
pub(crate) mod diagnose;
pub(crate) mod evidence;
pub(crate) mod given_up_mail;
pub(crate) mod inbox;
pub(crate) mod maintainers;
pub(crate) mod openapi;
pub(crate) mod problems;
pub(crate) mod pull_credentials;
pub(crate) mod registries;
pub(crate) mod registry_requests;
pub(crate) mod repositories;
pub(crate) mod tools;
pub(crate) mod unmaintained;

mod members;
mod paging;

use actix_web::{guard, web};
use serde::{Serialize, Serializer};

use crate::problem::Problem;

/// What a tool's address starts with; see [`tools::ToolPathText`] for the rest.
const TOOL: &str = "/api/v1/tools";

/// What the address of a tool's maintainers starts with.
const MAINTAINERS: &str = "/api/v1/maintainers";

/// What the address of the files that describe a tool starts with.
const DESCRIPTORS: &str = "/api/v1/descriptors";

/// What the address of a look at a tool's image starts with.
const EVIDENCE: &str = "/api/v1/evidence";

/// What the address of a tool's automation starts with.
const AUTOMATION: &str = "/api/v1/automation";

/// Adds the routes.
pub(crate) fn configure(config: &mut web::ServiceConfig) {
    // Resources, not routes: a resource answers 405 with `Allow` to the wrong method.
    config
        .service(web::resource("/api/v1/check").route(web::post().to(check::handle)))
        .service(web::resource("/api/v1/diagnose").route(web::post().to(diagnose::handle)))
        .service(
            web::resource("/api/v1/tools")
                .route(web::get().to(tools::list::handle))
                .route(web::head().to(tools::list::handle))
                .route(web::post().to(tools::register::handle)),
        )
        // A scope finds its prefix by comparing it; a resource with `{path:.+}` would run a regular
        // expression, which cost as much as the rest of reading a tool.
        .service(
            web::scope(TOOL)
                .guard(guard::Any(guard::Get()).or(guard::Head()))
                .default_service(web::to(tools::show::handle)),
        )
        .service(
            web::scope(TOOL)
                .guard(guard::Patch())
                .default_service(web::to(tools::update::handle)),
        )
        .service(web::scope(TOOL).default_service(web::to(tools::method_not_allowed)))
        .configure(configure_descriptors)
        .service(
            web::scope(EVIDENCE)
                .guard(guard::Post())
                .default_service(web::to(evidence::handle)),
        )
        .service(web::scope(EVIDENCE).default_service(web::to(evidence::method_not_allowed)))
        .configure(configure_access)
        .configure(configure_automation)
        .configure(configure_proofs)
        .configure(configure_registry_requests)
        .configure(configure_accounts)
        .service(
            web::resource("/api/v1/pull-credentials")
                .route(web::post().to(pull_credentials::handle)),
        )
        .service(
            web::resource("/api/v1/registries")
                .route(web::get().to(registries::list::handle))
                .route(web::head().to(registries::list::handle)),
        )
        .service(
            web::resource("/api/v1/problems")
                .route(web::get().to(problems::list))
                .route(web::head().to(problems::list)),
        )
        .service(
            web::resource("/api/v1/problems/{name}")
                .route(web::get().to(problems::show))
                .route(web::head().to(problems::show)),
        )
        .service(
            web::resource("/api/v1/openapi.json")
                .route(web::get().to(openapi::handle))
                .route(web::head().to(openapi::handle)),
        );
}

/// Adds the routes of the files that describe tools.
fn configure_descriptors(config: &mut web::ServiceConfig) {
    config
        .service(
            web::scope(DESCRIPTORS)
                .guard(guard::Any(guard::Get()).or(guard::Head()))
                .default_service(web::to(descriptors::list::handle)),
        )
        .service(
            web::scope(DESCRIPTORS)
                .guard(guard::Put())
                .default_service(web::to(descriptors::write::handle)),
        )
        .service(
            web::scope(DESCRIPTORS)
                .guard(guard::Delete())
                .default_service(web::to(descriptors::remove::handle)),
        )
        .service(web::scope(DESCRIPTORS).default_service(web::to(descriptors::method_not_allowed)));
}

/// Adds the routes of access requests and of the people around them.
fn configure_access(config: &mut web::ServiceConfig) {
    config
        .service(web::resource("/api/v1/access-check").route(web::post().to(access::check::handle)))
        .service(
            web::resource("/api/v1/access-requests")
                .route(web::get().to(access::list::handle))
                .route(web::head().to(access::list::handle))
                .route(web::post().to(access::request::handle)),
        )
        .service(
            web::resource("/api/v1/access-requests/{id}")
                .route(web::get().to(access::show::handle))
                .route(web::head().to(access::show::handle))
                .route(web::patch().to(access::change::handle)),
        )
        .service(
            web::resource("/api/v1/access-requests/{id}/policy-difference")
                .route(web::get().to(access::difference::handle))
                .route(web::head().to(access::difference::handle)),
        )
        .service(
            web::scope(MAINTAINERS)
                .guard(guard::Any(guard::Get()).or(guard::Head()))
                .default_service(web::to(maintainers::list::handle)),
        )
        .service(
            web::scope(MAINTAINERS)
                .guard(guard::Put())
                .default_service(web::to(maintainers::add::handle)),
        )
        .service(
            web::scope(MAINTAINERS)
                .guard(guard::Delete())
                .default_service(web::to(maintainers::remove::handle)),
        )
        .service(web::scope(MAINTAINERS).default_service(web::to(maintainers::method_not_allowed)))
        .service(
            web::resource("/api/v1/inbox")
                .route(web::get().to(inbox::list::handle))
                .route(web::head().to(inbox::list::handle)),
        )
        .service(web::resource("/api/v1/inbox/read").route(web::post().to(inbox::read::handle)))
        .service(
            web::resource("/api/v1/audit")
                .route(web::get().to(audit::handle))
                .route(web::head().to(audit::handle)),
        );
}

/// Adds the routes of access that the server gives by itself.
fn configure_automation(config: &mut web::ServiceConfig) {
    config
        .service(
            web::scope(AUTOMATION)
                .guard(guard::Any(guard::Get()).or(guard::Head()))
                .default_service(web::to(automation::show::handle)),
        )
        .service(
            web::scope(AUTOMATION)
                .guard(guard::Put())
                .default_service(web::to(automation::turn_on::handle)),
        )
        .service(
            web::scope(AUTOMATION)
                .guard(guard::Delete())
                .default_service(web::to(automation::stop::handle)),
        )
        .service(web::scope(AUTOMATION).default_service(web::to(automation::method_not_allowed)))
        .service(
            web::resource("/api/v1/account/connections")
                .route(web::get().to(account::connections::list::handle))
                .route(web::head().to(account::connections::list::handle)),
        )
        .service(
            web::resource("/api/v1/account/connections/{id}")
                .route(web::patch().to(account::connections::change::handle))
                .route(web::delete().to(account::connections::disconnect::handle)),
        )
        .service(
            web::resource("/api/v1/account/connections/{id}/role")
                .route(web::put().to(account::connections::change_role::handle)),
        )
        .service(
            web::resource("/api/v1/repositories/{id}")
                .route(web::get().to(repositories::show::handle))
                .route(web::head().to(repositories::show::handle)),
        )
        .service(
            web::resource("/api/v1/repositories/{id}/snapshots")
                .route(web::get().to(repositories::snapshots::handle))
                .route(web::head().to(repositories::snapshots::handle)),
        )
        .service(
            web::resource("/api/v1/repositories/{id}/look")
                .route(web::post().to(repositories::look::handle)),
        )
        .service(
            web::resource("/api/v1/repositories/{id}/reapply")
                .route(web::post().to(repositories::reapply::handle)),
        )
        .service(
            web::resource("/api/v1/repositories/{id}/lost-statements")
                .route(web::get().to(repositories::lost::handle))
                .route(web::head().to(repositories::lost::handle)),
        )
        .service(
            web::resource("/api/v1/repositories/{id}/restore")
                .route(web::post().to(repositories::restore::handle)),
        );
}

/// Adds the routes of registries that people ask for.
fn configure_registry_requests(config: &mut web::ServiceConfig) {
    config
        .service(
            web::resource("/api/v1/registry-requests")
                .route(web::get().to(registry_requests::list::handle))
                .route(web::head().to(registry_requests::list::handle))
                .route(web::post().to(registry_requests::ask::handle)),
        )
        .service(
            web::resource("/api/v1/registry-requests/{id}")
                .route(web::get().to(registry_requests::show::handle))
                .route(web::head().to(registry_requests::show::handle)),
        )
        .service(
            web::resource("/api/v1/registry-requests/{id}/support")
                .route(web::put().to(registry_requests::support::begin))
                .route(web::delete().to(registry_requests::support::end)),
        )
        .service(
            web::resource("/api/v1/registry-requests/{id}/answer")
                .route(web::put().to(registry_requests::answer::handle)),
        )
        .service(
            web::resource("/api/v1/registries/{id}")
                .route(web::delete().to(registries::remove::handle)),
        );
}

/// Adds the routes of AWS identities that somebody has proven to be theirs.
fn configure_proofs(config: &mut web::ServiceConfig) {
    config
        .service(
            web::resource("/api/v1/account/proofs")
                .route(web::get().to(account::proofs::list::handle))
                .route(web::head().to(account::proofs::list::handle))
                .route(web::post().to(account::proofs::redeem::handle))
                .route(web::delete().to(account::proofs::remove::handle)),
        )
        .service(
            web::resource("/api/v1/account/proofs/challenges")
                .route(web::post().to(account::proofs::challenge::handle)),
        )
        .service(
            web::resource("/api/v1/access-requests/{id}/proof")
                .route(web::get().to(access::proof::handle))
                .route(web::head().to(access::proof::handle)),
        );
}

/// Adds the routes of accounts: one's own, and for administrators everybody's.
fn configure_accounts(config: &mut web::ServiceConfig) {
    config
        .service(
            web::resource("/api/v1/account")
                .route(web::get().to(account::show::handle))
                .route(web::head().to(account::show::handle)),
        )
        .service(
            web::resource("/api/v1/account/tokens")
                .route(web::get().to(account::tokens::list::handle))
                .route(web::head().to(account::tokens::list::handle))
                .route(web::post().to(account::tokens::create::handle))
                .route(web::delete().to(account::tokens::revoke_all::handle)),
        )
        .service(
            web::resource("/api/v1/account/tokens/{id}")
                .route(web::delete().to(account::tokens::revoke::handle)),
        )
        .service(
            web::resource("/api/v1/account/sessions")
                .route(web::get().to(account::sessions::list::handle))
                .route(web::head().to(account::sessions::list::handle))
                .route(web::delete().to(account::sessions::end_others::handle)),
        )
        .service(
            web::resource("/api/v1/account/sessions/{id}")
                .route(web::delete().to(account::sessions::end::handle)),
        )
        .service(
            web::resource("/api/v1/account/provider")
                .route(web::delete().to(account::provider::handle)),
        )
        .service(
            web::resource("/api/v1/unmaintained-tools")
                .route(web::get().to(unmaintained::handle))
                .route(web::head().to(unmaintained::handle)),
        )
        .service(
            web::resource("/api/v1/given-up-mail")
                .route(web::get().to(given_up_mail::list::handle))
                .route(web::head().to(given_up_mail::list::handle)),
        )
        .service(
            web::resource("/api/v1/given-up-mail/{id}/retry")
                .route(web::post().to(given_up_mail::retry::handle)),
        )
        .service(
            web::resource("/api/v1/accounts")
                .route(web::get().to(accounts::list::handle))
                .route(web::head().to(accounts::list::handle))
                .route(web::post().to(accounts::create::handle)),
        )
        .service(
            web::resource("/api/v1/accounts/{name}")
                .route(web::get().to(accounts::show::handle))
                .route(web::head().to(accounts::show::handle))
                .route(web::patch().to(accounts::update::handle)),
        )
        .service(
            web::resource("/api/v1/accounts/{name}/password-link")
                .route(web::post().to(accounts::password_link::handle)),
        );
}

/// Spells a value as its own text.
fn as_text<S: Serializer>(
    value: &impl std::fmt::Display,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}

/// Issues of a draft as a problem carries them.
fn issues(value: &impl Serialize) -> Box<serde_json::value::RawValue> {
    serde_json::value::to_raw_value(value).expect("issues can always be spelled as JSON")
}

/// A header that must be visible ASCII, with spaces in between, and of bounded length.
pub(crate) fn text_header<'a>(
    request: &'a actix_web::HttpRequest,
    name: &'static str,
    bytes_max: usize,
) -> Result<Option<&'a str>, Problem> {
    let mut values = request.headers().get_all(name);
    let Some(value) = values.next() else {
        return Ok(None);
    };
    // Which of two is meant, nobody can tell.
    if values.next().is_some() {
        return Err(Problem::BadHeader(format!("`{name}` is given twice")));
    }
    match value.to_str() {
        // Tabs are visible to nobody.
        Ok(text) if (1..=bytes_max).contains(&text.len()) && !text.contains('\t') => Ok(Some(text)),
        _ => Err(Problem::BadHeader(format!(
            "`{name}` must have 1 to {bytes_max} characters of visible ASCII"
        ))),
    }
}

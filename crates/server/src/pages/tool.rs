//! `GET /tools/{path}`: one tool.

use actix_web::http::{StatusCode, header};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use wharfinger_core::privacy::Visibility;
use wharfinger_core::registry::EcrHost;
use wharfinger_store::{DescriptorName, Page, RequestFilter, Scope, Tool};

use super::access::stale_words;
use super::form::parameter;
use super::view::evidence::Evidence;
use super::view::frame::Here;
use super::view::requests::Badge;
use super::view::tool::{Access, AccountOwner, Contact, Described, File, Mine, ToolPage, Upkeep};
use super::{address, frame, registry_name, requests, respond, visibility_reason, when};
use crate::access::kept::{Missing, kept};
use crate::automation::is_ecr;
use crate::identity::Viewer;
use crate::problem::Problem;
use crate::state::State;
use crate::tools::describe::is_current;
use crate::tools::known::Known;
use crate::tools::owner::Owner;
use crate::tools::sight::{Sight, maintains, may_change};
use crate::tools::{find, pull_instructions, registry_of};

pub(super) async fn show(
    state: Data<State>,
    viewer: Viewer,
    request: HttpRequest,
    path: Path<String>,
) -> Result<HttpResponse, Problem> {
    let tool = find(&state, &path).await?;
    let registration = &tool.registration;
    let tool_path = registration.tool_path();
    if tool_path.as_str() != path.as_str() {
        // Found in the docker form: one page, one address.
        return Ok(HttpResponse::PermanentRedirect()
            .insert_header((header::LOCATION, address("tools", &tool)))
            .finish());
    }
    let catalogue = state.catalogues.now();
    let entry = registry_of(&catalogue, registration);
    let instructions = pull_instructions(&catalogue, registration);
    let upkeep = upkeep(&state, &viewer, &tool).await?;
    let sight = Sight::of_maintainer(upkeep.is_some());
    let known = Known::of(&state, &tool, sight).await?;
    let page = ToolPage {
        frame: frame(&viewer, Here::Elsewhere),
        done: parameter(&request, "done").and_then(|what| done(&what)),
        refusal: stale_words(&request),
        archived: tool.archived_at.map(when),
        path: tool_path.as_str(),
        registry: registry_name(entry, tool_path.host()),
        is_private: registration.visibility() == Visibility::Private,
        visibility_reason: visibility_reason(entry, tool_path.host()),
        login: instructions.login,
        login_note: instructions.login_note,
        pull: instructions.pull,
        image: registration.image(),
        image_page: entry.and_then(|entry| entry.page(tool_path.host(), tool_path.repository())),
        tag: registration.tag(),
        digest: registration.digest(),
        source: registration.source_url(),
        description: registration.description(),
        owner: owner(&state, &viewer, &tool, known.owner).await?,
        evidence: known
            .evidence
            .as_ref()
            .map(|seen| Evidence::new(tool_path.host(), seen, when)),
        access: access_to(&state, &viewer, &tool).await?,
        maintainers: requests::names_of(&state, &tool).await?,
        described: described(&state, &tool).await?,
        upkeep,
        created: when(tool.created_at),
        updated: when(tool.updated_at),
    };
    Ok(respond(StatusCode::OK, &page))
}

fn done(what: &str) -> Option<&'static str> {
    match what {
        "registered" => Some("The tool is registered."),
        "saved" => Some("The changes are saved."),
        "unchanged" => Some("Nothing was changed."),
        "removed" => Some("The maintainer is removed."),
        "contact-asked" => Some("A mail with a link is on its way to the contact."),
        "looked" => Some("The registry was asked about the image just now."),
        "looked-already" => {
            Some("The registry was asked less than a minute ago, and is not asked again yet.")
        }
        "contact-confirmed" => Some("The contact is confirmed already."),
        "unarchived" => Some("The tool is listed again."),
        _ => None,
    }
}

/// What describes the tool to workflow engines.
async fn described(state: &State, tool: &Tool) -> Result<Described, Problem> {
    let names = state.store.descriptor_names(tool.id).await?;
    let file = |name: &DescriptorName| File {
        title: name.key.kind.title(),
        path: name.key.path.to_string(),
        is_current: is_current(tool, &name.version),
    };
    Ok(Described {
        href: address("descriptors", tool),
        files: names.iter().map(file).collect(),
    })
}

/// Asking for access to a private tool, and the visitor's own latest request.
async fn access_to(state: &State, viewer: &Viewer, tool: &Tool) -> Result<Option<Access>, Problem> {
    if tool.registration.visibility() == Visibility::Public {
        return Ok(None);
    }
    let mine = match &viewer.who {
        Some(who) if who.need(Scope::Access).is_ok() => {
            let filter = RequestFilter {
                tool: Some(tool.id),
                requester: Some(who.id()),
                ..RequestFilter::default()
            };
            let found = state.store.list_requests(&filter, Page::first(1)).await?;
            found.requests.into_iter().next()
        }
        _ => None,
    };
    let missing = match &mine {
        Some(stored) => kept(state, stored).await?.as_ref().and_then(Missing::of),
        None => None,
    };
    Ok(Some(Access {
        ask: tool.archived_at.is_none().then(|| address("request", tool)),
        mine: mine.map(|stored| Mine {
            href: requests::of(stored.id),
            badge: Badge::of(stored.request.status(), missing),
            is_live: stored.request.is_live(),
            principal: stored.principal,
            requested: when(stored.request.opened_at()),
        }),
    }))
}

/// What is known of whoever registered a tool on private Amazon ECR.
async fn owner(
    state: &State,
    viewer: &Viewer,
    tool: &Tool,
    known: Option<Owner>,
) -> Result<Option<AccountOwner>, Problem> {
    let Some(known) = known else {
        return Ok(None);
    };
    let host = EcrHost::parse(tool.registration.tool_path().host());
    let may_connect = match &viewer.who {
        Some(who) if !known.is_verified() => maintains(state, who, tool.id).await?,
        _ => false,
    };
    Ok(host.map(|host| AccountOwner {
        account: host.account().to_owned(),
        is_verified: known.is_verified(),
        connect: may_connect.then(|| address("automation", tool)),
    }))
}

/// What whoever may change the tool finds on its page.
async fn upkeep(state: &State, viewer: &Viewer, tool: &Tool) -> Result<Option<Upkeep>, Problem> {
    let Some(who) = &viewer.who else {
        return Ok(None);
    };
    if !may_change(state, who, tool.id).await? {
        return Ok(None);
    }
    let path = tool.registration.tool_path();
    let contact = match tool.registration.contact_email() {
        Some(email) => Some(Contact {
            address: email.to_owned(),
            confirmed: state.store.contact_verified_at(tool.id).await?.map(when),
            ask: state.sends_mail().then(|| address("contact", tool)),
        }),
        None => None,
    };
    let answers = tool.registration.visibility() == Visibility::Private
        && maintains(state, who, tool.id).await?;
    Ok(Some(Upkeep {
        edit: address("edit", tool),
        maintainers: address("maintainers", tool),
        audit: format!("/audit?tool={path}"),
        look: (state.images.is_some() && tool.archived_at.is_none())
            .then(|| address("evidence", tool)),
        automation: is_ecr(tool).then(|| address("automation", tool)),
        review: answers.then(|| format!("/review?waiting=all&tool={path}")),
        contact,
    }))
}

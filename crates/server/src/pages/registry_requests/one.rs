//! `GET` and `POST /registries/requests/{id}`: a registry that somebody asks for; administrators answer here.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use wharfinger_core::registry::{OperatorRegistry, RegistryVisibility, Segments};
use wharfinger_store::RegistryRequest;

use super::{of, refusal, row};
use crate::identity::{Viewer, Who};
use crate::pages::form::{Form, parameter};
use crate::pages::view::frame::Here;
use crate::pages::view::registry_requests::{Decision, Definition, Known, RegistryRequestPage};
use crate::pages::{access, frame, registry_removal, respond, see_other, sign_in_first};
use crate::problem::Problem;
use crate::registry_requests::answer::{REASON, Said, answer, unfit};
use crate::registry_requests::find;
use crate::registry_requests::list::Seen;
use crate::registry_requests::support::support;
use crate::state::State;

pub(in crate::pages) async fn show(
    state: Data<State>,
    viewer: Viewer,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let Some(who) = &viewer.who else {
        return Ok(sign_in_first(&format!("{}/{id}", super::PATH)));
    };
    let found = find(&state, &id).await?;
    let mut page = page(&state, &viewer, who, found, None).await?;
    page.done = parameter(&request, "done").and_then(|what| done(&what));
    page.refusal = access::stale_words(&request).map(str::to_owned);
    Ok(respond(StatusCode::OK, &page))
}

fn done(what: &str) -> Option<&'static str> {
    match what {
        "asked" => Some("You have asked for it: you are told when it is answered."),
        "supported" => Some("You support the request: you are told when it is answered."),
        "ended" => Some("You support the request no longer."),
        "answered" => Some("It is answered, and everybody who asked for it is told."),
        _ => None,
    }
}

pub(in crate::pages) async fn submit(
    state: Data<State>,
    viewer: Viewer,
    request: HttpRequest,
    id: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, access::NotDone> {
    let form = Form::read(&request, payload).await?;
    let back = format!("{}/{id}", super::PATH);
    let who = access::member(&request, &state, &viewer, &form, &back)?;
    let found = find(&state, &id).await?;
    match carry_out(&state, &request, &who, &form, &found).await {
        Ok(done) => Ok(see_other(&format!("{}?done={done}", of(found.id)))),
        Err(problem) => {
            let (refused, message) = refusal(problem)?;
            // Read again: it may have been answered meanwhile.
            let found = find(&state, &id).await?;
            let mut page = page(&state, &viewer, &who, found, Some(&form)).await?;
            page.refusal = Some(message);
            Ok(refused.respond(&page))
        }
    }
}

/// What was done, as the address of the page says it.
async fn carry_out(
    state: &State,
    request: &HttpRequest,
    who: &Who,
    form: &Form,
    found: &RegistryRequest,
) -> Result<&'static str, Problem> {
    let by = who.by(state, request);
    let said = |is_accepted, registry| Said {
        is_accepted,
        reason: form.get(REASON).to_owned(),
        registry,
    };
    let said = match form.get("action") {
        "support" => {
            support(state, found.id, true, by).await?;
            return Ok("supported");
        }
        "end" => {
            support(state, found.id, false, by).await?;
            return Ok("ended");
        }
        "add" => said(true, Some(definition(form)?)),
        "accept" => said(true, None),
        "decline" => said(false, None),
        _ => {
            let detail = "the form does not say what to do with the request";
            return Err(Problem::BadBody(detail.to_owned()));
        }
    };
    who.need_administrator()?;
    answer(state, found.id, said, by).await?;
    Ok("answered")
}

/// The registry that the form describes.
fn definition(form: &Form) -> Result<OperatorRegistry, Problem> {
    let number = |name: &str| -> Result<Option<u8>, Problem> {
        let text = form.get(name).trim();
        if text.is_empty() {
            return Ok(None);
        }
        text.parse().map(Some).map_err(|_| {
            unfit(format!(
                "`{name}` must be a number from 1 to 255, or be left out"
            ))
        })
    };
    let text = |name: &str| form.get(name).trim().to_owned();
    Ok(OperatorRegistry {
        id: text("id"),
        name: text("name"),
        host: text("registry_host"),
        segments: Segments {
            min: number("segments_min")?.unwrap_or(1),
            max: number("segments_max")?,
        },
        visibility: match form.get("visibility") {
            "public" => RegistryVisibility::PublicOnly,
            "private" => RegistryVisibility::PrivateOnly,
            _ => RegistryVisibility::Mixed,
        },
        anonymous_pull: form.find("anonymous_pull").is_some(),
        login: Some(text("login")).filter(|login| !login.is_empty()),
    })
}

async fn page(
    state: &State,
    viewer: &Viewer,
    who: &Who,
    found: RegistryRequest,
    typed: Option<&Form>,
) -> Result<RegistryRequestPage, Problem> {
    let seen = Seen::of(state, who.id(), vec![found]).await?;
    let [found] = &seen.requests[..] else {
        unreachable!("one was given")
    };
    let known = known(state, who, &found.host);
    let decision = who.is_administrator().then(|| Decision {
        reason: typed.map_or_else(String::new, |form| form.get(REASON).to_owned()),
        definition: known
            .is_none()
            .then(|| match typed.filter(|form| form.find("id").is_some()) {
                Some(form) => typed_definition(form),
                None => suggested(&found.host),
            }),
    });
    Ok(RegistryRequestPage {
        frame: frame(viewer, Here::Registries),
        done: None,
        refusal: None,
        row: row(&seen, found),
        looks_like: match known {
            Some(_) => None,
            None => state.catalogues.now().look_alike(&found.host),
        },
        known,
        greeting: greeting(&found.greeting.kind),
        greeting_detail: found.greeting.detail.clone(),
        software: found.greeting.software.clone(),
        decision,
        issue: state.config.issues_repository.as_ref().map(|repository| {
            repository.new_issue(&found.host, found.greeting.software.as_deref())
        }),
    })
}

/// What the catalogue has on a host now, and where whoever looks takes that out.
fn known(state: &State, who: &Who, host: &str) -> Option<Known> {
    let current = state.catalogues.current();
    let entry = current.catalogue.identify(host).entry()?;
    let is_removable = who.is_administrator() && current.is_added(entry.id());
    Some(Known {
        name: entry.name().to_owned(),
        removal: is_removable.then(|| registry_removal::of(entry.id())),
    })
}

/// What the host answered, for people.
fn greeting(kind: &str) -> &'static str {
    match kind {
        "open" => "It is a registry, and lets everybody in.",
        "asks_for_login" => "It asks who is there, as registries do.",
        "other" => "It answers, and not as a registry does.",
        "refused" => "This server must not talk to it.",
        "silent" => "It did not answer.",
        _ => "This server has not asked it whether it is a registry.",
    }
}

/// A definition to begin with.
fn suggested(host: &str) -> Definition {
    let name = host.split(':').next().unwrap_or(host);
    let id = name.replace(|letter: char| !letter.is_ascii_alphanumeric(), "-");
    Definition {
        id: id.trim_matches('-').to_owned(),
        name: name.to_owned(),
        host: host.to_owned(),
        visibility: "mixed".to_owned(),
        is_anonymous: true,
        segments_min: String::new(),
        segments_max: String::new(),
        login: "docker login {host}".to_owned(),
    }
}

fn typed_definition(form: &Form) -> Definition {
    let text = |name: &str| form.get(name).to_owned();
    Definition {
        id: text("id"),
        name: text("name"),
        host: text("registry_host"),
        visibility: text("visibility"),
        is_anonymous: form.find("anonymous_pull").is_some(),
        segments_min: text("segments_min"),
        segments_max: text("segments_max"),
        login: text("login"),
    }
}

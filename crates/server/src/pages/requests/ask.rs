//! `GET` and `POST /request/{path}`: asks for access to a private tool.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse, ResponseError as _};
use wharfinger_core::access::instructions::own_side;
use wharfinger_core::access::{ANSWER_DAYS, AccessDraft, Report, Status};
use wharfinger_core::privacy::Visibility;
use wharfinger_core::report::Issue;
use wharfinger_store::{Page, RequestFilter, RequestId, Tool};

use super::proof::{of_typed, place};
use super::words::words;
use super::{names_of, of, row};
use crate::access::Refused;
use crate::access::list::{List, list};
use crate::access::request::{check, request as request_access};
use crate::checks;
use crate::identity::Viewer;
use crate::limits::OWN_REQUESTS_SHOWN_MAX;
use crate::pages::access::{self, Admitted, Turned};
use crate::pages::form::Form;
use crate::pages::view::ask::{self as view, Ask};
use crate::pages::view::findings::fix_of;
use crate::pages::view::frame::Here;
use crate::pages::{
    address, form_scripts, frame, registries_json, registry_name, respond, see_other,
    visibility_reason,
};
use crate::problem::Problem;
use crate::state::State;
use crate::tools::{find, registry_of};

/// What the page is drawn from.
#[derive(Clone, Copy)]
struct Drawn<'a> {
    tool: &'a Tool,
    draft: &'a AccessDraft,
    issues: &'a [Issue],
    is_refused: bool,
    /// Why nothing was requested, where it is not about a field.
    refusal: Option<&'a str>,
    /// The request that is in the way, if it is the visitor's own.
    existing: Option<RequestId>,
    turned: Option<&'a Turned>,
}

pub(in crate::pages) async fn show(
    state: Data<State>,
    viewer: Viewer,
    path: Path<String>,
) -> Result<HttpResponse, Problem> {
    let tool = find(&state, &path).await?;
    if !can_be_asked_for(&tool) {
        return Ok(see_other(&address("tools", &tool)));
    }
    let draft = AccessDraft::default();
    let page = page(&state, &viewer, untouched(&tool, &draft)).await?;
    Ok(respond(StatusCode::OK, &page))
}

pub(in crate::pages) async fn submit(
    state: Data<State>,
    viewer: Viewer,
    request: HttpRequest,
    path: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let form = Form::read(&request, payload).await?;
    access::check_origin(&request, &state)?;
    let tool = find(&state, &path).await?;
    let mut draft = form.access_draft();
    if let Err(wait) = checks::take(&state, &viewer, &request) {
        let turned = Turned::Later(wait.into());
        return turned_away(&state, &viewer, untouched(&tool, &draft), &turned).await;
    }
    let host = tool.registration.tool_path().host();
    let mut report = check(&state, host, &draft);

    let pressed = form.get("fix");
    if !pressed.is_empty() {
        if let Some(fix) = fix_of(pressed, &report.issues) {
            draft.apply(fix);
            report = check(&state, host, &draft);
        }
        let drawn = judged(&tool, &draft, &report);
        let page = page(&state, &viewer, drawn).await?;
        return Ok(respond(StatusCode::OK, &page));
    }

    let drawn = Drawn {
        is_refused: true,
        ..judged(&tool, &draft, &report)
    };
    if !report.is_valid() {
        let page = page(&state, &viewer, drawn).await?;
        return Ok(respond(StatusCode::UNPROCESSABLE_ENTITY, &page));
    }
    match access::admit(&request, &state, &viewer, &form).await? {
        Ok(admitted) => {
            let answer = ask(&state, &request, &admitted, drawn).await;
            Ok(admitted.answer(answer))
        }
        Err(turned) => turned_away(&state, &viewer, drawn, &turned).await,
    }
}

/// Asks for whoever was let in.
async fn ask(
    state: &State,
    request: &HttpRequest,
    admitted: &Admitted,
    drawn: Drawn<'_>,
) -> Result<HttpResponse, Problem> {
    let viewer = &admitted.viewer();
    let by = admitted.who.by(state, request);
    match request_access(state, drawn.tool, drawn.draft, None, by).await {
        Ok(demanded) => Ok(see_other(&format!(
            "{}?done=requested",
            of(demanded.request.id)
        ))),
        Err(Refused::Live { existing, own }) => {
            let drawn = Drawn {
                refusal: Some(if own { YOURS } else { ANOTHERS }),
                existing: own.then_some(existing),
                ..drawn
            };
            let page = page(state, viewer, drawn).await?;
            Ok(respond(StatusCode::CONFLICT, &page))
        }
        Err(Refused::Other(problem @ (Problem::ToolPublic(_) | Problem::ToolArchived(_)))) => {
            let told = problem.detail().unwrap_or_default();
            let drawn = Drawn {
                refusal: Some(&told),
                ..drawn
            };
            let page = page(state, viewer, drawn).await?;
            Ok(respond(problem.status_code(), &page))
        }
        Err(Refused::Other(problem)) => {
            let turned = Turned::later(problem)?;
            turned_away(state, viewer, drawn, &turned).await
        }
        Err(refused) => Err(Problem::Internal(format!("a request was {refused:?}"))),
    }
}

/// Said where the request in the way is the visitor's own; without a full stop.
const YOURS: &str = "you have asked for this already, and that request is not over";

/// Said where it is somebody else's.
const ANOTHERS: &str = "somebody else has asked for the same name already, and that request is \
    not over; if the name is yours, ask the maintainers about it";

/// Whether there is anything to ask for: everybody may pull what is public, and nobody answers for
/// what is archived.
fn can_be_asked_for(tool: &Tool) -> bool {
    tool.registration.visibility() == Visibility::Private && tool.archived_at.is_none()
}

fn untouched<'a>(tool: &'a Tool, draft: &'a AccessDraft) -> Drawn<'a> {
    Drawn {
        tool,
        draft,
        issues: &[],
        is_refused: false,
        refusal: None,
        existing: None,
        turned: None,
    }
}

fn judged<'a>(tool: &'a Tool, draft: &'a AccessDraft, report: &'a Report) -> Drawn<'a> {
    Drawn {
        issues: &report.issues,
        ..untouched(tool, draft)
    }
}

/// The form again with what was typed, and why whoever sent it may not ask.
async fn turned_away(
    state: &State,
    viewer: &Viewer,
    drawn: Drawn<'_>,
    turned: &Turned,
) -> Result<HttpResponse, Problem> {
    let drawn = Drawn {
        turned: Some(turned),
        ..drawn
    };
    Ok(turned.respond(&page(state, viewer, drawn).await?))
}

/// What the visitor has asked for of this tool already and is not over.
async fn open(state: &State, viewer: &Viewer, tool: &Tool) -> Result<Option<List>, Problem> {
    let Some(who) = &viewer.who else {
        return Ok(None);
    };
    let filter = RequestFilter {
        tool: Some(tool.id),
        requester: Some(who.id()),
        statuses: Status::ALL
            .iter()
            .copied()
            .filter(|status| status.is_live())
            .collect(),
        ..RequestFilter::default()
    };
    let found = list(state, &filter, Page::first(OWN_REQUESTS_SHOWN_MAX)).await?;
    Ok(Some(found))
}

async fn page<'a>(state: &State, viewer: &Viewer, drawn: Drawn<'a>) -> Result<Ask<'a>, Problem> {
    let catalogue = &state.catalogues.now();
    let registration = &drawn.tool.registration;
    let path = registration.tool_path();
    let entry = registry_of(catalogue, registration);
    let registry = registry_name(entry, path.host());
    let words = words(registration.registry(), registry, path.host());
    // Whoever must wait has nothing read.
    let access = match drawn.turned {
        Some(Turned::Later(_)) => None,
        _ => check(state, path.host(), drawn.draft).access,
    };
    let maintainers = names_of(state, drawn.tool).await?;
    let alone = match (&maintainers[..], viewer.account()) {
        ([only], Some(account)) if only == account.name.as_str() => {
            Some(address("maintainers", drawn.tool))
        }
        _ => None,
    };
    let proof = match drawn.turned {
        Some(Turned::Later(_)) => None,
        _ => of_typed(state, viewer, path.host(), drawn.draft).await?,
    };
    let open = match drawn.turned {
        Some(Turned::Later(_)) => None,
        _ => open(state, viewer, drawn.tool).await?,
    };
    let form = view::Form::new(drawn.draft, drawn.issues, words);
    Ok(Ask {
        frame: frame(viewer, Here::Elsewhere),
        form_scripts: form_scripts(),
        registries_json: registries_json(catalogue),
        path: path.as_str(),
        host: path.host(),
        visibility_reason: visibility_reason(entry, path.host()),
        tool: address("tools", drawn.tool),
        action: address("request", drawn.tool),
        maintainers,
        alone,
        prove: place(state, path.host()),
        proof,
        answer_days: ANSWER_DAYS,
        own_side: access.map_or_else(Vec::new, |access| own_side(registration, &access.principal)),
        turned: drawn.turned.map(Turned::message),
        refusal: drawn.refusal.map(str::to_owned),
        existing: drawn.existing.map(of),
        are_more_open: open.as_ref().is_some_and(|open| open.next.is_some()),
        open: open.map_or_else(Vec::new, |open| open.requests.iter().map(row).collect()),
        form: if drawn.is_refused {
            form.refused()
        } else {
            form
        },
    })
}

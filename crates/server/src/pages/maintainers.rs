//! `GET` and `POST /maintainers/{path}`: who maintains a tool, for those who do.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse, ResponseError as _};
use wharfinger_store::Tool;

use super::form::parameter;
use super::view::frame::Here;
use super::view::line::{Kind, Line};
use super::view::maintainers as view;
use super::{access, address, frame, respond, see_other, sign_in_first, when};
use crate::access::maintainers::{add, remove};
use crate::identity::{Viewer, Who};
use crate::problem::{Problem, Unfit};
use crate::state::State;
use crate::tools::find;
use crate::tools::sight::{is_among, need_maintainer};

/// The control that names whom to add.
const ACCOUNT: &str = "account";

/// What the page is drawn from besides the maintainers.
#[derive(Default)]
struct Drawn<'a> {
    done: Option<&'static str>,
    refusal: Option<String>,
    typed: &'a str,
    unfit: Option<Unfit>,
}

pub(super) async fn show(
    state: Data<State>,
    viewer: Viewer,
    request: HttpRequest,
    path: Path<String>,
) -> Result<HttpResponse, Problem> {
    let Some(who) = &viewer.who else {
        return Ok(sign_in_first(&format!("/maintainers/{path}")));
    };
    let tool = find(&state, &path).await?;
    need_maintainer(&state, who, tool.id).await?;
    let drawn = Drawn {
        done: parameter(&request, "done").and_then(|what| done(&what)),
        refusal: access::stale_words(&request).map(str::to_owned),
        ..Drawn::default()
    };
    let page = page(&state, &viewer, who, &tool, drawn).await?;
    Ok(respond(StatusCode::OK, &page))
}

pub(super) async fn submit(
    state: Data<State>,
    viewer: Viewer,
    request: HttpRequest,
    path: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, access::NotDone> {
    let sent =
        access::maintainer(&request, &state, &viewer, ("maintainers", &path), payload).await?;
    let access::OfMaintainer {
        form, tool, who, ..
    } = sent;
    let by = who.by(&state, &request);
    let (changed, done) = if let Some(name) = form.find("remove") {
        (remove(&state, &tool, name, by).await, "removed")
    } else {
        let name = form.get(ACCOUNT).trim().to_lowercase();
        let done = if maintains(&state, &tool, &name).await? {
            "there"
        } else {
            "added"
        };
        (add(&state, &tool, &name, by).await, done)
    };
    let problem = match changed {
        Ok(maintainers) => {
            let is_still_one = who.is_administrator() || is_among(&maintainers, &who);
            // Whoever has removed themselves may not see the page any more.
            let area = if is_still_one { "maintainers" } else { "tools" };
            return Ok(see_other(&format!("{}?done={done}", address(area, &tool))));
        }
        Err(problem) => problem,
    };
    let status = problem.status_code();
    let drawn = Drawn {
        typed: form.get(ACCOUNT),
        ..refused(problem)?
    };
    let page = page(&state, &viewer, &who, &tool, drawn).await?;
    Ok(respond(status, &page))
}

/// Whether the account with a name is a maintainer, who is then told nothing.
async fn maintains(state: &State, tool: &Tool, name: &str) -> Result<bool, Problem> {
    let maintainers = state.store.maintainers(tool.id).await?;
    Ok(maintainers
        .iter()
        .any(|maintainer| maintainer.name.as_str() == name))
}

/// What the page says about a refusal that can be mended on it; any other is given back.
fn refused(problem: Problem) -> Result<Drawn<'static>, Problem> {
    let about_name = match problem {
        Problem::NoSuchAccount(_) => true,
        Problem::NoSuchMaintainer(_)
        | Problem::TooManyMaintainers
        | Problem::LastMaintainer
        | Problem::MaintainerIsContact(_) => false,
        other => return Err(other),
    };
    let told = problem.detail().unwrap_or_else(|| LAST.to_owned());
    Ok(if about_name {
        Drawn {
            unfit: Some(Unfit::new(ACCOUNT, told)),
            ..Drawn::default()
        }
    } else {
        Drawn {
            refusal: Some(told),
            ..Drawn::default()
        }
    })
}

/// Said to whoever removes the last one; without a full stop.
const LAST: &str = "a tool always has a maintainer who can sign in; add another one first";

fn done(what: &str) -> Option<&'static str> {
    match what {
        "added" => Some("The maintainer is added, and told."),
        "there" => Some("That account maintains the tool already; nothing is changed."),
        "removed" => Some("The maintainer is removed."),
        _ => None,
    }
}

async fn page(
    state: &State,
    viewer: &Viewer,
    who: &Who,
    tool: &Tool,
    drawn: Drawn<'_>,
) -> Result<view::Maintainers, Problem> {
    let maintainers = state.store.maintainers(tool.id).await?;
    let active = maintainers
        .iter()
        .filter(|maintainer| !maintainer.disabled)
        .count();
    let hint = "Whoever maintains a tool changes it, answers requests for it, and adds and removes \
                maintainers.";
    Ok(view::Maintainers {
        frame: frame(viewer, Here::Elsewhere),
        done: drawn.done,
        refusal: drawn.refusal,
        path: tool.registration.tool_path().to_string(),
        tool: address("tools", tool),
        action: address("maintainers", tool),
        people: maintainers
            .iter()
            .map(|maintainer| view::Maintainer {
                name: maintainer.name.to_string(),
                is_disabled: maintainer.disabled,
                is_visitor: maintainer.account == who.id(),
                can_go: maintainer.disabled || active > 1,
                since: when(maintainer.since),
            })
            .collect(),
        account: Line::new(ACCOUNT, "Account name", hint, Kind::Another)
            .filled(drawn.typed)
            .marked(drawn.unfit.as_slice()),
    })
}

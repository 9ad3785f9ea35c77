//! `GET` and `POST /automation/{path}`: has the server give access to a tool by itself, for those who
//! maintain it. One page from the AWS account to "on".

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde_json::Value;
use wharfinger_core::grants::Repository;
use wharfinger_ecr::connection as ecr;
use wharfinger_store::{Automation, Connection, Tool, Uuid};

use super::form::{Form, parameter};
use super::refused::Refused;
use super::view::automation::{AutomationPage, Begun, Checked, On, Policies, Role, Steps, Ways};
use super::view::frame::Here;
use super::{
    access, address, connections, demo, frame, repositories, respond, see_other, sign_in_first,
    when,
};
use crate::access::names::Names;
use crate::automation::report::Asked;
use crate::automation::turn_on::{Turned, turn_on};
use crate::automation::{NOT_MAINTAINER, Obstacle, Scene, begin, report, role, stop};
use crate::identity::{Viewer, Who};
use crate::problem::Problem;
use crate::state::State;
use crate::tools::find;
use crate::tools::sight::{maintains, need_maintainer};

pub(super) async fn show(
    state: Data<State>,
    viewer: Viewer,
    request: HttpRequest,
    path: Path<String>,
) -> Result<HttpResponse, Problem> {
    let Some(who) = &viewer.who else {
        return Ok(sign_in_first(&format!("/automation/{path}")));
    };
    let tool = find(&state, &path).await?;
    need_maintainer(&state, who, tool.id).await?;
    let mut page = page(&state, &viewer, who, &tool).await?;
    page.done = parameter(&request, "done").and_then(|what| done(&what));
    page.refusal = parameter(&request, "notice").and_then(|notice| told(&notice));
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
        access::maintainer(&request, &state, &viewer, ("automation", &path), payload).await?;
    let access::OfMaintainer {
        form,
        tool,
        back,
        who,
    } = sent;
    match carry_out(&state, &request, &who, &form, &tool).await {
        Ok(came) => Ok(see_other(&format!("{back}?{came}"))),
        Err(problem) => {
            let refused = Refused::of(problem)?;
            let mut page = page(&state, &viewer, &who, &tool).await?;
            page.refusal = Some(refused.message());
            Ok(refused.respond(&page))
        }
    }
}

/// Does what the button says; what the page is told afterwards.
async fn carry_out(
    state: &Data<State>,
    request: &HttpRequest,
    who: &Who,
    form: &Form,
    tool: &Tool,
) -> Result<&'static str, Problem> {
    let by = who.by(state, request);
    if form.get("action") == "stop" {
        stop(state, tool, by).await?;
        return Ok("done=stopped");
    }
    let scene = Scene::of(state, tool)?;
    if !maintains(state, who, tool.id).await? {
        return Err(Problem::NotAutomatable(NOT_MAINTAINER.to_owned()));
    }
    match form.get("action") {
        "begin" => {
            begin::begin(state, &scene.place, by).await?;
            Ok("done=begun")
        }
        "turn_on" => {
            let connection = scene.connection_of(state, who).await?;
            let connection =
                connection.ok_or_else(|| Problem::NotAutomatable(NOT_BEGUN.to_owned()))?;
            match turn_on(state, &scene, connection, tool, by).await? {
                Turned::On => Ok("done=on"),
                Turned::Unproven => Ok("notice=not-right"),
            }
        }
        _ => {
            let detail = "the form does not say what to do";
            Err(Problem::BadBody(detail.to_owned()))
        }
    }
}

/// Said where there is no connection yet, without a full stop.
const NOT_BEGUN: &str = "the AWS account is not connected yet; begin with that";

fn done(what: &str) -> Option<&'static str> {
    match what {
        "begun" => Some("The connection is begun. Now make the role."),
        "on" => Some("It is on: what is approved from now on is carried out by this server."),
        "stopped" => Some("It is off: what is approved from now on is carried out by hand."),
        _ => None,
    }
}

/// What a `?notice=` says, without a full stop.
fn told(notice: &str) -> Option<String> {
    let words = match notice {
        access::FORM_STALE => access::FORM_STALE_WORDS,
        "not-right" => {
            "the check found something that is not right, so that nothing was turned on; see below what \
             it is and how it is mended"
        }
        _ => return None,
    };
    Some(words.to_owned())
}

async fn page(
    state: &State,
    viewer: &Viewer,
    who: &Who,
    tool: &Tool,
) -> Result<AutomationPage, Problem> {
    let (obstacle, steps) = match Scene::of(state, tool) {
        Ok(scene) => (None, Some(steps(state, who, tool, &scene).await?)),
        Err(obstacle) => (Some(obstacle), None),
    };
    Ok(AutomationPage {
        frame: frame(viewer, Here::Elsewhere),
        done: None,
        refusal: None,
        path: tool.registration.tool_path().to_string(),
        tool: address("tools", tool),
        action: address("automation", tool),
        obstacle: obstacle.as_ref().map(Obstacle::to_string),
        steps,
    })
}

async fn steps(state: &State, who: &Who, tool: &Tool, scene: &Scene<'_>) -> Result<Steps, Problem> {
    let running = state.store.automation(tool.id).await?;
    let on = match &running {
        Some((automation, holds)) => Some(on(state, automation, *holds).await?),
        None => None,
    };
    let is_maintainer = maintains(state, who, tool.id).await?;
    let begun = match scene.connection_of(state, who).await? {
        Some(connection) => {
            let beside = is_maintainer.then_some(tool);
            Some(begun(state, scene, &connection, beside).await?)
        }
        None => None,
    };
    let place = &scene.place;
    Ok(Steps {
        simulated: demo::simulated(state),
        account: place.account.clone(),
        region: place.region.clone(),
        repository: place.name.clone(),
        on,
        is_maintainer,
        begun,
    })
}

async fn on(state: &State, automation: &Automation, holds: bool) -> Result<On, Problem> {
    let names = Names::of(state, [automation.by]).await?;
    let repository = state.store.repository(automation.repository).await?;
    let trouble = repository.and_then(|repository| repository.trouble);
    Ok(On {
        since: when(automation.since),
        owner: names.get(automation.by).to_owned(),
        holds,
        trouble: trouble.map(|trouble| {
            let (cause, next) = repositories::trouble_words(&trouble);
            (when(trouble.since), cause, next)
        }),
        repository: format!(
            "/repositories/{}",
            Uuid::from_bytes(automation.repository.0)
        ),
    })
}

/// A connection, and the role that belongs to it: for the owner's tools and the one that is `beside` them,
/// which they may not have turned on yet.
async fn begun(
    state: &State,
    scene: &Scene<'_>,
    connection: &Connection,
    beside: Option<&Tool>,
) -> Result<Begun, Problem> {
    let place = beside.map(|_| scene.place.clone());
    let role = role::role(state, scene.grants, connection, place).await?;
    let quick_create = scene.grants.settings().template_url.as_deref();
    let template = connections::template(connection, beside);
    Ok(Begun {
        role_arn: connection.authority.role_arn.clone(),
        external_id: connection.authority.external_id.clone(),
        role: role
            .map(|role| role_of(&role, template, &scene.place.region, quick_create))
            .map_err(|invalid| invalid.to_string()),
        checked: connection
            .checked
            .as_ref()
            .map(|found| of_place(found, &scene.place)),
    })
}

fn role_of(
    role: &ecr::Connection,
    template: String,
    region: &str,
    template_url: Option<&str>,
) -> Role {
    let arns = role.repositories().iter();
    Role {
        repositories: arns.map(Repository::arn).collect(),
        ways: role.is_named_by_us().then(|| Ways {
            quick_create: template_url.and_then(|url| role.quick_create(region, url)),
            template,
            terraform: role.terraform(),
            commands: role.commands(),
        }),
        policies: policies(role),
        exclusive_statement: role.exclusive_statement(),
    }
}

/// What a role needs, for people.
pub(super) fn policies(role: &ecr::Connection) -> Policies {
    Policies {
        trust: indented(&role.trust_policy()),
        permissions: indented(&role.permissions_policy()),
    }
}

fn indented(policy: &str) -> String {
    let policy: Value = serde_json::from_str(policy).expect("what we spell as JSON is JSON");
    format!("{policy:#}")
}

/// What a check of a connection said.
pub(super) fn checked(checked: &wharfinger_store::Checked) -> Checked {
    said(checked, report::read(&checked.report))
}

/// The same to those who look after one repository: what is wrong about another is none of its page's.
fn of_place(checked: &wharfinger_store::Checked, place: &Repository) -> Checked {
    said(checked, report::about(checked, place))
}

fn said(checked: &wharfinger_store::Checked, asked: Vec<Asked>) -> Checked {
    Checked {
        at: when(checked.at),
        is_role_right: checked.is_right,
        is_unanswered: report::is_unanswered(&asked),
        is_right: checked.is_right && asked.iter().all(|asked| asked.outcome.is_sound()),
        asked,
    }
}

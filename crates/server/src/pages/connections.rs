//! `/account/connections`: the AWS accounts that somebody has connected.

use actix_web::http::{StatusCode, header};
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use wharfinger_core::grants::Repository;
use wharfinger_ecr::doctor::Question;
use wharfinger_store::{
    Choices, Connection, PAGE_TOOLS_MAX, Page, RepositoryFilter, StoredRepository, Timestamp, Tool,
    TrailFailure, Uuid,
};

use super::automation::checked;
use super::form::{Form, parameter};
use super::view::connections::{ConnectionsPage, Healing, Kept, PullPasswords, Row, Unread};
use super::view::frame::Here;
use super::{
    access, connection_role, demo, frame, respond, see_other, sign_in_first, sign_in_then, when,
};
use crate::access::kept::health;
use crate::automation::change_role::own;
use crate::automation::choices::choose;
use crate::automation::disconnect::disconnect;
use crate::automation::report::Asked;
use crate::automation::role::{self, is_named_by_us};
use crate::automation::{Obstacle, reaches, report};
use crate::grants::doctor::ExaminedVerdict;
use crate::identity::{Viewer, Who};
use crate::problem::Problem;
use crate::state::State;
use crate::tools::find;
use crate::tools::sight::need_maintainer;

/// Where the page lies.
pub(super) const PATH: &str = "/account/connections";

/// The name of a role's template below its connection.
const TEMPLATE: &str = "role.yaml";

/// What the buttons of a connection choose, and what is said of it then.
const CHOICES: [(&str, Choices, &str); 4] = [
    ("heal", Choices::healing(true), "healing"),
    ("stop_healing", Choices::healing(false), "not-healing"),
    ("hand_out", Choices::pull_passwords(true), "handing-out"),
    (
        "stop_handing_out",
        Choices::pull_passwords(false),
        "not-handing-out",
    ),
];

/// Said instead of a template that would make a role which nobody uses; without a full stop.
const OTHER_NAME: &str = "this connection uses a role that no template makes; on the page of another role are \
                          the two policies that it needs";

/// The parameter of a role's template that names a tool which is not turned on yet.
const TOOL: &str = "tool";

/// Where the template of a connection's role lies, with the repository of the tool `beside` its owner's.
pub(super) fn template(connection: &Connection, beside: Option<&Tool>) -> String {
    let template = format!("{PATH}/{}/{TEMPLATE}", connection.id);
    match beside {
        // A tool's path holds nothing that a query would have to escape.
        Some(tool) => format!("{template}?{TOOL}={}", tool.registration.tool_path()),
        None => template,
    }
}

/// Said when the owner wants it: the role is an older one still.
const HEALING: &str = "It is wanted from now on that what is overwritten is put back. Bring the role up to \
                       date, and check the connection: it needs one permission more.";

/// The same of pull passwords.
const HANDING_OUT: &str = "Pull passwords are handed out from now on. Bring the role up to date, and check the \
                           connection: it needs three permissions more.";

pub(super) async fn show(
    state: Data<State>,
    viewer: Viewer,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let Some(who) = viewer.who.as_ref().filter(|_| viewer.browser().is_some()) else {
        return Ok(sign_in_first(PATH));
    };
    let mut rows = Vec::new();
    for connection in state.store.connections_of(who.id()).await? {
        rows.push(row(&state, &connection).await?);
    }
    let done = parameter(&request, "done");
    let page = ConnectionsPage {
        frame: frame(&viewer, Here::Connections),
        done: done.and_then(|what| words(&what)),
        refusal: access::stale_words(&request),
        simulated: demo::simulated(&state),
        connections: rows,
    };
    Ok(respond(StatusCode::OK, &page))
}

fn words(done: &str) -> Option<&'static str> {
    match done {
        "disconnected" => Some("The account is disconnected."),
        "healing" => Some(HEALING),
        "not-healing" => Some("What is overwritten is not put back by itself any more."),
        "handing-out" => Some(HANDING_OUT),
        "not-handing-out" => Some(
            "No more pull passwords are handed out. Those that were handed out are let in until they expire.",
        ),
        "role" => Some("The role is found right, and is used from now on."),
        _ => None,
    }
}

pub(super) async fn submit(
    state: Data<State>,
    viewer: Viewer,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, access::NotDone> {
    let form = Form::read(&request, payload).await?;
    let who = access::member(&request, &state, &viewer, &form, PATH)?;
    let by = who.by(&state, &request);
    let chosen = CHOICES
        .iter()
        .find_map(|(name, choices, done)| Some((form.find(name)?, *choices, *done)));
    let done = if let Some((id, choices, done)) = chosen {
        choose(&state, &own(&state, &who, id).await?, choices, by).await?;
        done
    } else {
        disconnect(&state, form.get("disconnect"), by).await?;
        "disconnected"
    };
    Ok(see_other(&format!("{PATH}?done={done}")))
}

/// `GET /account/connections/{id}/role.yaml`: the template of a connection's role.
pub(super) async fn file(
    state: Data<State>,
    viewer: Viewer,
    request: HttpRequest,
    path: Path<(String, String)>,
) -> Result<HttpResponse, Problem> {
    let (id, name) = path.into_inner();
    let Some(who) = viewer.who.as_ref().filter(|_| viewer.browser().is_some()) else {
        return Ok(sign_in_then(&request.uri().to_string()));
    };
    if name != TEMPLATE {
        return Err(Problem::NoSuchPage);
    }
    let connection = own(&state, who, &id).await?;
    let grants = state.grants.as_ref().ok_or(Obstacle::NotSetUp)?;
    let beside = beside(&state, who, &request, &connection).await?;
    let role = role::role(&state, grants, &connection, beside).await?;
    let role = role.map_err(|invalid| Problem::NotAutomatable(invalid.to_string()))?;
    if !role.is_named_by_us() {
        return Err(Problem::NotAutomatable(OTHER_NAME.to_owned()));
    }
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "application/yaml; charset=utf-8"))
        .insert_header((
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"wharfinger-role.yaml\"",
        ))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(role.cloudformation()))
}

/// The repository of the tool that a template is asked for, where it is one for that connection.
async fn beside(
    state: &State,
    who: &Who,
    request: &HttpRequest,
    connection: &Connection,
) -> Result<Option<Repository>, Problem> {
    let Some(path) = parameter(request, TOOL) else {
        return Ok(None);
    };
    let tool = find(state, &path).await?;
    need_maintainer(state, who, tool.id).await?;
    let place = Repository::of_tool(tool.registration.tool_path());
    Ok(place.filter(|place| reaches(connection, place)))
}

async fn row(state: &State, connection: &Connection) -> Result<Row, Problem> {
    let filter = RepositoryFilter {
        connection: Some(connection.id),
        ..RepositoryFilter::default()
    };
    // As many as a page has; the rest are found from their tools.
    let page = Page::first(PAGE_TOOLS_MAX);
    let listed = state.store.list_repositories(filter, page).await?;
    let mut repositories = Vec::with_capacity(listed.repositories.len());
    for repository in &listed.repositories {
        repositories.push(kept(state, repository).await?);
    }
    let read_until = listed.repositories.iter().filter_map(|it| it.trail_until);
    let read_until = read_until.max();
    let failures = listed.repositories.iter();
    let failures = failures.filter_map(|it| it.trail_failure.as_ref());
    let last_failure = failures.max_by_key(|failure| failure.at);
    Ok(Row {
        id: connection.id.to_string(),
        account: connection.aws_account.clone(),
        role_arn: connection.authority.role_arn.clone(),
        external_id: connection.authority.external_id.clone(),
        made: when(connection.created_at),
        proven: connection.proven_at.map(when),
        healing: healing(connection.heals_since, read_until),
        pull_passwords: pull_passwords(connection),
        unread: unread(connection.heals_since, last_failure),
        template: is_named_by_us(connection).then(|| template(connection, None)),
        checked: connection.checked.as_ref().map(checked),
        another_role: connection_role::of(&connection.id.to_string()),
        repositories,
    })
}

/// What becomes of what is overwritten, where `CloudTrail` was read for the writes until then.
pub(super) fn healing(since: Option<Timestamp>, until: Option<Timestamp>) -> Healing {
    let Some(since) = since else {
        return Healing::NotWanted;
    };
    // What was read before the owner stopped it and began anew says nothing of the role now.
    match until.filter(|until| *until >= since) {
        Some(until) => Healing::Read {
            since: when(since),
            until: when(until),
        },
        None => Healing::Wanted { since: when(since) },
    }
}

/// Whether pull passwords are handed out, and whether the role was seen to let them be.
fn pull_passwords(connection: &Connection) -> PullPasswords {
    let Some(since) = connection.pull_passwords_since else {
        return PullPasswords::NotWanted;
    };
    let since = when(since);
    let checked = connection.checked.as_ref();
    let asked = checked.map(|checked| report::read(&checked.report));
    let mut asked = asked.unwrap_or_default();
    asked.retain(|asked| asked.question == Question::PullPassword.code());
    let works = |asked: &Asked| asked.outcome == ExaminedVerdict::Passed;
    if !asked.is_empty() && asked.iter().all(works) {
        PullPasswords::Seen { since }
    } else {
        PullPasswords::Wanted { since }
    }
}

/// Why `CloudTrail` was not read the last time, where the owner wants it to be.
pub(super) fn unread(since: Option<Timestamp>, failure: Option<&TrailFailure>) -> Option<Unread> {
    let failure = failure.filter(|failure| since.is_some_and(|since| since <= failure.at))?;
    let (cause, next) = match failure.kind.as_str() {
        "denied" => (
            "The role does not let this server read CloudTrail.",
            "Bring the role up to date, and check the connection.",
        ),
        "throttled" => (
            "CloudTrail was asked too often.",
            "Nothing has to be done: it is asked again at the next look.",
        ),
        _ => (
            "CloudTrail did not answer.",
            "Nothing has to be done: it is asked again at the next look.",
        ),
    };
    Some(Unread {
        at: when(failure.at),
        cause,
        next,
        message: failure.message.clone(),
    })
}

async fn kept(state: &State, repository: &StoredRepository) -> Result<Kept, Problem> {
    let grants = state.store.repository_grants(repository.id).await?;
    let (health, tone) = health(repository, &grants);
    Ok(Kept {
        href: format!("/repositories/{}", Uuid::from_bytes(repository.id.0)),
        arn: repository.place.arn(),
        health,
        tone,
        verified: repository.verified_at.map(when),
    })
}

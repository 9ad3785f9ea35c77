//! `GET` and `POST /review`: the requests for the tools that the visitor maintains, and the answer to
//! several of them in one go.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use wharfinger_core::access::GrantDays;
use wharfinger_store::{By, Change, RequestFilter, Revision, Waiting};

use super::difference::{self, SHOW};
use super::forms::{NOTE_HINT, days_line};
use super::{act, proof, row};
use crate::access::Refused;
use crate::access::change::{DAYS, NOTE, change};
use crate::access::filter::waiting;
use crate::access::list::list;
use crate::access::seen::{Seen, find};
use crate::identity::{Viewer, Who};
use crate::limits::DECISIONS_AT_ONCE_MAX;
use crate::pages::access::{self, Turned};
use crate::pages::form::Form;
use crate::pages::refused;
use crate::pages::view::frame::Here;
use crate::pages::view::request::Words;
use crate::pages::view::requests::{Badge, Row, status_words};
use crate::pages::view::review::{Entry, Foreseen, Outcome, Review};
use crate::pages::{frame, pages_of, respond, sign_in_then};
use crate::problem::{Problem, Unfit};
use crate::query::Query;
use crate::state::State;
use crate::tools::find as find_tool;

const PARAMETERS: &[&str] = &["waiting", "tool", "cursor"];

/// The value of `waiting` in an address that shows everything; without one, what waits for an answer
/// is shown.
const ALL: &str = "all";

/// Said where nothing was ticked; without a full stop.
const NONE_TICKED: &str = "nothing was done: no request is ticked; tick those that you answer";

/// What the page is drawn from besides the list.
#[derive(Default)]
struct Drawn<'a> {
    refusal: Option<String>,
    outcomes: Vec<Outcome>,
    /// What approving those that are ticked writes.
    foreseen: Option<Foreseen>,
    /// The form that was sent and not carried out.
    typed: Option<&'a Form>,
    unfit: &'a [Unfit],
}

pub(in crate::pages) async fn show(
    state: Data<State>,
    viewer: Viewer,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let Some(who) = &viewer.who else {
        return Ok(sign_in_then(&request.uri().to_string()));
    };
    let drawn = Drawn {
        refusal: access::stale_words(&request).map(str::to_owned),
        ..Drawn::default()
    };
    let page = page(&state, &viewer, who, &request, drawn).await?;
    Ok(respond(StatusCode::OK, &page))
}

pub(in crate::pages) async fn submit(
    state: Data<State>,
    viewer: Viewer,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, access::NotDone> {
    let form = Form::read(&request, payload).await?;
    let who = access::member(&request, &state, &viewer, &form, "/review")?;
    let ticked: Vec<&str> = form.all("request").take(DECISIONS_AT_ONCE_MAX).collect();
    if ticked.is_empty() {
        let drawn = Drawn {
            refusal: Some(NONE_TICKED.to_owned()),
            typed: Some(&form),
            ..Drawn::default()
        };
        let page = page(&state, &viewer, &who, &request, drawn).await?;
        return Ok(respond(StatusCode::UNPROCESSABLE_ENTITY, &page));
    }
    if form.get("action") == SHOW {
        let days = match difference::days(&form) {
            Ok(days) => days,
            Err(problem) => return refuse(&state, &viewer, &who, &request, &form, problem).await,
        };
        let drawn = Drawn {
            foreseen: Some(foresee(&state, &who, &ticked, days).await?),
            typed: Some(&form),
            ..Drawn::default()
        };
        let page = page(&state, &viewer, &who, &request, drawn).await?;
        return Ok(respond(StatusCode::OK, &page));
    }
    let wanted = match act::read(&form) {
        Ok(wanted) => wanted,
        Err(problem) => return refuse(&state, &viewer, &who, &request, &form, problem).await,
    };
    let mut outcomes = Vec::with_capacity(ticked.len());
    for ticked in ticked {
        let by = who.by(&state, &request);
        outcomes.push(decide(&state, &who, by, wanted.clone(), ticked).await?);
    }
    let drawn = Drawn {
        outcomes,
        ..Drawn::default()
    };
    let page = page(&state, &viewer, &who, &request, drawn).await?;
    Ok(respond(StatusCode::OK, &page))
}

/// The page with what was typed and why nothing was done.
async fn refuse(
    state: &State,
    viewer: &Viewer,
    who: &Who,
    request: &HttpRequest,
    form: &Form,
    problem: Problem,
) -> Result<HttpResponse, access::NotDone> {
    let refused = refused::Refused::of(problem)?;
    let drawn = Drawn {
        refusal: Some(refused.message()),
        typed: Some(form),
        unfit: refused.unfit(),
        ..Drawn::default()
    };
    let page = page(state, viewer, who, request, drawn).await?;
    Ok(refused.respond(&page))
}

/// What approving the requests that are ticked writes to policies. Those that wait for nobody's answer any
/// more are left out, as they are when they are answered.
async fn foresee(
    state: &State,
    who: &Who,
    ticked: &[&str],
    days: GrantDays,
) -> Result<Foreseen, Problem> {
    let mut waiting = Vec::with_capacity(ticked.len());
    for ticked in ticked {
        let (id, _) = read_ticked(ticked)?;
        match find(state, who, id).await {
            Ok((seen, part)) if part.is_maintainer && row(&seen).is_pending() => waiting.push(seen),
            Ok(_) | Err(Problem::NoSuchRequest) => {}
            Err(problem) => return Err(problem),
        }
    }
    let (differences, by_hand) = difference::of_several(state, &waiting, days).await?;
    Ok(Foreseen {
        differences,
        by_hand,
    })
}

/// Reads what a box that is ticked says: `ID.REVISION`.
fn read_ticked(ticked: &str) -> Result<(&str, Revision), Problem> {
    let misread = || Problem::BadBody("the form does not say which requests it is for".to_owned());
    let (id, revision) = ticked.split_once('.').ok_or_else(misread)?;
    Ok((id, revision.parse().map_err(|_| misread())?))
}

/// Answers one request, ticked as `ID.REVISION`.
async fn decide(
    state: &State,
    who: &Who,
    by: By,
    wanted: Change,
    ticked: &str,
) -> Result<Outcome, Problem> {
    let (id, revision) = read_ticked(ticked)?;
    let seen = match find(state, who, id).await {
        Ok((seen, _)) => seen,
        Err(Problem::NoSuchRequest) => return Ok(unseen(id)),
        Err(problem) => return Err(problem),
    };
    match change(state, seen.stored.id, Some(revision), wanted, None, by).await {
        Ok(stored) => Ok(outcome(&seen.after(state, who, stored).await?, None)),
        Err(Refused::Rejected(rejection)) => Ok(outcome(&seen, Some(rejection.to_string()))),
        Err(Refused::Stale { .. }) => Ok(outcome(&seen, Some(STALE.to_owned()))),
        // What was answered before it stays answered, and is told.
        Err(Refused::Other(problem)) => {
            let turned = Turned::later(problem)?;
            Ok(outcome(&seen, Some(turned.message())))
        }
        Err(other) => Err(Problem::Internal(format!("a change was {other:?}"))),
    }
}

fn outcome(seen: &Seen, refusal: Option<String>) -> Outcome {
    let row = row(seen);
    Outcome {
        title: format!("{} for {}", row.path, row.requester),
        href: row.href,
        status: status_words(row.status),
        refusal,
    }
}

/// Of a request whose tool the visitor maintains no more.
fn unseen(id: &str) -> Outcome {
    Outcome {
        title: id.to_owned(),
        href: "/review".to_owned(),
        status: "",
        refusal: Some("there is no such request, or you may not see it any more".to_owned()),
    }
}

/// Said where a request was changed meanwhile; without a full stop.
const STALE: &str =
    "it was changed since you opened the page; see where it stands, and answer it again";

async fn page(
    state: &State,
    viewer: &Viewer,
    who: &Who,
    request: &HttpRequest,
    drawn: Drawn<'_>,
) -> Result<Review, Problem> {
    let query = Query::of_page(request, PARAMETERS);
    let given = |name| query.get(name).unwrap_or_default().trim();
    let waits_for = match given("waiting") {
        "" => Some(Waiting::Answer),
        ALL => None,
        word => waiting(word)?,
    };
    let tool = match given("tool") {
        "" => None,
        path => Some(find_tool(state, path).await?),
    };
    let filter = RequestFilter {
        maintainer: Some(who.id()),
        tool: tool.as_ref().map(|tool| tool.id),
        waiting: waits_for,
        ..RequestFilter::default()
    };
    let found = list(state, &filter, query.page()?).await?;
    let proofs = proof::of_all(state, &found.requests).await?;
    let ticked: Vec<&str> = drawn
        .typed
        .map(|form| form.all("request").collect())
        .unwrap_or_default();
    let typed = |name| drawn.typed.map_or("", |form| form.get(name));
    let days = Some(typed(DAYS)).filter(|typed| !typed.is_empty());
    Ok(Review {
        frame: frame(viewer, Here::Requests),
        refusal: drawn.refusal,
        outcomes: drawn.outcomes,
        foreseen: drawn.foreseen,
        waiting: match waits_for {
            Some(Waiting::Answer) => "answer",
            Some(Waiting::Hand) => "hand",
            None => ALL,
        },
        tool: given("tool").to_owned(),
        action: match request.query_string() {
            "" => "/review".to_owned(),
            query => format!("/review?{query}"),
        },
        rows: found
            .requests
            .iter()
            .map(|seen| entry(seen, who, &ticked, proofs.get(&seen.stored.id)))
            .collect(),
        left_out: found.left_out,
        pages: pages_of(request, &query, found.next),
        days: days_line(days.unwrap_or(&GrantDays::default().to_string())).marked(drawn.unfit),
        note: Words {
            id: "note",
            name: NOTE,
            label: "Note",
            hint: NOTE_HINT,
            is_optional: true,
            value: typed(NOTE).to_owned(),
            unfit: drawn
                .unfit
                .iter()
                .find(|unfit| unfit.field == NOTE)
                .map(|unfit| unfit.reason.clone()),
        },
    })
}

fn entry(seen: &Seen, who: &Who, ticked: &[&str], proof: Option<&Badge>) -> Entry {
    let row = Row {
        proof: proof.copied(),
        ..row(seen)
    };
    let value = format!("{}.{}", row.id, row.revision);
    Entry {
        // The list holds nothing but tools that they maintain.
        can_answer: row.is_pending() && seen.stored.request.requester() != who.id(),
        is_ticked: ticked.contains(&value.as_str()),
        row,
    }
}

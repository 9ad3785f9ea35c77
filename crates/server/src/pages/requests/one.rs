//! `GET` and `POST /requests/{id}`: one request, and what is done with it.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse, ResponseError as _};
use wharfinger_core::access::{GrantDays, Phase, Status};
use wharfinger_core::privacy::Visibility;
use wharfinger_store::Change;

use super::act::{self, done};
use super::difference::{self, SHOW};
use super::forms::forms;
use super::keeping::keeping;
use super::moments::moments;
use super::of;
use super::proof::of_request;
use super::revoke;
use crate::access::Refused;
use crate::access::allowed::allowed;
use crate::access::change::change;
use crate::access::renewals::answers;
use crate::access::seen::{Part, Seen, find};
use crate::access::steps::steps;
use crate::identity::{Viewer, Who};
use crate::origin::public_url;
use crate::pages::access;
use crate::pages::form::{Form, parameter};
use crate::pages::refused;
use crate::pages::view::frame::Here;
use crate::pages::view::request::RequestPage;
use crate::pages::view::requests::Badge;
use crate::pages::{address, frame, respond, see_other, sign_in_first, when};
use crate::problem::{Problem, Unfit};
use crate::pull_passwords::{self, Commands};
use crate::state::State;

/// Said where the request was changed meanwhile; without a full stop.
pub(super) const STALE: &str = "nothing was done: the request was changed since you opened this page; see \
    where it stands now, and do it again if it still fits";

/// What the page is drawn from besides the request.
#[derive(Clone, Copy, Default)]
struct Drawn<'a> {
    done: Option<&'static str>,
    refusal: Option<&'a str>,
    /// The form that was sent and not carried out.
    typed: Option<&'a Form>,
    /// For how long access is to be given in what is shown beforehand.
    days: GrantDays,
    unfit: &'a [Unfit],
}

pub(in crate::pages) async fn show(
    state: Data<State>,
    viewer: Viewer,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let Some(who) = &viewer.who else {
        return Ok(sign_in_first(&format!("/requests/{id}")));
    };
    let (seen, part) = find(&state, who, &id).await?;
    let drawn = Drawn {
        done: parameter(&request, "done").and_then(|what| done(&what)),
        refusal: access::stale_words(&request),
        ..Drawn::default()
    };
    let page = page(&state, &request, &viewer, &seen, part, drawn).await?;
    Ok(respond(StatusCode::OK, &page))
}

pub(in crate::pages) async fn submit(
    state: Data<State>,
    viewer: Viewer,
    request: HttpRequest,
    id: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, access::NotDone> {
    let form = Form::read(&request, payload).await?;
    let back = format!("/requests/{id}");
    let who = access::member(&request, &state, &viewer, &form, &back)?;
    let (seen, part) = find(&state, &who, &id).await?;
    if form.get("action") == SHOW {
        return match difference::days(&form) {
            Ok(days) => {
                let drawn = Drawn {
                    typed: Some(&form),
                    days,
                    ..Drawn::default()
                };
                let page = page(&state, &request, &viewer, &seen, part, drawn).await?;
                Ok(respond(StatusCode::OK, &page))
            }
            Err(unfit) => {
                let refused = Refused::from(unfit);
                Ok(refusal(&state, &request, &viewer, &who, &form, refused, &id).await?)
            }
        };
    }
    match carry_out(&state, &request, &who, &form, &seen, act::read(&form)).await {
        Ok(()) => {
            let action = form.get("action");
            Ok(see_other(&format!("{}?done={action}", of(seen.stored.id))))
        }
        Err(refused) => Ok(refusal(&state, &request, &viewer, &who, &form, refused, &id).await?),
    }
}

/// Changes the request that a form was drawn for, as it asks.
pub(super) async fn carry_out(
    state: &State,
    request: &HttpRequest,
    who: &Who,
    form: &Form,
    seen: &Seen,
    wanted: Result<Change, Problem>,
) -> Result<(), Refused> {
    let revision = form.revision()?;
    let wanted = wanted?;
    let by = who.by(state, request);
    change(state, seen.stored.id, Some(revision), wanted, None, by).await?;
    Ok(())
}

/// The page as the request stands now, with what was typed and why it was not done.
pub(super) async fn refusal(
    state: &State,
    request: &HttpRequest,
    viewer: &Viewer,
    who: &Who,
    form: &Form,
    refused: Refused,
    id: &str,
) -> Result<HttpResponse, Problem> {
    // Read again: what was changed meanwhile is what the page is about.
    let (seen, part) = find(state, who, id).await?;
    let draw = async |refusal: &str, unfit: &[Unfit]| {
        let drawn = Drawn {
            refusal: Some(refusal),
            typed: Some(form),
            unfit,
            // What was typed, where it is a number of days.
            days: difference::days(form).unwrap_or_default(),
            done: None,
        };
        page(state, request, viewer, &seen, part, drawn).await
    };
    match refused {
        Refused::Stale { .. } => Ok(respond(StatusCode::CONFLICT, &draw(STALE, &[]).await?)),
        Refused::Rejected(rejection) => {
            let page = draw(&rejection.to_string(), &[]).await?;
            // As the API: who may not is told apart from what is too late.
            let status = Problem::AccessRejected(rejection).status_code();
            Ok(respond(status, &page))
        }
        Refused::Other(problem) => {
            let refused = refused::Refused::of(problem)?;
            let page = draw(&refused.message(), refused.unfit()).await?;
            Ok(refused.respond(&page))
        }
        other => Err(Problem::Internal(format!("a change was {other:?}"))),
    }
}

async fn page(
    state: &State,
    sent: &HttpRequest,
    viewer: &Viewer,
    seen: &Seen,
    part: Part,
    drawn: Drawn<'_>,
) -> Result<RequestPage, Problem> {
    let (stored, request) = (&seen.stored, &seen.stored.request);
    let now = state.clock.now();
    let steps = steps(state, seen)?;
    let allowed = allowed(request, part, now);
    let grant = request.grant();
    let is_removal = grant.is_some_and(|grant| matches!(grant.phase(), Phase::Revoking(_)));
    let is_active = request.status() == Status::Active;
    let is_answered = allowed.answer || allowed.answer_renewal;
    let difference = if is_answered {
        difference::of_one(state, seen, drawn.days).await?
    } else {
        None
    };
    let not_shown = if is_answered && difference.is_none() {
        difference::not_shown(state, seen).await?
    } else {
        None
    };
    let renewals = answers(state, seen).await?;
    Ok(RequestPage {
        keeping: keeping(state, seen, part).await?,
        difference,
        not_shown,
        frame: frame(viewer, Here::Requests),
        done: drawn.done,
        refusal: drawn.refusal.map(str::to_owned),
        path: seen.tool.registration.tool_path().to_string(),
        tool: address("tools", &seen.tool),
        action: of(stored.id),
        revoke: revoke::of_request(&stored.id.to_string()),
        revision: stored.revision.to_string(),
        requester: seen.names.get(request.requester()).to_owned(),
        is_requester: part.is_requester,
        principal: stored.principal.clone(),
        proof: of_request(state, seen, part).await?,
        reason: stored.reason.to_string(),
        badge: Badge::of(request.status(), seen.missing()),
        ask_again: (part.is_requester && can_ask_again(seen))
            .then(|| address("request", &seen.tool)),
        moments: moments(seen, &renewals.answers, allowed),
        answers_left_out: renewals.left_out,
        own_side: if part.is_requester {
            steps.own_side
        } else {
            Vec::new()
        },
        by_hand: if part.is_maintainer {
            steps.by_hand
        } else {
            Vec::new()
        },
        hand: if is_removal {
            "Remove the access by hand"
        } else {
            "Give the access by hand"
        },
        by_password: by_password(state, sent, seen, part).await?,
        pull: steps.pull.filter(|_| part.is_requester),
        renewable_from: grant
            .filter(|grant| is_active && now < grant.renewable_from())
            .map(|grant| when(grant.renewable_from())),
        renewal: grant
            .and_then(|grant| grant.renewal())
            .map(|asked| asked.reason.to_string()),
        forms: forms(drawn.typed, drawn.unfit, allowed),
        allowed,
    })
}

/// How who asked pulls without an AWS client, where the owner of the AWS account lets them.
async fn by_password(
    state: &State,
    sent: &HttpRequest,
    seen: &Seen,
    part: Part,
) -> Result<Option<Commands>, Problem> {
    if !part.is_requester || seen.kept.is_none() {
        return Ok(None);
    }
    let (requester, server) = (
        seen.stored.request.requester(),
        public_url(sent, &state.config),
    );
    let found = pull_passwords::sight::commands(state, &seen.tool, requester, &server);
    Ok(found.await?)
}

/// Whether the request is over, and its tool one that access can be asked for.
fn can_ask_again(seen: &Seen) -> bool {
    let tool = &seen.tool;
    !seen.stored.request.is_live()
        && tool.archived_at.is_none()
        && tool.registration.visibility() == Visibility::Private
}

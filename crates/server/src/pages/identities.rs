//! `GET` and `POST /account/identities`: proves that AWS identities are one's own.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use wharfinger_ecr::proof::Nonce;
use wharfinger_store::PrincipalProof;

use super::form::{Form, parameter};
use super::refused::Refused;
use super::view::frame::Here;
use super::view::identities::{Asked, IdentitiesPage, Identity};
use super::view::line::{Kind, Line};
use super::{access, demo, frame, respond, see_other, sign_in_then, when};
use crate::grants::{Grants, Settings};
use crate::identity::{Viewer, Who};
use crate::problem::{Problem, Unfit};
use crate::proofs::challenge::{REGION, challenge, command};
use crate::proofs::identity;
use crate::proofs::redeem::{Answer, redeem};
use crate::proofs::remove::remove;
use crate::state::State;

/// Where the page lies.
pub(super) const PATH: &str = "/account/identities";

/// The page for somebody who works in a region.
pub(super) fn in_region(region: &str) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    format!("{PATH}?{}", query.append_pair(REGION, region).finish())
}

/// What the page is drawn from besides the identities.
#[derive(Default)]
struct Drawn<'a> {
    done: Option<&'static str>,
    refusal: Option<String>,
    region: Option<&'a str>,
    unfit: &'a [Unfit],
    asked: Option<Asked>,
}

pub(super) async fn show(
    state: Data<State>,
    viewer: Viewer,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let Some(who) = viewer.who.as_ref().filter(|_| viewer.browser().is_some()) else {
        return Ok(sign_in_then(&request.uri().to_string()));
    };
    let done = parameter(&request, "done");
    let region = parameter(&request, REGION);
    let drawn = Drawn {
        done: done.and_then(|what| words(&what)),
        refusal: access::stale_words(&request).map(str::to_owned),
        region: region.as_deref(),
        ..Drawn::default()
    };
    let page = page(&state, &viewer, who, drawn).await?;
    Ok(respond(StatusCode::OK, &page))
}

fn words(done: &str) -> Option<&'static str> {
    match done {
        "proven" => Some("It is proven: whoever answers your requests sees it."),
        "removed" => Some("It is removed: requests that wait are shown as not proven."),
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
    if let Some(arn) = form.find("remove") {
        return match remove(&state, &request, &who, arn).await {
            Ok(()) => Ok(see_other(&format!("{PATH}?done=removed"))),
            Err(problem) => Ok(refused(&state, &viewer, &who, &form, problem).await?),
        };
    }
    Ok(match form.find("token") {
        Some(token) => prove(&state, &viewer, &request, &who, &form, token).await?,
        None => ask(&state, &viewer, &who, &form).await?,
    })
}

/// Shows a command. It stands in the answer itself and at no address: nobody is to be led to a page of
/// ours with a command of somebody else's.
async fn ask(
    state: &State,
    viewer: &Viewer,
    who: &Who,
    form: &Form,
) -> Result<HttpResponse, Problem> {
    let region = form.find(REGION).map(str::trim);
    let region = region.filter(|region| !region.is_empty());
    match challenge(state, who, region).await {
        Ok(made) => {
            let asked = Asked {
                command: made.command,
                challenge: made.nonce.to_string(),
                region: region.unwrap_or_default().to_owned(),
            };
            let drawn = Drawn {
                region,
                asked: Some(asked),
                ..Drawn::default()
            };
            Ok(respond(
                StatusCode::OK,
                &page(state, viewer, who, drawn).await?,
            ))
        }
        Err(problem) => refused(state, viewer, who, form, problem).await,
    }
}

async fn prove(
    state: &State,
    viewer: &Viewer,
    request: &HttpRequest,
    who: &Who,
    form: &Form,
    token: &str,
) -> Result<HttpResponse, Problem> {
    let answer = Answer {
        challenge: form.get("challenge"),
        token,
    };
    match redeem(state, request, who, answer).await {
        Ok(_) => Ok(see_other(&format!("{PATH}?done=proven"))),
        Err(problem) => refused(state, viewer, who, form, problem).await,
    }
}

/// The page again, with the same command where it can still be answered. What was pasted is not sent
/// back.
async fn refused(
    state: &State,
    viewer: &Viewer,
    who: &Who,
    form: &Form,
    problem: Problem,
) -> Result<HttpResponse, Problem> {
    let still_waits = !matches!(problem, Problem::NoSuchChallenge | Problem::AwsNotSetUp);
    let refused = Refused::of(problem)?;
    let drawn = Drawn {
        refusal: Some(refused.message()),
        region: form.find(REGION),
        unfit: refused.unfit(),
        asked: asked(state, form).filter(|_| still_waits),
        ..Drawn::default()
    };
    Ok(refused.respond(&page(state, viewer, who, drawn).await?))
}

/// The command that a form answers.
fn asked(state: &State, form: &Form) -> Option<Asked> {
    let nonce = Nonce::read(form.get("challenge")).ok()?;
    let region = form.get(REGION);
    let shown = match region.trim() {
        "" => state.grants.as_ref()?.settings().region(),
        region => region,
    };
    Some(Asked {
        command: command(&nonce, shown).ok()?,
        challenge: nonce.to_string(),
        region: region.to_owned(),
    })
}

async fn page(
    state: &State,
    viewer: &Viewer,
    who: &Who,
    drawn: Drawn<'_>,
) -> Result<IdentitiesPage, Problem> {
    let proofs = state.store.proofs_of(who.id()).await?;
    let settings = state.grants.as_ref().map(Grants::settings);
    let hint = "The region that you work in, such as `us-west-2`.";
    let home = settings.map_or("", Settings::region);
    let region = Line::new(REGION, "AWS region", hint, Kind::Text);
    Ok(IdentitiesPage {
        frame: frame(viewer, Here::Account),
        done: drawn.done,
        refusal: drawn.refusal,
        is_set_up: settings.is_some(),
        simulated: demo::simulated(state),
        region: region
            .filled(drawn.region.unwrap_or(home))
            .marked(drawn.unfit),
        asked: drawn.asked,
        proven: proofs.iter().map(proven).collect(),
    })
}

fn proven(proof: &PrincipalProof) -> Identity {
    let identity = identity(proof);
    let principal = identity.principal();
    Identity {
        arn: proof.arn.clone(),
        session: (principal != identity.arn).then_some(identity.arn),
        principal,
        account: identity.account,
        when: when(proof.proven_at),
    }
}

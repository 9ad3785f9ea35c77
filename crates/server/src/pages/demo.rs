//! `GET` and `POST /demo/aws`: what an owner does at AWS, done to the simulated one of a demo.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use wharfinger_core::account::AccountId;
use wharfinger_store::Connection;

use super::form::Form;
use super::view::automation::Simulated;
use super::view::demo::{Demo, Identity, Repository, Role};
use super::view::frame::Here;
use super::{access, frame, respond, see_other, sign_in_first};
use crate::demo::aws::{CannotPlay, DemoAws};
use crate::identity::Viewer;
use crate::problem::Problem;
use crate::state::State;

/// Where the page lies.
pub(super) const PATH: &str = "/demo/aws";

/// The simulator in the place of AWS, if there is one, and the page of a demo's.
pub(super) fn simulated(state: &State) -> Option<Simulated> {
    let grants = state.grants.as_ref()?;
    grants.settings().is_simulated().then(|| Simulated {
        console: state.demo.is_some().then_some(PATH),
    })
}

pub(super) async fn show(
    state: Data<State>,
    viewer: Viewer,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let aws = state.demo.as_ref().ok_or(Problem::NoSuchPage)?;
    let Some(who) = &viewer.who else {
        return Ok(sign_in_first(PATH));
    };
    let refusal = access::stale_words(&request).map(str::to_owned);
    let page = page(&state, aws, &viewer, who.id(), refusal).await?;
    Ok(respond(StatusCode::OK, &page))
}

pub(super) async fn submit(
    state: Data<State>,
    viewer: Viewer,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, access::NotDone> {
    let aws = state.demo.as_ref().ok_or(Problem::NoSuchPage)?;
    let form = Form::read(&request, payload).await?;
    let who = access::member(&request, &state, &viewer, &form, PATH)?;
    let played = match form.get("action") {
        "set-policy" => aws.set_policy(form.get("repository"), form.get("policy")),
        action @ ("make-role" | "delete-role") => {
            let connections = state.store.connections_of(who.id()).await?;
            let id = form.get("connection");
            let found = connections.iter().find(|own| own.id.to_string() == id);
            let connection = found.ok_or_else(|| {
                Problem::BadBody("the form names no connection of yours".to_owned())
            })?;
            if action == "make-role" {
                aws.make_role(connection)
            } else {
                aws.delete_role(connection)
            }
        }
        _ => {
            return Err(Problem::BadBody("the form does not say what to do".to_owned()).into());
        }
    };
    Ok(answer(&state, aws, &viewer, who.id(), played).await?)
}

async fn answer(
    state: &State,
    aws: &DemoAws,
    viewer: &Viewer,
    account: AccountId,
    played: Result<(), CannotPlay>,
) -> Result<HttpResponse, Problem> {
    match played {
        Ok(()) => Ok(see_other(PATH)),
        Err(cannot) => {
            let page = page(state, aws, viewer, account, Some(cannot.to_string())).await?;
            Ok(respond(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
    }
}

async fn page(
    state: &State,
    aws: &DemoAws,
    viewer: &Viewer,
    account: AccountId,
    refusal: Option<String>,
) -> Result<Demo, Problem> {
    let connections = state.store.connections_of(account).await?;
    let repositories = aws.repositories().into_iter();
    let identities = aws.identities().into_iter();
    Ok(Demo {
        frame: frame(viewer, Here::Elsewhere),
        refusal,
        roles: connections.iter().map(|own| role(aws, own)).collect(),
        repositories: repositories
            .map(|(address, policy)| Repository {
                arn: address.to_string(),
                name: address.name,
                policy: policy.unwrap_or_default(),
            })
            .collect(),
        identities: identities
            .map(|identity| Identity {
                arn: identity.arn,
                policies: identity
                    .trust
                    .into_iter()
                    .chain(identity.policies)
                    .collect(),
            })
            .collect(),
        key: aws.key.clone(),
        endpoint: aws.endpoint.clone(),
    })
}

fn role(aws: &DemoAws, connection: &Connection) -> Role {
    Role {
        connection: connection.id.to_string(),
        arn: connection.authority.role_arn.clone(),
        is_there: aws.has_role(connection),
    }
}

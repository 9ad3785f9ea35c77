//! `GET` and `POST /given-up-mail`: letters that could not be sent, for administrators.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use wharfinger_store::{NoticeKind, Page};

use super::form::{Form, parameter};
use super::view::frame::Here;
use super::view::given_up_mail::{GivenUpMail, Row};
use super::{access, accounts, frame, pages_of, respond, see_other, when};
use crate::identity::Viewer;
use crate::limits::MAIL_RETRIED_AT_ONCE_MAX;
use crate::outbox::{GivenUp, To, given_up, retry};
use crate::problem::Problem;
use crate::query::Query;
use crate::state::State;

/// Where the page lies.
pub(super) const PATH: &str = "/given-up-mail";

pub(super) async fn show(
    state: Data<State>,
    viewer: Viewer,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    if let Err(elsewhere) = accounts::administrator(&viewer, PATH)? {
        return Ok(elsewhere);
    }
    let query = Query::of_page(&request, &["cursor"]);
    let found = given_up(&state, query.page()?).await?;
    let is_done = parameter(&request, "done").is_some_and(|what| what == "retried");
    let page = GivenUpMail {
        frame: frame(&viewer, Here::GivenUpMail),
        done: is_done.then_some("It is on its way again, for three more days where need be."),
        refusal: access::stale_words(&request),
        sends_mail: state.sends_mail(),
        rows: found.letters.iter().map(row).collect(),
        left_out: found.left_out,
        pages: pages_of(&request, &query, found.next),
    };
    Ok(respond(StatusCode::OK, &page))
}

pub(super) async fn submit(
    state: Data<State>,
    viewer: Viewer,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, access::NotDone> {
    let form = Form::read(&request, payload).await?;
    let who = access::member(&request, &state, &viewer, &form, PATH)?;
    who.need_administrator()?;
    for id in form.all("letter").take(MAIL_RETRIED_AT_ONCE_MAX) {
        match retry(&state, id, who.by(&state, &request)).await {
            // Somebody was quicker.
            Ok(()) | Err(Problem::NoSuchMail) => {}
            Err(problem) => return Err(problem.into()),
        }
    }
    Ok(see_other(&format!("{PATH}?done=retried")))
}

/// Whether there are any, for the pages that lead here.
pub(super) async fn are_there(state: &State) -> Result<bool, Problem> {
    let found = given_up(state, Page::first(1)).await?;
    Ok(!found.letters.is_empty() || found.left_out > 0)
}

fn row(letter: &GivenUp) -> Row {
    let (to, href) = match &letter.to {
        To::Account(name) => (name.clone(), Some(format!("{}/{name}", accounts::PATH))),
        To::Address(address) => (address.clone(), None),
    };
    Row {
        id: letter.id.0,
        to,
        href,
        about: about(letter.kind),
        created: when(letter.created_at),
        since: when(letter.since),
    }
}

/// What a letter was about, for somebody who is not its reader.
fn about(kind: NoticeKind) -> &'static str {
    match kind {
        NoticeKind::VerifyEmail(_) => "The link that confirms an account’s address",
        NoticeKind::VerifyContact(_) => "The link that confirms a tool’s contact",
        NoticeKind::ResetPassword(_) => "The link that sets a forgotten password",
        NoticeKind::PasswordChanged(_) => "A password was changed",
        NoticeKind::EmailChanged(_) => "An e-mail address was changed",
        NoticeKind::IdentityLinked(_) => "An account was connected with a sign-in provider",
        NoticeKind::IdentityUnlinked(_) => "An account was disconnected from its sign-in provider",
        NoticeKind::MaintainerAdded(_) => "Somebody became a maintainer",
        NoticeKind::MaintainerRemoved(_) => "Somebody is a maintainer no longer",
        NoticeKind::ImageGone(_) => "An image that is not there any more",
        NoticeKind::ImageMadePublic(_) => "An image that everybody can pull now",
        NoticeKind::ImageMadePrivate(_) => "An image that can only be pulled after logging in now",
        NoticeKind::Requested(_) => "A request to answer",
        NoticeKind::Lapsed(_) => "A request that nobody answered in time",
        NoticeKind::Withdrawn(_) => "A request that was taken back",
        NoticeKind::Approved(_) => "A request was approved",
        NoticeKind::Denied(_) => "A request was denied",
        NoticeKind::NeedsHand(_) => "Something to do by hand",
        NoticeKind::Held(_) => "Access that is not in its repository’s policy",
        NoticeKind::Active(_) => "Access is active",
        NoticeKind::RenewalAsked(_) => "A question for more time",
        NoticeKind::Renewed(_) => "More time was given",
        NoticeKind::RenewalDeclined(_) => "No more time was given",
        NoticeKind::EndsSoon(_) => "Access ends soon",
        NoticeKind::Revoked(_) => "Access was revoked",
        NoticeKind::GivenBack(_) => "Access was given back",
        NoticeKind::Ended(_) => "Access has ended",
        NoticeKind::RegistryAnswered(_) => "A request for a registry was answered",
    }
}

//! `GET` and `POST /inbox`: what the visitor is told, and marking it as read.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use wharfinger_store::{NoticeId, NoticeKind};

use super::form::Form;
use super::view::frame::Here;
use super::view::inbox::{Inbox, Notice};
use super::{
    access, address, frame, pages_of, registry_requests, requests, respond, see_other,
    sign_in_first, when,
};
use crate::access::inbox::{About, Told, mark_read, read};
use crate::access::seen::Seen;
use crate::identity::Viewer;
use crate::problem::Problem;
use crate::query::Query;
use crate::state::State;

const PATH: &str = "/inbox";

pub(super) async fn show(
    state: Data<State>,
    viewer: Viewer,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let Some(who) = &viewer.who else {
        return Ok(sign_in_first(PATH));
    };
    let query = Query::of_page(&request, &["cursor"]);
    let inbox = read(&state, who.id(), query.page()?).await?;
    let newest = inbox.notices.first().map(|told| told.notice.id.0);
    let is_unread = |told: &Told| told.notice.read_at.is_none();
    let page = Inbox {
        frame: frame(&viewer, Here::Inbox),
        refusal: access::stale_words(&request),
        through: newest.filter(|_| inbox.notices.iter().any(is_unread)),
        notices: inbox.notices.iter().map(notice).collect(),
        left_out: inbox.left_out,
        pages: pages_of(&request, &query, inbox.next),
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
    let through = form.get("through").parse().map_err(|_| {
        Problem::BadBody("the form does not say which notices were read".to_owned())
    })?;
    mark_read(&state, who.id(), NoticeId(through)).await?;
    Ok(see_other(PATH))
}

fn notice(told: &Told) -> Notice {
    let (path, href) = match &told.about {
        About::Request(seen) => (Some(&seen.tool), requests::of(seen.stored.id)),
        About::Tool(tool) => (Some(&**tool), address("tools", tool)),
        About::Account => (None, "/account".to_owned()),
        About::Registry(id) => (None, registry_requests::of(*id)),
    };
    Notice {
        text: sentence(told),
        path: path.map(|tool| tool.registration.tool_path().to_string()),
        href,
        when: when(told.notice.created_at),
        is_unread: told.notice.read_at.is_none(),
    }
}

/// What a notice says, without its full stop.
fn sentence(told: &Told) -> String {
    let requester = match &told.about {
        About::Request(seen) => requester(seen),
        About::Tool(_) | About::Account | About::Registry(_) => "",
    };
    let text = match told.notice.kind {
        NoticeKind::VerifyEmail(_) => "Your e-mail address is to be confirmed",
        NoticeKind::VerifyContact(_) => "The contact of a tool is to be confirmed",
        NoticeKind::ResetPassword(_) => "Somebody asked for a link to set your password",
        NoticeKind::PasswordChanged(_) => {
            "Your password was set or changed; if it was not you, set another one and revoke your \
             API tokens"
        }
        NoticeKind::EmailChanged(_) => {
            "Your e-mail address was changed; if it was not you, change it back and set another \
             password"
        }
        NoticeKind::IdentityLinked(_) => {
            "Your account was connected with a sign-in provider; if it was not you, disconnect it and \
             set another password"
        }
        NoticeKind::IdentityUnlinked(_) => {
            "Your account was disconnected from its sign-in provider; if it was not you, set another \
             password"
        }
        NoticeKind::MaintainerAdded(_) => "You maintain this tool now",
        NoticeKind::MaintainerRemoved(_) => "You no longer maintain this tool",
        NoticeKind::ImageGone(_) => {
            "Its registry says that the image of this tool is not there any more"
        }
        NoticeKind::ImageMadePublic(_) => "Everybody can pull the image of this tool now",
        NoticeKind::ImageMadePrivate(_) => {
            "The image of this tool can only be pulled after logging in now"
        }
        NoticeKind::Requested(_) => return format!("{requester} asks for access"),
        NoticeKind::Lapsed(_) => {
            return format!("The request of {requester} lapsed: nobody answered in time");
        }
        NoticeKind::Withdrawn(_) => return format!("{requester} no longer asks for access"),
        NoticeKind::Approved(_) => "Your request is approved; access is being set up",
        NoticeKind::Denied(_) => "Your request is denied",
        NoticeKind::NeedsHand(_) => {
            return format!("Something is to be done by hand about the access of {requester}");
        }
        NoticeKind::Held(_) => {
            return format!(
                "The access of {requester} is not in its repository's policy; please look"
            );
        }
        NoticeKind::Active(_) => "Your access is active",
        NoticeKind::RenewalAsked(_) => return format!("{requester} asks for more time"),
        NoticeKind::Renewed(_) => "You have more time",
        NoticeKind::RenewalDeclined(_) => "You get no more time; access ends when it was to end",
        NoticeKind::EndsSoon(_) => "Your access ends soon; ask for more time if you need it",
        NoticeKind::Revoked(_) => "Your access is revoked",
        NoticeKind::GivenBack(_) => return format!("{requester} gives the access back"),
        NoticeKind::Ended(_) => "Your access has come to its end",
        NoticeKind::RegistryAnswered(_) => "A registry that you asked for was decided on",
    };
    text.to_owned()
}

fn requester(seen: &Seen) -> &str {
    seen.names.get(seen.stored.request.requester())
}

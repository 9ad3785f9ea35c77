//! Who is asking. Handlers take a [`Viewer`] or a [`Member`] and know nothing of tokens, cookies or
//! forms.

use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::{Method, header};
use actix_web::{FromRequest, HttpRequest, web};
use wharfinger_core::account::AccountId;
use wharfinger_store::{
    Account, Actor, ApiToken, Authenticated, By, Credential, Scope, Scopes, Through,
};

use crate::accounts::ONLY_ADMINISTRATORS;
use crate::cookie;
use crate::edge;
use crate::limits::{SESSION_IDLE, TOUCH_EVERY, UNREAD_COUNTED_MAX};
use crate::operator_token;
use crate::origin;
use crate::problem::Problem;
use crate::rate_limit_fields;
use crate::request_id;
use crate::secret::{Kind, Secret};
use crate::sessions::Browser;
use crate::state::State;

/// Somebody with an account, and what showed that they are asking.
#[derive(Clone, Debug)]
pub(crate) struct Who {
    /// The account.
    pub(crate) account: Account,
    /// What showed it.
    pub(crate) means: Means,
}

/// What showed who is asking.
#[derive(Clone, Debug)]
pub(crate) enum Means {
    /// The operator's token, from the configuration.
    OperatorToken,
    /// An API token of the account.
    Token(ApiToken),
    /// A browser that is signed in.
    Browser(Browser),
}

impl Who {
    /// The account's id.
    pub(crate) fn id(&self) -> AccountId {
        self.account.id
    }

    /// Whether they may do what administrators do, by what they have shown.
    pub(crate) fn is_administrator(&self) -> bool {
        self.account.is_administrator() && self.scopes().contains(Scope::Administration)
    }

    /// What they may be asking for: whoever is here in person, everything.
    fn scopes(&self) -> Scopes {
        match &self.means {
            Means::Token(token) => token.scopes,
            Means::OperatorToken | Means::Browser(_) => Scopes::ALL,
        }
    }

    /// Refuses an API token that was not made for this.
    pub(crate) fn need(&self, scope: Scope) -> Result<(), Problem> {
        if self.scopes().contains(scope) {
            Ok(())
        } else {
            Err(Problem::MissingScope(scope))
        }
    }

    /// Refuses an API token, whatever it was made for: what gives a way in must not be had with one, or
    /// a token that has leaked would outlive itself.
    pub(crate) fn need_person(&self) -> Result<(), Problem> {
        match self.means {
            Means::Token(_) => Err(Problem::Forbidden(
                "no API token may do this; sign in with a browser, or use the operator's token",
            )),
            Means::OperatorToken | Means::Browser(_) => Ok(()),
        }
    }

    /// Refuses whoever is no administrator.
    pub(crate) fn need_administrator(&self) -> Result<(), Problem> {
        self.need(Scope::Administration)?;
        if self.account.is_administrator() {
            Ok(())
        } else {
            Err(Problem::Forbidden(ONLY_ADMINISTRATORS))
        }
    }

    /// The browser, where it is one.
    pub(crate) fn browser(&self) -> Option<&Browser> {
        match &self.means {
            Means::Browser(browser) => Some(browser),
            Means::OperatorToken | Means::Token(_) => None,
        }
    }

    /// What the store writes down about what they do.
    pub(crate) fn by(&self, state: &State, request: &HttpRequest) -> By {
        By {
            actor: Actor::Account(self.account.id),
            ..nobody(state, request)
        }
    }
}

/// What the store writes down where nobody in particular does something.
pub(crate) fn nobody(state: &State, request: &HttpRequest) -> By {
    By {
        actor: Actor::System,
        request_id: request_id::of(request),
        now: state.clock.now(),
    }
}

/// Whoever reads: somebody, or anybody.
///
/// Nobody is refused for having no credentials; wrong ones are refused, and a session that has ended is
/// as none. Pages look at cookies alone: they show everything that their visitor may see, and whoever has
/// a token may see only what it was made for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Viewer {
    /// Who it is, if it is not just anybody.
    pub(crate) who: Option<Who>,
}

impl Viewer {
    /// The browser behind it, where it is one that is signed in.
    pub(crate) fn browser(&self) -> Option<&Browser> {
        self.who.as_ref()?.browser()
    }

    /// The account, if it is not just anybody.
    pub(crate) fn account(&self) -> Option<&Account> {
        Some(&self.who.as_ref()?.account)
    }

    /// Whether they may do what administrators do.
    pub(crate) fn is_administrator(&self) -> bool {
        self.who.as_ref().is_some_and(Who::is_administrator)
    }
}

/// Somebody with an account.
///
/// Taking one as an argument refuses everybody else; where something is written, also what a page of
/// another site sent, and addresses that write too often.
#[derive(Clone, Debug)]
pub(crate) struct Member(pub(crate) Who);

impl std::ops::Deref for Member {
    type Target = Who;

    fn deref(&self) -> &Who {
        &self.0
    }
}

impl FromRequest for Member {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let state = State::of(&request);
            let who = identify(&request, &state)
                .await?
                .ok_or(Problem::Unauthenticated("the request has no credentials"))?;
            if !matches!(*request.method(), Method::GET | Method::HEAD) {
                if who.browser().is_some() && !origin::is_same_origin(&request, &state.config) {
                    return Err(Problem::CrossSite);
                }
                rate_limit_fields::count_write(&request, &state)?;
            }
            Ok(Self(who))
        })
    }
}

impl FromRequest for Viewer {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let headers = request.headers();
        if !headers.contains_key(header::AUTHORIZATION) && !headers.contains_key(header::COOKIE) {
            return Box::pin(std::future::ready(Ok(Self::default())));
        }
        let request = request.clone();
        Box::pin(async move {
            let state = State::of(&request);
            let who = if edge::is_for_programs(&request) {
                identify(&request, &state).await?
            } else {
                browser(&request, &state).await?
            };
            Ok(Self { who })
        })
    }
}

async fn identify(request: &HttpRequest, state: &State) -> Result<Option<Who>, Problem> {
    match request.headers().get(header::AUTHORIZATION) {
        Some(authorization) => bearer(request, state, authorization).await.map(Some),
        None => browser(request, state).await,
    }
}

/// Who sent a bearer token (RFC 6750, section 2.1).
async fn bearer(
    request: &HttpRequest,
    state: &State,
    authorization: &header::HeaderValue,
) -> Result<Who, Problem> {
    let token = authorization
        .to_str()
        .ok()
        .and_then(|text| text.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim())
        .ok_or(Problem::Unauthenticated(
            "the `Authorization` header is not `Bearer TOKEN`",
        ))?;
    if !token.starts_with(Kind::ApiToken.prefix()) {
        let address = origin::client_address(request, &state.config);
        operator_token::check(state, address, token)?;
        return Ok(Who {
            account: Account::operator(),
            means: Means::OperatorToken,
        });
    }
    let token = Secret::parse(Kind::ApiToken, token)
        .map_err(|_| Problem::Unauthenticated("the token is mistyped or cut off"))?;
    let credential = Credential::Token(token.hash());
    let found = state
        .store
        .authenticate(credential, state.clock.now())
        .await?;
    match found {
        Some(Authenticated {
            account,
            through: Through::Token(token),
        }) => {
            let used_at = token.used_at.unwrap_or(token.created_at);
            touch(state, credential, token.used_at.is_none(), used_at).await;
            Ok(Who {
                account,
                means: Means::Token(token),
            })
        }
        _ => Err(Problem::Unauthenticated(
            "the token is unknown, revoked or expired",
        )),
    }
}

/// Whose browser sent a request, if it is signed in.
async fn browser(request: &HttpRequest, state: &State) -> Result<Option<Who>, Problem> {
    let id = cookie::session_id(request, &state.config)
        .and_then(|id| Secret::parse(Kind::Session, id).ok());
    let Some(id) = id else {
        return Ok(None);
    };
    let credential = Credential::Session(id.hash());
    let found = state
        .store
        .authenticate(credential, state.clock.now())
        .await?;
    let Some(Authenticated {
        account,
        through: Through::Session(session),
    }) = found
    else {
        return Ok(None);
    };
    touch(state, credential, false, session.seen_at).await;
    let mut browser = Browser::new(&id, session.created_at);
    if !edge::is_for_programs(request) {
        let unread = state.store.unread(account.id, UNREAD_COUNTED_MAX).await;
        // A page without its number is better than none.
        browser.unread = unread.unwrap_or_default();
    }
    Ok(Some(Who {
        account,
        means: Means::Browser(browser),
    }))
}

/// Writes down that a credential was used, if that was not done a moment ago: a write for every read
/// would cost more than the reads.
async fn touch(
    state: &State,
    credential: Credential,
    is_first: bool,
    seen_at: wharfinger_store::Timestamp,
) {
    let now = state.clock.now();
    if !is_first && now < seen_at.later(TOUCH_EVERY) {
        return;
    }
    let touched = state
        .store
        .touch(credential, now, now.later(SESSION_IDLE))
        .await;
    if let Err(failure) = touched {
        // The request itself is answered; the session ends a little earlier than it might.
        tracing::warn!(%failure, "The use of a credential was not written down");
    }
}

/// The session behind a request's cookie, for pages that are drawn whatever the credentials are.
pub(crate) async fn viewer_of(request: &HttpRequest, state: &State) -> Viewer {
    Viewer {
        who: browser(request, state).await.unwrap_or_default(),
    }
}

impl State {
    /// The state of the application that a request came to.
    #[must_use]
    pub(crate) fn of(request: &HttpRequest) -> web::Data<Self> {
        request
            .app_data::<web::Data<Self>>()
            .expect("`app::configure` puts the state in")
            .clone()
    }
}

//! Who is asking. The seam that accounts will fill: handlers take an [`Operator`] or a [`Viewer`]
//! and know nothing of tokens, cookies or forms.

use std::net::IpAddr;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest, web};
use wharfinger_store::{Failure, TokenHash};

use crate::cookie;
use crate::operator_token::{NotAToken, OperatorToken};
use crate::origin;
use crate::problem::Problem;
use crate::sessions::Session;
use crate::state::State;

/// The operator, who may write.
///
/// Taking one as an argument refuses everybody else, forms of other sites, and addresses that
/// write too often.
#[derive(Clone, Debug)]
pub(crate) struct Operator {
    /// The browser session, where it is one.
    pub session: Option<Session>,
}

impl Operator {
    /// The name under which the store keeps what the operator does.
    pub(crate) const PRINCIPAL: &str = "operator";
}

/// Whoever reads: the operator, or anybody.
///
/// Nobody is refused for having no credentials; wrong ones are refused.
#[derive(Clone, Debug, Default)]
pub(crate) struct Viewer {
    /// Who it is, if it is not just anybody.
    pub operator: Option<Operator>,
}

impl FromRequest for Operator {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let state = State::of(&request);
            let viewer = identify(&request, &state).await?;
            let operator = viewer
                .operator
                .ok_or(Problem::Unauthenticated("the request has no credentials"))?;
            if operator.session.is_some() && !origin::is_same_origin(&request, &state.config) {
                return Err(Problem::CrossSite);
            }
            let address = origin::client_address(&request, &state.config);
            state.writes.take(address, state.clock.now())?;
            Ok(operator)
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
        Box::pin(async move { identify(&request, &State::of(&request)).await })
    }
}

async fn identify(request: &HttpRequest, state: &State) -> Result<Viewer, Problem> {
    if let Some(authorization) = request.headers().get(header::AUTHORIZATION) {
        let token = authorization
            .to_str()
            .ok()
            .and_then(|text| text.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
            .map(|(_, token)| token.trim())
            .ok_or(Problem::Unauthenticated(
                "the `Authorization` header is not `Bearer TOKEN`",
            ))?;
        let address = origin::client_address(request, &state.config);
        check_token(state, address, token).await?;
        return Ok(Viewer {
            operator: Some(Operator { session: None }),
        });
    }
    Ok(Viewer {
        operator: session(request, state).map(|session| Operator {
            session: Some(session),
        }),
    })
}

/// The browser session of a request, if there is one.
#[must_use]
pub(crate) fn session(request: &HttpRequest, state: &State) -> Option<Session> {
    let id = cookie::session_id(request, &state.config)?;
    state.sessions.find(id, state.clock.now())
}

/// Checks a token for an address, unless the address has guessed too often.
pub(crate) async fn check_token(
    state: &State,
    address: IpAddr,
    token: &str,
) -> Result<(), Problem> {
    let token = OperatorToken::parse(token).map_err(|reason| {
        // What cannot be a token is compared with nothing, and so is no guess.
        Problem::Unauthenticated(match reason {
            NotAToken::Checksum => "the token is mistyped or cut off",
            _ => "the token is not one",
        })
    })?;
    let now = state.clock.now();
    let guess = state.guesses.take(address, &token, now)?;
    match matches(state, token.hash()).await {
        Ok(true) => {
            state.guesses.give_back(&guess, now);
            Ok(())
        }
        Ok(false) => {
            state.guesses.refuse(&guess);
            Err(Problem::Unauthenticated("the token is not the operator's"))
        }
        Err(failure) => {
            state.guesses.give_back(&guess, now);
            Err(failure.into())
        }
    }
}

/// Whether this is the hash of the operator's token.
async fn matches(state: &State, hash: TokenHash) -> Result<bool, Failure> {
    if let Some(known) = state.known_token.get() {
        return Ok(*known == hash);
    }
    let matches = state.store.operator_token_matches(hash).await?;
    if matches {
        // Requests that come at once all set the same.
        let _ = state.known_token.set(hash);
    }
    Ok(matches)
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

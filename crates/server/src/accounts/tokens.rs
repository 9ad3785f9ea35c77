//! API tokens: made by somebody in person, shown once.

use std::time::Duration;

use wharfinger_store::{
    ApiToken, By, CreateTokenError, Failure, Found, Idempotency, NewApiToken, Once, Scope, Scopes,
    TokenId,
};

use super::{fields, once_refused};
use crate::identity::Who;
use crate::problem::{Problem, Unfit};
use crate::secret::{Kind, Secret};
use crate::state::State;

/// An API token that somebody wants.
#[derive(Clone, Debug)]
pub(crate) struct Wish<'a> {
    /// What they call it.
    pub(crate) name: &'a str,
    /// What it may be used for, by the scopes' names.
    pub(crate) scopes: Vec<&'a str>,
    /// How many days it works.
    pub(crate) days: Option<u32>,
}

/// Makes an API token. The secret is given out here, and kept nowhere.
pub(crate) async fn create(
    state: &State,
    who: &Who,
    wish: &Wish<'_>,
    by: By,
) -> Result<(ApiToken, Secret), Problem> {
    let (new, secret) = read(state, who, wish)?;
    let token = state.store.create_token(new, by).await.map_err(refused)?;
    Ok((token, secret))
}

/// The same, once for an idempotency key.
pub(crate) async fn create_once(
    state: &State,
    who: &Who,
    wish: &Wish<'_>,
    key: Idempotency,
    by: By,
) -> Result<Once<(ApiToken, Secret), TokenId>, Problem> {
    let (new, secret) = read(state, who, wish)?;
    match state.store.create_token_once(new, key, by).await {
        Ok(Once::Now(token)) => Ok(Once::Now((token, secret))),
        Ok(Once::Before(id)) => Ok(Once::Before(id)),
        Err(error) => Err(once_refused(error, refused)),
    }
}

/// The token that somebody wants, with its secret, if the wish fits.
fn read(state: &State, who: &Who, wish: &Wish<'_>) -> Result<(NewApiToken, Secret), Problem> {
    let mut reading = fields::Reading::default();
    let name = reading.keep(fields::token_name(wish.name));
    let scopes = reading.keep(read_scopes(who, &wish.scopes));
    let days = reading.keep(fields::token_days(wish.days));
    let (Some(name), Some(scopes), Some(days)) = (name, scopes, days) else {
        return Err(reading
            .refusal()
            .expect("what could not be read does not fit"));
    };
    let secret = Secret::generate(Kind::ApiToken, &*state.entropy);
    let lifetime = Duration::from_hours(u64::from(days) * 24);
    let new = NewApiToken {
        id: state.new_token_id(),
        account: who.id(),
        hash: secret.hash(),
        name,
        hint: secret.hint().to_owned(),
        scopes,
        expires_at: state.clock.now().later(lifetime),
    };
    Ok((new, secret))
}

fn refused(error: CreateTokenError) -> Problem {
    match error {
        CreateTokenError::TooMany => Problem::TooManyTokens,
        CreateTokenError::NotActive => {
            Problem::Unauthenticated("the account is disabled; ask an administrator")
        }
        CreateTokenError::Failure(failure) => failure.into(),
        error @ CreateTokenError::NotOwner => Problem::Internal(error.to_string()),
    }
}

/// What the log calls lists of them.
const LISTS: &str = "lists of somebody's API tokens";

/// Somebody's API tokens, the newest first, and what of them is stored damaged.
pub(crate) async fn list(state: &State, who: &Who) -> Result<Found<ApiToken>, Failure> {
    let listed = state.store.tokens(who.id()).await?;
    state.alarms.passed_over(LISTS, &listed.damaged);
    Ok(listed)
}

/// Revokes one of somebody's API tokens.
pub(crate) async fn revoke(state: &State, who: &Who, id: &str, by: By) -> Result<(), Problem> {
    let id = id.parse().map(TokenId).map_err(|_| Problem::NoSuchToken)?;
    if state.store.revoke_token(who.id(), id, by).await? {
        Ok(())
    } else {
        Err(Problem::NoSuchToken)
    }
}

/// Revokes all of somebody's API tokens, damaged ones included.
pub(crate) async fn revoke_all(state: &State, who: &Who, by: By) -> Result<(), Problem> {
    state.store.revoke_tokens(who.id(), by).await?;
    Ok(())
}

/// The scopes that somebody may give to a token.
pub(crate) fn scopes_of(who: &Who) -> impl Iterator<Item = Scope> {
    let is_administrator = who.is_administrator();
    Scope::ALL
        .into_iter()
        .filter(move |scope| *scope != Scope::Administration || is_administrator)
}

fn read_scopes(who: &Who, names: &[&str]) -> Result<Scopes, Unfit> {
    if names.is_empty() {
        let reason = "a token is for something; choose at least one scope";
        return Err(Unfit::new(fields::SCOPES, reason));
    }
    let read = |name: &&str| {
        let scope = scopes_of(who).find(|scope| scope.as_str() == *name);
        scope.ok_or_else(|| {
            let known: Vec<&str> = scopes_of(who).map(Scope::as_str).collect();
            let shown = fields::shown(name);
            let reason = format!(
                "`{shown}` is no scope that you can give; there are `{}`",
                known.join("`, `")
            );
            Unfit::new(fields::SCOPES, reason)
        })
    };
    names.iter().map(read).collect()
}

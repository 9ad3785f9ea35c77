//! One-time links.

use actix_web::HttpRequest;
use wharfinger_core::account::AccountId;
use wharfinger_store::{
    Account, By, Failure, Idempotency, Link, LinkPurpose, OPERATOR, Once, Store, Timestamp,
};

use super::once_refused;
use crate::limits::LINK_LIFETIME;
use crate::origin;
use crate::problem::Problem;
use crate::seams::Entropy;
use crate::secret::{Kind, Secret};
use crate::sessions::later;
use crate::state::State;

/// The pages that links lead to. What stands behind them in a path is a secret, and is not logged.
pub(crate) const WELCOME: &str = "/welcome";
/// See [`WELCOME`].
pub(crate) const PASSWORD: &str = "/password";
/// See [`WELCOME`].
pub(crate) const VERIFY: &str = "/verify";

/// Reads the secret of a link.
pub(crate) fn read(text: &str) -> Result<Secret, Problem> {
    Secret::parse(Kind::Link, text).map_err(|_| Problem::DeadLink)
}

/// The link with this secret, where it would work now.
pub(crate) async fn find(state: &State, secret: &Secret) -> Result<Option<Link>, Failure> {
    state.store.link(secret.hash(), state.clock.now()).await
}

/// Makes a link that works once, for a day.
pub(crate) async fn make(state: &State, purpose: LinkPurpose) -> Result<Secret, Failure> {
    let now = state.clock.now();
    let end = later(now, LINK_LIFETIME);
    make_until(end, purpose, &*state.store, &*state.entropy, now).await
}

/// Makes a link that works once, until its end.
pub(crate) async fn make_until(
    end: Timestamp,
    purpose: LinkPurpose,
    store: &dyn Store,
    entropy: &dyn Entropy,
    now: Timestamp,
) -> Result<Secret, Failure> {
    let secret = Secret::generate(Kind::Link, entropy);
    let link = Link {
        hash: secret.hash(),
        purpose,
        expires_at: end,
    };
    store.make_link(link, now).await?;
    Ok(secret)
}

/// Makes a link by which the password of an account is set.
pub(crate) async fn to_password(state: &State, account: &Account) -> Result<Secret, Problem> {
    Ok(make(state, to_set_password(account)?).await?)
}

/// The same, once for an idempotency key.
pub(crate) async fn to_password_once(
    state: &State,
    account: &Account,
    key: Idempotency,
    by: By,
) -> Result<Once<Secret, AccountId>, Problem> {
    let secret = Secret::generate(Kind::Link, &*state.entropy);
    let link = Link {
        hash: secret.hash(),
        purpose: to_set_password(account)?,
        expires_at: later(by.now, LINK_LIFETIME),
    };
    match state.store.make_link_once(link, key, by).await {
        Ok(Once::Now(())) => Ok(Once::Now(secret)),
        Ok(Once::Before(account)) => Ok(Once::Before(account)),
        Err(error) => Err(once_refused(error, Problem::from)),
    }
}

fn to_set_password(account: &Account) -> Result<LinkPurpose, Problem> {
    let account = account.id;
    if account == OPERATOR {
        let reason = "the operator's own account has no password; it is reached by the token";
        return Err(Problem::AccountFixed(reason.to_owned()));
    }
    Ok(LinkPurpose::SetPassword { account })
}

/// The address at which a password is set by a link, for whoever hands it on.
pub(crate) fn password_address(state: &State, request: &HttpRequest, secret: &Secret) -> String {
    let path = path(PASSWORD, secret);
    format!("{}{path}", origin::public_url(request, &state.config))
}

/// The path of a page with the secret of a link.
pub(crate) fn path(page: &str, secret: &Secret) -> String {
    format!("{page}/{}", secret.reveal())
}

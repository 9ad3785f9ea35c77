//! One-time links.

use actix_web::HttpRequest;
use wharfinger_core::account::AccountId;
use wharfinger_store::{
    Account, Actor, By, Failure, Idempotency, Link, LinkPurpose, MakeLinkError, Once, Store,
    Timestamp,
};

use super::{ONLY_ADMINISTRATORS, once_refused};
use crate::limits::LINK_LIFETIME;
use crate::origin;
use crate::problem::Problem;
use crate::seams::Entropy;
use crate::secret::{Kind, Secret};
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

/// Makes a link that works once, until its end, as the server itself does: for a letter, or to print it.
pub(crate) async fn make_unasked(
    purpose: LinkPurpose,
    until: Timestamp,
    store: &dyn Store,
    entropy: &dyn Entropy,
    now: Timestamp,
) -> Result<Secret, Failure> {
    let by = By {
        actor: Actor::System,
        request_id: "link".to_owned(),
        now,
    };
    let made = make(purpose, until, store, entropy, by).await;
    made.map_err(|error| match error {
        MakeLinkError::Failure(failure) => failure,
        other => Failure::Unavailable {
            reason: other.to_string(),
        },
    })
}

/// Makes a link by which the password of an account is set, once, for a day, as an administrator asks.
pub(crate) async fn to_password(
    state: &State,
    account: &Account,
    by: By,
) -> Result<Secret, Problem> {
    let (purpose, until) = (to_set_password(account), by.now.later(LINK_LIFETIME));
    let made = make(purpose, until, &*state.store, &*state.entropy, by).await;
    made.map_err(refused)
}

/// The same, once for an idempotency key.
pub(crate) async fn to_password_once(
    state: &State,
    account: &Account,
    key: Idempotency,
    by: By,
) -> Result<Once<Secret, AccountId>, Problem> {
    let (secret, link) = new(
        to_set_password(account),
        by.now.later(LINK_LIFETIME),
        &*state.entropy,
    );
    match state.store.make_link_once(link, key, by).await {
        Ok(Once::Now(())) => Ok(Once::Now(secret)),
        Ok(Once::Before(account)) => Ok(Once::Before(account)),
        Err(error) => Err(once_refused(error, refused)),
    }
}

async fn make(
    purpose: LinkPurpose,
    until: Timestamp,
    store: &dyn Store,
    entropy: &dyn Entropy,
    by: By,
) -> Result<Secret, MakeLinkError> {
    let (secret, link) = new(purpose, until, entropy);
    store.make_link(link, by).await?;
    Ok(secret)
}

fn to_set_password(account: &Account) -> LinkPurpose {
    LinkPurpose::SetPassword {
        account: account.id,
    }
}

/// Why somebody who asked for a link gets none.
fn refused(error: MakeLinkError) -> Problem {
    match error {
        MakeLinkError::Failure(failure) => failure.into(),
        MakeLinkError::BuiltIn => Problem::AccountFixed(error.to_string()),
        MakeLinkError::NotAdministrator => Problem::Forbidden(ONLY_ADMINISTRATORS),
        // Accounts stay; whoever names one has found it a moment ago.
        other @ MakeLinkError::NotFound => Problem::Internal(other.to_string()),
    }
}

fn new(purpose: LinkPurpose, expires_at: Timestamp, entropy: &dyn Entropy) -> (Secret, Link) {
    let secret = Secret::generate(Kind::Link, entropy);
    let link = Link {
        hash: secret.hash(),
        purpose,
        expires_at,
    };
    (secret, link)
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

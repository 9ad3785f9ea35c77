//! Setting passwords: by a link, or knowing the one before.

use actix_web::HttpRequest;
use wharfinger_store::{Account, By, LinkPurpose, RedeemError};

use super::confirm::confirm;
use super::{fields, links};
use crate::identity::{Who, nobody};
use crate::problem::Problem;
use crate::secret::Secret;
use crate::state::State;

/// Whose password a link sets, where it would work and the account can sign in.
pub(crate) async fn account_of_link(state: &State, link: &Secret) -> Result<Account, Problem> {
    let Some(found) = links::find(state, link).await? else {
        return Err(Problem::DeadLink);
    };
    let LinkPurpose::SetPassword { account } = found.purpose else {
        return Err(Problem::DeadLink);
    };
    let account = state.store.account(account).await?;
    account.filter(Account::is_active).ok_or(Problem::DeadLink)
}

/// Sets the password of the account that a link is for, and ends its sessions.
pub(crate) async fn set_by_link(
    state: &State,
    request: &HttpRequest,
    link: &Secret,
    password: &str,
) -> Result<Account, Problem> {
    let account = account_of_link(state, link).await?;
    let hash = fields::password(password, &account.name)
        .map_err(|unfit| Problem::InvalidFields(vec![unfit]))?
        .hash(state)
        .await?;
    let by = nobody(state, request);
    match state
        .store
        .set_password_by_link(link.hash(), hash, by)
        .await
    {
        Ok(account) => Ok(account),
        Err(RedeemError::NoSuchLink) => Err(Problem::DeadLink),
        Err(RedeemError::Failure(failure)) => Err(failure.into()),
    }
}

/// Sets the password of whoever knows the one before, and ends their other sessions. Who has none has
/// signed in a moment ago.
pub(crate) async fn change(
    state: &State,
    request: &HttpRequest,
    who: &Who,
    old: &str,
    new: &str,
    by: By,
) -> Result<Account, Problem> {
    let account = &who.account;
    let mut reading = fields::Reading::default();
    // Passwords are not sent back: whoever learnt of one mistake only would type both once more for the next.
    reading.gather(confirm(state, request, who, fields::OLD_PASSWORD, old).await)?;
    let password = reading.keep(fields::password(new, &account.name));
    let hash = reading.finish(password)?.hash(state).await?;
    let keep = who.browser().map(|browser| browser.hash);
    Ok(state.store.set_password(account.id, hash, keep, by).await?)
}

//! E-mail addresses: given, and verified by a link that is sent there.

use std::net::IpAddr;

use actix_web::HttpRequest;
use wharfinger_store::{Account, By, Link, LinkPurpose, RedeemError};

use super::{fields, links};
use crate::identity::{Who, nobody};
use crate::origin;
use crate::problem::Problem;
use crate::secret::Secret;
use crate::state::State;

/// Sets where mail reaches somebody; a link to verify it is sent there.
pub(crate) async fn set(
    state: &State,
    request: &HttpRequest,
    who: &Who,
    text: &str,
    by: By,
) -> Result<Account, Problem> {
    let email = fields::email(text).map_err(|unfit| Problem::InvalidFields(vec![unfit]))?;
    let address = |account: &Account| account.email.as_ref().map(|email| email.address.clone());
    let is_another = email.as_ref().map(|email| &email.address) != address(&who.account).as_ref();
    if email.is_some() && is_another {
        count_letter(state, origin::client_address(request, &state.config))?;
    }
    Ok(state.store.set_email(who.id(), email, by).await?)
}

/// Sends another link to an address that is not verified.
pub(crate) async fn ask_again(
    state: &State,
    request: &HttpRequest,
    who: &Who,
    by: By,
) -> Result<(), Problem> {
    count_letter(state, origin::client_address(request, &state.config))?;
    Ok(state.store.ask_email(who.id(), by).await?)
}

/// Sends a link by which another password is set to the verified address of an account, if there is
/// such an account with such an address. Who asks is not told.
pub(crate) async fn ask_password(
    state: &State,
    request: &HttpRequest,
    name: &str,
) -> Result<(), Problem> {
    count_letter(state, origin::client_address(request, &state.config))?;
    let Ok(name) = name.trim().to_lowercase().parse() else {
        return Ok(());
    };
    if let Some(account) = state.store.find_account(&name).await? {
        let now = state.clock.now();
        state.store.ask_password_reset(account.id, now).await?;
    }
    Ok(())
}

/// What a link verifies: the address it was sent to.
pub(crate) async fn verified_by(state: &State, link: &Secret) -> Result<String, Problem> {
    match links::find(state, link)
        .await?
        .map(|Link { purpose, .. }| purpose)
    {
        Some(
            LinkPurpose::VerifyEmail { address, .. } | LinkPurpose::VerifyContact { address, .. },
        ) => Ok(address),
        _ => Err(Problem::DeadLink),
    }
}

/// Notes that the address which a link was sent to is the account's, or the tool's.
pub(crate) async fn verify(
    state: &State,
    request: &HttpRequest,
    link: &Secret,
) -> Result<(), Problem> {
    let by = nobody(state, request);
    let hash = link.hash();
    let verified = match links::find(state, link).await?.map(|link| link.purpose) {
        Some(LinkPurpose::VerifyEmail { .. }) => {
            state.store.verify_email_by_link(hash, by).await.map(|_| ())
        }
        Some(LinkPurpose::VerifyContact { .. }) => state
            .store
            .verify_contact_by_link(hash, by)
            .await
            .map(|_| ()),
        _ => return Err(Problem::DeadLink),
    };
    match verified {
        Ok(()) => Ok(()),
        Err(RedeemError::NoSuchLink) => Err(Problem::DeadLink),
        Err(RedeemError::Failure(failure)) => Err(failure.into()),
    }
}

/// Counts a letter before it is sent.
fn count_letter(state: &State, address: IpAddr) -> Result<(), Problem> {
    Ok(state.letters.take(address, state.clock.now())?)
}

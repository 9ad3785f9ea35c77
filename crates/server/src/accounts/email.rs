//! E-mail addresses: given, and verified by a link that is sent there.

use actix_web::HttpRequest;
use wharfinger_store::{Account, By, Email, Link, LinkPurpose, RedeemError};

use super::confirm::confirm;
use super::{fields, links};
use crate::identity::{Who, nobody};
use crate::origin;
use crate::problem::Problem;
use crate::secret::Secret;
use crate::state::State;

/// Sets where mail reaches somebody who has shown once more who they are; a link to verify it is sent
/// there.
pub(crate) async fn set(
    state: &State,
    request: &HttpRequest,
    who: &Who,
    text: &str,
    password: &str,
    by: By,
) -> Result<Account, Problem> {
    let mut reading = fields::Reading::default();
    let email = reading.keep(fields::email(text));
    let address = |email: &Option<Email>| email.as_ref().map(|email| email.address.clone());
    // What is no address is not the one that is set.
    let is_another = email.as_ref().map(address) != Some(address(&who.account.email));
    if is_another {
        let confirmed = confirm(state, request, who, fields::EMAIL_PASSWORD, password).await;
        reading.gather(confirmed)?;
    }
    let email = reading.finish(email)?;
    if is_another && email.is_some() {
        count_letter(state, request)?;
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
    count_letter(state, request)?;
    Ok(state.store.ask_email(who.id(), by).await?)
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

/// Counts a letter that whoever asks has sent to an address of their choice.
pub(crate) fn count_letter(state: &State, request: &HttpRequest) -> Result<(), Problem> {
    let address = origin::client_address(request, &state.config);
    Ok(state.letters.take(address, state.clock.now())?)
}

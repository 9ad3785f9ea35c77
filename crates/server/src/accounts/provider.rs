//! The account of somebody who comes back from a provider.
//!
//! **Invariant:** only issuer and subject say whose account it is. An e-mail address never does: a
//! provider may give it to somebody else one day, or not have looked whose it is.

use actix_web::HttpRequest;
use wharfinger_core::contact;
use wharfinger_core::report::Field;
use wharfinger_store::{
    Account, By, ChangeAccountError, CreateAccountError, Email, Identity, NewAccount, Role,
};

use super::create::by_itself;
use super::name_of::Described;
use crate::config::SignUp;
use crate::identity::Who;
use crate::limits::NAMES_TRIED_MAX;
use crate::oidc;
use crate::origin;
use crate::problem::Problem;
use crate::state::State;

/// Who has come back.
#[derive(Debug)]
pub(crate) enum Arrived {
    /// Somebody with an account, which may be disabled.
    Known(Account),
    /// Somebody whose account was just made.
    New(Account),
    /// Somebody without an account, where only administrators make accounts.
    Unknown,
}

/// The account of the person, which is made where there is none and people may make theirs.
pub(crate) async fn arrive(
    state: &State,
    request: &HttpRequest,
    person: &oidc::Identity,
) -> Result<Arrived, Problem> {
    let identity = identity(person);
    if let Some(account) = state.store.account_of_identity(&identity).await? {
        return Ok(Arrived::Known(account));
    }
    if state.config.sign_up == SignUp::Closed {
        return Ok(Arrived::Unknown);
    }
    let address = origin::client_address(request, &state.config);
    state.sign_ups.take(address, state.clock.now())?;
    create(state, request, person, identity).await
}

/// Makes an account under the first name that is free.
async fn create(
    state: &State,
    request: &HttpRequest,
    person: &oidc::Identity,
    identity: Identity,
) -> Result<Arrived, Problem> {
    let described = Described {
        username: person.preferred_username.as_deref(),
        name: person.name.as_deref(),
        email: person.email.as_deref(),
    };
    for name in described.names().take(NAMES_TRIED_MAX) {
        // Looked up first: a name that is taken costs a read and no write.
        if state.store.find_account(&name).await?.is_some() {
            continue;
        }
        let new = NewAccount {
            id: state.new_account_id(),
            name,
            role: Role::Member,
            email: verified_email(state, person),
            password: None,
            identity: Some(identity.clone()),
        };
        let by = by_itself(state, request, new.id);
        match state.store.create_account(new, by).await {
            Ok(account) => return Ok(Arrived::New(account)),
            // Somebody else was quicker.
            Err(CreateAccountError::NameTaken) => {}
            // They were quicker themselves, in another tab.
            Err(CreateAccountError::IdentityTaken) => {
                return match state.store.account_of_identity(&identity).await? {
                    Some(account) => Ok(Arrived::Known(account)),
                    None => Err(Problem::NotReady(
                        "an account of a provider's person was there and is gone".to_owned(),
                    )),
                };
            }
            Err(CreateAccountError::Failure(failure)) => return Err(failure.into()),
            Err(
                error @ (CreateAccountError::IdTaken
                | CreateAccountError::NoSuchLink
                | CreateAccountError::NotAdministrator),
            ) => {
                return Err(Problem::Internal(error.to_string()));
            }
        }
    }
    Err(Problem::Internal(format!(
        "none of {NAMES_TRIED_MAX} names is free for somebody who signs in the first time"
    )))
}

/// What came of connecting an account with a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Connected {
    /// They can sign in that way from now on.
    Done,
    /// Another account is that person's.
    Taken,
    /// The operator's own account is reached by the token alone.
    BuiltIn,
}

/// Connects an account with a person, as its owner asks.
pub(crate) async fn connect(
    state: &State,
    request: &HttpRequest,
    who: &Who,
    person: &oidc::Identity,
) -> Result<Connected, Problem> {
    let by = who.by(state, request);
    let linked = state
        .store
        .link_identity(who.id(), identity(person), by)
        .await;
    match linked {
        Ok(_) => Ok(Connected::Done),
        Err(ChangeAccountError::IdentityTaken) => Ok(Connected::Taken),
        Err(ChangeAccountError::BuiltIn) => Ok(Connected::BuiltIn),
        Err(error) => Err(error.into()),
    }
}

/// Disconnects an account from the person at a provider, as its owner asks.
pub(crate) async fn disconnect(state: &State, who: &Who, by: By) -> Result<Account, Problem> {
    Ok(state.store.unlink_identity(who.id(), by).await?)
}

fn identity(person: &oidc::Identity) -> Identity {
    Identity {
        issuer: person.issuer.clone(),
        subject: person.subject.clone(),
    }
}

/// The address, where the provider vouches for it and mail can be sent there.
fn verified_email(state: &State, person: &oidc::Identity) -> Option<Email> {
    let address = person.email.as_deref().filter(|_| person.email_verified)?;
    let address = contact::check(address, Field::ContactEmail).ok()?;
    Some(Email {
        address: address.to_string(),
        verified_at: Some(state.clock.now()),
    })
}

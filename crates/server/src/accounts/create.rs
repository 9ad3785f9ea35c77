//! Making accounts: the first administrator's, one's own, another's.

use actix_web::HttpRequest;
use wharfinger_core::account::{AccountId, AccountName};
use wharfinger_store::{
    Account, Actor, By, CreateAccountError, Email, Idempotency, Link, LinkPurpose, NewAccount,
    Once, Role,
};

use super::{ONLY_ADMINISTRATORS, fields, links, once_refused};
use crate::demo;
use crate::identity::nobody;
use crate::origin;
use crate::passwords::Password;
use crate::problem::Problem;
use crate::secret::Secret;
use crate::state::State;

/// What somebody writes to get an account of their own.
#[derive(Clone, Copy)]
pub(crate) struct Application<'a> {
    /// The name it is to have.
    pub(crate) name: &'a str,
    /// Where mail reaches them; may be empty.
    pub(crate) email: &'a str,
    /// The password it is to have.
    pub(crate) password: &'a str,
}

/// The same, once it is known to fit.
struct Accepted {
    name: AccountName,
    email: Option<Email>,
    password: Password,
}

impl Application<'_> {
    fn read(self) -> Result<Accepted, Problem> {
        let mut reading = fields::Reading::default();
        let name = reading.keep(fields::name(self.name));
        let email = reading.keep(fields::email(self.email));
        let password = match &name {
            Some(name) => reading.keep(fields::password(self.password, name)),
            None => None,
        };
        match (name, email, password) {
            (Some(name), Some(email), Some(password)) => Ok(Accepted {
                name,
                email,
                password,
            }),
            _ => Err(reading
                .refusal()
                .expect("what could not be read does not fit")),
        }
    }
}

/// Makes the first administrator for whoever has the link.
pub(crate) async fn first_administrator(
    state: &State,
    request: &HttpRequest,
    link: &Secret,
    application: Application<'_>,
) -> Result<Account, Problem> {
    // Looked up first: who has no link has nothing read or hashed.
    first_link(state, link).await?;
    let accepted = application.read()?;
    let id = state.new_account_id();
    let new = accepted
        .into_account(state, id, Role::Administrator)
        .await?;
    let (name, by) = (new.name.clone(), by_itself(state, request, id));
    let made = state
        .store
        .create_first_administrator(link.hash(), new, by.clone())
        .await;
    let account = made.map_err(|error| problem(error, &name))?;
    if state.config.demo {
        demo::hand_over(state, account.id, &by).await;
    }
    Ok(account)
}

/// The link to the first administrator's account, where it would work.
pub(crate) async fn first_link(state: &State, link: &Secret) -> Result<Link, Problem> {
    links::find(state, link)
        .await?
        .filter(|link| link.purpose == LinkPurpose::FirstAdministrator)
        .ok_or(Problem::DeadLink)
}

/// Makes an account for whoever asks, unless their address has made many.
pub(crate) async fn sign_up(
    state: &State,
    request: &HttpRequest,
    application: Application<'_>,
) -> Result<Account, Problem> {
    let accepted = application.read()?;
    let address = origin::client_address(request, &state.config);
    state.sign_ups.take(address, state.clock.now())?;
    let id = state.new_account_id();
    let new = accepted.into_account(state, id, Role::Member).await?;
    create(state, new, by_itself(state, request, id)).await
}

/// An account for somebody else.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Invitation<'a> {
    /// The name it is to have.
    pub(crate) name: &'a str,
    /// Where mail reaches them; may be empty.
    pub(crate) email: &'a str,
    /// What they may do.
    pub(crate) role: Role,
}

/// Makes an account for somebody else, and a link by which they set its password.
pub(crate) async fn invite(
    state: &State,
    invitation: Invitation<'_>,
    by: By,
) -> Result<(Account, Secret), Problem> {
    let account = create(state, invited(state, invitation)?, by.clone()).await?;
    let link = links::to_password(state, &account, by).await?;
    Ok((account, link))
}

/// The same, once for an idempotency key.
///
/// The key stands for the account: where no link came of it, another is there for the asking.
pub(crate) async fn invite_once(
    state: &State,
    invitation: Invitation<'_>,
    key: Idempotency,
    by: By,
) -> Result<Once<(Account, Secret), AccountId>, Problem> {
    let new = invited(state, invitation)?;
    let name = new.name.clone();
    match state.store.create_account_once(new, key, by.clone()).await {
        Ok(Once::Now(account)) => {
            let link = links::to_password(state, &account, by).await?;
            Ok(Once::Now((account, link)))
        }
        Ok(Once::Before(id)) => Ok(Once::Before(id)),
        Err(error) => Err(once_refused(error, |error| problem(error, &name))),
    }
}

/// The account that an invitation makes, if it fits.
fn invited(state: &State, invitation: Invitation<'_>) -> Result<NewAccount, Problem> {
    let mut reading = fields::Reading::default();
    let name = reading.keep(fields::name(invitation.name));
    let email = reading.keep(fields::email(invitation.email));
    let (Some(name), Some(email)) = (name, email) else {
        return Err(reading
            .refusal()
            .expect("what could not be read does not fit"));
    };
    Ok(NewAccount {
        id: state.new_account_id(),
        name,
        role: invitation.role,
        email,
        password: None,
        identity: None,
    })
}

impl Accepted {
    async fn into_account(
        self,
        state: &State,
        id: AccountId,
        role: Role,
    ) -> Result<NewAccount, Problem> {
        Ok(NewAccount {
            id,
            name: self.name,
            role,
            email: self.email,
            password: Some(self.password.hash(state).await?),
            identity: None,
        })
    }
}

pub(super) async fn create(state: &State, new: NewAccount, by: By) -> Result<Account, Problem> {
    let name = new.name.clone();
    let made = state.store.create_account(new, by).await;
    made.map_err(|error| problem(error, &name))
}

/// Whoever makes an account for themselves acts as it.
pub(super) fn by_itself(state: &State, request: &HttpRequest, id: AccountId) -> By {
    By {
        actor: Actor::Account(id),
        ..nobody(state, request)
    }
}

fn problem(error: CreateAccountError, name: &AccountName) -> Problem {
    match error {
        CreateAccountError::NameTaken => Problem::NameTaken(name.to_string()),
        CreateAccountError::NoSuchLink => Problem::DeadLink,
        CreateAccountError::NotAdministrator => Problem::Forbidden(ONLY_ADMINISTRATORS),
        CreateAccountError::Failure(failure) => failure.into(),
        CreateAccountError::IdentityTaken | CreateAccountError::IdTaken => {
            Problem::Internal(error.to_string())
        }
    }
}

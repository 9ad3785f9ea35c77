//! Registries that people ask for: what the API and the pages have in common.

pub(crate) mod answer;
pub(crate) mod ask;
pub(crate) mod list;
pub(crate) mod support;

use wharfinger_store::{
    AnswerRegistryError, REGISTRY_REQUESTS_MAX, REGISTRY_SUPPORTERS_MAX, REGISTRY_VOTES_MAX,
    RegistryRequest, RegistryRequestId, RequestRegistryError, Uuid,
};

use crate::accounts::ONLY_ADMINISTRATORS;
use crate::problem::Problem;
use crate::state::State;

/// The request whose id stands in an address.
pub(crate) async fn find(state: &State, id: &str) -> Result<RegistryRequest, Problem> {
    let found = state.store.registry_request(parse(id)?).await?;
    found.ok_or(Problem::NoSuchRegistryRequest)
}

/// Reads the id in an address.
pub(crate) fn parse(id: &str) -> Result<RegistryRequestId, Problem> {
    let id = Uuid::try_parse(id).map_err(|_| Problem::NoSuchRegistryRequest)?;
    Ok(RegistryRequestId::from_uuid(id))
}

fn refused(error: RequestRegistryError) -> Problem {
    Problem::RegistryRequestRefused(match error {
        RequestRegistryError::Failure(failure) => return failure.into(),
        RequestRegistryError::NotFound => return Problem::NoSuchRegistryRequest,
        RequestRegistryError::IdTaken => return Problem::Overloaded,
        RequestRegistryError::Answered => "the request was answered; its page says how".to_owned(),
        RequestRegistryError::TooMany => format!(
            "an account asks for {REGISTRY_REQUESTS_MAX} registries at most until it is answered; \
             wait for the answers, or ask an administrator"
        ),
        RequestRegistryError::TooManyVotes => format!(
            "an account supports {REGISTRY_VOTES_MAX} requests at most until they are answered; \
             take one back that matters less"
        ),
        RequestRegistryError::Enough => format!(
            "{REGISTRY_SUPPORTERS_MAX} people ask for this registry, and more are not counted; its page says \
             when it is answered"
        ),
        RequestRegistryError::Full => {
            "too many requests wait for an answer; ask an administrator".to_owned()
        }
    })
}

fn not_answered(error: AnswerRegistryError) -> Problem {
    match error {
        AnswerRegistryError::NotAdministrator => Problem::Forbidden(ONLY_ADMINISTRATORS),
        AnswerRegistryError::NotFound => Problem::NoSuchRegistryRequest,
        AnswerRegistryError::IdTaken => Problem::RegistryRequestRefused(
            "another registry was added under this id; choose another id".to_owned(),
        ),
        AnswerRegistryError::Failure(failure) => failure.into(),
    }
}

//! Registries that people ask for, and those that an administrator has added.

use wharfinger_core::account::AccountId;

use super::{Answer, Failure};
use crate::{
    AddedRegistry, By, NewRegistryRequest, Page, RegistryRequest, RegistryRequestFilter,
    RegistryRequestId, RegistryRequestPage, RegistryVerdict,
};

/// Requests for registries, who supports them, and what came of them.
///
/// Which hosts may be asked for, and what a registry's definition says, the caller knows.
pub trait RegistryRequests {
    /// What asking for a registry would come to, so that nobody asks its host anything in vain: the request that
    /// there is for it; nothing, where a new one would be taken; or why none would be.
    fn registry_to_ask_for(
        &self,
        host: String,
        account: AccountId,
    ) -> Answer<'_, Result<Option<RegistryRequest>, RequestRegistryError>>;

    /// Asks for a registry. Who asks for a host that somebody has asked for supports that request, and gets it
    /// as it is then; where it was answered, nothing changes.
    fn request_registry(
        &self,
        new: NewRegistryRequest,
        by: By,
    ) -> Answer<'_, Result<RegistryRequest, RequestRegistryError>>;

    /// Supports a request that waits, or no longer does.
    fn support_registry(
        &self,
        id: RegistryRequestId,
        supports: bool,
        by: By,
    ) -> Answer<'_, Result<RegistryRequest, RequestRegistryError>>;

    /// Answers a request, also one that was answered otherwise before, and tells everybody who supports it.
    /// Only administrators may.
    fn answer_registry(
        &self,
        id: RegistryRequestId,
        verdict: RegistryVerdict,
        reason: String,
        by: By,
    ) -> Answer<'_, Result<RegistryRequest, AnswerRegistryError>>;

    /// Takes a registry that was added out of the catalogue; whether it was in. Only administrators may.
    fn remove_registry(&self, id: String, by: By) -> Answer<'_, Result<bool, AnswerRegistryError>>;

    /// The request with that id.
    fn registry_request(
        &self,
        id: RegistryRequestId,
    ) -> Answer<'_, Result<Option<RegistryRequest>, Failure>>;

    /// One page of requests, the newest first.
    fn registry_requests(
        &self,
        filter: RegistryRequestFilter,
        page: Page,
    ) -> Answer<'_, Result<RegistryRequestPage, Failure>>;

    /// Which of these requests an account supports.
    fn supported_registries<'a>(
        &'a self,
        account: AccountId,
        requests: &'a [RegistryRequestId],
    ) -> Answer<'a, Result<Vec<RegistryRequestId>, Failure>>;

    /// Every registry that was added, the oldest first.
    fn added_registries(&self) -> Answer<'_, Result<Vec<AddedRegistry>, Failure>>;
}

/// Why a registry is not asked for, or not supported.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum RequestRegistryError {
    /// There is no such request.
    #[error("nobody asks for this registry")]
    NotFound,
    /// It was answered.
    #[error("this request was answered")]
    Answered,
    /// The account has [`REGISTRY_REQUESTS_MAX`](crate::REGISTRY_REQUESTS_MAX) requests that wait.
    #[error("the account has asked for as many registries as it may at once")]
    TooMany,
    /// The account supports [`REGISTRY_VOTES_MAX`](crate::REGISTRY_VOTES_MAX) requests that wait.
    #[error("the account supports as many requests as it may at once")]
    TooManyVotes,
    /// As many accounts support it as are counted, [`REGISTRY_SUPPORTERS_MAX`](crate::REGISTRY_SUPPORTERS_MAX).
    #[error("as many accounts support this request as are counted")]
    Enough,
    /// Everybody together has [`REGISTRY_REQUESTS_OPEN_MAX`](crate::REGISTRY_REQUESTS_OPEN_MAX).
    #[error("too many requests wait for an answer")]
    Full,
    /// The new request's id is taken: draw another.
    #[error("this id is taken")]
    IdTaken,
    /// No answer about it.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Why a request is not answered, or a registry not removed.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum AnswerRegistryError {
    /// Whoever acts is no administrator, or cannot act.
    #[error("only administrators answer requests for registries")]
    NotAdministrator,
    /// There is no such request.
    #[error("nobody asks for this registry")]
    NotFound,
    /// Another registry has this id.
    #[error("another registry was added under this id")]
    IdTaken,
    /// No answer about it.
    #[error(transparent)]
    Failure(#[from] Failure),
}

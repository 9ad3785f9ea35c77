//! Requests for registries, in either database.

use wharfinger_core::account::AccountId;

use crate::sql::{added_registries, registry_requests};
use crate::{
    AddedRegistry, Answer, AnswerRegistryError, By, Failure, NewRegistryRequest, Page, Postgres,
    RegistryRequest, RegistryRequestFilter, RegistryRequestId, RegistryRequestPage,
    RegistryRequests, RegistryVerdict, RequestRegistryError, Sqlite,
};

macro_rules! implement {
    ($database:ty) => {
        impl RegistryRequests for $database {
            fn registry_to_ask_for(
                &self,
                host: String,
                account: AccountId,
            ) -> Answer<'_, Result<Option<RegistryRequest>, RequestRegistryError>> {
                let found = self.read(async move |sql| {
                    match registry_requests::to_ask_for(sql, &host, &account).await {
                        Err(RequestRegistryError::Failure(failure)) => Err(failure),
                        found => Ok(found),
                    }
                });
                Box::pin(async move { found.await? })
            }

            fn request_registry(
                &self,
                new: NewRegistryRequest,
                by: By,
            ) -> Answer<'_, Result<RegistryRequest, RequestRegistryError>> {
                self.write(async move |sql| registry_requests::request(sql, &new, &by).await)
            }

            fn support_registry(
                &self,
                id: RegistryRequestId,
                supports: bool,
                by: By,
            ) -> Answer<'_, Result<RegistryRequest, RequestRegistryError>> {
                self.write(async move |sql| {
                    registry_requests::support(sql, &id, supports, &by).await
                })
            }

            fn answer_registry(
                &self,
                id: RegistryRequestId,
                verdict: RegistryVerdict,
                reason: String,
                by: By,
            ) -> Answer<'_, Result<RegistryRequest, AnswerRegistryError>> {
                self.write(async move |sql| {
                    registry_requests::answer(sql, &id, &verdict, &reason, &by).await
                })
            }

            fn remove_registry(
                &self,
                id: String,
                by: By,
            ) -> Answer<'_, Result<bool, AnswerRegistryError>> {
                self.write(async move |sql| added_registries::remove(sql, &id, &by).await)
            }

            fn registry_request(
                &self,
                id: RegistryRequestId,
            ) -> Answer<'_, Result<Option<RegistryRequest>, Failure>> {
                self.read(async move |sql| registry_requests::by_id(sql, &id).await)
            }

            fn registry_requests(
                &self,
                filter: RegistryRequestFilter,
                page: Page,
            ) -> Answer<'_, Result<RegistryRequestPage, Failure>> {
                self.read(async move |sql| registry_requests::list(sql, filter, page).await)
            }

            fn supported_registries<'a>(
                &'a self,
                account: AccountId,
                requests: &'a [RegistryRequestId],
            ) -> Answer<'a, Result<Vec<RegistryRequestId>, Failure>> {
                let requests = requests.to_vec();
                self.read(async move |sql| {
                    registry_requests::supported(sql, &account, &requests).await
                })
            }

            fn added_registries(&self) -> Answer<'_, Result<Vec<AddedRegistry>, Failure>> {
                self.read(async move |sql| added_registries::all(sql).await)
            }
        }
    };
}

implement!(Sqlite);
implement!(Postgres);

//! Access requests, in either database.

use wharfinger_core::account::AccountId;

use crate::sql::{access, access_changes, request_in_full, request_list};
use crate::{
    AccessRequests, Advanced, Answer, By, Change, ChangeRequestError, Demanded, Failure, Found,
    Idempotency, NewRequest, Page, Postgres, RequestAccessError, RequestFilter, RequestId,
    RequestInFull, RequestPage, Revision, Sqlite, StoredRequest,
};

macro_rules! implement {
    ($database:ty) => {
        impl AccessRequests for $database {
            fn request_access(
                &self,
                new: NewRequest,
                by: By,
            ) -> Answer<'_, Result<Demanded, RequestAccessError>> {
                self.write(async move |sql| access::request(sql, &new, &by).await)
            }

            fn access_request(
                &self,
                id: RequestId,
            ) -> Answer<'_, Result<Option<StoredRequest>, Failure>> {
                self.read(async move |sql| access::by_id(sql, &id).await)
            }

            fn request_in_full(
                &self,
                id: RequestId,
                reader: AccountId,
            ) -> Answer<'_, Result<Option<RequestInFull>, Failure>> {
                self.read(async move |sql| request_in_full::read(sql, &id, &reader).await)
            }

            fn access_requests<'a>(
                &'a self,
                ids: &'a [RequestId],
            ) -> Answer<'a, Result<Found<StoredRequest>, Failure>> {
                let ids = ids.to_vec();
                self.read(async move |sql| access::by_ids(sql, &ids).await)
            }

            fn list_requests<'a>(
                &'a self,
                filter: &'a RequestFilter,
                page: Page,
            ) -> Answer<'a, Result<RequestPage, Failure>> {
                let filter = filter.clone();
                self.read_at_once(async move |sql| request_list::list(sql, &filter, page).await)
            }

            fn change_request(
                &self,
                id: RequestId,
                expected: Option<Revision>,
                change: Change,
                idempotency: Option<Idempotency>,
                by: By,
            ) -> Answer<'_, Result<StoredRequest, ChangeRequestError>> {
                self.write(async move |sql| {
                    let key = idempotency.as_ref();
                    access_changes::change(sql, &id, expected, &change, key, &by).await
                })
            }

            fn advance_requests(
                &self,
                limit: u32,
                by: By,
            ) -> Answer<'_, Result<Advanced, Failure>> {
                self.write(async move |sql| access_changes::advance(sql, limit, &by).await)
            }
        }
    };
}

implement!(Sqlite);
implement!(Postgres);

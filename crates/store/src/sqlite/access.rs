//! Access requests in SQLite.

use super::Sqlite;
use crate::sql::{access, access_changes, ready, request_list};
use crate::{
    AccessRequests, Answer, By, Change, ChangeRequestError, Demanded, Failure, Idempotency,
    NewRequest, Page, RequestAccessError, RequestFilter, RequestId, RequestPage, Revision,
    StoredRequest,
};

impl AccessRequests for Sqlite {
    fn request_access(
        &self,
        new: NewRequest,
        by: By,
    ) -> Answer<'_, Result<Demanded, RequestAccessError>> {
        self.write(move |sql| ready(access::request(sql, &new, &by)))
    }

    fn access_request(&self, id: RequestId) -> Answer<'_, Result<Option<StoredRequest>, Failure>> {
        self.read(move |sql| ready(access::by_id(sql, &id)))
    }

    fn list_requests<'a>(
        &'a self,
        filter: &'a RequestFilter,
        page: Page,
    ) -> Answer<'a, Result<RequestPage, Failure>> {
        self.read_at_once(move |sql| ready(request_list::list(sql, filter, page)))
    }

    fn change_request(
        &self,
        id: RequestId,
        expected: Option<Revision>,
        change: Change,
        idempotency: Option<Idempotency>,
        by: By,
    ) -> Answer<'_, Result<StoredRequest, ChangeRequestError>> {
        self.write(move |sql| {
            let key = idempotency.as_ref();
            ready(access_changes::change(
                sql, &id, expected, &change, key, &by,
            ))
        })
    }

    fn advance_requests(&self, limit: u32, by: By) -> Answer<'_, Result<u32, Failure>> {
        self.write(move |sql| ready(access_changes::advance(sql, limit, &by)))
    }
}

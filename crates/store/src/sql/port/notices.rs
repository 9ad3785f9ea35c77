//! Notices, in either database.

use wharfinger_core::account::AccountId;

use crate::sql::{given_up, mail, notices};
use crate::{
    Answer, By, Failure, LeasedMail, Notice, NoticeId, NoticePage, Notices, Page, Postgres,
    RetryMailError, Sqlite, Timestamp,
};

macro_rules! implement {
    ($database:ty) => {
        impl Notices for $database {
            fn inbox(
                &self,
                account: AccountId,
                page: Page,
            ) -> Answer<'_, Result<NoticePage, Failure>> {
                self.read(async move |sql| notices::inbox(sql, &account, page).await)
            }

            fn unread(&self, account: AccountId, limit: u32) -> Answer<'_, Result<u32, Failure>> {
                self.read(async move |sql| notices::unread(sql, &account, limit).await)
            }

            fn mark_read(
                &self,
                account: AccountId,
                through: NoticeId,
                now: Timestamp,
            ) -> Answer<'_, Result<(), Failure>> {
                self.write(async move |sql| notices::mark_read(sql, &account, through, now).await)
            }

            fn lease_mail(
                &self,
                now: Timestamp,
                until: Timestamp,
                limit: u32,
            ) -> Answer<'_, Result<LeasedMail, Failure>> {
                self.write(async move |sql| mail::lease(sql, now, until, limit).await)
            }

            fn mail_sent(&self, id: NoticeId, now: Timestamp) -> Answer<'_, Result<(), Failure>> {
                self.write(async move |sql| mail::sent(sql, id, now).await)
            }

            fn mail_dropped(&self, id: NoticeId) -> Answer<'_, Result<(), Failure>> {
                self.write(async move |sql| mail::dropped(sql, id).await)
            }

            fn given_up_mail(&self, page: Page) -> Answer<'_, Result<NoticePage, Failure>> {
                self.read(async move |sql| given_up::list(sql, page).await)
            }

            fn retry_mail(
                &self,
                id: NoticeId,
                by: By,
            ) -> Answer<'_, Result<Notice, RetryMailError>> {
                self.write(async move |sql| given_up::retry(sql, id, &by).await)
            }

            fn mail_failed(
                &self,
                id: NoticeId,
                retry_at: Option<Timestamp>,
                now: Timestamp,
            ) -> Answer<'_, Result<(), Failure>> {
                self.write(async move |sql| mail::failed(sql, id, retry_at, now).await)
            }
        }
    };
}

implement!(Sqlite);
implement!(Postgres);

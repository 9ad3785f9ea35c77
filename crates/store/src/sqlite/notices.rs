//! Notices in SQLite.

use wharfinger_core::account::AccountId;

use super::Sqlite;
use crate::sql::{mail, notices, ready};
use crate::{Answer, Failure, Leased, NoticeId, NoticePage, Notices, Page, Timestamp};

impl Notices for Sqlite {
    fn inbox(&self, account: AccountId, page: Page) -> Answer<'_, Result<NoticePage, Failure>> {
        self.read(move |sql| ready(notices::inbox(sql, &account, page)))
    }

    fn unread(&self, account: AccountId, limit: u32) -> Answer<'_, Result<u32, Failure>> {
        self.read(move |sql| ready(notices::unread(sql, &account, limit)))
    }

    fn mark_read(
        &self,
        account: AccountId,
        through: NoticeId,
        now: Timestamp,
    ) -> Answer<'_, Result<(), Failure>> {
        self.write(move |sql| ready(notices::mark_read(sql, &account, through, now)))
    }

    fn lease_mail(
        &self,
        now: Timestamp,
        until: Timestamp,
        limit: u32,
    ) -> Answer<'_, Result<Vec<Leased>, Failure>> {
        self.write(move |sql| ready(mail::lease(sql, now, until, limit)))
    }

    fn mail_sent(&self, id: NoticeId, now: Timestamp) -> Answer<'_, Result<(), Failure>> {
        self.write(move |sql| ready(mail::sent(sql, id, now)))
    }

    fn mail_failed(
        &self,
        id: NoticeId,
        retry_at: Option<Timestamp>,
        now: Timestamp,
    ) -> Answer<'_, Result<(), Failure>> {
        self.write(move |sql| ready(mail::failed(sql, id, retry_at, now)))
    }
}

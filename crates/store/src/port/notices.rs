//! The inbox, and the e-mail that waits to be sent.

use wharfinger_core::account::AccountId;

use super::{Answer, Failure};
use crate::{LeasedMail, NoticeId, NoticePage, Page, Timestamp};

/// Notices: what people are told.
pub trait Notices {
    /// One page of what an account was told, newest first.
    fn inbox(&self, account: AccountId, page: Page) -> Answer<'_, Result<NoticePage, Failure>>;

    /// How many notices an account has not read, counted up to `limit`.
    fn unread(&self, account: AccountId, limit: u32) -> Answer<'_, Result<u32, Failure>>;

    /// Marks what an account was told, up to and including `through`, as read.
    fn mark_read(
        &self,
        account: AccountId,
        through: NoticeId,
        now: Timestamp,
    ) -> Answer<'_, Result<(), Failure>>;

    /// Takes the mails that are due, those first that are due longest and of several the oldest notice's,
    /// until it has `limit`, and keeps them from others until `until`, when they are due again if nothing
    /// was said about them: whoever took them may have died. Fewer than `limit` means that no more are due,
    /// unless hundreds were given up on the way: the next call goes on with those.
    ///
    /// What it comes upon that has no address ([`crate::Mail::None`]), or is older than
    /// [`crate::MAIL_DAYS_MAX`] ([`crate::Mail::Failed`]), is given up. What is stored damaged is passed
    /// over, so that it keeps nobody from their mail.
    fn lease_mail(
        &self,
        now: Timestamp,
        until: Timestamp,
        limit: u32,
    ) -> Answer<'_, Result<LeasedMail, Failure>>;

    /// Notes that a mail was sent. One that nothing waits for any more stays as it is.
    fn mail_sent(&self, id: NoticeId, now: Timestamp) -> Answer<'_, Result<(), Failure>>;

    /// Notes that a mail was not sent: it is due again at `retry_at`, or given up. One that nothing waits
    /// for any more stays as it is.
    fn mail_failed(
        &self,
        id: NoticeId,
        retry_at: Option<Timestamp>,
        now: Timestamp,
    ) -> Answer<'_, Result<(), Failure>>;
}

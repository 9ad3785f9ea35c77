//! The inbox, and the e-mail that waits to be sent.

use wharfinger_core::account::AccountId;

use super::{Answer, Failure};
use crate::{By, LeasedMail, Notice, NoticeId, NoticePage, Page, Timestamp};

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

    /// Notes that a mail does not matter any more. One that nothing waits for any more stays as it is.
    fn mail_dropped(&self, id: NoticeId) -> Answer<'_, Result<(), Failure>>;

    /// One page of the notices whose mail was given up, the newest notice first.
    fn given_up_mail(&self, page: Page) -> Answer<'_, Result<NoticePage, Failure>>;

    /// Has a mail that was given up sent after all: it is due now, and has
    /// [`MAIL_DAYS_MAX`](crate::MAIL_DAYS_MAX) from now on. Only administrators may.
    fn retry_mail(&self, id: NoticeId, by: By) -> Answer<'_, Result<Notice, RetryMailError>>;

    /// Notes that a mail was not sent: it is due again at `retry_at`, or given up. One that nothing waits
    /// for any more stays as it is.
    fn mail_failed(
        &self,
        id: NoticeId,
        retry_at: Option<Timestamp>,
        now: Timestamp,
    ) -> Answer<'_, Result<(), Failure>>;
}

/// Why a mail is not sent after all.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum RetryMailError {
    /// No mail that was given up has the id, or whomever it is about is not there.
    #[error("no mail that was given up has this id")]
    NotFound,
    /// Who asks is no administrator, or their account is disabled.
    #[error("only an administrator may do this")]
    NotAdministrator,
    /// No answer.
    #[error(transparent)]
    Failure(#[from] Failure),
}

//! The inbox.

use wharfinger_core::account::AccountId;

use super::Model;
use super::mail::is_given_up;
use super::state::State;
use crate::{
    Answer, By, Failure, LeasedMail, Mail, Notice, NoticeId, NoticeKind, NoticePage, Notices, Page,
    Recipient, RetryMailError, Timestamp,
};

impl State {
    /// Tells somebody something.
    pub(super) fn notify(&mut self, to: Recipient, kind: NoticeKind, now: Timestamp) {
        let id = NoticeId(self.notices.next());
        self.notices.push(Notice {
            id,
            to,
            kind,
            created_at: now,
            read_at: None,
            mail: Mail::Due {
                at: now,
                attempts: 0,
            },
            retried_at: None,
        });
    }

    /// Tells somebody something, unless a mail that says the same to the same waits to be sent.
    pub(super) fn notify_once(&mut self, to: Recipient, kind: NoticeKind, now: Timestamp) {
        if !self.is_on_its_way(&to, kind) {
            self.notify(to, kind, now);
        }
    }

    /// Whether a mail that says the same to the same waits to be sent.
    pub(super) fn is_on_its_way(&self, to: &Recipient, kind: NoticeKind) -> bool {
        self.notices.iter().any(|notice| {
            notice.to == *to && notice.kind == kind && matches!(notice.mail, Mail::Due { .. })
        })
    }

    fn unread(&self, account: AccountId, limit: u32) -> u32 {
        let unread = self
            .notices
            .iter()
            .filter(|notice| notice.to == Recipient::Account(account) && notice.read_at.is_none());
        unread.take(limit as usize).fold(0, |count, _| count + 1)
    }

    fn mark_read(&mut self, account: AccountId, through: NoticeId, now: Timestamp) {
        for notice in self.notices.iter_mut() {
            if notice.to == Recipient::Account(account) && notice.id <= through {
                notice.read_at.get_or_insert(now);
            }
        }
    }
}

impl Notices for Model {
    fn inbox(&self, account: AccountId, page: Page) -> Answer<'_, Result<NoticePage, Failure>> {
        self.read(move |state| {
            let to = Recipient::Account(account);
            let (notices, next) = state.notices.page(page, |notice| notice.to == to);
            NoticePage {
                notices: notices.into_iter().cloned().collect(),
                damaged: Vec::new(),
                next,
            }
        })
    }

    fn unread(&self, account: AccountId, limit: u32) -> Answer<'_, Result<u32, Failure>> {
        self.read(move |state| state.unread(account, limit))
    }

    fn mark_read(
        &self,
        account: AccountId,
        through: NoticeId,
        now: Timestamp,
    ) -> Answer<'_, Result<(), Failure>> {
        self.write(move |state| {
            state.mark_read(account, through, now);
            Ok(())
        })
    }

    fn lease_mail(
        &self,
        now: Timestamp,
        until: Timestamp,
        limit: u32,
    ) -> Answer<'_, Result<LeasedMail, Failure>> {
        self.write(move |state| Ok(state.lease_mail(now, until, limit)))
    }

    fn mail_sent(&self, id: NoticeId, now: Timestamp) -> Answer<'_, Result<(), Failure>> {
        self.write(move |state| {
            state.settle(id, |_| Mail::Sent { at: now });
            Ok(())
        })
    }

    fn mail_dropped(&self, id: NoticeId) -> Answer<'_, Result<(), Failure>> {
        self.write(move |state| {
            state.settle(id, |_| Mail::None);
            Ok(())
        })
    }

    fn given_up_mail(&self, page: Page) -> Answer<'_, Result<NoticePage, Failure>> {
        self.read(move |state| {
            let (notices, next) = state.notices.page(page, is_given_up);
            NoticePage {
                notices: notices.into_iter().cloned().collect(),
                damaged: Vec::new(),
                next,
            }
        })
    }

    fn retry_mail(&self, id: NoticeId, by: By) -> Answer<'_, Result<Notice, RetryMailError>> {
        self.write(move |state| state.retry_mail(id, &by))
    }

    fn mail_failed(
        &self,
        id: NoticeId,
        retry_at: Option<Timestamp>,
        now: Timestamp,
    ) -> Answer<'_, Result<(), Failure>> {
        self.write(move |state| {
            state.settle(id, |attempts| match retry_at {
                Some(at) => Mail::Due { at, attempts },
                None => Mail::Failed { at: now },
            });
            Ok(())
        })
    }
}

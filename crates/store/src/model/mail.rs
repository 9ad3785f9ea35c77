//! The e-mail that waits to be sent.

use super::state::State;
use crate::{
    Action, By, Leased, LeasedMail, MAIL_DAYS_MAX, Mail, Notice, NoticeId, Recipient,
    RetryMailError, Subject, Timestamp,
};

const SECONDS_A_DAY: u32 = 24 * 60 * 60;

impl State {
    pub(super) fn lease_mail(
        &mut self,
        now: Timestamp,
        until: Timestamp,
        limit: u32,
    ) -> LeasedMail {
        let mut due: Vec<_> = self
            .notices
            .iter()
            .filter_map(|notice| match notice.mail {
                Mail::Due { at, attempts } if at <= now => Some((at, notice.id, attempts)),
                _ => None,
            })
            .collect();
        due.sort_unstable();
        let mut lease = LeasedMail::default();
        for (_, id, attempts) in due {
            if lease.leased.len() == limit as usize {
                break;
            }
            let notice = self.notice(id).expect("it is due");
            let address = self.address(notice);
            let is_too_old =
                notice.mail_since() < now.seconds_earlier(MAIL_DAYS_MAX * SECONDS_A_DAY);
            let notice = self.notice_mut(id).expect("it is due");
            match address {
                None => notice.mail = Mail::None,
                Some(_) if is_too_old => {
                    notice.mail = Mail::Failed { at: now };
                    lease.too_old.push(id);
                }
                Some(address) => {
                    notice.mail = Mail::Due {
                        at: until,
                        attempts: attempts + 1,
                    };
                    lease.leased.push(Leased {
                        notice: notice.clone(),
                        address,
                        attempts,
                    });
                }
            }
        }
        lease
    }

    /// Where a notice's mail goes.
    fn address(&self, notice: &Notice) -> Option<String> {
        match &notice.to {
            Recipient::Account(id) => Some(self.account(*id)?.verified_email()?.to_owned()),
            Recipient::Address(address) => Some(address.clone()),
        }
    }

    /// Notes what became of a mail that was tried so and so often. One that nobody waits for any more
    /// stays what it is.
    pub(super) fn settle(&mut self, id: NoticeId, outcome: impl FnOnce(u32) -> Mail) {
        if let Some(notice) = self.notice_mut(id)
            && let Mail::Due { attempts, .. } = notice.mail
        {
            notice.mail = outcome(attempts);
        }
    }

    /// Has a mail that was given up sent after all.
    pub(super) fn retry_mail(&mut self, id: NoticeId, by: &By) -> Result<Notice, RetryMailError> {
        if !self.is_administrator(by) {
            return Err(RetryMailError::NotAdministrator);
        }
        let found = self.notice(id).filter(|notice| is_given_up(notice));
        let subject = found.and_then(Notice::concerns);
        let is_there = |subject: &Subject| self.digest(*subject).is_some();
        let subject = subject.filter(is_there).ok_or(RetryMailError::NotFound)?;
        self.audited(Action::MailRetried, subject, by, |state| {
            let notice = state.notice_mut(id).expect("it was given up");
            notice.mail = Mail::Due {
                at: by.now,
                attempts: 0,
            };
            notice.retried_at = Some(by.now);
            Ok(notice.clone())
        })
    }

    fn notice(&self, id: NoticeId) -> Option<&Notice> {
        self.notices.iter().find(|notice| notice.id == id)
    }

    fn notice_mut(&mut self, id: NoticeId) -> Option<&mut Notice> {
        self.notices.iter_mut().find(|notice| notice.id == id)
    }
}

/// Whether a notice's mail was given up.
pub(super) fn is_given_up(notice: &Notice) -> bool {
    matches!(notice.mail, Mail::Failed { .. })
}

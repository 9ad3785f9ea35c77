//! The e-mail that waits to be sent.

use super::state::State;
use crate::{Leased, LeasedMail, MAIL_DAYS_MAX, Mail, Notice, NoticeId, Recipient, Timestamp};

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
            let is_too_old = notice.created_at < now.seconds_earlier(MAIL_DAYS_MAX * SECONDS_A_DAY);
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

    fn notice(&self, id: NoticeId) -> Option<&Notice> {
        self.notices.iter().find(|notice| notice.id == id)
    }

    fn notice_mut(&mut self, id: NoticeId) -> Option<&mut Notice> {
        self.notices.iter_mut().find(|notice| notice.id == id)
    }
}

//! E-mail that waits to be sent: taken for a while, then sent, given up, or due again.

use super::notice_row::{decode, mail_parts, select_notice};
use super::{Row, Sql};
use crate::{Failure, Leased, MAIL_DAYS_MAX, Mail, Notice, NoticeId, Timestamp};

const SECONDS_A_DAY: u32 = 24 * 60 * 60;

/// Mails that are read in one step. One step is enough as a rule: others follow where some of them
/// are given up.
const READ_AT_ONCE: u32 = 100;

/// What is due behind some time and number, the longest due first. The last column is where to: an
/// account's address counts once it is verified.
const DUE: &str = select_notice!(
    ", CASE WHEN notice.account IS NULL THEN notice.address
        WHEN account.email_verified_at IS NOT NULL THEN account.email END
    FROM notice LEFT JOIN account ON account.id = notice.account
    WHERE notice.mail = 'due' AND notice.mail_at <= $1
        AND (notice.mail_at, notice.id) > ($2, $3)
    ORDER BY notice.mail_at, notice.id LIMIT $4"
);

const WAITING: &str = select_notice!(" FROM notice WHERE notice.id = $1 AND notice.mail = 'due'");

const SET_MAIL: &str = "UPDATE notice SET mail = $1, mail_at = $2, attempts = $3 WHERE id = $4";

/// Most mails that one lease settles, given up ones included: where a mail server is named after a long
/// time, what has piled up is settled by and by, and other writes do not wait for it.
const SETTLED_AT_ONCE_MAX: usize = 500;

pub(crate) async fn lease(
    sql: &mut impl Sql,
    now: Timestamp,
    until: Timestamp,
    limit: u32,
) -> Result<Vec<Leased>, Failure> {
    let mut settled = Vec::new();
    let mut leased = Vec::new();
    // Everything is read before anything is written, so that nothing is due twice.
    let mut due = Due::default();
    while leased.len() < limit as usize && settled.len() < SETTLED_AT_ONCE_MAX {
        let Some(Mailed {
            mut notice,
            attempts,
            address,
        }) = due.next(sql, now).await?
        else {
            break;
        };
        match address {
            None => settled.push((notice.id, Mail::None)),
            Some(_) if is_too_old(&notice, now) => {
                settled.push((notice.id, Mail::Failed { at: now }));
            }
            Some(address) => {
                notice.mail = Mail::Due {
                    at: until,
                    attempts: attempts.saturating_add(1),
                };
                settled.push((notice.id, notice.mail));
                leased.push(Leased {
                    notice,
                    address,
                    attempts,
                });
            }
        }
    }
    for (id, mail) in settled {
        set(sql, id, mail).await?;
    }
    Ok(leased)
}

fn is_too_old(notice: &Notice, now: Timestamp) -> bool {
    notice.created_at < now.seconds_earlier(MAIL_DAYS_MAX * SECONDS_A_DAY)
}

/// A notice whose mail is due.
struct Mailed {
    notice: Notice,
    attempts: u32,
    /// Where to, if there is an address.
    address: Option<String>,
}

/// Reads what is due, step by step.
struct Due {
    read: std::vec::IntoIter<Row>,
    /// Behind which time and number the next step starts; absent behind the last one.
    behind: Option<(i64, i64)>,
}

impl Default for Due {
    fn default() -> Self {
        Self {
            read: Vec::new().into_iter(),
            behind: Some((i64::MIN, 0)),
        }
    }
}

impl Due {
    async fn next(
        &mut self,
        sql: &mut impl Sql,
        now: Timestamp,
    ) -> Result<Option<Mailed>, Failure> {
        if self.read.len() == 0
            && let Some((at, id)) = self.behind.take()
        {
            let params = [now.into(), at.into(), id.into(), READ_AT_ONCE.into()];
            self.read = sql.query(DUE, &params).await?.into_iter();
        }
        let Some(mut row) = self.read.next() else {
            return Ok(None);
        };
        let notice = decode(&mut row)?;
        let Mail::Due { at, attempts } = notice.mail else {
            return Err(row.corrupt("mail", format_args!("{:?}", notice.mail)));
        };
        self.behind = Some((at.as_micros(), notice.id.0));
        Ok(Some(Mailed {
            notice,
            attempts,
            address: row.optional_text("address")?,
        }))
    }
}

pub(crate) async fn sent(sql: &mut impl Sql, id: NoticeId, now: Timestamp) -> Result<(), Failure> {
    settle(sql, id, |_| Mail::Sent { at: now }).await
}

pub(crate) async fn failed(
    sql: &mut impl Sql,
    id: NoticeId,
    retry_at: Option<Timestamp>,
    now: Timestamp,
) -> Result<(), Failure> {
    let outcome = |attempts| match retry_at {
        Some(at) => Mail::Due { at, attempts },
        None => Mail::Failed { at: now },
    };
    settle(sql, id, outcome).await
}

/// Notes what became of a mail that was tried so and so often, unless nothing waits for it any more.
async fn settle(
    sql: &mut impl Sql,
    id: NoticeId,
    outcome: impl FnOnce(u32) -> Mail,
) -> Result<(), Failure> {
    let Some(mut row) = sql.first(WAITING, &[id.0.into()]).await? else {
        return Ok(());
    };
    match decode(&mut row)?.mail {
        Mail::Due { attempts, .. } => set(sql, id, outcome(attempts)).await,
        Mail::Sent { .. } | Mail::Failed { .. } | Mail::None => Ok(()),
    }
}

async fn set(sql: &mut impl Sql, id: NoticeId, mail: Mail) -> Result<(), Failure> {
    let (word, at, attempts) = mail_parts(mail);
    let params = [word.into(), at.into(), attempts.into(), id.0.into()];
    sql.execute(SET_MAIL, &params).await?;
    Ok(())
}

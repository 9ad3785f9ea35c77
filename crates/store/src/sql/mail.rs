//! E-mail that waits to be sent: taken for a while, then sent, given up, or due again.

use super::due::Due;
use super::notice_row::{decode, mail_parts, select_notice};
use super::{Row, Sql, Value};
use crate::{Failure, Leased, LeasedMail, MAIL_DAYS_MAX, Mail, Notice, NoticeId, Timestamp};

const SECONDS_A_DAY: u32 = 24 * 60 * 60;

/// What is due, read by [`Due`]. The last column is where to: an account's address counts once it is
/// verified.
const DUE: &str = select_notice!(
    after "notice.mail_at, notice.id, ",
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
) -> Result<LeasedMail, Failure> {
    let mut settled = Vec::new();
    let mut leased = Vec::new();
    let mut too_old = Vec::new();
    // Everything is read before anything is written, so that nothing is due twice.
    let mut due = Due::new(DUE, now, Value::Integer(i64::MIN));
    while leased.len() < limit as usize
        && settled.len() < SETTLED_AT_ONCE_MAX
        && let Some(row) = due.next(sql).await?
    {
        let Some(Mailed {
            mut notice,
            attempts,
            address,
        }) = due.whole(mailed(row))?
        else {
            continue;
        };
        match address {
            None => settled.push((notice.id, Mail::None)),
            Some(_) if is_too_old(&notice, now) => {
                settled.push((notice.id, Mail::Failed { at: now }));
                too_old.push(notice.id);
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
    Ok(LeasedMail {
        leased,
        too_old,
        damaged: due.damaged(),
    })
}

fn is_too_old(notice: &Notice, now: Timestamp) -> bool {
    notice.mail_since() < now.seconds_earlier(MAIL_DAYS_MAX * SECONDS_A_DAY)
}

/// A notice whose mail is due.
struct Mailed {
    notice: Notice,
    attempts: u32,
    /// Where to, if there is an address.
    address: Option<String>,
}

fn mailed(mut row: Row) -> Result<Mailed, Failure> {
    let notice = decode(&mut row)?;
    let Mail::Due { attempts, .. } = notice.mail else {
        return Err(row.corrupt("mail", format_args!("{:?}", notice.mail)));
    };
    Ok(Mailed {
        notice,
        attempts,
        address: row.optional_text("address")?,
    })
}

pub(crate) async fn sent(sql: &mut impl Sql, id: NoticeId, now: Timestamp) -> Result<(), Failure> {
    settle(sql, id, |_| Mail::Sent { at: now }).await
}

pub(crate) async fn dropped(sql: &mut impl Sql, id: NoticeId) -> Result<(), Failure> {
    settle(sql, id, |_| Mail::None).await
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

//! Notices: what people are told, and what of it they have read.

use wharfinger_core::account::AccountId;

use super::listed::listed;
use super::notice_row::{decode, kind_parts, mail_parts, select_notice};
use super::{Row, Sql};
use crate::page::{cut, sift};
use crate::{Failure, Mail, NoticeId, NoticeKind, NoticePage, Page, Recipient, Timestamp};

const INSERT: &str = "
    INSERT INTO notice (id, account, address, kind, subject, created_at, mail, mail_at, attempts)
    VALUES ((SELECT coalesce(max(id), 0) + 1 FROM notice), $1, $2, $3, $4, $5, $6, $7, $8)";

const WAITS_FOR_ACCOUNT: &str = "
    SELECT 1 FROM notice WHERE subject = $1 AND kind = $2 AND account = $3 AND mail = 'due' LIMIT 1";

const WAITS_FOR_ADDRESS: &str = "
    SELECT 1 FROM notice WHERE subject = $1 AND kind = $2 AND address = $3 AND mail = 'due' LIMIT 1";

const INBOX: &str = select_notice!(
    " FROM notice WHERE account = $1 AND notice.id < $2 ORDER BY notice.id DESC LIMIT $3"
);

/// Those behind a number, in order.
pub(super) const EVERY: &str =
    select_notice!(" FROM notice WHERE notice.id > $1 ORDER BY notice.id LIMIT $2");

const UNREAD: &str = "SELECT 1 FROM notice WHERE account = $1 AND read_at IS NULL LIMIT $2";

const MARK_READ: &str =
    "UPDATE notice SET read_at = $1 WHERE account = $2 AND read_at IS NULL AND id <= $3";

/// Tells somebody something, by e-mail too.
pub(super) async fn tell(
    sql: &mut impl Sql,
    to: &Recipient,
    kind: NoticeKind,
    now: Timestamp,
) -> Result<(), Failure> {
    let (account, address) = match to {
        Recipient::Account(account) => (Some(account), None),
        Recipient::Address(address) => (None, Some(address)),
    };
    let (word, subject) = kind_parts(&kind);
    let (mail, mail_at, attempts) = mail_parts(Mail::Due {
        at: now,
        attempts: 0,
    });
    let params = [
        account.into(),
        address.into(),
        word.into(),
        subject.into(),
        now.into(),
        mail.into(),
        mail_at.into(),
        attempts.into(),
    ];
    sql.later(INSERT, &params).await
}

/// Tells somebody something unless the same waits to be sent to them. Whether it was told now.
pub(super) async fn tell_once(
    sql: &mut impl Sql,
    to: &Recipient,
    kind: NoticeKind,
    now: Timestamp,
) -> Result<bool, Failure> {
    let (word, subject) = kind_parts(&kind);
    let (waits, to_whom) = match to {
        Recipient::Account(account) => (WAITS_FOR_ACCOUNT, account.into()),
        Recipient::Address(address) => (WAITS_FOR_ADDRESS, address.into()),
    };
    let params = [subject.into(), word.into(), to_whom];
    if sql.first(waits, &params).await?.is_some() {
        return Ok(false);
    }
    tell(sql, to, kind, now).await?;
    Ok(true)
}

pub(crate) async fn inbox(
    sql: &mut impl Sql,
    account: &AccountId,
    page: Page,
) -> Result<NoticePage, Failure> {
    let params = [
        account.into(),
        page.behind().into(),
        (page.limit + 1).into(),
    ];
    page_of(sql.query(INBOX, &params).await?, page.limit)
}

/// A page of notices, from as many rows and one more; what cannot be read is left out, and told.
pub(super) fn page_of(rows: Vec<Row>, limit: u32) -> Result<NoticePage, Failure> {
    let notices = rows.into_iter().map(|row| {
        listed(row, |mut row| {
            let notice = decode(&mut row)?;
            Ok((notice.id.0, notice))
        })
    });
    let (rows, next) = cut(notices.collect::<Result<_, Failure>>()?, limit);
    let (notices, damaged) = sift(rows)?;
    Ok(NoticePage {
        notices,
        damaged,
        next,
    })
}

pub(crate) async fn unread(
    sql: &mut impl Sql,
    account: &AccountId,
    limit: u32,
) -> Result<u32, Failure> {
    let unread = sql.query(UNREAD, &[account.into(), limit.into()]).await?;
    Ok(u32::try_from(unread.len()).unwrap_or(limit))
}

pub(crate) async fn mark_read(
    sql: &mut impl Sql,
    account: &AccountId,
    through: NoticeId,
    now: Timestamp,
) -> Result<(), Failure> {
    let params = [now.into(), account.into(), through.0.into()];
    sql.execute(MARK_READ, &params).await?;
    Ok(())
}

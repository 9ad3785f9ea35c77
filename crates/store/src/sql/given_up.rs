//! E-mail that was given up: listed, and sent after all.

use super::notice_row::{decode, mail_parts, select_notice};
use super::notices::page_of;
use super::{Sql, accounts, audit, authority, tools};
use crate::{
    Action, By, Failure, Mail, Notice, NoticeId, NoticePage, Page, RetryMailError, Subject,
};

const LIST: &str = select_notice!(
    " FROM notice WHERE notice.mail = 'failed' AND notice.id < $1
    ORDER BY notice.id DESC LIMIT $2"
);

const ONE: &str = select_notice!(" FROM notice WHERE notice.id = $1 AND notice.mail = 'failed'");

const RETRY: &str = "
    UPDATE notice SET mail = $1, mail_at = $2, attempts = $3, retried_at = $4 WHERE id = $5";

pub(crate) async fn list(sql: &mut impl Sql, page: Page) -> Result<NoticePage, Failure> {
    let params = [page.behind().into(), (page.limit + 1).into()];
    page_of(sql.query(LIST, &params).await?, page.limit)
}

pub(crate) async fn retry(
    sql: &mut impl Sql,
    id: NoticeId,
    by: &By,
) -> Result<Notice, RetryMailError> {
    if !authority::is_administrator(sql, by).await? {
        return Err(RetryMailError::NotAdministrator);
    }
    let row = sql.first(ONE, &[id.0.into()]).await?;
    let mut row = row.ok_or(RetryMailError::NotFound)?;
    let mut notice = decode(&mut row)?;
    let noted = noted(sql, &notice).await?;
    notice.mail = Mail::Due {
        at: by.now,
        attempts: 0,
    };
    notice.retried_at = Some(by.now);
    let (word, at, attempts) = mail_parts(notice.mail);
    let params = [
        word.into(),
        at.into(),
        attempts.into(),
        notice.retried_at.into(),
        id.0.into(),
    ];
    sql.execute(RETRY, &params).await?;
    audit::append(sql, by, noted).await?;
    Ok(notice)
}

/// That something was done about whomever a mail concerns, which leaves them as they are.
async fn noted(sql: &mut impl Sql, notice: &Notice) -> Result<audit::Changed, RetryMailError> {
    let action = Action::MailRetried;
    let noted = match notice.concerns() {
        Some(Subject::Account(id)) => match accounts::stored(sql, &id).await? {
            Some(stored) => Some(stored.noted(sql, action, None).await?),
            None => None,
        },
        Some(Subject::Tool(id)) => {
            let whole = tools::whole(sql, &id).await?;
            whole.map(|whole| whole.changed(action, Some(whole.digest())))
        }
        _ => None,
    };
    noted.ok_or(RetryMailError::NotFound)
}

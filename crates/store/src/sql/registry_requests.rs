//! Registries that people ask for.

use wharfinger_core::account::AccountId;

use super::belongings::Before;
use super::by_ids::{self, in_ids};
use super::registry_row::{decode, select_registry_request};
use super::{Param, Row, Sql, accounts, added_registries, authority, notices};
use crate::page::{Position, cut};
use crate::{
    Account, Action, AnswerRegistryError, By, Failure, NewRegistryRequest, NoticeKind, Page,
    REGISTRY_REQUESTS_MAX, REGISTRY_REQUESTS_OPEN_MAX, REGISTRY_SUPPORTERS_MAX, REGISTRY_VOTES_MAX,
    Recipient, RegistryAnswer, RegistryRequest, RegistryRequestFilter, RegistryRequestId,
    RegistryRequestPage, RegistryVerdict, RequestRegistryError, Timestamp,
};

const BY_ID: &str = select_registry_request!("r.id = $1");

const BY_HOST: &str = select_registry_request!("r.host = $1");

/// Those that an account asked for first, in order.
const ASKED_FOR_BY: &str = select_registry_request!("r.opened_by = $1 ORDER BY r.position");

/// Those behind a position, in order.
pub(super) const EVERY: &str =
    select_registry_request!("r.position > $1 ORDER BY r.position LIMIT $2");

/// Those behind a request and an account, in order.
pub(super) const EVERY_VOTE: &str = "
    SELECT request, account, since FROM registry_vote
    WHERE (request, account) > ($1, $2) ORDER BY request, account LIMIT $3";

const LIST: &str = select_registry_request!("r.position < $1 ORDER BY r.position DESC LIMIT $2");

const LIST_OPEN: &str = select_registry_request!(
    "r.position < $1 AND r.decided_at IS NULL ORDER BY r.position DESC LIMIT $2"
);

const LIST_ANSWERED: &str = select_registry_request!(
    "r.position < $1 AND r.decided_at IS NOT NULL ORDER BY r.position DESC LIMIT $2"
);

const INSERT: &str = "
    INSERT INTO registry_request
        (position, id, host, greeting, greeting_detail, software, opened_by, opened_at)
    VALUES ((SELECT coalesce(max(position), 0) + 1 FROM registry_request), $1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT DO NOTHING";

const ANSWER: &str = "
    UPDATE registry_request SET accepted = $1, reason = $2, decided_by = $3, decided_at = $4
    WHERE position = $5";

const OPEN: &str =
    "SELECT count(*) FROM registry_request WHERE decided_at IS NULL AND position > $1";

const OPEN_OF: &str =
    "SELECT count(*) FROM registry_request WHERE decided_at IS NULL AND opened_by = $1";

const SUPPORTED_OF: &str = "
    SELECT count(*) FROM registry_vote JOIN registry_request AS r ON r.position = registry_vote.request
    WHERE registry_vote.account = $1 AND r.decided_at IS NULL";

/// What an account supports since when, in the order in which it was asked for.
const SUPPORTED_BY: &str = "
    SELECT r.id, registry_vote.since
    FROM registry_vote JOIN registry_request AS r ON r.position = registry_vote.request
    WHERE registry_vote.account = $1 ORDER BY registry_vote.request";

const SUPPORTERS: &str = "SELECT account FROM registry_vote WHERE request = $1 ORDER BY account";

const SUPPORTED: &str = concat!(
    "SELECT r.id FROM registry_request AS r JOIN registry_vote ON registry_vote.request = r.position
    WHERE ",
    in_ids!("r.id"),
    " AND registry_vote.account = $17"
);

const VOTE: &str = "
    INSERT INTO registry_vote (request, account, since)
    VALUES ((SELECT position FROM registry_request WHERE id = $1), $2, $3)
    ON CONFLICT DO NOTHING";

const END_VOTE: &str = "
    DELETE FROM registry_vote
    WHERE request = (SELECT position FROM registry_request WHERE id = $1) AND account = $2";

pub(crate) async fn request(
    sql: &mut impl Sql,
    new: &NewRegistryRequest,
    by: &By,
) -> Result<RegistryRequest, RequestRegistryError> {
    let account = accounts::person(sql, by).await?.id;
    if let Some(found) = to_ask_for(sql, &new.host, &account).await? {
        return match found.answer {
            None => support(sql, &found.id, true, by).await,
            Some(_) => Ok(found),
        };
    }
    let before = Before::of_account(sql, &account).await?;
    let params = [
        (&new.id).into(),
        (&new.host).into(),
        (&new.greeting.kind).into(),
        new.greeting.detail.as_ref().into(),
        new.greeting.software.as_ref().into(),
        (&account).into(),
        by.now.into(),
    ];
    if sql.execute(INSERT, &params).await? == 0 {
        return Err(RequestRegistryError::IdTaken);
    }
    let params = [(&new.id).into(), (&account).into(), by.now.into()];
    sql.execute(VOTE, &params).await?;
    before.changed(sql, Action::RegistryRequested, by).await?;
    Ok(RegistryRequest {
        id: new.id,
        host: new.host.clone(),
        greeting: new.greeting.clone(),
        opened_by: account,
        opened_at: by.now,
        votes: 1,
        answer: None,
    })
}

/// The request for a host, where there is one. Otherwise the reasons to refuse another, in the order in which
/// they are given.
pub(crate) async fn to_ask_for(
    sql: &mut impl Sql,
    host: &str,
    account: &AccountId,
) -> Result<Option<RegistryRequest>, RequestRegistryError> {
    if let Some(row) = sql.first(BY_HOST, &[host.into()]).await? {
        return Ok(Some(decode(row)?.1));
    }
    if count(sql, OPEN, Position::MIN.into()).await? >= REGISTRY_REQUESTS_OPEN_MAX {
        return Err(RequestRegistryError::Full);
    }
    if count(sql, OPEN_OF, account.into()).await? >= REGISTRY_REQUESTS_MAX {
        return Err(RequestRegistryError::TooMany);
    }
    may_be_supported(sql, account).await?;
    Ok(None)
}

async fn may_be_supported(
    sql: &mut impl Sql,
    account: &AccountId,
) -> Result<(), RequestRegistryError> {
    if count(sql, SUPPORTED_OF, account.into()).await? >= REGISTRY_VOTES_MAX {
        return Err(RequestRegistryError::TooManyVotes);
    }
    Ok(())
}

async fn count(sql: &mut impl Sql, query: &'static str, of: Param<'_>) -> Result<u32, Failure> {
    let row = sql.first(query, &[of]).await?;
    let row = row.expect("a count has one row");
    row.of("registry_request").number("count")
}

pub(crate) async fn support(
    sql: &mut impl Sql,
    id: &RegistryRequestId,
    supports: bool,
    by: &By,
) -> Result<RegistryRequest, RequestRegistryError> {
    let account = accounts::person(sql, by).await?.id;
    let found = by_id(sql, id)
        .await?
        .ok_or(RequestRegistryError::NotFound)?;
    if found.answer.is_some() {
        return Err(RequestRegistryError::Answered);
    }
    let is_supported = !supported(sql, &account, &[*id]).await?.is_empty();
    if is_supported == supports {
        return Ok(found);
    }
    if supports {
        if found.votes >= REGISTRY_SUPPORTERS_MAX {
            return Err(RequestRegistryError::Enough);
        }
        may_be_supported(sql, &account).await?;
    }
    let before = Before::of_account(sql, &account).await?;
    let action = if supports {
        let params = [id.into(), (&account).into(), by.now.into()];
        sql.execute(VOTE, &params).await?;
        Action::RegistrySupported
    } else {
        let params = [id.into(), (&account).into()];
        sql.execute(END_VOTE, &params).await?;
        Action::RegistrySupportEnded
    };
    before.changed(sql, action, by).await?;
    let supported = by_id(sql, id).await?;
    supported.ok_or(RequestRegistryError::NotFound)
}

/// Answers a request, which is written down about whoever asked first.
pub(crate) async fn answer(
    sql: &mut impl Sql,
    id: &RegistryRequestId,
    verdict: &RegistryVerdict,
    reason: &str,
    by: &By,
) -> Result<RegistryRequest, AnswerRegistryError> {
    let account = administrator(sql, by).await?;
    let row = sql.first(BY_ID, &[id.into()]).await?;
    let (position, mut request) = decode(row.ok_or(AnswerRegistryError::NotFound)?)?;
    let is_accepted = matches!(verdict, RegistryVerdict::Accept(_));
    if let RegistryVerdict::Accept(Some(new)) = verdict {
        added_registries::add(sql, new, &account.id, by).await?;
    }
    let before = Before::of_account(sql, &request.opened_by).await?;
    let params = [
        is_accepted.into(),
        reason.into(),
        (&account.id).into(),
        by.now.into(),
        position.into(),
    ];
    sql.execute(ANSWER, &params).await?;
    let action = if is_accepted {
        Action::RegistryAccepted
    } else {
        Action::RegistryDeclined
    };
    before.changed(sql, action, by).await?;
    tell(sql, position, id, &account.id, by).await?;
    request.answer = Some(RegistryAnswer {
        is_accepted,
        reason: reason.to_owned(),
        by: account.id,
        at: by.now,
    });
    Ok(request)
}

/// Tells everybody who supports a request that it was answered, but for whoever did.
async fn tell(
    sql: &mut impl Sql,
    position: Position,
    id: &RegistryRequestId,
    actor: &AccountId,
    by: &By,
) -> Result<(), Failure> {
    for row in sql.query(SUPPORTERS, &[position.into()]).await? {
        let reader = row.of("registry_vote").account("account")?;
        if reader != *actor {
            let kind = NoticeKind::RegistryAnswered(*id);
            notices::tell(sql, &Recipient::Account(reader), kind, by.now).await?;
        }
    }
    Ok(())
}

/// Whoever acts, if that is an administrator who can.
pub(super) async fn administrator(
    sql: &mut impl Sql,
    by: &By,
) -> Result<Account, AnswerRegistryError> {
    let account = accounts::person(sql, by).await?;
    if authority::is_administrator(sql, by).await? {
        Ok(account)
    } else {
        Err(AnswerRegistryError::NotAdministrator)
    }
}

pub(crate) async fn by_id(
    sql: &mut impl Sql,
    id: &RegistryRequestId,
) -> Result<Option<RegistryRequest>, Failure> {
    let row = sql.first(BY_ID, &[id.into()]).await?;
    Ok(row.map(decode).transpose()?.map(|(_, request)| request))
}

pub(crate) async fn list(
    sql: &mut impl Sql,
    filter: RegistryRequestFilter,
    page: Page,
) -> Result<RegistryRequestPage, Failure> {
    let query = match filter.is_open {
        None => LIST,
        Some(true) => LIST_OPEN,
        Some(false) => LIST_ANSWERED,
    };
    let params = [page.behind().into(), (page.limit + 1).into()];
    let rows = sql.query(query, &params).await?;
    let rows: Result<Vec<_>, Failure> = rows.into_iter().map(decode).collect();
    let (requests, next) = cut(rows?, page.limit);
    Ok(RegistryRequestPage { requests, next })
}

/// Which of these requests an account supports, in the order of their ids.
pub(crate) async fn supported(
    sql: &mut impl Sql,
    account: &AccountId,
    requests: &[RegistryRequestId],
) -> Result<Vec<RegistryRequestId>, Failure> {
    let id = |row: Row| {
        let id = row.of("registry_request").uuid("id")?;
        Ok(RegistryRequestId::from_uuid(id))
    };
    let (requests, account) = (requests.iter().collect(), [account.into()]);
    let found = by_ids::find(sql, SUPPORTED, requests, &account, id).await?;
    let mut found = found.whole()?;
    found.sort_unstable();
    Ok(found)
}

/// The requests that an account made, with what was answered; the oldest first.
pub(super) async fn asked_for_by(
    sql: &mut impl Sql,
    account: &AccountId,
) -> Result<Vec<RegistryRequest>, Failure> {
    let rows = sql.query(ASKED_FOR_BY, &[account.into()]).await?;
    let requests = rows.into_iter().map(|row| Ok(decode(row)?.1));
    requests.collect()
}

/// The requests that an account supports since when, in the order in which they were made.
pub(super) async fn supported_by(
    sql: &mut impl Sql,
    account: &AccountId,
) -> Result<Vec<(RegistryRequestId, Timestamp)>, Failure> {
    let rows = sql.query(SUPPORTED_BY, &[account.into()]).await?;
    let supported = rows.into_iter().map(|mut row| {
        row.turn_to("registry_request");
        let id = RegistryRequestId::from_uuid(row.uuid("id")?);
        row.turn_to("registry_vote");
        Ok((id, row.timestamp("since")?))
    });
    supported.collect()
}

/// Reads a row of [`EVERY_VOTE`]: who supports what since when.
pub(super) fn vote(row: Row) -> Result<(Position, AccountId, Timestamp), Failure> {
    let mut row = row.of("registry_vote");
    let request = row.integer("request")?;
    row.named(request);
    Ok((request, row.account("account")?, row.timestamp("since")?))
}

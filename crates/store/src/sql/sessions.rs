//! Sessions: signed-in browsers.

use wharfinger_core::account::AccountId;

use super::account_row::{self, account_columns};
use super::audit::{self, Changed};
use super::{Row, Sql, accounts, authority};
use crate::audit::digest;
use crate::page::sift;
use crate::sign_in::EXPIRED_KEPT_SECONDS;
use crate::{
    Action, Actor, AuditHash, Authenticated, By, ChangeAccountError, Failure, Found, SESSIONS_MAX,
    SecretHash, Session, SignedInBy, StartSessionError, Subject, Through, Timestamp,
};

/// Most expired sessions that a new one clears away: more than it adds, so that those which nobody
/// comes back to do not pile up.
const CLEARED_MAX: u32 = 2;

macro_rules! session_columns {
    () => {
        "session.hash, session.account, session.label, session.created_at, session.seen_at, \
        session.idle_until, session.expires_at"
    };
}

const AUTHENTICATE: &str = concat!(
    "SELECT ",
    session_columns!(),
    ", ",
    account_columns!(),
    " FROM session JOIN account ON account.id = session.account WHERE session.hash = $1"
);

const START: &str = "
    INSERT INTO session (hash, account, label, created_at, seen_at, idle_until, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT DO NOTHING";

/// Ends an account's sessions that do not count any more.
const END_EXPIRED: &str =
    "DELETE FROM session WHERE account = $1 AND (idle_until <= $2 OR expires_at <= $2)";

/// An account's sessions behind so many others.
const TOO_MANY: &str = concat!(
    "SELECT ",
    session_columns!(),
    " FROM session WHERE account = $1 ORDER BY seen_at DESC, hash DESC LIMIT $2 OFFSET $3"
);

/// Ends them.
const MAKE_ROOM: &str = "
    DELETE FROM session WHERE hash IN (
        SELECT hash FROM session WHERE account = $1
        ORDER BY seen_at DESC, hash DESC LIMIT $2 OFFSET $3)";

const CLEAR: &str = "
    DELETE FROM session WHERE hash IN (
        SELECT hash FROM session WHERE idle_until <= $1 ORDER BY idle_until LIMIT $2)";

const TOUCH: &str = "
    UPDATE session SET seen_at = $1,
        idle_until = CASE WHEN $2 < expires_at THEN $2 ELSE expires_at END
    WHERE hash = $3 AND idle_until > $1 AND expires_at > $1";

const LIST: &str = concat!(
    "SELECT ",
    session_columns!(),
    " FROM session WHERE account = $1 ORDER BY seen_at DESC, hash DESC"
);

/// Those behind a hash, in order.
pub(super) const EVERY: &str = concat!(
    "SELECT ",
    session_columns!(),
    " FROM session WHERE hash > $1 ORDER BY hash LIMIT $2"
);

const OF_ACCOUNT: &str = concat!(
    "SELECT ",
    session_columns!(),
    " FROM session WHERE hash = $1 AND account = $2"
);

const END: &str = "DELETE FROM session WHERE hash = $1";

const END_ALL: &str = "DELETE FROM session WHERE account = $1";

const END_OTHERS: &str = "DELETE FROM session WHERE account = $1 AND hash <> $2";

pub(crate) async fn start(
    sql: &mut impl Sql,
    session: &Session,
    means: SignedInBy,
    by: &By,
) -> Result<(), StartSessionError> {
    let account = accounts::by_id(sql, &session.account).await?;
    if !account.is_some_and(|account| account.is_active()) {
        return Err(StartSessionError::NotActive);
    }
    let actor = Actor::Account(session.account);
    let account = (&session.account).into();
    let now = session.created_at;
    let params = [
        (&session.hash).into(),
        account,
        (&session.label).into(),
        now.into(),
        session.seen_at.into(),
        session.idle_until.into(),
        session.expires_at.into(),
    ];
    if sql.execute(START, &params).await? == 0 {
        return Err(Failure::unavailable("the session's id is not fresh").into());
    }
    let started = changed(session, means.action(), None, digest::session(session));
    audit::append_as(sql, actor, by, started).await?;
    sql.execute(END_EXPIRED, &[account, now.into()]).await?;
    let too_many = [account, SESSIONS_MAX.into(), SESSIONS_MAX.into()];
    let rows = sql.query(TOO_MANY, &too_many).await?;
    if !rows.is_empty() {
        sql.execute(MAKE_ROOM, &too_many).await?;
        // Nobody could sign in with those that are damaged.
        let (in_the_way, _) = sift(rows.into_iter().map(|mut row| decode(&mut row)))?;
        for session in &in_the_way {
            audit::append_as(sql, actor, by, ended(session)).await?;
        }
    }
    let forgotten = now.seconds_earlier(EXPIRED_KEPT_SECONDS);
    sql.execute(CLEAR, &[forgotten.into(), CLEARED_MAX.into()])
        .await?;
    Ok(())
}

fn ended(session: &Session) -> Changed {
    let (before, after) = (
        digest::session(session),
        digest::ended_session(session.id()),
    );
    changed(session, Action::SessionEnded, Some(before), after)
}

fn changed(
    session: &Session,
    action: Action,
    before: Option<AuditHash>,
    after: AuditHash,
) -> Changed {
    Changed {
        action,
        subject: Subject::Session(session.id()),
        tool: None,
        until: None,
        before,
        after,
    }
}

pub(super) async fn authenticate(
    sql: &mut impl Sql,
    hash: &SecretHash,
    now: Timestamp,
) -> Result<Option<Authenticated>, Failure> {
    let Some(mut row) = sql.first(AUTHENTICATE, &[hash.into()]).await? else {
        return Ok(None);
    };
    let session = decode(&mut row)?;
    let account = account_row::decode(&mut row)?.account;
    Ok(
        (session.is_valid(now) && account.is_active()).then_some(Authenticated {
            account,
            through: Through::Session(session),
        }),
    )
}

pub(super) async fn touch(
    sql: &mut impl Sql,
    hash: &SecretHash,
    now: Timestamp,
    idle_until: Timestamp,
) -> Result<(), Failure> {
    let params = [now.into(), idle_until.into(), hash.into()];
    sql.execute(TOUCH, &params).await?;
    Ok(())
}

/// An account's sessions that still count, last used first. It has few: see [`SESSIONS_MAX`].
pub(crate) async fn list(
    sql: &mut impl Sql,
    account: &AccountId,
    now: Timestamp,
) -> Result<Found<Session>, Failure> {
    let rows = sql.query(LIST, &[account.into()]).await?;
    let (mut found, damaged) = sift(rows.into_iter().map(|mut row| decode(&mut row)))?;
    found.retain(|session| session.is_valid(now));
    Ok(Found { found, damaged })
}

pub(crate) async fn end(sql: &mut impl Sql, hash: &SecretHash, by: &By) -> Result<bool, Failure> {
    let Some(account) = by.actor.account() else {
        return Ok(false);
    };
    let params = [hash.into(), (&account).into()];
    let Some(mut row) = sql.first(OF_ACCOUNT, &params).await? else {
        return Ok(false);
    };
    let session = decode(&mut row)?;
    if !session.is_valid(by.now) {
        return Ok(false);
    }
    sql.execute(END, &[hash.into()]).await?;
    audit::append(sql, by, ended(&session)).await?;
    Ok(true)
}

/// Ends the sessions of an account but for `keep`, as its owner asks. How many that still counted, or that
/// could not be read.
pub(crate) async fn end_others(
    sql: &mut impl Sql,
    id: &AccountId,
    keep: Option<&SecretHash>,
    by: &By,
) -> Result<usize, ChangeAccountError> {
    let owner = authority::owned(sql, id, by).await?;
    let listed = list(sql, id, by.now).await?;
    let others = listed.found.iter();
    let others = others.filter(|session| Some(&session.hash) != keep);
    let ended = others.count() + listed.damaged.len();
    end_all(sql, id, keep).await?;
    if ended > 0 {
        let changed = owner.noted(sql, Action::SessionsEnded, None).await?;
        audit::append(sql, by, changed).await?;
    }
    Ok(ended)
}

/// Ends every session of an account but for `keep`.
pub(super) async fn end_all(
    sql: &mut impl Sql,
    account: &AccountId,
    keep: Option<&SecretHash>,
) -> Result<(), Failure> {
    match keep {
        None => sql.execute(END_ALL, &[account.into()]).await?,
        Some(keep) => {
            sql.execute(END_OTHERS, &[account.into(), keep.into()])
                .await?
        }
    };
    Ok(())
}

pub(super) fn decode(row: &mut Row) -> Result<Session, Failure> {
    row.turn_to("session");
    Ok(Session {
        hash: SecretHash(row.bytes("hash")?),
        account: row.account("account")?,
        label: row.text("label")?,
        created_at: row.timestamp("created_at")?,
        seen_at: row.timestamp("seen_at")?,
        idle_until: row.timestamp("idle_until")?,
        expires_at: row.timestamp("expires_at")?,
    })
}

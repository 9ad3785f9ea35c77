//! Machines that ask to be logged in.

use wharfinger_core::account::AccountId;

use super::{Row, Sql, audit, authority, tokens};
use crate::device::{Decision, Pace, StoredDevice, in_the_way};
use crate::sign_in::EXPIRED_KEPT_SECONDS;
use crate::{
    Action, Actor, BeginDeviceError, By, CreateTokenError, DEVICES_MAX, DecideDeviceError, Device,
    DeviceToken, Failure, NewApiToken, NewDevice, Polled, RedeemDeviceError, SecretHash, Timestamp,
};

/// Most machines that a new one clears away: more than it adds, so that those which nobody let in do not
/// pile up.
const CLEARED_MAX: u32 = 2;

macro_rules! device_columns {
    () => {
        "code, user_code, name, program, address, asked_at, expires_at, poll_seconds, polled_at, \
        account, is_approved"
    };
}

/// One that waits behind so many others.
const BEHIND_OTHERS: &str = "
    SELECT code FROM device WHERE expires_at > $1 AND account IS NULL
    ORDER BY expires_at, code LIMIT 1 OFFSET $2";

/// All that wait.
const WAITING: &str = "
    SELECT code, address FROM device WHERE expires_at > $1 AND account IS NULL
    ORDER BY expires_at, code";

const INSERT: &str = "
    INSERT INTO device (code, user_code, name, program, address, asked_at, expires_at, poll_seconds)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    ON CONFLICT DO NOTHING";

const CLEAR: &str = "
    DELETE FROM device WHERE code IN (
        SELECT code FROM device WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)";

const BY_CODE: &str = concat!("SELECT ", device_columns!(), " FROM device WHERE code = $1");

const BY_USER_CODE: &str = concat!(
    "SELECT ",
    device_columns!(),
    " FROM device WHERE user_code = $1"
);

/// Those behind a hash, in order.
pub(super) const EVERY: &str = concat!(
    "SELECT ",
    device_columns!(),
    " FROM device WHERE code > $1 ORDER BY code LIMIT $2"
);

const DECIDE: &str = "UPDATE device SET account = $1, is_approved = $2 WHERE code = $3";

const POLLED: &str = "UPDATE device SET poll_seconds = $1, polled_at = $2 WHERE code = $3";

const REMOVE: &str = "DELETE FROM device WHERE code = $1";

/// Those that an account has let in and that have no token yet.
const SHUT_OUT: &str =
    "DELETE FROM device WHERE expires_at > $1 AND account = $2 AND is_approved = 1";

pub(crate) async fn begin(sql: &mut impl Sql, new: &NewDevice) -> Result<(), BeginDeviceError> {
    let device = &new.device;
    let now = device.asked_at;
    let params = [
        (&new.code).into(),
        (&new.user_code).into(),
        (&device.name).into(),
        (&device.program).into(),
        (&device.address).into(),
        now.into(),
        device.expires_at.into(),
        Pace::default().seconds.into(),
    ];
    if sql.execute(INSERT, &params).await? == 0 {
        return Err(BeginDeviceError::CodeTaken);
    }
    make_room(sql, now).await?;
    let forgotten = now.seconds_earlier(EXPIRED_KEPT_SECONDS);
    sql.execute(CLEAR, &[forgotten.into(), CLEARED_MAX.into()])
        .await?;
    Ok(())
}

/// Forgets one that waits where there is one more than there may be.
async fn make_room(sql: &mut impl Sql, now: Timestamp) -> Result<(), Failure> {
    let too_many = [now.into(), DEVICES_MAX.into()];
    if sql.first(BEHIND_OTHERS, &too_many).await?.is_none() {
        return Ok(());
    }
    let rows = sql.query(WAITING, &[now.into()]).await?;
    let waiting = rows.into_iter().map(|row| {
        let mut row = row.of("device");
        Ok((SecretHash(row.bytes("code")?), row.text("address")?))
    });
    let waiting: Vec<_> = waiting.collect::<Result<_, Failure>>()?;
    if let Some(code) = in_the_way(&waiting) {
        sql.execute(REMOVE, &[(&code).into()]).await?;
    }
    Ok(())
}

pub(crate) async fn open(
    sql: &mut impl Sql,
    user_code: &SecretHash,
    now: Timestamp,
) -> Result<Option<Device>, Failure> {
    let stored = waiting(sql, user_code, now).await?;
    Ok(stored.map(|stored| stored.device))
}

pub(crate) async fn decide(
    sql: &mut impl Sql,
    user_code: &SecretHash,
    is_approved: bool,
    by: &By,
) -> Result<Device, DecideDeviceError> {
    let account = by.actor.account().ok_or(DecideDeviceError::NotActive)?;
    // Not the operator's: the audit log, which has no entry of its making, has none about it.
    let owner = match authority::owned(sql, &account, by).await {
        Err(crate::ChangeAccountError::Failure(failure)) => return Err(failure.into()),
        owner => owner.map_err(|_| DecideDeviceError::NotActive)?,
    };
    let stored = waiting(sql, user_code, by.now).await?;
    let stored = stored.ok_or(DecideDeviceError::NoSuchDevice)?;
    if is_approved && tokens::is_full(sql, &account).await? {
        return Err(DecideDeviceError::TooManyTokens);
    }
    let params = [(&account).into(), is_approved.into(), (&stored.code).into()];
    sql.execute(DECIDE, &params).await?;
    let (action, until) = if is_approved {
        (Action::DeviceApproved, Some(stored.device.expires_at))
    } else {
        (Action::DeviceDenied, None)
    };
    let noted = owner.noted(sql, action, until).await?;
    audit::append(sql, by, noted).await?;
    Ok(stored.device)
}

pub(crate) async fn redeem(
    sql: &mut impl Sql,
    code: &SecretHash,
    token: &DeviceToken,
    by: &By,
) -> Result<Polled, RedeemDeviceError> {
    let row = sql.first(BY_CODE, &[code.into()]).await?;
    let stored = row.map(decode).transpose()?;
    let stored = stored.filter(|stored| !stored.is_forgotten(by.now));
    let stored = stored.ok_or(RedeemDeviceError::NoSuchDevice)?;
    if by.now >= stored.device.expires_at {
        return Err(RedeemDeviceError::Expired);
    }
    let account = match stored.decision {
        None => return Ok(pace(sql, &stored, by.now).await?),
        Some(decision) if !decision.is_approved => return Err(RedeemDeviceError::Denied),
        Some(decision) => decision.account,
    };
    let new = NewApiToken {
        id: token.id,
        account,
        hash: token.hash,
        name: stored.device.name,
        hint: token.hint.clone(),
        scopes: token.scopes,
        expires_at: token.expires_at,
    };
    let actor = Actor::Account(account);
    let by = By {
        actor,
        ..by.clone()
    };
    let made = tokens::create(sql, &new, &by).await.map_err(refused)?;
    sql.execute(REMOVE, &[code.into()]).await?;
    Ok(Polled::Token(made))
}

/// Shuts out the machines that an account has let in and that have not fetched their tokens, as if they had
/// never asked.
pub(super) async fn shut_out(
    sql: &mut impl Sql,
    account: &AccountId,
    now: Timestamp,
) -> Result<(), Failure> {
    sql.execute(SHUT_OUT, &[now.into(), account.into()]).await?;
    Ok(())
}

/// Writes down that a machine has asked about which nobody has decided.
async fn pace(
    sql: &mut impl Sql,
    stored: &StoredDevice,
    now: Timestamp,
) -> Result<Polled, Failure> {
    let (pace, answer) = stored.pace.asked(now);
    let params = [
        pace.seconds.into(),
        pace.polled_at.into(),
        (&stored.code).into(),
    ];
    sql.execute(POLLED, &params).await?;
    Ok(answer)
}

/// Why no token was made for the account that let a machine in.
fn refused(error: CreateTokenError) -> RedeemDeviceError {
    match error {
        CreateTokenError::TooMany => RedeemDeviceError::TooManyTokens,
        CreateTokenError::NotActive | CreateTokenError::NotOwner => RedeemDeviceError::NotActive,
        CreateTokenError::Failure(failure) => failure.into(),
    }
}

/// The machine with that user code, where somebody could decide about it now.
async fn waiting(
    sql: &mut impl Sql,
    user_code: &SecretHash,
    now: Timestamp,
) -> Result<Option<StoredDevice>, Failure> {
    let row = sql.first(BY_USER_CODE, &[user_code.into()]).await?;
    let stored = row.map(decode).transpose()?;
    Ok(stored.filter(|stored| stored.is_open(now)))
}

pub(super) fn decode(row: Row) -> Result<StoredDevice, Failure> {
    let mut row = row.of("device");
    let code = SecretHash(row.bytes("code")?);
    let user_code = SecretHash(row.bytes("user_code")?);
    let device = Device {
        name: row.text("name")?,
        program: row.text("program")?,
        address: row.text("address")?,
        asked_at: row.timestamp("asked_at")?,
        expires_at: row.timestamp("expires_at")?,
    };
    let pace = Pace {
        seconds: row.number("poll_seconds")?,
        polled_at: row.optional_timestamp("polled_at")?,
    };
    let account = row.optional_account("account")?;
    let is_approved = row.optional_flag("is_approved")?;
    let decision = match (account, is_approved) {
        (None, None) => None,
        (Some(account), Some(is_approved)) => Some(Decision {
            account,
            is_approved,
        }),
        _ => return Err(row.corrupt("is_approved", format_args!("{is_approved:?}"))),
    };
    Ok(StoredDevice {
        code,
        user_code,
        device,
        pace,
        decision,
    })
}

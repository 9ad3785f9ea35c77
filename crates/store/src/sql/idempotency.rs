//! What lets a client repeat a request whose answer it never got.

use wharfinger_core::account::AccountId;

use super::{Row, Sql};
use crate::{
    Failure, Fingerprint, IDEMPOTENCY_SECONDS, Idempotency, RequestId, Timestamp, TokenId, ToolId,
    Uuid,
};

/// Most idempotency keys that one request clears away: more than it adds, so that the table
/// shrinks to a day's keys, and few, so that no request pays for a quiet week.
const KEYS_FORGOTTEN_MAX: u32 = 2;

const FIND_KEY: &str = "
    SELECT fingerprint, operation, subject FROM idempotency
    WHERE account = $1 AND key = $2 AND used_at > $3";

/// Those behind an account and a key, in order.
pub(super) const EVERY: &str = "
    SELECT account, key, fingerprint, operation, subject, used_at FROM idempotency
    WHERE (account, key) > ($1, $2) ORDER BY account, key LIMIT $3";

const REMEMBER_KEY: &str = "
    INSERT INTO idempotency (account, key, fingerprint, operation, subject, used_at)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (account, key) DO UPDATE
        SET fingerprint = excluded.fingerprint, operation = excluded.operation,
            subject = excluded.subject, used_at = excluded.used_at";

const FORGET_KEYS: &str = "
    DELETE FROM idempotency WHERE (account, key) IN (
        SELECT account, key FROM idempotency WHERE used_at <= $1 ORDER BY used_at LIMIT $2)";

/// What a request with a key did. One key stands for one of these, whichever it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operation {
    RegisterTool(ToolId),
    RequestAccess(RequestId),
    ChangeRequest(RequestId),
    CreateToken(TokenId),
    CreateAccount(AccountId),
    /// With the account that the link is for.
    MakeLink(AccountId),
}

impl Operation {
    fn parts(&self) -> (&'static str, &[u8; 16]) {
        match self {
            Self::RegisterTool(id) => ("register_tool", id.as_bytes()),
            Self::RequestAccess(id) => ("request_access", id.as_bytes()),
            Self::ChangeRequest(id) => ("change_request", id.as_bytes()),
            Self::CreateToken(id) => ("create_token", id.0.as_bytes()),
            Self::CreateAccount(id) => ("create_account", id.as_bytes()),
            Self::MakeLink(account) => ("make_link", account.as_bytes()),
        }
    }

    fn from_parts(word: &str, subject: Uuid) -> Option<Self> {
        match word {
            "register_tool" => Some(Self::RegisterTool(ToolId::from_uuid(subject))),
            "request_access" => Some(Self::RequestAccess(RequestId::from_uuid(subject))),
            "change_request" => Some(Self::ChangeRequest(RequestId::from_uuid(subject))),
            "create_token" => Some(Self::CreateToken(TokenId(subject))),
            "create_account" => Some(Self::CreateAccount(AccountId::from_bytes(
                *subject.as_bytes(),
            ))),
            "make_link" => Some(Self::MakeLink(AccountId::from_bytes(*subject.as_bytes()))),
            _ => None,
        }
    }
}

/// The key stands for another request.
#[derive(Debug)]
pub(super) struct KeyReused;

/// What an earlier request with the same key did, in the words of `same`, which knows nothing of
/// other kinds of requests.
pub(super) async fn replay<T>(
    sql: &mut impl Sql,
    request: Option<&Idempotency>,
    account: &AccountId,
    now: Timestamp,
    same: impl FnOnce(Operation) -> Option<T>,
) -> Result<Result<Option<T>, KeyReused>, Failure> {
    let Some(request) = request else {
        return Ok(Ok(None));
    };
    let forgotten = now.seconds_earlier(IDEMPOTENCY_SECONDS);
    let params = [account.into(), (&request.key).into(), forgotten.into()];
    let Some(used) = sql.first(FIND_KEY, &params).await? else {
        return Ok(Ok(None));
    };
    let (fingerprint, did) = decode(&mut used.of("idempotency"))?;
    let done = (fingerprint == request.fingerprint).then(|| same(did));
    Ok(done.flatten().map(Some).ok_or(KeyReused))
}

pub(super) async fn remember(
    sql: &mut impl Sql,
    request: &Idempotency,
    account: &AccountId,
    now: Timestamp,
    did: Operation,
) -> Result<(), Failure> {
    let (word, subject) = did.parts();
    let used = [
        account.into(),
        (&request.key).into(),
        (&request.fingerprint.0).into(),
        word.into(),
        subject.into(),
        now.into(),
    ];
    sql.execute(REMEMBER_KEY, &used).await?;
    let forgotten = now.seconds_earlier(IDEMPOTENCY_SECONDS);
    sql.execute(FORGET_KEYS, &[forgotten.into(), KEYS_FORGOTTEN_MAX.into()])
        .await?;
    Ok(())
}

/// Reads a row of [`EVERY`].
pub(super) fn decode_whole(row: Row) -> Result<(Fingerprint, Operation), Failure> {
    let mut row = row.of("idempotency");
    let account = row.account("account")?;
    row.named(account);
    row.text("key")?;
    let used = decode(&mut row)?;
    row.timestamp("used_at")?;
    Ok(used)
}

fn decode(row: &mut Row) -> Result<(Fingerprint, Operation), Failure> {
    let fingerprint = Fingerprint(row.bytes("fingerprint")?);
    let word = row.text("operation")?;
    let subject = row.uuid("subject")?;
    let did =
        Operation::from_parts(&word, subject).ok_or_else(|| row.corrupt("operation", word))?;
    Ok((fingerprint, did))
}

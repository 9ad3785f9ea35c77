//! One-time links.

use wharfinger_core::account::AccountId;

use super::{Row, Sql, accounts, audit, authority, tools};
use crate::sign_in::EXPIRED_KEPT_SECONDS;
use crate::{
    Account, Action, Actor, By, ChangeAccountError, Failure, Link, LinkPurpose, MakeLinkError,
    OPERATOR, PasswordLink, SecretHash, Timestamp, ToolId,
};

/// Where the link took the place of one that had expired, it is fresh all the same.
const INSERT: &str = "
    INSERT INTO link (hash, purpose, account, tool, address, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (hash) DO UPDATE SET purpose = excluded.purpose, account = excluded.account,
        tool = excluded.tool, address = excluded.address, expires_at = excluded.expires_at
    WHERE link.expires_at <= $7";

/// Most expired links that a new one clears away: more than it adds, so that they do not pile up.
const LINKS_CLEARED_MAX: u32 = 2;

const CLEAR: &str = "
    DELETE FROM link WHERE hash IN (
        SELECT hash FROM link WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)";

const FIND: &str =
    "SELECT hash, purpose, account, tool, address, expires_at FROM link WHERE hash = $1";

/// Those behind a hash, in order.
pub(super) const EVERY: &str = "
    SELECT hash, purpose, account, tool, address, expires_at FROM link
    WHERE hash > $1 ORDER BY hash LIMIT $2";

const REMOVE: &str = "DELETE FROM link WHERE hash = $1";

const REMOVE_SET_PASSWORD: &str =
    "DELETE FROM link WHERE account = $1 AND purpose = 'set_password'";

pub(crate) async fn make(sql: &mut impl Sql, link: &Link, by: &By) -> Result<(), MakeLinkError> {
    match (by.actor, &link.purpose) {
        (Actor::System, purpose) => is_about_something(sql, purpose).await?,
        (Actor::Account(_), LinkPurpose::SetPassword { account }) => {
            let made_for = authority::administered(sql, account, by).await;
            let made_for = made_for.map_err(refused)?;
            let (action, until) = (Action::PasswordLinkMade, Some(link.expires_at));
            let changed = made_for.noted(sql, action, until).await?;
            audit::append(sql, by, changed).await?;
        }
        (Actor::Account(_), _) => return Err(MakeLinkError::NotAdministrator),
    }
    Ok(insert(sql, link, by.now).await?)
}

/// Makes a link for the account that `address` is the verified one of. Whether it was made.
pub(crate) async fn make_to(
    sql: &mut impl Sql,
    address: &str,
    link: &PasswordLink,
    now: Timestamp,
) -> Result<bool, Failure> {
    let owner = owner(sql, &link.account).await?;
    if owner.as_ref().and_then(Account::verified_email) != Some(address) {
        return Ok(false);
    }
    insert(sql, &(*link).into(), now).await?;
    Ok(true)
}

/// Why an administrator does not make a link.
fn refused(error: ChangeAccountError) -> MakeLinkError {
    match error {
        ChangeAccountError::NotFound => MakeLinkError::NotFound,
        ChangeAccountError::BuiltIn => MakeLinkError::BuiltIn,
        ChangeAccountError::Failure(failure) => failure.into(),
        _ => MakeLinkError::NotAdministrator,
    }
}

async fn insert(sql: &mut impl Sql, link: &Link, now: Timestamp) -> Result<(), Failure> {
    let (word, account, tool, address) = parts(&link.purpose);
    let params = [
        (&link.hash).into(),
        word.into(),
        account.into(),
        tool.into(),
        address.into(),
        link.expires_at.into(),
        now.into(),
    ];
    if sql.execute(INSERT, &params).await? == 0 {
        return Err(Failure::unavailable("the link's secret is not fresh"));
    }
    let forgotten = now.seconds_earlier(EXPIRED_KEPT_SECONDS);
    sql.execute(CLEAR, &[forgotten.into(), LINKS_CLEARED_MAX.into()])
        .await?;
    Ok(())
}

/// That the account or the tool is there which a link is about.
async fn is_about_something(sql: &mut impl Sql, purpose: &LinkPurpose) -> Result<(), Failure> {
    let there = match purpose {
        LinkPurpose::FirstAdministrator => true,
        LinkPurpose::SetPassword { account } | LinkPurpose::VerifyEmail { account, .. } => {
            accounts::by_id(sql, account).await?.is_some()
        }
        LinkPurpose::VerifyContact { tool, .. } => tools::by_id(sql, tool).await?.is_some(),
    };
    if there {
        Ok(())
    } else {
        Err(Failure::unavailable("what the link is about is not there"))
    }
}

/// The link with that hash, where it would work now.
pub(crate) async fn working(
    sql: &mut impl Sql,
    hash: &SecretHash,
    now: Timestamp,
) -> Result<Option<Link>, Failure> {
    let Some(row) = sql.first(FIND, &[hash.into()]).await? else {
        return Ok(None);
    };
    let link = decode(row)?;
    let works = now < link.expires_at && is_open(sql, &link.purpose).await?;
    Ok(works.then_some(link))
}

/// Whether what a link is for is still to be done.
async fn is_open(sql: &mut impl Sql, purpose: &LinkPurpose) -> Result<bool, Failure> {
    match purpose {
        LinkPurpose::FirstAdministrator => Ok(!accounts::has_administrator(sql).await?),
        LinkPurpose::SetPassword { account } => Ok(owner(sql, account).await?.is_some()),
        LinkPurpose::VerifyEmail { account, address } => {
            let email = owner(sql, account).await?.and_then(|owner| owner.email);
            Ok(email.is_some_and(|email| email.address == *address))
        }
        LinkPurpose::VerifyContact { tool, address } => {
            let found = tools::by_id(sql, tool).await?;
            let contact = found
                .as_ref()
                .and_then(|tool| tool.registration.contact_email());
            Ok(contact == Some(address))
        }
    }
}

/// The account that a link is for, if it can act.
pub(super) async fn owner(sql: &mut impl Sql, id: &AccountId) -> Result<Option<Account>, Failure> {
    let account = accounts::by_id(sql, id).await?;
    Ok(account.filter(|account| account.is_active() && account.id != OPERATOR))
}

pub(super) async fn remove(sql: &mut impl Sql, hash: &SecretHash) -> Result<(), Failure> {
    sql.execute(REMOVE, &[hash.into()]).await?;
    Ok(())
}

/// Uses up every link by which the account's password could be set.
pub(super) async fn remove_set_password(
    sql: &mut impl Sql,
    account: &AccountId,
) -> Result<(), Failure> {
    sql.execute(REMOVE_SET_PASSWORD, &[account.into()]).await?;
    Ok(())
}

type Parts<'a> = (
    &'static str,
    Option<&'a AccountId>,
    Option<&'a ToolId>,
    Option<&'a String>,
);

/// A purpose in the columns `purpose, account, tool, address`.
fn parts(purpose: &LinkPurpose) -> Parts<'_> {
    match purpose {
        LinkPurpose::FirstAdministrator => ("first_administrator", None, None, None),
        LinkPurpose::SetPassword { account } => ("set_password", Some(account), None, None),
        LinkPurpose::VerifyEmail { account, address } => {
            ("verify_email", Some(account), None, Some(address))
        }
        LinkPurpose::VerifyContact { tool, address } => {
            ("verify_contact", None, Some(tool), Some(address))
        }
    }
}

pub(super) fn decode(row: Row) -> Result<Link, Failure> {
    let mut row = row.of("link");
    let hash = SecretHash(row.bytes("hash")?);
    let word = row.text("purpose")?;
    let account = row.optional_account("account")?;
    let tool = row.optional_uuid("tool")?.map(ToolId::from_uuid);
    let address = row.optional_text("address")?;
    let purpose = match (&*word, account, tool, address) {
        ("first_administrator", None, None, None) => LinkPurpose::FirstAdministrator,
        ("set_password", Some(account), None, None) => LinkPurpose::SetPassword { account },
        ("verify_email", Some(account), None, Some(address)) => {
            LinkPurpose::VerifyEmail { account, address }
        }
        ("verify_contact", None, Some(tool), Some(address)) => {
            LinkPurpose::VerifyContact { tool, address }
        }
        _ => return Err(row.corrupt("purpose", word)),
    };
    Ok(Link {
        hash,
        purpose,
        expires_at: row.timestamp("expires_at")?,
    })
}

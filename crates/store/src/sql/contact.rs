//! Finding out whether a tool's contact can be reached.

use wharfinger_core::privacy::Visibility;

use super::audit;
use super::maintainers::manager;
use super::notices::tell_once;
use super::tool_row::StoredTool;
use super::tools::Whole;
use super::{Sql, accounts, tools};
use crate::{
    Account, Action, Actor, By, Failure, Maintainer, NoticeKind, Recipient, Timestamp, Tool,
    ToolId, VerifyContactError,
};

const SET_VERIFIED: &str = "UPDATE tool SET contact_verified_at = $1 WHERE position = $2";

/// Since when a contact is verified that somebody enters now: at once where it is their own verified
/// address.
pub(super) fn verified_by(
    account: &Account,
    contact: Option<&str>,
    now: Timestamp,
) -> Option<Timestamp> {
    reaches(account, contact?).then_some(now)
}

fn reaches(account: &Account, contact: &str) -> bool {
    let own = account.verified_email();
    own.is_some_and(|own| own.eq_ignore_ascii_case(contact))
}

/// Whether the contact of a private tool is a maintainer's own address who is to go, and of none of those
/// who stay and can sign in.
pub(super) async fn is_of(
    sql: &mut impl Sql,
    tool: &Tool,
    gone: &Maintainer,
    staying: &[Maintainer],
) -> Result<bool, Failure> {
    let registration = &tool.registration;
    let contact = match registration.contact_email() {
        Some(contact) if registration.visibility() == Visibility::Private => contact,
        _ => return Ok(false),
    };
    if !reaches_account(sql, gone, contact).await? {
        return Ok(false);
    }
    for maintainer in staying.iter().filter(|maintainer| !maintainer.disabled) {
        if reaches_account(sql, maintainer, contact).await? {
            return Ok(false);
        }
    }
    Ok(true)
}

async fn reaches_account(
    sql: &mut impl Sql,
    maintainer: &Maintainer,
    contact: &str,
) -> Result<bool, Failure> {
    let account = accounts::by_id(sql, &maintainer.account).await?;
    Ok(account.is_some_and(|account| reaches(&account, contact)))
}

/// Sends a tool's contact, if it has one that is not verified, a link by which it is. Whether it did:
/// not where one waits to be sent.
pub(super) async fn tell(
    sql: &mut impl Sql,
    stored: &StoredTool,
    now: Timestamp,
) -> Result<bool, Failure> {
    match stored.tool.registration.contact_email() {
        Some(contact) if stored.contact_verified_at.is_none() => {
            let to = Recipient::Address(contact.to_owned());
            tell_once(sql, &to, NoticeKind::VerifyContact(stored.tool.id), now).await
        }
        _ => Ok(false),
    }
}

pub(crate) async fn ask(
    sql: &mut impl Sql,
    id: &ToolId,
    by: &By,
) -> Result<(), VerifyContactError> {
    let whole = tools::whole(sql, id).await?;
    let Whole {
        stored,
        maintainers,
        ..
    } = whole.ok_or(VerifyContactError::NoContact)?;
    if manager(sql, &maintainers, by.actor).await?.is_none() {
        return Err(VerifyContactError::NotMaintainer);
    }
    if stored.tool.registration.contact_email().is_none() {
        return Err(VerifyContactError::NoContact);
    }
    if stored.contact_verified_at.is_some() || tell(sql, &stored, by.now).await? {
        Ok(())
    } else {
        Err(VerifyContactError::OnItsWay)
    }
}

/// Notes that a tool's contact can be reached, unless that is known. The server acts.
pub(super) async fn verify(sql: &mut impl Sql, id: &ToolId, by: &By) -> Result<(), Failure> {
    let Some(mut whole) = tools::whole(sql, id).await? else {
        return Ok(());
    };
    if whole.stored.contact_verified_at.is_some() {
        return Ok(());
    }
    let before = whole.digest();
    whole.stored.contact_verified_at = Some(by.now);
    let params = [by.now.into(), whole.stored.position.into()];
    sql.execute(SET_VERIFIED, &params).await?;
    let changed = whole.changed(Action::ContactVerified, Some(before));
    audit::append_as(sql, Actor::System, by, changed).await
}

pub(crate) async fn verified_at(
    sql: &mut impl Sql,
    id: &ToolId,
) -> Result<Option<Timestamp>, Failure> {
    let stored = tools::stored(sql, id).await?;
    Ok(stored.and_then(|stored| stored.contact_verified_at))
}

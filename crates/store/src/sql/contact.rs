//! Finding out whether a tool's contact can be reached.

use super::audit;
use super::maintainers::manager;
use super::notices::tell_once;
use super::tool_row::StoredTool;
use super::tools::Whole;
use super::{Sql, tools};
use crate::{
    Account, Action, Actor, By, Failure, NoticeKind, Recipient, Timestamp, ToolId,
    VerifyContactError,
};

const SET_VERIFIED: &str = "UPDATE tool SET contact_verified_at = $1 WHERE position = $2";

/// Since when a contact is verified that somebody enters now: at once where it is their own verified
/// address.
pub(super) fn verified_by(
    account: &Account,
    contact: Option<&str>,
    now: Timestamp,
) -> Option<Timestamp> {
    let own = account.verified_email()?;
    own.eq_ignore_ascii_case(contact?).then_some(now)
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

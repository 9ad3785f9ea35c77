//! Finding out whether an account's address is its own.

use wharfinger_core::account::AccountId;

use super::notices::tell_once;
use super::{Sql, links};
use crate::{Account, Failure, NoticeKind, Recipient, Timestamp};

/// Sends an account's address a link by which it is verified, unless it is, or one waits to be
/// sent.
pub(super) async fn ask(
    sql: &mut impl Sql,
    account: &Account,
    now: Timestamp,
) -> Result<(), Failure> {
    if let Some(email) = &account.email
        && email.verified_at.is_none()
    {
        let to = Recipient::Address(email.address.clone());
        tell_once(sql, &to, NoticeKind::VerifyEmail(account.id), now).await?;
    }
    Ok(())
}

/// Sends an account a link by which it sets another password, where it has a verified address and
/// none waits to be sent.
pub(crate) async fn ask_password_reset(
    sql: &mut impl Sql,
    id: &AccountId,
    now: Timestamp,
) -> Result<(), Failure> {
    let owner = links::owner(sql, id).await?;
    if owner.is_some_and(|owner| owner.verified_email().is_some()) {
        let to = Recipient::Account(*id);
        tell_once(sql, &to, NoticeKind::ResetPassword(*id), now).await?;
    }
    Ok(())
}

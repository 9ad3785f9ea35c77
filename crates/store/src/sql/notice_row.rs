//! A notice's row, written and read.

use wharfinger_core::account::AccountId;

use super::Row;
use crate::{
    Failure, Mail, Notice, NoticeId, NoticeKind, Recipient, RegistryRequestId, RequestId,
    Timestamp, ToolId, Uuid,
};

/// A query of whole notices, which ends as given, behind other columns or not.
macro_rules! select_notice {
    ($end:literal) => {
        select_notice!(after "", $end)
    };
    (after $start:literal, $end:literal) => {
        concat!(
            "SELECT ",
            $start,
            "notice.id, notice.account, notice.address, notice.kind, notice.subject, \
            notice.created_at, notice.read_at, notice.mail, notice.mail_at, notice.attempts, \
            notice.retried_at",
            $end
        )
    };
}

pub(super) use select_notice;

/// Reads [`select_notice`], the next columns of the row.
pub(super) fn decode(row: &mut Row) -> Result<Notice, Failure> {
    row.turn_to("notice");
    let id = row.integer("id")?;
    row.named(id);
    Ok(Notice {
        id: NoticeId(id),
        to: recipient(row)?,
        kind: kind(row)?,
        created_at: row.timestamp("created_at")?,
        read_at: row.optional_timestamp("read_at")?,
        mail: mail(row)?,
        retried_at: row.optional_timestamp("retried_at")?,
    })
}

fn recipient(row: &mut Row) -> Result<Recipient, Failure> {
    match (
        row.optional_account("account")?,
        row.optional_text("address")?,
    ) {
        (Some(account), None) => Ok(Recipient::Account(account)),
        (None, Some(address)) => Ok(Recipient::Address(address)),
        (_, address) => Err(row.corrupt("address", address.unwrap_or_default())),
    }
}

fn kind(row: &mut Row) -> Result<NoticeKind, Failure> {
    let word = row.text("kind")?;
    let subject = row.bytes("subject")?;
    kind_from(&word, subject).ok_or_else(|| row.corrupt("kind", word))
}

/// Pairs each kind with its word, and with how its subject's id is spelled in bytes.
macro_rules! kinds {
    ($($variant:ident = $word:literal, $subject:ident;)*) => {
        /// The word of a kind, which is never changed, and the id of what it is about.
        pub(super) fn kind_parts(kind: &NoticeKind) -> (&'static str, &[u8; 16]) {
            match kind {
                $(NoticeKind::$variant(id) => ($word, id.as_bytes()),)*
            }
        }

        fn kind_from(word: &str, subject: [u8; 16]) -> Option<NoticeKind> {
            match word {
                $($word => Some(NoticeKind::$variant($subject(subject))),)*
                _ => None,
            }
        }
    };
}

kinds! {
    VerifyEmail = "verify_email", account;
    VerifyContact = "verify_contact", tool;
    ResetPassword = "reset_password", account;
    PasswordChanged = "password_changed", account;
    EmailChanged = "email_changed", account;
    IdentityLinked = "identity_linked", account;
    IdentityUnlinked = "identity_unlinked", account;
    MaintainerAdded = "maintainer_added", tool;
    MaintainerRemoved = "maintainer_removed", tool;
    ImageGone = "image_gone", tool;
    ImageMadePublic = "image_made_public", tool;
    ImageMadePrivate = "image_made_private", tool;
    Requested = "requested", request;
    Lapsed = "lapsed", request;
    Withdrawn = "withdrawn", request;
    Approved = "approved", request;
    Denied = "denied", request;
    NeedsHand = "needs_hand", request;
    Held = "held", request;
    Active = "active", request;
    RenewalAsked = "renewal_asked", request;
    Renewed = "renewed", request;
    RenewalDeclined = "renewal_declined", request;
    EndsSoon = "ends_soon", request;
    Revoked = "revoked", request;
    GivenBack = "given_back", request;
    Ended = "ended", request;
    RegistryAnswered = "registry_answered", registry;
}

fn account(id: [u8; 16]) -> AccountId {
    AccountId::from_bytes(id)
}

fn tool(id: [u8; 16]) -> ToolId {
    ToolId::from_uuid(Uuid::from_bytes(id))
}

fn request(id: [u8; 16]) -> RequestId {
    RequestId::from_uuid(Uuid::from_bytes(id))
}

fn registry(id: [u8; 16]) -> RegistryRequestId {
    RegistryRequestId::from_uuid(Uuid::from_bytes(id))
}

/// What became of the mail, in the columns `mail, mail_at, attempts`.
pub(super) fn mail_parts(mail: Mail) -> (&'static str, Option<Timestamp>, u32) {
    match mail {
        Mail::Due { at, attempts } => ("due", Some(at), attempts),
        Mail::Sent { at } => ("sent", Some(at), 0),
        Mail::Failed { at } => ("failed", Some(at), 0),
        Mail::None => ("none", None, 0),
    }
}

fn mail(row: &mut Row) -> Result<Mail, Failure> {
    let word = row.text("mail")?;
    let at = row.optional_timestamp("mail_at")?;
    let attempts = row.number("attempts")?;
    match (&*word, at) {
        ("due", Some(at)) => Ok(Mail::Due { at, attempts }),
        ("sent", Some(at)) => Ok(Mail::Sent { at }),
        ("failed", Some(at)) => Ok(Mail::Failed { at }),
        ("none", None) => Ok(Mail::None),
        _ => Err(row.corrupt("mail", word)),
    }
}

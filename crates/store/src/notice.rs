//! Notices: what people are told, in their inbox and by e-mail.

mod told;

use wharfinger_core::account::AccountId;

use crate::page::Position;
use crate::{Failure, RegistryRequestId, RequestId, Subject, Timestamp, ToolId};

pub(crate) use told::told;

/// Days after which a mail that could not be sent is given up. SMTP servers give up after four to
/// five (RFC 5321, section 4.5.4.1); they come after us, so we leave them some.
pub const MAIL_DAYS_MAX: u32 = 3;

/// The identity of a notice, and its place in the order of all: 1, 2, 3, ...
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NoticeId(pub Position);

/// Something that somebody is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Its identity.
    pub id: NoticeId,
    /// Who is told.
    pub to: Recipient,
    /// What.
    pub kind: NoticeKind,
    /// When it came about.
    pub created_at: Timestamp,
    /// When its reader marked it as read.
    pub read_at: Option<Timestamp>,
    /// What became of the e-mail.
    pub mail: Mail,
    /// When somebody had an e-mail that was given up sent after all.
    pub retried_at: Option<Timestamp>,
}

impl Notice {
    /// From when the [`MAIL_DAYS_MAX`] of its e-mail count.
    #[must_use]
    pub fn mail_since(&self) -> Timestamp {
        self.retried_at.unwrap_or(self.created_at)
    }

    /// What the audit log says was dealt with where its e-mail is: the account that is told, or what the
    /// address belongs to. Nothing about a request is told to an address.
    pub(crate) fn concerns(&self) -> Option<Subject> {
        match (&self.to, self.kind) {
            (Recipient::Account(id), _) => Some(Subject::Account(*id)),
            (
                Recipient::Address(_),
                NoticeKind::VerifyContact(tool)
                | NoticeKind::MaintainerAdded(tool)
                | NoticeKind::MaintainerRemoved(tool),
            ) => Some(Subject::Tool(tool)),
            (
                Recipient::Address(_),
                NoticeKind::VerifyEmail(account)
                | NoticeKind::ResetPassword(account)
                | NoticeKind::PasswordChanged(account)
                | NoticeKind::EmailChanged(account)
                | NoticeKind::IdentityLinked(account)
                | NoticeKind::IdentityUnlinked(account),
            ) => Some(Subject::Account(account)),
            (Recipient::Address(_), _) => None,
        }
    }
}

/// Who is told something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recipient {
    /// An account: in its inbox, and by e-mail once it has a verified address.
    Account(AccountId),
    /// An address: to find out whether it is right, or to tell whoever had it that it is used no longer.
    Address(String),
}

/// What somebody is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NoticeKind {
    /// An account's address is to be verified. To the address.
    VerifyEmail(AccountId),
    /// A tool's contact is to be verified. To the address.
    VerifyContact(ToolId),
    /// Somebody asks to set another password. To the account's verified address.
    ResetPassword(AccountId),
    /// The password was set or changed. To the account.
    PasswordChanged(AccountId),
    /// The address was changed or removed. To the account, and to the address before.
    EmailChanged(AccountId),
    /// The account was connected with an OpenID provider. To the account.
    IdentityLinked(AccountId),
    /// The account was disconnected from an OpenID provider. To the account.
    IdentityUnlinked(AccountId),
    /// The account became a maintainer.
    MaintainerAdded(ToolId),
    /// The account is no longer a maintainer.
    MaintainerRemoved(ToolId),
    /// The registry says that the tool's image is not there any more. To maintainers.
    ImageGone(ToolId),
    /// The registry lets everybody pull the tool's image, which it did not. To maintainers.
    ImageMadePublic(ToolId),
    /// The registry lets nobody pull the tool's image any more who is not logged in. To maintainers.
    ImageMadePrivate(ToolId),
    /// Somebody requests access. To maintainers.
    Requested(RequestId),
    /// Nobody answered in time. To maintainers and the requester.
    Lapsed(RequestId),
    /// The requester took the request back. To maintainers.
    Withdrawn(RequestId),
    /// Granted; the repository is about to be opened. To the requester.
    Approved(RequestId),
    /// Refused. To the requester.
    Denied(RequestId),
    /// The repository is to be opened or closed by hand. To maintainers.
    NeedsHand(RequestId),
    /// Access is not in the repository's policy, and does not come there by itself. To maintainers.
    Held(RequestId),
    /// The repository is open. To the requester.
    Active(RequestId),
    /// More time is asked for. To maintainers.
    RenewalAsked(RequestId),
    /// More time is given. To the requester.
    Renewed(RequestId),
    /// No more time is given. To the requester.
    RenewalDeclined(RequestId),
    /// The access ends soon. To the requester.
    EndsSoon(RequestId),
    /// The access was taken away. To the requester.
    Revoked(RequestId),
    /// The requester gave the access back. To maintainers.
    GivenBack(RequestId),
    /// The access has ended. To the requester.
    Ended(RequestId),
    /// A registry that somebody had asked for is supported now, or is not going to be. To whoever supports the
    /// request.
    RegistryAnswered(RegistryRequestId),
}

/// What became of a notice's e-mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mail {
    /// It is to be sent; not before this time. A new one is due when it came about, whether or not there
    /// is an address: that is found out when it is to be sent.
    Due {
        /// When to try next.
        at: Timestamp,
        /// How often it was taken to be sent.
        attempts: u32,
    },
    /// A server took it.
    Sent {
        /// When.
        at: Timestamp,
    },
    /// It was given up, although it mattered.
    Failed {
        /// When.
        at: Timestamp,
    },
    /// None is to be sent: there is no address, or what it would say does not matter any more.
    None,
}

/// A notice whose e-mail whoever holds it is to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leased {
    /// The notice, its mail due again when the lease ends.
    pub notice: Notice,
    /// Where to: the account's verified address of this moment, or the address itself.
    pub address: String,
    /// How often it was tried before.
    pub attempts: u32,
}

/// What a lease of e-mail has come upon.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeasedMail {
    /// What is to be sent.
    pub leased: Vec<Leased>,
    /// What was given up, because it is older than [`MAIL_DAYS_MAX`].
    pub too_old: Vec<NoticeId>,
    /// What was passed over because it is stored damaged: [`Failure::Corrupt`], the first
    /// [`DAMAGE_TOLD_MAX`](crate::DAMAGE_TOLD_MAX) of them. It stays due.
    pub damaged: Vec<Failure>,
}

/// A page of notices, newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticePage {
    /// The notices.
    pub notices: Vec<Notice>,
    /// What is left out of the page because it is stored damaged: one [`crate::Failure::Corrupt`] for
    /// each notice, so that one of them takes no list away.
    pub damaged: Vec<Failure>,
    /// Where the next page starts; absent on the last one.
    pub next: Option<crate::Cursor>,
}

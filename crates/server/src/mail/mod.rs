//! E-mail: what letters say, and how they get on their way.
//!
//! A [`Notice`] says that something happened, with the data its letter needs. It is put into an
//! [`Outbox`] in the transaction that made it happen. A [`Worker`] leases it from there, has a
//! [`Composer`] write the [`Letter`], and hands that to a [`Transport`], which is [`Smtp`].
//!
//! Mail is optional: without [`MailSettings`] there is no worker, and people read in the
//! application what happened.
//!
//! **Invariant:** no secret is in a log, an error or a `Debug`: neither the password of the mail server
//! ([`Secret`]) nor a link that lets people in ([`SecretPath`]).
//!
//! **Invariant:** nothing that people wrote becomes a header: all text goes through `text`, which
//! knows no end of line.

mod backoff;
mod letter;
pub mod limits;
mod links;
mod notice;
mod outbox;
mod reply;
mod secret;
mod sender;
mod settings;
mod smtp;
mod smtp_url;
mod text;
mod transport;
mod words;
mod worker;

pub use letter::{Composer, Letter, LetterId};
pub use links::{LocalPath, NoPublicUrl, NotALocalPath, PublicUrl, SecretPath};
pub use notice::{Commands, HandTask, NotANotice, Notice};
pub use outbox::{Leased, Outbox};
pub use secret::Secret;
pub use sender::{NotASender, Sender};
pub use settings::{MailSettings, MailSettingsError};
pub use smtp::{Smtp, Trust, TrustError};
pub use smtp_url::{NotAnSmtpUrl, SmtpServer};
pub use transport::{SendError, Transport};
pub use worker::Worker;

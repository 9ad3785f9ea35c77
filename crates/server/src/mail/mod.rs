//! E-mail: what letters say, and how they get on their way.
//!
//! The transaction that makes something happen stores a [`Notice`](wharfinger_store::Notice) of it,
//! which holds ids alone. A [`Worker`] leases it, has [`Sources`] read what it is about and make the
//! links it needs ([`Contents`]), a [`Composer`] write the [`Letter`], and hands that to a
//! [`Transport`], which is [`Smtp`].
//!
//! Mail is optional: without [`MailSettings`] there is no worker, and people read in the
//! application what happened.
//!
//! **Invariant:** no secret is in a log, an error or a `Debug`: neither the password of the mail server
//! ([`Confidential`]) nor a link that lets people in ([`SecretPath`]).
//!
//! **Invariant:** nothing that people wrote becomes a header: all text goes through `text`, which
//! knows no end of line.

mod backoff;
mod confidential;
mod contents;
mod letter;
pub mod limits;
mod links;
mod reply;
mod sender;
mod settings;
mod smtp;
mod smtp_url;
mod sources;
mod text;
mod transport;
mod words;
mod worker;

pub use confidential::Confidential;
pub use contents::{AccountChanged, Contents, HandTask, HoldCause};
pub use letter::{Composer, Letter, LetterId};
pub use links::{LocalPath, NoPublicUrl, PublicUrl, SecretPath};
pub use sender::{NotASender, Sender};
pub use settings::{MailSettings, MailSettingsError};
pub use smtp::{Smtp, Trust, TrustError};
pub use smtp_url::{NotAnSmtpUrl, SmtpServer};
pub use sources::Sources;
pub use transport::{SendError, Transport};
pub use worker::Worker;

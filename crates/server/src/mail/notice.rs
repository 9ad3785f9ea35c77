//! What letters are about.

use serde::{Deserialize, Serialize};
use wharfinger_store::Timestamp;

use super::links::{LocalPath, SecretPath};

/// One thing that somebody is told by mail, with the data its letter needs.
///
/// As JSON it is what an outbox keeps until the letter is sent: serde's names are in databases, so
/// they are never renamed. **The first three hold a token** that lets in whoever reads it; the
/// outbox must forget the notice once the letter is sent or given up.
///
/// ```
/// use wharfinger_server::mail::{LocalPath, Notice};
/// let notice = Notice::AccessEnded {
///     tool: "quay.io/acme/aligner".to_owned(),
///     link: LocalPath::parse("/access/7").unwrap(),
/// };
/// let stored = notice.to_stored();
/// assert_eq!(stored, r#"{"kind":"access_ended","tool":"quay.io/acme/aligner","link":"/access/7"}"#);
/// assert_eq!(Notice::from_stored(&stored).unwrap(), notice);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Notice {
    /// To the contact of a tool: is this your address?
    VerifyContact {
        /// The tool's path.
        tool: String,
        /// Confirms.
        link: SecretPath,
        /// When the link stops working.
        #[serde(with = "micros")]
        until: Timestamp,
    },
    /// To the holder of an account: is this your address?
    VerifyAccount {
        /// Confirms.
        link: SecretPath,
        /// When the link stops working.
        #[serde(with = "micros")]
        until: Timestamp,
    },
    /// To the holder of an account: choose a password.
    SetPassword {
        /// Whether the account has none yet.
        is_first: bool,
        /// Where it is chosen.
        link: SecretPath,
        /// When the link stops working.
        #[serde(with = "micros")]
        until: Timestamp,
    },
    /// To maintainers: somebody asks for access.
    AccessRequested {
        /// The tool's path.
        tool: String,
        /// The name of who asks.
        requester: String,
        /// Whom the registry is to let in: an account, an ARN, a user name.
        principal: String,
        /// Why, in the requester's words.
        reason: String,
        /// When the request lapses.
        #[serde(with = "micros")]
        answer_by: Timestamp,
        /// The request.
        link: LocalPath,
    },
    /// To maintainers: a decision must be carried out by hand.
    NeedsHand {
        /// The tool's path.
        tool: String,
        /// What is to be done.
        task: HandTask,
        /// To whom it is to be done.
        principal: String,
        /// The steps.
        link: LocalPath,
    },
    /// To maintainers: the holder of an access asks for more time.
    RenewalAsked {
        /// The tool's path.
        tool: String,
        /// The name of who asks.
        requester: String,
        /// Whom the registry lets in.
        principal: String,
        /// Why, in the requester's words.
        reason: String,
        /// When the access ends otherwise.
        #[serde(with = "micros")]
        until: Timestamp,
        /// The request.
        link: LocalPath,
    },
    /// To the requester: yes. The access is being set up.
    RequestApproved {
        /// The tool's path.
        tool: String,
        /// The maintainer's words, if any.
        note: Option<String>,
        /// When the access will end.
        #[serde(with = "micros")]
        until: Timestamp,
        /// The request.
        link: LocalPath,
    },
    /// To the requester: no.
    RequestDenied {
        /// The tool's path.
        tool: String,
        /// The maintainer's words, if any.
        note: Option<String>,
        /// The request.
        link: LocalPath,
    },
    /// To the requester: nobody answered in time.
    RequestLapsed {
        /// The tool's path.
        tool: String,
        /// Where to ask again.
        link: LocalPath,
    },
    /// To the requester: the registry lets you in.
    AccessActive {
        /// The tool's path.
        tool: String,
        /// The commands.
        commands: Commands,
        /// When the access ends.
        #[serde(with = "micros")]
        until: Timestamp,
        /// The request.
        link: LocalPath,
    },
    /// To the holder of an access: ask for more time now.
    AccessEndsSoon {
        /// The tool's path.
        tool: String,
        /// When.
        #[serde(with = "micros")]
        until: Timestamp,
        /// Where to ask.
        link: LocalPath,
    },
    /// To whom held the access: a maintainer took it away.
    AccessRevoked {
        /// The tool's path.
        tool: String,
        /// Why, in the maintainer's words.
        reason: String,
        /// The request.
        link: LocalPath,
    },
    /// To whom held the access: its time is over.
    AccessEnded {
        /// The tool's path.
        tool: String,
        /// Where to ask again.
        link: LocalPath,
    },
    /// To the holder of an access: it lasts longer.
    AccessRenewed {
        /// The tool's path.
        tool: String,
        /// Until when.
        #[serde(with = "micros")]
        until: Timestamp,
        /// The request.
        link: LocalPath,
    },
    /// To the holder of an access: it does not last longer.
    RenewalDeclined {
        /// The tool's path.
        tool: String,
        /// When it ends, as before.
        #[serde(with = "micros")]
        until: Timestamp,
        /// The request.
        link: LocalPath,
    },
    /// To an account: you maintain a tool now.
    MaintainerAdded {
        /// The tool's path.
        tool: String,
        /// The name of the maintainer who did it.
        by: String,
        /// The tool.
        link: LocalPath,
    },
    /// To an account: you maintain a tool no longer.
    MaintainerRemoved {
        /// The tool's path.
        tool: String,
        /// The name of the maintainer who did it.
        by: String,
        /// The tool.
        link: LocalPath,
    },
}

/// What a maintainer does at a registry that is not automated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HandTask {
    /// Let somebody in.
    Grant,
    /// Let them in no longer.
    Remove,
}

/// What fetches the image, as [`wharfinger_core::pull::instructions`] gives it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commands {
    /// Logs in, where that is needed.
    pub login: Option<String>,
    /// What to put for the words in capitals of the login, how long it lasts.
    pub login_note: Option<String>,
    /// Pulls the image.
    pub pull: String,
}

/// What an outbox keeps is no notice: it is damaged, or a newer server wrote it.
#[derive(Debug, thiserror::Error)]
#[error("the stored notice cannot be read: {0}")]
pub struct NotANotice(serde_json::Error);

impl Notice {
    /// The notice as an outbox keeps it.
    #[must_use]
    #[expect(clippy::missing_panics_doc, reason = "every notice is JSON")]
    pub fn to_stored(&self) -> String {
        serde_json::to_string(self).expect("texts and numbers under names are always JSON")
    }

    /// Reads what an outbox kept.
    pub fn from_stored(text: &str) -> Result<Self, NotANotice> {
        serde_json::from_str(text).map_err(NotANotice)
    }

    /// When its letter would be of no use any more, because its link has stopped working.
    #[must_use]
    pub fn useless_at(&self) -> Option<Timestamp> {
        match self {
            Self::VerifyContact { until, .. }
            | Self::VerifyAccount { until, .. }
            | Self::SetPassword { until, .. } => Some(*until),
            _ => None,
        }
    }
}

/// A point in time as a number: microseconds since 1970, as it is stored everywhere.
mod micros {
    use serde::{Deserialize as _, Deserializer, Serializer};
    use wharfinger_store::Timestamp;

    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "serde calls it with a reference"
    )]
    pub(super) fn serialize<S: Serializer>(
        time: &Timestamp,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(time.as_micros())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Timestamp, D::Error> {
        i64::deserialize(deserializer).map(Timestamp::from_micros)
    }
}

//! What is stored, and what it is stored from.

use std::fmt;
use std::num::{NonZeroU32, ParseIntError};
use std::str::FromStr;

use wharfinger_core::account::AccountId;
use wharfinger_core::privacy::Visibility;
use wharfinger_core::registration::Registration;

use crate::Timestamp;
use crate::id::identity;

identity! {
    /// The identity of a tool.
    ///
    /// It tells when the tool was registered to whoever sees it, which is no secret.
    ///
    /// ```
    /// use wharfinger_store::{Timestamp, ToolId};
    /// let id = ToolId::new(Timestamp::from_micros(1_700_000_000_000_000), [7; 10]);
    /// assert_eq!(id.to_string(), "018bcfe5-6800-7707-8707-070707070707");
    /// ```
    ToolId
}

/// How often a tool has been written: 1 when registered, one more with every change.
///
/// It is what an `ETag` is made from and what `If-Match` is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Revision(NonZeroU32);

impl Revision {
    /// The revision of a tool that was never changed.
    pub const FIRST: Self = Self(NonZeroU32::MIN);

    /// The revision with that number; there is none with number 0.
    #[must_use]
    pub const fn new(number: u32) -> Option<Self> {
        match NonZeroU32::new(number) {
            Some(number) => Some(Self(number)),
            None => None,
        }
    }

    /// The number.
    #[must_use]
    pub const fn get(self) -> u32 {
        self.0.get()
    }

    /// The revision after this one. The last of all, after four thousand million changes, is
    /// followed by itself.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Revision {
    type Err = ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

/// A registered tool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tool {
    /// Its identity, which outlives every change.
    pub id: ToolId,
    /// What was registered.
    pub registration: Registration,
    /// How often it has been written.
    pub revision: Revision,
    /// When it was registered.
    pub created_at: Timestamp,
    /// When it was last written.
    pub updated_at: Timestamp,
    /// When it was archived, if it is. An archived tool keeps its path and cannot be changed.
    pub archived_at: Option<Timestamp>,
}

/// A tool to register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTool {
    /// A fresh id; see [`ToolId::new`].
    pub id: ToolId,
    /// What to register.
    pub registration: Registration,
    /// What lets the caller repeat the request without registering twice.
    pub idempotency: Option<Idempotency>,
}

/// What makes a repeated request recognisable.
///
/// The key is the client's own and means nothing outside its account ([`crate::By::actor`]), so two
/// accounts may use the same one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Idempotency {
    /// The key the client chose; whoever reads it from the client bounds its length.
    pub key: String,
    /// What was asked, so that a key which is used again for something else is noticed.
    pub fingerprint: Fingerprint,
}

/// A digest (SHA-256) of a request's content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(pub [u8; 32]);

/// Which tools to list. The default lists every tool that is not archived.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ToolFilter {
    /// Words to look for in tool paths and descriptions, separated by white space; a tool is
    /// listed when every word is found. Case does not matter. A word of three characters or more
    /// is found anywhere, a shorter one at the start of a word. Of a longer text than
    /// [`crate::SEARCH_BYTES_MAX`] the rest is ignored, and so are words after
    /// [`crate::SEARCH_TERMS_MAX`]. No text is an error.
    pub search: Option<String>,
    /// Only tools of the registry with this id.
    pub registry: Option<String>,
    /// Only public or only private tools.
    pub visibility: Option<Visibility>,
    /// Only tools that this account maintains.
    pub maintainer: Option<AccountId>,
    /// Archived tools too.
    pub include_archived: bool,
}

//! What came of a pass.

use crate::policy::{InvalidPolicy, NoRoom};
use crate::timestamp::Timestamp;

use super::Mended;

/// How a pass ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome<K> {
    /// The policy is as it should be, but for what the findings name; it was read back.
    Settled(Box<Findings<K>>),
    /// Nothing can be said about the policy as a whole. Whatever was written is looked at by the next pass.
    Failed(Failed<K>),
    /// Somebody else works on the repository.
    LeaseLost,
}

/// Why nothing can be said about the policy, and what two looks have shown all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failed<K> {
    /// Why.
    pub failure: Failure,
    /// Grants that are not there, and should not be.
    pub absent: Vec<K>,
    /// Grants that were there and are not, for no reason of ours: a person may have meant it.
    pub vanished: Vec<K>,
    /// The mends that are over, because there is no repository any more.
    pub mended: Vec<Mended>,
}

impl<K> From<Failure> for Failed<K> {
    /// Where no two looks have shown anything.
    fn from(failure: Failure) -> Self {
        Self {
            failure,
            absent: Vec::new(),
            vanished: Vec::new(),
            mended: Vec::new(),
        }
    }
}

/// What was seen in the policy at the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Findings<K> {
    /// The text of the policy; `None` where there is none.
    pub text: Option<String>,
    /// Our part of it, in canonical spelling.
    pub managed: String,
    /// Everybody else's, in canonical spelling.
    pub foreign: String,
    /// Whether everybody else's is not what it was.
    pub foreign_changed: bool,
    /// How often it was written.
    pub writes: u32,
    /// How often others changed it between our look and our write, so that all began again.
    pub rounds: u32,
    /// Whether something is said of a grant that was not said of it before: that it is there, that it is gone, or
    /// that somebody took it out.
    pub is_news: bool,
    /// Grants that are there.
    pub present: Vec<K>,
    /// Grants that are not there, and should not be.
    pub absent: Vec<K>,
    /// Grants whose principal AWS does not know.
    pub refused: Vec<K>,
    /// Grants whose principal AWS does not know yet, to be tried again soon.
    pub unresolved: Vec<K>,
    /// Grants that were there and are not, for no reason of ours: a person may have meant it.
    pub vanished: Vec<K>,
    /// Grants that are there until an earlier month than they should: until a later one there is no room.
    pub shorter: Vec<K>,
    /// Grants that do not fit, the newest, and what the policy would have been.
    pub left_out: Vec<K>,
    /// How long it would be with them.
    pub no_room: Option<NoRoom>,
    /// Who has access by our statements without a grant: somebody added them by hand.
    pub unexpected: Vec<String>,
    /// Unique ids in our statements: what AWS shows for a role or user that was deleted. The grants
    /// that they belong to have vanished, so that another of the same name does not inherit access.
    pub stale: Vec<String>,
    /// What came of the mends of somebody else's part.
    pub mended: Vec<Mended>,
    /// Until when `CloudTrail` was looked through; an error where it could not be, and nothing where nobody
    /// asked.
    pub trail: Option<Result<Timestamp, Failure>>,
}

/// Why nothing can be said about the policy.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Failure {
    /// The answer never came, or said nothing: what was asked for may have happened or may yet.
    Unknown,
    /// Too many calls; AWS says to come back.
    Throttled,
    /// AWS could not answer a question. Nothing has happened.
    Unavailable,
    /// The role cannot be assumed any more, or may not do what it must.
    Denied {
        /// What AWS said.
        message: String,
    },
    /// The repository is gone.
    NoRepository,
    /// AWS refused a principal: it does not know it, or its region is not enabled there.
    PrincipalRefused {
        /// What AWS said.
        message: String,
    },
    /// AWS refused the policy, in which somebody else's statement names a principal that was deleted:
    /// until that is taken out, nobody can write it.
    ForeignPrincipal {
        /// The unique id that AWS shows for it.
        principal: String,
    },
    /// AWS refused the policy for another reason.
    PolicyRefused {
        /// What AWS said.
        message: String,
    },
    /// The policy that is there cannot be read, so nothing can be added to it.
    Unreadable(InvalidPolicy),
    /// Others kept changing the policy meanwhile.
    Contended,
    /// The lease was about to end, so nothing more was written. Examinations say so; of a pass it is
    /// [`Outcome::LeaseLost`].
    OutOfTime,
    /// The policy is not as it should be, and this server only says so.
    ReportOnly {
        /// What it would change: [`Intent::in_words`](super::Intent::in_words).
        message: String,
    },
}

impl Failure {
    /// Whether a write that failed so may have happened, or may happen still.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown)
    }

    /// Which one it is, in a word that is stored and never changes.
    ///
    /// ```
    /// assert_eq!(wharfinger_core::grants::Failure::Throttled.kind(), "throttled");
    /// ```
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Throttled => "throttled",
            Self::Unavailable => "unavailable",
            Self::Denied { .. } => "denied",
            Self::NoRepository => "no_repository",
            Self::PrincipalRefused { .. } => "principal_refused",
            Self::ForeignPrincipal { .. } => "foreign_principal",
            Self::PolicyRefused { .. } => "policy_refused",
            Self::Unreadable(_) => "unreadable",
            Self::Contended => "contended",
            Self::OutOfTime => "out_of_time",
            Self::ReportOnly { .. } => "report_only",
        }
    }

    /// The particulars for people: what AWS said, the principal that was deleted, why the policy cannot be
    /// read, or what would be changed in it; `None` where the kind says all.
    #[must_use]
    pub fn message(&self) -> Option<String> {
        match self {
            Self::Denied { message }
            | Self::PrincipalRefused { message }
            | Self::PolicyRefused { message }
            | Self::ReportOnly { message } => Some(message.clone()),
            Self::ForeignPrincipal { principal } => Some(principal.clone()),
            Self::Unreadable(invalid) => Some(invalid.to_string()),
            Self::Unknown
            | Self::Throttled
            | Self::Unavailable
            | Self::NoRepository
            | Self::Contended
            | Self::OutOfTime => None,
        }
    }
}

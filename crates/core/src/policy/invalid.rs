//! Why a text is no repository policy.

use std::fmt;

use super::{DEPTH_MAX, POLICY_BYTES_MAX};

/// Why a text cannot be read as a repository policy, and so is never written back.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InvalidPolicy {
    /// It is no JSON.
    NotJson {
        /// The byte where it stops being JSON.
        at: usize,
        /// What stands there; `None` at the end of the text.
        found: Option<char>,
        /// What could stand there.
        expected: &'static str,
    },
    /// Its lists and objects are nested too deeply.
    TooDeep {
        /// The byte where that begins.
        at: usize,
    },
    /// It is longer than any policy.
    TooLong {
        /// Its bytes.
        bytes: usize,
    },
    /// It is JSON, but no object.
    NotAnObject,
    /// It has no `Statement`, or more than one.
    Statements {
        /// How many.
        found: usize,
    },
    /// A statement is no object.
    StatementNotAnObject {
        /// The byte where it begins.
        at: usize,
    },
}

impl std::error::Error for InvalidPolicy {}

impl fmt::Display for InvalidPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotJson {
                at,
                found: Some(found),
                expected,
            } => write!(
                f,
                "the policy is not JSON: `{}` at byte {at}, where {expected} belongs",
                found.escape_debug()
            ),
            Self::NotJson {
                at,
                found: None,
                expected,
            } => write!(
                f,
                "the policy is not JSON: it ends at byte {at}, where {expected} belongs"
            ),
            Self::TooDeep { at } => write!(
                f,
                "the policy has more than {DEPTH_MAX} lists and objects inside each other at byte \
                 {at}"
            ),
            Self::TooLong { bytes } => write!(
                f,
                "the policy has {bytes} bytes; more than {POLICY_BYTES_MAX} are not read"
            ),
            Self::NotAnObject => f.write_str("the policy is JSON, but no object"),
            Self::Statements { found: 0 } => f.write_str("the policy has no `Statement`"),
            Self::Statements { found } => {
                write!(
                    f,
                    "the policy has {found} members `Statement`; one is allowed"
                )
            }
            Self::StatementNotAnObject { at } => {
                write!(f, "the policy's statement at byte {at} is no object")
            }
        }
    }
}

//! What is done about access, the same for the API and the pages: each use case once, and both faces
//! only translate what comes in and what comes out.

pub(crate) mod advance;
pub(crate) mod allowed;
pub(crate) mod audit;
pub(crate) mod change;
pub(crate) mod contact;
pub(crate) mod difference;
pub(crate) mod filter;
pub(crate) mod inbox;
pub(crate) mod kept;
pub(crate) mod list;
pub(crate) mod maintainers;
pub(crate) mod names;
pub(crate) mod proof;
pub(crate) mod renewals;
pub(crate) mod request;
pub(crate) mod seen;
pub(crate) mod steps;
mod together;

use wharfinger_core::access::Rejection;
use wharfinger_core::report::Issue;
use wharfinger_store::{Failure, RequestId, Revision};

use crate::problem::Problem;

/// Why nothing was requested or changed.
#[derive(Debug)]
pub(crate) enum Refused {
    /// The rules say no to what the form says; its issues.
    Invalid(Vec<Issue>),
    /// There is a live request for the same tool and principal.
    Live {
        /// Which.
        existing: RequestId,
        /// Whether it is the asker's own; another's is not shown.
        own: bool,
    },
    /// The rules of a request's life say no.
    Rejected(Rejection),
    /// The request was changed since it was looked at.
    Stale {
        /// Where it is now.
        current: Revision,
    },
    /// What is not about this request.
    Other(Problem),
}

impl From<Problem> for Refused {
    fn from(problem: Problem) -> Self {
        Self::Other(problem)
    }
}

impl From<Failure> for Refused {
    fn from(failure: Failure) -> Self {
        Self::Other(failure.into())
    }
}

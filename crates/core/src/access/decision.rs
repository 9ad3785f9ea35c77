//! Who decides, and what was decided.

use crate::account::AccountId;
use crate::timestamp::Timestamp;

use super::{Note, Rejection};

/// Somebody who wants to decide about a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decider {
    /// Who it is.
    pub account: AccountId,
    /// Whether that is a maintainer of the requested tool *now*: whoever was one when the request
    /// came and is none any more, decides nothing.
    pub is_maintainer: bool,
}

impl Decider {
    /// That this is a maintainer.
    pub(super) fn maintains(self) -> Result<AccountId, Rejection> {
        if self.is_maintainer {
            Ok(self.account)
        } else {
            Err(Rejection::NotMaintainer)
        }
    }

    /// That this is a maintainer, and not the one who asks: nobody decides on their own request.
    pub(super) fn may_judge(self, requester: AccountId) -> Result<AccountId, Rejection> {
        let account = self.maintains()?;
        if account == requester {
            return Err(Rejection::OwnRequest);
        }
        Ok(account)
    }
}

/// An answer to a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The maintainer who gave it.
    pub by: AccountId,
    /// When.
    pub at: Timestamp,
    /// What they wrote to the requester.
    pub note: Option<Note>,
}

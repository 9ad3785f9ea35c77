//! How much more fits into a policy.

use super::json::{Json, Node, read};
use super::{Document, POLICY_CHARS_MAX, Wanted};
use crate::registry::is_account;

/// From how full a policy on people should be told, in percent: early enough to make room before
/// somebody is refused.
pub const NEARLY_FULL_PERCENT: usize = 80;

/// What the ARN of one more account takes: quotes, a comma, `arn:aws:iam::`, 12 digits, `:root`.
const ACCOUNT_CHARS: usize = 33;

/// What Amazon ECR adds to a bare account id when it writes it as an ARN, in the partition whose
/// name is longest: `arn:aws-us-gov:iam::` and `:root`.
const ROOT_ARN_CHARS: usize = 25;

/// How full a policy is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// Characters that it has, or would have.
    pub used: usize,
    /// How many more accounts fit beside them, in a month that is there already.
    pub accounts: usize,
}

impl Room {
    /// Whether people should be told.
    #[must_use]
    pub fn is_nearly_full(self) -> bool {
        self.used * 100 >= POLICY_CHARS_MAX * NEARLY_FULL_PERCENT
    }
}

impl Document<'_> {
    /// How full the policy is with what is wanted in it.
    ///
    /// ```
    /// use wharfinger_core::policy::{Document, Installation, PullActions, Wanted};
    /// let installation = Installation::new("0a1b2c3d").unwrap();
    /// let mut wanted = Wanted::new(PullActions::Two);
    /// wanted.insert("arn:aws:iam::111122223333:root", wharfinger_core::timestamp::Timestamp::MIN);
    /// let room = Document::none(&installation).room(&wanted);
    /// assert_eq!((room.used, room.accounts), (279, 301));
    /// ```
    #[must_use]
    pub fn room(&self, wanted: &Wanted) -> Room {
        let used = self
            .with(&wanted.statements(self.installation))
            .map_or(0, |text| chars(&text));
        Room {
            used,
            accounts: POLICY_CHARS_MAX.saturating_sub(used) / ACCOUNT_CHARS,
        }
    }
}

/// The characters of a policy: as sent, plus what Amazon ECR makes longer when it stores it.
pub(super) fn chars(text: &str) -> usize {
    let longer = read(text).map_or(0, |node| bare_accounts(&node) * ROOT_ARN_CHARS);
    text.chars().count() + longer
}

/// Account ids that stand alone anywhere; one that is no principal is counted for nothing.
fn bare_accounts(node: &Node<'_>) -> usize {
    match &node.json {
        Json::String(text) => usize::from(is_account(text)),
        Json::Array(items) => items.iter().map(bare_accounts).sum(),
        Json::Object(members) => members
            .iter()
            .map(|member| bare_accounts(&member.value))
            .sum(),
        Json::Null | Json::Bool(_) | Json::Number(_) => 0,
    }
}

//! What our part of a policy has to say.

use std::collections::{BTreeMap, BTreeSet};

use crate::timestamp::Timestamp;

use super::json::push_string;
use super::{Installation, Month};

/// Which actions a grant allows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PullActions {
    /// `ecr:BatchGetImage` and `ecr:GetDownloadUrlForLayer`, which is what a pull takes (Amazon ECR
    /// User Guide, Private repository policy examples).
    #[default]
    Two,
    /// `ecr:BatchCheckLayerAvailability` as well: a step of pushing, which Terraform's and the CDK's
    /// pull grants have by custom. It costs 34 characters a statement, and is left out where that is too
    /// much.
    Three,
}

impl PullActions {
    /// The actions, sorted.
    #[must_use]
    pub const fn as_slice(self) -> &'static [&'static str] {
        match self {
            Self::Two => &["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
            Self::Three => &[
                "ecr:BatchCheckLayerAvailability",
                "ecr:BatchGetImage",
                "ecr:GetDownloadUrlForLayer",
            ],
        }
    }
}

/// Who has access, and until when: all that decides what our statements are.
///
/// ```
/// use wharfinger_core::{policy::{PullActions, Wanted}, timestamp::Timestamp};
/// let mut wanted = Wanted::new(PullActions::Two);
/// assert!(wanted.is_empty());
/// // Of two grants to the same principal the later end counts.
/// wanted.insert("arn:aws:iam::111122223333:root", Timestamp::from_micros(2));
/// wanted.insert("arn:aws:iam::111122223333:root", Timestamp::from_micros(1));
/// assert_eq!(wanted.principals().count(), 1);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    actions: PullActions,
    months: BTreeMap<String, Month>,
}

impl Wanted {
    /// Nobody, yet.
    #[must_use]
    pub fn new(actions: PullActions) -> Self {
        Self {
            actions,
            months: BTreeMap::new(),
        }
    }

    /// Adds an ARN that has access until `end`.
    pub fn insert(&mut self, principal: &str, end: Timestamp) {
        self.insert_month(principal, Month::of_end(end));
    }

    /// Adds an ARN that has access until the end of a month.
    pub(crate) fn insert_month(&mut self, principal: &str, end: Month) {
        match self.months.get_mut(principal) {
            Some(month) => *month = end.max(*month),
            None => {
                self.months.insert(principal.to_owned(), end);
            }
        }
    }

    /// The ARNs, sorted.
    pub fn principals(&self) -> impl Iterator<Item = &str> {
        self.months.keys().map(String::as_str)
    }

    /// The ARNs, sorted, each with the month in which its access ends.
    pub(super) fn ends(&self) -> impl Iterator<Item = (&str, Month)> {
        self.months
            .iter()
            .map(|(principal, month)| (principal.as_str(), *month))
    }

    /// What everybody may do.
    pub(super) fn actions(&self) -> PullActions {
        self.actions
    }

    /// The same people with what a pull takes and nothing more; `None` where that is all they have.
    pub(super) fn with_fewest_actions(&self) -> Option<Self> {
        match self.actions {
            PullActions::Two => None,
            PullActions::Three => Some(Self {
                actions: PullActions::Two,
                months: self.months.clone(),
            }),
        }
    }

    /// Whether nobody has access.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.months.is_empty()
    }

    /// The statements, in the order of their months, each as minified JSON.
    pub(super) fn statements(&self, installation: &Installation) -> Vec<String> {
        let mut shards: BTreeMap<Month, BTreeSet<&str>> = BTreeMap::new();
        for (principal, month) in &self.months {
            shards.entry(*month).or_default().insert(principal);
        }
        shards
            .into_iter()
            .map(|(month, principals)| statement(installation, month, self.actions, &principals))
            .collect()
    }
}

/// The statement for access that ends in one month, as minified JSON.
pub(super) fn statement(
    installation: &Installation,
    month: Month,
    actions: PullActions,
    principals: &BTreeSet<&str>,
) -> String {
    let mut out = String::from(r#"{"Sid":"#);
    push_string(&mut out, &installation.sid(month));
    out.push_str(r#","Effect":"Allow","Principal":{"AWS":"#);
    push_list(&mut out, principals.iter().copied());
    out.push_str(r#"},"Action":"#);
    push_list(&mut out, actions.as_slice().iter().copied());
    out.push_str(r#","Condition":{"DateLessThan":{"aws:CurrentTime":"#);
    push_string(&mut out, &month.end());
    out.push_str("}}}");
    out
}

fn push_list<'a>(out: &mut String, items: impl IntoIterator<Item = &'a str>) {
    out.push('[');
    for (index, item) in items.into_iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        push_string(out, item);
    }
    out.push(']');
}

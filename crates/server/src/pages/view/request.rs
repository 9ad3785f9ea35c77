//! One request: its story, what is to be done, and what can be done.

use askama::Template;
use wharfinger_core::access::instructions::Step;
use wharfinger_core::policy::DiffLine;
use wharfinger_core::pull::PullInstructions;

use super::frame::{Frame, When};
use super::line::Line;
use super::proof::Proof;
use super::requests::Badge;
use crate::access::allowed::Allowed;
use crate::pull_passwords::Commands;

/// The page of a request.
#[derive(Debug, Template)]
#[template(path = "request.html")]
pub(crate) struct RequestPage {
    pub(crate) frame: Frame,
    /// What the visitor has just done.
    pub(crate) done: Option<&'static str>,
    /// Why nothing was done, without a full stop.
    pub(crate) refusal: Option<String>,
    pub(crate) path: String,
    pub(crate) tool: String,
    pub(crate) action: String,
    /// Where the access is revoked.
    pub(crate) revoke: String,
    pub(crate) revision: String,
    pub(crate) requester: String,
    pub(crate) is_requester: bool,
    pub(crate) principal: String,
    /// What who asks has proven of it.
    pub(crate) proof: Option<Proof>,
    pub(crate) reason: String,
    pub(crate) badge: Badge,
    /// Where who asked can ask again, once this request is over.
    pub(crate) ask_again: Option<String>,
    pub(crate) moments: Vec<Moment>,
    /// Entries of the audit log about answers for more time that are stored damaged.
    pub(crate) answers_left_out: Vec<String>,
    pub(crate) own_side: Vec<Step>,
    pub(crate) by_hand: Vec<Step>,
    /// What is done by hand, in a word or two.
    pub(crate) hand: &'static str,
    pub(crate) pull: Option<PullInstructions>,
    /// How who asked pulls without an AWS client.
    pub(crate) by_password: Option<Commands>,
    /// Since when more time can be asked for, where that is still to come.
    pub(crate) renewable_from: Option<When>,
    /// What the question for more time says.
    pub(crate) renewal: Option<String>,
    /// How the access stands in the repository's policy, where the server gives it.
    pub(crate) keeping: Option<Keeping>,
    /// What an approval, or more time, would change there.
    pub(crate) difference: Option<Difference>,
    /// Why that cannot be shown, where the server carries out the tool's requests.
    pub(crate) not_shown: Option<NotShown>,
    pub(crate) allowed: Allowed,
    pub(crate) forms: Forms,
}

/// Why it is not shown what an answer writes.
#[derive(Debug)]
pub(crate) struct NotShown {
    /// Whole sentences.
    pub(crate) words: &'static str,
    /// Where there is more about it.
    pub(crate) href: String,
    /// What the link there says.
    pub(crate) link: &'static str,
}

/// The page on which somebody's access is revoked.
#[derive(Debug, Template)]
#[template(path = "revoke.html")]
pub(crate) struct RevokePage {
    pub(crate) frame: Frame,
    /// Why nothing was done, without a full stop.
    pub(crate) refusal: Option<String>,
    pub(crate) path: String,
    pub(crate) tool: String,
    /// The page of the request.
    pub(crate) request: String,
    pub(crate) action: String,
    pub(crate) revision: String,
    pub(crate) requester: String,
    pub(crate) principal: String,
    /// Whether the server takes the access away itself.
    pub(crate) is_automatic: bool,
    pub(crate) reason: Words,
}

/// How access stands that the server gives itself.
#[derive(Clone, Debug)]
pub(crate) struct Keeping {
    pub(crate) title: &'static str,
    pub(crate) cause: &'static str,
    /// What the visitor can do; empty where nothing has to be done.
    pub(crate) next: &'static str,
    pub(crate) is_wrong: bool,
    /// Since when nobody could look at the policy, and why.
    pub(crate) trouble: Option<(When, &'static str)>,
    /// When it was last looked for.
    pub(crate) looked: Option<When>,
    /// The repository's page, for those who may see it.
    pub(crate) repository: Option<String>,
}

/// What an answer would change in the repository's policy.
#[derive(Clone, Debug)]
pub(crate) struct Difference {
    /// For so many days.
    pub(crate) days: u16,
    /// The repository's name.
    pub(crate) name: String,
    /// Where its page lies.
    pub(crate) repository: String,
    /// When the policy was read that it is compared with.
    pub(crate) seen: Option<When>,
    /// The lines, or why there is no room.
    pub(crate) lines: Result<Vec<DiffLine>, String>,
}

/// Something that happened to a request, or will.
#[derive(Clone, Debug)]
pub(crate) struct Moment {
    pub(crate) what: &'static str,
    /// Who did it.
    pub(crate) by: Option<String>,
    pub(crate) when: When,
    /// What they wrote.
    pub(crate) words: Option<String>,
    /// Whether the page asks the visitor for an answer to it, and has the words there.
    pub(crate) is_asked: bool,
    pub(crate) is_to_come: bool,
}

/// The controls of the page's forms, with what was typed.
#[derive(Clone, Debug)]
pub(crate) struct Forms {
    pub(crate) answer_days: Line,
    pub(crate) renewal_days: Line,
    pub(crate) note: Words,
    pub(crate) renewal_reason: Words,
    pub(crate) give_back_reason: Words,
    /// What was typed into a form that is no longer there.
    pub(crate) stray: Option<String>,
}

/// A control that takes sentences.
#[derive(Clone, Debug)]
pub(crate) struct Words {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    pub(crate) label: &'static str,
    pub(crate) hint: &'static str,
    pub(crate) is_optional: bool,
    pub(crate) value: String,
    /// Why it does not fit.
    pub(crate) unfit: Option<String>,
}

//! Access given by the server itself: from the AWS account to "on", on one page.

use askama::Template;

use super::frame::{Frame, When};
use crate::automation::report::Asked;
use crate::grants::doctor::ExaminedVerdict;

/// The page of a tool's automation.
#[derive(Debug, Template)]
#[template(path = "automation.html")]
pub(crate) struct AutomationPage {
    pub(crate) frame: Frame,
    /// What the visitor has just done.
    pub(crate) done: Option<&'static str>,
    /// Why nothing was done, without a full stop.
    pub(crate) refusal: Option<String>,
    pub(crate) path: String,
    pub(crate) tool: String,
    pub(crate) action: String,
    /// Why there is nothing to do here, without a full stop.
    pub(crate) obstacle: Option<String>,
    pub(crate) steps: Option<Steps>,
}

/// AWS that is none.
#[derive(Debug)]
pub(crate) struct Simulated {
    /// Where an owner does what is done in the console of AWS; only a demo has such a page.
    pub(crate) console: Option<&'static str>,
}

/// The way there.
#[derive(Debug)]
pub(crate) struct Steps {
    /// The simulator, where this is no AWS.
    pub(crate) simulated: Option<Simulated>,
    pub(crate) account: String,
    pub(crate) region: String,
    pub(crate) repository: String,
    pub(crate) on: Option<On>,
    /// Whether the visitor maintains the tool, and not only administers the site.
    pub(crate) is_maintainer: bool,
    /// The visitor's connection to the account.
    pub(crate) begun: Option<Begun>,
}

/// Automation that is on.
#[derive(Debug)]
pub(crate) struct On {
    pub(crate) since: When,
    /// Whose connection it is.
    pub(crate) owner: String,
    /// Whether an approval of this moment is carried out by the server.
    pub(crate) holds: bool,
    /// Since when the repository cannot be kept, why, and what can be done.
    pub(crate) trouble: Option<(When, &'static str, &'static str)>,
    /// The repository's page.
    pub(crate) repository: String,
}

/// A connection that was begun.
#[derive(Debug)]
pub(crate) struct Begun {
    pub(crate) role_arn: String,
    pub(crate) external_id: String,
    /// What the role reaches; absent where there can be none, with why.
    pub(crate) role: Result<Role, String>,
    pub(crate) checked: Option<Checked>,
}

/// The role to make.
#[derive(Debug)]
pub(crate) struct Role {
    /// The ARNs of the repositories that it reaches.
    pub(crate) repositories: Vec<String>,
    /// Absent where it is a role that its owner has named, which none of them makes.
    pub(crate) ways: Option<Ways>,
    pub(crate) policies: Policies,
    /// What makes the role the only one that writes the policies.
    pub(crate) exclusive_statement: String,
}

/// Every way in which people make roles.
#[derive(Debug)]
pub(crate) struct Ways {
    /// The console of AWS with everything filled in.
    pub(crate) quick_create: Option<String>,
    /// Where the template can be downloaded.
    pub(crate) template: String,
    pub(crate) terraform: String,
    pub(crate) commands: String,
}

/// What a role needs, in JSON.
#[derive(Debug)]
pub(crate) struct Policies {
    pub(crate) trust: String,
    pub(crate) permissions: String,
}

/// What a check said.
#[derive(Debug)]
pub(crate) struct Checked {
    pub(crate) at: When,
    /// Whether the role is right, whatever was found of a repository.
    pub(crate) is_role_right: bool,
    /// Whether AWS did not say all that was asked about it.
    pub(crate) is_unanswered: bool,
    /// Whether all is right.
    pub(crate) is_right: bool,
    pub(crate) asked: Vec<Asked>,
}

impl ExaminedVerdict {
    /// How it is called.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Passed => "Right",
            Self::Warned => "Look out",
            Self::Failed => "Wrong",
            Self::Undecided => "Not known",
            Self::Skipped => "Not asked",
        }
    }

    /// How it is drawn.
    pub(crate) fn tone(self) -> &'static str {
        match self {
            Self::Passed => "active",
            Self::Warned | Self::Undecided => "waiting",
            Self::Failed => "wrong",
            Self::Skipped => "over",
        }
    }
}

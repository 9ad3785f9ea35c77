//! The form that asks for access to a private tool.

use std::borrow::Cow;

use askama::Template;
use wharfinger_core::access::AccessDraft;
use wharfinger_core::access::instructions::Step;
use wharfinger_core::report::{Field, Issue};

use super::control::{Control, Kind};
use super::findings::{SummaryLine, summary};
use super::frame::{FormScripts, Frame};
use super::proof::Proof;
use super::requests::Row;

/// The page that asks for access.
#[derive(Debug, Template)]
#[template(path = "ask.html")]
pub(crate) struct Ask<'a> {
    pub(crate) frame: Frame,
    pub(crate) form_scripts: FormScripts,
    /// The registries an operator added, for the browser; JSON that is safe inside a script element.
    pub(crate) registries_json: String,
    pub(crate) path: &'a str,
    pub(crate) host: &'a str,
    pub(crate) visibility_reason: String,
    pub(crate) tool: String,
    pub(crate) action: String,
    pub(crate) maintainers: Vec<String>,
    /// Where the visitor adds maintainers, if nobody else could answer.
    pub(crate) alone: Option<String>,
    /// Where the visitor proves who they are on AWS, if that can be.
    pub(crate) prove: Option<String>,
    /// What is proven of the principal, once it is known and who asks.
    pub(crate) proof: Option<Proof>,
    pub(crate) answer_days: u16,
    /// What to do on one's own side, once it is known for whom.
    pub(crate) own_side: Vec<Step>,
    /// Why whoever sent the form may not ask.
    pub(crate) turned: Option<String>,
    /// Why nothing was requested, where it is not about a field.
    pub(crate) refusal: Option<String>,
    /// The request that is in the way, if it is theirs.
    pub(crate) existing: Option<String>,
    /// Their requests for the tool that are not over, the newest first.
    pub(crate) open: Vec<Row>,
    /// Whether there are more than these.
    pub(crate) are_more_open: bool,
    pub(crate) form: Form<'a>,
}

/// What was typed, with its findings.
#[derive(Debug)]
pub(crate) struct Form<'a> {
    draft: &'a AccessDraft,
    issues: &'a [Issue],
    words: Words,
    /// Whether it was sent and refused, so that the summary is shown.
    is_refused: bool,
    /// The summary is drawn as for a registration, whose path may be taken; here none is.
    pub(crate) taken: Option<String>,
}

/// What a registry calls those whom it lets in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Words {
    /// The label of the control.
    pub(crate) label: Cow<'static, str>,
    /// What it takes; literals stand in backticks.
    pub(crate) hint: Cow<'static, str>,
}

impl<'a> Form<'a> {
    pub(crate) fn new(draft: &'a AccessDraft, issues: &'a [Issue], words: Words) -> Self {
        Self {
            draft,
            issues,
            words,
            is_refused: false,
            taken: None,
        }
    }

    /// The same form after it was sent and refused.
    #[must_use]
    pub(crate) fn refused(self) -> Self {
        Self {
            is_refused: true,
            ..self
        }
    }

    pub(crate) fn principal(&self) -> Control<'a> {
        let Words { label, hint } = self.words.clone();
        self.holding(Control::new(Field::Principal, label, hint, Kind::Path))
    }

    pub(crate) fn reason(&self) -> Control<'a> {
        let hint = "What you need the image for, in a sentence or two. The maintainers read it \
                    before they answer.";
        self.holding(Control::new(Field::Reason, "Reason", hint, Kind::Prose))
    }

    fn holding(&self, control: Control<'a>) -> Control<'a> {
        let field = Field::from_name(control.name).expect("controls are named like fields");
        control.holding(self.draft.get(field).unwrap_or_default(), self.issues)
    }

    /// Whether there is something to mend before it is sent again.
    pub(crate) fn has_summary(&self) -> bool {
        self.is_refused && self.issues.iter().any(Issue::is_error)
    }

    pub(crate) fn summary(&self) -> Vec<SummaryLine<'a>> {
        if self.is_refused {
            summary(self.issues)
        } else {
            Vec::new()
        }
    }
}

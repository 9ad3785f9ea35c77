//! What registries said about the images of tools, as it is remembered.

use wharfinger_core::evidence::{Drift, Evidence, Verdict};

use crate::{Action, Failure, NoticeKind, Timestamp, Tool, ToolId};

/// Tools from before evidence was kept that one lease takes up: a large installation is taken up within
/// hours, and other writes do not wait for it.
pub(crate) const TAKEN_UP_AT_ONCE: u32 = 100;

/// What is remembered of the image of a tool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Looked {
    /// The tool.
    pub tool: ToolId,
    /// The newest answer.
    pub newest: Evidence,
    /// The newest verdict that says who can pull the image, and when it was given: the newest answer may
    /// be that the registry was down.
    pub known: Option<(Verdict, Timestamp)>,
}

/// An image that whoever holds it is to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeasedLook {
    /// The tool that has it.
    pub tool: Tool,
    /// How often in a row nothing was found out about it.
    pub failures: u32,
}

/// What a lease of looks has come upon.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeasedLooks {
    /// What is to be looked at.
    pub leased: Vec<LeasedLook>,
    /// What was passed over because it is stored damaged: [`Failure::Corrupt`], the first
    /// [`DAMAGE_TOLD_MAX`](crate::DAMAGE_TOLD_MAX) of them. It stays due.
    pub damaged: Vec<Failure>,
}

/// What became of evidence that was to be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeping {
    /// It is kept, and says that the image has changed, or that it has not.
    Kept(Option<Drift>),
    /// It is not: the tool has another image by now, or newer evidence.
    PassedOver,
}

/// The verdict that is known after another look, and how it differs from the one that was.
pub(crate) fn known_after(
    before: Option<(Verdict, Timestamp)>,
    evidence: &Evidence,
) -> (Option<(Verdict, Timestamp)>, Option<Drift>) {
    if evidence.verdict.is_public().is_none() {
        return (before, None);
    }
    let drift = before.and_then(|(verdict, _)| Drift::between(verdict, evidence.verdict));
    (Some((evidence.verdict, evidence.at)), drift)
}

/// How often in a row nothing was found out, after another look.
pub(crate) const fn failures_after(before: u32, verdict: Verdict) -> u32 {
    match verdict.is_public() {
        Some(_) => 0,
        None => before.saturating_add(1),
    }
}

/// What the audit log calls it.
pub(crate) const fn action(drift: Drift) -> Action {
    match drift {
        Drift::Gone => Action::ImageGone,
        Drift::MadePublic => Action::ImageMadePublic,
        Drift::MadePrivate => Action::ImageMadePrivate,
    }
}

/// What maintainers are told of it.
pub(crate) const fn notice(drift: Drift, tool: ToolId) -> NoticeKind {
    match drift {
        Drift::Gone => NoticeKind::ImageGone(tool),
        Drift::MadePublic => NoticeKind::ImageMadePublic(tool),
        Drift::MadePrivate => NoticeKind::ImageMadePrivate(tool),
    }
}

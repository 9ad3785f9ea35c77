//! To maintainers: what they are to decide or do, and whether they are maintainers.

use wharfinger_core::evidence::Drift;
use wharfinger_store::Timestamp;

use super::{Words, day};
use crate::mail::contents::{HandTask, HoldCause};

const WHY: &str = "You get this mail because you maintain the tool.";

pub(super) fn access_requested(
    tool: &str,
    requester: &str,
    principal: &str,
    reason: &str,
    answer_by: Timestamp,
    link: &str,
) -> Words {
    Words::about(&format!("{requester} asks for access to {tool}"))
        .say(&format!("{requester} asks for access to {tool}, for:"))
        .exactly(principal)
        .say("The reason, in their words:")
        .quote(reason)
        .say(&format!(
            "{WHY} Without an answer before {}, the request lapses.",
            day(answer_by)
        ))
        .say("To approve or deny the request:")
        .exactly(link)
}

pub(super) fn needs_hand(tool: &str, task: HandTask, principal: &str, link: &str) -> Words {
    let (subject, what) = match task {
        HandTask::Grant => (
            format!("Give access to {tool} by hand"),
            format!(
                "Access to {tool} was approved, and its registry must be told by hand to let in:"
            ),
        ),
        HandTask::Remove => (
            format!("Take away access to {tool} by hand"),
            format!(
                "An access to {tool} is over, and its registry must be told by hand to let in no \
                 longer:"
            ),
        ),
    };
    Words::about(&subject)
        .say(&what)
        .exactly(principal)
        .say(WHY)
        .say("For the steps, and to say that it is done:")
        .exactly(link)
}

pub(super) fn image_changed(tool: &str, drift: Drift, registry: &str, link: &str) -> Words {
    let (subject, what, next) = match drift {
        Drift::Gone => (
            format!("The image of {tool} is gone"),
            format!("{registry} says that the image of {tool} is not there any more."),
            "Push it again, or change the tool to an image that is there; a tool that is over can be \
             archived.",
        ),
        Drift::MadePublic => (
            format!("Everybody can pull the image of {tool}"),
            format!(
                "{registry} lets everybody pull the image of {tool} now, which it did not before."
            ),
            "If that is not meant, make the repository private on its registry; if it is, make the \
             tool public.",
        ),
        Drift::MadePrivate => (
            format!("The image of {tool} can only be pulled after logging in"),
            format!(
                "{registry} lets nobody pull the image of {tool} any more who is not logged in."
            ),
            "If that is not meant, make the repository public on its registry; if it is, make the \
             tool private, so that people know whom to ask.",
        ),
    };
    Words::about(&subject)
        .say(&what)
        .say(&format!("{WHY} {next}"))
        .say("To see the tool:")
        .exactly(link)
}

pub(super) fn held(tool: &str, principal: &str, cause: HoldCause, link: &str) -> Words {
    let why = match cause {
        HoldCause::Refused => {
            "AWS does not know this principal. It was mistyped, or is deleted. Where it exists by \
             now, re-apply the policy; otherwise revoke the access."
        }
        HoldCause::Vanished => {
            "It was there, and somebody has taken it out. Where that was a mistake, re-apply the \
             policy; otherwise revoke the access."
        }
        HoldCause::NoRoom => {
            "The policy is full. Revoke access that nobody needs any more, or shorten other \
             statements; this access follows by itself."
        }
    };
    Words::about(&format!("An access to {tool} is not in effect"))
        .say(&format!(
            "The policy of the repository of {tool} on Amazon ECR does not let in:"
        ))
        .exactly(principal)
        .say(why)
        .say(WHY)
        .say("To look at the access:")
        .exactly(link)
}

pub(super) fn renewal_asked(
    tool: &str,
    requester: &str,
    principal: &str,
    reason: &str,
    until: Timestamp,
    link: &str,
) -> Words {
    Words::about(&format!("{requester} asks for longer access to {tool}"))
        .say(&format!(
            "{requester} asks for longer access to {tool}, for:"
        ))
        .exactly(principal)
        .say("The reason, in their words:")
        .quote(reason)
        .say(&format!(
            "{WHY} Without an answer, the access ends on {}.",
            day(until)
        ))
        .say("To renew the access, or decline:")
        .exactly(link)
}

pub(super) fn added(tool: &str, by: &str, link: &str) -> Words {
    Words::about(&format!("You maintain {tool}"))
        .say(&format!(
            "{by} made you a maintainer of {tool}. You can now change the tool, and you decide who \
             gets access; that is why you get this mail."
        ))
        .say("To see the tool, or to leave again:")
        .exactly(link)
}

pub(super) fn removed(tool: &str, link: &str) -> Words {
    Words::about(&format!("You no longer maintain {tool}"))
        .say(&format!(
            "Another maintainer or an administrator removed you as a maintainer of {tool}. You can no \
             longer change the tool or decide about access; you get this mail because until now you \
             could."
        ))
        .say("If that is a mistake, ask another maintainer. The tool:")
        .exactly(link)
}

pub(super) fn unanswered(tool: &str, requester: &str, link: &str) -> Words {
    Words::about(&format!("A request for access to {tool} lapsed"))
        .say(&format!(
            "No maintainer of {tool} answered the request of {requester} for access in time, so it has \
             lapsed. {requester} can ask again."
        ))
        .say(WHY)
        .say("To see the request:")
        .exactly(link)
}

pub(super) fn withdrawn(tool: &str, requester: &str, link: &str) -> Words {
    Words::about(&format!("{requester} no longer asks for access to {tool}"))
        .say(&format!(
            "{requester} took back the request for access to {tool}. There is nothing to do. {WHY}"
        ))
        .say("To see the request:")
        .exactly(link)
}

pub(super) fn given_back(
    tool: &str,
    requester: &str,
    reason: &str,
    by_hand: Option<&str>,
    link: &str,
) -> Words {
    let words = Words::about(&format!("{requester} gave back access to {tool}"))
        .say(&format!(
            "{requester} no longer needs access to {tool}, and gave it back."
        ))
        .say("The reason, in their words:")
        .quote(reason);
    match by_hand {
        None => words.say(WHY).say("There is nothing to do. The access:"),
        Some(principal) => words
            .say("The registry of the tool must be told by hand to let in no longer:")
            .exactly(principal)
            .say(WHY)
            .say("For the steps, and to say that it is done:"),
    }
    .exactly(link)
}

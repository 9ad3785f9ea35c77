//! To the holder of an access: how to use it, and how long.

use wharfinger_core::pull::PullInstructions;
use wharfinger_store::Timestamp;

use super::{Words, day};

const WHY: &str = "You get this mail because the access is yours.";
const WHY_OVER: &str = "You get this mail because the access was yours.";

pub(super) fn active(
    tool: &str,
    commands: &PullInstructions,
    until: Timestamp,
    link: &str,
) -> Words {
    let mut words = Words::about(&format!("Access to {tool} is active")).say(&format!(
        "Your access to {tool} is active, until {}. {WHY}",
        day(until)
    ));
    if let Some(login) = &commands.login {
        words = words.say("Log in:").exactly(login);
        if let Some(note) = &commands.login_note {
            words = words.say(note);
        }
    }
    words
        .say("Pull the image:")
        .exactly(&commands.pull)
        .say("These commands, and the state of the access:")
        .exactly(link)
}

pub(super) fn revoked(tool: &str, reason: &str, link: &str) -> Words {
    Words::about(&format!("Access to {tool} revoked"))
        .say(&format!("A maintainer of {tool} revoked your access."))
        .say("The reason, in their words:")
        .quote(reason)
        .say(WHY_OVER)
        .say("To see the details:")
        .exactly(link)
}

pub(super) fn ends_soon(tool: &str, until: Timestamp, is_asked: bool, link: &str) -> Words {
    let words = Words::about(&format!("Access to {tool} ends on {}", day(until))).say(&format!(
        "Your access to {tool} ends on {}. {WHY}",
        day(until)
    ));
    if is_asked {
        words
            .say("You have asked for more time, and no maintainer has answered yet.")
            .say("To see where it stands:")
    } else {
        words
            .say("If you need it for longer, ask for more time before it ends; a maintainer answers.")
            .say("To ask for more time:")
    }
    .exactly(link)
}

pub(super) fn ended(tool: &str, link: &str) -> Words {
    Words::about(&format!("Access to {tool} has ended"))
        .say(&format!(
            "The time of your access to {tool} is over, and it has ended. {WHY_OVER}"
        ))
        .say("If you still need it, ask again:")
        .exactly(link)
}

pub(super) fn renewed(tool: &str, until: Timestamp, link: &str) -> Words {
    Words::about(&format!("Access to {tool} renewed"))
        .say(&format!(
            "A maintainer of {tool} renewed your access; it lasts until {}. {WHY}",
            day(until)
        ))
        .say("There is nothing to do. The state of the access:")
        .exactly(link)
}

pub(super) fn renewal_declined(tool: &str, until: Timestamp, link: &str) -> Words {
    Words::about(&format!("Renewal of access to {tool} declined"))
        .say(&format!(
            "A maintainer of {tool} declined to renew your access; it ends on {}. {WHY}",
            day(until)
        ))
        .say("To see the details:")
        .exactly(link)
}

//! To the requester: what became of the request.

use wharfinger_store::Timestamp;

use super::{Words, day};

const WHY: &str = "You get this mail because you asked for access.";

pub(super) fn approved(tool: &str, note: Option<&str>, until: Timestamp, link: &str) -> Words {
    with_note(
        Words::about(&format!("Access to {tool} approved")).say(&format!(
            "A maintainer of {tool} approved your request, until {}. The access is being set up; \
             another mail comes with the commands as soon as they work.",
            day(until)
        )),
        note,
    )
    .say(WHY)
    .say("To follow it:")
    .exactly(link)
}

pub(super) fn denied(tool: &str, note: Option<&str>, link: &str) -> Words {
    with_note(
        Words::about(&format!("Access to {tool} denied"))
            .say(&format!("A maintainer of {tool} denied your request.")),
        note,
    )
    .say(WHY)
    .say("To see the request, or to ask again:")
    .exactly(link)
}

pub(super) fn lapsed(tool: &str, link: &str) -> Words {
    Words::about(&format!("Request for access to {tool} lapsed"))
        .say(&format!(
            "No maintainer of {tool} answered your request in time, so it has lapsed."
        ))
        .say(WHY)
        .say("To ask again:")
        .exactly(link)
}

fn with_note(words: Words, note: Option<&str>) -> Words {
    match note {
        Some(note) => words.say("The maintainer's words:").quote(note),
        None => words,
    }
}

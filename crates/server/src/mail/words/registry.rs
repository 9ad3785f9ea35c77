//! To whoever asked for a registry: what came of it.

use super::Words;

pub(super) fn answered(host: &str, is_accepted: bool, reason: &str, link: &str) -> Words {
    let (about, what) = if is_accepted {
        (
            format!("The registry {host} is supported now"),
            format!(
                "You asked for the registry {host}. It is supported now: register tools on it."
            ),
        )
    } else {
        (
            format!("The registry {host} is not going to be supported"),
            format!(
                "You asked for the registry {host}. It is not going to be supported. Tools on it can be \
                 registered all the same; only the general rules apply to them."
            ),
        )
    };
    Words::about(&about)
        .say(&what)
        .say("The administrator's words:")
        .quote(reason)
        .say("You get this mail because you support the request.")
        .say("To see the request:")
        .exactly(link)
}

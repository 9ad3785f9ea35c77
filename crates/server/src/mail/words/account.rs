//! To the holder of an address: links that confirm it or let in.

use wharfinger_store::Timestamp;

use super::{Words, minute};
use crate::mail::links::{PublicUrl, SecretPath};

pub(super) fn verify_contact(
    site: &PublicUrl,
    tool: &str,
    link: &SecretPath,
    until: Timestamp,
) -> Words {
    let host = site.host();
    Words::about(&format!("Confirm the contact address of {tool}"))
        .say(&format!(
            "You get this mail because somebody named this address as the contact of the tool \
             {tool} at {host}. The address is not shown to anybody; users ask for access without it."
        ))
        .say("If you do not know the tool, do nothing: the address is not used unless you confirm it.")
        .say(&format!(
            "To confirm it, open this link before {}:",
            minute(until)
        ))
        .exactly(&site.join(link.reveal()))
}

pub(super) fn verify_account(site: &PublicUrl, link: &SecretPath, until: Timestamp) -> Words {
    let host = site.host();
    Words::about("Confirm your e-mail address")
        .say(&format!(
            "You get this mail because somebody, probably you, named this address as that of their \
             account at {host}."
        ))
        .say("If it was not you, do nothing: the address is not used unless you confirm it.")
        .say(&format!(
            "To confirm it, open this link before {}:",
            minute(until)
        ))
        .exactly(&site.join(link.reveal()))
}

pub(super) fn set_password(
    site: &PublicUrl,
    is_first: bool,
    link: &SecretPath,
    until: Timestamp,
) -> Words {
    let host = site.host();
    let (subject, why, otherwise) = if is_first {
        (
            "Choose your password",
            format!(
                "You get this mail because somebody, probably you, asked for a password of the account \
                 at {host} that has this address. It has none yet."
            ),
            "If it was not you, do nothing: the account stays without a password.",
        )
    } else {
        (
            "Choose a new password",
            format!(
                "You get this mail because somebody, probably you, asked for a new password of the \
                 account at {host} that has this address."
            ),
            "If it was not you, do nothing: the password stays as it is.",
        )
    };
    Words::about(subject)
        .say(&why)
        .say(otherwise)
        .say(&format!(
            "To choose the password, open this link before {}. Whoever has the link can do so; do \
             not pass it on.",
            minute(until)
        ))
        .exactly(&site.join(link.reveal()))
}

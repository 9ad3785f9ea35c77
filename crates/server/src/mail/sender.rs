//! Whom letters come from.

use std::fmt;

use wharfinger_core::contact::{self, ContactEmail};
use wharfinger_core::report::Field;

use super::text::is_unseen;

/// Most characters of a sender's name; the same as of a line of text.
const NAME_CHARS_MAX: usize = super::limits::LINE_CHARS_MAX;

/// Name and address in a letter's `From`.
///
/// ```
/// use wharfinger_server::mail::Sender;
/// let sender = Sender::parse("Wharfinger <no-reply@example.org>").unwrap();
/// assert_eq!(sender.to_string(), "Wharfinger <no-reply@example.org>");
/// assert!(Sender::parse("Wharfinger").is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sender {
    pub(crate) name: Option<String>,
    pub(crate) address: ContactEmail,
}

/// Why a text is no sender.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotASender {
    /// What should be an address is none.
    #[error(
        "`{address}` cannot be sent from: {reason}; write it as in \
         `Wharfinger <no-reply@example.org>`"
    )]
    Address {
        /// What stands there.
        address: String,
        /// What the rules of addresses say.
        reason: String,
    },
    /// The name cannot be shown.
    #[error(
        "the name in front of the `<` must have at most {NAME_CHARS_MAX} characters, and none that \
         cannot be seen"
    )]
    Name,
}

impl Sender {
    /// Reads `ADDRESS`, or `NAME <ADDRESS>` with or without quotes around the name.
    pub fn parse(text: &str) -> Result<Self, NotASender> {
        let text = text.trim();
        let (name, address) = text
            .strip_suffix('>')
            .and_then(|text| text.rsplit_once('<'))
            .unwrap_or(("", text));
        let name = name.trim();
        let name = name
            .strip_prefix('"')
            .and_then(|name| name.strip_suffix('"'))
            .unwrap_or(name);
        if name.chars().count() > NAME_CHARS_MAX || name.chars().any(is_unseen) {
            return Err(NotASender::Name);
        }
        let address = contact::check(address, Field::ContactEmail).map_err(|issues| {
            let reason = issues.into_iter().next().map(|issue| issue.message);
            NotASender::Address {
                address: address.escape_debug().to_string(),
                reason: reason.map(String::from).unwrap_or_default(),
            }
        })?;
        Ok(Self {
            name: (!name.is_empty()).then(|| name.to_owned()),
            address,
        })
    }
}

impl fmt::Display for Sender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) => write!(f, "{name} <{}>", self.address),
            None => self.address.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn senders_are_read_as_operators_write_them() {
        for (text, shown) in [
            ("no-reply@example.org", "no-reply@example.org"),
            ("<no-reply@example.org>", "no-reply@example.org"),
            (" Our Wharf  <a@example.org> ", "Our Wharf <a@example.org>"),
            (
                "\"Wharf, Inc.\" <a@example.org>",
                "Wharf, Inc. <a@example.org>",
            ),
            ("Kai 埠頭 <a@example.org>", "Kai 埠頭 <a@example.org>"),
        ] {
            assert_eq!(Sender::parse(text).unwrap().to_string(), shown);
        }
    }

    #[test]
    fn what_is_no_sender_is_refused() {
        for text in [
            "",
            "Wharfinger",
            "Wharfinger <>",
            "Wharfinger <no-reply@localhost>",
            "Wharfinger <a@example.org",
            "a@example.org, b@example.org",
            "A <a@example.org\r\nBcc: b@example.org>",
        ] {
            let error = Sender::parse(text).unwrap_err();
            assert!(
                matches!(error, NotASender::Address { .. }),
                "{text}: {error}"
            );
            assert!(!error.to_string().contains('\n'));
        }
        let name = "A\r\nBcc: b@example.org <a@example.org>";
        assert_eq!(Sender::parse(name), Err(NotASender::Name));
        let long = format!("{} <a@example.org>", "a".repeat(NAME_CHARS_MAX + 1));
        assert_eq!(Sender::parse(&long), Err(NotASender::Name));
    }
}

//! Letters as they travel: headers, encoding, the envelope.

use std::fmt;
use std::time::SystemTime;

use lettre::Address;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, SinglePart};
use uuid::Uuid;
use wharfinger_core::contact::ContactEmail;
use wharfinger_store::Timestamp;

use super::links::PublicUrl;
use super::notice::Notice;
use super::sender::Sender;
use super::words::Words;

/// The id of a letter in the outbox. The same over all attempts, so that a mail program can tell
/// that it got a letter twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LetterId(Uuid);

impl LetterId {
    /// The id with these bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(Uuid::from_bytes(bytes))
    }

    /// Its bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 16] {
        self.0.as_bytes()
    }
}

/// Hyphenated, in lower case.
impl fmt::Display for LetterId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

/// A letter, ready to be handed over. ASCII throughout, so that every mail server takes it.
#[derive(Clone, PartialEq, Eq)]
pub struct Letter {
    id: LetterId,
    from: Address,
    to: Address,
    bytes: Vec<u8>,
}

impl Letter {
    /// Its id in the outbox.
    #[must_use]
    pub fn id(&self) -> LetterId {
        self.id
    }

    /// Headers and body, as RFC 5322 has them; without an end of line at the end.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(crate) fn from(&self) -> &Address {
        &self.from
    }

    pub(crate) fn to(&self) -> &Address {
        &self.to
    }
}

/// Its text may have a link that lets people in.
impl fmt::Debug for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Letter")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// Writes letters: knows whom they come from, and where their links lead.
///
/// ```
/// use wharfinger_core::{contact, report::Field};
/// use wharfinger_server::mail::{Composer, LetterId, LocalPath, Notice, PublicUrl, Sender};
/// use wharfinger_store::Timestamp;
///
/// let composer = Composer::new(
///     Sender::parse("Wharfinger <no-reply@example.org>").unwrap(),
///     PublicUrl::parse("https://tools.example.org").unwrap(),
/// );
/// let letter = composer.compose(
///     LetterId::from_bytes([7; 16]),
///     &contact::check("ada@example.com", Field::ContactEmail).unwrap(),
///     &Notice::AccessEnded {
///         tool: "quay.io/acme/aligner".to_owned(),
///         link: LocalPath::parse("/access/7").unwrap(),
///     },
///     Timestamp::from_micros(1_700_000_000_000_000),
/// );
/// let text = std::str::from_utf8(letter.as_bytes()).unwrap();
/// assert!(text.contains("\r\nSubject: Access to quay.io/acme/aligner has ended\r\n"));
/// assert!(text.ends_with("\r\n\r\nhttps://tools.example.org/access/7"));
/// ```
#[derive(Clone, Debug)]
pub struct Composer {
    from: Sender,
    site: PublicUrl,
}

impl Composer {
    /// A composer of letters from `from`, with links below `site`.
    #[must_use]
    pub fn new(from: Sender, site: PublicUrl) -> Self {
        Self { from, site }
    }

    /// The letter for a notice.
    #[must_use]
    #[expect(
        clippy::missing_panics_doc,
        reason = "it always has what must be there"
    )]
    pub fn compose(
        &self,
        id: LetterId,
        to: &ContactEmail,
        notice: &Notice,
        now: Timestamp,
    ) -> Letter {
        let words = Words::of(notice, &self.site);
        let (from, to) = (address(&self.from.address), address(to));
        let message = Message::builder()
            .from(Mailbox::new(self.from.name.clone(), from.clone()))
            .to(Mailbox::new(None, to.clone()))
            .subject(words.subject())
            .date(SystemTime::from(now))
            .message_id(Some(format!("<{id}@{}>", self.site.host())))
            // No out-of-office answers, please (RFC 3834 section 5).
            .raw_header(HeaderValue::new(
                HeaderName::new_from_ascii_str("Auto-Submitted"),
                "auto-generated".to_owned(),
            ))
            .singlepart(SinglePart::plain(words.text().to_owned()))
            .expect("a letter with one sender and one recipient can be built");
        let bytes = message.formatted();
        Letter {
            id,
            from,
            to,
            // The transport ends the last line.
            bytes: bytes.trim_ascii_end().to_vec(),
        }
    }
}

/// The rules of contacts are stricter than those of mail: no space, bracket or line end passes, so
/// there is nothing to check a second time.
fn address(contact: &ContactEmail) -> Address {
    let text = contact.as_str();
    let (user, domain) = text.rsplit_once('@').unwrap_or((text, ""));
    Address::new_dangerous(user, domain)
}

#[cfg(test)]
mod tests {
    use wharfinger_core::contact;
    use wharfinger_core::report::Field;

    use super::*;
    use crate::mail::LocalPath;

    fn email(text: &str) -> ContactEmail {
        contact::check(text, Field::ContactEmail).unwrap()
    }

    fn requested(tool: &str, requester: &str, reason: &str) -> Notice {
        Notice::AccessRequested {
            tool: tool.to_owned(),
            requester: requester.to_owned(),
            principal: "adalovelace".to_owned(),
            reason: reason.to_owned(),
            answer_by: Timestamp::from_micros(1_798_000_000_000_000),
            link: LocalPath::parse("/access/7").unwrap(),
        }
    }

    fn compose(notice: &Notice) -> String {
        let composer = Composer::new(
            Sender::parse("Wharf <no-reply@example.org>").unwrap(),
            PublicUrl::parse("https://tools.example.org:8443").unwrap(),
        );
        let letter = composer.compose(
            LetterId::from_bytes([0xab; 16]),
            &email("ada+wharf@example.com"),
            notice,
            Timestamp::from_micros(1_795_435_200_000_000),
        );
        String::from_utf8(letter.as_bytes().to_vec()).unwrap()
    }

    /// The names of a letter's headers, and what is behind the empty line.
    fn parts(letter: &str) -> (Vec<&str>, &str) {
        let (head, body) = letter.split_once("\r\n\r\n").unwrap();
        let names = head
            .split("\r\n")
            .filter(|line| !line.starts_with([' ', '\t']))
            .map(|line| line.split_once(": ").unwrap().0)
            .collect();
        (names, body)
    }

    const HEADERS: [&str; 9] = [
        "From",
        "To",
        "Subject",
        "Date",
        "Message-ID",
        "Auto-Submitted",
        "MIME-Version",
        "Content-Type",
        "Content-Transfer-Encoding",
    ];

    #[test]
    fn a_letter_to_the_byte() {
        let notice = requested("quay.io/acme/aligner", "Ada", "To align.");
        assert_eq!(
            compose(&notice),
            "From: Wharf <no-reply@example.org>\r\n\
             To: ada+wharf@example.com\r\n\
             Subject: Ada asks for access to quay.io/acme/aligner\r\n\
             Date: Mon, 23 Nov 2026 12:00:00 +0000\r\n\
             Message-ID: <abababab-abab-abab-abab-abababababab@tools.example.org>\r\n\
             Auto-Submitted: auto-generated\r\n\
             MIME-Version: 1.0\r\n\
             Content-Type: text/plain; charset=utf-8\r\n\
             Content-Transfer-Encoding: 7bit\r\n\
             \r\n\
             Ada asks for access to quay.io/acme/aligner, for:\r\n\
             \r\n\
             adalovelace\r\n\
             \r\n\
             The reason, in their words:\r\n\
             \r\n\
             > To align.\r\n\
             \r\n\
             You get this mail because you maintain the tool. Without an answer\r\n\
             before 2026-12-23, the request lapses.\r\n\
             \r\n\
             To approve or deny the request:\r\n\
             \r\n\
             https://tools.example.org:8443/access/7"
        );
    }

    #[test]
    fn nothing_that_people_write_becomes_a_header() {
        let tool = "quay.io/acme/a\r\nBcc: evil@example.net\r\n\r\nbody";
        for end in ["\r\n", "\n", "\r", "\u{85}", "\u{2028}", "\u{0b}", "\0"] {
            let name = format!("Ada{end}Bcc: evil@example.net{end}{end}body");
            for notice in [requested(tool, &name, &name), requested("a/b", &name, "é")] {
                let letter = compose(&notice);
                assert_eq!(parts(&letter).0, HEADERS, "{letter}");
                assert!(letter.is_ascii());
                assert!(!letter.replace("\r\n", "").contains(['\r', '\n', '\0']));
            }
        }
    }

    #[test]
    fn text_beyond_ascii_travels_as_ascii() {
        let notice = requested("quay.io/acme/aligner", "Åsa Öberg", "Für die Übung 🦀");
        let letter = compose(&notice);
        let (names, body) = parts(&letter);
        assert_eq!(names, HEADERS);
        assert!(letter.is_ascii());
        assert!(letter.contains("\r\nContent-Transfer-Encoding: quoted-printable\r\n"));
        assert!(
            body.contains("> F=C3=BCr die =C3=9Cbung =F0=9F=A6=80"),
            "{body}"
        );
    }

    #[test]
    fn lines_are_as_short_as_mail_needs_them() {
        let long = "a".repeat(4_000);
        for notice in [requested(&long, &long, &long), requested(&long, "Å", &long)] {
            let letter = compose(&notice);
            // RFC 5322 section 2.1.1.
            assert!(
                letter.split("\r\n").all(|line| line.len() <= 998),
                "{letter}"
            );
        }
    }

    #[test]
    fn every_contact_is_an_address_to_the_mail_library_too() {
        for text in [
            "ada@example.org",
            "!$'*+/=^_`{|}~.-@example.org",
            "0@xn--bcher-kva.example",
            &format!("{}@{}.org", "a".repeat(64), "b".repeat(63)),
        ] {
            let ours = address(&email(text));
            assert_eq!(ours.to_string().parse::<Address>().unwrap(), ours);
        }
    }

    #[test]
    fn a_letter_is_not_shown_by_accident() {
        let composer = Composer::new(
            Sender::parse("no-reply@example.org").unwrap(),
            PublicUrl::parse("https://tools.example.org").unwrap(),
        );
        let letter = composer.compose(
            LetterId::from_bytes([1; 16]),
            &email("ada@example.com"),
            &Notice::VerifyAccount {
                link: LocalPath::parse("/verify?token=swordfish").unwrap().into(),
                until: Timestamp::MAX,
            },
            Timestamp::MIN,
        );
        assert!(!format!("{letter:?}").contains("swordfish"));
    }
}

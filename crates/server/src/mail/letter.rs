//! Letters as they travel: headers, encoding, the envelope.

use std::fmt;
use std::time::SystemTime;

use lettre::Address;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, SinglePart};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;
use wharfinger_core::contact::ContactEmail;
use wharfinger_store::{Notice, Timestamp};

use super::contents::Contents;
use super::links::PublicUrl;
use super::sender::Sender;
use super::words::Words;

/// The id of a letter. The same over all attempts and servers, so that a mail program can tell that it
/// got a letter twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LetterId(Uuid);

impl LetterId {
    /// The id of the letter about a notice. Notices are numbered from 1 in every installation, so the
    /// time goes into it as well; what it is made of cannot be told from it.
    #[must_use]
    pub fn of(notice: &Notice) -> Self {
        let digest: [u8; 32] = Sha256::new()
            .chain_update("wharfinger letter 1 ")
            .chain_update(notice.id.0.to_be_bytes())
            .chain_update(notice.created_at.as_micros().to_be_bytes())
            .finalize()
            .into();
        let bytes = std::array::from_fn(|at| digest[at]);
        // Version 8 is for ids that are made in a way of one's own (RFC 9562, section 5.8).
        Self(uuid::Builder::from_custom_bytes(bytes).into_uuid())
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
    /// Its id.
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
/// use wharfinger_server::mail::{Composer, Contents, LetterId, LocalPath, PublicUrl, Sender};
/// # use wharfinger_store::{Mail, Notice, NoticeId, NoticeKind, OPERATOR, Recipient};
/// use wharfinger_store::{RequestId, Timestamp, Uuid};
///
/// # let at = Timestamp::from_micros(1_700_000_000_000_000);
/// # let request = RequestId::from_uuid(Uuid::from_u128(7));
/// # let notice = Notice {
/// #     id: NoticeId(1),
/// #     to: Recipient::Account(OPERATOR),
/// #     kind: NoticeKind::Denied(request),
/// #     created_at: at,
/// #     read_at: None,
/// #     mail: Mail::Due { at, attempts: 0 },
/// #     retried_at: None,
/// # };
/// let composer = Composer::new(
///     Sender::parse("Wharfinger <no-reply@example.org>").unwrap(),
///     PublicUrl::parse("https://tools.example.org").unwrap(),
/// );
/// let letter = composer.compose(
///     LetterId::of(&notice),
///     &contact::check("ada@example.com", Field::ContactEmail).unwrap(),
///     &Contents::RequestDenied {
///         tool: "quay.io/acme/aligner".to_owned(),
///         note: None,
///         link: LocalPath::request(request),
///     },
///     Timestamp::from_micros(1_700_000_000_000_000),
/// );
/// let text = std::str::from_utf8(letter.as_bytes()).unwrap();
/// assert!(text.contains("\r\nSubject: Access to quay.io/acme/aligner denied\r\n"));
/// assert!(text.ends_with("\r\n\r\nhttps://tools.example.org/requests/00000000-0000-0000-0000-000000000007"));
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

    /// The letter with these contents.
    #[must_use]
    #[expect(
        clippy::missing_panics_doc,
        reason = "it always has what must be there"
    )]
    pub fn compose(
        &self,
        id: LetterId,
        to: &ContactEmail,
        contents: &Contents,
        now: Timestamp,
    ) -> Letter {
        let words = Words::of(contents, &self.site);
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
    use wharfinger_store::{Mail, NoticeId, NoticeKind, OPERATOR, Recipient, RequestId};

    use super::*;
    use crate::mail::{LocalPath, SecretPath};
    use crate::seams::System;
    use crate::secret::{Kind, Secret};

    /// 2026-11-23T12:00:00Z.
    const NOON: Timestamp = Timestamp::from_micros(1_795_435_200_000_000);

    fn notice(number: i64, created_at: Timestamp) -> Notice {
        Notice {
            id: NoticeId(number),
            to: Recipient::Account(OPERATOR),
            kind: NoticeKind::ResetPassword(OPERATOR),
            created_at,
            read_at: None,
            mail: Mail::Due {
                at: created_at,
                attempts: 0,
            },
            retried_at: None,
        }
    }

    #[test]
    fn a_letter_keeps_its_id_and_shares_it_with_no_other() {
        let first = notice(1, NOON);
        let id = LetterId::of(&first);
        let tried = Notice {
            mail: Mail::Due {
                at: Timestamp::MAX,
                attempts: 7,
            },
            ..first
        };
        assert_eq!(LetterId::of(&tried), id);
        assert_ne!(LetterId::of(&notice(2, NOON)), id);
        // The first of another installation.
        assert_ne!(LetterId::of(&notice(1, Timestamp::MAX)), id);
        // Letters are on their way when the server is updated: the spelling never changes. (Computed
        // with another SHA-256.)
        assert_eq!(id.to_string(), "17db9c8a-37fe-8654-bdfa-85ed6b20c892");
    }

    fn email(text: &str) -> ContactEmail {
        contact::check(text, Field::ContactEmail).unwrap()
    }

    fn requested(tool: &str, requester: &str, reason: &str) -> Contents {
        Contents::AccessRequested {
            tool: tool.to_owned(),
            requester: requester.to_owned(),
            principal: "adalovelace".to_owned(),
            reason: reason.to_owned(),
            answer_by: Timestamp::from_micros(1_798_000_000_000_000),
            link: LocalPath::request(RequestId::from_uuid(Uuid::from_u128(7))),
        }
    }

    fn compose(contents: &Contents) -> String {
        let composer = Composer::new(
            Sender::parse("Wharf <no-reply@example.org>").unwrap(),
            PublicUrl::parse("https://tools.example.org:8443").unwrap(),
        );
        let letter = composer.compose(
            LetterId::of(&notice(1, NOON)),
            &email("ada+wharf@example.com"),
            contents,
            NOON,
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
        let contents = requested("quay.io/acme/aligner", "Ada", "To align.");
        assert_eq!(
            compose(&contents),
            "From: Wharf <no-reply@example.org>\r\n\
             To: ada+wharf@example.com\r\n\
             Subject: Ada asks for access to quay.io/acme/aligner\r\n\
             Date: Mon, 23 Nov 2026 12:00:00 +0000\r\n\
             Message-ID: <17db9c8a-37fe-8654-bdfa-85ed6b20c892@tools.example.org>\r\n\
             Auto-Submitted: auto-generated\r\n\
             MIME-Version: 1.0\r\n\
             Content-Type: text/plain; charset=utf-8\r\n\
             Content-Transfer-Encoding: quoted-printable\r\n\
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
             https://tools.example.org:8443/requests/00000000-0000-0000-0000-000000000007"
        );
    }

    #[test]
    fn nothing_that_people_write_becomes_a_header() {
        let tool = "quay.io/acme/a\r\nBcc: evil@example.net\r\n\r\nbody";
        for end in ["\r\n", "\n", "\r", "\u{85}", "\u{2028}", "\u{0b}", "\0"] {
            let name = format!("Ada{end}Bcc: evil@example.net{end}{end}body");
            for contents in [requested(tool, &name, &name), requested("a/b", &name, "é")] {
                let letter = compose(&contents);
                assert_eq!(parts(&letter).0, HEADERS, "{letter}");
                assert!(letter.is_ascii());
                assert!(!letter.replace("\r\n", "").contains(['\r', '\n', '\0']));
            }
        }
    }

    #[test]
    fn text_beyond_ascii_travels_as_ascii() {
        let contents = requested("quay.io/acme/aligner", "Åsa Öberg", "Für die Übung 🦀");
        let letter = compose(&contents);
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
        for contents in [requested(&long, &long, &long), requested(&long, "Å", &long)] {
            let letter = compose(&contents);
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
        let secret = Secret::generate(Kind::Link, &System);
        let letter = composer.compose(
            LetterId::of(&notice(1, NOON)),
            &email("ada@example.com"),
            &Contents::VerifyAccount {
                link: SecretPath::verify(&secret),
                until: Timestamp::MAX,
            },
            Timestamp::MIN,
        );
        assert!(!format!("{letter:?}").contains(secret.reveal()));
    }
}

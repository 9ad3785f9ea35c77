//! What a failure on the way means for the letter.
//!
//! The letter is at fault only where the server refused its recipient or its content for good. All
//! else is trouble of the server or of our settings, and the letter waits until it is over.

use super::limits::REASON_CHARS_MAX;
use super::text::shortened;
use super::transport::SendError;

/// What stands for an address in the text of a reply.
const HIDDEN: &str = "<address>";

/// How far the conversation with the server came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Name, connection, greeting, TLS.
    Open,
    /// User and password.
    Login,
    /// Whom the letter is from.
    Sender,
    /// Whom it is to.
    Recipient,
    /// The letter itself.
    Content,
}

/// A failure: the reply of the server, or why there was none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) stage: Stage,
    /// The code of the reply, if one came.
    pub(crate) code: Option<u16>,
    /// The text of the reply, or what broke.
    pub(crate) text: String,
}

impl Refusal {
    pub(crate) fn of(stage: Stage, error: &lettre::transport::smtp::Error) -> Self {
        use std::error::Error as _;
        let code = error.status().map(u16::from);
        let text = match (code, error.source()) {
            (Some(_), Some(reply)) => reply.to_string(),
            _ => error.to_string(),
        };
        Self { stage, code, text }
    }

    /// The same without addresses and without the name in front of the recipient's `@`: servers repeat whom a
    /// letter is to, some say where they would forward it, and more people read the log than know that.
    pub(crate) fn without_addresses(self, recipient: &str) -> Self {
        let user = recipient
            .rsplit_once('@')
            .map_or(recipient, |(user, _)| user);
        let words = self.text.split_whitespace().map(|word| {
            if word.contains('@') || names(word, user) {
                HIDDEN
            } else {
                word
            }
        });
        let text = words.collect::<Vec<_>>().join(" ");
        Self { text, ..self }
    }

    /// Whether the operator must change something before any letter can be sent.
    pub(crate) fn is_for_the_operator(&self) -> bool {
        match self.stage {
            Stage::Login => !self.is_transient_reply(),
            Stage::Open | Stage::Sender => self.is_permanent_reply(),
            Stage::Recipient | Stage::Content => self.asks_for_login(),
        }
    }

    /// What it means for the letter.
    pub(crate) fn into_error(self, server: &str) -> SendError {
        let is_permanent = match self.stage {
            Stage::Recipient | Stage::Content => {
                self.is_permanent_reply() && !self.asks_for_login()
            }
            Stage::Open | Stage::Login | Stage::Sender => false,
        };
        let reason = shortened(&self.describe(server), REASON_CHARS_MAX);
        if is_permanent {
            SendError::Permanent { reason }
        } else {
            SendError::Transient { reason }
        }
    }

    pub(crate) fn describe(&self, server: &str) -> String {
        let Self { stage, code, text } = self;
        match (stage, code) {
            // The text could repeat what was sent, the password among it.
            (Stage::Login, Some(code)) => {
                format!("the mail server `{server}` refused user and password with {code}")
            }
            (Stage::Login, None) => {
                format!("the mail server `{server}` has no login that we know, or broke off in it")
            }
            (stage, Some(code)) => {
                let what = match stage {
                    Stage::Sender => "the sender",
                    Stage::Recipient => "the recipient",
                    Stage::Content => "the letter",
                    Stage::Open | Stage::Login => "the connection",
                };
                format!("the mail server `{server}` refused {what} with {code}: {text}")
            }
            (Stage::Open, None) => {
                format!("the mail server `{server}` cannot be reached: {text}")
            }
            (Stage::Content, None) => {
                format!("the mail server `{server}` did not say whether it took the letter: {text}")
            }
            (_, None) => format!("the connection to the mail server `{server}` broke: {text}"),
        }
    }

    fn is_transient_reply(&self) -> bool {
        self.code.is_some_and(|code| (400..500).contains(&code))
    }

    fn is_permanent_reply(&self) -> bool {
        self.code.is_some_and(|code| (500..600).contains(&code))
    }

    /// Authentication is required, too weak, wrong, or needs encryption first (RFC 4954 section 6, and
    /// RFC 2554 section 6 before it).
    fn asks_for_login(&self) -> bool {
        matches!(self.code, Some(530 | 534 | 535 | 538))
    }
}

/// Whether a word of a reply is a user's name, or holds it between marks.
fn names(word: &str, user: &str) -> bool {
    let is_mark = |c: char| !(c.is_alphanumeric() || ".!#$%&*+-/?^_{|}~".contains(c));
    let pieces = word.split(is_mark);
    let mut bare = pieces.map(|piece| piece.trim_end_matches(['.', '!', '?']));
    bare.any(|piece| piece.eq_ignore_ascii_case(user))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whom_a_letter_is_to_is_not_told() {
        for (said, told) in [
            (
                "5.1.1 <Ada.L@example.org>: Recipient address rejected",
                "5.1.1 <address> Recipient address rejected",
            ),
            ("User ada.l unknown.", "User <address> unknown."),
            ("no mailbox (ADA.L).", "no mailbox <address>"),
            (
                "relayed to ada@private.example; refused there",
                "relayed to <address> refused there",
            ),
            (
                "5.2.2 Mailbox full, try ada later",
                "5.2.2 Mailbox full, try ada later",
            ),
        ] {
            let refusal = Refusal {
                stage: Stage::Recipient,
                code: Some(550),
                text: said.to_owned(),
            };
            assert_eq!(refusal.without_addresses("ada.l@example.org").text, told);
        }
    }

    fn refusal(stage: Stage, code: Option<u16>) -> Refusal {
        Refusal {
            stage,
            code,
            text: "swordfish".to_owned(),
        }
    }

    #[test]
    fn only_recipient_and_content_are_refused_for_good() {
        use Stage::*;
        for stage in [Open, Login, Sender, Recipient, Content] {
            for code in [
                None,
                Some(421),
                Some(450),
                Some(454),
                Some(530),
                Some(535),
                Some(550),
            ] {
                let is_permanent = matches!(
                    refusal(stage, code).into_error("h:25"),
                    SendError::Permanent { .. }
                );
                let expected = matches!(stage, Recipient | Content) && code == Some(550);
                assert_eq!(is_permanent, expected, "{stage:?} {code:?}");
            }
        }
    }

    #[test]
    fn the_operator_is_told_what_only_they_can_mend() {
        use Stage::*;
        for (stage, code, expected) in [
            (Open, None, false),
            (Open, Some(421), false),
            (Open, Some(554), true),
            (Login, None, true),
            (Login, Some(454), false),
            (Login, Some(535), true),
            (Sender, Some(451), false),
            (Sender, Some(553), true),
            (Recipient, Some(550), false),
            (Recipient, Some(530), true),
            (Content, Some(554), false),
        ] {
            let found = refusal(stage, code).is_for_the_operator();
            assert_eq!(found, expected, "{stage:?} {code:?}");
        }
    }

    #[test]
    fn a_login_is_refused_without_repeating_anything() {
        for code in [None, Some(535)] {
            let error = refusal(Stage::Login, code).into_error("h:25");
            assert!(!error.to_string().contains("swordfish"), "{error}");
        }
    }

    #[test]
    fn a_reason_is_one_line_that_ends() {
        let refusal = Refusal {
            stage: Stage::Recipient,
            code: Some(550),
            text: format!("5.1.1 no\r\nsuch user {}", "x".repeat(10_000)),
        };
        let reason = refusal.into_error("mail.example.org:25").to_string();
        let start = "the mail server `mail.example.org:25` refused the recipient with 550: 5.1.1 no such user xxx";
        assert!(reason.starts_with(start), "{reason}");
        assert_eq!(reason.chars().count(), REASON_CHARS_MAX);
    }
}

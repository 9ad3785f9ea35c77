//! What a server answered.

use anyhow::Context as _;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::ServerAddress;

/// Most characters of a refusal that are shown: a few lines of a terminal.
const REFUSAL_CHARS_MAX: usize = 500;

/// An answer, whatever its status is.
pub(crate) struct Answer {
    pub(super) server: ServerAddress,
    pub(crate) status: u16,
    /// When to come back, where the server says so.
    pub(crate) retry_after_seconds: Option<u64>,
    pub(super) body: Vec<u8>,
}

/// A refusal: a problem document (RFC 9457), or in the words of OAuth (RFC 6749, 5.2).
#[derive(Default, Deserialize)]
#[serde(default)]
struct Refusal {
    title: Option<String>,
    detail: Option<String>,
    error: Option<String>,
    error_description: Option<String>,
}

impl Answer {
    /// An answer of some server.
    #[cfg(test)]
    pub(crate) fn of(status: u16, body: &str) -> Self {
        Self {
            server: "https://tools.example.org".parse().expect("an origin"),
            status,
            retry_after_seconds: None,
            body: body.into(),
        }
    }

    /// Whether it is what was asked for.
    pub(crate) const fn is_success(&self) -> bool {
        matches!(self.status, 200..=299)
    }

    /// The document in it.
    pub(crate) fn json<T: DeserializeOwned>(&self) -> anyhow::Result<T> {
        serde_json::from_slice(&self.body).with_context(|| {
            format!(
                "`{}` answered with what cannot be read; is it a Wharfinger server, and of this version?",
                self.server
            )
        })
    }

    /// The document in it; where it is a refusal, why.
    pub(crate) fn into_json<T: DeserializeOwned>(self) -> anyhow::Result<T> {
        anyhow::ensure!(self.is_success(), self.refusal());
        self.json()
    }

    /// The name of an error of OAuth; empty where it is another one.
    pub(crate) fn error(&self) -> String {
        self.read_refusal().error.unwrap_or_default()
    }

    /// Why it was refused, as it can be shown.
    pub(crate) fn refusal(&self) -> String {
        let refusal = self.read_refusal();
        let said = refusal
            .error_description
            .or(refusal.detail)
            .or(refusal.title)
            .or(refusal.error);
        match said {
            Some(said) => format!("`{}` refused: {}", self.server, shown(&said)),
            None => format!(
                "`{}` answered with the status {}; is it a Wharfinger server?",
                self.server, self.status
            ),
        }
    }

    fn read_refusal(&self) -> Refusal {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

/// A text of a server as it can be shown: on one line, without what moves the cursor, and not endless.
pub(crate) fn shown(text: &str) -> String {
    let visible = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    visible.take(REFUSAL_CHARS_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, body: &str) -> Answer {
        Answer::of(status, body)
    }

    #[test]
    fn a_refusal_is_said_in_the_words_of_the_server() {
        for (body, expected) in [
            (
                r#"{"title": "Too many", "detail": "come back in 3 s"}"#,
                "`https://tools.example.org` refused: come back in 3 s",
            ),
            (
                r#"{"error": "invalid_grant", "error_description": "it is used\u001b[2J"}"#,
                "`https://tools.example.org` refused: it is used [2J",
            ),
            (
                "<html>",
                "`https://tools.example.org` answered with the status 400; is it a Wharfinger server?",
            ),
            (
                "[]",
                "`https://tools.example.org` answered with the status 400; is it a Wharfinger server?",
            ),
        ] {
            assert_eq!(answer(400, body).refusal(), expected);
            let refused = answer(400, body).into_json::<u32>().unwrap_err();
            assert_eq!(refused.to_string(), expected);
        }
        assert_eq!(
            answer(400, r#"{"error": "slow_down"}"#).error(),
            "slow_down"
        );
        assert_eq!(answer(200, "7").into_json::<u32>().unwrap(), 7);
        let unread = answer(200, "x").into_json::<u32>().unwrap_err();
        assert!(unread.to_string().contains("cannot be read"), "{unread}");
    }

    #[test]
    fn a_long_refusal_is_cut_short() {
        let body = format!(r#"{{"detail": "{}"}}"#, "x".repeat(10_000));
        assert!(answer(400, &body).refusal().len() < 600);
    }
}

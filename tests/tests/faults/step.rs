//! One request that changes something, and can be sent again until it is answered.

use std::io;

use wharfinger_tests::http::{Answer, Connection};

/// How the names of all steps begin, by which the audit log tells them from what prepares the tests.
pub(crate) const PREFIX: &str = "step-";

/// A request to the API.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    /// Its `Idempotency-Key` and its `X-Request-Id`, which the audit log repeats.
    pub(crate) name: String,
    pub(crate) bearer: String,
    pub(crate) method: &'static str,
    pub(crate) path: String,
    pub(crate) if_match: Option<String>,
    pub(crate) body: String,
    /// The status it is answered with when nothing is wrong, each time it is sent.
    pub(crate) expected: u16,
}

impl Step {
    /// Sends it, for the first time or again.
    pub(crate) fn send(&self, connection: &mut Connection) -> io::Result<Answer> {
        let mut headers = vec![
            ("authorization", self.bearer.as_str()),
            ("idempotency-key", &self.name),
            ("x-request-id", &self.name),
        ];
        if let Some(tag) = &self.if_match {
            headers.push(("if-match", tag));
        }
        connection.ask(self.method, &self.path, &headers, &self.body)
    }

    /// Whether it changes something, exactly once.
    pub(crate) fn writes(&self) -> bool {
        self.expected < 300
    }
}

//! What a registry said about an image, in words.

use wharfinger_core::evidence::Verdict;
use wharfinger_store::Timestamp;

use super::frame::When;
use crate::tools::known::Seen;

/// What a registry said, and what is held against the tool by it.
#[derive(Debug)]
pub(crate) struct Evidence {
    pub(crate) host: String,
    /// What it said, behind "that"; absent where there was no answer.
    pub(crate) said: Option<&'static str>,
    pub(crate) when: When,
    /// What there is to say where there was no answer, without a full stop.
    pub(crate) unknown: String,
    /// What it said before it gave no answer.
    pub(crate) before: Option<(&'static str, When)>,
    pub(crate) concern: Option<Concern>,
}

/// What is held against a tool.
#[derive(Debug)]
pub(crate) struct Concern {
    pub(crate) code: &'static str,
    /// Without a full stop, as the help.
    pub(crate) message: String,
    pub(crate) help: Option<String>,
}

impl Evidence {
    pub(crate) fn new(host: &str, seen: &Seen, when: impl Fn(Timestamp) -> When) -> Self {
        let newest = &seen.looked.newest;
        let said = newest.verdict.clause();
        let known = seen.looked.known.filter(|_| said.is_none());
        let before = known.and_then(|(verdict, at)| Some((Verdict::clause(verdict)?, when(at))));
        Self {
            host: host.to_owned(),
            said,
            when: when(newest.at),
            unknown: newest.verdict.to_string(),
            before,
            concern: seen.issue.as_ref().map(|issue| Concern {
                code: issue.code.as_str(),
                message: issue.message.to_string(),
                help: issue.help.as_deref().map(str::to_owned),
            }),
        }
    }
}

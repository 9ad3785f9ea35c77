//! Who did what.

use askama::Template;

use super::frame::{Frame, When};
use super::line::Line;
use super::requests::Pages;

/// The page of the audit log.
#[derive(Debug, Template)]
#[template(path = "audit.html")]
pub(crate) struct Audit {
    pub(crate) frame: Frame,
    /// The path of the tool that is shown alone, and its page.
    pub(crate) tool: Option<(String, String)>,
    pub(crate) tool_line: Line,
    pub(crate) actor_line: Line,
    pub(crate) is_filtered: bool,
    pub(crate) entries: Vec<Entry>,
    pub(crate) left_out: usize,
    pub(crate) pages: Pages,
}

/// An entry.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) number: u64,
    pub(crate) when: When,
    /// Who, or the server itself.
    pub(crate) actor: String,
    /// What the log calls it.
    pub(crate) action: &'static str,
    /// To what.
    pub(crate) subject: String,
    /// Where that lies, if it has a page.
    pub(crate) href: Option<String>,
    /// The tool that it is about.
    pub(crate) path: Option<String>,
    /// When that ends which was given.
    pub(crate) until: Option<When>,
    pub(crate) request_id: String,
    pub(crate) before: Option<String>,
    pub(crate) after: String,
    pub(crate) hash: String,
}

/// The beginning of a hash: enough to tell two apart by eye.
const HASH_SHOWN: usize = 12;

impl Entry {
    fn hashes(&self) -> Vec<(&'static str, &str, &str)> {
        let before = self.before.as_deref().map(|hash| ("before", hash));
        let hashes = [
            before,
            Some(("after", &*self.after)),
            Some(("entry", &*self.hash)),
        ];
        let shown = |(name, hash): (&'static str, _)| (name, hash, shortened(hash));
        hashes.into_iter().flatten().map(shown).collect()
    }
}

fn shortened(hash: &str) -> &str {
    hash.get(..HASH_SHOWN).unwrap_or(hash)
}

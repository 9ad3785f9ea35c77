//! A repository whose policy is kept.

use askama::Template;
use wharfinger_core::policy::DiffLine;

use super::automation::Simulated;
use super::connections::{Healing, Unread};
use super::frame::{Frame, When};
use super::requests::{Badge, Pages};
use crate::automation::report::Writers;

/// The page of a repository.
#[derive(Debug, Template)]
#[template(path = "repository.html")]
pub(crate) struct RepositoryPage {
    pub(crate) frame: Frame,
    /// What the visitor has just done.
    pub(crate) done: Option<&'static str>,
    /// Why nothing was done, without a full stop.
    pub(crate) refusal: Option<&'static str>,
    pub(crate) simulated: Option<Simulated>,
    pub(crate) action: String,
    pub(crate) name: String,
    pub(crate) arn: String,
    pub(crate) health: Badge,
    pub(crate) verified: Option<When>,
    pub(crate) foreign_changed: Option<When>,
    pub(crate) next_look: Option<When>,
    pub(crate) trouble: Option<Trouble>,
    /// Who has access by our statements without a grant.
    pub(crate) unexpected: Vec<String>,
    /// Ids of deleted roles and users in our statements.
    pub(crate) stale: Vec<String>,
    pub(crate) grants: Vec<Grant>,
    pub(crate) policy: Option<Policy>,
    /// What becomes of what we overwrite.
    pub(crate) healing: Healing,
    /// Why `CloudTrail` was not read the last time, where that is wanted.
    pub(crate) unread: Option<Unread>,
    /// Who else may write the policy, where that of the registry means to keep others out.
    pub(crate) writers: Option<Writers>,
    /// Whether the visitor may have them put back.
    pub(crate) may_restore: bool,
    /// Statements of others that are gone.
    pub(crate) lost: Vec<Lost>,
    pub(crate) mends: Vec<Mend>,
    pub(crate) snapshots: Vec<Snapshot>,
    pub(crate) pages: Pages,
}

/// Why the policy cannot be kept now.
#[derive(Debug)]
pub(crate) struct Trouble {
    pub(crate) since: When,
    pub(crate) failures: u32,
    pub(crate) cause: &'static str,
    pub(crate) next: &'static str,
    /// What AWS said.
    pub(crate) message: Option<String>,
}

/// Somebody's access.
#[derive(Debug)]
pub(crate) struct Grant {
    pub(crate) href: String,
    pub(crate) principal: String,
    pub(crate) badge: Badge,
    pub(crate) looked: Option<When>,
}

/// The policy as it was read last, taken apart.
#[derive(Debug)]
pub(crate) struct Policy {
    pub(crate) at: When,
    pub(crate) ours: Vec<String>,
    pub(crate) theirs: Vec<String>,
    /// The text, where it cannot be taken apart.
    pub(crate) unreadable: Option<String>,
}

/// A statement of somebody else's that is gone.
#[derive(Debug)]
pub(crate) struct Lost {
    pub(crate) snapshot: u64,
    pub(crate) seen: When,
    pub(crate) text: String,
    /// Where it is put back.
    pub(crate) restore: String,
}

/// The page on which a statement of somebody else's is put back.
#[derive(Debug, Template)]
#[template(path = "restore.html")]
pub(crate) struct RestorePage {
    pub(crate) frame: Frame,
    /// Where the repository's page lies.
    pub(crate) repository: String,
    pub(crate) action: String,
    pub(crate) name: String,
    pub(crate) snapshot: u64,
    pub(crate) place: usize,
    pub(crate) seen: When,
    /// When it was first not there any more.
    pub(crate) gone: When,
    pub(crate) text: String,
}

/// Something that was put right in the statements of others, or waits for it.
#[derive(Debug)]
pub(crate) struct Mend {
    pub(crate) put_back: Option<String>,
    pub(crate) take_out: Option<String>,
    pub(crate) asked: When,
    pub(crate) is_by_server: bool,
    pub(crate) badge: Badge,
    pub(crate) is_done: bool,
    /// Why it could not be done.
    pub(crate) refusal: Option<String>,
}

/// A text of the policy.
#[derive(Debug)]
pub(crate) struct Snapshot {
    pub(crate) number: u64,
    pub(crate) at: When,
    pub(crate) what: &'static str,
    /// Compared with the one before.
    pub(crate) lines: Vec<DiffLine>,
    pub(crate) is_changed: bool,
}

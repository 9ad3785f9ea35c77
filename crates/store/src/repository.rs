//! Repositories whose policies are kept as their grants say.

mod kept;
mod mends;
mod trail;
mod watched;

use std::time::Duration;

use wharfinger_core::access::Status;
use wharfinger_core::grants::{Hold, Leased, Repository, RepositoryId};
use wharfinger_core::policy::{Installation, PullActions};

use crate::{ConnectionId, Failure, RequestId, Timestamp};

pub(crate) use kept::Kept;
pub use mends::{MENDS_KEPT, MENDS_WAITING_MAX, MendOutcome, StoredMend};
pub(crate) use mends::{TAKEN_BACK, is_healed};
pub use trail::TrailFailure;
pub(crate) use trail::trail;
pub(crate) use watched::{Watched, by_grant, confirmed, is_carried_out, not_there};

/// Texts of a repository's policy that are kept; the oldest go first. At three a write and ten
/// kilobytes each that is five megabytes at most, and years of an ordinary repository.
pub const SNAPSHOTS_MAX: u32 = 500;

/// Writes of a repository that are remembered, so that an older one which lands late is known for what
/// it is. Those of the last ten minutes count: a repository is written a few times in them, and one in
/// which dead principals are searched for some forty times.
pub(crate) const WRITTEN_MAX: u32 = 64;

/// How far ahead no time is believed any more at which a repository is to be looked at, or until which
/// it is leased: twice the longest that there is, a look every hour. Only a clock that was far ahead has
/// written one; what it wrote is over at once.
const AHEAD_MAX: Duration = Duration::from_hours(2);

/// The time behind which none is believed.
pub(crate) fn ahead(now: Timestamp) -> Timestamp {
    now.later(AHEAD_MAX)
}

/// Days after the end of a grant for which AWS may still obey a statement of ours that is brought back:
/// it carries the end of the month in which access ends.
pub(crate) const OBEYED_DAYS: u16 = 32;

/// What every grant has in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Whose statements are ours.
    pub installation: Installation,
    /// What a grant allows.
    pub actions: PullActions,
}

/// A repository, and how its policy was found last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredRepository {
    /// Its identity.
    pub id: RepositoryId,
    /// Where it is.
    pub place: Repository,
    /// With which connection we act.
    pub connection: ConnectionId,
    /// Whether everything that was wanted so far was seen to be there, or to be impossible.
    pub is_settled: bool,
    /// When the policy was last read back and compared.
    pub verified_at: Option<Timestamp>,
    /// When everybody else's statements were last seen to have changed.
    pub foreign_changed_at: Option<Timestamp>,
    /// Why nothing can be said about the policy now.
    pub trouble: Option<Trouble>,
    /// Who has access by our statements without a grant: somebody added them by hand.
    pub unexpected: Vec<String>,
    /// Unique ids in our statements, which AWS shows for deleted roles and users.
    pub stale: Vec<String>,
    /// Until when our writes were compared with what `CloudTrail` tells; absent where that was never done.
    pub trail_until: Option<Timestamp>,
    /// Why `CloudTrail` was not looked through the last time that it was to be; absent where it was.
    pub trail_failure: Option<TrailFailure>,
    /// When it is looked at next, unless somebody asks for a change before; absent where there is
    /// nothing to look for.
    pub due_at: Option<Timestamp>,
}

/// Why nothing can be said about a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// Since when.
    pub since: Timestamp,
    /// How often in a row it was tried.
    pub failures: u32,
    /// Which kind of failure: the word of a
    /// [`wharfinger_core::grants::Failure`].
    pub kind: String,
    /// What AWS or the policy's reader said.
    pub message: Option<String>,
}

/// What a lease of a repository has come upon.
#[derive(Clone, Debug, Default)]
pub struct LeasedRepository {
    /// What is to be worked on; absent where nothing is due.
    pub leased: Option<Leased<RequestId>>,
    /// What was passed over because it is stored damaged: [`Failure::Corrupt`], the first
    /// [`DAMAGE_TOLD_MAX`](crate::DAMAGE_TOLD_MAX) of them. It stays due.
    pub damaged: Vec<Failure>,
}

/// A grant on a repository, and how it was found last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RepositoryGrant {
    /// Which request it came of.
    pub request: RequestId,
    /// On which repository.
    pub repository: RepositoryId,
    /// To whom.
    pub principal: String,
    /// Where the request stands.
    pub status: Status,
    /// How it was found last.
    pub observed: Observed,
    /// When.
    pub observed_at: Option<Timestamp>,
    /// Why it is left out of the policy until a person says otherwise.
    pub hold: Option<Hold>,
}

/// How a grant was found in its repository's policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Observed {
    /// Nobody looked yet.
    Nothing,
    /// It is there.
    Present,
    /// It is not there, and should not be.
    Absent,
    /// AWS does not know the principal.
    Refused,
    /// AWS does not know the principal yet.
    Unresolved,
    /// It was there, and somebody took it out.
    Vanished,
    /// It does not fit into the policy.
    LeftOut,
    /// It is there, and ends with an earlier month than it should: a later one does not fit.
    Shorter,
}

impl Observed {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Nothing,
        Self::Present,
        Self::Absent,
        Self::Refused,
        Self::Unresolved,
        Self::Vanished,
        Self::LeftOut,
        Self::Shorter,
    ];

    /// The word, which is stored and never changes.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Present => "present",
            Self::Absent => "absent",
            Self::Refused => "refused",
            Self::Unresolved => "unresolved",
            Self::Vanished => "vanished",
            Self::LeftOut => "left_out",
            Self::Shorter => "shorter",
        }
    }

    /// The one with that word.
    #[must_use]
    pub fn from_name(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == word)
    }
}

/// A text of a repository's policy, as it was or as we meant it to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// Its place among the repository's: 1, 2, 3, ...
    pub number: u64,
    /// When.
    pub at: Timestamp,
    /// What it is.
    pub kind: SnapshotKind,
    /// The text; absent where there was no policy.
    pub text: Option<String>,
}

/// What a text of a policy is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SnapshotKind {
    /// It was there before a write.
    Before,
    /// It was about to be written.
    Intent,
    /// It was read back: after a write, or where others had changed it.
    Seen,
}

impl SnapshotKind {
    /// The word, which is stored and never changes.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Before => "before",
            Self::Intent => "intent",
            Self::Seen => "seen",
        }
    }

    /// The one with that word.
    #[must_use]
    pub fn from_name(word: &str) -> Option<Self> {
        [Self::Before, Self::Intent, Self::Seen]
            .into_iter()
            .find(|one| one.as_str() == word)
    }
}

/// Which repositories to list. The default lists every one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RepositoryFilter {
    /// Only those of this connection.
    pub connection: Option<ConnectionId>,
    /// Only those about which nothing can be said, or with grants that are held.
    pub is_ailing: bool,
}

/// A page of repositories, newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RepositoryPage {
    /// The repositories.
    pub repositories: Vec<StoredRepository>,
    /// Where the next page starts; absent on the last one.
    pub next: Option<crate::Cursor>,
}

/// A page of a repository's snapshots, newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SnapshotPage {
    /// The snapshots.
    pub snapshots: Vec<Snapshot>,
    /// Where the next page starts; absent on the last one.
    pub next: Option<crate::Cursor>,
}

/// What all repositories together look like, for metrics.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Backlog {
    /// Repositories where something is wanted that was not seen yet.
    pub unsettled: u64,
    /// Repositories about which nothing can be said.
    pub troubled: u64,
    /// Grants that are held.
    pub held: u64,
    /// Since when the oldest access waits to be removed.
    pub oldest_revocation: Option<Timestamp>,
    /// Since when the oldest access waits to be given.
    pub oldest_approval: Option<Timestamp>,
}

/// A text of AWS or of somebody's policy as it is stored: no store takes a NUL, and a list has one
/// name on each line. No name that AWS takes has such characters.
fn plain(text: &str) -> String {
    text.replace(char::is_control, "\u{fffd}")
}

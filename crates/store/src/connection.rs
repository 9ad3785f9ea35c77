//! Connections: AWS accounts whose owners let us act in them.

use wharfinger_core::account::AccountId;
use wharfinger_core::grants::{Authority, Repository, RepositoryId};

use crate::id::identity;
use crate::{Revision, Timestamp, ToolId};

/// Most connections of an account that are not disconnected: more AWS accounts than any team
/// publishes from.
pub const CONNECTIONS_MAX: u32 = 50;

identity! {
    /// The identity of a connection.
    ConnectionId
}

/// An AWS account, and how its owner lets us act in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connection {
    /// Its identity.
    pub id: ConnectionId,
    /// Whose it is. Nobody else uses it, or turns it into access.
    pub owner: AccountId,
    /// The partition, such as `aws`.
    pub partition: String,
    /// The 12-digit AWS account.
    pub aws_account: String,
    /// As whom, and the words that go with it. The external id is ours, made for this connection
    /// alone: nobody can make us use somebody else's role with it.
    pub authority: Authority,
    /// Since when its role was found to be right; absent where it never was, or where it was found wrong
    /// since. What is wrong about one repository is no matter of the others'.
    pub proven_at: Option<Timestamp>,
    /// What the last check said.
    pub checked: Option<Checked>,
    /// Since when what we overwrite is looked up in `CloudTrail` and put back, where the owner wants that.
    pub heals_since: Option<Timestamp>,
    /// Since when whoever has access to its repositories may be handed pull passwords, where the owner
    /// wants that.
    pub pull_passwords_since: Option<Timestamp>,
    /// When its owner took it back.
    pub disconnected_at: Option<Timestamp>,
    /// How often it has been written.
    pub revision: Revision,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last written.
    pub updated_at: Timestamp,
}

/// What the owner of a connection wants of it besides, or not; what is absent stays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Choices {
    /// Whether what we overwrite in its repositories is looked up in `CloudTrail` and put back.
    pub healing: Option<bool>,
    /// Whether whoever has access to its repositories may be handed pull passwords.
    pub pull_passwords: Option<bool>,
}

impl Choices {
    /// That, and nothing else, about healing.
    #[must_use]
    pub const fn healing(wanted: bool) -> Self {
        Self {
            healing: Some(wanted),
            pull_passwords: None,
        }
    }

    /// That, and nothing else, about pull passwords.
    #[must_use]
    pub const fn pull_passwords(wanted: bool) -> Self {
        Self {
            healing: None,
            pull_passwords: Some(wanted),
        }
    }
}

impl Connection {
    /// What a new one is stored as.
    pub(crate) fn of_new(new: NewConnection, owner: AccountId, now: Timestamp) -> Self {
        Self {
            id: new.id,
            owner,
            partition: new.partition,
            aws_account: new.aws_account,
            authority: new.authority,
            proven_at: None,
            checked: None,
            heals_since: None,
            pull_passwords_since: None,
            disconnected_at: None,
            revision: Revision::FIRST,
            created_at: now,
            updated_at: now,
        }
    }

    /// Whether pull passwords may be handed out with it now: its owner lets them be, and its role is as it
    /// should be.
    #[must_use]
    pub fn hands_out(&self) -> bool {
        self.pull_passwords_since.is_some()
            && self.proven_at.is_some()
            && self.disconnected_at.is_none()
    }

    /// Whether a repository lies in its AWS account.
    pub(crate) fn reaches(&self, place: &Repository) -> bool {
        self.partition == place.partition && self.aws_account == place.account
    }

    /// Takes another role, of which only that is known which its own check has found.
    pub(crate) fn take_role(&mut self, role_arn: String, checked: Checked) {
        self.authority.role_arn = role_arn;
        self.proven_at = None;
        self.note(checked);
    }

    /// Takes down what a check found.
    pub(crate) fn note(&mut self, checked: Checked) {
        self.proven_at = checked
            .is_right
            .then(|| self.proven_at.unwrap_or(checked.at));
        self.checked = Some(checked);
    }
}

/// What a check of a connection said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// When.
    pub at: Timestamp,
    /// Whether the role was right: it lets us in, and nobody else through us; or it was so before, and AWS
    /// did not say otherwise. What was found of a repository is in the report alone.
    pub is_right: bool,
    /// What was found, as whoever checked spells it, for people.
    pub report: String,
}

/// A connection to make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewConnection {
    /// A fresh id.
    pub id: ConnectionId,
    /// The partition, such as `aws`.
    pub partition: String,
    /// The 12-digit AWS account.
    pub aws_account: String,
    /// As whom. The external id is fresh.
    pub authority: Authority,
}

/// A tool whose access requests are carried out by the server.
///
/// Only who owns the connection **and** maintains the tool can make one. It holds while both are
/// true, the connection is proven, and the tool's image lies in that repository; otherwise new
/// approvals are carried out by hand, and it waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Automation {
    /// Which tool.
    pub tool: ToolId,
    /// In which repository its image lies.
    pub repository: RepositoryId,
    /// With which connection.
    pub connection: ConnectionId,
    /// Who turned it on: the owner of the connection.
    pub by: AccountId,
    /// Since when.
    pub since: Timestamp,
}

/// Automation to turn on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAutomation {
    /// For which tool.
    pub tool: ToolId,
    /// With which connection.
    pub connection: ConnectionId,
    /// In which repository its image lies, according to its path.
    pub place: Repository,
    /// A fresh id, for a repository that is not known yet.
    pub repository: RepositoryId,
}

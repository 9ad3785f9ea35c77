//! The audit log: what was changed, by whom, chained so that no entry can be changed afterwards.

pub(crate) mod belongings;
pub(crate) mod digest;

use std::fmt;

use uuid::Uuid;
use wharfinger_core::account::AccountId;

use crate::{Actor, ConnectionId, Failure, RequestId, SessionId, Timestamp, TokenId, ToolId};

/// A SHA-256 of a state or of an entry.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AuditHash(pub [u8; 32]);

impl AuditHash {
    /// What stands before the first entry.
    pub const START: Self = Self([0; 32]);
}

/// In hexadecimal digits.
impl fmt::Display for AuditHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for AuditHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AuditHash({self})")
    }
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    /// Its place: 1, 2, 3, ... without a gap.
    pub number: u64,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: Actor,
    /// In which request.
    pub request_id: String,
    /// What was done.
    pub action: Action,
    /// To what.
    pub subject: Subject,
    /// The tool that it is about, so that its maintainers can read it.
    pub tool: Option<ToolId>,
    /// When that ends which was given, where nothing else that is stored says so.
    pub until: Option<Timestamp>,
    /// A hash of the subject before; absent when it is new.
    pub before: Option<AuditHash>,
    /// A hash of the subject after.
    pub after: AuditHash,
    /// A hash of the entry before and of everything above.
    pub hash: AuditHash,
}

/// What was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// A tool, its maintainers and the files that describe it included.
    Tool(ToolId),
    /// An account.
    Account(AccountId),
    /// An API token.
    Token(TokenId),
    /// A signed-in browser. It ends by itself, without an entry, so that no entry says what is stored.
    Session(SessionId),
    /// An access request and its grant.
    Request(RequestId),
    /// A connection to an AWS account.
    Connection(ConnectionId),
    /// Whether the server carries out a tool's requests, and where.
    Automation(ToolId),
}

impl Subject {
    /// The kind of thing it is and its identity, as they are stored and hashed.
    pub(crate) fn parts(&self) -> (&'static str, &[u8; 16]) {
        match self {
            Self::Tool(id) => ("tool", id.as_bytes()),
            Self::Account(id) => ("account", id.as_bytes()),
            Self::Token(id) => ("token", id.0.as_bytes()),
            Self::Session(id) => ("session", &id.0),
            Self::Request(id) => ("request", id.as_bytes()),
            Self::Connection(id) => ("connection", id.as_bytes()),
            Self::Automation(id) => ("automation", id.as_bytes()),
        }
    }

    /// What [`Subject::parts`] gave out.
    pub(crate) fn from_parts(kind: &str, id: [u8; 16]) -> Option<Self> {
        let uuid = Uuid::from_bytes(id);
        match kind {
            "tool" => Some(Self::Tool(ToolId::from_uuid(uuid))),
            "account" => Some(Self::Account(AccountId::from_bytes(id))),
            "token" => Some(Self::Token(TokenId(uuid))),
            "session" => Some(Self::Session(SessionId(id))),
            "request" => Some(Self::Request(RequestId::from_uuid(uuid))),
            "connection" => Some(Self::Connection(ConnectionId::from_uuid(uuid))),
            "automation" => Some(Self::Automation(ToolId::from_uuid(uuid))),
            _ => None,
        }
    }
}

/// The kind and the id, as `tool 018bcfe5-6800-7707-8707-070707070707`.
impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kind, id) = self.parts();
        write!(f, "{kind} {}", Uuid::from_bytes(*id))
    }
}

macro_rules! actions {
    ($($variant:ident = $name:literal, $meaning:literal;)*) => {
        /// What was done. The names are never changed: they are part of every entry's hash.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Action {
            $(#[doc = $meaning] $variant,)*
        }

        impl Action {
            /// Every action.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// How it is stored and exported.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }
        }
    };
}

actions! {
    ToolRegistered = "tool.registered", "A tool was registered.";
    ToolUpdated = "tool.updated", "A tool's registration was changed.";
    ToolArchived = "tool.archived", "A tool was archived.";
    ToolUnarchived = "tool.unarchived", "A tool was taken out of the archive.";
    ContactVerified = "tool.contact_verified", "A tool's contact was verified.";
    MaintainerAdded = "tool.maintainer_added", "A tool got another maintainer.";
    MaintainerRemoved = "tool.maintainer_removed", "A tool lost a maintainer.";
    DescriptorWritten = "tool.descriptor_written", "A file that describes a tool was written.";
    DescriptorRemoved = "tool.descriptor_removed", "A file that describes a tool was removed.";
    ImageGone = "tool.image_gone", "The registry of a tool says that its image is not there any more.";
    ImageMadePublic = "tool.image_made_public", "The registry of a tool lets everybody pull its image, which it did not.";
    ImageMadePrivate = "tool.image_made_private", "The registry of a tool lets nobody pull its image any more who is not logged in.";
    AccountCreated = "account.created", "An account was made.";
    RoleChanged = "account.role_changed", "An account got another role.";
    EmailChanged = "account.email_changed", "An account got another address.";
    EmailVerified = "account.email_verified", "An account's address was verified.";
    PasswordChanged = "account.password_changed", "An account got another password.";
    PasswordLinkMade = "account.password_link_made", "Somebody else made a link to set an account's password.";
    SignedInByPassword = "session.started_by_password", "A browser was signed in with a name and a password.";
    SignedInByProvider = "session.started_by_provider", "A browser was signed in by an OpenID provider.";
    SignedInByLink = "session.started_by_link", "A browser was signed in by a one-time link.";
    SessionEnded = "session.ended", "A browser was signed out, by its owner or because the account has too many.";
    SessionsEnded = "account.sessions_ended", "An account's other browsers were signed out.";
    IdentityLinked = "account.identity_linked", "An account was connected with an OpenID provider.";
    IdentityUnlinked = "account.identity_unlinked", "An account was disconnected from an OpenID provider.";
    DeviceApproved = "account.device_approved", "An account let a machine in that asked to be logged in.";
    DeviceDenied = "account.device_denied", "An account refused a machine that asked to be logged in.";
    AccountDisabled = "account.disabled", "An account was disabled.";
    AccountEnabled = "account.enabled", "An account was enabled again.";
    PrincipalProven = "account.principal_proven", "An account showed that an identity on AWS is its own.";
    ProofRemoved = "account.proof_removed", "An account does not say any more that an identity on AWS is its own.";
    MailRetried = "mail.retried", "An e-mail that was given up was to be sent after all.";
    TokenCreated = "token.created", "An API token was made.";
    TokenRevoked = "token.revoked", "An API token was revoked.";
    DamagedTokensRevoked = "account.damaged_tokens_revoked", "API tokens that are stored damaged were revoked with all others of an account.";
    AccessRequested = "access.requested", "Access was requested.";
    AccessApproved = "access.approved", "A request was granted.";
    AccessDenied = "access.denied", "A request was refused.";
    AccessWithdrawn = "access.withdrawn", "A request was taken back.";
    AccessLapsed = "access.lapsed", "A request was not answered in time.";
    AccessDoneByHand = "access.done_by_hand", "A repository was opened or closed by hand.";
    RenewalAsked = "access.renewal_asked", "More time was asked for.";
    AccessRenewed = "access.renewed", "More time was given.";
    RenewalDeclined = "access.renewal_declined", "No more time was given.";
    AccessRevoked = "access.revoked", "Access was taken away.";
    AccessGivenBack = "access.given_back", "Access was given back.";
    PullPasswordHandedOut = "access.pull_password", "Whoever has access was handed a password to pull with.";
    AccessReminded = "access.reminded", "Whoever has access was reminded that it ends.";
    AccessExpired = "access.expired", "A grant came to its end.";
    AccessHandedOver = "access.handed_over", "Access is carried out by hand from now on.";
    AccessTakenBack = "access.taken_back", "Access that was handed over is carried out by the server again.";
    ConnectionMade = "connection.made", "An AWS account was connected.";
    ConnectionRoleChanged = "connection.role_changed", "A connection to an AWS account got another role.";
    ConnectionChecked = "connection.checked", "A connection to an AWS account was checked.";
    ConnectionHealing = "connection.healing_changed", "What is overwritten in an AWS account is put back from now on, or not any more.";
    ConnectionPullPasswords = "connection.pull_passwords_changed", "Pull passwords are handed out for an AWS account from now on, or not any more.";
    ConnectionDisconnected = "connection.disconnected", "A connection to an AWS account was taken back.";
    AutomationStarted = "automation.started", "A tool's requests are carried out by the server from now on.";
    AutomationStopped = "automation.stopped", "A tool's requests are carried out by hand again.";
    AccessActivated = "access.activated", "The repository was seen to give access.";
    AccessRemoved = "access.removed", "The repository was seen to give no access any more.";
    AccessHeld = "access.held", "Access is not in the repository's policy; a person must look.";
    RepositoryReapplied = "repository.reapplied", "The repository's policy is to be as the grants say, whoever changed it.";
    StatementMended = "repository.statement_mended", "A statement of somebody else's in the repository's policy is to be put right.";
    StatementHealed = "repository.statement_healed", "A statement of somebody else's that this server had overwritten was put right.";
    AuditExtended = "audit.extended", "The audit log vouches for more of something from now on, since the server was upgraded.";
    RegistryRequested = "registry.requested", "A registry was asked for.";
    RegistrySupported = "registry.supported", "A request for a registry was supported.";
    RegistrySupportEnded = "registry.support_ended", "A request for a registry was supported no longer.";
    RegistryAccepted = "registry.accepted", "A registry that was asked for is supported from now on.";
    RegistryDeclined = "registry.declined", "A registry that was asked for is not going to be supported.";
    RegistryAdded = "registry.added", "A registry was added to the catalogue.";
    RegistryRemoved = "registry.removed", "A registry that was added was taken out of the catalogue.";
}

impl Action {
    /// The action with that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|action| action.as_str() == name)
    }
}

/// Which entries to list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// Only those about this tool, its requests included.
    pub tool: Option<ToolId>,
    /// Only those by this account.
    pub actor: Option<AccountId>,
}

/// A page of entries, newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditPage {
    /// The entries.
    pub entries: Vec<AuditEntry>,
    /// What is left out of the page because it is stored damaged: one [`Failure::Corrupt`] for each
    /// entry.
    pub damaged: Vec<Failure>,
    /// Where the next page starts; absent on the last one.
    pub next: Option<crate::Cursor>,
}

/// A place in the log, and what could be read of the entry that has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditLine {
    /// The number of the entry.
    pub number: u64,
    /// The entry; [`Failure::Corrupt`] where it is stored damaged.
    pub entry: Result<AuditEntry, Failure>,
}

/// What a verification of the log found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AuditVerdict {
    /// Every entry follows from the one before, and says that its subject was as the last entry about it
    /// left it; the last is the one that the log says is last; and everything that is stored is as the
    /// last entry about it says.
    Whole {
        /// How many entries there are.
        entries: u64,
        /// The hash of the last one. Whoever keeps it elsewhere can tell later that nothing before
        /// it was changed, even by somebody who rewrote the whole log.
        head: AuditHash,
    },
    /// Something does not fit.
    Broken {
        /// The first entry that does not; one past the last where the end is missing, or where no entry
        /// is about something that is stored.
        number: u64,
        /// What does not fit.
        finding: String,
    },
}

//! What letters are about.

use wharfinger_core::evidence::Drift;
use wharfinger_core::pull::PullInstructions;
use wharfinger_store::Timestamp;

use super::links::{LocalPath, SecretPath};

/// What one letter says: a [`wharfinger_store::NoticeKind`] with what it is about, as that was when the
/// letter was written. The first three hold a link that lets in whoever has it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Contents {
    /// To the contact of a tool: is this your address?
    VerifyContact {
        /// The tool's path.
        tool: String,
        /// Confirms.
        link: SecretPath,
        /// When the link stops working.
        until: Timestamp,
    },
    /// To the holder of an account: is this your address?
    VerifyAccount {
        /// Confirms.
        link: SecretPath,
        /// When the link stops working.
        until: Timestamp,
    },
    /// To the holder of an account: choose a password.
    SetPassword {
        /// Whether the account has none yet.
        is_first: bool,
        /// Where it is chosen.
        link: SecretPath,
        /// When the link stops working.
        until: Timestamp,
    },
    /// To the owner of an account: something about getting in was changed.
    AccountChanged {
        /// The account's name.
        account: String,
        /// What was changed.
        change: AccountChanged,
        /// The page of the account.
        link: LocalPath,
    },
    /// To maintainers: somebody asks for access.
    AccessRequested {
        /// The tool's path.
        tool: String,
        /// The name of who asks.
        requester: String,
        /// Whom the registry is to let in: an account, an ARN, a user name.
        principal: String,
        /// Why, in the requester's words.
        reason: String,
        /// When the request lapses.
        answer_by: Timestamp,
        /// The request.
        link: LocalPath,
    },
    /// To maintainers: a decision must be carried out by hand.
    NeedsHand {
        /// The tool's path.
        tool: String,
        /// What is to be done.
        task: HandTask,
        /// To whom it is to be done.
        principal: String,
        /// The steps.
        link: LocalPath,
    },
    /// To maintainers: an access is not in its repository's policy.
    AccessHeld {
        /// The tool's path.
        tool: String,
        /// Whose access it is.
        principal: String,
        /// Why it is not there.
        cause: HoldCause,
        /// The request.
        link: LocalPath,
    },
    /// To maintainers: the holder of an access asks for more time.
    RenewalAsked {
        /// The tool's path.
        tool: String,
        /// The name of who asks.
        requester: String,
        /// Whom the registry lets in.
        principal: String,
        /// Why, in the requester's words.
        reason: String,
        /// When the access ends otherwise.
        until: Timestamp,
        /// The request.
        link: LocalPath,
    },
    /// To maintainers: nobody answered a request in time.
    Unanswered {
        /// The tool's path.
        tool: String,
        /// The name of who asked.
        requester: String,
        /// The request.
        link: LocalPath,
    },
    /// To maintainers: who asked for access wants it no longer.
    RequestWithdrawn {
        /// The tool's path.
        tool: String,
        /// The name of who asked.
        requester: String,
        /// The request.
        link: LocalPath,
    },
    /// To maintainers: the holder of an access needs it no longer.
    AccessGivenBack {
        /// The tool's path.
        tool: String,
        /// The holder's name.
        requester: String,
        /// Why, in the holder's words.
        reason: String,
        /// Whom the registry is to let in no longer, where that must be told to it by hand.
        by_hand: Option<String>,
        /// The request.
        link: LocalPath,
    },
    /// To the requester: yes. The access is being set up.
    RequestApproved {
        /// The tool's path.
        tool: String,
        /// The maintainer's words, if any.
        note: Option<String>,
        /// When the access will end.
        until: Timestamp,
        /// The request.
        link: LocalPath,
    },
    /// To the requester: no.
    RequestDenied {
        /// The tool's path.
        tool: String,
        /// The maintainer's words, if any.
        note: Option<String>,
        /// The request.
        link: LocalPath,
    },
    /// To the requester: nobody answered in time.
    RequestLapsed {
        /// The tool's path.
        tool: String,
        /// Where to ask again.
        link: LocalPath,
    },
    /// To the requester: the registry lets you in.
    AccessActive {
        /// The tool's path.
        tool: String,
        /// The commands.
        commands: PullInstructions,
        /// When the access ends.
        until: Timestamp,
        /// The request.
        link: LocalPath,
    },
    /// To whom held the access: a maintainer took it away.
    AccessRevoked {
        /// The tool's path.
        tool: String,
        /// Why, in the maintainer's words.
        reason: String,
        /// The request.
        link: LocalPath,
    },
    /// To whom held the access: its time is over.
    AccessEnded {
        /// The tool's path.
        tool: String,
        /// Where to ask again.
        link: LocalPath,
    },
    /// To the holder of an access: it ends soon.
    AccessEndsSoon {
        /// The tool's path.
        tool: String,
        /// When.
        until: Timestamp,
        /// Whether they have asked for more time, and nobody has answered yet.
        is_asked: bool,
        /// Where more time is asked for.
        link: LocalPath,
    },
    /// To the holder of an access: it lasts longer.
    AccessRenewed {
        /// The tool's path.
        tool: String,
        /// Until when.
        until: Timestamp,
        /// The request.
        link: LocalPath,
    },
    /// To the holder of an access: it does not last longer.
    RenewalDeclined {
        /// The tool's path.
        tool: String,
        /// When it ends, as before.
        until: Timestamp,
        /// The request.
        link: LocalPath,
    },
    /// To whoever supports a request for a registry: it was answered.
    RegistryAnswered {
        /// The registry's host.
        host: String,
        /// Whether it is supported now.
        is_accepted: bool,
        /// Why, in the words of an administrator.
        reason: String,
        /// The request.
        link: LocalPath,
    },
    /// To an account: you maintain a tool now.
    MaintainerAdded {
        /// The tool's path.
        tool: String,
        /// The name of who did it.
        by: String,
        /// The tool.
        link: LocalPath,
    },
    /// To maintainers: the image is not what it was.
    ImageChanged {
        /// The tool's path.
        tool: String,
        /// How it has changed.
        drift: Drift,
        /// The registry that says so.
        registry: String,
        /// The tool.
        link: LocalPath,
    },
    /// To an account: you maintain a tool no longer.
    MaintainerRemoved {
        /// The tool's path.
        tool: String,
        /// The tool.
        link: LocalPath,
    },
}

/// What was changed about getting in to an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountChanged {
    /// The password.
    Password,
    /// The address, to which a forgotten password is sent.
    Address,
    /// It was connected with a provider.
    Connected,
    /// It was disconnected from one.
    Disconnected,
}

/// What a maintainer does at a registry that is not automated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HandTask {
    /// Let somebody in.
    Grant,
    /// Let them in no longer.
    Remove,
}

/// Why access that was granted is not in its repository's policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HoldCause {
    /// AWS does not know whom it is for.
    Refused,
    /// Somebody took it out.
    Vanished,
    /// The policy has no room for it.
    NoRoom,
}

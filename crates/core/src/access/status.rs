//! Where a request stands, in one word, and what can be done to it.

use std::fmt;

macro_rules! words {
    (
        $(#[$doc:meta])* $name:ident;
        $($(#[$variant_doc:meta])* $variant:ident = $word:literal, $sentence:literal;)*
    ) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)*
        }

        impl $name {
            /// All of them, roughly in the order of a request's life.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The word, which is stored and never changes.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// The one with that word.
            #[must_use]
            pub fn from_name(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.as_str() == word)
            }

            /// What messages say of it.
            pub(super) const fn sentence(self) -> &'static str {
                match self { $(Self::$variant => $sentence,)* }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

words! {
    /// Where a request stands, without the particulars: what lists filter by.
    ///
    /// ```
    /// use wharfinger_core::access::Status;
    /// assert_eq!(Status::from_name("revoking"), Some(Status::Revoking));
    /// assert!(Status::Revoking.is_live());
    /// assert!(!Status::Ended.is_live());
    /// ```
    Status;
    /// Waits for an answer.
    Pending = "pending", "the request waits for a maintainer's answer";
    /// Approved; the registry is about to be told.
    Activating = "activating", "access is approved and being set up";
    /// The registry gives access.
    Active = "active", "access is active";
    /// The access ends; the registry is about to be told.
    Revoking = "revoking", "access is being removed";
    /// A maintainer said no.
    Denied = "denied", "the request was denied";
    /// The requester took it back before it was answered.
    Withdrawn = "withdrawn", "the request was withdrawn";
    /// Nobody answered in time.
    Lapsed = "lapsed", "the request lapsed, because nobody answered in time";
    /// Access was removed before its time.
    Revoked = "revoked", "access was revoked";
    /// Access was removed when its time was over.
    Ended = "ended", "access has ended";
}

impl Status {
    /// Whether something may still come of it. Of one tool and principal there is one live request
    /// at most.
    #[must_use]
    pub const fn is_live(self) -> bool {
        match self {
            Self::Pending | Self::Activating | Self::Active | Self::Revoking => true,
            Self::Denied | Self::Withdrawn | Self::Lapsed | Self::Revoked | Self::Ended => false,
        }
    }

    /// The next step of somebody who wanted something else, in the imperative.
    pub(super) const fn next_step(self) -> &'static str {
        match self {
            Self::Pending => "answer the request first, or wait for the answer",
            Self::Activating => "wait until access is active",
            Self::Active => "reload the page to see what can be done now",
            Self::Revoking => "wait until access is removed",
            Self::Denied | Self::Withdrawn | Self::Lapsed | Self::Revoked | Self::Ended => {
                "make a new request where access is still needed"
            }
        }
    }
}

words! {
    /// Something that happens to a request.
    Event;
    /// A maintainer says yes.
    Approve = "approve", "only a request that waits for an answer can be approved";
    /// A maintainer says no.
    Deny = "deny", "only a request that waits for an answer can be denied";
    /// The requester takes it back.
    Withdraw = "withdraw", "only a request that waits for an answer can be withdrawn";
    /// Nobody answered in time.
    Lapse = "lapse", "only a request that waits for an answer can lapse";
    /// The registry was seen to give access.
    ConfirmActive = "confirm_active", "only access that is being set up can be confirmed";
    /// The registry was seen to give no access any more.
    ConfirmRemoved = "confirm_removed", "only access that is being removed can be confirmed as removed";
    /// A maintainer has done at the registry what there is to do.
    DoneByHand = "done_by_hand", "only access that is being set up or removed can be marked as done";
    /// A maintainer does from now on what the server did.
    HandOver = "hand_over", "only access that the server sets up, keeps or removes can be handed over";
    /// The server does again what it had handed over.
    TakeBack = "take_back", "only access that a maintainer sets up, keeps or removes can be taken back";
    /// The requester asks for more time.
    AskRenewal = "ask_renewal", "only active access can be renewed";
    /// A maintainer gives more time.
    Renew = "renew", "only active access can be renewed";
    /// A maintainer gives no more time.
    DeclineRenewal = "decline_renewal", "only a renewal of active access can be declined";
    /// A maintainer ends it early.
    Revoke = "revoke", "only access that is active or being set up can be revoked";
    /// The requester ends it early.
    GiveBack = "give_back", "only access that is active or being set up can be given back";
    /// Its holder is reminded that it ends.
    Remind = "remind", "only whoever has active access is reminded of its end, and once";
    /// Its time is over.
    Expire = "expire", "only access that is active or being set up can expire";
}

//! What shows who is asking: sessions, API tokens and one-time links. The store keeps hashes only.

use std::fmt;

use sha2::{Digest as _, Sha256};
use uuid::Uuid;
use wharfinger_core::account::AccountId;

use crate::id::fresh;
use crate::{Account, Action, Failure, Timestamp, ToolId};

/// Most API tokens that an account has at a time: a few for each machine somebody uses.
pub const TOKENS_MAX: usize = 50;

/// Most sessions that an account has at a time; the one that was used longest ago makes room.
pub const SESSIONS_MAX: usize = 50;

/// Seconds that what has expired is kept at least: more than the clocks of two servers differ by.
pub(crate) const EXPIRED_KEPT_SECONDS: u32 = 24 * 60 * 60;

/// The SHA-256 of a secret: of a session's id, an API token, a code, or the secret in a one-time link.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SecretHash(pub [u8; 32]);

/// Keeps the hash out of logs: it is not the secret, and still nobody's business.
impl fmt::Debug for SecretHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretHash(..)")
    }
}

/// A signed-in browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The hash of its id, which only the browser has.
    pub hash: SecretHash,
    /// Who signed in.
    pub account: AccountId,
    /// What the browser calls itself, cut short, so that its owner knows it again.
    pub label: String,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last used, give or take a few minutes.
    pub seen_at: Timestamp,
    /// When it ends unless it is used before.
    pub idle_until: Timestamp,
    /// When it ends in any case.
    pub expires_at: Timestamp,
}

impl Session {
    /// Whether it still counts.
    #[must_use]
    pub fn is_valid(&self, now: Timestamp) -> bool {
        now < self.idle_until && now < self.expires_at
    }

    /// What it is named by.
    #[must_use]
    pub fn id(&self) -> SessionId {
        let digest: [u8; 32] = Sha256::new()
            .chain_update("name of the session ")
            .chain_update(self.hash.0)
            .finalize()
            .into();
        let mut id = [0; 16];
        id.copy_from_slice(&digest[..16]);
        SessionId(id)
    }
}

/// What a session is named by, to its owner and in the audit log: half a hash of the hash that the store
/// knows it by, which stays with the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionId(pub [u8; 16]);

/// In hexadecimal digits.
impl fmt::Display for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// What signed a browser in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SignedInBy {
    /// A name and a password.
    Password,
    /// An OpenID provider.
    Provider,
    /// A one-time link.
    Link,
}

impl SignedInBy {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::Password, Self::Provider, Self::Link];

    /// What the audit log calls it.
    pub(crate) const fn action(self) -> Action {
        match self {
            Self::Password => Action::SignedInByPassword,
            Self::Provider => Action::SignedInByProvider,
            Self::Link => Action::SignedInByLink,
        }
    }
}

/// The identity of an API token, by which its owner revokes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TokenId(pub Uuid);

impl TokenId {
    /// A new id from the time and ten random bytes; see [`crate::ToolId::new`].
    #[must_use]
    pub fn new(now: Timestamp, random: [u8; 10]) -> Self {
        Self(fresh(now, random))
    }
}

/// What a program signs in with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiToken {
    /// Its identity.
    pub id: TokenId,
    /// Whose it is.
    pub account: AccountId,
    /// What its owner calls it.
    pub name: String,
    /// Its first characters, so that its owner knows it again.
    pub hint: String,
    /// What it may be used for.
    pub scopes: Scopes,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
    /// When it was last used, give or take a few minutes.
    pub used_at: Option<Timestamp>,
    /// When it was revoked, if it is.
    pub revoked_at: Option<Timestamp>,
}

impl ApiToken {
    /// Whether it still counts.
    #[must_use]
    pub fn is_valid(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && now < self.expires_at
    }
}

/// An API token to make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewApiToken {
    /// A fresh identity.
    pub id: TokenId,
    /// Whose it is.
    pub account: AccountId,
    /// The hash of the token.
    pub hash: SecretHash,
    /// What its owner calls it.
    pub name: String,
    /// Its first characters.
    pub hint: String,
    /// What it may be used for.
    pub scopes: Scopes,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// What an API token may be used for: a set of [`Scope`]s. Reading what is public needs none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Scopes(u8);

/// One thing that an API token may be used for. None gives more than its owner may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Register and change tools, and their maintainers.
    Tools,
    /// Request access, follow requests and decide on them.
    Access,
    /// Fetch pull passwords for images that the owner has been granted, and be told in a diagnosis where the
    /// owner's access stands.
    Pull,
    /// Read and change the owner's account, but for its tokens.
    Account,
    /// What administrators do.
    Administration,
}

impl Scope {
    /// Every scope, in the order in which they are shown.
    pub const ALL: [Self; 5] = [
        Self::Tools,
        Self::Access,
        Self::Pull,
        Self::Account,
        Self::Administration,
    ];

    /// How it is stored and spelled in the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Tools => "tools",
            Self::Access => "access",
            Self::Pull => "pull",
            Self::Account => "account",
            Self::Administration => "administration",
        }
    }

    /// The scope with that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == name)
    }

    const fn bit(self) -> u8 {
        match self {
            Self::Tools => 1,
            Self::Access => 2,
            Self::Account => 4,
            Self::Administration => 8,
            // It came later, and the others are in databases and in what the audit log has hashed.
            Self::Pull => 16,
        }
    }
}

impl Scopes {
    /// Every scope.
    pub const ALL: Self = Self(31);

    /// Whether the scope is among them.
    #[must_use]
    pub const fn contains(self, scope: Scope) -> bool {
        self.0 & scope.bit() != 0
    }

    /// The scopes, in the order of [`Scope::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Scope> {
        Scope::ALL
            .into_iter()
            .filter(move |scope| self.contains(*scope))
    }

    /// The scopes but for one.
    pub(crate) const fn without(self, scope: Scope) -> Self {
        Self(self.0 & !scope.bit())
    }

    /// As one number, for a column and for what is hashed.
    pub(crate) const fn bits(self) -> u8 {
        self.0
    }

    /// The scopes that a column holds, if they are all known.
    pub(crate) const fn from_bits(bits: u8) -> Option<Self> {
        if bits & !Self::ALL.0 == 0 {
            Some(Self(bits))
        } else {
            None
        }
    }
}

impl FromIterator<Scope> for Scopes {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        Self(scopes.into_iter().fold(0, |bits, scope| bits | scope.bit()))
    }
}

/// What a request brought to show who it is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Credential {
    /// The hash of a session's id.
    Session(SecretHash),
    /// The hash of an API token.
    Token(SecretHash),
}

/// Who a request is from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authenticated {
    /// Who.
    pub account: Account,
    /// What showed it.
    pub through: Through,
}

/// What showed who a request is from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Through {
    /// A browser's session.
    Session(Session),
    /// An API token.
    Token(ApiToken),
}

/// What a one-time link is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkPurpose {
    /// To make the first administrator. Void once there is one.
    FirstAdministrator,
    /// To set a password, the first one or another.
    SetPassword {
        /// Whose.
        account: AccountId,
    },
    /// To show that an address is the account's. Void once the account has another one.
    VerifyEmail {
        /// Whose.
        account: AccountId,
        /// The address the link was sent to.
        address: String,
    },
    /// To show that a tool's contact can be reached. Void once the tool has another one.
    VerifyContact {
        /// Which tool's.
        tool: ToolId,
        /// The address the link was sent to.
        address: String,
    },
}

impl LinkPurpose {
    /// The account that the link is for; a fault of the caller where it is for something else.
    pub(crate) fn account(&self) -> Result<AccountId, Failure> {
        match self {
            Self::SetPassword { account } | Self::VerifyEmail { account, .. } => Ok(*account),
            Self::FirstAdministrator | Self::VerifyContact { .. } => {
                Err(Failure::unavailable("the link is not for an account"))
            }
        }
    }
}

/// A link that works once, until it expires.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The hash of the secret in it.
    pub hash: SecretHash,
    /// What it is for.
    pub purpose: LinkPurpose,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// A [`Link`] to set the password of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PasswordLink {
    /// The hash of the secret in it.
    pub hash: SecretHash,
    /// Whose password.
    pub account: AccountId,
    /// When it ends.
    pub expires_at: Timestamp,
}

impl From<PasswordLink> for Link {
    fn from(link: PasswordLink) -> Self {
        let account = link.account;
        Self {
            hash: link.hash,
            purpose: LinkPurpose::SetPassword { account },
            expires_at: link.expires_at,
        }
    }
}

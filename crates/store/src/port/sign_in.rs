//! Sessions, API tokens and one-time links.

use wharfinger_core::account::AccountId;

use super::{Answer, ChangeAccountError, Failure};
use crate::{
    Account, ApiToken, Authenticated, By, Credential, Found, Link, NewApiToken, PasswordHash,
    PasswordLink, SecretHash, Session, SignedInBy, Timestamp, TokenId, ToolId,
};

/// Signing in: what shows who is asking.
pub trait SignIn {
    /// Starts a session. Of more than [`crate::SESSIONS_MAX`] that count when it starts, the one that was
    /// used longest ago ends, of several the one with the least hash. The hash is a fresh one. The account
    /// does all that, whoever `by` says.
    fn start_session(
        &self,
        session: Session,
        means: SignedInBy,
        by: By,
    ) -> Answer<'_, Result<(), StartSessionError>>;

    /// Who a credential is from: nobody where it is unknown, expired or revoked, or where the account
    /// is disabled.
    fn authenticate(
        &self,
        credential: Credential,
        now: Timestamp,
    ) -> Answer<'_, Result<Option<Authenticated>, Failure>>;

    /// Notes that a credential was used; a session then idles until `idle_until`, and no longer than it
    /// lasts. Nothing happens where it is unknown or not valid any more.
    fn touch(
        &self,
        credential: Credential,
        now: Timestamp,
        idle_until: Timestamp,
    ) -> Answer<'_, Result<(), Failure>>;

    /// The sessions of an account that still count, last used first, of several the one with the
    /// greatest hash. Damaged ones are told of: nobody can sign in with them.
    fn sessions(
        &self,
        account: AccountId,
        now: Timestamp,
    ) -> Answer<'_, Result<Found<Session>, Failure>>;

    /// Ends a session of whoever acts, be it this one or another. Whether there was one that still counted.
    fn end_session(&self, session: SecretHash, by: By) -> Answer<'_, Result<bool, Failure>>;

    /// Ends the sessions of the account but for `keep`, as its owner asks. How many that still counted, or
    /// that are damaged.
    fn end_sessions(
        &self,
        account: AccountId,
        keep: Option<SecretHash>,
        by: By,
    ) -> Answer<'_, Result<usize, ChangeAccountError>>;

    /// Makes an API token, as the account's owner asks. Its id and its hash are fresh ones.
    fn create_token(
        &self,
        new: NewApiToken,
        by: By,
    ) -> Answer<'_, Result<ApiToken, CreateTokenError>>;

    /// Every API token of an account that was not revoked, newest first; expired ones included.
    /// Damaged ones are told of: they open nothing.
    fn tokens(&self, account: AccountId) -> Answer<'_, Result<Found<ApiToken>, Failure>>;

    /// Revokes an API token of the account, as its owner asks. Whether there was one that was not
    /// revoked.
    fn revoke_token(
        &self,
        account: AccountId,
        token: TokenId,
        by: By,
    ) -> Answer<'_, Result<bool, ChangeAccountError>>;

    /// Revokes the API token with that hash, as whoever shows it asks, though it has expired or its account
    /// is disabled. The account acts for itself, whoever `by` names. Whether there was one that was not
    /// revoked.
    fn give_token_back(&self, token: SecretHash, by: By) -> Answer<'_, Result<bool, Failure>>;

    /// Revokes every API token of the account, as its owner asks, and shuts out the machines that were let
    /// in and have not fetched theirs. How many were not revoked, those included that have expired,
    /// and damaged ones: an owner must be able to shut out whoever has one once it is mended.
    fn revoke_tokens(
        &self,
        account: AccountId,
        by: By,
    ) -> Answer<'_, Result<usize, ChangeAccountError>>;

    /// Stores a one-time link for an account or a tool that is there, and clears away a few that have
    /// expired. The hash is a fresh one.
    ///
    /// The server makes all kinds, for letters and for the first administrator. A link to set a password
    /// an administrator makes as well, which the audit log says, and until when it works.
    fn make_link(&self, link: Link, by: By) -> Answer<'_, Result<(), MakeLinkError>>;

    /// Makes a link to set the password of an account, to be sent to that address, where it is the account's
    /// verified one in the very transaction. Whether it was made: an address that was given up a moment ago
    /// gets none, and changing it voids the links that were made before.
    fn make_link_to(
        &self,
        address: String,
        link: PasswordLink,
        now: Timestamp,
    ) -> Answer<'_, Result<bool, Failure>>;

    /// The link with that hash, where it would work now: it is neither used up nor expired nor void (see
    /// [`crate::LinkPurpose`]), and the account that it is for is active and not the operator's.
    fn link(&self, hash: SecretHash, now: Timestamp) -> Answer<'_, Result<Option<Link>, Failure>>;

    /// Sets the password of the account that a link is for. Uses up every such link of the account,
    /// and ends its sessions. The account acts for itself.
    fn set_password_by_link(
        &self,
        link: SecretHash,
        password: PasswordHash,
        by: By,
    ) -> Answer<'_, Result<Account, RedeemError>>;

    /// Notes that an account's address is verified, by a link that was sent to it, and uses it up. The
    /// account acts for itself. An address that is verified already stays so since then.
    fn verify_email_by_link(
        &self,
        link: SecretHash,
        by: By,
    ) -> Answer<'_, Result<Account, RedeemError>>;

    /// Notes that a tool's contact is verified, by a link that was sent to it, and uses it up. The
    /// server acts: whoever reads the contact's mail need not have an account. A contact that is verified
    /// already stays so since then.
    fn verify_contact_by_link(
        &self,
        link: SecretHash,
        by: By,
    ) -> Answer<'_, Result<ToolId, RedeemError>>;

    /// Sends a [`crate::NoticeKind::ResetPassword`] to an account's verified address; nothing where
    /// it has none, where one waits to be sent, or where there is no such account or it is disabled.
    fn ask_password_reset(
        &self,
        account: AccountId,
        now: Timestamp,
    ) -> Answer<'_, Result<(), Failure>>;
}

/// Why a session was not started.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum StartSessionError {
    /// There is no such account, or it is disabled.
    #[error("the account cannot sign in")]
    NotActive,
    /// No answer.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Why a link was not made.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum MakeLinkError {
    /// No account has the id.
    #[error("no account has this id")]
    NotFound,
    /// It is the built-in account of the operator ([`crate::OPERATOR`]), which has no password.
    #[error("the operator's own account has no password; it is reached by the token")]
    BuiltIn,
    /// Who asks is no administrator, or their account is disabled; or the link is one that only the
    /// server makes.
    #[error("only an administrator may do this")]
    NotAdministrator,
    /// No answer.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Why an API token was not made.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum CreateTokenError {
    /// Who asks is not the account's owner.
    #[error("only the owner of the account makes its API tokens")]
    NotOwner,
    /// The account has [`crate::TOKENS_MAX`] already, those included that have expired and were not
    /// revoked.
    #[error(
        "an account has at most {} API tokens; revoke one first",
        crate::TOKENS_MAX
    )]
    TooMany,
    /// There is no such account, or it is disabled.
    #[error("the account cannot have API tokens")]
    NotActive,
    /// No answer.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Why a link did nothing.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum RedeemError {
    /// It is used, expired, void or none of ours.
    #[error("the link does not work any more")]
    NoSuchLink,
    /// No answer.
    #[error(transparent)]
    Failure(#[from] Failure),
}

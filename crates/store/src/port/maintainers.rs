//! Who maintains a tool, and who can be asked about it.

use wharfinger_core::account::AccountId;

use super::{Answer, Failure};
use crate::{By, Maintainer, Page, Timestamp, ToolId, ToolPage};

/// Maintainers: who answers for a tool. Every tool has at least one.
///
/// Who is disabled does not count where a maintainer is added or removed. Disabling an account is never
/// put off for its tools; those that it leaves without anybody, administrators see in
/// [`Maintainers::unmaintained_tools`], and add somebody.
pub trait Maintainers {
    /// The maintainers of a tool, the first one first; none where there is no such tool.
    fn maintainers(&self, tool: ToolId) -> Answer<'_, Result<Vec<Maintainer>, Failure>>;

    /// Which of these tools an account maintains, in no order that means anything: what somebody may do
    /// with what a page shows, read together.
    fn maintained_of<'a>(
        &'a self,
        account: AccountId,
        tools: &'a [ToolId],
    ) -> Answer<'a, Result<Vec<ToolId>, Failure>>;

    /// Adds a maintainer behind the others, and tells them unless they did it themselves. Who is one
    /// already stays in their place. A maintainer or an administrator does it.
    ///
    /// The tool's revision counts its own changes; those of its maintainers are in the audit log.
    fn add_maintainer(
        &self,
        tool: ToolId,
        account: AccountId,
        by: By,
    ) -> Answer<'_, Result<Vec<Maintainer>, AddMaintainerError>>;

    /// Removes a maintainer, and tells them unless they did it themselves or their account is disabled. A
    /// maintainer or an administrator does it.
    ///
    /// The contact of a private tool reaches somebody who answers for it: where it is the verified address
    /// of the one who is to go, upper and lower case aside, and of nobody who stays and can sign in,
    /// another contact comes first.
    fn remove_maintainer(
        &self,
        tool: ToolId,
        account: AccountId,
        by: By,
    ) -> Answer<'_, Result<Vec<Maintainer>, RemoveMaintainerError>>;

    /// One page of the tools of which no maintainer can sign in, newest registration first; archived ones
    /// included. It takes time in proportion to what disabled accounts maintain.
    fn unmaintained_tools(&self, page: Page) -> Answer<'_, Result<ToolPage, Failure>>;

    /// Since when the contact that the tool has now is verified, if it is.
    fn contact_verified_at(&self, tool: ToolId) -> Answer<'_, Result<Option<Timestamp>, Failure>>;

    /// Sends the tool's contact another [`crate::NoticeKind::VerifyContact`], where it is not verified. Who
    /// may not is not told whether there is a contact.
    fn ask_contact(&self, tool: ToolId, by: By) -> Answer<'_, Result<(), VerifyContactError>>;
}

/// Why a maintainer was not added.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddMaintainerError {
    /// No tool has the id.
    #[error("no tool has this id")]
    NoSuchTool,
    /// Who asks is neither a maintainer of the tool nor an administrator, or their account is disabled.
    #[error("only a maintainer of the tool or an administrator may do this")]
    NotMaintainer,
    /// There is no such account, or it is disabled.
    #[error("there is no such account, or it is disabled")]
    NoSuchAccount,
    /// The tool has [`crate::MAINTAINERS_MAX`] already.
    #[error(
        "a tool has at most {} maintainers; remove one first",
        crate::MAINTAINERS_MAX
    )]
    TooMany,
    /// No answer.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Why a maintainer was not removed.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum RemoveMaintainerError {
    /// No tool has the id.
    #[error("no tool has this id")]
    NoSuchTool,
    /// Who asks is neither a maintainer of the tool nor an administrator, or their account is disabled.
    #[error("only a maintainer of the tool or an administrator may do this")]
    NotMaintainer,
    /// The account does not maintain the tool.
    #[error("the account does not maintain the tool")]
    NoSuchMaintainer,
    /// Nobody would be left but maintainers whose accounts are disabled.
    #[error("a tool always has a maintainer who can sign in; add another one first")]
    Last,
    /// The tool is private, and its contact is this maintainer's own address.
    #[error("the tool's contact is this maintainer's address; give the tool another contact first")]
    Contact,
    /// No answer.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Why a contact was not written to.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum VerifyContactError {
    /// No tool has the id, or it has no contact.
    #[error("there is no contact to verify")]
    NoContact,
    /// Who asks is neither a maintainer of the tool nor an administrator, or their account is disabled.
    #[error("only a maintainer of the tool or an administrator may do this")]
    NotMaintainer,
    /// A mail to the contact waits to be sent.
    #[error("a mail to the contact is on its way")]
    OnItsWay,
    /// No answer.
    #[error(transparent)]
    Failure(#[from] Failure),
}

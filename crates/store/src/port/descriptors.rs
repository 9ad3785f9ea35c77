//! Files that tell workflow engines how to run a tool.

use wharfinger_core::descriptor::{DescriptorText, DescriptorType};

use super::{Answer, Failure};
use crate::{
    By, Described, Descriptor, DescriptorKey, DescriptorName, Found, Page, Revision, Tool, ToolId,
    ToolPage,
};

/// The files of tools. They are part of the tool: to write one is a change of it, and counts as one.
pub trait Descriptors {
    /// Writes a file of a tool that is at revision `expected`, for the version that the tool is at: a new
    /// one behind those it has, or in the place of the one with the same key.
    ///
    /// Of several reasons to refuse, the first of [`DescribeError`] is given.
    fn write_descriptor(
        &self,
        tool: ToolId,
        expected: Revision,
        key: DescriptorKey,
        text: DescriptorText,
        by: By,
    ) -> Answer<'_, Result<Tool, DescribeError>>;

    /// Removes a file of a tool that is at revision `expected`.
    fn remove_descriptor(
        &self,
        tool: ToolId,
        expected: Revision,
        key: DescriptorKey,
        by: By,
    ) -> Answer<'_, Result<Tool, DescribeError>>;

    /// The files of a tool, in the order in which they were first written.
    fn descriptors(&self, tool: ToolId) -> Answer<'_, Result<Vec<Descriptor>, Failure>>;

    /// What names the files of a tool, in the order of [`Self::descriptors`].
    fn descriptor_names(&self, tool: ToolId) -> Answer<'_, Result<Vec<DescriptorName>, Failure>>;

    /// One file of a tool, if it has it.
    fn descriptor(
        &self,
        tool: ToolId,
        key: DescriptorKey,
    ) -> Answer<'_, Result<Option<Descriptor>, Failure>>;

    /// What files these tools have, without what is in them.
    fn described_of<'a>(
        &'a self,
        tools: &'a [ToolId],
    ) -> Answer<'a, Result<Found<Described>, Failure>>;

    /// One page of the tools that have a file of a type, newest registration first. Archived ones are left
    /// out of the page that they would be on, so it may hold fewer tools and still not be the last.
    fn described_tools(
        &self,
        kind: DescriptorType,
        page: Page,
    ) -> Answer<'_, Result<ToolPage, Failure>>;
}

/// Why a file was not written or removed.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum DescribeError {
    /// No tool has the id.
    #[error("no tool has this id")]
    NotFound,
    /// Who asks is neither a maintainer of the tool nor an administrator, or their account is disabled.
    #[error("only a maintainer of the tool or an administrator may do this")]
    NotMaintainer,
    /// The tool was changed since the caller read it.
    #[error("the tool has changed: it is at revision {current}")]
    Stale {
        /// Where it is now.
        current: Revision,
    },
    /// The tool is archived.
    #[error("the tool is archived")]
    Archived,
    /// The tool has [`crate::DESCRIPTORS_MAX`] files, and this would be another.
    #[error("the tool has as many files as a tool may have")]
    TooMany,
    /// The tool has no such file to remove.
    #[error("the tool has no such file")]
    NoSuchDescriptor,
    /// No answer about the tool.
    #[error(transparent)]
    Failure(#[from] Failure),
}

//! Describing: files that tell workflow engines how to run a tool.

use wharfinger_core::descriptor::{DescriptorPath, DescriptorText, DescriptorType};
use wharfinger_store::{By, DescribeError, DescriptorKey, Revision, Tool};

use super::{NOT_MAINTAINER, Refused};
use crate::problem::Problem;
use crate::state::State;

/// Writes a file of `tool`, which was looked at when it had the revision `seen`.
pub(crate) async fn write(
    state: &State,
    tool: &Tool,
    seen: Revision,
    key: DescriptorKey,
    text: DescriptorText,
    by: By,
) -> Result<Tool, Refused> {
    let written = state.store.write_descriptor(tool.id, seen, key, text, by);
    written.await.map_err(|error| refused(tool, error))
}

/// Removes a file of `tool`, which was looked at when it had the revision `seen`.
pub(crate) async fn remove(
    state: &State,
    tool: &Tool,
    seen: Revision,
    key: DescriptorKey,
    by: By,
) -> Result<Tool, Refused> {
    let removed = state.store.remove_descriptor(tool.id, seen, key, by);
    removed.await.map_err(|error| refused(tool, error))
}

/// Whether a file that was written for `version` was written for the one that the tool is at.
pub(crate) fn is_current(tool: &Tool, version: &str) -> bool {
    version == tool.registration.version()
}

/// What names a file, from the words that a form or a query has.
pub(crate) fn key(kind: &str, path: &str) -> Result<DescriptorKey, Unreadable> {
    Ok(DescriptorKey {
        kind: DescriptorType::from_name(kind).ok_or(Unreadable::Type)?,
        path: DescriptorPath::parse(path).map_err(|error| Unreadable::Path(error.to_string()))?,
    })
}

/// Why words name no file.
#[derive(Debug)]
pub(crate) enum Unreadable {
    /// There is no such type.
    Type,
    /// The path is none; says why.
    Path(String),
}

/// The types that there are, as a message lists them.
pub(crate) fn types() -> String {
    let names = DescriptorType::ALL.iter().map(|kind| kind.as_str());
    format!("`{}`", names.collect::<Vec<_>>().join("`, `"))
}

fn refused(tool: &Tool, error: DescribeError) -> Refused {
    let path = || tool.registration.tool_path().to_string();
    match error {
        DescribeError::Stale { current } => Refused::Stale { current },
        DescribeError::Archived => Refused::Archived(path()),
        DescribeError::NotFound => Problem::NoSuchTool(path()).into(),
        DescribeError::NotMaintainer => Problem::Forbidden(NOT_MAINTAINER).into(),
        DescribeError::TooMany => Problem::TooManyDescriptors.into(),
        DescribeError::NoSuchDescriptor => Problem::NoSuchDescriptor.into(),
        DescribeError::Failure(failure) => failure.into(),
    }
}

//! Files of tools.

use wharfinger_core::account::AccountId;
use wharfinger_core::descriptor::{DescriptorText, DescriptorType};

use super::Model;
use super::rows::found;
use super::state::{State, ToolRow};
use crate::{
    Action, Answer, By, DESCRIPTORS_MAX, DescribeError, Described, Descriptor, DescriptorKey,
    DescriptorName, Descriptors, Failure, Found, Page, Revision, Tool, ToolId, ToolPage,
};

impl State {
    fn write_descriptor(
        &mut self,
        tool: ToolId,
        expected: Revision,
        key: DescriptorKey,
        text: DescriptorText,
        by: &By,
    ) -> Result<Tool, DescribeError> {
        let (row, written_by) = self.describable(tool, expected, by)?;
        let place = place_of(row, &key);
        if place.is_none() && row.descriptors.len() >= DESCRIPTORS_MAX {
            return Err(DescribeError::TooMany);
        }
        let written = Descriptor {
            key,
            text,
            version: row.tool.registration.version().to_owned(),
            written_by,
            written_at: by.now,
        };
        Ok(
            self.change_tool(tool, Action::DescriptorWritten, by, |row| match place {
                Some(place) => row.descriptors[place] = written,
                None => row.descriptors.push(written),
            }),
        )
    }

    fn remove_descriptor(
        &mut self,
        tool: ToolId,
        expected: Revision,
        key: &DescriptorKey,
        by: &By,
    ) -> Result<Tool, DescribeError> {
        let (row, _) = self.describable(tool, expected, by)?;
        let place = place_of(row, key).ok_or(DescribeError::NoSuchDescriptor)?;
        Ok(
            self.change_tool(tool, Action::DescriptorRemoved, by, |row| {
                row.descriptors.remove(place);
            }),
        )
    }

    /// A tool whose files may be changed, and who does.
    fn describable(
        &self,
        tool: ToolId,
        expected: Revision,
        by: &By,
    ) -> Result<(&ToolRow, AccountId), DescribeError> {
        let row = self.tool_row(tool).ok_or(DescribeError::NotFound)?;
        let manager = self.manager(tool, by.actor);
        let manager = manager.ok_or(DescribeError::NotMaintainer)?;
        let current = row.tool.revision;
        if current != expected {
            return Err(DescribeError::Stale { current });
        }
        if row.tool.archived_at.is_some() {
            return Err(DescribeError::Archived);
        }
        Ok((row, manager))
    }

    fn described_tools(&self, kind: DescriptorType, page: Page) -> ToolPage {
        let (rows, next) = self.tools.page(page, |row| {
            let mut descriptors = row.descriptors.iter();
            descriptors.any(|file| file.key.kind == kind)
        });
        let tools = rows.into_iter().map(|row| row.tool.clone());
        ToolPage {
            tools: tools.filter(|tool| tool.archived_at.is_none()).collect(),
            damaged: Vec::new(),
            next,
        }
    }
}

fn place_of(row: &ToolRow, key: &DescriptorKey) -> Option<usize> {
    let mut descriptors = row.descriptors.iter();
    descriptors.position(|descriptor| descriptor.key == *key)
}

impl Descriptors for Model {
    fn write_descriptor(
        &self,
        tool: ToolId,
        expected: Revision,
        key: DescriptorKey,
        text: DescriptorText,
        by: By,
    ) -> Answer<'_, Result<Tool, DescribeError>> {
        self.write(move |state| state.write_descriptor(tool, expected, key, text, &by))
    }

    fn remove_descriptor(
        &self,
        tool: ToolId,
        expected: Revision,
        key: DescriptorKey,
        by: By,
    ) -> Answer<'_, Result<Tool, DescribeError>> {
        self.write(move |state| state.remove_descriptor(tool, expected, &key, &by))
    }

    fn descriptors(&self, tool: ToolId) -> Answer<'_, Result<Vec<Descriptor>, Failure>> {
        self.read(move |state| {
            let row = state.tool_row(tool);
            row.map(|row| row.descriptors.clone()).unwrap_or_default()
        })
    }

    fn descriptor_names(&self, tool: ToolId) -> Answer<'_, Result<Vec<DescriptorName>, Failure>> {
        self.read(move |state| {
            let files = state.tool_row(tool).map(|row| row.descriptors.iter());
            let name = |file: &Descriptor| DescriptorName {
                key: file.key.clone(),
                version: file.version.clone(),
            };
            files.into_iter().flatten().map(name).collect()
        })
    }

    fn descriptor(
        &self,
        tool: ToolId,
        key: DescriptorKey,
    ) -> Answer<'_, Result<Option<Descriptor>, Failure>> {
        self.read(move |state| {
            let row = state.tool_row(tool)?;
            Some(row.descriptors[place_of(row, &key)?].clone())
        })
    }

    fn described_of<'a>(
        &'a self,
        tools: &'a [ToolId],
    ) -> Answer<'a, Result<Found<Described>, Failure>> {
        self.read(move |state| {
            let rows = state.tools.iter();
            let rows = rows.filter(|row| tools.contains(&row.tool.id));
            found(rows.flat_map(|row| {
                row.descriptors.iter().map(|descriptor| Described {
                    tool: row.tool.id,
                    kind: descriptor.key.kind,
                    version: descriptor.version.clone(),
                })
            }))
        })
    }

    fn described_tools(
        &self,
        kind: DescriptorType,
        page: Page,
    ) -> Answer<'_, Result<ToolPage, Failure>> {
        self.read(move |state| state.described_tools(kind, page))
    }
}

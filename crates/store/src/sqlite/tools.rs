//! Tools in SQLite.

use wharfinger_core::registration::Registration;

use super::{Sqlite, list};
use crate::sql::{ready, tool_changes, tools};
use crate::{
    Answer, ArchiveError, By, Counts, Failure, NewTool, Page, RegisterError, Registered, Revision,
    Tool, ToolFilter, ToolId, ToolPage, Tools, UpdateError,
};

impl Tools for Sqlite {
    fn register_tool(
        &self,
        tool: NewTool,
        by: By,
    ) -> Answer<'_, Result<Registered, RegisterError>> {
        self.write(move |sql| ready(tool_changes::register_tool(sql, &tool, &by)))
    }

    fn update_tool(
        &self,
        id: ToolId,
        expected: Revision,
        registration: Registration,
        by: By,
    ) -> Answer<'_, Result<Tool, UpdateError>> {
        self.write(move |sql| {
            ready(tool_changes::update_tool(
                sql,
                &id,
                expected,
                &registration,
                &by,
            ))
        })
    }

    fn archive_tool(
        &self,
        id: ToolId,
        expected: Option<Revision>,
        by: By,
    ) -> Answer<'_, Result<Tool, ArchiveError>> {
        self.write(move |sql| ready(tool_changes::set_archived(sql, &id, expected, true, &by)))
    }

    fn unarchive_tool(
        &self,
        id: ToolId,
        expected: Option<Revision>,
        by: By,
    ) -> Answer<'_, Result<Tool, ArchiveError>> {
        self.write(move |sql| ready(tool_changes::set_archived(sql, &id, expected, false, &by)))
    }

    fn tool(&self, id: ToolId) -> Answer<'_, Result<Option<Tool>, Failure>> {
        self.read(move |sql| ready(tools::by_id(sql, &id)))
    }

    fn find_tool<'a>(&'a self, path: &'a str) -> Answer<'a, Result<Option<Tool>, Failure>> {
        self.read(move |sql| ready(tools::find_tool(sql, path)))
    }

    fn list_tools<'a>(
        &'a self,
        filter: &'a ToolFilter,
        page: Page,
    ) -> Answer<'a, Result<ToolPage, Failure>> {
        let read_max = self.unindexed_read_max;
        self.read(move |sql| list::list_tools(*sql, filter, page, read_max))
    }

    fn counts(&self) -> Answer<'_, Result<Counts, Failure>> {
        self.read(|sql| ready(tools::counts(sql)))
    }
}

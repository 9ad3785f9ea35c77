//! Tools, in either database.

use wharfinger_core::account::AccountId;
use wharfinger_core::registration::Registration;

use crate::sql::{tool_changes, tools};
use crate::{
    Answer, ArchiveError, By, Counts, Failure, Found, NewTool, Page, Postgres, RegisterError,
    Registered, Revision, SeenTool, Sqlite, Tool, ToolFilter, ToolId, ToolPage, Tools, UpdateError,
};

macro_rules! implement {
    ($database:ty) => {
        impl Tools for $database {
            fn register_tool(
                &self,
                tool: NewTool,
                by: By,
            ) -> Answer<'_, Result<Registered, RegisterError>> {
                self.write(async move |sql| tool_changes::register_tool(sql, &tool, &by).await)
            }

            fn update_tool(
                &self,
                id: ToolId,
                expected: Revision,
                registration: Registration,
                by: By,
            ) -> Answer<'_, Result<Tool, UpdateError>> {
                self.write(async move |sql| {
                    tool_changes::update_tool(sql, &id, expected, &registration, &by).await
                })
            }

            fn archive_tool(
                &self,
                id: ToolId,
                expected: Option<Revision>,
                by: By,
            ) -> Answer<'_, Result<Tool, ArchiveError>> {
                self.write(async move |sql| {
                    tool_changes::set_archived(sql, &id, expected, true, &by).await
                })
            }

            fn unarchive_tool(
                &self,
                id: ToolId,
                expected: Option<Revision>,
                by: By,
            ) -> Answer<'_, Result<Tool, ArchiveError>> {
                self.write(async move |sql| {
                    tool_changes::set_archived(sql, &id, expected, false, &by).await
                })
            }

            fn tool(&self, id: ToolId) -> Answer<'_, Result<Option<Tool>, Failure>> {
                self.read(async move |sql| tools::by_id(sql, &id).await)
            }

            fn tools_of<'a>(
                &'a self,
                ids: &'a [ToolId],
            ) -> Answer<'a, Result<Found<Tool>, Failure>> {
                let ids = ids.to_vec();
                self.read(async move |sql| tools::by_ids(sql, &ids).await)
            }

            fn find_tool<'a>(&'a self, path: &'a str) -> Answer<'a, Result<Option<Tool>, Failure>> {
                let path = path.to_owned();
                self.read(async move |sql| tools::find_tool(sql, &path).await)
            }

            fn find_tool_as<'a>(
                &'a self,
                path: &'a str,
                reader: AccountId,
            ) -> Answer<'a, Result<Option<SeenTool>, Failure>> {
                let path = path.to_owned();
                self.read(async move |sql| tools::find_tool_as(sql, &path, &reader).await)
            }

            fn list_tools<'a>(
                &'a self,
                filter: &'a ToolFilter,
                page: Page,
            ) -> Answer<'a, Result<ToolPage, Failure>> {
                self.list(filter.clone(), page)
            }

            fn counts(&self) -> Answer<'_, Result<Counts, Failure>> {
                self.read(async move |sql| tools::counts(sql).await)
            }
        }
    };
}

implement!(Sqlite);
implement!(Postgres);

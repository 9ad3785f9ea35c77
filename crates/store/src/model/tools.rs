//! Finding and listing tools, and all that the port asks about them.

use wharfinger_core::account::AccountId;
use wharfinger_core::registration::Registration;
use wharfinger_core::tool_path::with_namespace;

use super::Model;
use super::rows::found;
use super::state::State;
use crate::search;
use crate::{
    Answer, ArchiveError, By, Counts, Failure, Found, NewTool, Page, RegisterError, Registered,
    Revision, SeenTool, Tool, ToolFilter, ToolId, ToolPage, Tools, UpdateError,
};

impl State {
    fn list(&self, filter: &ToolFilter, page: Page) -> ToolPage {
        let terms = search::terms(filter.search.as_deref().unwrap_or(""));
        let (rows, next) = self.tools.page(page, |row| {
            let registration = &row.tool.registration;
            let registry = filter.registry.as_deref();
            let maintains = |account| row.maintainers.iter().any(|row| row.account == account);
            (filter.include_archived || row.tool.archived_at.is_none())
                && registry.is_none_or(|registry| registry == registration.registry())
                && filter
                    .visibility
                    .is_none_or(|visibility| visibility == registration.visibility())
                && filter.maintainer.is_none_or(maintains)
                && search::matches(
                    &terms,
                    registration.tool_path().as_str(),
                    registration.description(),
                )
        });
        ToolPage {
            tools: rows.into_iter().map(|row| row.tool.clone()).collect(),
            damaged: Vec::new(),
            next,
        }
    }

    pub(super) fn by_path(&self, path: &str) -> Option<&Tool> {
        let mut tools = self.tools.iter().map(|row| &row.tool);
        tools.find(|tool| tool.registration.tool_path().as_str() == path)
    }

    fn counts(&self) -> Counts {
        let tools = || self.tools.iter().map(|row| &row.tool);
        Counts {
            tools: tools().count() as u64,
            archived: tools().filter(|tool| tool.archived_at.is_some()).count() as u64,
        }
    }
}

impl Tools for Model {
    fn register_tool(
        &self,
        tool: NewTool,
        by: By,
    ) -> Answer<'_, Result<Registered, RegisterError>> {
        self.write(move |state| state.register(tool, &by))
    }

    fn update_tool(
        &self,
        id: ToolId,
        expected: Revision,
        registration: Registration,
        by: By,
    ) -> Answer<'_, Result<Tool, UpdateError>> {
        self.write(move |state| state.update(id, expected, registration, &by))
    }

    fn archive_tool(
        &self,
        id: ToolId,
        expected: Option<Revision>,
        by: By,
    ) -> Answer<'_, Result<Tool, ArchiveError>> {
        self.write(move |state| state.set_archived(id, expected, true, &by))
    }

    fn unarchive_tool(
        &self,
        id: ToolId,
        expected: Option<Revision>,
        by: By,
    ) -> Answer<'_, Result<Tool, ArchiveError>> {
        self.write(move |state| state.set_archived(id, expected, false, &by))
    }

    fn tool(&self, id: ToolId) -> Answer<'_, Result<Option<Tool>, Failure>> {
        self.read(move |state| Some(state.tool_row(id)?.tool.clone()))
    }

    fn tools_of<'a>(&'a self, ids: &'a [ToolId]) -> Answer<'a, Result<Found<Tool>, Failure>> {
        self.read(move |state| {
            let tools = state.tools.iter().map(|row| &row.tool);
            found(tools.filter(|tool| ids.contains(&tool.id)).cloned())
        })
    }

    fn find_tool<'a>(&'a self, path: &'a str) -> Answer<'a, Result<Option<Tool>, Failure>> {
        self.read(move |state| {
            let named = || state.by_path(&with_namespace(path)?);
            state.by_path(path).or_else(named).cloned()
        })
    }

    fn find_tool_as<'a>(
        &'a self,
        path: &'a str,
        reader: AccountId,
    ) -> Answer<'a, Result<Option<SeenTool>, Failure>> {
        self.read(move |state| {
            let named = || state.by_path(&with_namespace(path)?);
            let tool = state.by_path(path).or_else(named)?;
            let maintainers = &state.tool_row(tool.id)?.maintainers;
            Some(SeenTool {
                tool: tool.clone(),
                is_maintainer: maintainers.iter().any(|row| row.account == reader),
            })
        })
    }

    fn list_tools<'a>(
        &'a self,
        filter: &'a ToolFilter,
        page: Page,
    ) -> Answer<'a, Result<ToolPage, Failure>> {
        self.read(move |state| state.list(filter, page))
    }

    fn counts(&self) -> Answer<'_, Result<Counts, Failure>> {
        self.read(State::counts)
    }
}

//! The store in memory: what every adapter must agree with.

use std::collections::BTreeMap;
use std::future::ready;
use std::sync::{Mutex, MutexGuard, PoisonError};

use wharfinger_core::registration::Registration;
use wharfinger_core::tool_path::with_namespace;

use crate::page::Position;
use crate::search;
use crate::{
    Answer, ArchiveError, Counts, Cursor, Failure, Fingerprint, IDEMPOTENCY_SECONDS, NewTool, Page,
    RegisterError, Registered, Revision, Store, Timestamp, TokenHash, Tool, ToolFilter, ToolId,
    ToolPage, UpdateError,
};

/// A [`Store`] that forgets everything when it is dropped: the oracle of the tests, and a store
/// for tests of the server.
///
/// Every look-up walks all tools, so that there is no index which could disagree with them.
#[derive(Debug, Default)]
pub struct Model {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// In order of registration.
    tools: BTreeMap<Position, Tool>,
    /// By principal and key.
    keys: BTreeMap<(String, String), KeyUse>,
    operator_token: Option<TokenHash>,
}

#[derive(Debug)]
struct KeyUse {
    fingerprint: Fingerprint,
    tool: ToolId,
    used_at: Timestamp,
}

impl Model {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A panic while the lock was held cannot leave half a change: every change is one insertion
    /// or one assignment, behind all checks.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn register(&mut self, new: NewTool) -> Result<Registered, RegisterError> {
        if let Some(request) = &new.idempotency {
            let key = (request.principal.clone(), request.key.clone());
            if let Some(used) = self.keys.get(&key)
                && used.used_at > new.now.seconds_earlier(IDEMPOTENCY_SECONDS)
            {
                if used.fingerprint != request.fingerprint {
                    return Err(RegisterError::KeyReused);
                }
                let tool = self.by_id(used.tool).cloned();
                return Ok(Registered {
                    tool: tool.expect("tools are never taken out"),
                    replayed: true,
                });
            }
        }
        let path = new.registration.tool_path().as_str();
        if let Some(existing) = self.by_path(path) {
            return Err(RegisterError::Conflict {
                existing: existing.id,
                path: path.to_owned(),
            });
        }
        if self.by_id(new.id).is_some() {
            return Err(RegisterError::IdTaken(new.id));
        }
        let tool = Tool {
            id: new.id,
            registration: new.registration,
            revision: Revision::FIRST,
            created_at: new.now,
            updated_at: new.now,
            archived_at: None,
        };
        let position = self.tools.last_key_value().map_or(0, |(last, _)| *last) + 1;
        self.tools.insert(position, tool.clone());
        if let Some(request) = new.idempotency {
            self.keys.insert(
                (request.principal, request.key),
                KeyUse {
                    fingerprint: request.fingerprint,
                    tool: tool.id,
                    used_at: new.now,
                },
            );
        }
        Ok(Registered {
            tool,
            replayed: false,
        })
    }

    fn update(
        &mut self,
        id: ToolId,
        expected: Revision,
        registration: Registration,
        now: Timestamp,
    ) -> Result<Tool, UpdateError> {
        let tool = self.by_id_mut(id).ok_or(UpdateError::NotFound)?;
        if tool.revision != expected {
            return Err(UpdateError::Stale {
                current: tool.revision,
            });
        }
        if tool.archived_at.is_some() {
            return Err(UpdateError::Archived);
        }
        let path = tool.registration.tool_path();
        if path != registration.tool_path() {
            return Err(UpdateError::PathChanged {
                path: path.to_string(),
            });
        }
        tool.registration = registration;
        tool.revision = tool.revision.next();
        tool.updated_at = now;
        Ok(tool.clone())
    }

    fn set_archived(
        &mut self,
        id: ToolId,
        expected: Option<Revision>,
        archived: bool,
        now: Timestamp,
    ) -> Result<Tool, ArchiveError> {
        let tool = self.by_id_mut(id).ok_or(ArchiveError::NotFound)?;
        if expected.is_some_and(|expected| expected != tool.revision) {
            return Err(ArchiveError::Stale {
                current: tool.revision,
            });
        }
        if tool.archived_at.is_some() != archived {
            tool.archived_at = archived.then_some(now);
            tool.revision = tool.revision.next();
            tool.updated_at = now;
        }
        Ok(tool.clone())
    }

    fn list(&self, filter: &ToolFilter, page: Page) -> ToolPage {
        let terms = search::terms(filter.search.as_deref().unwrap_or(""));
        let passes = |tool: &Tool| {
            let registration = &tool.registration;
            (filter.include_archived || tool.archived_at.is_none())
                && filter
                    .registry
                    .as_deref()
                    .is_none_or(|registry| registry == registration.registry())
                && filter
                    .visibility
                    .is_none_or(|visibility| visibility == registration.visibility())
                && search::matches(
                    &terms,
                    registration.tool_path().as_str(),
                    registration.description(),
                )
        };
        let behind = page
            .after
            .map_or(Position::MAX, |Cursor(position)| position);
        let rows = self
            .tools
            .range(..behind)
            .rev()
            .filter(|(_, tool)| passes(tool))
            .take(page.limit as usize + 1)
            .map(|(position, tool)| (*position, tool.clone()))
            .collect();
        ToolPage::from_rows(rows, page.limit)
    }

    fn by_id(&self, id: ToolId) -> Option<&Tool> {
        self.tools.values().find(|tool| tool.id == id)
    }

    fn by_id_mut(&mut self, id: ToolId) -> Option<&mut Tool> {
        self.tools.values_mut().find(|tool| tool.id == id)
    }

    fn by_path(&self, path: &str) -> Option<&Tool> {
        self.tools
            .values()
            .find(|tool| tool.registration.tool_path().as_str() == path)
    }
}

impl Store for Model {
    fn register_tool(&self, tool: NewTool) -> Answer<'_, Result<Registered, RegisterError>> {
        Box::pin(async move { self.state().register(tool) })
    }

    fn update_tool(
        &self,
        id: ToolId,
        expected: Revision,
        registration: Registration,
        now: Timestamp,
    ) -> Answer<'_, Result<Tool, UpdateError>> {
        Box::pin(async move { self.state().update(id, expected, registration, now) })
    }

    fn archive_tool(
        &self,
        id: ToolId,
        expected: Option<Revision>,
        now: Timestamp,
    ) -> Answer<'_, Result<Tool, ArchiveError>> {
        Box::pin(async move { self.state().set_archived(id, expected, true, now) })
    }

    fn unarchive_tool(
        &self,
        id: ToolId,
        expected: Option<Revision>,
        now: Timestamp,
    ) -> Answer<'_, Result<Tool, ArchiveError>> {
        Box::pin(async move { self.state().set_archived(id, expected, false, now) })
    }

    fn tool(&self, id: ToolId) -> Answer<'_, Result<Option<Tool>, Failure>> {
        Box::pin(async move { Ok(self.state().by_id(id).cloned()) })
    }

    fn find_tool<'a>(&'a self, path: &'a str) -> Answer<'a, Result<Option<Tool>, Failure>> {
        Box::pin(async move {
            let state = self.state();
            let named = || state.by_path(&with_namespace(path)?);
            Ok(state.by_path(path).or_else(named).cloned())
        })
    }

    fn list_tools<'a>(
        &'a self,
        filter: &'a ToolFilter,
        page: Page,
    ) -> Answer<'a, Result<ToolPage, Failure>> {
        Box::pin(async move { Ok(self.state().list(filter, page)) })
    }

    fn set_operator_token(
        &self,
        hash: TokenHash,
        _now: Timestamp,
    ) -> Answer<'_, Result<(), Failure>> {
        Box::pin(async move {
            self.state().operator_token = Some(hash);
            Ok(())
        })
    }

    fn has_operator_token(&self) -> Answer<'_, Result<bool, Failure>> {
        Box::pin(async move { Ok(self.state().operator_token.is_some()) })
    }

    fn operator_token_matches(&self, hash: TokenHash) -> Answer<'_, Result<bool, Failure>> {
        Box::pin(async move { Ok(self.state().operator_token == Some(hash)) })
    }

    fn counts(&self) -> Answer<'_, Result<Counts, Failure>> {
        Box::pin(async move {
            let state = self.state();
            let archived = |tool: &&Tool| tool.archived_at.is_some();
            Ok(Counts {
                tools: state.tools.len() as u64,
                archived: state.tools.values().filter(archived).count() as u64,
            })
        })
    }

    fn ready(&self) -> Answer<'_, Result<(), Failure>> {
        Box::pin(ready(Ok(())))
    }

    fn check(&self) -> Answer<'_, Result<(), Failure>> {
        Box::pin(ready(Ok(())))
    }

    /// There is nothing to let go of.
    fn close(&self) {}
}

//! What tools are described in.

use std::collections::{BTreeMap, BTreeSet};

use wharfinger_core::descriptor::DescriptorType;
use wharfinger_store::{Failure, Tool, ToolId};

use crate::state::State;

/// The types of files that tools have for the version that they are at.
#[derive(Debug, Default)]
pub(super) struct Types(BTreeMap<ToolId, BTreeSet<DescriptorType>>);

impl Types {
    /// Those of these tools.
    pub(super) async fn of(state: &State, tools: &[Tool]) -> Result<Self, Failure> {
        let ids: Vec<_> = tools.iter().map(|tool| tool.id).collect();
        let described = state.store.described_of(&ids).await?;
        state
            .alarms
            .passed_over("files of tools", &described.damaged);
        let mut types: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        for file in described.found {
            let tool = tools.iter().find(|tool| tool.id == file.tool);
            if tool.is_some_and(|tool| tool.registration.version() == file.version) {
                types.entry(file.tool).or_default().insert(file.kind);
            }
        }
        Ok(Self(types))
    }

    /// Whether a tool is described in a type.
    pub(super) fn has(&self, tool: ToolId, kind: DescriptorType) -> bool {
        self.0.get(&tool).is_some_and(|kinds| kinds.contains(&kind))
    }

    /// What the types of a tool are called.
    pub(super) fn names(&self, tool: ToolId) -> Vec<&'static str> {
        let kinds = self.0.get(&tool).into_iter().flatten();
        kinds.map(|kind| kind.as_str()).collect()
    }
}

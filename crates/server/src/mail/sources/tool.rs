//! Letters to those who became maintainers, or are none any longer, and to all of them about the image.

use wharfinger_core::account::AccountId;
use wharfinger_core::evidence::Drift;
use wharfinger_store::{Failure, ToolId};

use super::Sources;
use crate::mail::contents::Contents;
use crate::mail::links::LocalPath;

impl Sources {
    /// Where the reader still maintains the tool.
    pub(super) async fn maintainer_added(
        &self,
        id: ToolId,
        reader: Option<AccountId>,
    ) -> Result<Option<Contents>, Failure> {
        let maintainers = self.store.maintainers(id).await?;
        let own = maintainers
            .iter()
            .find(|maintainer| Some(maintainer.account) == reader);
        let Some(added_by) = own.map(|maintainer| maintainer.added_by) else {
            return Ok(None);
        };
        let (Some(tool), Some(by)) = (
            self.store.tool(id).await?,
            self.store.account(added_by).await?,
        ) else {
            return Ok(None);
        };
        let path = tool.registration.tool_path();
        Ok(Some(Contents::MaintainerAdded {
            tool: path.to_string(),
            by: by.name.to_string(),
            link: LocalPath::tool(path),
        }))
    }

    /// While it is so, and the reader maintains the tool.
    pub(super) async fn image_changed(
        &self,
        id: ToolId,
        reader: Option<AccountId>,
        drift: Drift,
    ) -> Result<Option<Contents>, Failure> {
        let maintainers = self.store.maintainers(id).await?;
        let looked = self.store.evidence_of(&[id]).await?;
        let known = looked.found.first().and_then(|looked| looked.known);
        let is_so = known.is_some_and(|(verdict, _)| drift.led_to(verdict));
        let is_told = maintainers
            .iter()
            .any(|maintainer| Some(maintainer.account) == reader);
        let tool = self.store.tool(id).await?;
        Ok(tool.filter(|_| is_so && is_told).map(|tool| {
            let path = tool.registration.tool_path();
            Contents::ImageChanged {
                tool: path.to_string(),
                drift,
                registry: path.host().to_owned(),
                link: LocalPath::tool(path),
            }
        }))
    }

    /// Where the reader was not added again.
    pub(super) async fn maintainer_removed(
        &self,
        id: ToolId,
        reader: Option<AccountId>,
    ) -> Result<Option<Contents>, Failure> {
        let maintainers = self.store.maintainers(id).await?;
        if maintainers
            .iter()
            .any(|maintainer| Some(maintainer.account) == reader)
        {
            return Ok(None);
        }
        Ok(self.store.tool(id).await?.map(|tool| {
            let path = tool.registration.tool_path();
            Contents::MaintainerRemoved {
                tool: path.to_string(),
                link: LocalPath::tool(path),
            }
        }))
    }
}

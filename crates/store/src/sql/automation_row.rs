//! A row of automation, written and read.

use wharfinger_core::grants::Repository;

use super::audit::Changed;
use super::repository_place;
use super::{Param, Row};
use crate::audit::digest;
use crate::{Action, AuditHash, Automation, ConnectionId, Failure, Subject, Timestamp, ToolId};

/// A query of automation with the repositories that it is about, which ends as given.
macro_rules! select_automation {
    ($end:literal) => {
        concat!(
            "SELECT automation.tool, automation.connection, automation.started_by, \
            automation.since, automation.stopped_at, ",
            $crate::sql::repository_place::place_columns!(),
            " FROM automation JOIN repository ON repository.id = automation.repository WHERE ",
            $end
        )
    };
}

pub(super) use select_automation;

/// Automation, be it stopped, and where its repository is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct StoredAutomation {
    pub(super) automation: Automation,
    pub(super) place: Repository,
    pub(super) stopped_at: Option<Timestamp>,
}

impl StoredAutomation {
    pub(super) fn digest(&self) -> AuditHash {
        digest::automation(&self.automation, &self.place, self.stopped_at)
    }

    /// That it has become what it is.
    pub(super) fn changed(&self, action: Action, before: Option<AuditHash>) -> Changed {
        let tool = self.automation.tool;
        Changed {
            action,
            subject: Subject::Automation(tool),
            tool: Some(tool),
            until: None,
            before,
            after: self.digest(),
        }
    }

    /// The whole row, in the order `tool, repository, connection, started_by, since, stopped_at`.
    pub(super) fn params(&self) -> [Param<'_>; 6] {
        let automation = &self.automation;
        [
            (&automation.tool).into(),
            (&automation.repository).into(),
            (&automation.connection).into(),
            (&automation.by).into(),
            automation.since.into(),
            self.stopped_at.into(),
        ]
    }
}

/// Reads a row of [`select_automation`].
pub(super) fn decode(row: Row) -> Result<StoredAutomation, Failure> {
    let mut row = row.of("automation");
    let tool = row.uuid("tool")?;
    row.named(tool);
    let connection = row.uuid("connection")?;
    let by = row.account("started_by")?;
    let since = row.timestamp("since")?;
    let stopped_at = row.optional_timestamp("stopped_at")?;
    let placed = repository_place::decode(&mut row)?;
    let connection = ConnectionId::from_uuid(connection);
    // Only when nothing is carried out with the old connection does a repository get another one.
    if stopped_at.is_none() && placed.connection != connection {
        return Err(row.corrupt("connection", placed.connection));
    }
    Ok(StoredAutomation {
        automation: Automation {
            tool: ToolId::from_uuid(tool),
            repository: placed.id,
            connection,
            by,
            since,
        },
        place: placed.place,
        stopped_at,
    })
}

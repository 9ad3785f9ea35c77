//! A row of what is remembered of an image, read.

use wharfinger_core::evidence::{Evidence, Verdict};

use super::Row;
use crate::{Failure, Looked, Timestamp, ToolId};

/// The columns of a whole row of `tool_evidence AS e`; [`decode`] reads them.
macro_rules! look_columns {
    () => {
        "e.tool, e.verdict, e.by_login, e.at, e.asked, e.status, e.digest, e.detail, e.known, \
        e.known_at, e.failures"
    };
}

pub(super) use look_columns;

/// What a row holds.
#[derive(Debug, Default)]
pub(super) struct Kept {
    pub(super) newest: Option<Evidence>,
    pub(super) known: Option<(Verdict, Timestamp)>,
    pub(super) failures: u32,
}

impl Kept {
    /// The same of a tool; nothing where there is no answer yet.
    pub(super) fn looked(self, tool: ToolId) -> Option<Looked> {
        Some(Looked {
            tool,
            newest: self.newest?,
            known: self.known,
        })
    }
}

/// Reads [`look_columns`], the next ones of the row.
pub(super) fn decode(row: &mut Row) -> Result<Kept, Failure> {
    row.turn_to("tool_evidence");
    let tool = row.integer("tool")?;
    row.named(tool);
    Ok(Kept {
        newest: newest(row)?,
        known: known(row)?,
        failures: row.number("failures")?,
    })
}

fn newest(row: &mut Row) -> Result<Option<Evidence>, Failure> {
    let verdict = optional_verdict(row, "verdict")?;
    let by_login = row.optional_flag("by_login")?;
    let at = row.optional_timestamp("at")?;
    let asked = row.optional_text("asked")?;
    let status = match row.optional_integer("status")? {
        None => None,
        Some(number) => Some(u16::try_from(number).map_err(|_| row.corrupt("status", number))?),
    };
    let digest = row.optional_text("digest")?;
    let detail = row.optional_text("detail")?;
    match (verdict, by_login, at, asked, detail) {
        (Some(verdict), Some(by_login), Some(at), Some(asked), Some(detail)) => {
            Ok(Some(Evidence {
                verdict,
                by_login,
                at,
                asked,
                status,
                digest,
                detail,
            }))
        }
        (None, None, None, None, None) => Ok(None),
        (verdict, ..) => {
            let found = verdict.map_or("nothing", Verdict::as_str);
            Err(row.corrupt("verdict", found))
        }
    }
}

fn known(row: &mut Row) -> Result<Option<(Verdict, Timestamp)>, Failure> {
    let verdict = optional_verdict(row, "known")?;
    let at = row.optional_timestamp("known_at")?;
    match (verdict, at) {
        (Some(verdict), Some(at)) if verdict.is_public().is_some() => Ok(Some((verdict, at))),
        (None, None) => Ok(None),
        (verdict, _) => {
            let found = verdict.map_or("nothing", Verdict::as_str);
            Err(row.corrupt("known", found))
        }
    }
}

fn optional_verdict(row: &mut Row, column: &'static str) -> Result<Option<Verdict>, Failure> {
    let Some(name) = row.optional_text(column)? else {
        return Ok(None);
    };
    let verdict = Verdict::from_name(&name);
    verdict.map(Some).ok_or_else(|| row.corrupt(column, name))
}

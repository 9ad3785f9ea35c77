//! Files of tools: read, written, removed.

use wharfinger_core::account::AccountId;
use wharfinger_core::descriptor::{DescriptorPath, DescriptorText, DescriptorType};

use super::by_ids::{self, in_ids};
use super::maintainers::manager;
use super::tool_changes::store;
use super::tool_row::{listed, select_tool};
use super::tools::{Whole, whole};
use super::{Row, Sql};
use crate::{
    Action, By, DESCRIPTORS_MAX, DescribeError, Described, Descriptor, DescriptorKey,
    DescriptorName, Failure, Found, Page, Revision, Tool, ToolId, ToolPage,
};

/// In the order in which they were first written. A tool has few: see [`DESCRIPTORS_MAX`].
const OF_TOOL: &str = "
    SELECT place, type, path, text, version, written_by, written_at FROM descriptor
    WHERE tool = (SELECT position FROM tool WHERE id = $1) ORDER BY place";

const WRITE: &str = "
    INSERT INTO descriptor (tool, place, type, path, text, version, written_by, written_at)
    SELECT tool.position,
        (SELECT coalesce(max(place), 0) + 1 FROM descriptor WHERE descriptor.tool = tool.position),
        $1, $2, $3, $4, $5, $6
    FROM tool WHERE id = $7
    ON CONFLICT (tool, type, path) DO UPDATE SET text = excluded.text, version = excluded.version,
        written_by = excluded.written_by, written_at = excluded.written_at";

const REMOVE: &str = "
    DELETE FROM descriptor
    WHERE tool = (SELECT position FROM tool WHERE id = $1) AND type = $2 AND path = $3";

const DESCRIBED_OF: &str = concat!(
    "SELECT tool.id, descriptor.type, descriptor.version
    FROM tool JOIN descriptor ON descriptor.tool = tool.position WHERE ",
    in_ids!("tool.id")
);

/// Without the texts, which are long. In the order of [`OF_TOOL`].
const NAMES: &str = "
    SELECT place, type, path, version FROM descriptor
    WHERE tool = (SELECT position FROM tool WHERE id = $1) ORDER BY place";

const ONE: &str = "
    SELECT place, type, path, text, version, written_by, written_at FROM descriptor
    WHERE tool = (SELECT position FROM tool WHERE id = $1) AND type = $2 AND path = $3";

/// The page is cut where the files are walked, newest tool first, so that it reads no more than it holds,
/// however many tools there are and however many of them are described.
pub(crate) const DESCRIBED_TOOLS: &str = select_tool!(
    "tool WHERE position IN (
        SELECT DISTINCT descriptor.tool FROM descriptor
        WHERE descriptor.type = $1 AND descriptor.tool < $2
        ORDER BY descriptor.tool DESC LIMIT $3)
    ORDER BY position DESC"
);

/// The files of a tool.
pub(crate) async fn of(sql: &mut impl Sql, tool: &ToolId) -> Result<Vec<Descriptor>, Failure> {
    let rows = sql.query(OF_TOOL, &[tool.into()]).await?;
    rows.into_iter().map(decode).collect()
}

/// What names the files of a tool, and what they were written for.
pub(crate) async fn names(
    sql: &mut impl Sql,
    tool: &ToolId,
) -> Result<Vec<DescriptorName>, Failure> {
    let rows = sql.query(NAMES, &[tool.into()]).await?;
    let name = |mut row: Row| {
        Ok(DescriptorName {
            key: decode_key(&mut row)?,
            version: row.text("version")?,
        })
    };
    rows.into_iter().map(name).collect()
}

/// One file of a tool.
pub(crate) async fn one(
    sql: &mut impl Sql,
    tool: &ToolId,
    key: &DescriptorKey,
) -> Result<Option<Descriptor>, Failure> {
    let params = [
        tool.into(),
        key.kind.as_str().into(),
        key.path.as_str().into(),
    ];
    let rows = sql.query(ONE, &params).await?;
    rows.into_iter().next().map(decode).transpose()
}

pub(crate) async fn described_of(
    sql: &mut impl Sql,
    tools: &[ToolId],
) -> Result<Found<Described>, Failure> {
    let described = |mut row: Row| {
        row.turn_to("descriptor");
        Ok(Described {
            tool: ToolId::from_uuid(row.uuid("tool")?),
            kind: row.word("type", DescriptorType::from_name)?,
            version: row.text("version")?,
        })
    };
    by_ids::find(sql, DESCRIBED_OF, tools.iter().collect(), &[], described).await
}

pub(crate) async fn described_tools(
    sql: &mut impl Sql,
    kind: DescriptorType,
    page: Page,
) -> Result<ToolPage, Failure> {
    let params = [
        kind.as_str().into(),
        page.behind().into(),
        (page.limit + 1).into(),
    ];
    let rows = sql.query(DESCRIBED_TOOLS, &params).await?;
    let tools = rows.into_iter().map(listed).collect::<Result<_, _>>()?;
    let mut page = ToolPage::from_rows(tools, page.limit)?;
    // Here and not among the files: passing over many of them would take long.
    page.tools.retain(|tool| tool.archived_at.is_none());
    Ok(page)
}

pub(crate) async fn write(
    sql: &mut impl Sql,
    tool: &ToolId,
    expected: Revision,
    key: &DescriptorKey,
    text: &DescriptorText,
    by: &By,
) -> Result<Tool, DescribeError> {
    let (mut whole, written_by) = changeable(sql, tool, expected, by).await?;
    let before = whole.digest();
    let written = Descriptor {
        key: key.clone(),
        text: text.clone(),
        version: whole.stored.tool.registration.version().to_owned(),
        written_by,
        written_at: by.now,
    };
    let place = place_of(&whole, key);
    if place.is_none() && whole.descriptors.len() >= DESCRIPTORS_MAX {
        return Err(DescribeError::TooMany);
    }
    let params = [
        key.kind.as_str().into(),
        key.path.as_str().into(),
        text.as_str().into(),
        written.version.as_str().into(),
        (&written.written_by).into(),
        written.written_at.into(),
        tool.into(),
    ];
    sql.execute(WRITE, &params).await?;
    match place {
        Some(place) => whole.descriptors[place] = written,
        None => whole.descriptors.push(written),
    }
    store(sql, &mut whole, Action::DescriptorWritten, before, by).await?;
    Ok(whole.stored.tool)
}

pub(crate) async fn remove(
    sql: &mut impl Sql,
    tool: &ToolId,
    expected: Revision,
    key: &DescriptorKey,
    by: &By,
) -> Result<Tool, DescribeError> {
    let (mut whole, _) = changeable(sql, tool, expected, by).await?;
    let before = whole.digest();
    let place = place_of(&whole, key).ok_or(DescribeError::NoSuchDescriptor)?;
    whole.descriptors.remove(place);
    let params = [
        tool.into(),
        key.kind.as_str().into(),
        key.path.as_str().into(),
    ];
    sql.execute(REMOVE, &params).await?;
    store(sql, &mut whole, Action::DescriptorRemoved, before, by).await?;
    Ok(whole.stored.tool)
}

/// A tool whose files may be changed, and who does.
async fn changeable(
    sql: &mut impl Sql,
    tool: &ToolId,
    expected: Revision,
    by: &By,
) -> Result<(Whole, AccountId), DescribeError> {
    let whole = whole(sql, tool).await?.ok_or(DescribeError::NotFound)?;
    let manager = manager(sql, &whole.maintainers, by.actor).await?;
    let manager = manager.ok_or(DescribeError::NotMaintainer)?;
    let current = whole.stored.tool.revision;
    if current != expected {
        return Err(DescribeError::Stale { current });
    }
    if whole.stored.tool.archived_at.is_some() {
        return Err(DescribeError::Archived);
    }
    Ok((whole, manager.id))
}

fn place_of(whole: &Whole, key: &DescriptorKey) -> Option<usize> {
    let mut descriptors = whole.descriptors.iter();
    descriptors.position(|descriptor| descriptor.key == *key)
}

/// Reads a row of [`OF_TOOL`] or [`ONE`].
fn decode(mut row: Row) -> Result<Descriptor, Failure> {
    Ok(Descriptor {
        key: decode_key(&mut row)?,
        text: row.word("text", |text| DescriptorText::parse(text).ok())?,
        version: row.text("version")?,
        written_by: row.account("written_by")?,
        written_at: row.timestamp("written_at")?,
    })
}

/// Reads the place of a file and what names it, the first columns of every row.
fn decode_key(row: &mut Row) -> Result<DescriptorKey, Failure> {
    row.turn_to("descriptor");
    let place = row.integer("place")?;
    row.named(place);
    Ok(DescriptorKey {
        kind: row.word("type", DescriptorType::from_name)?,
        path: row.word("path", |text| DescriptorPath::parse(text).ok())?,
    })
}

//! Finding a page of the list.

use std::slice;

use wharfinger_store::{Cursor, PAGE_TOOLS_MAX, Page, Tool, ToolPage};

use super::described::Types;
use super::filter::Filter;
use super::id;
use super::offset::Offset;
use crate::problem::Problem;
use crate::state::State;
use crate::tools::search::{described, list};

/// Most times that the store is asked for one answer: five for tools that an offset passes over
/// ([`super::offset::COUNTED_MAX`]), and ten for those that a filter finds. A page may so hold fewer tools
/// than it could, even none; where `next_page` leads on, there may be more.
const LOOKS_MAX: u32 = 15;

/// A page of the list.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) tools: Vec<Tool>,
    /// Where the next page starts; absent on the last one.
    pub(super) next: Option<Offset>,
}

/// At most `limit` tools from `offset` on.
pub(super) async fn find(
    state: &State,
    filter: &Filter,
    offset: Offset,
    limit: u32,
) -> Result<Found, Problem> {
    if filter.is_hopeless {
        return Ok(Found::default());
    }
    if let Some((first, others)) = filter.ids.split_first() {
        return one(state, filter, first, others, offset).await;
    }
    let mut walk = Walk {
        state,
        filter,
        after: offset.after,
        looks: 0,
    };
    let mut skip = offset.skip;
    while skip > 0 {
        match walk.step(skip).await? {
            Some(passed) => skip -= passed.len().try_into().unwrap_or(skip),
            None => return Ok(walk.found(Vec::new(), skip)),
        }
        if walk.after.is_none() {
            return Ok(Found::default());
        }
    }
    let mut tools: Vec<Tool> = Vec::new();
    loop {
        let missing = limit.saturating_sub(tools.len().try_into().unwrap_or(limit));
        if missing == 0 {
            return Ok(walk.found(tools, 0));
        }
        match walk.step(missing).await? {
            Some(more) => tools.extend(more),
            None => return Ok(walk.found(tools, 0)),
        }
        if walk.after.is_none() {
            return Ok(walk.found(tools, 0));
        }
    }
}

/// The tool with an id, if it fits the rest.
async fn one(
    state: &State,
    filter: &Filter,
    first: &str,
    others: &[String],
    offset: Offset,
) -> Result<Found, Problem> {
    let tool = match id::find(state, first).await {
        Ok(tool) => tool,
        Err(Problem::NoSuchTool(_)) => return Ok(Found::default()),
        Err(problem) => return Err(problem),
    };
    let types = Types::of(state, slice::from_ref(&tool)).await?;
    let fits = filter.fits(&tool, &types)
        && tool.archived_at.is_none()
        && others.iter().all(|other| id::is_of(&tool, other))
        && offset == Offset::default();
    Ok(Found {
        tools: if fits { vec![tool] } else { Vec::new() },
        next: None,
    })
}

/// A walk down the list.
struct Walk<'a> {
    state: &'a State,
    filter: &'a Filter,
    /// Where it stands; absent before the first step, and at the end of the list.
    after: Option<Cursor>,
    looks: u32,
}

impl Walk<'_> {
    /// Goes on behind the next tools that fit, at most `wanted` of them; nothing where it has looked often
    /// enough.
    async fn step(&mut self, wanted: u32) -> Result<Option<Vec<Tool>>, Problem> {
        if self.looks >= LOOKS_MAX {
            return Ok(None);
        }
        let size = if self.filter.is_compared() {
            PAGE_TOOLS_MAX
        } else {
            wanted
        };
        let mut page = self.look(size).await?;
        let types = self.types(&page).await?;
        let wanted = usize::try_from(wanted).unwrap_or(usize::MAX);
        if let Some(last) = self.last_of(&page, &types, wanted) {
            // More fit than are wanted: what ends with the last of them is read by itself, since only the
            // store knows where that ends.
            page = self.look(last).await?;
        }
        self.after = page.next;
        let mut tools = page.tools;
        tools.retain(|tool| self.filter.fits(tool, &types));
        Ok(Some(tools))
    }

    /// How many tools of a page there are up to the last that is wanted, if more fit behind it.
    fn last_of(&self, page: &ToolPage, types: &Types, wanted: usize) -> Option<u32> {
        let fitting = page.tools.iter().enumerate();
        let mut fitting = fitting.filter(|(_, tool)| self.filter.fits(tool, types));
        let (last, _) = fitting.nth(wanted.checked_sub(1)?)?;
        fitting.next()?;
        u32::try_from(last + 1).ok()
    }

    async fn look(&mut self, size: u32) -> Result<ToolPage, Problem> {
        self.looks += 1;
        let page = Page::new(self.after, size);
        Ok(match self.filter.kind {
            // Few tools are described, so those come first and everything else is compared.
            Some(kind) => described(self.state, kind, page).await?,
            None => list(self.state, &self.filter.candidates, page).await?,
        })
    }

    /// What the tools of a page are described in, where that matters.
    async fn types(&self, page: &ToolPage) -> Result<Types, Problem> {
        Ok(match self.filter.kind {
            Some(_) => Types::of(self.state, &page.tools).await?,
            None => Types::default(),
        })
    }

    /// What was found so far, and where to go on.
    fn found(self, tools: Vec<Tool>, skip: u32) -> Found {
        Found {
            tools,
            next: self.after.map(|after| Offset {
                after: Some(after),
                skip,
            }),
        }
    }
}

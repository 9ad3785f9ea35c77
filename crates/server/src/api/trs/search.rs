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

/// Most questions that the store is asked to find the tools of one answer: five for those that an offset
/// passes over ([`super::offset::COUNTED_MAX`]), and fifteen for those that a filter finds. Each reads at
/// most [`PAGE_TOOLS_MAX`] tools, or what so many are described in. A page may so hold fewer tools than it
/// could, even none; where `next_page` leads on, there may be more.
const QUESTIONS_MAX: u32 = 20;

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
        questions: 0,
    };
    let mut skip = offset.skip;
    while skip > 0 {
        match walk.step(skip).await? {
            Some(passed) => skip = less(skip, &passed),
            None => return Ok(walk.found(Vec::new(), skip)),
        }
        if walk.after.is_none() {
            return Ok(Found::default());
        }
    }
    let mut tools: Vec<Tool> = Vec::new();
    loop {
        let missing = less(limit, &tools);
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
    questions: u32,
}

impl Walk<'_> {
    /// Goes on behind the next tools that fit, at most `wanted` of them; nothing where it has asked often
    /// enough.
    async fn step(&mut self, wanted: u32) -> Result<Option<Vec<Tool>>, Problem> {
        let mut size = if self.filter.is_compared() {
            PAGE_TOOLS_MAX
        } else {
            wanted
        };
        while self.questions + self.questions_of_look() <= QUESTIONS_MAX {
            let page = self.look(size).await?;
            let types = self.types(&page).await?;
            let tools = page.tools.into_iter().zip(1..);
            let fitting: Vec<(Tool, u32)> = tools
                .filter(|(tool, _)| self.filter.fits(tool, &types))
                .collect();
            let Some(shorter) = until_last(&fitting, wanted) else {
                self.after = page.next;
                return Ok(Some(fitting.into_iter().map(|(tool, _)| tool).collect()));
            };
            // More fit than are wanted: what ends with the last of them is read by itself, since only the
            // store knows where that ends. Should others lie there by then, it is shorter still.
            size = shorter;
        }
        Ok(None)
    }

    /// How many questions a look is: where types matter, they are asked for by themselves.
    fn questions_of_look(&self) -> u32 {
        if self.filter.kind.is_some() { 2 } else { 1 }
    }

    async fn look(&mut self, size: u32) -> Result<ToolPage, Problem> {
        self.questions += self.questions_of_look();
        let page = Page::new(self.after, size);
        Ok(match self.filter.kind {
            // Those that are described are fewer than those that a word finds, as a rule, so they come
            // first and everything else is compared.
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

/// How many tools of a page there are up to the last that is wanted, if more fit behind it. Each that fits
/// comes with its number in the page.
fn until_last<T>(fitting: &[(T, u32)], wanted: u32) -> Option<u32> {
    let wanted = usize::try_from(wanted).unwrap_or(usize::MAX);
    let (_, number) = fitting.get(wanted.checked_sub(1)?)?;
    (fitting.len() > wanted).then_some(*number)
}

/// How many are missing of `wanted`, where there are these.
fn less<T>(wanted: u32, found: &[T]) -> u32 {
    wanted.saturating_sub(found.len().try_into().unwrap_or(wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_read_up_to_the_last_that_is_wanted_where_more_fit() {
        let fitting = [('a', 2), ('b', 3), ('c', 7)];
        for (wanted, expected) in [(1, Some(2)), (2, Some(3)), (3, None), (4, None)] {
            assert_eq!(until_last(&fitting, wanted), expected, "{wanted}");
        }
        assert_eq!(until_last::<char>(&[], 1), None);
    }

    /// However often tools change meanwhile, every read is shorter than the one before, and none gives more
    /// than are wanted.
    #[test]
    fn every_read_is_shorter() {
        let fitting: Vec<_> = (1..=100).map(|number| ((), number)).collect();
        let (mut size, mut reads) = (100, 0);
        while let Some(shorter) = until_last(&fitting[..size], 7) {
            let shorter = usize::try_from(shorter).unwrap();
            assert!(shorter < size);
            (size, reads) = (shorter, reads + 1);
        }
        assert_eq!((size, reads), (7, 1));
    }

    #[test]
    fn nothing_is_missing_where_there_is_more() {
        assert_eq!(less(3, &['a']), 2);
        assert_eq!(less(1, &['a', 'b']), 0);
    }
}

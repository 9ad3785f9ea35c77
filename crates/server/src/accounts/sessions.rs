//! The browsers that somebody is signed in with, and ending that.

use wharfinger_store::{By, Failure, Session};

use crate::identity::Who;
use crate::problem::Problem;
use crate::state::State;

/// A session as its owner sees it.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    /// What it is named by.
    pub(crate) name: String,
    /// The session.
    pub(crate) session: Session,
    /// Whether it is the one that asks.
    pub(crate) is_current: bool,
}

/// What the log calls lists of them.
const LISTS: &str = "lists of somebody's browsers";

/// Somebody's sessions, last used first.
#[derive(Clone, Debug)]
pub(crate) struct List {
    /// Those that could be read.
    pub(crate) sessions: Vec<Seen>,
    /// How many are stored damaged.
    pub(crate) left_out: usize,
}

/// Somebody's sessions.
pub(crate) async fn list(state: &State, who: &Who) -> Result<List, Failure> {
    let current = who.browser().map(|browser| browser.hash);
    let listed = state.store.sessions(who.id(), state.clock.now()).await?;
    state.alarms.passed_over(LISTS, &listed.damaged);
    let seen = |session: Session| Seen {
        name: session.id().to_string(),
        is_current: Some(session.hash) == current,
        session,
    };
    Ok(List {
        sessions: listed.found.into_iter().map(seen).collect(),
        left_out: listed.damaged.len(),
    })
}

/// Ends one of somebody's sessions.
pub(crate) async fn end(state: &State, who: &Who, name: &str, by: By) -> Result<(), Problem> {
    let List { sessions, .. } = list(state, who).await?;
    let named = sessions.iter().find(|seen| seen.name == name);
    let named = named.ok_or(Problem::NoSuchSession)?;
    if state.store.end_session(named.session.hash, by).await? {
        Ok(())
    } else {
        Err(Problem::NoSuchSession)
    }
}

/// Ends all of somebody's sessions but the one that asks, if it is one.
pub(crate) async fn end_others(state: &State, who: &Who, by: By) -> Result<(), Problem> {
    let keep = who.browser().map(|browser| browser.hash);
    state.store.end_sessions(who.id(), keep, by).await?;
    Ok(())
}

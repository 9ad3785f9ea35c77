//! What only the SQLite store can get wrong: faults, crashes, damage, plans, files.

mod beside;
mod bumps;
mod crashes;
mod damage;
mod damage_people;
mod faults;
mod files;
mod merging;
mod people;
pub(super) mod plans;
mod queue;
mod shared;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex};
use std::task::{Context, Poll, Waker};

use rusqlite::Connection;
use tempfile::TempDir;

use super::Sqlite;
use super::migrate::{MIGRATIONS, migrate};
use super::statement::{Probe, Statements, Step};
use crate::sql::{ready, tool_changes};
use crate::tests::{by, wait};
use crate::{Answer, NewTool, OPERATOR, RegisterError, Registered, Store};

pub(crate) use super::writer::Tuning;

/// As a server runs.
pub(crate) fn server() -> Tuning {
    Tuning::default()
}

/// With the search index never more than one batch behind, so that searches use it.
pub(crate) fn indexing_at_once() -> Tuning {
    Tuning {
        unindexed_when_idle: 0,
        unindexed_max: 0,
        ..Tuning::default()
    }
}

/// With searches that compare three tools at a time, and so end pages early.
pub(crate) fn reading_little_at_a_time() -> Tuning {
    Tuning {
        unindexed_max: 4,
        unindexed_when_idle: 4,
        search_read_max: 3,
        ..Tuning::default()
    }
}

/// A database with the first schema only, in which that SQL has run.
pub(crate) fn with_first_schema(database: &Path, sql: &str) {
    let mut connection = Connection::open(database).unwrap();
    migrate(&mut connection, &MIGRATIONS[..1]).unwrap();
    connection.execute_batch(sql).unwrap();
}

/// A folder for a database, which goes away with it.
struct Place {
    folder: TempDir,
}

impl Place {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// In memory where there is a file system for that, as Linux has: for hundreds of runs whose faults
    /// are not those of a disk, and which would wait for one most of the time.
    fn in_memory() -> Self {
        let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir());
        Self {
            folder: folder.unwrap(),
        }
    }

    fn folder(&self) -> &Path {
        self.folder.path()
    }

    fn database(&self) -> PathBuf {
        self.folder.path().join("store.db")
    }

    fn open(&self) -> Sqlite {
        Sqlite::open(self.database()).unwrap()
    }

    fn open_gated(&self, gate: &Gate, tuning: Tuning) -> Sqlite {
        let gate = gate.clone();
        let intercept = move |step: Step<'_>| {
            gate.pass(step);
            Ok(())
        };
        self.open_probed(intercept, tuning)
    }

    fn open_probed(
        &self,
        intercept: impl Fn(Step<'_>) -> rusqlite::Result<()> + Send + Sync + 'static,
        mut tuning: Tuning,
    ) -> Sqlite {
        tuning.probe = Probe::new(intercept);
        Sqlite::open_tuned(&self.database(), tuning).unwrap()
    }
}

/// A registration as one part of a write.
fn register(mut statements: Statements<'_>, tool: &NewTool) -> Result<Registered, RegisterError> {
    ready(tool_changes::register_tool(
        &mut statements,
        tool,
        &by(OPERATOR, 1),
    ))
}

/// A write on its way, or its outcome.
enum Asked<'a, T> {
    Waiting(Answer<'a, T>),
    Answered(T),
}

impl<'a, T> Asked<'a, T> {
    /// Puts a write into the queue.
    fn new(mut answer: Answer<'a, T>) -> Self {
        match answer
            .as_mut()
            .poll(&mut Context::from_waker(Waker::noop()))
        {
            Poll::Ready(outcome) => Self::Answered(outcome),
            Poll::Pending => Self::Waiting(answer),
        }
    }

    fn wait(self) -> T {
        match self {
            Self::Waiting(answer) => wait(answer),
            Self::Answered(outcome) => outcome,
        }
    }
}

/// Holds the writer where its next batch begins, so that what is asked meanwhile belongs to it.
#[derive(Clone, Default)]
struct Gate(Arc<(Mutex<GateState>, Condvar)>);

#[derive(Default)]
struct GateState {
    closed: bool,
    /// Whether the writer stands before the gate.
    reached: bool,
}

impl Gate {
    /// For the probe.
    fn pass(&self, step: Step<'_>) {
        if step == Step::Begin {
            let (state, changed) = &*self.0;
            let mut state = state.lock().unwrap();
            state.reached = state.closed;
            changed.notify_all();
            while state.closed {
                state = changed.wait(state).unwrap();
            }
            state.reached = false;
        }
    }

    /// Asks for everything in one batch: a write that does nothing begins it, at the gate.
    fn in_one_batch<'a, T>(
        &self,
        store: &'a Sqlite,
        ask: impl IntoIterator<Item = Answer<'a, T>>,
    ) -> Vec<T> {
        self.close();
        let first = Asked::new(store.ready());
        self.wait_until_reached();
        let asked: Vec<_> = ask.into_iter().map(Asked::new).collect();
        self.open();
        // It may be the write that the test makes fail.
        let _ = first.wait();
        asked.into_iter().map(Asked::wait).collect()
    }

    fn close(&self) {
        self.0.0.lock().unwrap().closed = true;
    }

    fn wait_until_reached(&self) {
        let (state, changed) = &*self.0;
        let mut state = state.lock().unwrap();
        while !state.reached {
            state = changed.wait(state).unwrap();
        }
    }

    fn open(&self) {
        self.0.0.lock().unwrap().closed = false;
        self.0.1.notify_all();
    }
}

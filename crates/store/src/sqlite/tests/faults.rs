//! Every effect of a run of writes is made to fail, one at a time: whatever fails, a write that
//! was answered `Ok` is stored, one that was answered with a failure is not, and its neighbours
//! and the writes after it do not notice.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rusqlite::ffi;

use super::super::statement::{Statements, Step};
use super::{Gate, Place, Tuning, register};
use crate::tests::{by, described, id, key, new_tool, wait};
use crate::{
    Answer, Failure, NewTool, OPERATOR, RegisterError, Registered, Revision, Sqlite, Store, Tool,
    Tools, UpdateError,
};

/// What happens instead of an effect.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Fault {
    /// SQLite reports an error.
    Error(i32),
    Panic,
}

pub(super) const FAULTS: [Fault; 2] = [Fault::Error(ffi::SQLITE_IOERR), Fault::Panic];

/// As on a disk that is full, and where the file may only be read.
#[test]
fn a_store_is_not_ready_that_takes_no_statement() {
    let place = Place::new();
    let refuse = |step: Step<'_>| match step {
        Step::Statement(_) => {
            let full = ffi::Error::new(ffi::SQLITE_FULL);
            Err(rusqlite::Error::SqliteFailure(full, None))
        }
        _ => Ok(()),
    };
    let store = place.open_probed(refuse, Tuning::default());
    assert!(wait(store.ready()).is_err());
    drop(store);
    assert_eq!(wait(place.open().ready()), Ok(()));
}

/// What a write was answered, with the kinds of errors told apart only as far as matters here.
#[derive(Clone, Debug, PartialEq)]
enum Outcome {
    Stored(Box<Tool>),
    Rejected,
    Failed,
}

/// A store that fails at the effect with a given number, and tells how many it has passed.
pub(super) struct Run {
    pub(super) store: Sqlite,
    pub(super) gate: Gate,
    pub(super) passed: Arc<AtomicUsize>,
    /// Whether the fault came after a commit, when the outcome is unknown to who asked.
    pub(super) after_commit: Arc<AtomicUsize>,
}

impl Run {
    pub(super) fn start(place: &Place, failing: usize, fault: Fault) -> Self {
        let gate = Gate::default();
        let passed = Arc::new(AtomicUsize::new(0));
        let after_commit = Arc::new(AtomicUsize::new(0));
        let intercept = {
            let (gate, passed, after_commit) = (gate.clone(), passed.clone(), after_commit.clone());
            move |step: Step<'_>| {
                gate.pass(step);
                if passed.fetch_add(1, Ordering::Relaxed) != failing {
                    return Ok(());
                }
                if step == Step::Answer {
                    after_commit.store(1, Ordering::Relaxed);
                }
                match fault {
                    Fault::Error(code) => {
                        Err(rusqlite::Error::SqliteFailure(ffi::Error::new(code), None))
                    }
                    Fault::Panic => panic!("fault at {step:?}"),
                }
            }
        };
        // Indexing right after each batch, and at no other time, makes every run the same.
        let tuning = Tuning {
            unindexed_max: 0,
            unindexed_when_idle: i64::MAX,
            merges_when_idle: false,
            ..Tuning::default()
        };
        let store = place.open_probed(intercept, tuning);
        Self {
            store,
            gate,
            passed,
            after_commit,
        }
    }

    /// Neighbours in three batches: registrations until one fails when it has written, so that
    /// the batch starts over without it; registrations with a rejected one among them; changes.
    fn outcomes(&self) -> Vec<Outcome> {
        let store = &self.store;
        let ask = |(number, path)| store.register_tool(request(number, path), by(OPERATOR, 1));
        let asked = [
            ask((1, "quay.io/a/1")),
            ask((2, "quay.io/a/2")),
            Box::pin(store.writer.write(|statements| {
                register(statements, &request(8, "quay.io/a/failing"))?;
                Err(Failure::unavailable("a fault of the write alone").into())
            })),
            ask((3, "quay.io/a/1")),
            ask((4, "quay.io/a/3")),
        ];
        let mut registered = self.gate.in_one_batch(store, asked);
        registered.remove(2).unwrap_err();
        // By the time that this is answered the batch is indexed, unless that fails.
        let _ = wait(store.ready());
        let mut outcomes: Vec<_> = registered
            .into_iter()
            .map(|outcome| match outcome {
                Ok(registered) => Outcome::Stored(Box::new(registered.tool)),
                Err(RegisterError::Failure(_)) => Outcome::Failed,
                Err(_) => Outcome::Rejected,
            })
            .collect();
        let update = |number, path, text| -> Answer<'_, Result<Tool, UpdateError>> {
            let registration = described(path, Some(text));
            store.update_tool(id(number), Revision::FIRST, registration, by(OPERATOR, 50))
        };
        let changed = self.gate.in_one_batch(
            store,
            [
                update(1, "quay.io/a/1", "changed"),
                update(1, "quay.io/a/1", "too late"),
                update(2, "quay.io/a/2", "changed"),
            ],
        );
        outcomes.extend(changed.into_iter().map(|outcome| match outcome {
            Ok(tool) => Outcome::Stored(Box::new(tool)),
            Err(UpdateError::Failure(_)) => Outcome::Failed,
            Err(_) => Outcome::Rejected,
        }));
        outcomes
    }
}

fn request(number: u32, path: &str) -> NewTool {
    NewTool {
        idempotency: Some(key(&number.to_string(), 1)),
        ..new_tool(number, path)
    }
}

/// The tools that a run's answers promise, at their last revision.
fn promised(outcomes: &[Outcome]) -> Vec<Tool> {
    let mut tools: Vec<Tool> = Vec::new();
    for outcome in outcomes {
        if let Outcome::Stored(tool) = outcome {
            tools.retain(|known| known.id != tool.id);
            tools.push((**tool).clone());
        }
    }
    tools.sort_by_key(|tool| tool.id);
    tools
}

fn stored(store: &Sqlite) -> Vec<Tool> {
    let tools = (0..=9).map(|number| wait(store.tool(id(number))).unwrap());
    let mut tools: Vec<_> = tools.flatten().collect();
    tools.sort_by_key(|tool| tool.id);
    tools
}

#[test]
fn whatever_fails_the_answers_are_true() {
    let nothing = usize::MAX;
    let place = Place::in_memory();
    let run = Run::start(&place, nothing, Fault::Panic);
    let undisturbed = run.outcomes();
    let effects = run.passed.load(Ordering::Relaxed);
    assert_eq!(
        undisturbed
            .iter()
            .filter(|outcome| **outcome == Outcome::Rejected)
            .count(),
        2
    );
    assert!(!undisturbed.contains(&Outcome::Failed));
    assert!(effects > 60, "the run has {effects} effects");
    drop(run);

    for fault in FAULTS {
        for failing in 0..effects {
            let place = Place::in_memory();
            let run = Run::start(&place, failing, fault);
            let outcomes = run.outcomes();
            let context = format!("{fault:?} at effect {failing}: {outcomes:?}");

            // The writer goes on.
            let later = wait(
                run.store
                    .register_tool(request(9, "quay.io/a/later"), by(OPERATOR, 1)),
            );
            let later = later
                .unwrap_or_else(|error| panic!("{error} after {context}"))
                .tool;
            let unknown = run.after_commit.load(Ordering::Relaxed) == 1;
            drop(run);

            let reopened = place.open();
            wait(reopened.check()).unwrap();
            let mut expected = promised(&outcomes);
            expected.push(later);
            if unknown && outcomes.contains(&Outcome::Failed) {
                // Answered with a failure and stored all the same: repeating tells.
                for tool in &expected {
                    assert!(
                        stored(&reopened).iter().any(|known| known.id == tool.id),
                        "{context}"
                    );
                }
            } else {
                assert_eq!(stored(&reopened), expected, "{context}");
            }
            repeat_what_failed(&reopened, &outcomes, &context);
        }
    }
}

/// Whoever was answered with a failure asks again with the same key, and has the tool once.
fn repeat_what_failed(store: &Sqlite, outcomes: &[Outcome], context: &str) {
    for (number, path) in [(1, "quay.io/a/1"), (2, "quay.io/a/2"), (4, "quay.io/a/3")] {
        if outcomes[number as usize - 1] == Outcome::Failed {
            let again = wait(store.register_tool(request(number, path), by(OPERATOR, 1)));
            match again {
                Ok(registered) => assert_eq!(registered.tool.id, id(number), "{context}"),
                // Where the first request for the path failed, the second one got it.
                Err(RegisterError::Conflict { existing, .. }) if number == 1 => {
                    assert_eq!(existing, id(3), "{context}");
                }
                Err(error) => panic!("{error} after {context}"),
            }
        }
    }
    wait(store.check()).unwrap();
}

/// Whether a batch is undone in which a write between two others ends as `spoiling` does; the
/// others are stored in any case.
#[track_caller]
fn undoes(
    spoiling: impl FnMut(Statements<'_>) -> Result<Registered, RegisterError> + Send + 'static,
) -> bool {
    let place = Place::new();
    let gate = Gate::default();
    let undone = Arc::new(AtomicUsize::new(0));
    let intercept = {
        let (gate, undone) = (gate.clone(), undone.clone());
        move |step: Step<'_>| {
            gate.pass(step);
            undone.fetch_add(usize::from(step == Step::Undo), Ordering::Relaxed);
            Ok(())
        }
    };
    let store = place.open_probed(intercept, Tuning::default());
    let neighbour = |number: u32| {
        store.register_tool(
            new_tool(number, &format!("quay.io/a/{number}")),
            by(OPERATOR, 1),
        )
    };
    let spoiling = Box::pin(store.writer.write(spoiling));
    let outcomes = gate.in_one_batch(&store, [neighbour(1), spoiling, neighbour(2)]);

    assert!(outcomes[1].is_err(), "{outcomes:?}");
    assert!(outcomes[0].is_ok() && outcomes[2].is_ok(), "{outcomes:?}");
    let ids: Vec<_> = stored(&store).iter().map(|tool| tool.id).collect();
    assert_eq!(ids, [id(1), id(2)]);
    wait(store.check()).unwrap();
    undone.load(Ordering::Relaxed) > 0
}

#[test]
fn a_write_that_panics_fails_alone() {
    assert!(!undoes(|_| panic!("a fault in a transaction")));
    assert!(undoes(|statements| {
        register(statements, &new_tool(8, "quay.io/a/failing"))?;
        panic!("a fault in a transaction");
    }));
}

#[test]
fn a_write_that_fails_when_it_has_written_is_undone_alone() {
    assert!(undoes(|statements| {
        register(statements, &new_tool(8, "quay.io/a/failing"))?;
        Err(Failure::unavailable("the search index cannot be written").into())
    }));
}

#[test]
fn a_write_after_which_sqlite_has_rolled_back_everything_fails_alone() {
    // As SQLite does by itself when the disk is full.
    assert!(!undoes(|statements| {
        statements.connection.execute_batch("ROLLBACK").unwrap();
        Err(Failure::unavailable("the disk is full").into())
    }));
}

#[test]
fn a_refusal_that_has_written_nothing_undoes_nothing() {
    assert!(!undoes(|statements| {
        register(statements, &new_tool(8, "quay.io/a/1"))
    }));
}

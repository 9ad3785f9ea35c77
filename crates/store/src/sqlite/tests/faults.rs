//! Every effect of a run of writes is made to fail, one at a time: whatever fails, a write that
//! was answered `Ok` is stored, one that was answered with a failure is not, and its neighbours
//! and the writes after it do not notice.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rusqlite::ffi;

use super::super::statement::Step;
use super::{Gate, Place, Tuning};
use crate::tests::{at, described, id, key, new_tool, wait};
use crate::{Answer, Failure, NewTool, RegisterError, Revision, Sqlite, Store, Tool, UpdateError};

/// What happens instead of an effect.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fault {
    /// SQLite reports an error.
    Error(i32),
    Panic,
}

const FAULTS: [Fault; 2] = [Fault::Error(ffi::SQLITE_IOERR), Fault::Panic];

/// What a write was answered, with the kinds of errors told apart only as far as matters here.
#[derive(Clone, Debug, PartialEq)]
enum Outcome {
    Stored(Box<Tool>),
    Rejected,
    Failed,
}

/// A store that fails at the effect with a given number, and tells how many it has passed.
struct Run {
    store: Sqlite,
    gate: Gate,
    passed: Arc<AtomicUsize>,
    /// Whether the fault came after a commit, when the outcome is unknown to who asked.
    after_commit: Arc<AtomicUsize>,
}

impl Run {
    fn start(place: &Place, failing: usize, fault: Fault) -> Self {
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

    /// Two batches of neighbours: registrations with a rejected one among them, then changes.
    fn outcomes(&self) -> Vec<Outcome> {
        let store = &self.store;
        let paths = ["quay.io/a/1", "quay.io/a/2", "quay.io/a/1", "quay.io/a/3"];
        let requests = (1..).zip(paths);
        let registered = self.gate.in_one_batch(
            store,
            requests.map(|(number, path)| store.register_tool(request(number, path))),
        );
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
            store.update_tool(id(number), Revision::FIRST, registration, at(50))
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
        idempotency: Some(key("operator", &number.to_string(), 1)),
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
    let place = Place::new();
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
    assert!(effects > 70, "the run has {effects} effects");
    drop(run);

    for fault in FAULTS {
        for failing in 0..effects {
            let place = Place::new();
            let run = Run::start(&place, failing, fault);
            let outcomes = run.outcomes();
            let context = format!("{fault:?} at effect {failing}: {outcomes:?}");

            // The writer goes on.
            let later = wait(run.store.register_tool(request(9, "quay.io/a/later")));
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
            let again = wait(store.register_tool(request(number, path)));
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

#[test]
fn a_write_that_panics_fails_alone() {
    let place = Place::new();
    let gate = Gate::default();
    let store = place.open_gated(&gate, Tuning::default());
    let neighbour = |number: u32| -> Answer<'_, Result<(), Failure>> {
        let answer = store.register_tool(new_tool(number, &format!("quay.io/a/{number}")));
        Box::pin(async move { answer.await.map(drop).map_err(|error| panic!("{error}")) })
    };
    let panicking: Answer<'_, Result<(), Failure>> =
        Box::pin(store.writer.write(|_| panic!("a fault in a transaction")));
    let outcomes = gate.in_one_batch(&store, [neighbour(1), panicking, neighbour(2)]);
    assert_eq!(outcomes[0], Ok(()));
    assert!(matches!(outcomes[1], Err(Failure::Unavailable { .. })));
    assert_eq!(outcomes[2], Ok(()));
}

#[test]
fn a_batch_that_sqlite_rolled_back_fails_as_a_whole() {
    let place = Place::new();
    let gate = Gate::default();
    let store = place.open_gated(&gate, Tuning::default());
    let register = |number: u32| -> Answer<'_, Result<(), Failure>> {
        let answer = store.register_tool(new_tool(number, &format!("quay.io/a/{number}")));
        Box::pin(async move {
            match answer.await {
                Err(RegisterError::Failure(failure)) => Err(failure),
                _ => Ok(()),
            }
        })
    };
    // As SQLite does by itself when the disk is full.
    let rolling_back: Answer<'_, Result<(), Failure>> =
        Box::pin(store.writer.write(|statements| {
            statements.connection.execute_batch("ROLLBACK").unwrap();
            Err(Failure::unavailable("the disk is full"))
        }));
    let outcomes = gate.in_one_batch(&store, [register(1), rolling_back, register(2)]);
    assert!(outcomes.iter().all(Result::is_err), "{outcomes:?}");
    wait(register(3)).unwrap();
    assert_eq!(
        stored(&store)
            .iter()
            .map(|tool| tool.id)
            .collect::<Vec<_>>(),
        [id(3)]
    );
}

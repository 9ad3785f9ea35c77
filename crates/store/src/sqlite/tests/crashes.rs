//! The files as a crash would leave them: copied before every effect, opened again, compared with
//! what had been answered by then.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use super::super::statement::Step;
use super::{Gate, Place, Tuning, register};
use crate::sqlite::statement::Probe;
use crate::tests::{by, described, id, new_tool, wait};
use crate::{Failure, OPERATOR, Page, Revision, Sqlite, Store, Tool, ToolFilter, Tools};

/// A copy of the files, and how many commits had been made.
struct Moment {
    folder: PathBuf,
    step: String,
    commits: usize,
}

#[test]
fn a_crash_keeps_whole_batches_up_to_the_last_commit() {
    let place = Place::new();
    let copies = tempfile::tempdir().unwrap();
    let gate = Gate::default();
    let moments = Arc::new(Mutex::new(Vec::new()));
    let probe = Probe::new({
        let (gate, moments) = (gate.clone(), moments.clone());
        let (database, copies) = (place.database(), copies.path().to_owned());
        move |step| {
            gate.pass(step);
            let mut moments = moments.lock().unwrap();
            let before = moments.last().map_or(0, |moment: &Moment| moment.commits);
            let moment = Moment {
                folder: copies.join(moments.len().to_string()),
                step: format!("{step:?}"),
                commits: before + usize::from(step == Step::Answer),
            };
            copy(&database, &moment.folder);
            moments.push(moment);
            Ok(())
        }
    });
    let tuning = Tuning {
        probe,
        // Indexing is an effect like any other.
        unindexed_max: 0,
        unindexed_when_idle: i64::MAX,
        // Where the machine is slow the writer is idle between the batches.
        merges_when_idle: false,
        ..Tuning::default()
    };
    let store = Sqlite::open_tuned(&place.database(), tuning).unwrap();

    // What lists show after each commit that changes something.
    let mut states = vec![Vec::new()];
    for batch in [[1, 2, 3], [4, 5, 6]] {
        let ask = |number| {
            store.register_tool(
                new_tool(number, &format!("quay.io/a/{number}")),
                by(OPERATOR, 1),
            )
        };
        // One that fails when it has written has the batch start over.
        let failing = store.writer.write(|statements| {
            register(statements, &new_tool(8, "quay.io/a/failing"))?;
            Err(Failure::unavailable("a fault of the write alone").into())
        });
        let mut asked = Vec::from(batch.map(ask));
        asked.push(Box::pin(failing));
        let mut outcomes = gate.in_one_batch(&store, asked);
        outcomes.pop().unwrap().unwrap_err();
        for outcome in outcomes {
            outcome.unwrap();
        }
        states.push(listed(&store));
    }
    let change = |number| {
        let registration = described(&format!("quay.io/a/{number}"), Some("changed"));
        store.update_tool(id(number), Revision::FIRST, registration, by(OPERATOR, 50))
    };
    for outcome in gate.in_one_batch(&store, [1, 2].map(change)) {
        outcome.unwrap();
    }
    states.push(listed(&store));
    drop(store);

    let moments = moments.lock().unwrap();
    assert!(moments.len() > 50, "{} moments", moments.len());
    let mut last = 0;
    for moment in moments.iter() {
        let store = Sqlite::open(moment.folder.join("store.db")).unwrap();
        wait(store.check()).unwrap();
        let found = listed(&store);
        let state = states.iter().position(|state| *state == found);
        let state = state.unwrap_or_else(|| panic!("half a batch at {}: {found:?}", moment.step));
        assert!(state >= last, "a commit was lost at {}", moment.step);
        last = state;
    }
    assert_eq!(last, states.len() - 1);
    let commits = moments.last().unwrap().commits;
    assert_eq!(
        commits,
        3 + 2,
        "the batches, and indexing after each that registers"
    );
}

fn listed(store: &Sqlite) -> Vec<Tool> {
    wait(store.list_tools(&ToolFilter::default(), Page::first(100)))
        .unwrap()
        .tools
}

/// Without the shared memory, which a crash of the machine takes too.
fn copy(database: &Path, folder: &Path) {
    fs::create_dir(folder).unwrap();
    fs::copy(database, folder.join("store.db")).unwrap();
    let log = database.with_extension("db-wal");
    if log.exists() {
        fs::copy(log, folder.join("store.db-wal")).unwrap();
    }
}

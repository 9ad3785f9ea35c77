//! The queue: bounded, fair, and emptied before the store is closed.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};

use super::super::indexing::INDEX;
use super::super::statement::Step;
use super::{Asked, Gate, Place, Tuning};
use crate::tests::{by, id, new_tool, wait};
use crate::{
    Answer, Counts, Failure, OPERATOR, Page, RegisterError, Registered, Sqlite, Store, ToolFilter,
    Tools,
};

fn register(store: &Sqlite, number: u32) -> Answer<'_, Result<Registered, RegisterError>> {
    store.register_tool(
        new_tool(number, &format!("quay.io/a/tool{number}")),
        by(OPERATOR, 1),
    )
}

#[test]
fn a_full_queue_turns_writes_away_until_it_empties() {
    let place = Place::new();
    let gate = Gate::default();
    let tuning = Tuning {
        queued_writes_max: 4,
        ..Tuning::default()
    };
    let store = place.open_gated(&gate, tuning);
    gate.close();
    let ahead = Asked::new(store.ready());
    gate.wait_until_reached();
    let ask = |number| Asked::new(register(&store, number));
    let waiting: Vec<_> = (1..=4).map(ask).collect();
    let turned_away = ask(5).wait();
    let not_ready = Asked::new(store.ready()).wait();
    let counts = wait(store.counts());
    gate.open();

    let overloaded = Err(RegisterError::Failure(Failure::Overloaded));
    assert_eq!(turned_away, overloaded);
    assert_eq!(not_ready, Err(Failure::Overloaded));
    assert_eq!(counts, Ok(Counts::default()), "reads go on");
    ahead.wait().unwrap();
    for asked in waiting {
        asked.wait().unwrap();
    }
    ask(5).wait().unwrap();
    assert_eq!(wait(store.counts()).unwrap().tools, 5);
}

#[test]
fn a_batch_takes_no_more_than_its_share() {
    let place = Place::new();
    let gate = Gate::default();
    let batches = Arc::new(AtomicUsize::new(0));
    let intercept = {
        let (gate, batches) = (gate.clone(), batches.clone());
        move |step: Step<'_>| {
            gate.pass(step);
            let commits = usize::from(step == Step::Commit);
            batches.fetch_add(commits, Ordering::Relaxed);
            Ok(())
        }
    };
    let tuning = Tuning {
        batch_writes_max: 2,
        ..Tuning::default()
    };
    let store = place.open_probed(intercept, tuning);
    let ask = (1..=5).map(|number| register(&store, number));
    for outcome in gate.in_one_batch(&store, ask) {
        outcome.unwrap();
    }
    // The one that leads to the gate takes one along, then two and two.
    assert_eq!(batches.load(Ordering::Relaxed), 3);
}

#[test]
fn closing_finishes_what_waits_even_if_nobody_does() {
    let place = Place::new();
    let gate = Gate::default();
    let store = place.open_gated(&gate, Tuning::default());
    gate.close();
    let ahead = Asked::new(store.ready());
    gate.wait_until_reached();
    for number in 1..=20 {
        // Whoever asked goes away.
        drop(Asked::new(store.register_tool(
            new_tool(number, &format!("quay.io/a/{number}")),
            by(OPERATOR, 1),
        )));
    }
    drop(ahead);
    gate.open();
    drop(store);
    let store = place.open();
    assert_eq!(wait(store.counts()).unwrap().tools, 20);
}

#[test]
fn an_answer_that_is_never_polled_writes_nothing() {
    let place = Place::new();
    let store = place.open();
    drop(store.register_tool(new_tool(1, "quay.io/a/b"), by(OPERATOR, 1)));
    wait(store.ready()).unwrap();
    assert_eq!(wait(store.tool(id(1))), Ok(None));
}

#[test]
fn an_idle_writer_indexes_what_it_left() {
    let place = Place::new();
    let (progress, progressed) = channel();
    let progress = Mutex::new(progress);
    let indexed = AtomicUsize::new(0);
    let intercept = move |step: Step<'_>| {
        let index = usize::from(step == Step::Statement(INDEX));
        let indexed = indexed.fetch_add(index, Ordering::Relaxed) + index;
        if step == Step::Answer {
            // The test may have ended.
            let _ = progress.lock().unwrap().send(indexed);
        }
        Ok(())
    };
    let tuning = Tuning {
        unindexed_when_idle: 10,
        ..Tuning::default()
    };
    let store = place.open_probed(intercept, tuning);
    for number in 1..=200 {
        wait(register(&store, number)).unwrap();
    }
    // Waits for the writer, however slow the machine is.
    while progressed.recv().unwrap() < 190 {}
    for (search, found) in [("tool1", 111), ("tool200", 1), ("tool201", 0)] {
        let filter = ToolFilter {
            search: Some(search.to_owned()),
            ..ToolFilter::default()
        };
        let page = wait(store.list_tools(&filter, Page::first(100))).unwrap();
        assert_eq!(page.tools.len(), found.min(100), "{search}");
        assert_eq!(page.next.is_some(), found > 100, "{search}");
    }
    wait(store.check()).unwrap();
}

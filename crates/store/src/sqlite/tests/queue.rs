//! The queue: bounded, fair, and emptied before the store is closed.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::super::statement::{Probe, Step};
use super::{Asked, Gate, Place, Tuning};
use crate::tests::{id, new_tool, wait};
use crate::{Counts, Failure, RegisterError, Sqlite, Store};

fn gated(place: &Place, gate: &Gate, queued_writes_max: usize) -> Sqlite {
    let gate = gate.clone();
    let tuning = Tuning {
        queued_writes_max,
        probe: Probe::new(move |step| {
            gate.pass(step);
            Ok(())
        }),
        ..Tuning::default()
    };
    Sqlite::open_tuned(&place.database(), tuning).unwrap()
}

#[test]
fn a_full_queue_turns_writes_away_until_it_empties() {
    let place = Place::new();
    let gate = Gate::default();
    let store = gated(&place, &gate, 4);
    gate.close();
    let ahead = Asked::new(store.ready());
    gate.wait_until_reached();

    let register =
        |number| Asked::new(store.register_tool(new_tool(number, &format!("quay.io/a/{number}"))));
    let waiting: Vec<_> = (1..=4).map(register).collect();
    let turned_away = register(5).wait();
    assert_eq!(
        turned_away,
        Err(RegisterError::Failure(Failure::Overloaded))
    );
    assert_eq!(Asked::new(store.ready()).wait(), Err(Failure::Overloaded));
    assert_eq!(wait(store.counts()), Ok(Counts::default()), "reads go on");

    gate.open();
    ahead.wait().unwrap();
    for asked in waiting {
        asked.wait().unwrap();
    }
    register(5).wait().unwrap();
    assert_eq!(wait(store.counts()).unwrap().tools, 5);
}

#[test]
fn a_batch_takes_no_more_than_its_share() {
    let place = Place::new();
    let gate = Gate::default();
    let batches = Arc::new(AtomicUsize::new(0));
    let probe = Probe::new({
        let (gate, batches) = (gate.clone(), batches.clone());
        move |step| {
            gate.pass(step);
            let commits = usize::from(step == Step::Commit);
            batches.fetch_add(commits, Ordering::Relaxed);
            Ok(())
        }
    });
    let tuning = Tuning {
        batch_writes_max: 2,
        probe,
        ..Tuning::default()
    };
    let store = Sqlite::open_tuned(&place.database(), tuning).unwrap();
    let register =
        |number: u32| store.register_tool(new_tool(number, &format!("quay.io/a/{number}")));
    for outcome in gate.in_one_batch(&store, (1..=5).map(register)) {
        outcome.unwrap();
    }
    // One leads to the gate alone, then two, two and one.
    assert_eq!(batches.load(Ordering::Relaxed), 4);
}

#[test]
fn closing_finishes_what_waits_even_if_nobody_does() {
    let place = Place::new();
    let gate = Gate::default();
    let store = gated(&place, &gate, 100);
    gate.close();
    let ahead = Asked::new(store.ready());
    gate.wait_until_reached();
    for number in 1..=20 {
        // Whoever asked goes away.
        drop(Asked::new(store.register_tool(new_tool(
            number,
            &format!("quay.io/a/{number}"),
        ))));
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
    drop(store.register_tool(new_tool(1, "quay.io/a/b")));
    wait(store.ready()).unwrap();
    assert_eq!(wait(store.tool(id(1))), Ok(None));
}

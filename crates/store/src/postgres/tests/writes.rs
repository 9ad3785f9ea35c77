//! Batches: one that fails hurts no other, and a full queue says so.

use std::task::{Context, Poll, Waker};

use wharfinger_test_postgres::Cluster;

use super::super::session::Session;
use super::{database, open};
use crate::sql::{Sql, tool_changes};
use crate::tests::{by, id, new_tool, wait};
use crate::{
    Answer, Failure, OPERATOR, Postgres, QUEUED_WRITES_MAX, RegisterError, Registered, Store, Tools,
};

type Outcome = Result<Registered, RegisterError>;

/// Asks for everything before the first is answered: more than one batch holds is asked first.
fn at_once<T>(asked: Vec<Answer<'_, T>>) -> Vec<T> {
    let mut context = Context::from_waker(Waker::noop());
    let polled: Vec<_> = asked
        .into_iter()
        .map(|mut answer| (answer.as_mut().poll(&mut context), answer))
        .collect();
    polled
        .into_iter()
        .map(|(early, answer)| match early {
            Poll::Ready(outcome) => outcome,
            Poll::Pending => wait(answer),
        })
        .collect()
}

/// A write between others ends as `spoiling` does; the others are stored in any case.
#[track_caller]
fn fails_alone(
    spoiling: impl AsyncFnMut(&mut Session<'_>) -> Outcome + Send + 'static,
) -> RegisterError {
    let database = database(Cluster::shared());
    let store = open(&database);
    let neighbour = |number: u32| {
        store.register_tool(
            new_tool(number, &format!("quay.io/a/{number}")),
            by(OPERATOR, 1),
        )
    };
    let mut asked: Vec<_> = (1..=5).map(neighbour).collect();
    asked.push(Box::pin(store.thread.write(spoiling)));
    asked.extend((6..=9).map(neighbour));
    let mut outcomes = at_once(asked);
    let spoilt = outcomes.remove(5).unwrap_err();
    for outcome in outcomes {
        outcome.unwrap();
    }
    assert_eq!(wait(store.counts()).unwrap().tools, 9);
    assert_eq!(wait(store.tool(id(20))), Ok(None));
    wait(store.check()).unwrap();
    spoilt
}

#[test]
fn a_write_that_panics_fails_alone() {
    fails_alone(async |_| panic!("a fault in a transaction"));
    fails_alone(async |session| {
        tool_changes::register_tool(
            session,
            &new_tool(20, "quay.io/a/failing"),
            &by(OPERATOR, 1),
        )
        .await?;
        panic!("a fault in a transaction");
    });
}

#[test]
fn a_write_that_fails_when_it_has_written_is_undone_alone() {
    let failure = fails_alone(async |session| {
        tool_changes::register_tool(
            session,
            &new_tool(20, "quay.io/a/failing"),
            &by(OPERATOR, 1),
        )
        .await?;
        Err(Failure::Overloaded.into())
    });
    assert_eq!(failure, Failure::Overloaded.into());
}

#[test]
fn a_statement_that_is_refused_spoils_no_neighbour() {
    let failure = fails_alone(async |session| {
        session.execute("SELECT 1 / 0", &[]).await?;
        unreachable!("PostgreSQL refuses it");
    });
    assert!(
        failure.to_string().contains("division by zero"),
        "{failure}"
    );
}

#[test]
fn a_write_that_hides_its_failure_is_found_out() {
    let failure = fails_alone(async |session| {
        let registered = tool_changes::register_tool(
            session,
            &new_tool(20, "quay.io/a/failing"),
            &by(OPERATOR, 1),
        )
        .await?;
        let _ = session.execute("SELECT 1 / 0", &[]).await;
        Ok(registered)
    });
    assert!(failure.to_string().contains("a statement"), "{failure}");
}

#[test]
fn a_connection_that_is_lost_in_a_batch_loses_the_batch_and_nothing_else() {
    let database = database(Cluster::shared());
    let store = open(&database);
    let lost = wait(store.thread.write(async |session| -> Outcome {
        tool_changes::register_tool(session, &new_tool(1, "quay.io/a/lost"), &by(OPERATOR, 1))
            .await?;
        session
            .execute("SELECT pg_terminate_backend(pg_backend_pid())", &[])
            .await?;
        unreachable!("nobody answers");
    }));
    assert!(
        matches!(
            lost,
            Err(RegisterError::Failure(Failure::Unavailable { .. }))
        ),
        "{lost:?}"
    );
    assert_eq!(wait(store.counts()).unwrap().tools, 0);
    wait(store.register_tool(new_tool(1, "quay.io/a/next"), by(OPERATOR, 1))).unwrap();
}

#[test]
fn connections_that_were_lost_meanwhile_are_replaced_before_anybody_notices() {
    let database = database(Cluster::shared());
    let store = open(&database);
    wait(store.register_tool(new_tool(1, "quay.io/a/1"), by(OPERATOR, 1))).unwrap();
    assert_eq!(wait(store.counts()).unwrap().tools, 1);
    let ended = database.sql(
        "SELECT count(pg_terminate_backend(pid, 10000)) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()",
    );
    assert_eq!(ended, "2", "one that writes and one that reads");
    wait(store.register_tool(new_tool(2, "quay.io/a/2"), by(OPERATOR, 1))).unwrap();
    assert_eq!(wait(store.counts()).unwrap().tools, 2);
}

#[test]
fn a_full_queue_turns_writes_away_until_it_empties() {
    let database = database(Cluster::shared());
    let [store, other] = [(), ()].map(|()| open(&database));
    // Another server holds the lock of the writes until it is told to go on.
    let (reached, is_reached) = std::sync::mpsc::channel();
    let (go_on, told) = tokio::sync::oneshot::channel::<()>();
    let mut told = Some(told);
    let holding: Answer<'_, Result<(), Failure>> =
        Box::pin(other.thread.write(async move |_: &mut Session<'_>| {
            reached.send(()).unwrap();
            if let Some(told) = told.take() {
                let _ = told.await;
            }
            Ok(())
        }));
    let outcomes = std::thread::scope(|scope| {
        let held = scope.spawn(|| wait(holding));
        is_reached.recv().unwrap();
        let fill = |store: &Postgres| {
            let mut context = Context::from_waker(Waker::noop());
            // One batch may have left the queue for the lock.
            let mut asked: Vec<_> = (0..QUEUED_WRITES_MAX + 2).map(|_| store.ready()).collect();
            asked
                .iter_mut()
                .map(|answer| answer.as_mut().poll(&mut context))
                .filter(|early| *early == Poll::Ready(Err(Failure::Overloaded)))
                .count()
        };
        let turned_away = fill(&store);
        let read = wait(store.counts());
        go_on.send(()).unwrap();
        held.join().unwrap().unwrap();
        (turned_away, read)
    });
    assert!((1..=2).contains(&outcomes.0), "{}", outcomes.0);
    outcomes.1.expect("reads go on");
    while wait(store.ready()) == Err(Failure::Overloaded) {}
}

#[test]
fn closing_finishes_what_waits_even_if_nobody_does() {
    let database = database(Cluster::shared());
    let store = open(&database);
    let mut context = Context::from_waker(Waker::noop());
    for number in 1..=20 {
        let mut answer = store.register_tool(
            new_tool(number, &format!("quay.io/a/{number}")),
            by(OPERATOR, 1),
        );
        let _ = answer.as_mut().poll(&mut context);
    }
    store.close();
    let closed = Failure::Unavailable {
        reason: "the store is closed".to_owned(),
    };
    assert_eq!(wait(store.counts()), Err(closed.clone()));
    assert_eq!(wait(store.ready()), Err(closed));
    assert_eq!(wait(open(&database).counts()).unwrap().tools, 20);
}

//! PostgreSQL, and several servers that share it, answer every sequence of commands as the model does.

use proptest::collection::vec;
use proptest::strategy::Strategy;
use proptest::test_runner::TestRunner;
use wharfinger_test_postgres::Cluster;

use super::draw::sequences;
use super::{CASES_OVER_POSTGRES, config, laws, readings};
use crate::Store;
use crate::postgres::tests::{EMPTY, database, open};
use crate::tests::wait;

/// Runs a law over two servers that share a database, which is emptied for each case: a fresh one
/// takes longer than the case.
fn held<S: Strategy>(cases: &S, law: impl Fn([&dyn Store; 2], S::Value)) {
    let database = database(Cluster::shared());
    let stores = [(), ()].map(|()| open(&database));
    let stores = stores.each_ref().map(|store| store as &dyn Store);
    let law = |case| {
        database.sql(EMPTY);
        law(stores, case);
        wait(stores[0].check()).unwrap();
        Ok(())
    };
    TestRunner::new(config(CASES_OVER_POSTGRES))
        .run(cases, law)
        .unwrap();
}

#[test]
fn it_answers_as_the_model_does() {
    held(&(sequences(), readings()), |stores, (sequence, reading)| {
        laws::one_by_one(&stores[..1], sequence, &reading);
    });
}

#[test]
fn two_servers_answer_as_one_model_does() {
    held(&(sequences(), readings()), |stores, (sequence, reading)| {
        laws::one_by_one(&stores, sequence, &reading);
    });
}

#[test]
fn batches_answer_as_the_model_does_one_by_one() {
    held(&(sequences(), readings()), |stores, (sequence, reading)| {
        laws::all_at_once(stores[0], sequence, &reading);
    });
}

#[test]
fn concurrent_writers_at_two_servers_fit_one_order() {
    held(&vec(sequences(), 4), |stores, sequences| {
        laws::side_by_side(&stores, sequences);
    });
}

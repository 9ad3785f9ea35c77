//! Every round trip of every kind of transaction with PostgreSQL fails, one at a time: whoever asked is
//! told that there is no answer, nothing is half-written, and the next one is served.

use std::collections::BTreeSet;

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use wharfinger_test_postgres::Cluster;

use super::command::Timed;
use super::draw::{in_time, sequences};
use super::laws::is_read_first;
use crate::postgres::tests::{EMPTY, Fault, Proxy, database, open, stored};
use crate::tests::contract::scenes::entries;
use crate::tests::wait;
use crate::{Audit, Model, Postgres, Store};

/// Sequences that commands are taken from, the same ones in every run.
const SEQUENCES: u32 = 12;

/// Kinds of transactions in them, told apart by the command and how it ends: fewer would mean that
/// other sequences are drawn, and something is not disturbed any more.
const KINDS_MIN: usize = 70;

/// No transaction has as many round trips.
const EXCHANGES_MAX: usize = 200;

/// A store behind a proxy, and one that nothing disturbs.
struct Servers {
    proxy: Proxy,
    store: Postgres,
    beside: Postgres,
    fault: Fault,
}

impl Servers {
    /// Asks again and again, and each time a later exchange fails, until none is left to fail. How
    /// many failed.
    fn disturb(&self, timed: &Timed, model: &Model, expected: &str) -> usize {
        // A read that is lost is asked again, so that what comes behind one is disturbed behind it: it is
        // prepared, and asked.
        let begin = if is_read_first(timed) { 2 } else { 0 };
        // A connection that is lost when a transaction begins is replaced. The second attempt finds
        // none at hand, so that there the first exchange fails too.
        let order = [begin + 1, begin]
            .into_iter()
            .chain(begin + 2..EXCHANGES_MAX);
        for (failed, passing) in order.enumerate() {
            let before = stored(&self.beside);
            self.proxy.arm(passing, self.fault);
            let outcome = wait(timed.ask(&self.store));
            let context = format!("{:?} of exchange {passing} of {timed:?}", self.fault);
            if self.proxy.disarm() {
                assert_eq!(outcome, expected, "{context}");
                return failed;
            }
            assert_eq!(outcome, "no answer", "{context}");
            if stored(&self.beside) != before {
                assert_eq!(self.fault, Fault::CutAfter, "{context} wrote something");
                self.is_done(model, &context);
                return failed + 1;
            }
        }
        panic!("{timed:?} does not end");
    }

    /// What was cut off was all of it: the log says what the model's does, in which every change is.
    fn is_done(&self, model: &Model, context: &str) {
        assert_eq!(entries(&self.beside), entries(model), "{context}");
        wait(self.beside.check()).unwrap();
    }
}

/// Disturbs the first transaction of every kind.
fn disturbed(fault: Fault) {
    let cluster = Cluster::shared();
    let database = database(cluster);
    let proxy = Proxy::new(cluster.socket());
    let store = Postgres::open(&proxy.address(&database.address())).unwrap();
    let servers = Servers {
        proxy,
        store,
        beside: open(&database),
        fault,
    };
    let mut runner = TestRunner::deterministic();
    let (mut kinds, mut failed) = (BTreeSet::new(), 0);
    for _ in 0..SEQUENCES {
        database.sql(EMPTY);
        let model = Model::new();
        let sequence = sequences().new_tree(&mut runner).unwrap().current();
        for timed in in_time(sequence, 0) {
            let expected = wait(timed.ask(&model));
            if kinds.insert(kind(&timed, &expected)) {
                failed += servers.disturb(&timed, &model, &expected);
            } else {
                let outcome = wait(timed.ask(&servers.beside));
                assert_eq!(outcome, expected, "{timed:?}");
            }
        }
        servers.is_done(&model, "a sequence");
        assert_eq!(
            wait(servers.beside.verify_audit()),
            wait(model.verify_audit())
        );
    }
    println!(
        "{failed} exchanges of {} kinds of transactions failed",
        kinds.len()
    );
    assert!(kinds.len() >= KINDS_MIN, "{} of {kinds:#?}", kinds.len());
}

/// The name of the command and that of the outcome.
fn kind(timed: &Timed, outcome: &str) -> String {
    let command = format!("{:?}", timed.command);
    let name = command.split('(').next().unwrap();
    let is_name = |c: char| c.is_ascii_alphabetic() || c == '(';
    let end = outcome.find(|c| !is_name(c)).unwrap_or(outcome.len());
    format!("{name} {}", &outcome[..end])
}

#[test]
fn an_exchange_that_is_refused_undoes_its_transaction() {
    disturbed(Fault::Refuse);
}

#[test]
fn an_exchange_that_postgres_never_hears_of_undoes_its_transaction() {
    disturbed(Fault::CutBefore);
}

#[test]
fn an_exchange_whose_answer_is_lost_leaves_all_or_nothing() {
    disturbed(Fault::CutAfter);
}

//! What is drawn must do something: sequences of which all commands were refused would agree on
//! every store.

use std::collections::BTreeMap;

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use super::draw::{in_time, sequences};
use super::{CASES, COMMANDS_MEAN};
use crate::tests::contract::scenes::entries;
use crate::tests::wait;
use crate::{Action, Model, Store};

/// What comes about seldom comes about in one run of so many: a test draws other sequences each time.
const RUNS: u32 = 4;

/// Runs as many sequences as some runs of a test do, the same ones each time, and counts what they did.
fn counted() -> (BTreeMap<Action, u32>, usize) {
    let mut runner = TestRunner::deterministic();
    let mut actions = BTreeMap::new();
    let mut commands = 0;
    for _ in 0..RUNS * CASES {
        let sequence = sequences().new_tree(&mut runner).unwrap().current();
        let model: &dyn Store = &Model::new();
        for timed in in_time(sequence, 0) {
            wait(timed.ask(model));
            commands += 1;
        }
        for entry in entries(model) {
            *actions.entry(entry.action).or_default() += 1;
        }
    }
    (actions, commands)
}

#[test]
fn a_run_has_about_as_many_commands_as_is_said() {
    let (_, commands) = counted();
    let said = COMMANDS_MEAN * (RUNS * CASES) as usize;
    assert!(
        commands > said * 3 / 4 && commands < said * 5 / 4,
        "{commands}"
    );
}

#[test]
fn runs_come_to_every_action() {
    let (actions, _) = counted();
    let missing: Vec<_> = Action::ALL
        .iter()
        // A migration does the one; for the other something must be damaged.
        .filter(|action| !matches!(action, Action::AuditExtended | Action::DamagedTokensRevoked))
        .filter(|action| !actions.contains_key(action))
        .collect();
    assert!(missing.is_empty(), "{missing:?} of {actions:#?}");
}

//! SQLite answers every sequence of commands as the model does.

use proptest::collection::vec;
use proptest::prelude::*;

use super::draw::sequences;
use super::{CASES, config, laws, readings};
use crate::sqlite::tests::{Tuning, indexing_at_once, reading_little_at_a_time, server};
use crate::tests::wait;
use crate::{Sqlite, Store};

fn tunings() -> impl Strategy<Value = Tuning> {
    prop_oneof![
        Just(server()),
        Just(indexing_at_once()),
        Just(reading_little_at_a_time())
    ]
}

/// Runs a law over a fresh store.
fn held(tuning: Tuning, law: impl FnOnce(&dyn Store)) {
    let folder = tempfile::tempdir().unwrap();
    let store = Sqlite::open_tuned(&folder.path().join("sequence.db"), tuning).unwrap();
    let store: &dyn Store = &store;
    law(store);
    wait(store.check()).unwrap();
}

proptest! {
    #![proptest_config(config(CASES))]

    #[test]
    fn it_answers_as_the_model_does(
        sequence in sequences(),
        reading in readings(),
        tuning in tunings(),
    ) {
        held(tuning, |store| laws::one_by_one(&[store], sequence, &reading));
    }

    #[test]
    fn batches_answer_as_the_model_does_one_by_one(
        sequence in sequences(),
        reading in readings(),
        tuning in tunings(),
    ) {
        held(tuning, |store| laws::all_at_once(store, sequence, &reading));
    }

    #[test]
    fn concurrent_writers_fit_one_order(
        sequences in vec(sequences(), 4),
        tuning in tunings(),
    ) {
        held(tuning, |store| laws::side_by_side(&[store], sequences));
    }
}

//! The laws hold for generated drafts, for the cases of `tests/data`, and for every reference.

use wharfinger_core::registration::Draft;
use wharfinger_core::registry::Catalogue;
use wharfinger_core::report::Field;
use wharfinger_tests::cores::{cores, spread};
use wharfinger_tests::{data, drafts, laws};

/// A sequence of its own, so that the laws see other drafts than the parity tests.
const SEED: u64 = 0x1a35;
const DRAFTS: usize = 20_000;

/// Most broken laws that are printed; the first ones say enough.
const SHOWN: usize = 20;

#[test]
fn laws_hold_for_generated_drafts() {
    hold_for_drafts(&Catalogue::built_in(), &drafts::drafts(SEED, DRAFTS));
}

#[test]
fn laws_hold_for_the_registries_of_an_operator() {
    let catalogue = data::with_operators();
    let mut cases = data::operator_drafts();
    cases.extend(drafts::drafts_for(&catalogue, SEED, DRAFTS / 4));
    hold_for_drafts(&catalogue, &cases);
}

#[test]
fn laws_hold_for_the_shared_cases() {
    hold_for_drafts(&Catalogue::built_in(), &data::drafts());
}

#[test]
fn laws_hold_for_every_reference_in_one_line() {
    let catalogue = Catalogue::built_in();
    hold(&data::references(), |reference| {
        let mut broken = laws::broken_by_reference(&catalogue, reference);
        let draft = Draft::default().with(Field::Image, reference);
        broken.extend(laws::broken(&catalogue, &draft));
        broken
    });
}

fn hold_for_drafts(catalogue: &Catalogue, drafts: &[String]) {
    hold(drafts, |json| {
        let draft: Draft = serde_json::from_str(json).expect("it is an object");
        laws::broken(catalogue, &draft)
    });
}

/// Checks every case, on all cores, and fails with the first few that break a law.
fn hold(cases: &[String], broken: impl Fn(&str) -> Vec<String> + Sync) {
    let found = spread(cases, cores(), |part| {
        let found = part.iter().filter_map(|case| {
            let broken = broken(case);
            (!broken.is_empty()).then(|| format!("{case}\n  {}", broken.join("\n  ")))
        });
        found.collect()
    });
    assert!(
        found.is_empty(),
        "{} of {} cases break a law:\n{}",
        found.len(),
        cases.len(),
        found[..found.len().min(SHOWN)].join("\n")
    );
}

//! Accepting a reference allocates nothing: the promise of `wharfinger_core::reference`.

use wharfinger_core::reference::{ImageReference, Mode};

#[test]
fn accepting_a_reference_allocates_nothing() {
    let rows = include_str!("../data/references.jsonl");
    let inputs: Vec<String> = rows
        .lines()
        .filter_map(|row| {
            let row: serde_json::Value = serde_json::from_str(row).unwrap();
            row["input"].as_str().map(str::to_owned)
        })
        .collect();
    for mode in [Mode::Compat, Mode::Strict] {
        let mut accepted = 0;
        let allocations = allocation_counter::measure(|| {
            for input in &inputs {
                accepted += usize::from(ImageReference::parse(input, mode).is_some());
            }
        });
        assert!(accepted > 1_000, "{mode:?} accepts only {accepted}");
        assert_eq!(allocations.count_total, 0, "{mode:?}");
    }
}

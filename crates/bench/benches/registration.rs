//! A whole check of a draft, as every keystroke and every request needs one.

use wharfinger_bench::{Subject, compare, print};
use wharfinger_core::registration::{Draft, check};
use wharfinger_core::registry::Catalogue;
use wharfinger_core::wire;
use wharfinger_tests::drafts;

/// Each draft once a call: enough to see every kind.
const DRAFTS: usize = 1_000;

fn main() {
    let catalogue = Catalogue::built_in();
    let all = drafts::drafts(1, DRAFTS);
    let read = |json: &String| -> Draft { serde_json::from_str(json).expect("it is an object") };
    let (valid, invalid): (Vec<String>, Vec<String>) = all
        .into_iter()
        .partition(|json| check(&catalogue, &read(json)).is_valid());
    for (title, texts) in [("valid drafts", valid), ("invalid drafts", invalid)] {
        let count = u32::try_from(texts.len()).expect("there are a thousand");
        let drafts: Vec<Draft> = texts.iter().map(read).collect();
        let reports: Vec<_> = drafts
            .iter()
            .map(|draft| (draft, check(&catalogue, draft)))
            .collect();
        let measured = compare(
            count,
            vec![
                Subject::new("check", &drafts, |draft| check(&catalogue, draft)),
                Subject::new("read the draft from JSON", &texts, read),
                Subject::new("write the report as JSON", &reports, |(draft, report)| {
                    serde_json::to_string(&wire::report(draft, report))
                }),
            ],
        );
        print(title, &measured);
        println!();
    }
}

//! Adding one principal to a policy that has some.

use std::hint::black_box;
use std::time::Instant;

use wharfinger_core::policy::{Document, Edit, Installation, PullActions, Wanted};
use wharfinger_store::Timestamp;

/// As many as a policy holds, nearly.
const MANY: u32 = 300;

/// Edits of each, in turn, so that what else the machine does meets both.
const ROUNDS: usize = 500;

/// 2026-12-31T00:00:00Z.
const END: Timestamp = Timestamp::from_micros(1_798_675_200_000_000);

pub(crate) fn compare() {
    println!(
        "Reading a policy and adding a principal, which is the only one or the last of {MANY}"
    );
    let installation = Installation::new("0a1b2c3d").expect("it is an id");
    let (one, many) = (Case::new(1, &installation), Case::new(MANY, &installation));
    let (mut times_one, mut times_many) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        times_one.push(one.timed(&installation));
        times_many.push(many.timed(&installation));
    }
    let (one, many) = (crate::median(times_one), crate::median(times_many));
    println!("  {:<22} {one:>10.1} us", "1 principal");
    println!(
        "  {:<22} {many:>10.1} us  {:>8.2} x",
        format!("{MANY} principals"),
        many / one
    );
}

/// A policy, and who is to be in it: one more.
struct Case {
    text: Option<String>,
    wanted: Wanted,
}

impl Case {
    fn new(principals: u32, installation: &Installation) -> Self {
        let mut before = Wanted::new(PullActions::Two);
        let principal = |number| format!("arn:aws:iam::{number:012}:root");
        for number in 1..principals {
            before.insert(&principal(number), END);
        }
        let text = match Document::none(installation).edit(&before) {
            Ok(Edit::Set(text)) => Some(text),
            _ => None,
        };
        let mut wanted = before;
        wanted.insert(&principal(principals), END);
        Self { text, wanted }
    }

    /// Microseconds that an edit took.
    fn timed(&self, installation: &Installation) -> f64 {
        let began = Instant::now();
        let document = match &self.text {
            Some(text) => Document::read(text, installation).expect("it is ours"),
            None => Document::none(installation),
        };
        let edit = document.edit(black_box(&self.wanted));
        let took = began.elapsed();
        assert!(matches!(black_box(edit), Ok(Edit::Set(_))));
        took.as_secs_f64() * 1e6
    }
}

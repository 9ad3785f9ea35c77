//! Commands about looks at images.

use proptest::prelude::*;
use proptest::sample::select;
use wharfinger_core::evidence::{Unknown, Verdict};

use super::super::command::Command;
use super::{PATHS, tool_numbers};
use crate::tests::id;

const VERDICTS: [Verdict; 5] = [
    Verdict::ExistsPublic,
    Verdict::ExistsPrivate,
    Verdict::Missing,
    Verdict::Unknown(Unknown::Hidden),
    Verdict::Unknown(Unknown::TimedOut),
];

pub(super) fn commands() -> impl Strategy<Value = Command> {
    let kept = (tool_numbers(), verdicts(), proptest::bool::weighted(0.9));
    let kept = kept.prop_map(|(number, verdict, is_right)| {
        let image = if is_right {
            image(number)
        } else {
            "quay.io/elsewhere/tool".to_owned()
        };
        Command::KeepEvidence(id(number), image, verdict)
    });
    prop_oneof![
        3 => kept,
        2 => (0..300_i64, 0..4_u32).prop_map(|(until, limit)| Command::LeaseLooks(until, limit)),
    ]
}

/// An image that changes from look to look.
pub(super) fn stories() -> impl Strategy<Value = Vec<Command>> {
    (verdicts(), verdicts()).prop_map(|(first, second)| {
        [first, second, first]
            .map(|verdict| Command::KeepEvidence(id(0), image(0), verdict))
            .into()
    })
}

fn verdicts() -> impl Strategy<Value = Verdict> {
    select(&VERDICTS)
}

/// The image of the tool with that number, where it has the path that belongs to it.
fn image(number: u32) -> String {
    PATHS[number as usize].replace("/_/", "/")
}

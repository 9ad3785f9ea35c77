//! Repository policies: what is ours changes, what is not stays byte for byte.

mod canonical;
mod diff;
mod edits;
mod json;
mod laws;
mod mends;
mod room;

use crate::timestamp::Timestamp;

use super::{Document, Edit, Installation, PullActions, Wanted};

/// 2027-03-15T00:00:00Z.
const MARCH: Timestamp = Timestamp::from_micros(1_805_068_800_000_000);

/// 2027-04-15T00:00:00Z.
const APRIL: Timestamp = Timestamp::from_micros(1_807_747_200_000_000);

const ADA: &str = "arn:aws:iam::111122223333:root";
const GRACE: &str = "arn:aws:iam::444455556666:role/puller";

fn installation() -> Installation {
    Installation::new("0a1b2c3d").unwrap()
}

fn wanted(grants: &[(&str, Timestamp)]) -> Wanted {
    let mut wanted = Wanted::new(PullActions::Two);
    for (principal, end) in grants {
        wanted.insert(principal, *end);
    }
    wanted
}

/// The text of a policy after an edit that writes.
fn set(text: Option<&str>, grants: &[(&str, Timestamp)]) -> String {
    let installation = installation();
    let document = match text {
        Some(text) => Document::read(text, &installation).unwrap(),
        None => Document::none(&installation),
    };
    match document.edit(&wanted(grants)).unwrap() {
        Edit::Set(text) => text,
        other => panic!("{other:?}"),
    }
}

//! Two hundred thousand edits of hostile policies: nobody else's statement changes by a byte.
//!
//! The oracle does not use the reader under test: it knows which texts it put into a document, and
//! looks for them in what comes out.

use std::time::Duration;

use wharfinger_core::policy::{Document, Edit, Installation, NoRoom, PullActions, Wanted};
use wharfinger_core::timestamp::Timestamp;
use wharfinger_tests::random::Random;

const DOCUMENTS: u64 = 10_000;
const EDITS_OF_EACH: u64 = 20;

const SPACES: &[&str] = &["", "", "", " ", "\n", "\t", "\r\n    "];

const NAMES: &[&str] = &[
    "\"Effect\"",
    "\"Action\"",
    "\"NotPrincipal\"",
    "\"Condition\"",
    "\"Statement\"",
    "\"S\\u0069d\\u0020\"",
    "\"\"",
    "\"é\\n\"",
    "\"Sid\"",
];

const VALUES: &[&str] = &[
    "null",
    "true",
    "1e400",
    "-0.000",
    "12345678901234567890123",
    "\"\"",
    "\"*\"",
    "\"]},{\"",
    "\"\\\"Statement\\\":[\"",
    "\"Wharfinger1\"",
    "\"Wharfinger1ffffffffx202703\"",
    "\"wharfinger10a1b2c3dx202703\"",
    "\"\\ud83d\\ude00\"",
    "\"111122223333\"",
    "\"arn:aws:iam::111122223333:root\"",
    "\"LambdaECRImageRetrievalPolicy\"",
    "\"ECR Repository Policy\"",
];

/// Any value, never a Sid of ours.
fn value(chance: &mut Random, depth: u32) -> String {
    let space = chance.pick(SPACES);
    match chance.below(if depth == 0 { 4 } else { 7 }) {
        0..=3 => (*chance.pick(VALUES)).to_owned(),
        4 => {
            let count = chance.below(4);
            let items: Vec<String> = (0..count).map(|_| value(chance, depth - 1)).collect();
            format!("[{space}{}{space}]", items.join(&format!("{space},")))
        }
        _ => {
            let count = chance.below(4);
            let members: Vec<String> = (0..count).map(|_| member(chance, depth - 1)).collect();
            format!("{{{space}{}{space}}}", members.join(&format!(",{space}")))
        }
    }
}

fn member(chance: &mut Random, depth: u32) -> String {
    let name = chance.pick(NAMES);
    let space = chance.pick(SPACES);
    format!("{name}{space}:{space}{}", value(chance, depth))
}

/// Somebody else's statement. Each has a number, so that no two are the same.
fn foreign(chance: &mut Random, number: usize) -> String {
    let count = chance.below(4);
    let mut members: Vec<String> = (0..count).map(|_| member(chance, 2)).collect();
    let at = chance.below(members.len() + 1);
    members.insert(at, format!("\"N\":{number}"));
    let space = chance.pick(SPACES);
    format!(
        "{{{space}{}{space}}}",
        members.join(&format!("{space},{space}"))
    )
}

/// A statement with a Sid of ours, in whatever state somebody left it.
fn ours(chance: &mut Random) -> String {
    let sid = chance.pick(&[
        r#""Sid":"Wharfinger10a1b2c3dx202703""#,
        r#""S\u0069d" : "\u0057harfinger10a1b2c3dx""#,
        r#""Sid":"other","Sid":"Wharfinger10a1b2c3dx209913""#,
    ]);
    format!("{{{sid},{}}}", member(chance, 2))
}

/// A document, and everybody else's statements in it.
fn document(chance: &mut Random) -> (String, Vec<String>) {
    let count = chance.below(6);
    let foreign: Vec<String> = (0..count).map(|number| foreign(chance, number)).collect();
    let mut all = foreign.clone();
    for _ in 0..chance.below(3) {
        let at = chance.below(all.len() + 1);
        all.insert(at, ours(chance));
    }
    let space = chance.pick(SPACES);
    let statements = match all.as_slice() {
        [one] if chance.below(2) == 0 => one.clone(),
        all => format!("[{space}{}{space}]", all.join(&format!("{space},"))),
    };
    let id = value(chance, 2);
    let version = chance.pick(&["\"2008-10-17\"", "\"2012-10-17\"", "{}"]);
    let text = match chance.below(3) {
        0 => format!(r#"{{"Version":{version},"Statement"{space}:{statements}}}"#),
        1 => format!(r#"{space}{{"Statement":{statements}{space},"Id":{id}}}{space}"#),
        _ => format!(
            r#"{{"Id" :{id},"Version":{version},"Id":{id},{space}"Statement":{statements}}}"#
        ),
    };
    (text, foreign)
}

fn wanted(chance: &mut Random) -> Wanted {
    let mut wanted = Wanted::new(PullActions::Two);
    for _ in 0..chance.below(8) {
        let account = chance.below(20);
        let end = Duration::from_hours(chance.next_number() % (400 * 24));
        wanted.insert(
            &format!("arn:aws:iam::{account:012}:root"),
            Timestamp::MIN.later(end),
        );
    }
    wanted
}

/// Finds texts one behind the other, with nothing of the kind in between.
fn stand_in_order(texts: &[String], within: &str) -> bool {
    let mut rest = within;
    texts
        .iter()
        .all(|text| match rest.split_once(text.as_str()) {
            Some((_, behind)) => {
                rest = behind;
                true
            }
            None => false,
        })
}

#[test]
fn nobody_elses_statement_changes_by_a_byte() {
    let installation = Installation::new("0a1b2c3d").unwrap();
    let (mut edits, mut written) = (0_u64, 0_u64);
    for seed in 0..DOCUMENTS {
        let mut chance = Random::new(seed);
        let (mut text, foreign) = document(&mut chance);
        for _ in 0..EDITS_OF_EACH {
            edits += 1;
            let document = Document::read(&text, &installation)
                .unwrap_or_else(|error| panic!("seed {seed}: {error}\n{text}"));
            let wanted = wanted(&mut chance);
            match document.edit(&wanted) {
                Ok(Edit::Set(next)) => {
                    assert!(
                        stand_in_order(&foreign, &next),
                        "seed {seed}\n{text}\n{next}"
                    );
                    let after = Document::read(&next, &installation).unwrap();
                    assert_eq!(
                        after.foreign().count(),
                        foreign.len(),
                        "seed {seed}\n{next}"
                    );
                    assert!(after.is(&wanted), "seed {seed}\n{next}");
                    written += 1;
                    text = next;
                }
                Ok(Edit::Nothing) => assert!(document.is(&wanted), "seed {seed}"),
                Ok(Edit::Delete) => assert!(foreign.is_empty() && wanted.is_empty(), "seed {seed}"),
                Err(NoRoom { chars }) => panic!("seed {seed}: {chars} characters"),
            }
        }
    }
    assert_eq!(edits, 200_000);
    assert!(
        written > edits / 2,
        "{written} of {edits} edits wrote anything"
    );
}

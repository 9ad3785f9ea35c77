//! Two hundred thousand edits of hostile policies: nobody else's statement changes by a byte.
//!
//! The oracle does not use the reader under test: it knows which texts it put into a document, and
//! looks for them in what comes out.

#![expect(clippy::unwrap_used, reason = "all of this is a test")]

use wharfinger_core::policy::{Document, Edit, Installation, NoRoom, PullActions, Wanted};
use wharfinger_core::timestamp::Timestamp;

const DOCUMENTS: u64 = 10_000;
const EDITS_OF_EACH: u64 = 20;

/// `SplitMix64` (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ mixed >> 31
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        let at = self.below(from.len() as u64);
        from[usize::try_from(at).unwrap()]
    }
}

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
fn value(chance: &mut Chance, depth: u32) -> String {
    let space = chance.pick(SPACES);
    match chance.below(if depth == 0 { 4 } else { 7 }) {
        0..=3 => chance.pick(VALUES).to_owned(),
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

fn member(chance: &mut Chance, depth: u32) -> String {
    let name = chance.pick(NAMES);
    let space = chance.pick(SPACES);
    format!("{name}{space}:{space}{}", value(chance, depth))
}

/// Somebody else's statement. Each has a number, so that no two are the same.
fn foreign(chance: &mut Chance, number: u64) -> String {
    let count = chance.below(4);
    let mut members: Vec<String> = (0..count).map(|_| member(chance, 2)).collect();
    let at = chance.below(members.len() as u64 + 1);
    members.insert(usize::try_from(at).unwrap(), format!("\"N\":{number}"));
    let space = chance.pick(SPACES);
    format!(
        "{{{space}{}{space}}}",
        members.join(&format!("{space},{space}"))
    )
}

/// A statement with a Sid of ours, in whatever state somebody left it.
fn ours(chance: &mut Chance) -> String {
    let sid = chance.pick(&[
        r#""Sid":"Wharfinger10a1b2c3dx202703""#,
        r#""S\u0069d" : "\u0057harfinger10a1b2c3dx""#,
        r#""Sid":"other","Sid":"Wharfinger10a1b2c3dx209913""#,
    ]);
    format!("{{{sid},{}}}", member(chance, 2))
}

/// A document, and everybody else's statements in it.
fn document(chance: &mut Chance) -> (String, Vec<String>) {
    let count = chance.below(6);
    let foreign: Vec<String> = (0..count).map(|number| foreign(chance, number)).collect();
    let mut all = foreign.clone();
    for _ in 0..chance.below(3) {
        let at = chance.below(all.len() as u64 + 1);
        all.insert(usize::try_from(at).unwrap(), ours(chance));
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

fn wanted(chance: &mut Chance) -> Wanted {
    let mut wanted = Wanted::new(PullActions::Two);
    for _ in 0..chance.below(8) {
        let account = chance.below(20);
        let end = i64::try_from(chance.below(400 * 86_400)).unwrap() * 1_000_000;
        wanted.insert(
            &format!("arn:aws:iam::{account:012}:root"),
            Timestamp::from_micros(end),
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
        let mut chance = Chance(seed);
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

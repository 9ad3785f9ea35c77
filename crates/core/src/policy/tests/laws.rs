//! Laws over generated documents, the hostile ones included.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

/// White space between tokens.
fn space() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["", "", "", " ", "\n", "\t ", "\r\n  "])
}

/// Any JSON value, spelt in any way.
fn json() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        Just("1e400".to_owned()),
        Just("-0.10".to_owned()),
        Just("true".to_owned()),
        Just(r#""\u0041\ud83d\ude00""#.to_owned()),
        "[ -!#-\\[\\]-~é]{0,12}".prop_map(|text| format!("\"{text}\"")),
        Just(r#""Wharfinger10a1b2c3dx202703""#.to_owned()),
        Just("\"111122223333\"".to_owned()),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        let name = prop::sample::select(vec!["AWS", "Sid", "S\\u0069d", "Statement", "x y", ""]);
        prop_oneof![
            (prop::collection::vec(inner.clone(), 0..4), space())
                .prop_map(|(items, space)| format!("[{space}{}{space}]", items.join(","))),
            prop::collection::vec((name, inner, space()), 0..4).prop_map(|members| {
                let members: Vec<String> = members
                    .into_iter()
                    .map(|(name, value, space)| format!("{space}\"{name}\"{space}:{value}{space}"))
                    .collect();
                format!("{{{}}}", members.join(","))
            }),
        ]
    })
}

/// A statement of somebody else, or of ours in whatever state.
fn statement() -> impl Strategy<Value = String> {
    let sid = prop::sample::select(vec![
        "",
        r#""Sid":null,"#,
        r#""Sid":"Wharfinger1ffffffffx202703","#,
        r#""Sid":"Wharfinger10a1b2c3dy202703","#,
        r#""Sid":"Wharfinger10a1b2c3dx202703","#,
        r#""Sid" : "\u0057harfinger10a1b2c3dx","#,
        r#""Sid":"ECR Repository Policy","#,
        r#""Sid":"é","#,
    ]);
    (sid, json(), space(), json()).prop_map(|(sid, principal, space, unknown)| {
        format!(
            r#"{{{sid}{space}"Principal":{principal}{space},"Effect":"Allow","Unknown":{unknown}}}"#
        )
    })
}

fn document() -> impl Strategy<Value = String> {
    let statements = prop_oneof![
        (prop::collection::vec(statement(), 0..6), space())
            .prop_map(|(statements, space)| format!("[{space}{}{space}]", statements.join(","))),
        statement(),
    ];
    (statements, json(), space(), any::<bool>()).prop_map(|(statements, id, space, is_first)| {
        if is_first {
            format!(r#"{space}{{"Statement":{statements},"Id"{space}:{id}}}{space}"#)
        } else {
            format!(r#"{{{space}"Id":{id},"Version":"2008-10-17","Statement" :{statements}}}"#)
        }
    })
}

fn grants() -> impl Strategy<Value = BTreeMap<String, Timestamp>> {
    let principal = prop_oneof![
        (0_u64..30).prop_map(|n| format!("arn:aws:iam::{n:012}:root")),
        (0_u64..9).prop_map(|n| format!("arn:aws:iam::{n:012}:role/p/a-{n}")),
    ];
    let end = (0_i64..400).prop_map(|day| Timestamp::from_micros((1 + day * 86_400) * 1_000_000));
    prop::collection::btree_map(principal, end, 0..12)
}

fn wanted_of(grants: &BTreeMap<String, Timestamp>) -> Wanted {
    let mut wanted = Wanted::new(PullActions::Two);
    for (principal, end) in grants {
        wanted.insert(principal, *end);
    }
    wanted
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    /// Whatever is done, everybody else's statements and members stay byte for byte, in order; the
    /// result says what is wanted; and doing it again changes nothing.
    #[test]
    fn an_edit_changes_ours_and_nothing_else(text in document(), first in grants(), then in grants()) {
        let installation = installation();
        let before = Document::read(&text, &installation).unwrap();
        let foreign: Vec<&str> = before.foreign().collect();
        let canonical = before.foreign_canonical();
        let mut text = text.clone();
        for grants in [first, then] {
            let document = Document::read(&text, &installation).unwrap();
            let wanted = wanted_of(&grants);
            match document.edit(&wanted) {
                Ok(Edit::Set(next)) => {
                    let after = Document::read(&next, &installation).unwrap();
                    prop_assert_eq!(after.foreign().collect::<Vec<_>>(), foreign.clone());
                    prop_assert_eq!(after.foreign_canonical(), canonical.clone());
                    prop_assert_eq!(after.edit(&wanted), Ok(Edit::Nothing));
                    for principal in grants.keys() {
                        prop_assert!(after.managed().names(principal));
                    }
                    prop_assert!(next.chars().count() <= crate::policy::POLICY_CHARS_MAX);
                    text = next;
                }
                Ok(Edit::Nothing) => prop_assert!(document.is(&wanted)),
                Ok(Edit::Delete) => {
                    prop_assert!(foreign.is_empty() && wanted.is_empty());
                    break;
                }
                Err(no_room) => prop_assert!(no_room.chars > crate::policy::POLICY_CHARS_MAX),
            }
        }
    }

    /// Nothing that is read makes the reader stumble, and what it reads is what another reader reads.
    #[test]
    fn json_is_read_as_serde_json_reads_it(text in json()) {
        let ours = crate::policy::json::read(&text);
        prop_assert!(ours.is_ok());
        // Numbers beyond a double are text here and an error there.
        if !text.contains("1e400") {
            prop_assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok());
        }
    }

    /// Broken texts are refused like everywhere.
    #[test]
    fn broken_json_is_refused_as_serde_json_refuses_it(text in document(), cut in any::<prop::sample::Index>()) {
        let end = (0..=cut.index(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap();
        let text = text[..end].replace("1e400", "1");
        prop_assert_eq!(
            crate::policy::json::read(&text).is_ok(),
            serde_json::from_str::<serde_json::Value>(&text).is_ok()
        );
    }

    /// The order in which grants are given does not matter.
    #[test]
    fn order_does_not_matter(grants in grants()) {
        let installation = installation();
        let empty = Document::none(&installation);
        let mut backwards = Wanted::new(PullActions::Two);
        for (principal, end) in grants.iter().rev() {
            backwards.insert(principal, *end);
        }
        prop_assert_eq!(empty.edit(&wanted_of(&grants)), empty.edit(&backwards));
    }
}

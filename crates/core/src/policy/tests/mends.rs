use super::*;
use crate::policy::{InvalidStatement, Mend};

const BUILD: &str = r#"{ "Sid":"Build", "Effect":"Allow" }"#;
const LAMBDA: &str = r#"{"Sid":"Lambda","Principal":{"AWS":["111122223333","444455556666"]}}"#;

/// The text that a mend leads to.
fn mended(text: &str, mend: &Mend) -> Result<Option<String>, InvalidStatement> {
    let installation = installation();
    let document = Document::read(text, &installation).unwrap();
    match document.mend(mend)? {
        Edit::Nothing => Ok(Some(text.to_owned())),
        Edit::Set(text) => Ok(Some(text)),
        Edit::Delete => Ok(None),
    }
}

fn of(statements: &str) -> String {
    format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#)
}

fn back(text: &str) -> Mend {
    Mend::PutBack(text.to_owned())
}

#[test]
fn a_lost_statement_comes_back_behind_the_others_and_before_ours() {
    let text = set(Some(&of(BUILD)), &[(ADA, MARCH)]);
    let ours = text
        .strip_prefix(&of(BUILD)[..of(BUILD).len() - 2])
        .unwrap();
    let mended = mended(&text, &back(&format!(" {LAMBDA} "))).unwrap();
    assert_eq!(
        mended,
        Some(format!(
            "{}{ours}",
            &of(&format!("{BUILD},{LAMBDA}")).trim_end_matches("]}")
        ))
    );
}

#[test]
fn a_repository_without_a_policy_gets_one() {
    let installation = installation();
    let mended = Document::none(&installation).mend(&back(LAMBDA));
    assert_eq!(mended, Ok(Edit::Set(of(LAMBDA))));
}

#[test]
fn what_is_there_in_another_spelling_is_there() {
    let other =
        r#"{"Principal":{"AWS":["arn:aws:iam::444455556666:root","111122223333"]},"Sid":"Lambda"}"#;
    assert_eq!(mended(&of(other), &back(LAMBDA)), Ok(Some(of(other))));
}

#[test]
fn a_statement_goes_and_the_others_stay() {
    let out = Mend::TakeOut(LAMBDA.to_owned());
    let text = of(&format!("{LAMBDA}, {BUILD}"));
    assert_eq!(mended(&text, &out), Ok(Some(of(BUILD))));
    assert_eq!(mended(&of(BUILD), &out), Ok(Some(of(BUILD))));
    assert_eq!(
        mended(&of(LAMBDA), &out),
        Ok(None),
        "a policy has a statement"
    );
}

#[test]
fn an_older_one_makes_room_for_a_newer_one() {
    let replace = Mend::Replace {
        old: r#"{"Sid":"Build"}"#.to_owned(),
        new: BUILD.to_owned(),
    };
    let text = of(&format!(r#"{{"Sid":"Build"}},{LAMBDA}"#));
    let after = of(&format!("{LAMBDA},{BUILD}"));
    assert_eq!(mended(&text, &replace), Ok(Some(after.clone())));
    assert_eq!(mended(&after, &replace), Ok(Some(after)));
}

#[test]
fn nobody_elses_place_is_taken() {
    let text = of(r#"{"Sid":"Lambda","Effect":"Deny"}"#);
    let sid = "Lambda".to_owned();
    assert_eq!(
        mended(&text, &back(LAMBDA)),
        Err(InvalidStatement::Taken { sid })
    );
}

#[test]
fn what_follows_from_grants_does_not_come_back() {
    for sid in [
        "Wharfinger10a1b2c3dx209912",
        "Wharfinger1canary0ax209912",
        "Wharfinger1zzzzzzzzx209912",
    ] {
        let statement = format!(r#"{{"Sid":"{sid}"}}"#);
        assert_eq!(
            mended(&of(BUILD), &back(&statement)),
            Err(InvalidStatement::Granted)
        );
    }
}

#[test]
fn what_is_no_statement_or_cannot_be_written_does_not_come_back() {
    let refused = |statement: &str| mended(&of(BUILD), &back(statement)).unwrap_err();
    assert_eq!(refused("[]"), InvalidStatement::NotAnObject);
    assert!(matches!(refused("{"), InvalidStatement::NotJson(_)));
    let long = format!(r#"{{"Sid":"{}"}}"#, "x".repeat(10_240));
    assert!(matches!(refused(&long), InvalidStatement::NoRoom(_)));
    let principal = "AROAEXAMPLE".to_owned();
    let stale = format!(r#"{{"Principal":{{"AWS":"{principal}"}}}}"#);
    assert_eq!(refused(&stale), InvalidStatement::Stale { principal });
}

#[test]
fn what_was_lost_is_named_once_where_it_stood_last() {
    let installation = installation();
    let read = |text| Document::read(text, &installation).unwrap();
    let canary = r#"{"Sid":"Wharfinger1canary0ax209912"}"#;
    let [newer, older] = [
        of(&format!("{canary},{LAMBDA}")),
        of(&format!(
            r#"{LAMBDA},{{"Sid":"Build"}},{{"Effect":"Deny"}}"#
        )),
    ];
    let text = set(Some(&of(BUILD)), &[(ADA, MARCH)]);
    let lost = read(&text).lost(&[read(&newer), read(&older)]);
    let lost: Vec<_> = lost
        .iter()
        .map(|lost| (lost.policy, lost.place, lost.statement.as_str()))
        .collect();
    assert_eq!(lost, [(0, 1, LAMBDA), (1, 2, r#"{"Effect":"Deny"}"#)]);
}

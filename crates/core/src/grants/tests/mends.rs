//! Somebody else's part is put right.

use super::*;
use crate::policy::Mend;

const BUILD: &str = r#"{"Sid":"Build","Effect":"Allow"}"#;

fn wanting(grants: Vec<Grant<usize>>, mends: &[Mend]) -> Task<usize> {
    let numbered = (1..).zip(mends.iter().cloned());
    Task {
        mends: numbered
            .map(|(number, mend)| WantedMend { number, mend })
            .collect(),
        ..task(grants)
    }
}

fn back(statement: &str) -> Mend {
    Mend::PutBack(statement.to_owned())
}

/// What came of each, and why not.
fn told(findings: &Findings<usize>) -> Vec<(Option<u64>, Option<&str>)> {
    let mended = findings.mended.iter();
    mended
        .map(|one| (one.number, one.refusal.as_deref()))
        .collect()
}

#[test]
fn a_lost_statement_is_written_beside_ours_and_read_back() {
    let mut repository = Repository::with(&policy(&[1]));
    let findings = repository.settle(wanting(vec![seen(1)], &[back(BUILD)]));
    assert_eq!(told(&findings), [(Some(1), None)]);
    assert_eq!((findings.writes, findings.present), (1, vec![1]));
    let text = repository.text.unwrap();
    assert!(text.contains(BUILD) && text.contains(LAMBDA), "{text}");
    assert_eq!(managed(&text), managed(&policy(&[1])));
}

#[test]
fn ours_comes_first() {
    let mut repository = Repository::with(&policy(&[1]));
    let findings = repository.settle(wanting(vec![seen(1), grant(2)], &[back(BUILD)]));
    assert_eq!(told(&findings), [(Some(1), None)]);
    assert_eq!(findings.present, [1, 2]);
    let first = repository.writes[0].as_deref().unwrap();
    assert!(!first.contains(BUILD), "{first}");
    assert_eq!(repository.writes.len(), 2);
}

#[test]
fn what_is_there_takes_no_write() {
    let mut repository = Repository::with(&policy(&[1]));
    let findings = repository.settle(wanting(vec![seen(1)], &[back(LAMBDA)]));
    assert_eq!(told(&findings), [(Some(1), None)]);
    assert_eq!(repository.writes.len(), 0);
}

/// The look shows what was there before it was lost.
#[test]
fn nothing_is_done_already_on_the_strength_of_one_look() {
    let mut repository = Repository::with(&policy(&[1]));
    let before = policy(&[1]).replacen(LAMBDA, &format!("{LAMBDA},{BUILD}"), 1);
    repository.stale.push((0, before));
    let findings = repository.settle(wanting(vec![seen(1)], &[back(BUILD)]));
    assert_eq!(told(&findings), [(Some(1), None)]);
    assert_eq!(findings.writes, 1);
    assert!(repository.text.unwrap().contains(BUILD));
}

#[test]
fn nothing_is_impossible_on_the_strength_of_one_look() {
    let mut repository = Repository::with(&policy(&[1]));
    let other = r#"{"Sid":"Build","Effect":"Deny"}"#;
    let before = policy(&[1]).replacen(LAMBDA, &format!("{LAMBDA},{other}"), 1);
    repository.stale.push((0, before));
    let findings = repository.settle(wanting(vec![seen(1)], &[back(BUILD)]));
    assert_eq!(told(&findings), [(Some(1), None)]);
    assert!(repository.text.unwrap().contains(BUILD));
}

#[test]
fn what_cannot_be_done_is_told_and_the_next_one_is_tried() {
    let mut repository = Repository::with(&policy(&[]));
    let other = r#"{"Sid":"Lambda","Effect":"Deny"}"#;
    let findings = repository.settle(wanting(vec![], &[back(other), back(BUILD)]));
    let told = told(&findings);
    assert!(told[0].1.unwrap().contains("`Lambda` is in the policy now"));
    assert_eq!(told[1], (Some(2), None));
    assert!(repository.text.unwrap().contains(BUILD));
}

#[test]
fn what_aws_refuses_is_told_and_keeps_nobody_out() {
    let mut repository = Repository::with(&policy(&[]));
    repository.dead.push("Build".to_owned());
    let findings = repository.settle(wanting(vec![grant(1)], &[back(BUILD)]));
    assert_eq!(told(&findings), [(Some(1), Some("Principal not found"))]);
    assert_eq!(findings.present, [1]);
    assert_eq!(repository.text, Some(policy(&[1])));
}

#[test]
fn where_aws_does_not_say_why_the_kind_of_refusal_is_told() {
    let mut repository = Repository::with(&policy(&[]));
    repository.dead.push("Build".to_owned());
    repository.is_taciturn = true;
    let findings = repository.settle(wanting(vec![], &[back(BUILD)]));
    assert_eq!(told(&findings), [(Some(1), Some("principal_refused"))]);
}

/// What a person took away from ours is asked about, and stays so.
#[test]
fn nothing_of_ours_changes_that_is_asked_about() {
    let mut repository = Repository::with(&policy(&[2]));
    let findings = repository.settle(wanting(vec![seen(1), seen(2)], &[back(BUILD)]));
    assert_eq!(told(&findings), [(Some(1), None)]);
    assert_eq!(findings.vanished, [1]);
    assert_eq!(managed(&repository.text.unwrap()), managed(&policy(&[2])));
}

/// Somebody writes between our write and our look: it is written once more, into what they wrote.
#[test]
fn a_mend_that_was_overwritten_is_made_again() {
    let mut repository = Repository::with(&policy(&[1]));
    let theirs = policy(&[1]).replacen("\"Lambda\"", "\"Other\"", 1);
    repository.others.push((2, Some(theirs)));
    let findings = repository.settle(wanting(vec![seen(1)], &[back(BUILD)]));
    assert_eq!(
        (told(&findings), findings.writes),
        (vec![(Some(1), None)], 2)
    );
    let text = repository.text.unwrap();
    assert!(text.contains(BUILD) && text.contains("Other"), "{text}");
}

#[test]
fn what_goes_goes_and_the_last_one_takes_the_policy_with_it() {
    let alone = format!(r#"{{"Version":"2012-10-17","Statement":[{BUILD}]}}"#);
    let mut repository = Repository::with(&alone);
    let out = Mend::TakeOut(BUILD.to_owned());
    let findings = repository.settle(wanting(vec![], &[out]));
    assert_eq!(told(&findings), [(Some(1), None)]);
    assert_eq!((repository.text, findings.text), (None, None));
}

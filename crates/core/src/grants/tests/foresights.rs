//! What is shown before a decision is what is written after it.

use super::*;

/// What a policy would become, and what a pass makes of it.
fn foreseen(text: &str, task: &Task<usize>) -> Option<String> {
    let foreseen = task.clone().foresee(Some(text.to_owned()), NOW).unwrap();
    let mut repository = Repository::with(text);
    repository.settle(task.clone());
    assert_eq!(foreseen.text, repository.text);
    foreseen.text
}

#[test]
fn what_a_maintainer_looks_after_by_hand_is_not_shown_as_taken_away() {
    let text = policy(&[1, 2]);
    let shown = foreseen(&text, &task(vec![by_hand(1), seen(2), grant(3)]));
    let shown = shown.unwrap();
    for n in [1, 2, 3] {
        assert!(shown.contains(&account(n)), "{shown}");
    }
}

#[test]
fn what_somebody_took_out_is_not_shown_as_put_back() {
    let shown = foreseen(&policy(&[2]), &task(vec![seen(1), seen(2), grant(3)]));
    let shown = shown.unwrap();
    assert!(!shown.contains(&account(1)), "{shown}");
    assert!(shown.contains(&account(3)), "{shown}");
}

#[test]
fn what_goes_with_the_next_write_is_shown_as_gone() {
    let shown = foreseen(&policy(&[1, 7]), &task(vec![revoked(1), grant(3)]));
    let shown = shown.unwrap();
    assert!(!shown.contains(&account(1)) && !shown.contains(&account(7)));
    assert!(shown.contains("Lambda"), "that is not ours");
}

#[test]
fn who_does_not_fit_is_told() {
    let grants: Vec<_> = (1..=400).map(grant).collect();
    let foreseen = task(grants).foresee(None, NOW).unwrap();
    assert!(foreseen.no_room.is_some() && !foreseen.left_out.is_empty());
}

#[test]
fn nothing_is_foreseen_of_a_policy_that_cannot_be_read() {
    let foreseen = task(vec![grant(1)]).foresee(Some("no JSON".to_owned()), NOW);
    assert_eq!(foreseen, None);
}

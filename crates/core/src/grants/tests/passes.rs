use super::*;

#[test]
fn a_grant_is_written_and_read_back() {
    let mut repository = Repository::with(&policy(&[]));
    let findings = repository.settle(task(vec![grant(1), grant(2)]));
    assert_eq!(findings.present, [1, 2]);
    assert_eq!(findings.text, repository.text);
    assert_eq!(repository.text, Some(policy(&[1, 2])));
    assert_eq!(findings.managed, managed(&policy(&[1, 2])));
    assert_eq!(
        (
            repository.reads,
            repository.writes.len(),
            repository.intents
        ),
        (3, 1, 1)
    );
}

/// What is written down beforehand tells both texts, so that either can be had again.
#[test]
fn an_intent_says_what_it_replaces() {
    let (before, after) = (policy(&[1]), policy(&[1, 2]));
    let (pass, _) = Pass::start(task(vec![seen(1), grant(2)]));
    let (_, effect) = pass.step(Event::Read(Ok(Some(before.clone()))), NOW);
    let intent = Intent {
        before: Some(before),
        managed: managed(&after),
        text: Some(after),
        heals: None,
    };
    assert_eq!(effect, Effect::Intend(intent));
}

#[test]
fn what_is_there_already_costs_one_read() {
    let mut repository = Repository::with(&policy(&[1]));
    let findings = repository.settle(task(vec![seen(1)]));
    assert_eq!((findings.present, findings.writes), (vec![1], 0));
    assert_eq!(
        (
            repository.reads,
            repository.writes.len(),
            repository.intents
        ),
        (1, 0, 0)
    );
}

#[test]
fn the_first_grant_makes_the_policy_and_the_last_deletes_it() {
    let mut repository = Repository::default();
    assert_eq!(repository.settle(task(vec![grant(1)])).present, [1]);
    let findings = repository.settle(task(vec![revoked(1)]));
    assert_eq!((findings.absent, findings.text), (vec![1], None));
    assert_eq!(repository.writes.last(), Some(&None));
}

#[test]
fn a_revocation_leaves_the_others() {
    let mut repository = Repository::with(&policy(&[1, 2]));
    let findings = repository.settle(task(vec![revoked(1), seen(2)]));
    assert_eq!((findings.present, findings.absent), (vec![2], vec![1]));
    assert_eq!(repository.text, Some(policy(&[2])));
}

#[test]
fn access_that_two_grants_give_stays_until_the_second_ends() {
    let mut repository = Repository::with(&policy(&[1]));
    let second = Grant { key: 9, ..seen(1) };
    let findings = repository.settle(task(vec![revoked(1), second]));
    assert_eq!((findings.present, findings.absent), (vec![9], vec![1]));
    assert_eq!(findings.writes, 0);
}

#[test]
fn access_whose_time_is_over_goes_and_nobody_says_it_is_revoked_yet() {
    let mut repository = Repository::with(&policy(&[1, 2]));
    let over = Grant {
        end: NOW,
        ..seen(1)
    };
    let findings = repository.settle(task(vec![over, seen(2)]));
    assert_eq!((findings.present, findings.absent), (vec![2], vec![]));
    assert_eq!(repository.text, Some(policy(&[2])));
}

#[test]
fn a_renewal_moves_a_grant_to_another_month() {
    let mut repository = Repository::with(&policy(&[1, 2]));
    let renewed = Grant {
        end: NOW.days_later(700),
        ..seen(1)
    };
    let findings = repository.settle(task(vec![renewed, seen(2)]));
    assert_eq!(findings.present, [1, 2]);
    assert_eq!(findings.writes, 1);
    assert!(findings.text.unwrap().contains("2028-"));
}

#[test]
fn what_was_done_before_a_crash_is_found_done() {
    // The write was made and nobody wrote down that it was.
    let mut repository = Repository::with(&policy(&[1]));
    let findings = repository.settle(task(vec![grant(1)]));
    assert_eq!((findings.present, findings.writes), (vec![1], 0));
}

#[test]
fn somebody_elses_change_is_told_and_kept() {
    let mut repository = Repository::with(&policy(&[1]));
    let mut task = task(vec![seen(1)]);
    task.memory.verified = Some(Verified {
        managed: managed(&policy(&[1])),
        foreign: "other".to_owned(),
    });
    assert!(repository.settle(task.clone()).foreign_changed);
    let foreign = Document::read(&policy(&[1]), &installation())
        .unwrap()
        .foreign_canonical();
    task.memory.verified = Some(Verified {
        managed: String::new(),
        foreign,
    });
    assert!(!repository.settle(task).foreign_changed);
}

#[test]
fn an_intent_says_in_words_what_it_changes() {
    let words = |before: &str, after: &str| {
        let intent = Intent {
            before: Some(before.to_owned()),
            text: Some(after.to_owned()),
            managed: String::new(),
            heals: None,
        };
        intent.in_words(&installation())
    };
    assert_eq!(
        words(&policy(&[1, 2]), &policy(&[2, 3, 4])),
        "it would let in 000000000003, 000000000004, and take out 000000000001"
    );
    let sooner = policy(&[1])
        .replace("x2027", "x2026")
        .replace("\"2027-", "\"2026-");
    assert_ne!(sooner, policy(&[1]));
    assert_eq!(
        words(&sooner, &policy(&[1])),
        "it would change the end of 000000000001"
    );
    assert_eq!(
        words(&policy(&[1]).replace("Lambda", "Other"), &policy(&[])),
        "it would take out 000000000001, and put statements of others right"
    );
    assert!(words(&policy(&[1]), &policy(&[1])).starts_with("it would write statements anew"));
}

use super::*;
use crate::policy::POLICY_CHARS_MAX;

#[test]
fn the_newest_are_left_out_and_told() {
    let mut repository = Repository::with(&policy(&[]));
    let grants = (0..400)
        .map(|n| Grant {
            approved_at: NOW.seconds_earlier(10_000 - u32::try_from(n).unwrap()),
            ..grant(n)
        })
        .collect();
    let findings = repository.settle(task(grants));
    let fit = findings.present.len();
    assert!((290..305).contains(&fit), "{fit}");
    assert_eq!(findings.present, (0..fit).collect::<Vec<_>>());
    assert_eq!(findings.left_out, (fit..400).collect::<Vec<_>>());
    assert!(
        findings
            .no_room
            .unwrap()
            .to_string()
            .starts_with("the policy would have ")
    );
}

#[test]
fn whoever_has_access_is_not_pushed_out_by_an_older_approval() {
    let there: Vec<usize> = (100..390).collect();
    let mut repository = Repository::with(&policy(&there));
    let mut grants: Vec<_> = there.iter().map(|n| seen(*n)).collect();
    grants.extend((0..100).map(|n| Grant {
        approved_at: NOW.days_earlier(9),
        ..grant(n)
    }));
    let findings = repository.settle(task(grants));
    assert!(there.iter().all(|n| findings.present.contains(n)));
    assert!(findings.left_out.iter().all(|n| *n < 100));
}

/// Nothing more fits, as long as we count: each account in a condition as if it were a principal.
pub(super) fn full(accounts: &[usize]) -> String {
    let ids: Vec<String> = (0..300).map(|n| format!("\"{n:012}\"")).collect();
    let condition = format!(
        r#""Condition":{{"StringEquals":{{"aws:SourceAccount":[{}]}}}},"Effect""#,
        ids.join(",")
    );
    let text = policy(accounts).replacen(r#""Effect""#, &condition, 1);
    assert!(text.len() < POLICY_CHARS_MAX, "Amazon ECR has taken it");
    text
}

/// Want of room is no reason to keep anybody's access, nor to say that it is gone.
#[test]
fn access_ends_in_a_policy_that_is_full() {
    let mut repository = Repository::with(&full(&[1, 2]));
    let grants = vec![seen(1), revoked(2), grant(3)];
    let findings = repository.settle(task(grants));
    assert_eq!(repository.writes.len(), 1);
    assert_eq!(repository.text.as_deref(), Some(&*full(&[1])));
    assert_eq!(findings.present, [1]);
    assert_eq!(findings.absent, [2]);
    assert_eq!(findings.left_out, [3]);
}

#[test]
fn there_is_no_want_of_room_on_the_strength_of_one_look() {
    let mut repository = Repository::with(&policy(&[1]));
    repository.stale.push((0, full(&[1])));
    let findings = repository.settle(task(vec![seen(1), grant(2)]));
    assert_eq!((findings.present, findings.left_out), (vec![1, 2], vec![]));
}

/// Who is to have it for longer does not push out those who have it for long enough, and keeps what it
/// has until there is room.
#[test]
fn more_time_in_a_policy_that_is_full_takes_nobody_s_access() {
    let mut repository = Repository::with(&full(&[1, 2]));
    let renewed = Grant {
        end: NOW.days_later(700),
        approved_at: NOW.days_earlier(9),
        ..seen(1)
    };
    let wanted = || vec![renewed.clone(), seen(2)];
    let findings = repository.settle(task(wanted()));
    assert_eq!((findings.present, findings.shorter), (vec![2], vec![1]));
    assert!(findings.no_room.is_some() && findings.vanished.is_empty());
    assert_eq!(repository.text.as_deref(), Some(&*full(&[1, 2])));
    assert_eq!(repository.writes.len(), 0);

    // Somebody else makes room.
    let mut repository = Repository::with(&policy(&[1, 2]));
    let findings = repository.settle(task(wanted()));
    assert_eq!((findings.present, findings.shorter), (vec![1, 2], vec![]));
}

/// What is revoked goes at the same time, and what is new waits behind a renewal.
#[test]
fn access_ends_beside_a_renewal_that_does_not_fit() {
    let mut repository = Repository::with(&full(&[1, 2, 3]));
    let renewed = Grant {
        end: NOW.days_later(700),
        ..seen(1)
    };
    let findings = repository.settle(task(vec![renewed, revoked(2), seen(3), grant(4)]));
    assert_eq!(repository.text.as_deref(), Some(&*full(&[1, 3])));
    assert_eq!((findings.present, findings.absent), (vec![3], vec![2]));
    assert_eq!((findings.shorter, findings.left_out), (vec![1], vec![4]));
}

/// The same where a grant allows more than a pull takes.
fn with_three(grants: Vec<Grant<usize>>) -> Task<usize> {
    Task {
        actions: PullActions::Three,
        ..task(grants)
    }
}

const THIRD: &str = r#""ecr:BatchCheckLayerAvailability","#;

/// Want of room for an action that no pull takes is no reason to keep anybody's access.
#[test]
fn access_ends_in_a_policy_that_is_full_whatever_a_grant_allows() {
    let mut repository = Repository::with(&full(&[1, 2]));
    let findings = repository.settle(with_three(vec![seen(1), seen(2)]));
    assert_eq!((findings.present, findings.writes), (vec![1, 2], 0));

    let grants = vec![seen(1), revoked(2), grant(3)];
    let findings = repository.settle(with_three(grants));
    assert_eq!(repository.text.as_deref(), Some(&*full(&[1])));
    assert_eq!((findings.present, findings.absent), (vec![1], vec![2]));
    assert_eq!((findings.left_out, findings.writes), (vec![3], 1));
}

/// What stands in a policy that is full is not taken back with somebody else's access.
#[test]
fn an_action_more_that_is_there_stays_in_a_policy_that_is_full() {
    let three = |accounts: &[usize]| {
        let ours = r#""Action":["ecr:BatchGetImage","ecr:Get"#;
        let action = format!(r#""Action":[{THIRD}"ecr:BatchGetImage","ecr:Get"#);
        full(accounts).replace(ours, &action)
    };
    let mut repository = Repository::with(&three(&[1, 2]));
    let findings = repository.settle(with_three(vec![seen(1), revoked(2)]));
    assert_eq!(repository.text.as_deref(), Some(&*three(&[1])));
    assert_eq!((findings.present, findings.absent), (vec![1], vec![2]));
}

#[test]
fn an_action_more_is_written_where_there_is_room() {
    let mut repository = Repository::with(&policy(&[1, 2]));
    let grants = || vec![seen(1), revoked(2)];
    let findings = repository.settle(with_three(grants()));
    assert_eq!((findings.present, findings.absent), (vec![1], vec![2]));
    assert!(repository.text.as_deref().unwrap().contains(THIRD));
    let findings = repository.settle(with_three(grants()));
    assert_eq!(findings.writes, 0);
}

/// One more with what a pull takes is better than one fewer with everything.
#[test]
fn nobody_is_left_out_for_an_action_more() {
    let two = Repository::default().settle(task((0..400).map(grant).collect()));
    let mut repository = Repository::default();
    let three = repository.settle(with_three((0..400).map(grant).collect()));
    assert_eq!(three.present, two.present);
    assert!(!repository.text.unwrap().contains(THIRD));
}

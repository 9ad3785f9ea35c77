use super::*;

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

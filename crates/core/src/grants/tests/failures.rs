//! What AWS refuses, and what never answers.

use super::*;

#[test]
fn one_dead_principal_does_not_keep_the_others_out() {
    let mut repository = Repository::with(&policy(&[]));
    repository.dead = vec![account(3)];
    let findings = repository.settle(task((1..=8).map(grant).collect()));
    assert_eq!(findings.refused, [3]);
    assert_eq!(findings.present, [1, 2, 4, 5, 6, 7, 8]);
    assert_eq!(repository.text, Some(policy(&[1, 2, 4, 5, 6, 7, 8])));
}

#[test]
fn whoever_has_access_keeps_it_while_a_dead_one_is_searched_for() {
    let mut repository = Repository::with(&policy(&[1, 2]));
    repository.dead = vec![account(3), account(5)];
    let grants = vec![seen(1), seen(2), grant(3), grant(4), grant(5)];
    let findings = repository.settle(task(grants));
    assert_eq!(
        (findings.present, findings.refused),
        (vec![1, 2, 4], vec![3, 5])
    );
    for text in repository.writes.iter().flatten() {
        assert!(
            text.contains(&account(1)) && text.contains(&account(2)),
            "{text}"
        );
    }
}

#[test]
fn a_dead_principal_is_not_tried_again_until_somebody_says_so() {
    let mut repository = Repository::with(&policy(&[1]));
    let held = Grant {
        hold: Some(Hold::Refused),
        ..grant(3)
    };
    let findings = repository.settle(task(vec![seen(1), held]));
    assert_eq!((findings.present, findings.writes), (vec![1], 0));
    assert_eq!(findings.refused, Vec::<usize>::new());
}

#[test]
fn a_new_role_may_be_unknown_for_a_while() {
    let mut repository = Repository {
        dead: vec![account(1)],
        ..Repository::default()
    };
    for (seconds, is_unresolved) in [(0, true), (119, true), (120, false)] {
        let new = Grant {
            approved_at: NOW.seconds_earlier(seconds),
            ..grant(1)
        };
        let findings = repository.settle(task(vec![new]));
        assert_eq!(findings.unresolved.len() == 1, is_unresolved, "{seconds}");
        assert_eq!(findings.refused.len() == 1, !is_unresolved, "{seconds}");
    }
}

#[test]
fn a_revocation_goes_through_though_another_principal_has_died() {
    // AWS still shows the name of the dead one.
    let mut repository = Repository::with(&policy(&[1, 2, 3]));
    repository.dead = vec![account(2)];
    let findings = repository.settle(task(vec![revoked(1), seen(2), seen(3)]));
    assert_eq!((findings.absent, findings.present), (vec![1], vec![3]));
    assert_eq!(findings.refused, [2]);
}

/// Those who are taken out for a moment, to find the dead one among them, are nobody's question.
#[test]
fn who_is_searched_through_is_not_asked_about() {
    for dead in 2..=5 {
        let mut repository = Repository::with(&policy(&[1, 2, 3, 4, 5]));
        repository.dead = vec![account(dead)];
        let mut grants: Vec<_> = (1..=5).map(seen).collect();
        grants[0] = revoked(1);
        let findings = repository.settle(task(grants));
        let alive: Vec<_> = (2..=5).filter(|number| *number != dead).collect();
        assert_eq!((findings.absent, findings.refused), (vec![1], vec![dead]));
        assert_eq!((findings.present, findings.vanished), (alive, vec![]));
    }
}

/// Nor is who is only kept where they are, and they are kept.
#[test]
fn who_is_only_kept_is_kept_by_a_search() {
    let mut repository = Repository::with(&policy(&[1, 2, 3, 4, 5]));
    repository.dead = vec![account(5)];
    let grants = vec![revoked(1), seen(2), seen(3), by_hand(4), seen(5)];
    let findings = repository.settle(task(grants));
    assert_eq!((findings.refused, findings.vanished), (vec![5], vec![]));
    assert_eq!(repository.text, Some(policy(&[2, 3, 4])));
}

/// Somebody is taken out by hand while another is searched for.
#[test]
fn who_is_taken_out_meanwhile_is_not_searched_for() {
    for at in 1..20 {
        let mut repository = Repository::with(&policy(&[1, 2, 3, 4]));
        repository.dead = vec![account(4)];
        repository.others = vec![(at, Some(policy(&[1, 3, 4])))];
        let grants = || vec![revoked(1), seen(2), seen(3), seen(4)];
        repository.run(task(grants()));
        let text = repository.text.unwrap();
        assert!(
            repository.reads <= at || !text.contains(&account(2)),
            "{at}: {text}"
        );
    }
}

#[test]
fn somebody_elses_dead_principal_is_not_blamed_on_the_grants() {
    let text = policy(&[1]).replace(r#"{"Service":"x"}"#, r#"{"AWS":"AIDAFOREIGN"}"#);
    let mut repository = Repository::with(&text);
    repository.dead = vec!["AIDAFOREIGN".to_owned()];
    assert_eq!(
        repository.run(task(vec![seen(1), grant(2)])),
        failed(Failure::ForeignPrincipal {
            principal: "AIDAFOREIGN".to_owned()
        })
    );
    assert_eq!(repository.writes.len(), 1);
}

#[test]
fn what_cannot_be_read_is_never_written() {
    let mut repository = Repository::with("{\"Statement\":");
    assert!(matches!(
        repository.run(task(vec![grant(1)])),
        Outcome::Failed(Failed {
            failure: Failure::Unreadable(_),
            ..
        })
    ));
    assert_eq!(repository.writes.len(), 0);
}

/// Every event that can go wrong at every step ends the pass without a word about the policy.
#[test]
fn a_failure_at_any_step_confirms_nothing() {
    for failing in 0..5 {
        let mut repository = Repository::with(&policy(&[]));
        let (mut pass, mut effect) = Pass::start(task(vec![grant(1)]));
        let mut step = 0;
        let outcome = loop {
            let is_failing = step == failing;
            step += 1;
            let event = match effect {
                Effect::Read if is_failing => Event::Read(Err(Failure::Throttled)),
                Effect::Read => Event::Read(Ok(repository.read())),
                Effect::Intend(_) if is_failing => Event::LeaseLost,
                Effect::Intend(_) => Event::Intended,
                Effect::Write(_) if is_failing => Event::Wrote(Err(Failure::Unknown)),
                Effect::Write(text) => Event::Wrote(repository.write(text)),
                Effect::LookUp(_) => unreachable!("nobody has asked for it"),
                Effect::Finish(outcome) => break outcome,
            };
            (pass, effect) = pass.step(event, NOW);
        };
        let expected = match failing {
            1 => Outcome::LeaseLost,
            3 => failed(Failure::Unknown),
            _ => failed(Failure::Throttled),
        };
        assert_eq!(outcome, expected, "step {failing}");
        assert_eq!(repository.writes.len(), usize::from(failing > 3));
    }
}

/// The words are stored: none of them may become another.
#[test]
fn every_failure_has_its_word() {
    let message = "no".to_owned();
    let unreadable = Document::read("[]", &installation()).unwrap_err();
    let told = unreadable.to_string();
    let failures = [
        (Failure::Unknown, "unknown", None),
        (Failure::Throttled, "throttled", None),
        (Failure::Unavailable, "unavailable", None),
        (
            Failure::Denied {
                message: message.clone(),
            },
            "denied",
            Some("no"),
        ),
        (Failure::NoRepository, "no_repository", None),
        (
            Failure::PrincipalRefused {
                message: message.clone(),
            },
            "principal_refused",
            Some("no"),
        ),
        (
            Failure::ForeignPrincipal {
                principal: "AIDAFOREIGN".to_owned(),
            },
            "foreign_principal",
            Some("AIDAFOREIGN"),
        ),
        (
            Failure::PolicyRefused { message },
            "policy_refused",
            Some("no"),
        ),
        (Failure::Unreadable(unreadable), "unreadable", Some(&*told)),
        (Failure::Contended, "contended", None),
        (Failure::OutOfTime, "out_of_time", None),
        (
            Failure::ReportOnly {
                message: "it would take out 111122223333".to_owned(),
            },
            "report_only",
            Some("it would take out 111122223333"),
        ),
    ];
    for (failure, kind, message) in failures {
        assert_eq!(failure.kind(), kind);
        assert_eq!(failure.message().as_deref(), message, "{kind}");
    }
}

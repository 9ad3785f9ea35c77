//! What we have overwritten is done once more.

use super::*;

const OLD: &str = r#"{"Sid":"Build","Effect":"Deny"}"#;
const NEW: &str = r#"{"Sid":"Build","Effect":"Allow"}"#;

/// The policy of somebody else's statements, and ours for these accounts.
fn with(statements: &str, accounts: &[usize]) -> String {
    policy(accounts).replacen(LAMBDA, statements, 1)
}

fn both(statement: &str) -> String {
    format!("{LAMBDA},{statement}")
}

/// A write, in the order of the numbers.
fn event(number: i64, is_ours: bool, text: &str) -> TrailEvent {
    TrailEvent {
        at: Timestamp::from_micros(NOW.as_micros() - 3_600_000_000 + number),
        is_ours,
        text: Some(text.to_owned()),
    }
}

fn trail(written: &[(&str, &str)]) -> Trail {
    let written = written.iter().map(|(before, text)| Written {
        before: Some((*before).to_owned()),
        text: Some((*text).to_owned()),
    });
    Trail {
        since: NOW.seconds_earlier(7_200),
        from: NOW.seconds_earlier(7_080),
        until: NOW.seconds_earlier(TRAIL_LAG_SECONDS),
        written: written.collect(),
    }
}

/// A write of ours from `base`, which granted the first account, right behind one of somebody else's;
/// then those that came `later`, and the policy as it is `now`. What is mended.
#[track_caller]
fn healed(base: &str, theirs: &str, later: &[(bool, &str)], now: &str) -> (Vec<Mend>, Repository) {
    let ours = with(base, &[1]);
    let mut events = vec![event(1, false, &with(theirs, &[])), event(2, true, &ours)];
    for (number, (is_ours, text)) in (3..).zip(later) {
        events.push(event(number, *is_ours, &with(text, &[1])));
    }
    let mut repository = Repository::with(&with(now, &[1]));
    repository.trail = Some(events);
    let task = Task {
        trail: Some(trail(&[(&with(base, &[]), &ours)])),
        ..task(vec![seen(1)])
    };
    let findings = repository.settle(task);
    assert_eq!(
        findings.trail,
        Some(Ok(NOW.seconds_earlier(TRAIL_LAG_SECONDS)))
    );
    assert_eq!(repository.looked_up, Some(NOW.seconds_earlier(7_200)));
    assert_eq!(findings.present, [1]);
    let mended = findings.mended.into_iter();
    let mends = mended.map(|one| {
        assert_eq!((one.number, one.refusal), (None, None));
        one.mend
    });
    (mends.collect(), repository)
}

#[test]
fn a_statement_that_was_overwritten_comes_back() {
    let (mends, repository) = healed(LAMBDA, &both(NEW), &[], LAMBDA);
    assert_eq!(mends, [Mend::PutBack(NEW.to_owned())]);
    assert_eq!(repository.text, Some(with(&both(NEW), &[1])));
}

#[test]
fn a_statement_that_was_brought_back_against_its_owner_s_will_goes() {
    let (mends, repository) = healed(&both(NEW), LAMBDA, &[], &both(NEW));
    assert_eq!(mends, [Mend::TakeOut(NEW.to_owned())]);
    assert_eq!(repository.text, Some(with(LAMBDA, &[1])));
}

#[test]
fn a_statement_that_was_changed_is_changed_once_more() {
    let (mends, repository) = healed(&both(OLD), &both(NEW), &[], &both(OLD));
    let (old, new) = (OLD.to_owned(), NEW.to_owned());
    assert_eq!(mends, [Mend::Replace { old, new }]);
    assert_eq!(repository.text, Some(with(&both(NEW), &[1])));
}

/// What we read was older than our own last write, which had kept what somebody else wrote.
#[test]
fn a_statement_that_our_own_write_had_kept_comes_back() {
    let [base, kept] = [LAMBDA, &both(NEW)].map(|others| with(others, &[]));
    let [first, second] = [with(&both(NEW), &[1]), with(LAMBDA, &[1, 2])];
    let mut repository = Repository::with(&second);
    repository.trail = Some(vec![
        event(1, false, &kept),
        event(2, true, &first),
        event(3, true, &second),
    ]);
    let task = Task {
        trail: Some(trail(&[(&kept, &first), (&base, &second)])),
        ..task(vec![seen(1), seen(2)])
    };
    repository.settle(task);
    assert_eq!(repository.text, Some(with(&both(NEW), &[1, 2])));
}

/// Our write hung while the statement's owner took it out, and landed when we had seen that.
#[test]
fn what_our_own_late_write_brought_back_is_nobody_s_loss() {
    let [kept, gone] = [&both(NEW), LAMBDA].map(|others| with(others, &[]));
    let [late, second] = [with(&both(NEW), &[1]), with(LAMBDA, &[1, 2])];
    let mut repository = Repository::with(&second);
    repository.trail = Some(vec![
        event(1, false, &kept),
        event(2, false, &gone),
        event(3, true, &late),
        event(4, true, &second),
    ]);
    let task = Task {
        trail: Some(trail(&[(&kept, &late), (&gone, &second)])),
        ..task(vec![seen(1), seen(2)])
    };
    assert_eq!(repository.settle(task).mended, []);
    assert_eq!(repository.writes, []);
}

/// What our late write took away once more, after somebody had put it there again, is theirs.
#[test]
fn what_our_own_late_write_took_away_is_not_taken_away_for_its_owner() {
    let [gone, kept] = [LAMBDA, &both(NEW)].map(|others| with(others, &[]));
    let [late, second] = [with(LAMBDA, &[1]), with(&both(NEW), &[1, 2])];
    let mut repository = Repository::with(&second);
    repository.trail = Some(vec![
        event(1, false, &gone),
        event(2, false, &kept),
        event(3, true, &late),
        event(4, true, &second),
    ]);
    let task = Task {
        trail: Some(trail(&[(&gone, &late), (&kept, &second)])),
        ..task(vec![seen(1), seen(2)])
    };
    assert_eq!(repository.settle(task).mended, []);
}

#[test]
fn what_was_seen_was_not_overwritten() {
    let (mends, repository) = healed(&both(NEW), &both(NEW), &[], LAMBDA);
    assert_eq!((mends, repository.writes.len()), (vec![], 0));
}

/// Somebody else's decision that came later counts.
#[test]
fn what_was_overtaken_stays_as_it_is() {
    // It was there again, and went again.
    let again: &[(bool, &str)] = &[(false, &both(NEW)), (false, LAMBDA)];
    assert_eq!(healed(LAMBDA, &both(NEW), again, LAMBDA).0, []);
    // Another is in its place.
    assert_eq!(
        healed(LAMBDA, &both(NEW), &[(false, &both(OLD))], LAMBDA).0,
        []
    );
    assert_eq!(healed(LAMBDA, &both(NEW), &[], &both(OLD)).0, []);
    // It went, and was put there again.
    let back: &[(bool, &str)] = &[(false, LAMBDA), (false, &both(NEW))];
    assert_eq!(healed(&both(NEW), LAMBDA, back, &both(NEW)).0, []);
    // The older one of two is gone already, or the newer there.
    assert_eq!(
        healed(&both(OLD), &both(NEW), &[(false, LAMBDA)], LAMBDA).0,
        []
    );
}

/// Somebody took the statement out a moment ago, long after what we had overwritten, and `CloudTrail` does not
/// tell of that yet (seed 9036 of the simulation).
#[test]
fn what_was_overtaken_by_what_is_not_told_yet_stays_as_it_is() {
    let (mends, repository) = healed(&both(OLD), &both(NEW), &[], LAMBDA);
    assert_eq!((mends, repository.writes), (vec![], vec![]));
}

/// Whoever wrote after us read a policy from which we had taken it.
#[test]
fn whoever_writes_later_and_knows_nothing_of_it_overtakes_nothing() {
    let other = r#"{"Sid":"Other"}"#;
    let later = both(other);
    let (mends, _) = healed(
        LAMBDA,
        &both(NEW),
        &[(false, &later), (true, &later)],
        &later,
    );
    assert_eq!(mends, [Mend::PutBack(NEW.to_owned())]);
}

#[test]
fn what_another_installation_grants_is_its_own_affair() {
    let other = r#"{"Sid":"Wharfinger1zzzzzzzzx202612"}"#;
    assert_eq!(healed(LAMBDA, &both(other), &[], LAMBDA).0, []);
}

/// AWS has put an id in the place of a name that another may bear by now.
#[test]
fn whoever_was_deleted_does_not_come_back_by_name() {
    let named = r#"{"Sid":"Role","Principal":{"AWS":"arn:aws:iam::111122223333:role/a"}}"#;
    let deleted = r#"{"Sid":"Role","Principal":{"AWS":"AROAEXAMPLE"}}"#;
    assert_eq!(
        healed(&both(deleted), &both(named), &[], &both(deleted)).0,
        []
    );
}

#[test]
fn what_is_too_young_or_was_judged_or_has_no_certain_base_is_not_judged() {
    let ours = with(LAMBDA, &[1]);
    let events = || {
        vec![
            event(1, false, &with(&both(NEW), &[])),
            event(2, true, &ours),
        ]
    };
    let mended = |trail: Trail| {
        let mut repository = Repository::with(&ours);
        repository.trail = Some(events());
        let task = Task {
            trail: Some(trail),
            ..task(vec![seen(1)])
        };
        repository.settle(task).mended.len()
    };
    let base = with(LAMBDA, &[]);
    let known = || trail(&[(&base, &ours)]);
    assert_eq!(mended(known()), 1);
    assert_eq!(mended(trail(&[])), 0);
    let until = NOW.seconds_earlier(3_601);
    assert_eq!(mended(Trail { until, ..known() }), 0);
    let from = event(2, true, "").at;
    assert_eq!(mended(Trail { from, ..known() }), 0);
    // Two writes that mean the same, from one base and from two.
    assert_eq!(mended(trail(&[(&base, &ours), (&base, &ours)])), 1);
    let other = with(&both(OLD), &[]);
    assert_eq!(mended(trail(&[(&other, &ours), (&base, &ours)])), 0);
}

/// A repository of the name was deleted, or a text was not told.
#[test]
fn what_nobody_can_read_overtakes_whatever_was_before() {
    let [base, ours] = [with(LAMBDA, &[]), with(LAMBDA, &[1])];
    let mut repository = Repository::with(&ours);
    repository.trail = Some(vec![
        event(1, false, &with(&both(NEW), &[])),
        event(2, true, &ours),
        event(3, false, ""),
        event(4, false, &ours),
    ]);
    let task = Task {
        trail: Some(trail(&[(&base, &ours)])),
        ..task(vec![seen(1)])
    };
    assert_eq!(repository.settle(task).mended, []);
}

/// What was looked up when, what came of it, and how often it was meant to be written, where somebody puts
/// the statement back before a read.
fn looked_up(
    since: Timestamp,
    others: Vec<(usize, Option<String>)>,
) -> (Option<Result<Timestamp, Failure>>, usize, usize) {
    let [base, ours] = [with(LAMBDA, &[]), with(LAMBDA, &[1])];
    let mut repository = Repository::with(&ours);
    repository.trail = Some(vec![
        event(1, false, &with(&both(NEW), &[])),
        event(2, true, &ours),
    ]);
    repository.others = others;
    let task = Task {
        trail: Some(Trail {
            since,
            ..trail(&[(&base, &ours)])
        }),
        ..task(vec![seen(1)])
    };
    let findings = repository.settle(task);
    (findings.trail, findings.mended.len(), repository.intents)
}

#[test]
fn after_a_look_up_the_policy_is_read_again() {
    let until = NOW.seconds_earlier(TRAIL_LAG_SECONDS);
    let again = vec![(1, Some(with(&both(NEW), &[1])))];
    let long_ago = NOW.seconds_earlier(7_200);
    assert_eq!(looked_up(long_ago, again), (Some(Ok(until)), 0, 0));
    assert_eq!(looked_up(long_ago, vec![]), (Some(Ok(until)), 1, 1));
}

#[test]
fn it_is_waited_for_who_made_the_policy_what_it_is_but_not_for_ever() {
    let until = NOW.seconds_earlier(TRAIL_LAG_SECONDS);
    let unknown = || vec![(0, Some(with(&both(r#"{"Sid":"Other"}"#), &[1])))];
    let young = NOW.seconds_earlier(3_600);
    assert_eq!(looked_up(young, unknown()), (None, 0, 0));
    assert_eq!(looked_up(young, vec![]), (Some(Ok(until)), 1, 1));
    let old = NOW.seconds_earlier(3_601);
    assert_eq!(looked_up(old, unknown()), (Some(Ok(until)), 1, 1));
}

#[test]
fn who_waits_for_a_write_does_not_wait_for_cloudtrail() {
    let mut repository = Repository::with(&policy(&[]));
    repository.trail = Some(Vec::new());
    let task = Task {
        trail: Some(trail(&[])),
        ..task(vec![grant(1)])
    };
    let findings = repository.settle(task);
    assert_eq!((findings.present, findings.trail), (vec![1], None));
    assert_eq!(repository.looked_up, None);
}

#[test]
fn what_cloudtrail_does_not_say_keeps_nobody_out() {
    let mut repository = Repository::with(&policy(&[1]));
    let task = Task {
        trail: Some(trail(&[])),
        ..task(vec![grant(1)])
    };
    let findings = repository.settle(task);
    assert_eq!((findings.present, findings.mended), (vec![1], vec![]));
    assert_eq!(findings.trail, Some(Err(Failure::Throttled)));
}

/// The pass that was about to do it has died: whoever comes after says what became of it.
#[test]
fn what_was_begun_is_concluded_by_what_is_there() {
    let back = Mend::PutBack(NEW.to_owned());
    for (now, refusal) in [(both(NEW), false), (LAMBDA.to_owned(), true)] {
        let mut repository = Repository::with(&with(&now, &[1]));
        let begun = Task {
            begun: vec![back.clone()],
            ..task(vec![seen(1)])
        };
        let findings = repository.settle(begun);
        assert_eq!(
            findings.writes, 0,
            "nothing is done that is not found out anew"
        );
        let [mended] = &findings.mended[..] else {
            panic!("{:?}", findings.mended);
        };
        assert_eq!((mended.number, &mended.mend), (None, &back));
        assert_eq!(mended.refusal.is_some(), refusal);
    }
}

/// The look behind the look-up shows what was there before we overwrote it.
#[test]
fn nothing_is_whole_on_the_strength_of_one_look() {
    let (base, ours) = (with(LAMBDA, &[]), with(LAMBDA, &[1]));
    let mut repository = Repository::with(&ours);
    let theirs = with(&both(NEW), &[]);
    repository.trail = Some(vec![event(1, false, &theirs), event(2, true, &ours)]);
    repository.stale.push((1, with(&both(NEW), &[1])));
    let findings = repository.settle(Task {
        trail: Some(trail(&[(&base, &ours)])),
        ..task(vec![seen(1)])
    });
    assert_eq!(findings.mended.len(), 1);
    assert_eq!(repository.text, Some(with(&both(NEW), &[1])));
}

/// A pass that died had not done it, and the look is older than what was lost.
#[test]
fn what_was_begun_is_not_concluded_on_the_strength_of_one_look() {
    let mut repository = Repository::with(&with(LAMBDA, &[1]));
    repository.stale.push((0, with(&both(NEW), &[1])));
    let begun = Task {
        begun: vec![Mend::PutBack(NEW.to_owned())],
        ..task(vec![seen(1)])
    };
    let findings = repository.settle(begun);
    assert!(findings.mended[0].refusal.is_some(), "it is not there");
}

/// Before `CloudTrail` was asked nobody knows whether it is to be done.
#[test]
fn what_was_begun_waits_for_cloudtrail() {
    let back = Mend::PutBack(NEW.to_owned());
    let (base, ours) = (with(LAMBDA, &[]), with(LAMBDA, &[1]));
    let begun = Task {
        begun: vec![back.clone()],
        trail: Some(trail(&[(&base, &ours)])),
        ..task(vec![seen(1)])
    };
    let mut repository = Repository::with(&ours);
    assert_eq!(
        repository.settle(begun.clone()).mended,
        [],
        "it does not answer"
    );
    repository.trail = Some(vec![
        event(1, false, &with(&both(NEW), &[])),
        event(2, true, &ours),
    ]);
    let findings = repository.settle(begun);
    let done = Mended {
        number: None,
        mend: back.clone(),
        refusal: None,
    };
    assert_eq!(findings.mended, [done], "it is done once, and told once");
    assert_eq!(repository.heals, [back], "and written down before");
}

//! What one look shows is said only where a second one agrees.

use super::room::full;
use super::*;

/// A repository, and the looks that show another policy than it has.
fn misleading(accounts: &[usize], stale: &[(usize, &[usize])]) -> Repository {
    let stale = stale.iter().map(|(read, shown)| (*read, policy(shown)));
    Repository {
        stale: stale.collect(),
        ..Repository::with(&policy(accounts))
    }
}

fn held(n: usize) -> Grant<usize> {
    Grant {
        hold: Some(Hold::Vanished),
        shown: Shown::NoAccess,
        ..seen(n)
    }
}

#[test]
fn nobody_is_shown_revoked_on_the_strength_of_one_look() {
    let mut repository = misleading(&[1], &[(0, &[])]);
    let findings = repository.settle(task(vec![revoked(1)]));
    assert_eq!((findings.absent, findings.writes), (vec![1], 1));
    assert_eq!(repository.text, Some(policy(&[])));
}

/// Two of three looks do not show it, but no two in a row.
#[test]
fn looks_that_alternate_are_not_believed() {
    let mut repository = misleading(&[1], &[(0, &[]), (2, &[])]);
    let findings = repository.settle(task(vec![revoked(1)]));
    assert_eq!((findings.absent, findings.writes), (vec![1], 1));
    assert_eq!(repository.text, Some(policy(&[])));
}

/// Access was taken away and given anew, and the look shows what was there before the first of that.
#[test]
fn nobody_is_shown_active_on_the_strength_of_one_look() {
    let mut repository = misleading(&[], &[(0, &[1])]);
    let findings = repository.settle(task(vec![grant(1)]));
    assert_eq!((findings.present, findings.writes), (vec![1], 1));
    assert_eq!(repository.text, Some(policy(&[1])));
}

#[test]
fn nobody_is_asked_about_on_the_strength_of_one_look() {
    let mut repository = misleading(&[1], &[(0, &[])]);
    let findings = repository.settle(task(vec![seen(1)]));
    assert_eq!((findings.present, findings.vanished), (vec![1], vec![]));
    assert_eq!((findings.writes, findings.is_news), (0, false));
}

#[test]
fn what_is_asked_about_is_not_over_on_the_strength_of_one_look() {
    let mut repository = misleading(&[], &[(0, &[1])]);
    let findings = repository.settle(task(vec![held(1)]));
    assert!(!findings.is_news, "{findings:?}");
    assert_eq!((findings.present, findings.vanished), (vec![], vec![1]));
}

/// What was read back is not what was written: somebody has changed theirs meanwhile, or it is an older policy.
#[test]
fn what_is_read_back_otherwise_than_it_was_written_is_looked_at_again() {
    let mut repository = misleading(&[], &[]);
    let theirs = policy(&[1]).replace("\"Lambda\"", "\"Other\"");
    repository.others = vec![(2, Some(theirs.clone()))];
    let findings = repository.settle(task(vec![grant(1)]));
    assert_eq!((findings.present, findings.writes), (vec![1], 1));
    assert_eq!((repository.reads, repository.text), (4, Some(theirs)));
}

#[test]
fn looks_that_never_agree_end_the_pass() {
    let stale: Vec<(usize, &[usize])> = (0..20).map(|read| (2 * read, &[][..])).collect();
    let mut repository = misleading(&[1], &stale);
    let outcome = repository.run(task(vec![seen(1), revoked(2)]));
    assert_eq!(outcome, failed(Failure::Contended));
    assert_eq!(repository.writes.len(), 0);
}

/// How many looks it takes where nothing is to be written.
fn looks_at(accounts: &[usize], grants: Vec<Grant<usize>>) -> (usize, bool) {
    let mut repository = misleading(accounts, &[]);
    let mut task = task(grants);
    task.memory.verified = Some(verified(&policy(accounts)));
    let findings = repository.settle(task);
    assert_eq!(findings.writes, 0);
    (repository.reads, findings.is_news)
}

fn verified(text: &str) -> Verified {
    let installation = installation();
    let document = Document::read(text, &installation).unwrap();
    Verified {
        managed: document.managed().canonical(),
        foreign: document.foreign_canonical(),
    }
}

/// The first look shows another policy than the one that is there, and was when it was last read back.
fn misled(shown: String) -> Findings<usize> {
    let mut repository = Repository {
        stale: vec![(0, shown)],
        ..Repository::with(&policy(&[1]))
    };
    let mut task = task(vec![seen(1)]);
    task.memory.verified = Some(verified(&policy(&[1])));
    let findings = repository.settle(task);
    assert_eq!((findings.writes, repository.reads), (0, 2));
    findings
}

#[test]
fn nobody_is_told_to_be_added_by_hand_on_the_strength_of_one_look() {
    assert_eq!(misled(policy(&[1, 7])).unexpected, [""; 0]);
    let deleted = policy(&[1, 7]).replace("000000000007", "AROAEXAMPLEID");
    assert_eq!(misled(deleted).stale, [""; 0]);
}

#[test]
fn statements_of_others_are_not_said_to_be_changed_on_the_strength_of_one_look() {
    assert!(!misled(policy(&[1]).replace("Lambda", "Other")).foreign_changed);
}

/// Before anything was ever read back.
#[test]
fn nobody_is_found_to_be_added_by_hand_on_the_strength_of_the_first_look() {
    let mut repository = misleading(&[1], &[(0, &[1, 7])]);
    let findings = repository.settle(task(vec![seen(1)]));
    assert_eq!(findings.unexpected, [""; 0]);
}

/// A connection was taken back and made anew: that access was seen once is not what is said of it.
#[test]
fn what_is_not_shown_any_more_takes_two_looks_to_be_shown_again() {
    let taken_back = Grant {
        shown: Shown::NoAccess,
        ..seen(1)
    };
    assert_eq!(looks_at(&[1], vec![taken_back]), (2, true));
}

#[test]
fn what_is_known_takes_one_look_and_news_take_two() {
    let over = Grant {
        end: NOW,
        ..by_hand(2)
    };
    assert_eq!(looks_at(&[1], vec![seen(1)]), (1, false));
    assert_eq!(looks_at(&[1], vec![seen(1), held(2)]), (1, false));
    assert_eq!(looks_at(&[1], vec![seen(1), by_hand(2)]), (1, false));
    assert_eq!(looks_at(&[1], vec![seen(1), over]), (1, false));
    assert_eq!(looks_at(&[1], vec![seen(1), grant(1)]), (2, true));
    assert_eq!(looks_at(&[1], vec![seen(1), seen(2)]), (2, true));
    assert_eq!(looks_at(&[1], vec![seen(1), revoked(2)]), (2, true));
    assert_eq!(looks_at(&[1], vec![held(1)]), (2, true));
}

/// Two looks may be older than what they are taken for.
#[test]
fn what_is_said_of_others_is_looked_at_again_as_soon_as_a_write() {
    let mut task = task(vec![seen(1)]);
    task.memory.verified = Some(verified(&policy(&[1])));
    let findings = Repository::with(&policy(&[1]).replace("Lambda", "Other")).settle(task);
    assert!(findings.foreign_changed && findings.is_news);
}

/// A repository whose policy nobody can write, because somebody else's statement names who was deleted.
fn unwritable(accounts: &[usize]) -> Repository {
    let text = policy(accounts).replace(r#"{"Service":"x"}"#, r#"{"AWS":"AIDAFOREIGN"}"#);
    Repository {
        dead: vec!["AIDAFOREIGN".to_owned()],
        ..Repository::with(&text)
    }
}

/// Who was taken out is held, and whose access is over is told so, though nothing can be written.
#[test]
fn who_is_not_there_is_told_though_the_pass_fails() {
    let mut repository = unwritable(&[3]);
    let grants = vec![seen(1), revoked(2), revoked(3), grant(4)];
    let expected = Failed {
        failure: Failure::ForeignPrincipal {
            principal: "AIDAFOREIGN".to_owned(),
        },
        absent: vec![2],
        vanished: vec![1],
        mended: vec![],
    };
    let outcome = repository.run(task(grants));
    assert_eq!(outcome, Outcome::Failed(expected));
}

#[test]
fn nothing_is_told_by_a_pass_that_fails_before_its_second_look() {
    let (pass, _) = Pass::start(task(vec![seen(1), revoked(2), grant(3)]));
    let (pass, effect) = pass.step(Event::Read(Ok(Some(policy(&[])))), NOW);
    assert_eq!(effect, Effect::Read, "before it means to write");
    let (_, effect) = pass.step(Event::Read(Err(Failure::Throttled)), NOW);
    assert_eq!(effect, Effect::Finish(failed(Failure::Throttled)));
}

/// What is there is what we have written before the last time, and a person has made it so.
fn with_what_was_there(grants: Vec<Grant<usize>>) -> Task<usize> {
    let mut task = task(grants);
    let written = [&[1][..], &[1, 2]].map(|accounts| OurWrite {
        at: NOW.seconds_earlier(STALE_WRITE_SECONDS + 1),
        before: None,
        managed: managed(&policy(accounts)),
    });
    task.memory.written = written.into();
    task
}

#[test]
fn a_write_that_was_refused_explains_nobody_s_absence() {
    let mut repository = Repository::with(&policy(&[1]));
    repository.dead = vec![account(3)];
    let findings = repository.settle(with_what_was_there(vec![seen(1), seen(2), grant(3)]));
    assert_eq!((findings.vanished, findings.present), (vec![2], vec![1]));
    assert_eq!(repository.text, Some(policy(&[1])));
}

#[test]
fn a_write_that_cannot_be_made_explains_nobody_s_absence() {
    let mut repository = unwritable(&[1]);
    let outcome = repository.run(with_what_was_there(vec![seen(1), seen(2), grant(3)]));
    assert!(
        matches!(&outcome, Outcome::Failed(failed) if failed.vanished == [2]),
        "{outcome:?}"
    );
}

/// Access until an earlier month that was taken away meanwhile is no access.
#[test]
fn nobody_is_shown_with_less_time_on_the_strength_of_one_look() {
    let mut repository = Repository {
        stale: vec![(0, full(&[1]))],
        ..Repository::with(&policy(&[]))
    };
    let longer = Grant {
        end: NOW.days_later(700),
        ..grant(1)
    };
    let findings = repository.settle(task(vec![longer]));
    assert_eq!((findings.present, findings.shorter), (vec![1], vec![]));
}

/// An id in our statements may be anybody's.
#[test]
fn nobody_is_told_to_be_gone_by_a_pass_that_fails_where_ids_are_shown() {
    let mut repository = unwritable(&[1]);
    let text = repository.text.take().unwrap();
    repository.text = Some(text.replace(&account(1), "AROAEXAMPLEID"));
    let failure = Failure::ForeignPrincipal {
        principal: "AIDAFOREIGN".to_owned(),
    };
    let outcome = repository.run(task(vec![revoked(1), grant(2)]));
    assert_eq!(outcome, failed(failure));
}

/// A repository that was deleted, with what it once said.
fn deleted() -> Repository {
    Repository {
        is_gone: true,
        ..Repository::default()
    }
}

#[test]
fn access_ends_with_the_repository() {
    let mut repository = deleted();
    let findings = repository.settle(task(vec![revoked(1), by_hand(2)]));
    assert_eq!((findings.absent, findings.text), (vec![1], None));
    assert_eq!((repository.reads, repository.writes.len()), (2, 0));
}

#[test]
fn where_a_repository_is_gone_and_wanted_a_person_must_know() {
    let outcome = deleted().run(task(vec![revoked(1), seen(2)]));
    let expected = Failed {
        absent: vec![1],
        ..Failed::from(Failure::NoRepository)
    };
    assert_eq!(outcome, Outcome::Failed(expected));
    let mut repository = deleted();
    let outcome = repository.run(task(vec![grant(2)]));
    assert_eq!(outcome, failed(Failure::NoRepository));
    assert_eq!(repository.reads, 2);
}

/// It was made a moment ago, or anew.
#[test]
fn no_repository_is_gone_on_the_strength_of_one_look() {
    let (pass, _) = Pass::start(task(vec![revoked(1)]));
    let (pass, effect) = pass.step(Event::Read(Err(Failure::NoRepository)), NOW);
    assert_eq!(effect, Effect::Read);
    let (_, effect) = pass.step(Event::Read(Ok(Some(policy(&[1])))), NOW);
    assert!(matches!(effect, Effect::Intend(_)), "{effect:?}");
}

/// That there is no policy is no second look at there being no repository.
#[test]
fn a_repository_without_a_policy_is_there() {
    let (pass, _) = Pass::start(task(vec![grant(1)]));
    let (pass, effect) = pass.step(Event::Read(Err(Failure::NoRepository)), NOW);
    assert_eq!(effect, Effect::Read);
    let (pass, effect) = pass.step(Event::Read(Ok(None)), NOW);
    assert!(matches!(effect, Effect::Intend(_)), "{effect:?}");
    let (_, effect) = pass.step(Event::Read(Err(Failure::NoRepository)), NOW);
    assert_eq!(effect, Effect::Read);
}

/// A write may find it gone; whoever reads next may not.
#[test]
fn a_write_to_no_repository_is_no_look_at_it() {
    let (mut pass, mut effect) = Pass::start(task(vec![grant(1)]));
    for event in [
        Event::Read(Ok(None)),
        Event::Intended,
        Event::Read(Ok(None)),
        Event::Wrote(Err(Failure::NoRepository)),
        Event::Read(Err(Failure::NoRepository)),
    ] {
        (pass, effect) = pass.step(event, NOW);
    }
    assert_eq!(effect, Effect::Read);
    let (_, effect) = pass.step(Event::Read(Err(Failure::NoRepository)), NOW);
    assert_eq!(effect, Effect::Finish(failed(Failure::NoRepository)));
}

#[test]
fn what_waits_to_be_put_right_is_over_with_the_repository() {
    let back = Mend::PutBack(LAMBDA.to_owned());
    let wanting = |grants| Task {
        mends: vec![WantedMend {
            number: 1,
            mend: back.clone(),
        }],
        begun: vec![back.clone()],
        ..task(grants)
    };
    let gone = Some("the repository is gone".to_owned());
    let expected = [gone.clone(), gone];
    let refusals = |mended: Vec<Mended>| mended.into_iter().map(|it| it.refusal);
    let findings = deleted().settle(wanting(vec![revoked(1)]));
    assert!(refusals(findings.mended).eq(expected.clone()));
    let outcome = deleted().run(wanting(vec![revoked(1), seen(2)]));
    let Outcome::Failed(failed) = outcome else {
        panic!("{outcome:?}");
    };
    assert_eq!(failed.failure, Failure::NoRepository);
    assert!(refusals(failed.mended).eq(expected));
}

//! The policy is not what was read back last.

use super::*;

/// What was written so far, each so many seconds ago, and after what was written before it.
fn remembering(task: Task<usize>, written: &[(u32, &[usize])]) -> Task<usize> {
    let befores = std::iter::once(&[][..]).chain(written.iter().map(|(_, accounts)| *accounts));
    let written = written.iter().zip(befores);
    let written = written.map(|((seconds, accounts), before)| (*seconds, before, *accounts));
    remembering_all(task, &written.collect::<Vec<_>>())
}

/// What was written so far, each so many seconds ago, after what, and what.
fn remembering_all(mut task: Task<usize>, written: &[(u32, &[usize], &[usize])]) -> Task<usize> {
    let written = written.iter().map(|(seconds, before, after)| OurWrite {
        at: NOW.seconds_earlier(*seconds),
        before: Some(policy(before)),
        managed: managed(&policy(after)),
    });
    task.memory.written = written.collect();
    task
}

/// Longer ago than a late write takes.
const LONG_AGO: u32 = STALE_WRITE_SECONDS + 1;

#[test]
fn access_that_somebody_took_away_does_not_come_back_by_itself() {
    let mut repository = Repository::with(&policy(&[2]));
    let findings = repository.settle(task(vec![seen(1), seen(2)]));
    assert_eq!((findings.vanished, findings.present), (vec![1], vec![2]));
    assert_eq!(repository.writes.len(), 0);
}

#[test]
fn a_policy_that_was_deleted_is_asked_about() {
    let mut repository = Repository::default();
    let task = remembering(task(vec![seen(1)]), &[(1, &[]), (1, &[1])]);
    assert_eq!(repository.settle(task).vanished, [1]);
    assert_eq!(repository.text, None);
}

#[test]
fn a_maintainer_applies_the_grants_again() {
    let mut repository = Repository::default();
    let held = Grant {
        hold: Some(Hold::Vanished),
        ..seen(1)
    };
    let mut task = task(vec![held]);
    assert_eq!(repository.settle(task.clone()).vanished, [1]);
    task.reapply = true;
    let findings = repository.settle(task);
    assert_eq!((findings.vanished, findings.present), (vec![], vec![1]));
}

#[test]
fn access_that_somebody_put_back_is_there_again() {
    let mut repository = Repository::with(&policy(&[1]));
    let held = Grant {
        hold: Some(Hold::Vanished),
        ..seen(1)
    };
    let findings = repository.settle(task(vec![held]));
    assert_eq!((findings.vanished, findings.present), (vec![], vec![1]));
}

#[test]
fn an_older_write_that_landed_late_is_repaired_for_a_while() {
    let found = |seconds| {
        let written: [(u32, &[usize]); 2] = [(seconds, &[1]), (seconds, &[1, 2])];
        let mut repository = Repository::with(&policy(&[1]));
        let findings = repository.settle(remembering(task(vec![seen(1), seen(2)]), &written));
        (findings.present, findings.vanished)
    };
    assert_eq!(found(STALE_WRITE_SECONDS), (vec![1, 2], vec![]));
    assert_eq!(found(LONG_AGO), (vec![1], vec![2]));
}

/// The look is older than our last write, and an intent to let 2 in would be a reason to do so once more.
#[test]
fn nobody_is_let_in_anew_on_the_strength_of_one_look() {
    let mut repository = Repository {
        stale: vec![(0, policy(&[1]))],
        ..Repository::with(&policy(&[1, 2]))
    };
    let written: [(u32, &[usize]); 2] = [(5, &[1]), (5, &[1, 2])];
    let findings = repository.settle(remembering(task(vec![seen(1), seen(2)]), &written));
    assert_eq!((findings.present, repository.intents), (vec![1, 2], 0));
}

/// The pass before found that somebody had taken 2 out, and died behind its intent to let 3 in.
#[test]
fn who_was_left_out_of_the_last_intent_does_not_come_back_by_it() {
    let written: [(u32, &[usize], &[usize]); 3] = [
        (LONG_AGO, &[], &[1]),
        (LONG_AGO, &[1], &[1, 2]),
        (1, &[1], &[1, 3]),
    ];
    let mut repository = Repository::with(&policy(&[1]));
    let grants = vec![seen(1), seen(2), grant(3)];
    let findings = repository.settle(remembering_all(task(grants), &written));
    assert_eq!((findings.present, findings.vanished), (vec![1, 3], vec![2]));
}

/// A person had put 2 back, and there was a look in between that was older than what they did next.
#[test]
fn who_was_there_before_a_write_does_not_come_back_by_it() {
    let written: [(u32, &[usize], &[usize]); 3] = [
        (LONG_AGO, &[], &[1]),
        (2, &[1], &[1]),
        (1, &[1, 2], &[1, 2, 3]),
    ];
    let mut repository = Repository::with(&policy(&[1]));
    let grants = vec![seen(1), seen(2), seen(3)];
    let findings = repository.settle(remembering_all(task(grants), &written));
    assert_eq!((findings.present, findings.vanished), (vec![1, 3], vec![2]));
}

#[test]
fn a_late_write_of_ours_does_not_undo_what_a_person_did() {
    let held = Grant {
        hold: Some(Hold::Vanished),
        shown: Shown::NoAccess,
        ..seen(2)
    };
    let written: [(u32, &[usize], &[usize]); 2] = [(70, &[1, 2], &[1, 2, 3]), (1, &[1], &[1, 3])];
    let late = || Repository::with(&policy(&[1, 2, 3]));
    let grants = || vec![seen(1), held.clone(), seen(3)];
    let mut repository = late();
    let findings = repository.settle(remembering_all(task(grants()), &written));
    assert_eq!((findings.present, findings.vanished), (vec![1, 3], vec![2]));
    assert_eq!(repository.text, Some(policy(&[1, 3])));

    let long_ago = written.map(|(seconds, before, after)| (seconds + LONG_AGO, before, after));
    let mut repository = late();
    let findings = repository.settle(remembering_all(task(grants()), &long_ago));
    assert_eq!((findings.vanished, findings.writes), (vec![], 0));
}

/// Whatever a clock says that is ahead, it is no write of a moment ago.
#[test]
fn a_write_of_a_clock_that_is_far_ahead_explains_nothing() {
    let mut task = remembering(task(vec![seen(1), seen(2)]), &[(0, &[1]), (0, &[1, 2])]);
    for write in &mut task.memory.written {
        write.at = NOW.days_later(1);
    }
    let findings = Repository::with(&policy(&[1])).settle(task);
    assert_eq!((findings.present, findings.vanished), (vec![1], vec![2]));
}

#[test]
fn revoked_access_that_a_late_write_brought_back_goes_however_late() {
    let mut repository = Repository::with(&policy(&[1, 2]));
    let mut task = task(vec![seen(2)]);
    task.ended.insert(account(1));
    let findings = repository.settle(task);
    assert_eq!((findings.present, findings.unexpected), (vec![2], vec![]));
    assert_eq!(repository.text, Some(policy(&[2])));
}

#[test]
fn a_principal_that_was_added_by_hand_is_told_and_left() {
    let mut repository = Repository::with(&policy(&[1, 7]));
    let findings = repository.settle(task(vec![seen(1)]));
    assert_eq!(findings.unexpected, ["000000000007"]);
    assert_eq!((findings.present, findings.writes), (vec![1], 0));
}

#[test]
fn a_principal_that_was_added_by_hand_goes_with_the_next_write() {
    let mut repository = Repository::with(&policy(&[1, 7]));
    let findings = repository.settle(task(vec![seen(1), grant(2)]));
    assert_eq!(
        (findings.present, findings.unexpected),
        (vec![1, 2], vec![])
    );
    assert_eq!(repository.text, Some(policy(&[1, 2])));
}

#[test]
fn what_was_handed_over_is_known_and_kept() {
    let mut repository = Repository::with(&policy(&[1, 7]));
    let findings = repository.settle(task(vec![seen(1), by_hand(7)]));
    assert_eq!((findings.unexpected, findings.writes), (vec![], 0));
    // The next write keeps it too.
    let findings = repository.settle(task(vec![seen(1), by_hand(7), grant(2)]));
    assert_eq!((findings.unexpected, findings.writes), (vec![], 1));
    assert_eq!(repository.text, Some(policy(&[1, 2, 7])));
}

#[test]
fn what_was_handed_over_and_is_gone_is_nobodys_question_and_not_given() {
    let mut repository = Repository::with(&policy(&[1]));
    for reapply in [false, true] {
        let mut task = task(vec![seen(1), by_hand(7)]);
        task.reapply = reapply;
        let findings = repository.settle(task);
        assert_eq!((findings.vanished, findings.writes), (vec![], 0));
    }
}

#[test]
fn what_was_handed_over_goes_when_its_time_is_over() {
    let mut repository = Repository::with(&policy(&[1, 7]));
    let over = Grant {
        end: NOW,
        ..by_hand(7)
    };
    let findings = repository.settle(task(vec![seen(1), over]));
    assert_eq!(findings.writes, 1);
    assert_eq!(repository.text, Some(policy(&[1])));
}

#[test]
fn a_revocation_waits_for_nobody() {
    // Somebody took 2 out by hand and added 7, and 1 is to be revoked.
    let mut repository = Repository::with(&policy(&[1, 3, 7]));
    let findings = repository.settle(task(vec![revoked(1), seen(2), seen(3)]));
    assert_eq!(findings.absent, [1]);
    assert_eq!((findings.present, findings.vanished), (vec![3], vec![2]));
    assert_eq!(repository.text, Some(policy(&[3])));
}

#[test]
fn what_vanished_does_not_come_back_after_a_crash_either() {
    // As above, but nobody wrote down that 2 had vanished.
    let mut repository = Repository::with(&policy(&[3]));
    let grants = vec![revoked(1), seen(2), seen(3)];
    let written: [(u32, &[usize], &[usize]); 2] = [(1, &[], &[1, 2, 3]), (1, &[1, 3], &[3])];
    let findings = repository.settle(remembering_all(task(grants), &written));
    assert_eq!((findings.absent, findings.vanished), (vec![1], vec![2]));
    assert_eq!(repository.writes.len(), 0);
}

#[test]
fn an_edited_statement_gives_nobody_access_in_our_eyes() {
    let edited = policy(&[1]).replace(
        "Allow\",\"Principal\":{\"AWS\"",
        "Deny\",\"Principal\":{\"AWS\"",
    );
    assert_ne!(edited, policy(&[1]));
    let mut repository = Repository::with(&edited);
    let findings = repository.settle(task(vec![seen(1)]));
    assert_eq!((findings.present, findings.vanished), (vec![], vec![1]));
    assert_eq!(repository.writes.len(), 0);
}

#[test]
fn a_role_that_was_deleted_does_not_leave_its_access_to_the_next() {
    let text = policy(&[1]).replace(&account(1), "AROAEXAMPLEID");
    let mut repository = Repository::with(&text);
    let findings = repository.settle(task(vec![seen(1)]));
    assert_eq!((findings.vanished, findings.unexpected), (vec![1], vec![]));
    assert_eq!(findings.stale, ["AROAEXAMPLEID"]);
    assert_eq!(repository.writes.len(), 0);
}

/// AWS shows both by an id for a moment, and nothing says which of them is whose.
#[test]
fn nobody_is_shown_revoked_while_an_id_in_our_statement_may_be_theirs() {
    let text = policy(&[1, 2, 3])
        .replace(&account(1), "AROAEXAMPLEONE")
        .replace(&account(2), "AROAEXAMPLETWO");
    let mut repository = Repository::with(&text);
    let findings = repository.settle(task(vec![revoked(1), seen(2), seen(3)]));
    assert_eq!((findings.absent, findings.vanished), (vec![1], vec![2]));
    assert_eq!((findings.present, findings.writes), (vec![3], 1));
    // Whoever the ids are, when AWS knows their names again neither has access.
    assert_eq!(repository.text, Some(policy(&[3])));
}

/// The same where nothing of ours is left to be said.
#[test]
fn the_last_revocation_takes_every_id_with_it() {
    let text = policy(&[1, 2])
        .replace(&account(1), "AROAEXAMPLEONE")
        .replace(&account(2), "AROAEXAMPLETWO");
    let mut repository = Repository::with(&text);
    let over = Grant {
        end: NOW,
        ..seen(1)
    };
    let findings = repository.settle(task(vec![over, seen(2)]));
    assert_eq!((findings.vanished, findings.stale), (vec![2], vec![]));
    assert_eq!(repository.text, Some(policy(&[])));
}

#[test]
fn somebody_elses_write_between_the_reads_is_seen() {
    let mut repository = Repository::with(&policy(&[]));
    let other = policy(&[]).replace("\"Lambda\"", "\"Other\"");
    repository.others = vec![(1, Some(other.clone()))];
    let findings = repository.settle(task(vec![grant(1)]));
    assert_eq!(findings.present, [1]);
    assert!(repository.text.unwrap().contains("\"Other\""));
    assert_eq!(repository.writes.len(), 1);
}

/// The first look showed what was there before our last write. Who is there after all must not be taken out by
/// the write that follows.
#[test]
fn who_is_there_at_the_second_look_is_not_taken_out() {
    let mut repository = Repository::with(&policy(&[1]));
    repository.others = vec![(0, Some(policy(&[]))), (1, Some(policy(&[1])))];
    let findings = repository.settle(task(vec![seen(1), grant(2)]));
    assert_eq!((findings.present, findings.vanished), (vec![1, 2], vec![]));
    assert_eq!(repository.text, Some(policy(&[1, 2])));
    assert_eq!(repository.writes.len(), 1);
}

#[test]
fn a_write_that_is_gone_when_it_is_read_back_is_made_again() {
    let mut repository = Repository::with(&policy(&[]));
    repository.others = vec![(2, Some(policy(&[])))];
    let findings = repository.settle(task(vec![grant(1)]));
    assert_eq!((findings.present, findings.writes), (vec![1], 2));
}

#[test]
fn whoever_changes_the_policy_all_the_time_is_left_alone() {
    let mut repository = Repository::with(&policy(&[]));
    repository.others = (0..40).map(|read| (read, Some(policy(&[])))).collect();
    let outcome = repository.run(task(vec![grant(1)]));
    assert_eq!(outcome, failed(Failure::Contended));
    assert_eq!(
        repository.writes.len(),
        usize::try_from(ROUNDS_MAX).unwrap() + 1
    );
}
